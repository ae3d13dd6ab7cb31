"""The courier's side of nudges: what is due, taken, sent or returned, on both databases."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.database import Database
from bot.nudges.model import Nudge, State
from bot.nudges.store import Delivery, Nudges, Outbox
from bot.students.store import Profile
from bot.tables import deliveries

from .databases import EVER, MAYA, MONDAY, SAM, enrol

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
KIND = "keep_in_touch"


@pytest.fixture
async def database(database: Database) -> Database:
    await enrol(database, MAYA, SAM)
    return database


async def plan(database: Database, student_id: int, subject_id: int, days: int = 0) -> Nudge:
    at = MONDAY + days * DAY
    async with database.transaction() as tx:
        store = Nudges(tx, student_id)
        await store.plan(KIND, subject_id, at.date(), at, MONDAY)
        return next(n for n in await store.planned(after=EVER) if n.subject_id == subject_id)


async def take(database: Database, now: datetime, limit: int = 9) -> list[Delivery]:
    async with database.transaction() as tx:
        return await Outbox(tx).take(now, now + MINUTE, limit)


async def claim(database: Database, *nudges: Nudge, waiting: int = 0) -> None:
    async with database.transaction() as tx:
        ids = [nudge.id for nudge in nudges]
        await Outbox(tx).claim(nudges[0].student_id, ids, waiting, MONDAY)


async def on_its_way(database: Database, *nudges: Nudge) -> int:
    await claim(database, *nudges)
    return (await take(database, MONDAY))[-1].id


async def due(database: Database, now: datetime = MONDAY, limit: int = 100) -> list[Nudge]:
    async with database.transaction() as tx:
        return [nudge for nudge, _rhythm in await Outbox(tx).due(now, limit)]


async def next_wake(database: Database) -> datetime | None:
    async with database.reading() as tx:
        return await Outbox(tx).next_wake()


async def state(database: Database, nudge: Nudge) -> State:
    async with database.reading() as tx:
        found = await Nudges(tx, nudge.student_id).find(nudge.id)
    assert found is not None
    return found.state


async def row(database: Database, delivery_id: int) -> Any:
    async with database.reading() as tx:
        rows = await tx.execute(select(deliveries).where(deliveries.c.id == delivery_id))
        return rows.one()


async def test_what_is_due_is_found_the_earliest_first(database: Database) -> None:
    late, early = await plan(database, MAYA, 1, -1), await plan(database, SAM, 1, -3)
    await plan(database, MAYA, 2, 1)
    now = await plan(database, MAYA, 3)
    assert await due(database) == [early, late, now]
    assert await due(database, MONDAY - 9 * DAY) == []
    async with database.transaction() as tx:
        rhythms = [rhythm for _nudge, rhythm in await Outbox(tx).due(MONDAY, 100)]
    assert {rhythm.hour for rhythm in rhythms} == {9}


async def test_who_waited_longest_goes_first_with_all_that_is_due(database: Database) -> None:
    await plan(database, MAYA, 1, -1)
    sams = [await plan(database, SAM, each, days) for each, days in ((1, -3), (2, 0))]
    assert await due(database, limit=1) == sams


@pytest.mark.parametrize("change", [{"dm_agreed_at": None}, {"unreachable_since": MONDAY}])
async def test_nobody_is_due_who_did_not_agree_or_cannot_be_reached(
    database: Database, change: dict[str, Any]
) -> None:
    hers, his = await plan(database, MAYA, 1, -2), await plan(database, SAM, 1)
    claimed = await plan(database, MAYA, 2)
    await claim(database, claimed)
    await enrol(database, MAYA, **change)
    assert await due(database) == [his]
    assert await take(database, MONDAY) == []
    assert await next_wake(database) == his.due_at
    await enrol(database, MAYA)  # she agrees, and can be reached again
    assert await due(database) == [hers, his]
    assert len(await take(database, MONDAY)) == 1


async def test_the_next_wake_is_the_next_due_time_or_the_end_of_a_lease(database: Database) -> None:
    assert await next_wake(database) is None
    first, second = await plan(database, MAYA, 1, 1), await plan(database, MAYA, 2, 2)
    assert await next_wake(database) == first.due_at
    delivery = await on_its_way(database, first)
    assert await next_wake(database) == MONDAY + MINUTE
    async with database.transaction() as tx:
        await Outbox(tx).sent(delivery, 5, 6, MONDAY)
    assert await next_wake(database) == second.due_at


async def test_a_postponed_nudge_keeps_its_day(database: Database) -> None:
    moved, stays = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    async with database.transaction() as tx:
        await Outbox(tx).postpone([moved.id], MONDAY + DAY)
        await Outbox(tx).postpone([], MONDAY + 9 * DAY)
    assert await due(database) == [stays]
    later = (await due(database, MONDAY + DAY))[0]
    assert (later.id, later.due_on, later.due_at) == (moved.id, moved.due_on, MONDAY + DAY)


async def test_a_claimed_nudge_is_on_a_delivery_and_no_longer_due(database: Database) -> None:
    one, two, rest = [await plan(database, MAYA, each) for each in (1, 2, 3)]
    await claim(database, one, two, waiting=1)
    assert await due(database) == [rest]
    (taken,) = await take(database, MONDAY)
    assert (taken.student_id, taken.waiting, taken.attempts) == (MAYA, 1, 0)
    assert taken.claimed_at == MONDAY
    assert taken.channel_id is None
    assert [await state(database, each) for each in (one, two)] == [State.CLAIMED] * 2


async def test_a_delivery_is_not_taken_twice_while_its_lease_lasts(database: Database) -> None:
    for student_id in (MAYA, SAM):
        await claim(database, await plan(database, student_id, 1))
    (hers,) = await take(database, MONDAY, limit=1)
    (his,) = await take(database, MONDAY, limit=9)
    assert {hers.student_id, his.student_id} == {MAYA, SAM}
    assert await take(database, MONDAY + 0.9 * MINUTE) == []
    again = await take(database, MONDAY + MINUTE)
    assert [each.id for each in again] == [hers.id, his.id]
    assert [each.attempts for each in again] == [1, 1]


async def test_of_many_that_take_at_once_each_delivery_has_one_taker(database: Database) -> None:
    for each in range(6):
        await claim(database, await plan(database, MAYA, each))
    hands = await asyncio.gather(*(take(database, MONDAY, limit=2) for _ in range(5)))
    taken = [delivery.id for hand in hands for delivery in hand]
    assert len(taken) == len(set(taken))
    left = await take(database, MONDAY)
    assert len(taken) + len(left) == 6


async def test_two_open_transactions_of_two_processes_share_nothing(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("a SQLite file has one writer at a time")
    nudges = [await plan(database, MAYA, each) for each in range(4)]
    await claim(database, nudges[0])
    await claim(database, nudges[1])
    async with database.transaction() as one, database.transaction() as other:
        await other.execute(text("SET LOCAL lock_timeout = '5s'"))
        mine = await Outbox(one).take(MONDAY, MONDAY + MINUTE, 1)
        theirs = await Outbox(other).take(MONDAY, MONDAY + MINUTE, 9)
        assert (len(mine), len(theirs)) == (1, 1)
        assert mine[0].id != theirs[0].id
        assert len(await Outbox(one).due(MONDAY, 9)) == 2
        assert await Outbox(other).due(MONDAY, 9) == []


async def test_a_sent_delivery_is_a_message_and_its_channel_is_remembered(
    database: Database,
) -> None:
    answered, open_ = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    delivery = await on_its_way(database, answered, open_)
    async with database.transaction() as tx:  # the click was faster than the note of the sending
        assert await Nudges(tx, MAYA).settle(answered.id, State.DONE, MONDAY)
    async with database.transaction() as tx:
        await Outbox(tx).sent(delivery, 2**62, 2**62 + 1, MONDAY)
    found = await row(database, delivery)
    assert (found.state, found.channel_id, found.message_id) == ("sent", 2**62, 2**62 + 1)
    assert found.settled_at == MONDAY
    assert await state(database, answered) is State.DONE
    assert await state(database, open_) is State.SENT
    assert await take(database, MONDAY + DAY) == []
    async with database.reading() as tx:
        maya, sam = await Profile(tx, MAYA).get(), await Profile(tx, SAM).get()
    assert maya is not None
    assert sam is not None
    assert (maya.dm_channel_id, sam.dm_channel_id) == (2**62, None)
    await claim(database, await plan(database, MAYA, 3))
    assert [each.channel_id for each in await take(database, MONDAY)] == [2**62]


async def test_a_blocked_delivery_ends_and_its_nudges_wait(database: Database) -> None:
    nudge, his = await plan(database, MAYA, 1, -2), await plan(database, SAM, 1)
    delivery = await on_its_way(database, nudge)
    async with database.transaction() as tx:
        await Outbox(tx).blocked(delivery, "50007", MONDAY)
    found = await row(database, delivery)
    assert (found.state, found.error) == ("blocked", "50007")
    assert await state(database, nudge) is State.PLANNED
    assert await due(database, MONDAY + DAY) == [his]
    await enrol(database, MAYA)  # her DMs are open again
    back = await due(database)
    assert [each.id for each in back] == [nudge.id, his.id]
    assert (back[0].delivery_id, back[0].due_on) == (None, nudge.due_on)


async def test_a_returned_delivery_ends_and_what_is_unanswered_comes_again(
    database: Database,
) -> None:
    nudge, answered = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    delivery = await on_its_way(database, nudge, answered)
    async with database.transaction() as tx:
        assert await Nudges(tx, MAYA).settle(answered.id, State.DONE, MONDAY)
        await Outbox(tx).returned(delivery, "failed", "x" * 5000, MONDAY, MONDAY + DAY)
    found = await row(database, delivery)
    assert (found.state, found.error, found.settled_at) == ("failed", "x" * 200, MONDAY)
    assert await due(database) == []
    assert [each.id for each in await due(database, MONDAY + DAY)] == [nudge.id]
    assert await state(database, answered) is State.DONE


async def test_an_emptied_delivery_ends_with_its_nudges(database: Database) -> None:
    nudge = await plan(database, MAYA, 1)
    delivery = await on_its_way(database, nudge)
    async with database.transaction() as tx:
        await Outbox(tx).emptied(delivery, MONDAY)
    assert (await row(database, delivery)).state == "failed"
    assert await state(database, nudge) is State.SKIPPED
    assert await take(database, MONDAY + DAY) == []
    assert await next_wake(database) is None


async def test_a_delivery_to_be_tried_again_stays_claimed_until_then(database: Database) -> None:
    nudge = await plan(database, MAYA, 1)
    delivery = await on_its_way(database, nudge)
    later = MONDAY + 9 * MINUTE
    async with database.transaction() as tx:
        await Outbox(tx).again_at(delivery, later, "x" * 5000)
    assert await next_wake(database) == later
    assert await take(database, later - MINUTE / 60) == []
    assert [each.attempts for each in await take(database, later)] == [1]
    assert await state(database, nudge) is State.CLAIMED


async def test_what_has_ended_stays_ended(database: Database) -> None:
    nudge = await plan(database, MAYA, 1)
    delivery = await on_its_way(database, nudge)
    async with database.transaction() as tx:
        await Outbox(tx).sent(delivery, 5, 6, MONDAY)
    ended = await row(database, delivery)
    async with database.transaction() as tx:
        outbox = Outbox(tx)
        await outbox.again_at(delivery, MONDAY + DAY, "late")
        await outbox.emptied(delivery, MONDAY + DAY)
        await outbox.returned(delivery, "failed", "late", MONDAY + DAY, MONDAY + DAY)
    assert await row(database, delivery) == ended
    assert await state(database, nudge) is State.SENT
