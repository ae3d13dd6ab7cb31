"""What is due to anybody, and turning it into deliveries.

Every method that writes is for whoever holds the lease, see `bot.nudges.lease`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import earliest
from bot.database import among, batches, one_by_one
from bot.nudges.choice import Choice
from bot.nudges.deliveries import Delivery
from bot.nudges.model import AGAIN_AFTER, Nudge, State
from bot.nudges.rhythm import Rhythm
from bot.nudges.store import (
    FAR_OFF,
    HOURS,
    NUDGE,
    WANTED,
    Nudges,
    in_state,
    nudge_of,
    rhythm_of,
)
from bot.tables import deliveries, nudges, students


@dataclass(frozen=True, slots=True)
class Due:
    """What is due to one student, and what bears on the choice, see `bot.nudges.choice.choose`."""

    student_id: int
    channel_id: int | None
    rhythm: Rhythm
    nudges: Sequence[Nudge]
    asked: Collection[int]
    brought: int


class Outbox:
    """Every student's due nudges."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def next_wake(self) -> datetime | None:
        """Return when the next nudge is due, or the next delivery is tried again."""
        query: Any = select(
            select(nudges.c.due_at)
            .select_from(_with_students())
            .where(nudges.c.state == State.PLANNED, *WANTED)
            .order_by(nudges.c.due_at)
            .limit(1)
            .scalar_subquery(),
            select(deliveries.c.next_attempt_at)
            .join(students, students.c.id == deliveries.c.student_id)
            .where(
                deliveries.c.state == "claimed", deliveries.c.next_attempt_at.is_not(None), *WANTED
            )
            .order_by(deliveries.c.next_attempt_at)
            .limit(1)
            .scalar_subquery(),
            select(func.min(nudges.c.due_at))
            .where(nudges.c.state == State.SENT, nudges.c.due_at < FAR_OFF)
            .scalar_subquery(),
        )
        return earliest(*(await self._tx.execute(query)).one())

    async def bring_again(self, now: datetime) -> None:
        """Plan anew what was sent and ignored for its time."""
        ignored = select(nudges.c.id).where(nudges.c.state == State.SENT, nudges.c.due_at <= now)
        ignored = ignored.with_for_update(skip_locked=True)  # whoever is busy comes the next time
        await self._tx.execute(
            update(nudges).where(nudges.c.id.in_(ignored)).values(state=State.PLANNED)
        )

    async def due(self, now: datetime, limit: int) -> list[Due]:
        """Return what is due to students who agreed to DMs and can be reached.

        Those who have waited longest come first, until they have about ``limit`` nudges. On
        PostgreSQL their rows are theirs until the end of the transaction, as in
        `bot.database.Database.transaction`; whoever is busy is left out for now.
        """
        first: Any = (
            select(students.c.id, students.c.dm_channel_id, *HOURS)
            .select_from(_with_students())
            .where(nudges.c.state == State.PLANNED, nudges.c.due_at <= now, *WANTED)
            .order_by(nudges.c.due_at, nudges.c.id)
            .limit(limit)
        )
        whose = {row.id: row for row in await self._tx.execute(first)}
        if self._tx.dialect.name == "postgresql" and whose:
            whose = await self._locked(list(whose))
        if not whose:
            return []
        rhythms = {number: rhythm_of(row) for number, row in whose.items()}
        asked, brought = await self._lately(rhythms, now)
        query = select(*NUDGE).where(
            among(nudges.c.student_id, whose),
            nudges.c.settled_at.is_(None),
            nudges.c.due_at <= now,
            in_state(State.PLANNED),
        )
        due: defaultdict[int, list[Nudge]] = defaultdict(list)
        for row in await self._tx.execute(query):
            due[row.student_id].append(nudge_of(row))
        return [
            Due(
                number,
                row.dm_channel_id,
                rhythms[number],
                due[number],
                asked[number],
                brought[number],
            )
            for number, row in whose.items()
            if number in due
        ]

    async def _locked(self, student_ids: list[int]) -> dict[int, Any]:
        """Take those students for this transaction who are not busy, and read them anew."""
        each = one_by_one(student_ids)
        free = select(each).where(func.pg_try_advisory_xact_lock(each))
        locked = list(await self._tx.scalars(free))
        query: Any = select(students.c.id, students.c.dm_channel_id, *HOURS).where(
            students.c.id.in_(locked), *WANTED
        )
        found = {row.id: row for row in await self._tx.execute(query)}
        return {number: found[number] for number in student_ids if number in found}

    async def _lately(
        self, rhythms: Mapping[int, Rhythm], now: datetime
    ) -> tuple[Mapping[int, set[int]], Mapping[int, int]]:
        """Return of each student whom this week's DMs asked about, and how many they brought."""
        query = select(
            deliveries.c.id,
            deliveries.c.claimed_at,
            deliveries.c.student_id,
            deliveries.c.brought,
            deliveries.c.nudge_ids,
        ).where(
            among(deliveries.c.student_id, rhythms),
            deliveries.c.claimed_at > now - timedelta(days=8),
            # By the student, see `in_state`: by the state it would look through all ever sent.
            (deliveries.c.state + "").in_(("claimed", "sent")),
        )
        brought: defaultdict[int, int] = defaultdict(int)
        lately: dict[int, Sequence[int]] = {}
        for row in await self._tx.execute(query):
            rhythm = rhythms[row.student_id]
            if row.brought and row.claimed_at >= rhythm.monday(now):
                brought[row.student_id] += row.brought
            if rhythm.today(row.claimed_at) + AGAIN_AFTER > rhythm.today(now):
                lately[row.id] = row.nudge_ids
        asked: defaultdict[int, set[int]] = defaultdict(set)
        for part in batches(number for ids in lately.values() for number in ids):
            query = select(nudges.c.student_id, nudges.c.person_id, nudges.c.delivery_id).where(
                among(nudges.c.id, part),
                in_state(State.CLAIMED, State.SENT),
                nudges.c.person_id.is_not(None),
            )
            for row in await self._tx.execute(query):
                if row.delivery_id in lately:
                    asked[row.student_id].add(row.person_id)
        return asked, brought

    async def claim(
        self, chosen: Iterable[tuple[Due, Choice]], lease: int, now: datetime
    ) -> list[Delivery]:
        """Write a delivery for each DM, in our hands at once; what waits gets another moment."""
        rows: list[dict[str, Any]] = []
        later: dict[datetime, list[int]] = defaultdict(list)
        whose: dict[int, Due] = {}
        for due, choice in chosen:
            whose[due.student_id] = due
            for moment, waiting in choice.later.items():
                later[moment] += [nudge.id for nudge in waiting]
            if choice.over:
                over = [nudge.id for nudge in choice.over]
                await Nudges(self._tx, due.student_id).close(over, State.CANCELLED, now)
            new: dict[str, Any] = {
                "student_id": due.student_id,
                "state": "claimed",
                "lease": lease,
                "attempts": 1,
                "channel_id": due.channel_id,
                "claimed_at": now,
            }
            if choice.digest:
                rows.append(
                    new
                    | {
                        "nudge_ids": [nudge.id for nudge in choice.digest],
                        "also": [nudge.id for nudge in choice.named],
                        "waiting": len(choice.waiting),
                        "brought": len(choice.digest),
                        "catch_up": choice.catch_up,
                    }
                )
            alone: dict[str, Any] = {"also": [], "waiting": 0, "brought": 0, "catch_up": False}
            rows += [new | alone | {"nudge_ids": [nudge.id]} for nudge in choice.alone]
        for moment, ids in later.items():
            for part in batches(ids):
                await self._tx.execute(
                    update(nudges).where(nudges.c.id.in_(part)).values(due_at=moment)
                )
        if not rows:
            return []
        added = await self._tx.execute(
            insert(deliveries).returning(deliveries.c.id, deliveries.c.nudge_ids), rows
        )
        # Whatever order they come back in, a nudge is in one of them only.
        numbers = {row.nudge_ids[0]: row.id for row in added}
        taken = [
            Delivery(
                numbers[row["nudge_ids"][0]],
                row["student_id"],
                row["channel_id"],
                lease,
                now,
                1,
                row["nudge_ids"],
                row["also"],
                row["waiting"],
                row["catch_up"],
                whose[row["student_id"]].rhythm,
            )
            for row in rows
        ]
        await self._tx.execute(
            update(nudges)
            .where(nudges.c.id == bindparam("number"))
            .values(state=State.CLAIMED, delivery_id=bindparam("delivery")),
            [{"number": n, "delivery": each.id} for each in taken for n in each.nudge_ids],
        )
        return taken


def _with_students() -> Any:
    return nudges.join(students, students.c.id == nudges.c.student_id)
