"""Nudges and deliveries in the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Row, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import batches
from bot.nudges.model import OPEN, Nudge, Rhythm, State
from bot.tables import deliveries, nudges, students


@dataclass(frozen=True, slots=True)
class Delivery:
    """One DM on its way. ``channel_id`` is None when no DM with the student was ever opened."""

    id: int
    student_id: int
    channel_id: int | None
    claimed_at: datetime
    attempts: int
    waiting: int


def _nudge(row: Row[Any]) -> Nudge:
    return Nudge(
        id=row.id,
        student_id=row.student_id,
        kind=row.kind,
        subject_id=row.subject_id,
        state=State(row.state),
        due_on=row.due_on,
        due_at=row.due_at,
        delivery_id=row.delivery_id,
    )


def rhythm_of(row: Row[Any]) -> Rhythm:
    """Read a student's hours from a row of the table ``students``."""
    try:
        zone = ZoneInfo(row.time_zone)
    except (
        ZoneInfoNotFoundError
    ):  # a zone can vanish from the tz database; the others must not wait
        zone = ZoneInfo("UTC")
    return Rhythm(
        zone=zone,
        hour=row.nudge_hour,
        days=frozenset(int(day) for day in row.nudge_days),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
    )


class Nudges:
    """The nudges of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = nudges.c.student_id == student_id

    async def rhythm(self) -> Rhythm:
        """Return when this student wants to hear from the bot."""
        row = (
            await self._tx.execute(select(students).where(students.c.id == self._student_id))
        ).one()
        return rhythm_of(row)

    async def find(self, nudge_id: int) -> Nudge | None:
        """Return one of this student's nudges, or None."""
        row = (
            await self._tx.execute(select(nudges).where(self._mine, nudges.c.id == nudge_id))
        ).one_or_none()
        return None if row is None else _nudge(row)

    async def planned(self, after: datetime) -> list[Nudge]:
        """Return what is planned for later than ``after``, the earliest first."""
        query = select(nudges).where(
            self._mine, nudges.c.state == State.PLANNED, nudges.c.due_at > after
        )
        return [_nudge(row) for row in await self._tx.execute(query.order_by(nudges.c.due_at))]

    async def open_due(
        self, kind: str, subject_ids: Collection[int] | None = None
    ) -> dict[int, date]:
        """Return on which day each subject of ``kind`` is due, by subject; None asks for all."""
        query = select(nudges.c.subject_id, nudges.c.due_on).where(
            self._mine, nudges.c.kind == kind, nudges.c.state.in_(OPEN)
        )
        if subject_ids is not None:
            query = query.where(nudges.c.subject_id.in_(subject_ids))
        return {row.subject_id: row.due_on for row in await self._tx.execute(query)}

    async def plan(
        self, kind: str, subject_id: int, due_on: date, due_at: datetime, now: datetime
    ) -> None:
        """Add a planned nudge. The caller has closed the one before it."""
        await self.plan_all(kind, {subject_id: (due_on, due_at)}, now)

    async def plan_all(
        self, kind: str, due: Mapping[int, tuple[date, datetime]], now: datetime
    ) -> None:
        """Add planned nudges: by subject, the day and the moment. Nothing is open for any of them."""
        rows = [
            {
                "student_id": self._student_id,
                "kind": kind,
                "subject_id": subject_id,
                "state": State.PLANNED,
                "due_on": due_on,
                "due_at": due_at,
                "created_at": now,
            }
            for subject_id, (due_on, due_at) in due.items()
        ]
        if rows:
            await self._tx.execute(insert(nudges), rows)

    async def move(self, nudge_id: int, due_on: date, due_at: datetime) -> None:
        """Give a planned nudge another time."""
        await self._tx.execute(
            update(nudges)
            .where(self._mine, nudges.c.id == nudge_id, nudges.c.state == State.PLANNED)
            .values(due_on=due_on, due_at=due_at)
        )

    async def close_open(self, kind: str, subject_ids: Collection[int], now: datetime) -> None:
        """End whatever is open for these subjects: what was planned is off, what was sent is done."""
        end = case((nudges.c.state == State.PLANNED, State.CANCELLED), else_=State.DONE)
        for part in batches(subject_ids):
            await self._tx.execute(
                update(nudges)
                .where(
                    self._mine,
                    nudges.c.kind == kind,
                    nudges.c.subject_id.in_(part),
                    nudges.c.state.in_(OPEN),
                )
                .values(state=end, settled_at=now)
            )

    async def settle(self, nudge_id: int, end: State, now: datetime) -> bool:
        """End a nudge that was sent; return False when something else has ended it already.

        A click can arrive before the sending process has noted that the message is out, so a
        claimed nudge counts as sent.
        """
        result = await self._tx.execute(
            update(nudges)
            .where(
                self._mine,
                nudges.c.id == nudge_id,
                nudges.c.state.in_((State.CLAIMED, State.SENT)),
            )
            .values(state=end, settled_at=now)
        )
        return result.rowcount == 1

    async def of_delivery(self, delivery_id: int) -> list[Nudge]:
        """Return what one DM of this student brought, in the order it was shown."""
        query = select(nudges).where(self._mine, nudges.c.delivery_id == delivery_id)
        rows = await self._tx.execute(query.order_by(nudges.c.due_on, nudges.c.id))
        return [_nudge(row) for row in rows]

    async def delivery(self, delivery_id: int) -> Delivery | None:
        """Return one of this student's deliveries, or None."""
        query = _deliveries().where(
            deliveries.c.student_id == self._student_id, deliveries.c.id == delivery_id
        )
        row = (await self._tx.execute(query)).one_or_none()
        return None if row is None else _delivery(row)

    async def waiting(self, now: datetime) -> int:
        """Count what is due and kept, because Discord refuses DMs to this student."""
        query = (
            select(func.count())
            .select_from(_with_students())
            .where(
                self._mine,
                nudges.c.state == State.PLANNED,
                nudges.c.due_at <= now,
                students.c.unreachable_since.is_not(None),
            )
        )
        return cast("int", await self._tx.scalar(query))


def _deliveries() -> Any:
    return select(deliveries, students.c.dm_channel_id).join(
        students, students.c.id == deliveries.c.student_id
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        student_id=row.student_id,
        channel_id=row.channel_id or row.dm_channel_id,
        claimed_at=row.claimed_at,
        attempts=row.attempts,
        waiting=row.waiting,
    )


class Outbox:
    """What is due to anybody, for the courier alone."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def next_wake(self) -> datetime | None:
        """Return when the next nudge is due or the next unsettled delivery is looked at again."""
        due = (
            select(func.min(nudges.c.due_at))
            .select_from(_with_students())
            .where(nudges.c.state == State.PLANNED, *_WANTED)
        )
        lease = (
            select(func.min(deliveries.c.lease_until))
            .join(students, students.c.id == deliveries.c.student_id)
            .where(deliveries.c.state == "claimed", *_WANTED)
        )
        moments = [await self._tx.scalar(due), await self._tx.scalar(lease)]
        return min((moment for moment in moments if moment is not None), default=None)

    async def due(self, now: datetime, limit: int) -> list[tuple[Nudge, Rhythm]]:
        """Return all that is due to the ``limit`` students who have waited longest.

        Only students who agreed to DMs and can be reached; the earliest nudge comes first.
        """
        due = (nudges.c.state == State.PLANNED, nudges.c.due_at <= now)
        waiting = (
            select(nudges.c.student_id)
            .select_from(_with_students())
            .where(*due, *_WANTED)
            .group_by(nudges.c.student_id)
            .order_by(func.min(nudges.c.due_at))
            .limit(limit)
        )
        query = (
            select(nudges, *_HOURS)
            .select_from(_with_students())
            .where(*due, nudges.c.student_id.in_(waiting))
            .order_by(nudges.c.due_on, nudges.c.id)
        )
        if self._tx.dialect.name == "postgresql":
            query = query.with_for_update(skip_locked=True, of=(nudges, students))
        return [(_nudge(row), rhythm_of(row)) for row in await self._tx.execute(query)]

    async def postpone(self, nudge_ids: Collection[int], due_at: datetime) -> None:
        """Move planned nudges to another moment. Their day stays, so that the card can say so."""
        await self._tx.execute(
            update(nudges).where(nudges.c.id.in_(nudge_ids)).values(due_at=due_at)
        )

    async def claim(
        self, student_id: int, nudge_ids: Collection[int], waiting: int, now: datetime
    ) -> None:
        """Write one delivery for these nudges of one student, to be taken at once."""
        result = await self._tx.execute(
            insert(deliveries).values(
                student_id=student_id,
                state="claimed",
                lease_until=now,
                attempts=0,
                waiting=waiting,
                claimed_at=now,
            )
        )
        delivery_id = cast("int", cast("Any", result.inserted_primary_key)[0])
        await self._tx.execute(
            update(nudges)
            .where(nudges.c.id.in_(nudge_ids))
            .values(state=State.CLAIMED, delivery_id=delivery_id)
        )

    async def take(self, now: datetime, lease: datetime, limit: int) -> list[Delivery]:
        """Take deliveries that nobody holds a lease of, and count the attempt."""
        query = _deliveries().where(
            deliveries.c.state == "claimed", deliveries.c.lease_until <= now, *_WANTED
        )
        query = query.order_by(deliveries.c.id).limit(limit)
        if self._tx.dialect.name == "postgresql":
            query = query.with_for_update(skip_locked=True, of=deliveries)
        taken = [_delivery(row) for row in await self._tx.execute(query)]
        await self._tx.execute(
            update(deliveries)
            .where(deliveries.c.id.in_([delivery.id for delivery in taken]))
            .values(lease_until=lease, attempts=deliveries.c.attempts + 1)
        )
        return taken

    async def rhythm_if_wanted(self, student_id: int) -> Rhythm | None:
        """Return the hours of a student who still wants DMs and can be reached, or None."""
        query: Any = select(*_HOURS).where(students.c.id == student_id, *_WANTED)
        row = (await self._tx.execute(query)).one_or_none()
        return None if row is None else rhythm_of(row)

    async def sent(self, delivery_id: int, channel_id: int, message_id: int, now: datetime) -> None:
        """Note that a delivery is a message now, and remember the student's DM channel."""
        await self._end(delivery_id, now, "sent", channel_id=channel_id, message_id=message_id)
        await self._tx.execute(
            update(nudges)
            .where(nudges.c.delivery_id == delivery_id, nudges.c.state == State.CLAIMED)
            .values(state=State.SENT)
        )
        await self._tx.execute(
            update(students)
            .where(students.c.id == self._student_of(delivery_id))
            .values(dm_channel_id=channel_id)
        )

    async def blocked(self, delivery_id: int, error: str, now: datetime) -> None:
        """Note that Discord refuses DMs to this student. The nudges are kept, planned as before."""
        await self.returned(delivery_id, "blocked", error, now, now)
        await self._tx.execute(
            update(students)
            .where(students.c.id == self._student_of(delivery_id))
            .values(unreachable_since=now)
        )

    async def returned(
        self, delivery_id: int, state: str, error: str, now: datetime, due_at: datetime
    ) -> None:
        """End a delivery without a message; its nudges are planned again, for ``due_at``."""
        await self._end(delivery_id, now, state, error=error[:200])
        await self._tx.execute(
            update(nudges)
            .where(nudges.c.delivery_id == delivery_id, nudges.c.state == State.CLAIMED)
            .values(state=State.PLANNED, due_at=due_at, delivery_id=None)
        )

    async def emptied(self, delivery_id: int, now: datetime) -> None:
        """End a delivery that has nobody left to speak of."""
        await self._end(delivery_id, now, "failed", error="nobody left to speak of")
        await self._tx.execute(
            update(nudges)
            .where(nudges.c.delivery_id == delivery_id, nudges.c.state == State.CLAIMED)
            .values(state=State.SKIPPED, settled_at=now)
        )

    async def again_at(self, delivery_id: int, moment: datetime, error: str) -> None:
        """Leave a delivery claimed, to be tried again with the same nonce."""
        await self._tx.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery_id, deliveries.c.state == "claimed")
            .values(lease_until=moment, error=error[:200])
        )

    async def _end(self, delivery_id: int, now: datetime, state: str, **values: object) -> None:
        await self._tx.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery_id, deliveries.c.state == "claimed")
            .values(state=state, settled_at=now, **values)
        )

    def _student_of(self, delivery_id: int) -> Any:
        return (
            select(deliveries.c.student_id).where(deliveries.c.id == delivery_id).scalar_subquery()
        )


_HOURS = (
    students.c.time_zone,
    students.c.nudge_hour,
    students.c.nudge_days,
    students.c.quiet_from,
    students.c.quiet_until,
)
_WANTED = (students.c.dm_agreed_at.is_not(None), students.c.unreachable_since.is_(None))


def _with_students() -> Any:
    return nudges.join(students, students.c.id == nudges.c.student_id)
