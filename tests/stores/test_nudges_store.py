"""One student's nudges, from planned to settled, on both databases."""

import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError

from bot.database import Database
from bot.nudges.model import Nudge, Reason, State
from bot.nudges.rhythm import Rhythm
from bot.nudges.store import Nudges
from bot.tables import students

from .databases import MAYA, MONDAY, SAM, enrol
from .nudging import DAY, KIND, WEEK, claimed, find, plan, row, sent

pytestmark = pytest.mark.usefixtures("two_students")


async def settle(database: Database, student_id: int, nudge: Nudge, end: State) -> bool:
    async with database.transaction() as tx:
        return await Nudges(tx, student_id).settle(nudge.id, end, MONDAY)


async def one_of_each(database: Database) -> list[Nudge]:
    """Return a nudge of Maya's that is planned, one that is claimed, and one that is sent."""
    nudges = [await plan(database, MAYA, each) for each in (1, 2, 3)]
    await claimed(database, nudges[1])
    await sent(database, nudges[2])
    return [await find(database, each) for each in nudges]


async def test_a_student_gets_nudges_in_their_own_rhythm(database: Database) -> None:
    await enrol(
        database,
        MAYA,
        time_zone="Europe/Zurich",
        nudge_hour=7,
        nudge_days=frozenset({0, 6}),
        quiet_from=22,
        quiet_until=6,
        weekly_cap=None,
        paused_until=date(2026, 2, 1),
        lighter_until=date(2026, 3, 1),
    )
    async with database.reading() as tx:
        mayas, sams = await Nudges(tx, MAYA).rhythm(), await Nudges(tx, SAM).rhythm()
    days = frozenset({0, 6})
    pause, lighter = date(2026, 2, 1), date(2026, 3, 1)
    assert mayas == Rhythm(ZoneInfo("Europe/Zurich"), 7, days, 22, 6, None, pause, lighter)
    pacific = ZoneInfo("America/Los_Angeles")
    assert sams == Rhythm(pacific, 9, frozenset(range(5)), 21, 8, 10)


async def test_whose_zone_is_gone_hears_from_the_bot_by_the_clock_of_all(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await tx.execute(students.update().values(time_zone="Atlantis/Poseidonis"))
        assert (await Nudges(tx, MAYA).rhythm()).zone == ZoneInfo("UTC")


async def test_what_is_planned_is_kept_and_listed_the_earliest_first(database: Database) -> None:
    late, early = await plan(database, MAYA, 1, 9), await plan(database, MAYA, 2, 3, person_id=7)
    nobody = await plan(database, MAYA, 0, 20, "review", person_id=None, cadence=None)
    async with database.reading() as tx:
        store = Nudges(tx, MAYA)
        assert await store.planned() == [early, late, nobody]
        assert await store.planned(after=early.due_at) == [late, nobody]
        assert await store.due(early.due_at) == [early]
        assert await store.about([7]) == [early]
        assert await store.about([2]) == []
        assert await store.find(early.id) == early
        assert await store.find(early.id + 1000) is None
        second = Reason(KIND, 2, early.due_on, 42)
        assert await store.open_due(KIND) == {1: Reason(KIND, 1, late.due_on, 42), 2: second}
        assert await store.open_due(KIND, [2, 3]) == {2: second}
        assert await store.open_due("review") == {0: Reason("review", 0, nobody.due_on)}
        assert await store.open_due(KIND, []) == {}
        assert await store.open_due("debrief") == {}
    thursday = datetime(2026, 1, 8, 18, tzinfo=UTC)
    assert early == Nudge(
        id=early.id,
        student_id=MAYA,
        kind=KIND,
        subject_id=2,
        person_id=7,
        state=State.PLANNED,
        due_on=thursday.date(),
        due_at=thursday,
        cadence_days=42,
        chosen=False,
        times=0,
        delivery_id=None,
        created_at=MONDAY,
    )


async def test_a_day_of_the_students_own_choice_is_remembered_as_that(database: Database) -> None:
    async with database.transaction() as tx:
        store = Nudges(tx, MAYA)
        reason = Reason(KIND, 1, date(2026, 1, 9), chosen=True)
        await store.plan([(1, reason, MONDAY)], MONDAY)
        [nudge] = await store.planned()
    assert (nudge.chosen, nudge.cadence_days, nudge.due_on) == (True, None, date(2026, 1, 9))


async def test_a_second_open_nudge_for_one_reason_is_refused(database: Database) -> None:
    first = await plan(database, MAYA, 1)
    await plan(database, MAYA, 2)
    await plan(database, MAYA, 1, kind="debrief")
    await plan(database, SAM, 1)
    with pytest.raises(IntegrityError):
        await plan(database, MAYA, 1, 30)
    await claimed(database, first)
    with pytest.raises(IntegrityError):
        await plan(database, MAYA, 1, 30, person_id=9)
    assert await settle(database, MAYA, first, State.DONE)
    second = await plan(database, MAYA, 1, 30)
    await sent(database, second)
    with pytest.raises(IntegrityError):
        await plan(database, MAYA, 1, 30)
    for end in (State.SNOOZED, State.SKIPPED, State.DROPPED, State.CANCELLED):
        [last] = [n for n in await open_of(database, MAYA) if (n.kind, n.subject_id) == (KIND, 1)]
        assert await settle(database, MAYA, last, end)
        assert (await plan(database, MAYA, 1, 30)).id > last.id


async def open_of(database: Database, student_id: int) -> list[Nudge]:
    async with database.reading() as tx:
        return await Nudges(tx, student_id).open_page(999, 0)


async def test_many_are_planned_and_closed_at_once_and_the_rest_stays(database: Database) -> None:
    other = await plan(database, MAYA, 5, kind="debrief")
    reasons = [
        (subject, Reason(KIND, subject, (at := MONDAY + subject % 7 * DAY).date()), at)
        for subject in range(1200)
    ]
    async with database.transaction() as tx:
        store = Nudges(tx, MAYA)
        await store.plan(reasons, MONDAY)
        await store.plan([], MONDAY)
        planned = await store.planned()
        assert await store.count_open() == len(planned) == 1201
        assert [n.due_at for n in planned] == sorted(n.due_at for n in planned)
    async with database.transaction() as tx:
        store = Nudges(tx, MAYA)
        await store.close_about(range(600), MONDAY)
        await store.close_about((), MONDAY)
        await store.close([n.id for n in planned if n.subject_id > 600], State.DONE, MONDAY)
        await store.close((), State.DONE, MONDAY)
        assert [n.subject_id for n in await store.planned()] == [600]
    assert (await find(database, other)).state is State.CANCELLED


async def test_of_many_planned_at_once_all_are_kept_or_none(database: Database) -> None:
    first = await plan(database, MAYA, 2)
    reasons = [(n, Reason(KIND, n, MONDAY.date()), MONDAY) for n in (1, 2, 3)]
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await Nudges(tx, MAYA).plan(reasons, MONDAY)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).planned() == [first]


async def test_only_what_is_still_planned_moves_and_its_day_stays(database: Database) -> None:
    nudges = await one_of_each(database)
    later = MONDAY + 5 * DAY
    async with database.transaction() as tx:
        await Nudges(tx, MAYA).move({nudge.id: later for nudge in nudges})
        await Nudges(tx, MAYA).move({})
    moved, *rest = [await find(database, each) for each in nudges]
    assert (moved.due_on, moved.due_at) == (MONDAY.date(), later)
    assert rest == nudges[1:]


async def test_closing_ends_what_is_open_each_in_its_own_way(database: Database) -> None:
    for about_people in (False, True):
        nudges = await one_of_each(database)
        done = await plan(database, MAYA, 4)
        await settle(database, MAYA, done, State.SNOOZED)
        other = await plan(database, MAYA, 5)
        async with database.transaction() as tx:
            store = Nudges(tx, MAYA)
            if about_people:
                await store.close_about({1, 2, 3, 4}, MONDAY)
            else:
                await store.close([*(n.id for n in nudges), done.id], State.SKIPPED, MONDAY)
        states = [(await find(database, each)).state for each in (*nudges, done, other)]
        out = State.CANCELLED if about_people else State.SKIPPED
        assert states[:3] == [State.CANCELLED, out, out]
        assert states[3:] == [State.SNOOZED, State.PLANNED]
        await settle(database, MAYA, other, State.DONE)


async def test_a_nudge_is_settled_once_whatever_is_open_of_it(database: Database) -> None:
    for nudge in await one_of_each(database):
        assert await settle(database, MAYA, nudge, State.SNOOZED)
        for end in (State.DONE, State.SNOOZED):
            assert not await settle(database, MAYA, nudge, end)
        assert (await find(database, nudge)).state is State.SNOOZED


async def test_of_many_presses_at_once_one_settles(database: Database) -> None:
    nudge = await plan(database, MAYA, 1)
    await sent(database, nudge)
    ends = (State.DONE, State.SKIPPED, State.SNOOZED, State.DONE)
    settled = await asyncio.gather(*(settle(database, MAYA, nudge, end) for end in ends))
    assert sorted(settled) == [False, False, False, True]
    assert (await find(database, nudge)).state is ends[settled.index(True)]


async def test_a_page_of_what_is_open_has_what_waits_for_an_answer_first(
    database: Database,
) -> None:
    overdue = await plan(database, MAYA, 9, -30)
    planned, hand, answer = await one_of_each(database)
    far = await plan(database, MAYA, 8, 30)
    gone = await plan(database, MAYA, 7)
    await settle(database, MAYA, gone, State.DONE)
    expected = [hand.id, answer.id, overdue.id, planned.id, far.id]
    async with database.reading() as tx:
        store = Nudges(tx, MAYA)
        assert await store.count_open() == 5
        pages = [[n.id for n in await store.open_page(2, first)] for first in (0, 2, 4, 6)]
    assert pages == [expected[:2], expected[2:4], expected[4:], []]


async def test_what_is_due_waits_only_while_discord_refuses_dms(database: Database) -> None:
    overdue, now = await plan(database, MAYA, 3, -9), await plan(database, MAYA, 1)
    later = await plan(database, MAYA, 2, 9)
    await plan(database, SAM, 1)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).waiting(later.due_at) == []
    await enrol(database, MAYA, unreachable_since=MONDAY)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).waiting(MONDAY) == [overdue, now]
        assert await Nudges(tx, MAYA).waiting(later.due_at) == [overdue, now, later]
        assert await Nudges(tx, SAM).waiting(later.due_at) == []
    await sent(database, now)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).waiting(MONDAY) == [overdue]


async def test_what_is_shown_without_a_dm_waits_for_an_answer(database: Database) -> None:
    nudges = [await plan(database, MAYA, each) for each in (1, 2, 3)]
    gone = nudges.pop()
    await settle(database, MAYA, gone, State.DONE)  # answered on another device, just now
    async with database.transaction() as tx:
        shown = [nudges[1], gone, nudges[0]]
        delivery = await Nudges(tx, MAYA).show(shown, 4, MONDAY + WEEK, MONDAY)
    found = await row(database, delivery)
    assert (found.student_id, found.state, found.attempts, found.lease) == (MAYA, "sent", 0, 0)
    assert (found.nudge_ids, found.also) == ([n.id for n in shown], [])
    assert (found.waiting, found.brought, found.catch_up) == (4, 0, False)
    assert (found.claimed_at, found.settled_at) == (MONDAY, MONDAY)
    for nudge in nudges:
        now = await find(database, nudge)
        assert (now.state, now.times, now.delivery_id) == (State.SENT, 1, delivery)
        assert (now.due_at, now.due_on) == (MONDAY + WEEK, nudge.due_on)
    assert (await find(database, gone)).state is State.DONE


async def test_no_method_reaches_another_students_nudges(database: Database) -> None:
    mine = await one_of_each(database)
    await enrol(database, MAYA, SAM, unreachable_since=MONDAY)
    numbers = [nudge.id for nudge in mine]
    async with database.transaction() as tx:
        sams = Nudges(tx, SAM)
        assert await sams.planned() == await sams.due(MONDAY) == await sams.waiting(MONDAY) == []
        assert await sams.open_due(KIND) == await sams.open_due(KIND, [1, 2]) == {}
        assert await sams.count_open() == 0
        assert await sams.open_page(9, 0) == await sams.about([1]) == []
        await sams.move(dict.fromkeys(numbers, MONDAY + 900 * DAY))
        await sams.close(numbers, State.DONE, MONDAY)
        await sams.close_about([1, 2, 3], MONDAY)
        await sams.show(mine, 0, MONDAY + WEEK, MONDAY)
        for nudge in mine:
            assert await sams.find(nudge.id) is None
            assert not await sams.settle(nudge.id, State.DONE, MONDAY)
    assert [await find(database, each) for each in mine] == mine
