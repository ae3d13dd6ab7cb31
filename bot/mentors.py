"""Members who agreed to be asked for meetings."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.database import Database
from bot.students.service import StudentService
from bot.tables import mentors

#: As many requests a month are plenty beside a job.
MOST_A_MONTH = 20
#: For who names no number.
USUAL_A_MONTH = 2


class NoMentor(Exception):
    """This member has not agreed to be asked, or has left."""


class MentorRests(Exception):
    """This mentor takes no requests now: they paused, or the month's number is reached."""


class NeedsDms(Exception):
    """A mentor is asked by DM, so they have to agree to DMs first."""


@dataclass(frozen=True, slots=True)
class Mentor:
    """A member who may be asked.

    Attributes:
        id: the Discord user id.
        a_month: as many requests may reach them in a month, by their own calendar.
        paused: they take none for now.
    """

    id: int
    a_month: int
    paused: bool


class MentorService:
    """Keeps who may be asked, and how often."""

    def __init__(self, database: Database, clock: Clock, students: StudentService) -> None:
        self._database = database
        self._clock = clock
        self._students = students

    async def offer(self, student_id: int, a_month: int | None) -> Mentor:
        """Agree to be asked, or change how often; ends a pause. None leaves the number as it was.

        Raises:
            NotStarted: there is no profile.
            NeedsDms: they get no DMs.
        """
        async with self._database.transaction(student_id) as tx:
            profile = await self._students.profile(tx, student_id)
            if profile.dm_agreed_at is None:
                raise NeedsDms
            mine = mentors.c.student_id == student_id
            if a_month is None:
                before = await tx.scalar(select(mentors.c.a_month).where(mine))
                a_month = int(before or USUAL_A_MONTH)
            values = {"a_month": a_month, "paused": False}
            changed = await tx.execute(update(mentors).where(mine).values(values))
            if not changed.rowcount:
                row = {"student_id": student_id, "since": self._clock(), **values}
                await tx.execute(insert(mentors).values(row))
            return Mentor(student_id, a_month, paused=False)

    async def pause(self, student_id: int, *, paused: bool) -> Mentor:
        """Take no requests for now, or take them again.

        Raises:
            NoMentor: they never agreed to be asked.
        """
        async with self._database.transaction(student_id) as tx:
            mine = mentors.c.student_id == student_id
            await tx.execute(update(mentors).where(mine).values(paused=paused))
            return await find_mentor(tx, student_id)

    async def leave(self, student_id: int) -> None:
        """Be asked no more. Meetings that are agreed on stay."""
        async with self._database.transaction(student_id) as tx:
            await tx.execute(delete(mentors).where(mentors.c.student_id == student_id))

    async def get(self, student_id: int) -> Mentor:
        """Return a mentor.

        Raises:
            NoMentor: they never agreed to be asked.
        """
        async with self._database.reading() as tx:
            return await find_mentor(tx, student_id)


async def find_mentor(tx: AsyncConnection, member_id: int, *, alone: bool = False) -> Mentor:
    """Return a mentor; ``alone`` lets others who ask for the same row wait until this is done.

    Raises:
        NoMentor: this member never agreed to be asked.
    """
    query = select(mentors).where(mentors.c.student_id == member_id)
    row = (await tx.execute(query.with_for_update() if alone else query)).one_or_none()
    if row is None:
        raise NoMentor
    return Mentor(row.student_id, row.a_month, row.paused)


def month_began(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the month that ``now`` lies in began, by somebody's own calendar."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
