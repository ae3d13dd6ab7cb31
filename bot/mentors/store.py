"""Who may be asked, in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.mentors.model import Mentor, NoMentor
from bot.tables import mentors, students


class Offers:
    """What one member has offered. Nothing here reaches another's row."""

    def __init__(self, tx: AsyncConnection, member_id: int) -> None:
        self._tx = tx
        self._member_id = member_id
        self._mine = mentors.c.student_id == member_id

    async def find(self) -> Mentor | None:
        """Return what they offered, or None."""
        try:
            return await find_mentor(self._tx, self._member_id)
        except NoMentor:
            return None

    async def keep(self, now: datetime, **values: Any) -> None:
        """Keep what they offer, by the columns of the table; what is not named stays."""
        changed = await self._tx.execute(update(mentors).where(self._mine).values(values))
        if not changed.rowcount:
            row = {"student_id": self._member_id, "since": now, **values}
            await self._tx.execute(insert(mentors).values(row))

    async def pause(self, *, paused: bool) -> None:
        """Take no requests, or take them again; nothing for who has offered nothing."""
        await self._tx.execute(update(mentors).where(self._mine).values(paused=paused))

    async def remove(self) -> None:
        """Offer nothing any more."""
        await self._tx.execute(delete(mentors).where(self._mine))


async def find_mentor(tx: AsyncConnection, member_id: int, *, alone: bool = False) -> Mentor:
    """Return a mentor; ``alone`` lets others who ask for the same row wait until this is done.

    Raises:
        NoMentor: this member never agreed to be asked.
    """
    query: Any = _MENTORS.where(mentors.c.student_id == member_id)
    if alone:
        query = query.with_for_update(of=mentors)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NoMentor
    return _mentor(row)


async def who_can_be_asked(tx: AsyncConnection) -> list[tuple[Mentor, str]]:
    """Return every mentor who has no pause and gets DMs, with their time zone's IANA name."""
    query = _MENTORS.where(
        mentors.c.paused.is_(False),
        students.c.dm_agreed_at.is_not(None),
        students.c.unreachable_since.is_(None),
    )
    return [(_mentor(row), row.time_zone) for row in await tx.execute(query)]


_MENTORS = select(mentors, students.c.stage, students.c.time_zone).join(
    students, students.c.id == mentors.c.student_id
)


def _mentor(row: Row[Any]) -> Mentor:
    return Mentor(
        row.student_id,
        row.a_month,
        row.paused,
        row.stage,
        row.name or "",
        tuple(row.settings),
        tuple(row.topics),
        tuple(row.languages),
    )
