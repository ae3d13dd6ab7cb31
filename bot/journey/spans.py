"""One student's placements and exam seasons in the database."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.journey.placements import Span
from bot.nudges.model import FIELDWORK_BEGINS, FIELDWORK_HELLO, FIELDWORK_MIDTERM, State
from bot.tables import fieldwork, nudges


class Spans:
    """The placements and exam seasons of one student."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = fieldwork.c.student_id == student_id

    async def all(self) -> list[Span]:
        """Return all of them, in the order in which they begin."""
        return await self._some()

    async def find(self, span_id: int) -> Span | None:
        """Return one, or None when it is not theirs, or gone."""
        found = await self._some(fieldwork.c.id == span_id)
        return found[0] if found else None

    async def _some(self, *which: Any) -> list[Span]:
        query = select(fieldwork).where(self._mine, *which)
        rows = await self._tx.execute(query.order_by(fieldwork.c.first_on, fieldwork.c.id))
        return [
            Span(
                row.id,
                row.what,
                row.first_on,
                row.last_on,
                row.place or "",
                row.contact_id,
                row.lighter,
                row.created_at,
                frozenset(row.done),
            )
            for row in rows
        ]

    async def add(self, now: datetime, **values: Any) -> int:
        """Write a new one, by the columns of the table; return its id."""
        row: dict[str, Any] = values | {"student_id": self._student_id, "created_at": now}
        row["done"] = []
        result = await self._tx.execute(insert(fieldwork).values(row).returning(fieldwork.c.id))
        return int(result.scalar_one())

    async def change(self, span_id: int, **values: Any) -> None:
        """Change one, by the columns of the table; ``done`` are all the steps."""
        if "done" in values:
            values["done"] = sorted(values["done"])
        which = (self._mine, fieldwork.c.id == span_id)
        await self._tx.execute(update(fieldwork).where(*which).values(values))

    async def remove(self, span_id: int) -> None:
        """Delete one."""
        await self._tx.execute(delete(fieldwork).where(self._mine, fieldwork.c.id == span_id))


async def outlived(
    tx: AsyncConnection, kinds: Collection[str], began: date, ended: date, limit: int
) -> set[int]:
    """Return some students with nudges that are out for placements they are too late for.

    Args:
        tx: to read with.
        kinds: of nudges.
        began: a hello or a question about the stage is late for what began before this day.
        ended: a midterm, likewise, for what ended before; thanks a month later.
        limit: at most as many.
    """
    at_first = nudges.c.kind.in_([FIELDWORK_HELLO, FIELDWORK_BEGINS])
    midway = nudges.c.kind == FIELDWORK_MIDTERM
    query = (
        select(nudges.c.student_id)
        .join(fieldwork, fieldwork.c.id == nudges.c.subject_id)
        .where(
            fieldwork.c.student_id == nudges.c.student_id,
            nudges.c.settled_at.is_(None),
            nudges.c.state == State.SENT,
            nudges.c.kind.in_(kinds),
            or_(
                and_(at_first, fieldwork.c.first_on < began),
                and_(midway, fieldwork.c.last_on < began),
                fieldwork.c.last_on < ended,
            ),
        )
    )
    return set(await tx.scalars(query.limit(limit)))
