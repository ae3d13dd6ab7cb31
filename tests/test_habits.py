"""`/habits` and `/shoutout`: small steps that can be let pass, and thanks that others read."""

from datetime import UTC, datetime
from typing import Any

from conftest import World, parts, texts
from test_fieldwork import met, newest, until


async def on(world: World, nth: int) -> Any:
    """Switch a habit on, by its place on the card; return the card."""
    shown = (await world.maya.slash("habits")).response
    name = ("profile", "article", "thanks")[nth]
    await world.maya.click(shown, custom_id=f"custom:on:{name}")
    return shown


async def test_a_habit_is_switched_on_brings_one_step_and_can_be_let_pass(world: World) -> None:
    await met(world)
    shown = await on(world, 1)
    assert "**Share an article** · ✅ on\nEvery month. Next: Sat 10 January 2026" in texts(shown)
    await world.restart()
    [step] = await until(world, 1, 13)
    assert step.startswith("### ⏰ One article for one person")
    answered = await world.maya.click(newest(world), label="Not now")
    assert (
        texts(answered.response)
        == "All right, not this time. It comes again on Tue 10 February 2026."
    )
    [step] = await until(world, 2, 11)
    card = newest(world)
    await world.restart()
    done = await world.maya.click(card, label="Done")
    assert texts(done.response) == "Good. It comes again on Tue 10 March 2026."
    await world.maya.click(shown, label="Switch off")
    assert "✅ on" not in texts(shown)
    assert await until(world, 5, 1) == []


async def test_what_nobody_answers_goes_with_its_month_without_a_word(world: World) -> None:
    await met(world)
    await on(world, 1)
    [first] = await until(world, 1, 31)
    card = newest(world)
    await until(world, 2, 8)
    await world.app.rooms.habits.tidy()
    [second] = await until(world, 2, 12)
    assert first == second
    old = await world.maya.click(card, label="Done")
    assert "It comes again on Tue 10 February 2026." in texts(old.response), "it still waits"
    switched = await world.maya.click(newest(world), label="Switch off")
    assert "Switched off." in texts(switched.response)


async def test_months_are_chosen_in_a_form_and_a_profile_comes_in_those(world: World) -> None:
    await met(world)
    shown = await on(world, 0)
    assert "In Feb, Aug. Next: Thu 5 February 2026" in texts(shown)
    form = await world.maya.click(shown, label="Choose the months")
    await world.restart()
    await world.maya.submit_modal(form, {"months": ["3", "9"]})
    assert "In Mar, Sep. Next: Thu 5 March 2026" in texts(shown)
    [step] = await until(world, 3, 6)
    assert "Three lines of your profile" in step
    off = await world.maya.click(newest(world), label="Switch off")
    assert "Switched off." in texts(off.response)
    shown = (await world.maya.slash("nudges list")).response
    assert "three lines" not in texts(shown)


async def test_an_article_goes_to_somebody_who_is_suggested_or_picked(world: World) -> None:
    await met(world, "Ana Rivera", "Bo Park", every="6 weeks")
    await on(world, 1)
    await until(world, 1, 13)
    card = newest(world)
    assert "Ana Rivera comes up next: it could be them." in texts(card)
    form = await world.maya.click(card, label="Write to them")
    assert form.modal["title"] == "A note to Ana Rivera"
    card = (await world.maya.click(card, label="Pick someone")).response
    select = next(p for p in parts(card) if p.get("type") == 3)
    bo = next(o["value"] for o in select["options"] if o["label"] == "Bo Park")
    form = await world.maya.select(card, [bo], custom_id=select["custom_id"])
    assert form.modal["title"] == "A note to Bo Park"


async def test_a_public_thank_you_asks_about_the_name_and_is_logged_once_posted(
    world: World,
) -> None:
    await met(world)
    await world.maya.slash("log", contact="Ana", how="coffee", note="showing me how a splint moves")
    shown = (await world.maya.slash("shoutout", contact="Ana", platform="x")).response
    assert "Is Ana Rivera fine with being named?" in texts(shown)
    await world.maya.click(shown, label="Without the name")
    await world.restart()
    form = await world.maya.click(shown, label="Say it")
    field = form.modal["components"][0]["component"]
    assert field["value"] == "showing me how a splint moves"
    await world.maya.submit_modal(form, {"detail": "showing me how a splint moves"})
    assert "someone I learn from" in texts(shown)
    assert "of 280 characters" in texts(shown)
    await world.maya.click(shown, label="With the name")
    post = next(p["content"] for p in parts(shown) if "a splint moves" in p.get("content", ""))
    assert "Ana Rivera" in post
    before = texts(shown)
    await world.maya.click(shown, label="Another wording")
    assert texts(shown) != before
    await world.maya.click(shown, label="Tone: warm")
    copied = await world.maya.click(shown, label="Copy")
    assert copied.response.content.startswith("```\n")
    await world.maya.click(shown, label="I posted it")
    assert "### ✅ Posted\nThe thanks to Ana Rivera are in your log." in texts(shown)
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "Thanked in public: X" in card
    await world.maya.click(shown, label="Undo")
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "Thanked in public" not in card


async def test_what_may_be_about_a_client_is_asked_before_it_gets_into_a_post(world: World) -> None:
    await met(world)
    shown = (await world.maya.slash("shoutout", contact="Ana")).response
    await world.maya.click(shown, label="Yes, by name")
    form = await world.maya.click(shown, label="Say it")
    asked = await world.maya.submit_modal(
        form, {"detail": "helping with my client Mrs. Lopez, 67, room 412"}
    )
    assert "**Is this about a client?**" in texts(asked.response)
    assert "I only write what you tell me" in texts(
        (await world.maya.slash("shoutout", contact="Ana")).response
    )


async def test_words_too_long_for_a_platform_say_so(world: World) -> None:
    await met(world)
    shown = (await world.maya.slash("shoutout", contact="Ana", platform="x")).response
    await world.maya.click(shown, label="Yes, by name")
    form = await world.maya.click(shown, label="Say it")
    await world.maya.submit_modal(form, {"detail": "東" * 120})
    assert "characters too long for X.** Say it shorter." in texts(shown)


async def test_another_person_and_a_stranger_reach_nothing(world: World) -> None:
    await met(world)
    await world.start(world.sam)
    mine = (await world.maya.slash("shoutout", contact="Ana")).response
    ids = [part.get("custom_id", "") for part in parts(mine)]
    number = next(each for each in ids if each.startswith("shout:named")).split(":")[-1]
    seen = await world.maya_member.slash(world.channel, "habits")
    assert seen.ephemeral
    own = (await world.sam.slash("habits")).response
    part = next(
        p
        for p in parts(world.env.backend.get_message(own.channel_id, own.id))
        if p.get("type") == 2
    )
    part["custom_id"] = f"shout:posted:{number}"
    pressed = await world.sam.click(own, custom_id=part["custom_id"])
    assert pressed.response.content == "That isn't there any more. `/shoutout` begins a new one."
    stranger = await world.env.create_user("lee").slash("habits")
    assert stranger.response.content.startswith("We haven't met yet.")


async def test_during_exams_no_habit_comes(world: World) -> None:
    await met(world)
    await on(world, 1)
    await world.maya.slash("fieldwork exams", first="9 Jan", last="16 Jan")
    assert await until(world, 1, 17) == []
    [step] = await until(world, 1, 20)
    assert "One article" in step
    assert world.now() >= datetime(2026, 1, 20, tzinfo=UTC)
