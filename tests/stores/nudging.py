"""Nudges as the courier handles them, a step at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.database import Database
from bot.nudges.choice import Choice
from bot.nudges.deliveries import Deliveries, Delivery
from bot.nudges.model import KEEP_IN_TOUCH, Nudge, Reason, State
from bot.nudges.outbox import Due, Outbox
from bot.nudges.store import Nudges
from bot.tables import deliveries

from .databases import MONDAY

DAY, WEEK, MINUTE = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=1)
KIND = KEEP_IN_TOUCH


async def plan(
    database: Database,
    student_id: int,
    subject_id: int,
    days: int = 0,
    kind: str = KIND,
    *,
    person_id: int | None = -1,
    cadence: int | None = 42,
) -> Nudge:
    """Plan a nudge for some days from now, about a person of the subject's number unless said."""
    at = MONDAY + days * DAY
    person = subject_id if person_id == -1 else person_id
    async with database.transaction() as tx:
        store = Nudges(tx, student_id)
        await store.plan([(person, Reason(kind, subject_id, at.date(), cadence), at)], MONDAY)
        found = await store.planned()
    return next(n for n in found if (n.kind, n.subject_id) == (kind, subject_id))


async def find(database: Database, nudge: Nudge) -> Nudge:
    """Return a nudge as it is now."""
    async with database.reading() as tx:
        found = await Nudges(tx, nudge.student_id).find(nudge.id)
    assert found is not None
    return found


async def due(database: Database, now: datetime = MONDAY, limit: int = 100) -> list[Due]:
    """Return what is due to everybody."""
    async with database.transaction() as tx:
        return await Outbox(tx).due(now, limit)


async def due_nudges(
    database: Database, now: datetime = MONDAY, limit: int = 100
) -> dict[int, set[int]]:
    """Return the ids of what is due, by student."""
    found = await due(database, now, limit)
    return {each.student_id: {nudge.id for nudge in each.nudges} for each in found}


async def states(database: Database, *nudges: Nudge) -> list[State]:
    """Return the states that nudges are in now."""
    return [(await find(database, each)).state for each in nudges]


def choice(*digest: Nudge, alone: Sequence[Nudge] = (), **more: Any) -> Choice:
    """Choose these by hand."""
    usual: dict[str, Any] = {"later": {}, "waiting": (), "catch_up": False}
    return Choice(**(usual | {"digest": digest, "alone": alone} | more))


async def claim(
    database: Database, student_id: int, chosen: Choice, *, now: datetime = MONDAY, lease: int = 1
) -> list[Delivery]:
    """Write deliveries for one student, who has no DM channel yet."""
    async with database.transaction() as tx:
        rhythm = await Nudges(tx, student_id).rhythm()
        whose = Due(student_id, None, rhythm, [], set(), 0)
        return await Outbox(tx).claim([(whose, chosen)], lease, now)


async def claimed(database: Database, *nudges: Nudge, now: datetime = MONDAY) -> Delivery:
    """Claim nudges of one student for one digest."""
    [delivery] = await claim(database, nudges[0].student_id, choice(*nudges), now=now)
    return delivery


async def sent(database: Database, *nudges: Nudge, now: datetime = MONDAY) -> Delivery:
    """Bring nudges of one student in one DM."""
    delivery = await claimed(database, *nudges, now=now)
    async with database.transaction() as tx:
        await Deliveries(tx).sent([(delivery, 5, 6)], now)
    return delivery


async def take(
    database: Database, now: datetime = MONDAY, lease: int = 1, limit: int = 9
) -> list[Delivery]:
    """Take up what was left, or is to be tried again."""
    async with database.transaction() as tx:
        if lease > 1:
            await Deliveries(tx).take_over(lease, now)
        return await Deliveries(tx).take(lease, now, limit)


async def next_wake(database: Database) -> datetime | None:
    """Return when to look again."""
    async with database.reading() as tx:
        return await Outbox(tx).next_wake()


async def row(database: Database, delivery: Delivery | int) -> Any:
    """Return a delivery as it lies in the database."""
    number = delivery if isinstance(delivery, int) else delivery.id
    async with database.reading() as tx:
        rows = await tx.execute(select(deliveries).where(deliveries.c.id == number))
        return rows.one()
