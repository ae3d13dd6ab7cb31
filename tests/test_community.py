"""Chats, places and etiquette, as students use them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import World
from conftest import texts as escaped
from test_notes import labels

from bot.community.model import MOST_CHATS
from bot.contacts.network import token

#: #OTalk, on the Tuesday after the world begins, in New York and for an hour.
TUESDAY = datetime(2026, 1, 6, 20, tzinfo=UTC)
WEEK = timedelta(days=7)


def texts(message: Any) -> str:
    """What is read on a message; a # is shown without what keeps it from being a heading."""
    return escaped(message).replace("\\#", "#")


def stamp(moment: datetime, style: str = "F") -> str:
    return f"<t:{int(moment.timestamp())}:{style}>"


async def until(world: World, moment: datetime) -> None:
    """Let time pass, and whatever is due go out."""
    upcoming = await world.app.deliver()
    while upcoming is not None and upcoming <= moment:
        await world.pass_time(seconds=max(1.0, (upcoming - world.now()).total_seconds()))
        upcoming = await world.app.deliver()
    await world.pass_time(seconds=(moment - world.now()).total_seconds())
    await world.app.deliver()
    await world.env.settle()


def of_chats(world: World) -> list[str]:
    """What Maya's DM has of chats that begin, without answers to commands, the oldest first."""
    return [texts(m) for m in world.dms(world.maya) if texts(m).startswith("### ⏰ #OTalk")]


async def reminded(world: World) -> Any:
    """Maya wants to be reminded of #OTalk; return the list."""
    await world.start(world.maya)
    card = (await world.maya.slash("community chats")).response
    await world.maya.click(card, label="Remind me of #OTalk")
    return card


async def test_the_next_chats_are_shown_on_the_students_clock_with_how_and_what_to_check(
    world: World,
) -> None:
    shown = await world.sam.slash("community chats")  # who has not even met the bot
    said = texts(shown.response)
    assert f"**#OTalk** · {stamp(TUESDAY)} ({stamp(TUESDAY, 'R')})" in said
    sunday = datetime(2026, 2, 2, tzinfo=UTC)  # 7 pm on 1 February in New York
    assert f"**#OTalk2US** · {stamp(sunday)}" in said
    assert said.index("#OTalk2US** ") > said.index("#OTalk** ")
    assert "answer a question with #OTalk" in said
    assert "-# Tuesdays 3 pm, Eastern Time. Check before you rely on it: The hosts" in said
    assert "https://otalk.co.uk" in said
    assert "its own chats show here too" in said
    in_server = await world.maya_member.slash(world.channel, "community chats")
    assert in_server.ephemeral
    assert texts(in_server.response) == said


async def test_what_is_on_comes_first_and_then_stays_open_for_answers_for_a_day(
    world: World,
) -> None:
    ends, closes = TUESDAY + timedelta(hours=1), TUESDAY + timedelta(hours=25)
    await world.pass_time(seconds=(TUESDAY - world.now()).total_seconds())
    said = texts((await world.maya.slash("community chats")).response)
    assert f"**on now**, until {stamp(ends, 't')}, open for answers until {stamp(closes)}" in said
    await world.pass_time(hours=1)
    said = texts((await world.maya.slash("community chats")).response)
    assert f"**#OTalk** · **open for answers** until {stamp(closes)}" in said
    await world.pass_time(hours=24)
    said = texts((await world.maya.slash("community chats")).response)
    assert f"**#OTalk** · {stamp(TUESDAY + WEEK)}" in said


async def test_who_gets_no_dms_is_told_so_and_nothing_is_planned(world: World) -> None:
    card = (await world.maya.slash("community chats")).response
    refused = await world.maya.click(card, label="Remind me of #OTalk")
    assert "/start" in refused.response.content
    await world.maya.slash("start", time_zone="PT", stage="programme")
    refused = await world.maya.click(card, label="Remind me of #OTalk")
    assert refused.response.content.startswith("Reminders come by DM, so say yes to DMs first")
    await until(world, TUESDAY)
    assert of_chats(world) == []


async def test_a_reminder_comes_half_an_hour_before_each_time_until_it_is_switched_off(
    world: World,
) -> None:
    card = await reminded(world)
    assert "You get a DM 30 minutes before, each time." in texts(card)
    await world.maya.click(card, label="Earlier or later")
    assert labels(card)[:5] == ["10 minutes", "30 minutes", "1 hour", "3 hours", "1 day"]
    await world.maya.click(card, label="30 minutes")
    await until(world, TUESDAY - timedelta(minutes=31))
    assert of_chats(world) == []
    await until(world, TUESDAY - timedelta(minutes=30))
    [said] = of_chats(world)
    assert said.startswith(f"### ⏰ #OTalk begins {stamp(TUESDAY, 'R')}")
    await world.restart()
    await until(world, TUESDAY + WEEK)
    assert len(of_chats(world)) == 2
    dm = next(m for m in reversed(world.dms(world.maya)) if texts(m).startswith("### ⏰ #OTalk"))
    await world.maya.click(dm, label="Stop reminding me")
    dm = next(m for m in world.dms(world.maya) if m.id == dm.id)
    assert labels(dm) == ["Remind me"]
    await until(world, TUESDAY + 3 * WEEK)
    assert len(of_chats(world)) == 2


async def test_another_lead_moves_it_and_pressing_twice_or_on_an_old_card_doubles_nothing(
    world: World,
) -> None:
    card = await reminded(world)
    old = (await world.maya.slash("community chats")).response
    await world.maya.click(card, label="Earlier or later")
    await world.maya.click(card, label="3 hours")
    assert "You get a DM 3 hours before" in texts(card)
    await world.restart()
    await world.maya.click(old, label="Earlier or later")
    await world.maya.click(old, label="3 hours")
    await until(world, TUESDAY - timedelta(hours=3))
    assert len(of_chats(world)) == 1
    await until(world, TUESDAY)
    assert len(of_chats(world)) == 1


async def test_who_begins_within_the_lead_hears_of_the_next_one(world: World) -> None:
    await world.pass_time(seconds=(TUESDAY - timedelta(minutes=20) - world.now()).total_seconds())
    await reminded(world)
    await until(world, TUESDAY + timedelta(hours=1))
    assert of_chats(world) == []
    await until(world, TUESDAY + WEEK)
    assert len(of_chats(world)) == 1


async def test_in_quiet_hours_it_comes_before_they_begin(world: World) -> None:
    """7 pm in New York is midnight in London, where it is quiet from 9 pm."""
    await world.start(world.maya, "Europe/London")
    card = (await world.maya.slash("community chats")).response
    await world.maya.click(card, label="Remind me of #OTalk2US")
    evening = datetime(2026, 2, 1, 20, 45, tzinfo=UTC)
    await until(world, evening - timedelta(minutes=10))
    assert of_chats(world) == []
    await until(world, evening + timedelta(minutes=1))
    assert [each.split(" begins")[0] for each in of_chats(world)] == ["### ⏰ #OTalk2US"]


async def test_clocks_that_change_move_the_dm_as_they_move_the_chat(world: World) -> None:
    """In London it is 8 pm all year but for three weeks in March, when only New York has changed."""
    await reminded(world)
    march = datetime(2026, 3, 10, 19, tzinfo=UTC)
    await until(world, march - timedelta(minutes=31))
    before = len(of_chats(world))
    await until(world, march - timedelta(minutes=29))
    assert len(of_chats(world)) == before + 1
    assert of_chats(world)[-1].startswith(f"### ⏰ #OTalk begins {stamp(march, 'R')}")


async def test_no_more_dms_no_more_reminders(world: World) -> None:
    await reminded(world)
    await world.app.rooms.students.decline_dms(world.maya.id)
    await until(world, TUESDAY + WEEK)
    assert of_chats(world) == []


async def test_the_list_of_nudges_shows_the_chat_and_its_card(world: World) -> None:
    await reminded(world)
    said = texts((await world.maya.slash("nudges list")).response)
    assert "#OTalk" in said
    assert "a chat begins" in said


async def test_places_say_what_they_are_good_for_and_where_to_look(world: World) -> None:
    shown = await world.maya_member.slash(world.channel, "community places")
    assert shown.ephemeral
    said = texts(shown.response)
    for name in ("CommunOT", "4OT groups", "LinkedIn", "Pinterest", "https://communot.aota.org"):
        assert name in said
    assert "Search for: OT4OT" in said


@pytest.mark.parametrize(
    ("asked", "wanted", "unwanted"),
    [
        ({}, "Never a client", "nothing of the kind"),
        ({"platform": "facebook"}, "Don't send friend requests to supervisors", "professor before"),
        ({"platform": "linkedin", "to": "professor"}, "Check with a professor", "friend requests"),
        ({"to": "peer"}, "A private account is private", "Don't send friend requests"),
    ],
)
async def test_etiquette_is_by_platform_and_by_who_it_is(
    world: World, asked: dict[str, str], wanted: str, unwanted: str
) -> None:
    said = texts((await world.maya.slash("community etiquette", **asked)).response)
    assert wanted in said
    assert unwanted not in said
    assert "links that look vague" in said


async def test_a_contact_who_prefers_linkedin_and_is_a_professor_comes_with_a_line(
    world: World,
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Tom Adeyemi", relationship="professor")
    line = "many professors connect only after you graduate"
    assert line not in texts((await world.maya.slash("contact view", contact="Tom")).response)
    details = await world.app.rooms.contacts.view(world.maya.id, "Tom")
    said: Any = {"channel": "linkedin"}
    await world.app.rooms.contacts.edit(world.maya.id, token(details.contact.id), said)
    assert line in texts((await world.maya.slash("contact view", contact="Tom")).response)


async def test_the_whole_list_fits_its_cards(world: World) -> None:
    for number in range(MOST_CHATS):
        await world.app.rooms.chat_officers.add(
            world.channel.guild.id,
            name=f"Chat {number} " + "x" * 80,
            when=f"Tuesdays {number % 12 + 1} pm",
            time_zone="ET",
            how_to="w" * 300,
            warning="c" * 200,
            link="https://example.org/" + "p" * 270,
        )
    card = (await world.maya_member.slash(world.channel, "community chats")).response
    for _ in range(4):
        await world.maya_member.click(card, label="Later")
    assert "#OTalk2US" in texts(card)
    await world.maya_member.click(card, label="Sooner")
