"""What a member wants to do with being asked: agree to it, rest, leave."""

from bot.clock import Clock
from bot.database import Database
from bot.mentors.model import USUAL_A_MONTH, Mentor, NeedsDms
from bot.mentors.store import Offers, find_mentor
from bot.students.service import StudentService


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
            offers = Offers(tx, student_id)
            if a_month is None:
                before = await offers.find()
                a_month = before.a_month if before else USUAL_A_MONTH
            await offers.keep(self._clock(), a_month=a_month, paused=False)
            return await find_mentor(tx, student_id)

    async def pause(self, student_id: int, *, paused: bool) -> Mentor:
        """Take no requests for now, or take them again.

        Raises:
            NoMentor: they never agreed to be asked.
        """
        async with self._database.transaction(student_id) as tx:
            await Offers(tx, student_id).pause(paused=paused)
            return await find_mentor(tx, student_id)

    async def leave(self, student_id: int) -> None:
        """Be asked no more. Meetings that are agreed on stay."""
        async with self._database.transaction(student_id) as tx:
            await Offers(tx, student_id).remove()

    async def get(self, student_id: int) -> Mentor:
        """Return a mentor.

        Raises:
            NoMentor: they never agreed to be asked.
        """
        async with self._database.reading() as tx:
            return await find_mentor(tx, student_id)
