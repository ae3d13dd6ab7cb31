"""One student's nudges, from planned to settled, on both databases."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.database import Database
from bot.nudges.model import Nudge, State
from bot.nudges.store import Nudges, Outbox

from .databases import EVER, MAYA, MONDAY, SAM, enrol

DAY = timedelta(days=1)
KIND = "keep_in_touch"


@pytest.fixture
async def database(database: Database) -> Database:
    await enrol(database, MAYA, SAM)
    return database


async def plan(
    database: Database, student_id: int, subject_id: int, days: int = 0, kind: str = KIND
) -> Nudge:
    at = MONDAY + days * DAY
    async with database.transaction() as tx:
        store = Nudges(tx, student_id)
        await store.plan(kind, subject_id, at.date(), at, MONDAY)
        return next(
            n
            for n in await store.planned(after=EVER)
            if (n.kind, n.subject_id) == (kind, subject_id)
        )


async def claim(database: Database, *nudges: Nudge) -> int:
    """Claim nudges of one student and take the delivery; return its id."""
    async with database.transaction() as tx:
        outbox = Outbox(tx)
        await outbox.claim(nudges[0].student_id, [n.id for n in nudges], 0, MONDAY)
        return (await outbox.take(MONDAY, MONDAY + DAY, 9))[-1].id


async def find(database: Database, nudge: Nudge) -> Nudge:
    async with database.reading() as tx:
        found = await Nudges(tx, nudge.student_id).find(nudge.id)
    assert found is not None
    return found


async def settle(database: Database, student_id: int, nudge: Nudge, end: State) -> bool:
    async with database.transaction() as tx:
        return await Nudges(tx, student_id).settle(nudge.id, end, MONDAY)


async def test_a_student_gets_nudges_in_their_own_rhythm(database: Database) -> None:
    await enrol(
        database,
        MAYA,
        time_zone="Europe/Zurich",
        nudge_hour=7,
        nudge_days=frozenset({0, 6}),
        quiet_from=22,
        quiet_until=6,
    )
    async with database.reading() as tx:
        mayas, sams = await Nudges(tx, MAYA).rhythm(), await Nudges(tx, SAM).rhythm()
    assert (mayas.zone.key, mayas.hour, mayas.days) == ("Europe/Zurich", 7, frozenset({0, 6}))
    assert (mayas.quiet_from, mayas.quiet_until) == (22, 6)
    assert (sams.zone.key, sams.hour, sams.days) == (
        *("America/Los_Angeles", 9),
        frozenset(range(5)),
    )


async def test_what_is_planned_is_kept_and_listed_the_earliest_first(database: Database) -> None:
    late, early = await plan(database, MAYA, 1, 9), await plan(database, MAYA, 2, 3)
    async with database.reading() as tx:
        store = Nudges(tx, MAYA)
        assert await store.planned(after=EVER) == [early, late]
        assert await store.find(early.id) == early
        assert await store.find(early.id + 1000) is None
        assert await store.open_due(KIND) == {1: late.due_on, 2: early.due_on}
        assert await store.open_due(KIND, [2, 3]) == {2: early.due_on}
        assert await store.open_due(KIND, []) == {}
        assert await store.open_due("debrief") == {}
    assert early == Nudge(
        *(early.id, MAYA, KIND, 2, State.PLANNED),
        *(date(2026, 1, 8), datetime(2026, 1, 8, 18, tzinfo=UTC), None),
    )


async def test_a_second_open_nudge_for_one_reason_is_refused(database: Database) -> None:
    first = await plan(database, MAYA, 1)
    await plan(database, MAYA, 2)
    await plan(database, MAYA, 1, kind="debrief")
    await plan(database, SAM, 1)
    with pytest.raises(IntegrityError):
        await plan(database, MAYA, 1, 30)
    delivery = await claim(database, first)
    with pytest.raises(IntegrityError):
        await plan(database, MAYA, 1, 30)
    async with database.transaction() as tx:
        await Outbox(tx).sent(delivery, 5, 6, MONDAY)
    with pytest.raises(IntegrityError):
        await plan(database, MAYA, 1, 30)
    assert await settle(database, MAYA, first, State.DONE)
    second = await plan(database, MAYA, 1, 30)
    assert second.id != first.id


async def test_many_are_planned_and_closed_at_once_and_the_rest_stays(database: Database) -> None:
    due = {subject: MONDAY + subject % 7 * DAY for subject in range(1200)}
    other = await plan(database, MAYA, 5, kind="debrief")
    async with database.transaction() as tx:
        store = Nudges(tx, MAYA)
        await store.plan_all(KIND, {n: (at.date(), at) for n, at in due.items()}, MONDAY)
        await store.plan_all(KIND, {}, MONDAY)
        assert await store.open_due(KIND) == {n: at.date() for n, at in due.items()}
        early = [n.due_at for n in await store.planned(after=EVER)]
        assert early == sorted([*due.values(), other.due_at])
    async with database.transaction() as tx:
        store = Nudges(tx, MAYA)
        await store.close_open(KIND, range(1, 1200), MONDAY)
        await store.close_open(KIND, (), MONDAY)
        assert await store.open_due(KIND) == {0: MONDAY.date()}
    assert await find(database, other) == other


async def test_of_many_planned_at_once_all_are_kept_or_none(database: Database) -> None:
    first = await plan(database, MAYA, 2)
    due = dict.fromkeys((1, 2, 3), (MONDAY.date(), MONDAY))
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await Nudges(tx, MAYA).plan_all(KIND, due, MONDAY)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).planned(after=EVER) == [first]


async def test_only_what_is_still_planned_moves(database: Database) -> None:
    moved, claimed = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    await claim(database, claimed)
    later = MONDAY + 5 * DAY
    async with database.transaction() as tx:
        for nudge in (moved, claimed):
            await Nudges(tx, MAYA).move(nudge.id, later.date(), later)
    found = await find(database, moved)
    assert (found.due_on, found.due_at) == (later.date(), later)
    assert (await find(database, claimed)).due_at == claimed.due_at


async def test_closing_ends_what_is_open_each_in_its_own_way(database: Database) -> None:
    planned, claimed, sent = [await plan(database, MAYA, each) for each in (1, 2, 3)]
    other = await plan(database, MAYA, 1, kind="debrief")
    delivery = await claim(database, sent)
    async with database.transaction() as tx:
        await Outbox(tx).sent(delivery, 5, 6, MONDAY)
    await claim(database, claimed)
    async with database.transaction() as tx:
        await Nudges(tx, MAYA).close_open(KIND, {1, 2, 3, 4}, MONDAY)
    states = [(await find(database, each)).state for each in (planned, claimed, sent, other)]
    assert states == [State.CANCELLED, State.DONE, State.DONE, State.PLANNED]


async def test_a_nudge_is_settled_once_and_only_after_it_went_out(database: Database) -> None:
    nudge = await plan(database, MAYA, 1)
    assert not await settle(database, MAYA, nudge, State.DONE)
    await claim(database, nudge)
    assert await settle(database, MAYA, nudge, State.SNOOZED)
    assert not await settle(database, MAYA, nudge, State.DONE)
    assert (await find(database, nudge)).state is State.SNOOZED


async def test_of_many_presses_at_once_one_settles(database: Database) -> None:
    nudge = await plan(database, MAYA, 1)
    delivery = await claim(database, nudge)
    async with database.transaction() as tx:
        await Outbox(tx).sent(delivery, 5, 6, MONDAY)
    ends = (State.DONE, State.SKIPPED, State.SNOOZED, State.DONE)
    settled = await asyncio.gather(*(settle(database, MAYA, nudge, end) for end in ends))
    assert sorted(settled) == [False, False, False, True]
    assert (await find(database, nudge)).state is ends[settled.index(True)]


async def test_what_a_message_brought_is_found_in_the_order_it_was_shown(
    database: Database,
) -> None:
    late, early, other = [
        await plan(database, MAYA, subject, days) for subject, days in ((1, -1), (2, -5), (3, 0))
    ]
    delivery = await claim(database, late, early)
    async with database.reading() as tx:
        store = Nudges(tx, MAYA)
        assert [n.id for n in await store.of_delivery(delivery)] == [early.id, late.id]
        assert await store.of_delivery(delivery + 1000) == []
        found = await store.delivery(delivery)
        assert await store.delivery(delivery + 1000) is None
    assert found is not None
    assert (found.id, found.student_id, found.claimed_at) == (delivery, MAYA, MONDAY)
    assert (await find(database, other)).state is State.PLANNED


async def test_a_blocked_students_nudges_wait_and_are_counted(database: Database) -> None:
    now, later = await plan(database, MAYA, 1), await plan(database, MAYA, 2, 9)
    overdue = await plan(database, MAYA, 3, -9)
    await plan(database, SAM, 1)
    delivery = await claim(database, now)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).waiting(MONDAY) == 0
    async with database.transaction() as tx:
        await Outbox(tx).blocked(delivery, "50007", MONDAY)
    async with database.reading() as tx:
        assert await Nudges(tx, MAYA).waiting(MONDAY) == 2
        assert await Nudges(tx, MAYA).waiting(later.due_at) == 3
        assert await Nudges(tx, SAM).waiting(later.due_at) == 0
        assert [n.id for n in await Nudges(tx, MAYA).planned(after=EVER)] == [
            overdue.id,
            now.id,
            later.id,
        ]


async def test_no_method_reaches_another_students_nudges(database: Database) -> None:
    planned, claimed = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    delivery = await claim(database, claimed)
    await enrol(database, MAYA, unreachable_since=MONDAY)
    mine = [await find(database, each) for each in (planned, claimed)]
    async with database.transaction() as tx:
        sams = Nudges(tx, SAM)
        assert await sams.planned(after=EVER) == []
        assert await sams.open_due(KIND) == await sams.open_due(KIND, [1, 2]) == {}
        assert await sams.of_delivery(delivery) == []
        assert await sams.delivery(delivery) is None
        assert await sams.waiting(MONDAY) == 0
        for nudge in mine:
            assert await sams.find(nudge.id) is None
            await sams.move(nudge.id, date(2030, 1, 1), MONDAY + 900 * DAY)
            assert not await sams.settle(nudge.id, State.DONE, MONDAY)
            await sams.close_open(KIND, [nudge.subject_id], MONDAY)
    assert [await find(database, each) for each in (planned, claimed)] == mine
