"""One student's habits and shout-outs in the database."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.nudges.model import State
from bot.tables import habits, nudges, shoutouts


@dataclass(frozen=True, slots=True)
class Habit:
    """A habit that is on: in which months it comes, and from which day on."""

    id: int
    name: str
    months: Sequence[int]
    since: date


class Habits:
    """The habits that one student has switched on."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = habits.c.student_id == student_id

    async def all(self) -> list[Habit]:
        """Return those that are on."""
        rows = await self._tx.execute(select(habits).where(self._mine).order_by(habits.c.id))
        return [Habit(row.id, row.name, tuple(row.months), row.since) for row in rows]

    async def add(self, name: str, months: Iterable[int], since: date) -> None:
        """Switch one on."""
        row = {"student_id": self._student_id, "name": name, "months": [*months], "since": since}
        await self._tx.execute(insert(habits).values(row))

    async def change(self, name: str, **values: Any) -> None:
        """Change one, by the columns of the table."""
        await self._tx.execute(
            update(habits).where(self._mine, habits.c.name == name).values(values)
        )

    async def remove(self, name: str) -> None:
        """Switch one off."""
        await self._tx.execute(delete(habits).where(self._mine, habits.c.name == name))


async def ignored(
    tx: AsyncConnection, kinds: Collection[str], before: date, limit: int
) -> set[int]:
    """Return some students with nudges of these kinds that are out since before a day."""
    query = select(nudges.c.student_id).where(
        nudges.c.settled_at.is_(None),
        nudges.c.state == State.SENT,
        nudges.c.kind.in_(kinds),
        nudges.c.due_on < before,
    )
    return set(await tx.scalars(query.limit(limit)))


@dataclass(frozen=True, slots=True)
class Shoutout:
    """Words of thanks to post, see the table ``shoutouts``."""

    id: int
    contact_id: int
    platform: str
    tone: str
    wording: int
    named: bool | None
    what: str
    posted_at: datetime | None


class Shoutouts:
    """What one student thanks people for where others read it."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = shoutouts.c.student_id == student_id

    async def find(self, number: int) -> Shoutout | None:
        """Return one, or None when it is not theirs, or gone."""
        return await self._one(shoutouts.c.id == number)

    async def unposted(self, contact_id: int) -> Shoutout | None:
        """Return the one about somebody that is not posted yet, or None."""
        return await self._one(
            shoutouts.c.contact_id == contact_id, shoutouts.c.posted_at.is_(None)
        )

    async def _one(self, *which: Any) -> Shoutout | None:
        query = select(shoutouts).where(self._mine, *which).order_by(shoutouts.c.id.desc())
        row = (await self._tx.execute(query.limit(1))).one_or_none()
        if row is None:
            return None
        return Shoutout(
            row.id,
            row.contact_id,
            row.platform,
            row.tone,
            row.wording,
            row.named,
            row.what or "",
            row.posted_at,
        )

    async def count(self) -> int:
        """Count them, posted ones too."""
        query = select(func.count()).select_from(shoutouts).where(self._mine)
        return int(await self._tx.scalar(query) or 0)

    async def add(self, now: datetime, **values: Any) -> int:
        """Write a new one, by the columns of the table; return its id."""
        row = values | {"student_id": self._student_id, "created_at": now}
        result = await self._tx.execute(insert(shoutouts).values(row).returning(shoutouts.c.id))
        return int(result.scalar_one())

    async def change(self, number: int, **values: Any) -> None:
        """Change one, by the columns of the table."""
        await self._tx.execute(
            update(shoutouts).where(self._mine, shoutouts.c.id == number).values(values)
        )
