"""Finding a mentor as a student, and being found as a mentor."""

from typing import Any

import pytest
from conftest import World, parts, texts
from test_meetings import offered
from test_mentors import PURPOSE, agreed, asked, mentoring, newest, say
from test_notes import choices, fields, labels

DETAILS = {
    "name": "Sam O.",
    "settings": ["hand_therapy", "mental_health"],
    "topics": "splinting, **night** shifts",
    "languages": "English, español",
    "a_month": ["3"],
}

WISH = {"purpose": PURPOSE, "how": ["video"], "minutes": ["20"]}


async def sam_says(world: World, **changed: Any) -> Any:
    """Sam, a practitioner, says what he knows about; return the answer."""
    await world.start(world.maya)
    await world.start(world.sam)
    await world.sam.slash("start", time_zone="PT", stage="practitioner")
    card = (await world.sam.slash("mentor offer")).response
    form = await world.sam.click(card, label="Say what you know about")
    return await world.sam.submit_modal(form, {**DETAILS, **changed})


async def found(world: World, **wanted: str) -> Any:
    return (await world.maya.slash("mentor find", **wanted)).response


# What others see


async def test_what_students_will_see_is_shown_before_and_after_and_one_change_keeps_the_rest(
    world: World,
) -> None:
    await mentoring(world)
    card = (await world.sam.slash("mentor offer")).response
    assert "What students see, and nothing else\n**Sam Okafor** · In the programme" in texts(card)
    form = await world.sam.click(card, label="Say what you know about")
    assert fields(form)["name"] == "Sam Okafor"
    await world.restart()
    await world.sam.submit_modal(form, DETAILS)
    seen = (
        "**Sam O.** · In the programme\nHand therapy, Mental health\n"
        "Ask about: splinting, \\*\\*night\\*\\* shifts\nSpeaks English, Spanish"
    )
    [now] = [m for m in world.dms(world.sam) if m.id == card.id]
    assert seen in texts(now)
    assert "At most three requests a month" in texts(now)
    fewer = await world.sam_member.slash(world.channel, "mentor offer", a_month=1)
    assert fewer.ephemeral
    assert "At most one request a month" in texts(fewer.response)
    assert seen in texts(fewer.response)
    form = await world.sam.click(now, label="Change it")
    assert fields(form)["topics"] == "splinting, **night** shifts"
    assert fields(form)["languages"] == "English, Spanish"
    assert seen in texts(await found(world))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"languages": "Spannish"},
            "I don't know a language called “Spannish”. Did you mean Spanish?",
        ),
        ({"topics": "a, b, c, d, e, f"}, "5 topics at most, so that others read them all."),
        ({"topics": "x" * 60}, "The topic is too long"),
        ({"name": "!!!"}, "A name needs a letter or two"),
    ],
)
async def test_what_cant_be_kept_is_handed_back(
    world: World, changed: dict[str, Any], sentence: str
) -> None:
    answer = (await sam_says(world, **changed)).response
    assert sentence in answer.content
    assert "night" in answer.content or "topics" in changed
    assert "Ask about" not in texts((await world.sam.slash("mentor offer")).response)


async def test_a_topic_that_may_be_about_a_client_is_asked_about_first(world: World) -> None:
    answer = await sam_says(world, topics="my client Bob Jones in room 412")
    assert "Is this about a client?" in texts(answer.response)
    assert "Ask about" not in texts((await world.sam.slash("mentor offer")).response)


# Finding


async def test_maya_finds_a_mentor_reads_why_and_asks_with_one_tap(world: World) -> None:
    await sam_says(world)
    shown = await world.maya_member.slash(
        world.channel,
        "mentor find",
        setting="hand_therapy",
        topic="how to make splints",
        language="Spanish",
    )
    assert shown.ephemeral
    card = await found(world, setting="hand_therapy", topic="splints", language="Spanish")
    assert texts(card).startswith("### One mentor to ask\n**Sam O.** · Practitioner\n")
    why = "*Why: hand therapy, knows about splinting, speaks Spanish, four stages ahead*"
    assert why in texts(card)
    assert labels(card) == ["Ask Sam O."]
    await world.restart()
    form = await world.maya.click(card, label="Ask Sam O.")
    assert fields(form)["purpose"] is None
    await world.restart()
    sent = await world.maya.submit_modal(form, WISH)
    assert texts(sent.response).startswith(f"### Ask Sam O.\n20 minutes, by video · {PURPOSE}")
    times = await offered(world, sent.response)
    await world.maya.click(sent.response, label="Send the request")
    await world.deliver()
    assert labels(newest(world, world.sam))[:3] == times
    assert "### Nobody to show right now" in texts(await found(world)), "one request at a time"
    again = await world.maya.click(card, label="Ask Sam O.")
    late = await world.maya.submit_modal(again, WISH | {"purpose": "My words"})
    assert late.response.content.startswith("You have asked them already.")
    assert "My words" in late.response.content


async def test_who_fits_only_in_part_is_shown_as_that(world: World) -> None:
    await sam_says(world)
    card = await found(world, setting="driving")
    assert texts(card).startswith("### Nobody has all of that right now\nThese come closest.")
    assert "*Why: four stages ahead*" in texts(card)


@pytest.mark.parametrize("how", ["paused", "left", "no DMs", "full", "nobody"])
async def test_with_nobody_to_show_there_is_a_next_step(world: World, how: str) -> None:
    await sam_says(world, a_month=["1"])
    card = await found(world)
    assert labels(card) == ["Ask Sam O."]
    if how == "full":
        alex = world.env.create_user("alex", global_name="Alex Roy")
        await world.start(alex)
        begun = (await alex.slash("mentor ask", member=world.sam, purpose=PURPOSE)).response
        [select] = [part for part in parts(begun) if part.get("type") == 3]
        picked = list(choices(begun).values())[:3]
        await alex.select(begun, picked, custom_id=select["custom_id"])
        await alex.click(begun, label="Send the request")
    elif how == "no DMs":
        await world.app.rooms.students.decline_dms(world.sam.id)
    else:
        await world.sam.slash("mentor pause" if how == "paused" else "mentor leave")
    empty = await found(world)
    assert texts(empty).startswith("### Nobody to show right now\n")
    assert "`/meet request`" in texts(empty)
    pressed = await world.maya.click(card, label="Ask Sam O.")  # an old card
    if pressed.modal is None:
        assert pressed.response.content.startswith("They haven't offered to be asked")
    else:
        late = await world.maya.submit_modal(pressed, WISH)
        assert late.response.content.startswith(
            "They haven't offered" if how == "no DMs" else "They take no more requests"
        )


async def test_mentors_are_shown_to_those_in_a_server_with_them_and_not_to_oneself(
    world: World,
) -> None:
    await sam_says(world)
    assert "### Nobody to show right now" in texts((await world.sam.slash("mentor find")).response)
    alex = world.env.create_user("alex", global_name="Alex Roy")  # in no server with the bot
    await world.start(alex)
    shown = await alex.slash("mentor find")
    assert texts(shown.response).startswith("### Nobody to show here\n")
    assert "Sam" not in texts(shown.response)


async def test_what_cant_be_looked_for_gets_a_sentence(world: World) -> None:
    shown = await world.maya.slash("mentor find")
    assert "/start" in shown.response.content
    await sam_says(world)
    shown = await found(world, language="Spannish", topic="my topic")
    assert shown.content.startswith("I don't know a language called “Spannish”.")
    assert "my topic" in shown.content


async def test_somebody_of_the_mentors_name_is_asked_about_rather_than_added_twice(
    world: World,
) -> None:
    await mentoring(world)
    await world.maya.slash("contact add", name="Sam Okafor", organisation="Lakeside", role="OT")
    card = (await world.maya.slash("mentor ask", member=world.sam, purpose=PURPOSE)).response
    assert "I took them for Sam Okafor (Lakeside), whom you know already." in texts(card)
    listed = texts((await world.maya.slash("contact list")).response)
    assert listed.count("**Sam Okafor") == 1
    for _ in range(2):
        await world.restart()
        await world.maya.click(card, label="That's somebody else")
        listed = texts((await world.maya.slash("contact list")).response)
        assert listed.count("**Sam Okafor") == 2
        if "That's somebody else" not in labels(card):
            break


# What a mentor has been asked


async def test_a_mentor_has_a_list_of_what_waits_what_is_agreed_on_and_what_was(
    world: World,
) -> None:
    await mentoring(world)
    empty = await world.sam.slash("mentor requests")
    assert texts(empty.response).startswith("### Nobody has asked you yet\n")
    await asked(world)
    shown = await world.sam_member.slash(world.channel, "mentor requests")
    assert shown.ephemeral
    listed = (await world.sam.slash("mentor requests")).response
    assert f"-# Waiting\n**<@{world.maya.id}>** · waits for your answer\n-# {PURPOSE}" in texts(
        listed
    )
    [number] = choices(listed).values()
    await world.restart()
    card = (await world.sam.select(listed, [number])).response
    assert "Suggest another time" in labels(card)
    await world.sam.click(card, label=labels(card)[0])
    listed = (await world.sam.slash("mentor requests")).response
    assert "-# Agreed on\n" in texts(listed)
    await world.sam.slash("mentor leave")
    card = (await world.sam.select(listed, [number])).response
    assert labels(card) == ["I can't make it after all"], "what was agreed on stays"
    others = (await world.maya.slash("mentor requests")).response
    assert texts(others).startswith("### Nobody has asked you yet\n")


async def test_the_list_says_what_became_of_requests(world: World) -> None:
    await agreed(world)
    await asked(world)
    await say(world, newest(world, world.sam), "Not right now", "")
    listed = texts((await world.sam.slash("mentor requests")).response)
    assert "-# Agreed on\n" in listed
    assert "-# Before\n" in listed
    assert "not now, <t:" in listed
