"""Series of sessions in the database, and what mentors gained."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.meetings.model import State
from bot.mentors.sessions import Progress, Series, Session
from bot.tables import gains, invitations, meetings, series, sessions


class SeriesStore:
    """The series of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = series.c.student_id == student_id
        self._ours = sessions.c.student_id == student_id

    async def add(self, contact_id: int, outline: str, every: str, now: datetime) -> int:
        """Write a new series without sessions, and return its id."""
        row = {
            "student_id": self._student_id,
            "contact_id": contact_id,
            "outline": outline,
            "every": every,
            "created_at": now,
        }
        result = await self._tx.execute(insert(series).values(row).returning(series.c.id))
        return int(result.scalar_one())

    async def add_sessions(
        self, kept: tuple[int, int], some: Iterable[tuple[str | None, str, date]], now: datetime
    ) -> None:
        """Write new sessions: key, topic and day of each. ``kept`` are the series and the contact."""
        rows = [
            {
                "student_id": self._student_id,
                "series_id": kept[0],
                "contact_id": kept[1],
                "key": key,
                "topic": topic,
                "planned_on": day,
                "state": Progress.PLANNED.value,
                "mentor_asked": False,
                "created_at": now,
            }
            for key, topic, day in some
        ]
        await self._tx.execute(insert(sessions), rows)

    async def change(self, series_id: int, **values: Any) -> None:
        """Change a series, by the columns of its table."""
        mine = (self._mine, series.c.id == series_id)
        await self._tx.execute(update(series).where(*mine).values(values))

    async def change_session(self, session_id: int, **values: Any) -> None:
        """Change a session, by the columns of its table."""
        ours = (self._ours, sessions.c.id == session_id)
        await self._tx.execute(update(sessions).where(*ours).values(values))

    async def unlink(self, meeting_id: int) -> None:
        """Let no session be about this meeting."""
        ours = (self._ours, sessions.c.meeting_id == meeting_id)
        await self._tx.execute(update(sessions).where(*ours).values(meeting_id=None))

    async def remove(self, series_id: int) -> None:
        """Delete a series with its sessions."""
        await self._tx.execute(delete(series).where(self._mine, series.c.id == series_id))

    async def find(self, series_id: int) -> Series | None:
        """Return a series, or None."""
        return next(iter(await self._some(series.c.id == series_id)), None)

    async def of_session(self, session_id: int) -> Series | None:
        """Return the series that a session is of, or None."""
        of = select(sessions.c.series_id).where(self._ours, sessions.c.id == session_id)
        return next(iter(await self._some(series.c.id.in_(of))), None)

    async def of_meeting(self, meeting_id: int) -> Series | None:
        """Return the series of whose sessions one is about this meeting, or None."""
        of = select(sessions.c.series_id).where(self._ours, sessions.c.meeting_id == meeting_id)
        return next(iter(await self._some(series.c.id.in_(of))), None)

    async def with_contacts(self, contact_ids: Collection[int]) -> list[Series]:
        """Return the series with people, the oldest first."""
        return await self._some(series.c.contact_id.in_(contact_ids))

    async def count(self) -> int:
        """Count every series."""
        query = (
            select(func.count()).select_from(series).where(series.c.student_id == self._student_id)
        )
        return int(await self._tx.scalar(query) or 0)

    async def all(self) -> list[Series]:
        """Return every series, the oldest first."""
        return await self._some()

    async def _some(self, *which: Any) -> list[Series]:
        found = select(series).where(self._mine, *which).order_by(series.c.id)
        rows = list(await self._tx.execute(found))
        numbers = [row.id for row in rows]
        query = select(sessions).where(self._ours, sessions.c.series_id.in_(numbers))
        query = query.order_by(sessions.c.planned_on, sessions.c.id)
        each: dict[int, list[Session]] = {number: [] for number in numbers}
        for row in await self._tx.execute(query):
            each[row.series_id].append(_session(row))
        return [
            Series(
                id=row.id,
                contact_id=row.contact_id,
                outline=row.outline,
                every=row.every,
                sessions=tuple(each[row.id]),
            )
            for row in rows
        ]


_SAID = ("strength", "edge", "step", "gained")


def _session(row: Row[Any]) -> Session:
    names = ("id", "series_id", "contact_id", "topic", "key", "planned_on", "done_at")
    values: dict[str, Any] = {
        name: getattr(row, name) for name in (*names, "meeting_id", "mentor_asked")
    }
    values |= {name: getattr(row, name) or "" for name in _SAID}
    return Session(**values, state=Progress(row.state))


class Gains:
    """What one mentor gained. Nobody else reads it."""

    def __init__(self, tx: AsyncConnection, mentor_id: int) -> None:
        self._tx = tx
        self._mentor_id = mentor_id

    async def find(self, session_id: int) -> str:
        """Return what they wrote after a session; empty for nothing."""
        mine = (gains.c.student_id == self._mentor_id, gains.c.session_id == session_id)
        return await self._tx.scalar(select(gains.c.said).where(*mine)) or ""

    async def keep(self, session_id: int, said: str, now: datetime) -> None:
        """Keep what they wrote, instead of anything before; nothing for an empty text."""
        mine = (gains.c.student_id == self._mentor_id, gains.c.session_id == session_id)
        await self._tx.execute(delete(gains).where(*mine))
        if said:
            row = {"student_id": self._mentor_id, "session_id": session_id, "said": said}
            await self._tx.execute(insert(gains).values(row | {"created_at": now}))

    async def of(self, session_id: int) -> int | None:
        """Return the student of a session in whose series they met this mentor, or None."""
        series_id = select(sessions.c.series_id).where(sessions.c.id == session_id)
        met = sessions.alias()
        query = (
            select(met.c.student_id)
            .join(meetings, meetings.c.id == met.c.meeting_id)
            .where(
                met.c.series_id == series_id.scalar_subquery(),
                meetings.c.student_id == met.c.student_id,
                meetings.c.mentor_id == self._mentor_id,
                meetings.c.state == State.DONE.value,
            )
        )
        return await self._tx.scalar(query.limit(1))


async def mentors_met(tx: AsyncConnection, student_id: int, series_id: int) -> list[int]:
    """Return the members whom a student asked by DM and met in a series, by Discord user id."""
    query = (
        select(meetings.c.mentor_id)
        .join(sessions, sessions.c.meeting_id == meetings.c.id)
        .where(
            sessions.c.series_id == series_id,
            meetings.c.student_id == student_id,
            meetings.c.mentor_id.is_not(None),
            meetings.c.state == State.DONE.value,
        )
        .distinct()
    )
    return list(await tx.scalars(query))


class Invitation:
    """Whether one student was invited to be a mentor, which happens once."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = invitations.c.student_id == student_id

    async def is_sent(self) -> bool:
        """Say whether they were ever invited."""
        return await self._tx.scalar(select(invitations.c.student_id).where(self._mine)) is not None

    async def is_declined(self) -> bool:
        """Say whether they would rather not."""
        query = select(invitations.c.declined_at).where(self._mine)
        return await self._tx.scalar(query) is not None

    async def keep(self, now: datetime) -> None:
        """Note that they are invited."""
        row = {"student_id": self._student_id, "invited_at": now}
        await self._tx.execute(insert(invitations).values(row))

    async def decline(self, now: datetime) -> None:
        """Note that they would rather not."""
        await self._tx.execute(update(invitations).where(self._mine).values(declined_at=now))
