"""Mentors: who agreed to be asked, how they are asked by DM, and each way to answer."""

from typing import Any

import pytest
import simcord
from conftest import World, parts, texts
from test_meetings import offered
from test_notes import choices, fields, labels

PURPOSE = "how you came to the work you do"
NOT_OFFERED = "They haven't offered to be asked, so I don't write to them."
RESTS = "They take no more requests right now. Try another mentor, or ask next month."


async def mentoring(world: World, **offer: int) -> None:
    """Maya and Sam use the bot, and Sam has agreed to be asked."""
    await world.start(world.maya)
    await world.start(world.sam)
    await world.sam.slash("mentor offer", **offer)


async def begun(world: World, **wish: Any) -> Any:
    """Maya begins to ask Sam; return the answer, which has times to choose from."""
    said = {"member": world.sam, "purpose": PURPOSE, **wish}
    return (await world.maya.slash("mentor ask", **said)).response


async def refused(world: World, **wish: Any) -> str:
    """Maya asks in vain; return the sentence, without her words to copy."""
    return (await begun(world, **wish)).content.splitlines()[0]


async def asked(world: World, **wish: Any) -> tuple[Any, list[str]]:
    """Maya has asked Sam, and the DM is delivered; return her card and the times."""
    card = await begun(world, **wish)
    times = await offered(world, card)
    await world.maya.click(card, label="Send the request")
    await world.deliver()
    return card, times


async def agreed(world: World) -> Any:
    """Maya has asked Sam, who took the first time; return Sam's card."""
    await mentoring(world)
    _, times = await asked(world)
    card = newest(world, world.sam)
    await world.sam.click(card, label=times[0])
    await world.deliver()
    return card


def newest(world: World, who: simcord.UserHandle) -> Any:
    return world.dms(who)[-1]


def again(world: World, who: simcord.UserHandle, card: Any) -> Any:
    """A message of somebody's DM as it is now."""
    return next(message for message in world.dms(who) if message.id == card.id)


def counts(world: World) -> tuple[int, int]:
    """How many messages are in Maya's DM, and in Sam's."""
    return len(world.dms(world.maya)), len(world.dms(world.sam))


async def say(world: World, card: Any, label: str, word: str) -> Any:
    """Sam presses a button of a request and answers in words; return the answer."""
    form = await world.sam.click(card, label=label)
    return await world.sam.submit_modal(form, {"word": word})


async def waits_for(world: World) -> Any:
    """Maya opens her meeting with Sam from the list; return the card."""
    listed = (await world.maya.slash("meet list")).response
    [number] = [value for name, value in choices(listed).items() if name.startswith("Sam")]
    return (await world.maya.select(listed, [number])).response


# Who may be asked


async def test_who_offers_agrees_to_dms_first_and_changes_the_number_only_by_saying_one(
    world: World,
) -> None:
    shown = await world.sam.slash("mentor offer")
    assert "/start" in shown.response.content
    await world.sam.slash("start", time_zone="PT", stage="practitioner")
    shown = await world.sam.slash("mentor offer")
    assert shown.response.content == "Requests come by DM, so say yes to DMs first: `/settings`."
    await world.start(world.sam)
    shown = await world.sam.slash("mentor offer")
    assert "### You may be asked\nAt most two requests a month" in texts(shown.response)
    await world.sam.slash("mentor offer", a_month=1)
    shown = await world.sam.slash("mentor pause")
    assert "### Requests are paused" in texts(shown.response)
    shown = await world.sam.slash("mentor offer")
    assert "At most one request a month" in texts(shown.response)
    shown = await world.sam_member.slash(world.channel, "mentor leave")
    assert shown.ephemeral
    assert shown.response.content.startswith("Nobody can ask you any more.")
    again = await world.sam.slash("mentor pause")
    assert again.response.content.startswith("You haven't offered to be asked")


async def test_nobody_is_written_to_who_has_not_offered(world: World) -> None:
    await world.start(world.maya)
    before = len(world.sam.dm_channel.history())
    assert await refused(world) == NOT_OFFERED
    await world.start(world.sam)
    bot = world.env.create_user("helper", bot=True)
    before = len(world.sam.dm_channel.history())
    for member in (world.sam, bot):
        assert await refused(world, member=member) == NOT_OFFERED
    assert await refused(world, member=world.maya) == "That is you. Ask somebody else."
    await world.maya.slash("mentor offer")
    assert await refused(world, member=world.maya) == "That is you. Ask somebody else."
    await world.deliver()
    assert len(world.sam.dm_channel.history()) == before
    listed = await world.maya.slash("contact list")
    assert "Sam" not in texts(listed.response), "asking in vain adds nobody"


@pytest.mark.parametrize("how", ["paused", "left", "no DMs"])
async def test_who_rests_has_left_or_wants_no_dms_is_not_asked(world: World, how: str) -> None:
    await mentoring(world)
    card = await begun(world)
    await offered(world, card)
    if how == "no DMs":
        await world.app.rooms.students.decline_dms(world.sam.id)
    else:
        await world.sam.slash("mentor pause" if how == "paused" else "mentor leave")
    before = counts(world)[1]
    no = RESTS if how == "paused" else NOT_OFFERED
    assert (await world.maya.click(card, label="Send the request")).response.content == no
    assert await refused(world) == no
    await world.deliver()
    assert counts(world)[1] == before


async def test_the_month_is_that_of_the_mentors_calendar_and_new_times_do_not_count(
    world: World,
) -> None:
    await mentoring(world, a_month=1)
    alex = world.env.create_user("alex", global_name="Alex Roy")
    await world.start(alex)
    wish = {"member": world.sam, "purpose": PURPOSE}
    await asked(world)
    await say(world, newest(world, world.sam), "Suggest another time", "Later this month")
    answer = await alex.slash("mentor ask", **wish)
    assert answer.response.content.startswith(RESTS)
    await world.pass_time(days=26, hours=13, minutes=30)  # Saturday 31 January, 23:30
    assert f"{world.now():%d %b %H:%M}" == "01 Feb 07:30"
    answer = await alex.slash("mentor ask", **wish)
    assert answer.response.content.startswith(RESTS)
    await world.pass_time(minutes=30)  # midnight in Los Angeles
    card = await waits_for(world)
    await world.maya.click(card, label="Offer other times")
    await offered(world, card)
    await world.maya.click(card, label="Send the request")
    assert "### Waiting for Sam Okafor" in texts(card)
    answer = await alex.slash("mentor ask", **wish)
    assert texts(answer.response).startswith("### Ask Sam Okafor\n")


async def test_one_request_at_a_time_leaves_room_for_others(world: World) -> None:
    await mentoring(world)
    await asked(world)
    answer = await begun(world)
    assert answer.content.startswith("You have asked them already. `/meet list` shows where")
    assert PURPOSE in answer.content
    await say(world, newest(world, world.sam), "Not right now", "")
    assert texts(await begun(world)).startswith("### Ask Sam Okafor\n")


# Asking


async def test_a_request_comes_by_dm_with_everything_a_busy_person_needs(world: World) -> None:
    await mentoring(world)
    shown = await world.maya_member.slash(
        world.channel, "mentor ask", member=world.sam, purpose=PURPOSE, minutes=30, how="phone"
    )
    assert shown.ephemeral
    card = await begun(world, minutes=30, how="phone")
    assert texts(card).startswith(f"### Ask Sam Okafor\n30 minutes, by phone · {PURPOSE}")
    assert labels(card) == ["Leave it"]
    times = await offered(world, card)
    assert labels(card) == ["Send the request", "Other times", "Leave it"]
    before = counts(world)
    await world.maya.click(card, label="Send the request")
    assert labels(card) == ["Take it back"]
    await world.deliver()
    assert counts(world) == (before[0], before[1] + 1)
    request = newest(world, world.sam)
    assert texts(request).startswith(
        f"### <@{world.maya.id}> asks you for 30 minutes, by phone\n"
        f"They hope to learn: {PURPOSE}\n- <t:"
    )
    assert labels(request) == [
        *times,
        "Suggest another time",
        "Not right now",
        "Pause requests",
    ]


async def test_a_request_that_was_begun_as_a_note_goes_on_as_one_by_dm(world: World) -> None:
    await mentoring(world)
    await world.maya.click(await begun(world), label="Leave it")
    noted = (await world.maya.slash("meet request", contact="Sam", purpose=PURPOSE)).response
    await offered(world, noted)
    assert "Write the note" in labels(noted)
    card = await begun(world)
    assert labels(card) == ["Leave it"]
    times = await offered(world, card)
    await world.maya.click(card, label="Send the request")
    await world.deliver()
    assert labels(newest(world, world.sam))[:3] == times


async def test_what_maya_types_does_nothing_on_sams_card(world: World) -> None:
    await mentoring(world)
    await asked(world, purpose="# **big** @everyone [free](https://evil.example)\nlines")
    text = texts(newest(world, world.sam))
    assert r"\*\*big\*\* @" in text
    assert "@everyone" not in text
    assert r"\[free](" in text


async def test_a_request_in_the_night_waits_for_the_morning_and_is_gone_if_taken_back(
    world: World,
) -> None:
    await mentoring(world)
    await world.pass_time(hours=13)  # 11 in the evening
    before = counts(world)
    card, _ = await asked(world)
    assert counts(world)[1] == before[1]
    await world.maya.click(card, label="Take it back")
    await world.maya.click(card, label="Call it off")
    assert "### Called off: Sam Okafor" in texts(card)
    await world.deliver()
    await world.pass_time(hours=12)
    await world.deliver()
    assert counts(world)[1] == before[1], "nobody hears of what they were never asked"


# Answers


async def test_a_time_is_taken_with_one_tap_and_maya_hears_at_once_also_at_night(
    world: World,
) -> None:
    await mentoring(world)
    _, times = await asked(world)
    await world.pass_time(hours=13)  # 11 in the evening
    request = newest(world, world.sam)
    await world.restart()
    before = counts(world)
    await world.sam.click(request, label=times[1])
    assert texts(again(world, world.sam, request)).startswith(f"### 📅 <@{world.maya.id}>, <t:")
    assert labels(again(world, world.sam, request)) == ["I can't make it after all"]
    agreed = "You both have this time now. Agree on a link with them."
    assert agreed in texts(again(world, world.sam, request))
    await world.deliver()
    assert counts(world) == (before[0] + 1, before[1])
    answer = newest(world, world.maya)
    assert texts(answer).startswith("### 📅 Sam Okafor\n<t:")
    assert "Get ready" in labels(answer)
    assert "Find another time" in labels(answer)


async def test_sam_suggests_a_time_maya_takes_it_and_sam_hears(world: World) -> None:
    await mentoring(world)
    await asked(world)
    request = newest(world, world.sam)
    form = await world.sam.click(request, label="Suggest another time")
    assert fields(form) == {"word": None}
    await world.restart()
    await world.sam.submit_modal(form, {"word": "**Thursday** at 4pm? <@1> @here"})
    assert texts(again(world, world.sam, request)).startswith("### Thank you\n")
    await world.deliver()
    answer = newest(world, world.maya)
    assert texts(answer).startswith("### Sam Okafor would like another time\n")
    assert "\n> \\*\\*Thursday\\*\\* at 4pm? \\<@\u200b1> @\u200bhere" in texts(answer)
    assert labels(answer) == ["Take one of theirs", "Offer other times", "Call it off"]
    form = await world.maya.click(answer, label="Take one of theirs")
    await world.restart()
    before = counts(world)
    await world.maya.submit_modal(form, {"when": "Thu 4pm", "place": "https://zoom.us/j/1"})
    assert texts(again(world, world.maya, answer)).startswith("### 📅 Sam Okafor\n")
    await world.deliver()
    assert counts(world) == (before[0], before[1] + 1)
    news = newest(world, world.sam)
    assert texts(news).startswith("### 📅 ")
    assert "https://zoom.us/j/1" in texts(news)
    assert "You both have this time now." in texts(news)
    assert "Agree on" not in texts(news), "there is a link"
    assert labels(news) == ["I can't make it after all"]


async def test_maya_offers_other_times_and_sam_is_asked_again_and_one_card_answers(
    world: World,
) -> None:
    await mentoring(world)
    await asked(world)
    first = newest(world, world.sam)
    await say(world, first, "Suggest another time", "Next week")
    await world.deliver()
    answer = newest(world, world.maya)
    await world.maya.click(answer, label="Offer other times")
    answer = again(world, world.maya, answer)
    assert texts(answer).startswith("### Other times for Sam Okafor")
    [select] = [part for part in parts(answer) if part.get("type") == 3]
    picked = dict(list(choices(answer).items())[-3:])
    await world.maya.select(answer, list(picked.values()), custom_id=select["custom_id"])
    await world.maya.click(again(world, world.maya, answer), label="Send the request")
    await world.deliver()
    second = newest(world, world.sam)
    assert second.id != first.id
    assert labels(second)[:3] == list(picked)
    before = counts(world)
    await world.sam.click(second, label=next(iter(picked)))
    await world.deliver()
    assert counts(world) == (before[0] + 1, before[1])
    listed = await world.sam.slash("nudges list")
    assert "### Nobody to write to" in texts(listed.response)
    assert "### 📅 Sam Okafor" in texts(newest(world, world.maya))


@pytest.mark.parametrize("word", ["", "This month is _full_. Ask me in spring."])
async def test_a_no_is_kind_with_or_without_a_word(world: World, word: str) -> None:
    await mentoring(world)
    await asked(world)
    request = newest(world, world.sam)
    await world.restart()
    await say(world, request, "Not right now", word)
    assert texts(again(world, world.sam, request)).startswith("### That's fine\n")
    assert labels(again(world, world.sam, request)) == ["Who asked me"]
    await world.deliver()
    answer = newest(world, world.maya)
    assert texts(answer).startswith(
        "### Sam Okafor can't meet now\nThat is about their calendar, not about you."
    )
    assert ("\n> This month is \\_full\\_." in texts(answer)) == bool(word)
    assert labels(answer) == ["Thank them anyway", "Remind me in March", "Leave it"]
    await world.maya.click(answer, label="Remind me in March")
    assert "I'll bring it up on" in texts(again(world, world.maya, answer))
