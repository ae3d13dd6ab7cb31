"""`/fieldwork`: a placement from its hello to its thank-you, exams, and what goes wrong on the way."""

from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import World, parts, texts

from bot.students.model import Student

ME = {"me": "Maya Chen", "who": "second-year OT student, Westfield University"}
LEVEL_2 = {"level": "level_2", "first": "2 Feb", "last": "24 April"}


async def met(world: World, *names: str, every: str = "never") -> None:
    await world.start(world.maya)
    for name in names or ("Ana Rivera",):
        await world.maya.slash("contact add", name=name, every=every)


async def placed(world: World, **said: Any) -> Any:
    return (await world.maya.slash("fieldwork add", **{**LEVEL_2, **said})).response


async def profile(world: World) -> Student:
    return await world.app.rooms.students.get(world.maya.id)


async def until(world: World, month: int, day: int, hour: int = 18) -> list[str]:
    """Let time pass to a moment, in UTC, delivering what comes; return what is on each DM."""
    wanted = datetime(2026, month, day, hour, tzinfo=UTC)
    before = len(world.dms(world.maya))
    while (upcoming := await world.deliver()) is not None and upcoming <= wanted:
        await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    await world.pass_time(seconds=(wanted - world.now()).total_seconds())
    await world.deliver()
    return [texts(message) for message in world.dms(world.maya)[before:]]


def newest(world: World) -> Any:
    return world.dms(world.maya)[-1]


async def test_a_placement_brings_its_notes_at_the_right_time_and_fewer_reminders_meanwhile(
    world: World,
) -> None:
    await met(world)
    card = texts(await placed(world, place="Lakeside Hand Clinic", educator="Ana"))
    assert "**Kept.**\n### Level II fieldwork\nMon 2 February 2026 to Fri 24 April 2026" in card
    assert "a hello on Mon 19 January 2026" in card
    [hello] = await until(world, 1, 20)
    assert hello.startswith(
        "### ⏰ A hello to Ana Rivera\nYour Level II fieldwork at Lakeside Hand"
    )
    card = newest(world)
    form = await world.maya.click(card, label="Draft it")
    drafted = await world.maya.submit_modal(form, {**ME, "purpose": "splinting"})
    assert "on 2 February" in texts(drafted.response)
    await world.maya.click(drafted.response, label="Mark as sent")
    old = await world.maya.click(card, label="Sent already")
    assert texts(old.response) == "The hello to Ana Rivera is dealt with."
    assert "Lighter time: none" in texts((await world.maya.slash("settings")).response)

    [begins] = await until(world, 2, 3)
    assert "### 📅 Level II fieldwork begins today" in begins
    assert "Your profile says: In the programme. Shall I change it?" in begins
    await world.maya.click(newest(world), label="Yes, Level II")
    assert (await profile(world)).stage == "level_2"
    assert "twice as long between reminders" in texts((await world.maya.slash("settings")).response)

    [midterm] = await until(world, 3, 17)
    assert "### ⏰ Halfway with Ana Rivera" in midterm
    await world.maya.click(newest(world), label="Leave it")
    [thanks] = await until(world, 4, 27)
    assert "### ⏰ A thank-you to Ana Rivera" in thanks
    assert "ends on Fri 24 April 2026" in thanks
    [again] = await until(world, 5, 8)
    assert "### ⏰ It isn't too late to thank Ana Rivera" in again
    await world.maya.click(newest(world), label="Sent already")
    assert await until(world, 6, 8) == []
    timeline = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "Thank" in timeline
    assert not (await profile(world)).is_lighter(world.now())


async def test_without_an_educator_the_card_asks_whom_even_after_a_restart(world: World) -> None:
    await met(world, "Ana Rivera", "Bo Park")
    await placed(world)
    [hello] = await until(world, 1, 20)
    assert "### ⏰ A hello to your educator" in hello
    await world.restart()
    asked = await world.maya.click(newest(world), label="Pick them")
    assert "### Who is your educator?" in texts(asked.response)
    await world.restart()
    select = next(p for p in parts(newest(world)) if p.get("type") == 3)
    bo = next(o["value"] for o in select["options"] if o["label"] == "Bo Park")
    named = await world.maya.select(newest(world), [bo], custom_id=select["custom_id"])
    assert "### ⏰ A hello to Bo Park" in texts(named.response)
    form = await world.maya.click(newest(world), label="Draft it")
    assert form.modal["title"] == "A note to Bo Park"


async def test_an_educators_name_may_be_typed_and_one_that_nobody_has_is_handed_back(
    world: World,
) -> None:
    await met(world)
    shown = await placed(world)
    await world.maya.click(shown, label="Educator")
    form = await world.maya.click(shown, label="Type the name")
    wrong = await world.maya.submit_modal(form, {"educator": "Zebedee"})
    assert "Zebedee" in wrong.response.content
    form = await world.maya.click(shown, label="Type the name")
    await world.maya.submit_modal(form, {"educator": "Ana"})
    assert "Educator: **Ana Rivera**" in texts(shown)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (
            {"last": "30 Jan"},
            "The last day, Fri 30 January 2026, comes before the first, Mon 2 Feb",
        ),
        ({"last": "1 Feb 2027"}, "is too long for this: 40 weeks is the most I can keep."),
        ({"first": "2 Jan 2026", "last": "3 Jan 2026"}, "which is over"),
        ({"first": "soonish"}, "I couldn't read “soonish” as a date."),
        ({"educator": "Zebedee"}, "Zebedee"),
    ],
)
async def test_days_that_cannot_be_get_one_sentence_and_nothing_is_kept(
    world: World, said: dict[str, str], answer: str
) -> None:
    await met(world)
    refused = await placed(world, **said)
    assert answer in refused.content
    listed = texts((await world.maya.slash("fieldwork list")).response)
    assert "### No fieldwork yet" in listed


async def test_two_level_2_placements_cannot_overlap_and_two_of_level_1_can(world: World) -> None:
    await met(world)
    await placed(world)
    refused = await placed(world, first="20 April", last="10 July")
    assert "You have Level II fieldwork from Mon 2 February 2026" in refused.content
    for _ in range(2):
        kept = await placed(world, level="level_1", first="4 May", last="15 May")
        assert "**Kept.**" in texts(kept)
        assert "Reminders come as usual." in texts(kept)


async def test_exams_are_quiet_and_a_meeting_agreed_on_is_still_reminded_of(world: World) -> None:
    await met(world, "Bo Park", every="1 week")
    await world.maya.slash("contact add", name="Ana Rivera", every="never")
    shown = await world.maya.slash("fieldwork exams", first="9 Jan", last="23 Jan")
    assert "Quiet time: I send nothing on these days" in texts(shown.response)
    from bot.meetings.offers import Wish

    offers, me = world.app.rooms.offers, world.maya.id
    wish = Wish(purpose="hands", minutes=20, how="video")
    number = (await offers.request(me, "Ana", wish, None)).meeting.id
    await world.app.rooms.meetings.confirm(me, number, "15 Jan 3pm")
    came = await until(world, 1, 25)
    assert [card.split("\n")[0] for card in came] == [
        "### 📅 Get ready to meet Ana Rivera",
        "### 📅 You meet Ana Rivera soon",
    ]
    came = await until(world, 1, 26)
    assert any("Bo Park" in card for card in came), "what waited comes on the first day after"


async def test_what_is_set_by_hand_during_exams_or_fieldwork_wins(world: World) -> None:
    await met(world, every="1 week")
    await world.maya.slash("fieldwork exams", first="today", last="30 Jan")
    await placed(world, first="today", last="27 March")
    card = texts((await world.maya.slash("settings")).response)
    assert "Paused: until <t:" in card
    assert "twice as long" in card
    assert "Paused until <t:" in texts((await world.maya.slash("nudges list")).response)
    await world.maya.slash("nudges resume")
    await world.maya.slash("settings", lighter_until="off")
    card = texts((await world.maya.slash("settings")).response)
    assert "Paused" not in card
    assert "Lighter time: none" in card
    assert any("Time to write to Ana Rivera" in card for card in await until(world, 1, 12))


async def test_a_longer_time_set_by_hand_is_never_shortened(world: World) -> None:
    await met(world, every="1 week")
    await world.maya.slash("nudges pause", until="2 March")
    await world.maya.slash("settings", lighter_until="1 June")
    shown = (await world.maya.slash("fieldwork exams", first="9 Jan", last="16 Jan")).response
    await placed(world, first="9 Jan", last="30 Jan")
    assert await until(world, 2, 27) == []
    student = await profile(world)
    assert student.rhythm.lighter_end(student.rhythm.today(world.now())) is not None
    await world.maya.click(shown, label="Remove")
    assert (await profile(world)).rhythm.is_paused(world.now()), "by hand, until 2 March"


async def test_removed_or_moved_days_end_with_it_and_undo_brings_them_back(world: World) -> None:
    await met(world, every="1 week")
    shown = (await world.maya.slash("fieldwork exams", first="today", last="30 Jan")).response
    await world.restart()
    await world.maya.click(shown, label="Remove")
    assert not (await profile(world)).rhythm.is_paused(world.now())
    await world.maya.click(shown, label="Undo")
    assert "**Exam season**\nMon 5 January 2026 to Fri 30 January 2026 · on now" in texts(shown)
    assert (await profile(world)).rhythm.is_paused(world.now())
    select = next(p for p in parts(shown) if p.get("type") == 3)
    await world.maya.select(shown, [select["options"][0]["value"]], custom_id="placement-open")
    form = await world.maya.click(shown, label="Change")
    await world.restart()
    await world.maya.submit_modal(form, {"first": "12 Jan", "last": "30 January 2026"})
    assert "**Changed.**" in texts(shown)
    assert not (await profile(world)).rhythm.is_paused(world.now())


async def test_the_bot_was_down_on_the_first_day_and_the_lighter_time_has_begun_all_the_same(
    world: World,
) -> None:
    await met(world, every="1 week")
    await placed(world, first="7 Jan", last="27 March")
    await world.pass_time(days=9)  # nothing is delivered meanwhile
    await world.restart()
    await world.deliver()
    came = [card for card in map(texts, world.dms(world.maya)) if "⏰" in card or "📅" in card]
    assert len(came) == 1, "Ana would have been due; a hello would be too late"
    assert "### 📅 Level II fieldwork has begun" in came[0]
    assert "twice as long" in texts((await world.maya.slash("settings")).response)


async def test_a_lighter_time_in_fieldwork_ends_with_one_list(world: World) -> None:
    await met(world, *(f"Person {number}" for number in range(7)), every="2 weeks")
    await placed(world, level="level_1", first="7 Jan", last="6 Feb")
    listed = (await world.maya.slash("fieldwork list")).response
    select = next(p for p in parts(listed) if p.get("type") == 3)
    await world.maya.select(listed, [select["options"][0]["value"]], custom_id="placement-open")
    await world.maya.click(listed, label="Lighter time")
    came = await until(world, 2, 9)
    lists = [card for card in came if "Your lighter time is over" in card]
    assert len(lists) == 1
    assert not any("Your lighter time is over" in card for card in await until(world, 2, 12))


async def test_nobody_else_can_press_and_in_a_server_only_the_student_sees(world: World) -> None:
    await met(world)
    await world.start(world.sam)
    seen = await world.maya_member.slash(world.channel, "fieldwork add", **LEVEL_2)
    assert seen.ephemeral
    own = (await world.sam.slash("fieldwork add", **LEVEL_2)).response
    [hers, his] = [
        (await world.app.rooms.fieldwork.all(who.id))[0].span.id for who in (world.maya, world.sam)
    ]
    for part in parts(world.env.backend.get_message(own.channel_id, own.id)):
        if part.get("custom_id", "").endswith(f":{his}"):
            part["custom_id"] = part["custom_id"].replace(f":{his}", f":{hers}")
    pressed = await world.sam.click(own, custom_id=f"placement-do:remove:{hers}")
    assert "That isn't there any more." in pressed.response.content
    assert len(await world.app.rooms.fieldwork.all(world.maya.id)) == 1
    stranger = await world.env.create_user("lee").slash("fieldwork list")
    assert stranger.response.content.startswith("We haven't met yet.")


async def test_a_card_of_a_placement_that_is_gone_says_so_and_does_nothing(world: World) -> None:
    await met(world)
    shown = await placed(world, educator="Ana")
    await until(world, 1, 20)
    card = newest(world)
    await world.maya.click(shown, label="Remove")
    for label in ("Draft it", "Sent already", "Leave it"):
        pressed = await world.maya.click(card, label=label)
        assert (
            pressed.response.content
            == "That isn't there any more. `/fieldwork list` shows what is."
        )
    assert "E-mail" not in texts((await world.maya.slash("contact view", contact="Ana")).response)


async def test_a_note_put_off_comes_back_and_the_list_of_nudges_shows_it(world: World) -> None:
    await met(world)
    await placed(world, educator="Ana")
    listed = texts((await world.maya.slash("nudges list")).response)
    assert "a hello before fieldwork" in listed
    await until(world, 1, 20)
    put_off = await world.maya.click(newest(world), label="In 3 days")
    assert "Good. It comes back on <t:" in texts(put_off.response)
    [again] = await until(world, 1, 23)
    assert "### ⏰ A hello to Ana Rivera" in again
