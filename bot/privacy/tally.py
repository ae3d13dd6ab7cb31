"""How much there is of everything, by student and without names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.reasons import is_prompt
from bot.nudges.model import UNSENT
from bot.nudges.store import WANTED
from bot.tables import contacts, deliveries, drafts, meetings, nudges, students


class Tally:
    """Counts over all students."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def students(self) -> Mapping[int, int]:
        """Return every student, each once."""
        return dict.fromkeys(await self._tx.scalars(select(students.c.id)), 1)

    async def contacts(self) -> Mapping[int, int]:
        """Return how many people each has in their network."""
        return await self._by_student(contacts)

    async def sent(self, since: datetime) -> Mapping[int, int]:
        """Return how many DMs with nudges each got since then."""
        return await self._by_student(
            deliveries, deliveries.c.state == "sent", deliveries.c.settled_at >= since
        )

    async def held(self, since: datetime) -> Mapping[int, int]:
        """Return how many meetings each had since then."""
        return await self._by_student(meetings, *_held(since))

    async def thanked(self, since: datetime) -> Mapping[int, int]:
        """Return after how many of these meetings thanks went out within a day."""
        query = (
            select(meetings.c.id, meetings.c.student_id, meetings.c.begins_at, drafts.c.settled_at)
            .join(
                drafts,
                and_(
                    drafts.c.student_id == meetings.c.student_id,
                    drafts.c.contact_id == meetings.c.contact_id,
                    drafts.c.kind == "thank_you",
                    drafts.c.state.in_(("sent", "answered")),
                ),
            )
            .where(*_held(since))
        )
        thanked = {
            (row.student_id, row.id)
            for row in await self._tx.execute(query)
            if row.settled_at is not None and is_prompt(row.begins_at, row.settled_at)
        }
        found: dict[int, int] = {}
        for student_id, _ in thanked:
            found[student_id] = found.get(student_id, 0) + 1
        return found

    async def last_sent(self) -> datetime | None:
        """Return when the last DM arrived."""
        query = select(deliveries.c.settled_at).where(deliveries.c.state == "sent")
        return await self._tx.scalar(query.order_by(deliveries.c.id.desc()).limit(1))

    async def waiting(self, now: datetime) -> int:
        """Count the nudges that are due and not sent, of those who can be written to."""
        query = select(func.count()).select_from(nudges.join(students))
        due = nudges.c.state.in_(UNSENT), nudges.c.due_at <= now
        return int(await self._tx.scalar(query.where(*due, *WANTED)) or 0)

    async def failed(self, since: datetime) -> int:
        """Count the DMs since then that could not be brought, and were planned anew."""
        mine = deliveries.c.state == "failed", deliveries.c.settled_at >= since
        return int(await self._tx.scalar(select(func.count()).where(*mine)) or 0)

    async def blocked(self) -> int:
        """Count the students whose DMs are closed."""
        closed = students.c.unreachable_since.is_not(None)
        return int(await self._tx.scalar(select(func.count()).where(closed)) or 0)

    async def _by_student(self, table: Any, *which: Any) -> Mapping[int, int]:
        query = select(table.c.student_id, func.count().label("number")).where(*which)
        rows = await self._tx.execute(query.group_by(table.c.student_id))
        return {row.student_id: row.number for row in rows}


def _held(since: datetime) -> tuple[Any, ...]:
    return meetings.c.state == "done", meetings.c.begins_at >= since
