"""DMs on their way, of any student: taken up, settled, read again.

Every method that writes is for whoever holds the lease, see `bot.nudges.lease`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import among, batches
from bot.nudges.model import AGAIN_AFTER, QUARTER, Nudge, State
from bot.nudges.rhythm import Rhythm
from bot.nudges.store import HOURS, NUDGE, WANTED, comes_again, nudge_of, rhythm_of
from bot.tables import deliveries, nudges, students


@dataclass(frozen=True, slots=True)
class Delivery:
    """One DM on its way, with the hours of whom it goes to.

    Attributes:
        channel_id: None when no DM with the student was ever opened.
        lease: the number of the lease under which it was taken.
        attempts: this one counted in.
    """

    id: int
    student_id: int
    channel_id: int | None
    lease: int
    claimed_at: datetime
    attempts: int
    nudge_ids: Sequence[int]
    also: Sequence[int]
    waiting: int
    catch_up: bool
    rhythm: Rhythm


class Deliveries:
    """Every student's deliveries."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def take_over(self, lease: int, now: datetime) -> None:
        """Put up for another try what an earlier lease has left behind.

        It may have been tried: two attempts say so.
        """
        await self._tx.execute(
            update(deliveries)
            .where(
                deliveries.c.state == "claimed",
                deliveries.c.next_attempt_at.is_(None),
                deliveries.c.lease < lease,
            )
            .values(
                next_attempt_at=now,
                attempts=case((deliveries.c.attempts < 2, 1), else_=deliveries.c.attempts - 1),
            )
        )

    async def take(self, lease: int, now: datetime, limit: int) -> list[Delivery]:
        """Take deliveries that are to be tried again, and count the attempt."""
        query = _deliveries().where(
            deliveries.c.state == "claimed", deliveries.c.next_attempt_at <= now, *WANTED
        )
        rows = list(await self._tx.execute(query.order_by(deliveries.c.id).limit(limit)))
        if rows:
            await self._tx.execute(
                update(deliveries)
                .where(among(deliveries.c.id, (row.id for row in rows)))
                .values(lease=lease, attempts=deliveries.c.attempts + 1, next_attempt_at=None)
            )
        return [_delivery(row, lease, row.attempts + 1) for row in rows]

    async def find(self, delivery_id: int) -> Delivery | None:
        """Return a delivery as it is now, or None."""
        row = (
            await self._tx.execute(_deliveries().where(deliveries.c.id == delivery_id))
        ).one_or_none()
        return None if row is None else _delivery(row, row.lease, row.attempts)

    async def is_wanted(self, student_id: int) -> bool:
        """Say whether a student still wants DMs and can be reached."""
        query = select(students.c.id).where(students.c.id == student_id, *WANTED)
        return await self._tx.scalar(query) is not None

    async def nudges_of(
        self, each: Iterable[Delivery], known: Mapping[int, Nudge]
    ) -> dict[int, Nudge]:
        """Return every nudge that these deliveries bring or name, by id; read if it is not known."""
        ids = [number for one in each for number in (*one.nudge_ids, *one.also)]
        missing = [number for number in ids if number not in known]
        found = {number: known[number] for number in ids if number in known}
        for part in batches(missing):
            query = select(*NUDGE).where(nudges.c.id.in_(part))
            found |= {row.id: nudge_of(row) for row in await self._tx.execute(query)}
        return found

    async def sent(self, arrived: Collection[tuple[Delivery, int, int]], now: datetime) -> None:
        """Note that deliveries are messages now: each with the ids of its channel and message."""
        if not arrived:
            return
        await self._tx.execute(
            update(deliveries)
            .where(deliveries.c.id == bindparam("number"))
            .values(
                state="sent",
                channel_id=bindparam("channel"),
                message_id=bindparam("message"),
                settled_at=now,
            ),
            [
                {"number": each.id, "channel": channel, "message": message}
                for each, channel, message in arrived
            ],
        )
        again: defaultdict[tuple[datetime, ...], list[Delivery]] = defaultdict(list)
        for each, _, _ in arrived:
            today = each.rhythm.today(now)
            spans = (AGAIN_AFTER, QUARTER)
            again[tuple(each.rhythm.next_slot(today + n, now) for n in spans)].append(each)
        for (in_a_week, in_a_quarter), those in again.items():
            await self._tx.execute(
                update(nudges)
                .where(
                    among(nudges.c.id, (n for each in those for n in each.nudge_ids)),
                    among(nudges.c.delivery_id, (each.id for each in those)),
                    nudges.c.state == State.CLAIMED,
                )
                .values(
                    state=State.SENT,
                    times=nudges.c.times + 1,
                    due_at=comes_again(in_a_week, in_a_quarter),
                )
            )
        for each, _, _ in arrived:
            if each.catch_up:  # unless there is a new lighter time by now
                await self._tx.execute(
                    update(students)
                    .where(
                        students.c.id == each.student_id,
                        students.c.lighter_until <= each.rhythm.today(each.claimed_at),
                    )
                    .values(lighter_until=None)
                )
                await self._tx.execute(
                    update(students)
                    .where(students.c.id == each.student_id, students.c.fieldwork_days.is_not(None))
                    .values(caught_up_on=each.rhythm.today(each.claimed_at))
                )
        opened = [
            {"student": each.student_id, "channel": channel}
            for each, channel, _ in arrived
            if each.channel_id != channel
        ]
        if opened:
            await self._tx.execute(
                update(students)
                .where(students.c.id == bindparam("student"))
                .values(dm_channel_id=bindparam("channel")),
                opened,
            )

    async def blocked(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Note that Discord refuses DMs to this student. The nudges are kept, planned as before."""
        await self.returned(delivery, "blocked", error, now, now)
        await self._tx.execute(
            update(students)
            .where(students.c.id == delivery.student_id)
            .values(unreachable_since=func.coalesce(students.c.unreachable_since, now))
        )

    async def returned(
        self, delivery: Delivery, state: str, error: str, now: datetime, due_at: datetime
    ) -> None:
        """End a delivery without a message; its nudges are planned again, for ``due_at``."""
        await self._end(delivery, state, error, now)
        await self._tx.execute(
            update(nudges)
            .where(
                nudges.c.id.in_(delivery.nudge_ids),
                nudges.c.delivery_id == delivery.id,
                nudges.c.state == State.CLAIMED,
            )
            .values(state=State.PLANNED, due_at=due_at, delivery_id=None)
        )

    async def emptied(self, delivery: Delivery, now: datetime) -> None:
        """End a delivery that has nobody left to speak of."""
        await self._end(delivery, "failed", "nobody left to speak of", now)
        await self._tx.execute(
            update(nudges)
            .where(
                nudges.c.id.in_(delivery.nudge_ids),
                nudges.c.delivery_id == delivery.id,
                nudges.c.state == State.CLAIMED,
            )
            .values(state=State.SKIPPED, settled_at=now)
        )

    async def again_at(
        self, delivery: Delivery, moment: datetime, error: str, *, tried: bool = True
    ) -> None:
        """Leave a delivery claimed, to be tried again with the same nonce.

        Args:
            delivery: one in our hands.
            moment: when it is tried again.
            error: what went wrong.
            tried: Discord has been asked, so the message may have arrived.
        """
        await self._tx.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery.id)
            .values(
                next_attempt_at=moment,
                error=error[:200],
                attempts=delivery.attempts if tried else delivery.attempts - 1,
            )
        )

    async def _end(self, delivery: Delivery, state: str, error: str, now: datetime) -> None:
        await self._tx.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery.id)
            .values(state=state, error=error[:200], settled_at=now)
        )


def _deliveries() -> Any:
    return select(deliveries, students.c.dm_channel_id, *HOURS).join(
        students, students.c.id == deliveries.c.student_id
    )


def _delivery(row: Row[Any], lease: int, attempts: int) -> Delivery:
    return Delivery(
        row.id,
        row.student_id,
        row.channel_id or row.dm_channel_id,
        lease,
        row.claimed_at,
        attempts,
        row.nudge_ids,
        row.also,
        row.waiting,
        row.catch_up,
        rhythm_of(row),
    )
