"""Students who do not come back: noted cheaply, warned twice, and then their data goes."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conftest import World, texts
from test_privacy import knows_ana, rows, unzipped

PACIFIC = ZoneInfo("America/Los_Angeles")
#: A term of 18 months from Monday 5 January 2026.
FIRST = datetime(2027, 6, 4, 9, tzinfo=PACIFIC)  # 30 days before is a Saturday
LAST = datetime(2027, 6, 28, 9, tzinfo=PACIFIC)
END = datetime(2027, 7, 5, 9, tzinfo=PACIFIC)


async def at(world: World, moment: datetime) -> None:
    """Go to a moment, tidy up there, and deliver."""
    await world.pass_time(seconds=(moment - world.now()).total_seconds())
    await world.app.rooms.retention.tidy()
    await world.deliver()


def warnings(world: World) -> list[Any]:
    return [each for each in world.dms(world.maya) if "Your data goes on" in texts(each)]


def now(world: World, message: Any) -> Any:
    return next(each for each in world.dms(world.maya) if each.id == message.id)


async def away(world: World) -> None:
    """Maya is there today, and then goes away."""
    await knows_ana(world)
    await world.maya.slash("nudges pause")
    await world.app.rooms.retention.tidy()


async def test_who_stays_away_is_warned_twice_and_then_everything_goes(world: World) -> None:
    await away(world)
    await at(world, FIRST - timedelta(seconds=1))
    assert warnings(world) == []
    await at(world, FIRST)
    [warned] = warnings(world)
    assert texts(warned).startswith(
        "### ⏰ Your data goes on Mon 5 July 2027\nYou last used me on Mon 5 January 2026."
    )
    await at(world, FIRST + timedelta(days=1))
    assert len(warnings(world)) == 1
    await world.restart()
    await at(world, LAST - timedelta(seconds=1))
    assert len(warnings(world)) == 1
    await at(world, LAST)
    assert len(warnings(world)) == 2
    await at(world, END - timedelta(seconds=1))
    assert len(rows(world, "contacts")) == 1
    before = len(world.dms(world.maya))
    await at(world, END)
    for table in ("students", "contacts", "interactions", "visits", "nudges"):
        assert rows(world, table) == [], table
    assert len(world.dms(world.maya)) == before, "nothing is sent to who has left"
    await world.maya.click(warned, label="Keep my data")
    assert texts(now(world, warned)) == "I keep nothing of you. `/start` begins, if you like."


async def test_a_button_of_the_warning_keeps_everything_and_its_other_hands_it_over(
    world: World,
) -> None:
    await away(world)
    await at(world, FIRST)
    [warned] = warnings(world)
    await world.restart()
    shown = await world.maya.click(warned, label="Take it along")
    [file] = [each for each in [*shown.followups, shown.response] if each.attachments]
    assert "everything.json" in await unzipped(file)
    await world.maya.click(warned, label="Keep my data")
    assert texts(now(world, warned)).startswith("### Everything stays")
    await at(world, END + timedelta(days=60))
    assert len(rows(world, "contacts")) == 1
    assert len(warnings(world)) == 0, "the card says that everything stays"


async def test_any_command_ends_it_even_if_the_bot_is_killed_right_after(world: World) -> None:
    await away(world)
    await at(world, LAST)  # it was off at the first
    assert len(warnings(world)) == 1
    await world.maya.slash("help")
    [(_, seen_at, first, last)] = rows(world, "visits")
    assert (seen_at[:10], first, last) == ("2027-06-28", None, None)
    await at(world, END + timedelta(days=90))
    assert len(rows(world, "contacts")) == 1


async def test_who_gets_no_dms_is_written_to_by_nothing_and_leaves_at_the_end(
    world: World,
) -> None:
    await away(world)
    await world.app.rooms.students.decline_dms(world.maya.id)
    before = len(world.dms(world.maya))
    for moment in (FIRST, LAST, END - timedelta(seconds=1)):
        await at(world, moment)
        assert len(rows(world, "students")) == 1
    await at(world, END)
    assert rows(world, "students") == []
    assert len(world.dms(world.maya)) == before


async def test_who_was_seen_is_written_down_once_a_day_and_together(world: World) -> None:
    written: list[str] = []
    await knows_ana(world)
    await world.app.rooms.retention.tidy()

    async def seen_on() -> list[str]:
        await world.app.rooms.retention.tidy()
        return [row[1][:16] for row in rows(world, "visits")]

    written += await seen_on()
    await world.pass_time(hours=2)
    for _ in range(3):
        await world.maya.slash("contact list")
    assert await seen_on() == written, "the same day again"
    await world.pass_time(days=1)
    await world.maya.slash("contact list")
    assert [row[1][:16] for row in rows(world, "visits")] == written, "no write in the command"
    assert await seen_on() != written


async def test_who_was_there_before_any_of_this_counts_as_seen_now(world: World) -> None:
    await knows_ana(world)
    await world.app.rooms.retention.tidy()
    with closing(sqlite3.connect(world.folder / "pitstop.db")) as file, file:
        file.execute("DELETE FROM visits")
    await world.pass_time(weeks=200)
    await world.restart()
    await world.app.rooms.retention.tidy()
    assert len(rows(world, "visits")) == 1
    assert len(rows(world, "contacts")) == 1


async def test_who_leaves_and_starts_again_the_same_day_is_seen_anew(world: World) -> None:
    await knows_ana(world)
    await world.app.rooms.retention.tidy()
    card = (await world.maya.slash("privacy delete")).response
    await world.maya.click(card, label="Delete everything")
    await world.start(world.maya)
    await world.app.rooms.retention.tidy()
    assert [row[0] for row in rows(world, "visits")] == [world.maya.id]


async def test_looking_after_all_this_is_one_of_the_bots_chores(world: World) -> None:
    assert world.app.rooms.retention.tidy in world.app.wake._chores
