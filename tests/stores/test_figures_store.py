"""Counts for officers, and who was seen when, on both databases."""

from datetime import timedelta
from itertools import count

from bot.contacts.interactions import Talk
from bot.database import Database
from bot.meetings.model import State
from bot.meetings.store import Meetings
from bot.privacy.keeping import EARLY
from bot.privacy.store import Visits
from bot.privacy.tally import Tally
from bot.tables import visits

from .arranging import agreed, looked_back, with_ana_and_bo
from .databases import MAYA, MONDAY, SAM, enrol
from .rooms import Rooms

DAY = timedelta(days=1)


async def test_a_meeting_counts_as_held_and_as_thanked_when_thanks_went_out_within_a_day(
    database: Database,
) -> None:
    rooms = await with_ana_and_bo(database)
    for who, which, late in (("Ana", (4, 7), False), ("Bo", (9, 12), True)):
        meeting = await agreed(rooms, who, *which)
        assert meeting.begins_at is not None
        rooms.now = meeting.begins_at + timedelta(hours=2)
        await looked_back(rooms, meeting.id, highlight="Splints")
        rooms.now += 3 * DAY if late else timedelta()
        draft = await rooms.notes.begin(MAYA, who, "thank_you")
        await rooms.notes.sent(MAYA, draft.id)
    async with database.reading() as tx:
        found = await Meetings(tx, MAYA).all()
        assert [each.state for each in found] == [State.DONE, State.DONE]
        assert await Tally(tx).held(MONDAY) == {MAYA: 2}
        assert await Tally(tx).thanked(MONDAY) == {MAYA: 1}
        assert await Tally(tx).held(rooms.now) == {}
        assert await Tally(tx).contacts() == {MAYA: 2}


async def test_figures_and_status_are_had_on_both_databases(database: Database) -> None:
    rooms = Rooms(database)
    numbers = count(1)
    await enrol(database, *(next(numbers) for _ in range(6)))
    figures = await rooms.figures.stats()
    assert figures.values["students"] in (5, 10)
    assert figures.values["contacts"] is None
    rooms.now += 3 * DAY
    await enrol(database, *(next(numbers) for _ in range(30)))
    assert await rooms.figures.stats() == figures
    rooms.now += 4 * DAY
    assert (await rooms.figures.stats()).values["students"] in (35, 40)
    status = await rooms.figures.status()
    assert status.size > 10_000
    assert (status.waiting, status.failed, status.blocked) == (0, 0, 0)


async def test_who_was_seen_is_noted_and_who_is_no_student_is_not(database: Database) -> None:
    rooms = Rooms(database)
    await enrol(database, MAYA)
    for member in (MAYA, SAM):
        await rooms.retention.seen(member)
    await rooms.retention.write_down()
    assert await rooms.count(visits) == 1
    async with database.transaction() as tx:
        await Visits(tx).change(MAYA, first_warned_at=MONDAY)
        assert await Visits(tx).warned() == {MAYA}
        await Visits(tx).note({MAYA: MONDAY + DAY})
        found = await Visits(tx).find(MAYA)
        assert found is not None
        assert (found.seen_at, found.first_warned_at) == (MONDAY + DAY, None)
        assert await Visits(tx).away(MONDAY) == []
        assert await Visits(tx).away(MONDAY + EARLY) == [MAYA]


async def test_whose_term_is_over_leaves_on_both_databases(database: Database) -> None:
    rooms = Rooms(database)
    await enrol(database, MAYA, SAM, dm_agreed_at=None)
    await rooms.contacts.add(MAYA, {"name": "Ana Rivera"})
    await rooms.interactions.log(MAYA, "Ana", Talk(how="call"))
    await rooms.retention.tidy()
    rooms.now = MONDAY + 548 * DAY
    await rooms.retention.seen(SAM)
    await rooms.retention.tidy()
    async with database.reading() as tx:
        assert await Visits(tx).find(MAYA) is None
        assert await Visits(tx).find(SAM) is not None
