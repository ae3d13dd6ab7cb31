"""Mentors, when it goes another way: called off, moved, silent, too late, pressed by others, refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord
from conftest import World, parts, texts
from test_meetings import offered
from test_mentors import (
    PURPOSE,
    again,
    agreed,
    asked,
    begun,
    counts,
    mentoring,
    newest,
    refused,
    say,
    waits_for,
)
from test_notes import choices, labels
from test_nudges import CLOSED

GONE = "That request isn't there any more, so there is nothing to answer."


async def press(world: World, who: simcord.UserHandle, card: Any, label: str) -> Any:
    """Press a button of a message in a DM; return the message as it is then."""
    await who.click(again(world, who, card), label=label)
    return again(world, who, card)


async def a_week_passes(world: World) -> None:
    await world.pass_time(days=7, minutes=1)
    await world.app.rooms.meetings.tidy()
    await world.deliver()


def refuse(world: World, who: simcord.UserHandle) -> None:
    """Discord refuses the next DM to somebody."""
    path = f"/channels/{who.dm_channel.id}/messages"
    world.env.inject_error("POST", path, status=403, **CLOSED)


# Called off, moved, changed


async def test_sam_calls_off_after_one_question_and_maya_finds_another_time(world: World) -> None:
    card = await agreed(world)
    card = await press(world, world.sam, card, "I can't make it after all")
    assert labels(card) == ["Call it off", "Keep it"]
    card = await press(world, world.sam, card, "Keep it")
    card = await press(world, world.sam, card, "I can't make it after all")
    await world.restart()
    before = counts(world)
    card = await press(world, world.sam, card, "Call it off")
    assert "looks for another time" in texts(card)
    await world.deliver()
    assert counts(world) == (before[0] + 1, before[1])
    answer = newest(world, world.maya)
    assert texts(answer).startswith("### Sam Okafor can't make it after all\n")
    answer = await press(world, world.maya, answer, "Find another time")
    times = await offered(world, answer)
    await press(world, world.maya, answer, "Send the request")
    await world.deliver()
    second = newest(world, world.sam)
    assert labels(second)[:3] == times
    second = await press(world, world.sam, second, times[0])
    assert texts(second).startswith("### 📅 ")


async def test_a_meeting_that_has_begun_is_not_called_off_by_an_old_card(world: World) -> None:
    card = await agreed(world)
    card = await press(world, world.sam, card, "I can't make it after all")
    await world.pass_time(days=3)
    await world.deliver()
    card = await press(world, world.sam, card, "Call it off")
    assert texts(card).startswith("### 📅 ")
    assert labels(card) == ["Who asked me"]
    assert "How was it?" in texts(await waits_for(world))


async def test_maya_calls_off_and_sam_hears_and_an_old_card_says_so(world: World) -> None:
    card = await agreed(world)
    mine = newest(world, world.maya)
    mine = await press(world, world.maya, mine, "Call it off")
    assert "You agreed on <t:" in texts(mine)
    before = counts(world)
    await press(world, world.maya, mine, "Call it off")
    await world.deliver()
    assert counts(world) == (before[0], before[1] + 1)
    called_off = f"### Called off: <@{world.maya.id}>\nYour meeting isn't needed any more."
    told = newest(world, world.sam)
    assert texts(told).startswith(called_off)
    card = await press(world, world.sam, card, "I can't make it after all")
    assert texts(card).startswith(called_off)
    await world.deliver()
    assert counts(world) == (before[0], before[1] + 1)
    listed = await world.sam.click(told, label="Who asked me")
    assert "called off" in texts(listed.response)


async def test_maya_moves_it_and_sam_hears_twice_that_it_moves_and_the_new_times(
    world: World,
) -> None:
    await agreed(world)
    mine = await press(world, world.maya, newest(world, world.maya), "Find another time")
    await world.deliver()
    assert "looks for another time" in texts(newest(world, world.sam))
    times = await offered(world, mine)
    await world.restart()
    await press(world, world.maya, mine, "Send the request")
    await world.deliver()
    assert labels(newest(world, world.sam))[:3] == times


async def test_sam_hears_where_it_is(world: World) -> None:
    await agreed(world)
    mine = newest(world, world.maya)
    before = counts(world)
    form = await world.maya.click(mine, label="Say where")
    await world.maya.submit_modal(form, {"place": "https://zoom.us/j/9"})
    await world.deliver()
    assert counts(world) == (before[0], before[1] + 1)
    assert "https://zoom.us/j/9" in texts(newest(world, world.sam))


async def test_after_a_week_of_silence_maya_hears_once_and_a_late_answer_is_an_answer(
    world: World,
) -> None:
    await mentoring(world)
    _, times = await asked(world)
    request = newest(world, world.sam)
    before = counts(world)
    await a_week_passes(world)
    await world.app.rooms.meetings.tidy()
    await world.pass_time(days=2)
    await world.deliver()
    assert counts(world) == (before[0] + 1, before[1])
    answer = newest(world, world.maya)
    assert texts(answer).startswith("### No answer from Sam Okafor yet\n")
    assert labels(answer) == ["Offer new times", "Let it rest"]
    request = await press(world, world.sam, request, times[0])
    assert labels(request) == ["Suggest a time", "Not right now"]
    await say(world, request, "Suggest a time", "Friday morning")
    await world.deliver()
    assert "> Friday morning" in texts(newest(world, world.maya))


async def test_an_old_card_shows_the_new_times_that_followed_silence(world: World) -> None:
    await mentoring(world)
    _, old = await asked(world)
    card = newest(world, world.sam)
    await a_week_passes(world)
    mine = await press(world, world.maya, newest(world, world.maya), "Offer new times")
    new = await offered(world, mine)
    assert not set(new) & set(old)
    await press(world, world.maya, mine, "Send the request")
    await world.deliver()
    card = await press(world, world.sam, card, old[0])
    assert texts(card).startswith("**That time isn't free any more.**\n### ")
    card = await press(world, world.sam, card, new[0])
    assert texts(card).startswith("### 📅 ")
    other = await press(world, world.sam, newest(world, world.sam), new[1])
    assert texts(other) == texts(card)


# Old cards, both at once, others


async def test_an_old_card_says_what_is_and_the_same_press_twice_changes_nothing(
    world: World,
) -> None:
    await mentoring(world)
    mine, _ = await asked(world)
    card = newest(world, world.sam)
    form = await world.sam.click(card, label="Suggest another time")
    ids = [part.custom_id for row in card.components[0].children[1:] for part in row.children]
    await world.maya.click(mine, label="Take it back")
    await world.sam.click(card, custom_id=ids[0])
    taken = again(world, world.sam, card)
    assert texts(taken).startswith("### 📅 ")
    await world.deliver()
    before = counts(world)
    stored = world.env.backend.get_message(world.sam.dm_channel.id, card.id)
    button = next(part for part in stored.components[0]["components"] if part["type"] == 1)
    for pressed in (*ids[:2], *ids[3:5]):
        button["components"][0]["custom_id"] = pressed
        await world.sam.click(card, custom_id=pressed)
        assert texts(again(world, world.sam, card)) == texts(taken)
        stored = world.env.backend.get_message(world.sam.dm_channel.id, card.id)
        button = next(part for part in stored.components[0]["components"] if part["type"] == 1)
    answer = await world.sam.submit_modal(form, {"word": "Rather on Friday"})
    assert "Rather on Friday" in answer.followups[0].content
    assert answer.followups[0].content.startswith("That has changed meanwhile.")
    await world.deliver()
    assert counts(world)[0] == before[0]
    # Maya wanted to take a request back, and is told that it is a meeting by now.
    shown = await world.maya.click(mine, label="Keep it")
    assert texts(shown.response).startswith("### 📅 Sam Okafor")


async def test_what_maya_never_heard_is_not_brought_once_she_has_changed_it(world: World) -> None:
    await mentoring(world)
    mine, times = await asked(world)
    await world.maya.slash("nudges pause")
    await press(world, world.sam, newest(world, world.sam), times[0])
    await world.deliver()
    await world.maya.click(mine, label="Take it back")
    await world.maya.click(mine, label="Call it off")
    before = counts(world)
    await world.maya.slash("nudges resume")
    await world.deliver()
    assert "Called off" in texts(newest(world, world.sam))
    assert counts(world)[0] == before[0] + 1, "only the answer to the command"


async def test_alex_can_press_none_of_sams_buttons(world: World) -> None:
    await mentoring(world)
    _, times = await asked(world)
    alex = world.env.create_user("alex", global_name="Alex Roy")
    await world.start(alex)
    await alex.slash("mentor offer")
    card = newest(world, world.sam)
    ids = [part.custom_id for row in card.components[0].children[1:] for part in row.children]
    await alex.slash("settings")
    own = newest(world, alex)
    stored = world.env.backend.get_message(alex.dm_channel.id, own.id)
    button = next(part for part in stored.components[0]["components"] if part["type"] == 1)
    for forged in (*ids, ids[0].replace("take", "calloff"), ids[0].replace("take", "see")):
        button["components"][0] = {**button["components"][0], "type": 2, "custom_id": forged}
        assert (await alex.click(own, custom_id=forged)).response.content == GONE
    await world.deliver()
    assert (await alex.slash("mentor ask", member=alex, purpose=PURPOSE)).response.content
    mentor = await world.app.rooms.mentors.get(alex.id)
    assert not mentor.paused
    assert labels(again(world, world.sam, card))[:3] == times
    assert "### Waiting for Sam Okafor" in texts(await waits_for(world))


async def test_why_a_time_is_not_free_any_more_stays_mayas_business(world: World) -> None:
    await mentoring(world)
    _, times = await asked(world)
    await world.maya.slash("availability block", first="tomorrow", last="in 3 weeks")
    card = await press(world, world.sam, newest(world, world.sam), times[0])
    assert texts(card).startswith("**That time isn't free any more.**\n### ")
    assert times[0] not in labels(card)
    assert times[1] in labels(card)
    assert "block" not in texts(card)
    assert "### Waiting for Sam Okafor" in texts(await waits_for(world))


# DMs, pauses, leaving


async def test_a_request_that_discord_refuses_waits_for_sams_next_command(world: World) -> None:
    await mentoring(world)
    refuse(world, world.sam)
    _, times = await asked(world)
    shown = await world.sam_member.slash(world.channel, "help")
    waiting = shown.followups[0]
    assert "### One person waits for you" in texts(waiting)
    here = await world.sam_member.click(waiting, label="Show them here")
    assert here.ephemeral
    assert labels(here.response)[:3] == times
    await world.sam_member.click(here.response, label=times[0])
    await world.deliver()
    assert "### 📅 Sam Okafor" in texts(newest(world, world.maya))


async def test_a_request_that_waits_beside_reminders_is_shown_on_its_own_card(world: World) -> None:
    await mentoring(world)
    await world.sam.slash("contact add", name="Bo Li", when="1 year ago")
    await world.pass_time(hours=23)
    refuse(world, world.sam)
    await world.deliver()
    _, times = await asked(world)
    shown = await world.sam_member.slash(world.channel, "help")
    assert "### Two people wait for you" in texts(shown.followups[0])
    cards = list[Any]()
    for _ in range(2):
        here = await world.sam_member.click(shown.followups[0], label="Show them here")
        cards.append(here.response)
    assert sorted(labels(card)[0] for card in cards) == sorted(["Done", times[0]])


async def test_who_takes_dms_back_gets_none_and_everything_else_goes_on(world: World) -> None:
    await agreed(world)
    await world.app.rooms.students.decline_dms(world.sam.id)
    mine = await press(world, world.maya, newest(world, world.maya), "Find another time")
    before = counts(world)
    await offered(world, mine)
    shown = await world.maya.click(mine, label="Send the request")
    assert shown.response.content.startswith("They haven't offered to be asked")
    await world.deliver()
    assert counts(world)[1] == before[1]


async def test_who_leaves_in_the_night_is_not_asked_in_the_morning(world: World) -> None:
    await mentoring(world)
    await world.pass_time(hours=13)  # 11 in the evening
    await asked(world)
    await world.sam.slash("mentor leave")
    before = counts(world)
    await world.pass_time(hours=12)
    await world.deliver()
    assert counts(world) == before
    await a_week_passes(world)
    assert "### No answer from Sam Okafor yet" in texts(newest(world, world.maya))


@pytest.mark.parametrize("left", [False, True])
async def test_a_pause_from_the_card_leaves_what_was_asked_to_be_answered(
    world: World, left: bool
) -> None:
    await mentoring(world)
    _, times = await asked(world)
    card = newest(world, world.sam)
    if left:
        await world.sam.slash("mentor leave")
    shown = await world.sam.click(card, label="Pause requests")
    if left:
        assert shown.response.content.startswith("You haven't offered to be asked")
    else:
        assert texts(shown.response).startswith("### Requests are paused\n")
    assert (await refused(world)).startswith("They ")
    card = await press(world, world.sam, card, times[0])
    assert texts(card).startswith("### 📅 ")
    await world.deliver()
    assert "### 📅 Sam Okafor" in texts(newest(world, world.maya))


# What comes of it


async def test_what_sam_types_is_looked_at_for_clients_before_maya_sees_it(world: World) -> None:
    await mentoring(world)
    await asked(world)
    card = newest(world, world.sam)
    shown = await say(world, card, "Suggest another time", "After my client Bob Jones in room 412")
    assert "**Is this about a client?**" in texts(shown.response)
    before = counts(world)
    await world.deliver()
    assert counts(world)[0] == before[0]
    form = await world.sam.click(shown.response, label="Edit")
    await world.sam.submit_modal(form, {"word": "After 4"})
    await world.deliver()
    assert "> After 4" in texts(newest(world, world.maya))


async def test_what_helps_before_and_after_comes_to_maya_alone_and_her_card_tells_of_it(
    world: World,
) -> None:
    await mentoring(world)
    card = await begun(world)
    [select] = [part for part in parts(card) if part.get("type") == 3]
    times = dict(list(choices(card).items())[-3:])
    await world.maya.select(card, list(times.values()), custom_id=select["custom_id"])
    await world.maya.click(card, label="Send the request")
    await world.deliver()
    await press(world, world.sam, newest(world, world.sam), next(iter(times)))
    await world.deliver()
    begins_at = datetime.fromtimestamp(int(next(iter(times.values()))), UTC)
    before, came = counts(world), list[timedelta]()
    while (upcoming := await world.deliver()) and upcoming < begins_at + timedelta(hours=2):
        await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
        known = len(world.dms(world.maya))
        await world.deliver()
        came += [world.now() - begins_at] * (len(world.dms(world.maya)) - known)
    # 9 the day before, a quarter of an hour before, and an hour after it ended.
    assert came == [timedelta(hours=-29.5), timedelta(minutes=-15), timedelta(minutes=80)]
    assert counts(world)[1] == before[1]
    form = await world.maya.click(newest(world, world.maya), label="We met")
    await world.maya.submit_modal(form, {"note": "Ask early"})
    shown = texts((await world.maya.slash("contact view", contact="Sam")).response)
    assert "mentor" in shown
    assert "Video" in shown
    assert counts(world)[1] == before[1]
