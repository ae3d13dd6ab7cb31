"""Meetings, and when a student has time for them, in the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import batches
from bot.meetings.hours import USUAL, Hours, packed, unpacked
from bot.meetings.model import Meeting, State
from bot.meetings.slots import Slot
from bot.tables import availabilities, blocked_days, busy_times, meetings

#: Long enough for most to answer in, short enough to rest between two.
USUAL_NOTICE = timedelta(hours=24)
USUAL_BUFFER = timedelta(minutes=15)


class Meetings:
    """The meetings of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = meetings.c.student_id == student_id

    async def add(self, now: datetime, **values: Any) -> int:
        """Write a new meeting, by the columns of its table, and return its id."""
        row = _columns(values) | {
            "student_id": self._student_id,
            "sequence": 0,
            "created_at": now,
            "changed_at": now,
        }
        result = await self._tx.execute(insert(meetings).values(row).returning(meetings.c.id))
        return int(result.scalar_one())

    async def change(self, meeting_id: int, now: datetime, **values: Any) -> None:
        """Change a meeting, by the columns of its table."""
        mine = (self._mine, meetings.c.id == meeting_id)
        values = _columns(values) | {"changed_at": now}
        await self._tx.execute(update(meetings).where(*mine).values(values))

    async def find(self, meeting_id: int) -> Meeting | None:
        """Return one of this student's meetings, or None."""
        found = await self._some(meetings.c.id == meeting_id)
        return found[0] if found else None

    async def among(self, states: Collection[State]) -> list[Meeting]:
        """Return the meetings in these states, the oldest first."""
        return await self._some(meetings.c.state.in_([state.value for state in states]))

    async def count(self, states: Collection[State] = tuple(State)) -> int:
        """Count the meetings in these states, or all of them."""
        query = select(func.count()).where(
            self._mine, meetings.c.state.in_([state.value for state in states])
        )
        return int(await self._tx.scalar(query) or 0)

    async def with_contact(self, contact_id: int) -> list[Meeting]:
        """Return the meetings with somebody, the oldest first."""
        return await self._some(meetings.c.contact_id == contact_id)

    async def by_draft(self, draft_id: int) -> Meeting | None:
        """Return the meeting that a note asks for, or None."""
        found = await self._some(meetings.c.draft_id == draft_id)
        return found[-1] if found else None

    async def all(self) -> list[Meeting]:
        """Return every meeting, the oldest first."""
        return await self._some()

    async def _some(self, *which: Any) -> list[Meeting]:
        query = select(meetings).where(self._mine, *which).order_by(meetings.c.id)
        return [meeting_of(row) for row in (await self._tx.execute(query)).mappings()]


@dataclass(frozen=True, slots=True)
class Availability:
    """When a student can meet.

    Attributes:
        hours: weekly, by the student's clock.
        notice: how far ahead a meeting has to be.
        buffer: free time before and after each.
        link: their own page to book a time; empty when they have none.
        blocked: the first and the last day of each time in which they meet nobody.
        is_own: these are not the usual hours.
    """

    hours: Hours = USUAL
    notice: timedelta = USUAL_NOTICE
    buffer: timedelta = USUAL_BUFFER
    link: str = ""
    blocked: tuple[tuple[date, date], ...] = ()
    is_own: bool = False


class Calendar:
    """When one student can meet and when not."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def availability(self, today: date) -> Availability:
        """Return when the student can meet from today on."""
        mine = availabilities.c.student_id == self._student_id
        row = (await self._tx.execute(select(availabilities).where(mine))).one_or_none()
        blocked = await self._tx.execute(
            select(blocked_days.c.first_on, blocked_days.c.last_on)
            .where(blocked_days.c.student_id == self._student_id, blocked_days.c.last_on >= today)
            .order_by(blocked_days.c.first_on)
        )
        days = tuple((each.first_on, each.last_on) for each in blocked)
        if row is None:
            return Availability(blocked=days)
        return Availability(
            hours := unpacked(row.hours),
            timedelta(hours=row.notice_hours),
            timedelta(minutes=row.buffer_minutes),
            row.booking_link or "",
            days,
            is_own=hours != USUAL,
        )

    async def keep(self, availability: Availability) -> None:
        """Keep hours, notice, buffer and link."""
        values = {
            "hours": packed(availability.hours),
            "notice_hours": availability.notice // timedelta(hours=1),
            "buffer_minutes": availability.buffer // timedelta(minutes=1),
            "booking_link": availability.link or None,
        }
        mine = availabilities.c.student_id == self._student_id
        changed = await self._tx.execute(update(availabilities).where(mine).values(values))
        if not changed.rowcount:
            await self._tx.execute(
                insert(availabilities).values(values | {"student_id": self._student_id})
            )

    async def forget(self) -> None:
        """Go back to the usual hours."""
        mine = availabilities.c.student_id == self._student_id
        values = {"hours": packed(USUAL)}  # the notice, the buffer and the link stay
        await self._tx.execute(update(availabilities).where(mine).values(values))

    async def block(self, first: date, last: date) -> None:
        """Block days, both included."""
        values = {"student_id": self._student_id, "first_on": first, "last_on": last}
        await self._tx.execute(insert(blocked_days).values(values))

    async def unblock(self) -> None:
        """Let go of every blocked day."""
        mine = blocked_days.c.student_id == self._student_id
        await self._tx.execute(delete(blocked_days).where(mine))

    async def busy(self, now: datetime) -> list[Slot]:
        """Return when the student's own calendar has something, from now on."""
        query = (
            select(busy_times.c.begins_at, busy_times.c.ends_at)
            .where(busy_times.c.student_id == self._student_id, busy_times.c.ends_at > now)
            .order_by(busy_times.c.begins_at)
        )
        return [Slot(row.begins_at, row.ends_at) for row in await self._tx.execute(query)]

    async def replace_busy(self, times: Iterable[tuple[datetime, datetime]]) -> None:
        """Keep these times instead of any before them."""
        mine = busy_times.c.student_id == self._student_id
        await self._tx.execute(delete(busy_times).where(mine))
        for part in batches(times):
            rows = [
                {"student_id": self._student_id, "begins_at": begins, "ends_at": ends}
                for begins, ends in part
            ]
            await self._tx.execute(insert(busy_times), rows)


async def silent(tx: AsyncConnection, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Return requests of any students that nobody answered in time: student and meeting."""
    query = (
        select(meetings.c.student_id, meetings.c.id)
        .where(meetings.c.state == State.ASKED.value, meetings.c.held_until <= now)
        .limit(limit)
    )
    return [(row.student_id, row.id) for row in await tx.execute(query)]


async def asked_since(tx: AsyncConnection, since: datetime) -> list[tuple[int, datetime]]:
    """Return every request that has reached a mentor since then: whom it reached, and when."""
    query = select(meetings.c.mentor_id, meetings.c.asked_at).where(
        meetings.c.mentor_id.is_not(None), meetings.c.asked_at >= since
    )
    return [(row.mentor_id, row.asked_at) for row in await tx.execute(query)]


def meeting_of(row: Mapping[Any, Any]) -> Meeting:
    """Return the meeting in a row of its table."""
    values: dict[str, Any] = {
        **row,
        "state": State(row["state"]),
        "offered": tuple(datetime.fromisoformat(each) for each in row["offered"]),
        "questions": tuple(row["questions"]),
        "place": row["place"] or "",
        "word": row["word"] or "",
    }
    return Meeting(**values)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(values)
    if "offered" in columns:
        columns["offered"] = [moment.isoformat() for moment in columns["offered"]]
    if "questions" in columns:
        columns["questions"] = list(columns["questions"])
    if "state" in columns:
        columns["state"] = State(columns["state"]).value
    return columns


class Asked:
    """The requests to one mentor. Nothing here reaches what others are asked."""

    def __init__(self, tx: AsyncConnection, mentor_id: int) -> None:
        self._tx = tx
        self._mine = meetings.c.mentor_id == mentor_id

    async def find(self, meeting_id: int) -> Meeting | None:
        """Return a meeting that this mentor was asked for, or None."""
        query = select(meetings).where(
            self._mine, meetings.c.id == meeting_id, meetings.c.asked_at.is_not(None)
        )
        row = (await self._tx.execute(query)).mappings().one_or_none()
        return None if row is None else meeting_of(row)

    async def some(self, meeting_ids: Collection[int]) -> list[Meeting]:
        """Return those of these meetings that this mentor was asked for."""
        query = select(meetings).where(
            self._mine, meetings.c.id.in_(meeting_ids), meetings.c.asked_at.is_not(None)
        )
        return [meeting_of(row) for row in (await self._tx.execute(query)).mappings()]

    async def all(self) -> list[Meeting]:
        """Return every meeting that this mentor was asked for, the latest first."""
        query = select(meetings).where(self._mine, meetings.c.asked_at.is_not(None))
        rows = await self._tx.execute(query.order_by(meetings.c.asked_at.desc(), meetings.c.id))
        return [meeting_of(row) for row in rows.mappings()]

    async def naming(self) -> list[Meeting]:
        """Return every meeting for which this mentor is to be asked, sent or not."""
        query = select(meetings).where(self._mine).order_by(meetings.c.id)
        return [meeting_of(row) for row in (await self._tx.execute(query)).mappings()]

    async def count(self, since: datetime) -> int:
        """Count the requests that reached this mentor since then."""
        query = select(func.count()).where(self._mine, meetings.c.asked_at >= since)
        return int(await self._tx.scalar(query) or 0)
