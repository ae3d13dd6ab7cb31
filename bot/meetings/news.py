"""What one side of a meeting hears of the other, by DM: mentors of requests, students of answers."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.database import Tx
from bot.meetings.model import Meeting
from bot.meetings.store import Asked
from bot.mentors.model import MentorRests, NoMentor, month_began
from bot.mentors.store import find_mentor
from bot.nudges.model import MEETING_ANSWER, MENTOR_NEWS, MENTOR_REQUEST
from bot.nudges.service import NudgeService
from bot.students.service import NotStarted, StudentService


class News:
    """Tells the other side. All of it is written in the transaction in which it happened."""

    def __init__(self, nudges: NudgeService, students: StudentService) -> None:
        self._nudges = nudges
        self._students = students

    async def may_ask(
        self, tx: Tx, mentor_id: int, now: datetime, *, again: bool = False, alone: bool = False
    ) -> None:
        """Make sure that a member can be asked now.

        Args:
            tx: to read with.
            mentor_id: who is to be asked.
            now: the moment.
            again: it is new times for an old request, which counted when it was new.
            alone: others who ask the same member wait until this is done.

        Raises:
            NoMentor: they have not agreed to be asked, or get no DMs.
            MentorRests: they take no requests now.
        """
        mentor = await find_mentor(tx, mentor_id, alone=alone)
        profile = await self._students.profile(tx, mentor_id)
        if profile.dm_agreed_at is None:
            raise NoMentor
        since = month_began(now, ZoneInfo(profile.time_zone))
        asked = 0 if again else await Asked(tx, mentor_id).count(since)
        if mentor.paused or asked >= mentor.a_month:
            raise MentorRests

    async def ask(self, tx: Tx, meeting: Meeting, now: datetime) -> None:
        """Bring a request to the mentor who is asked for it.

        Raises:
            NoMentor: they have not agreed to be asked, or get no DMs.
            MentorRests: they take no requests now.
        """
        mentor_id, again = meeting.mentor_id or 0, meeting.asked_at is not None
        await self.may_ask(tx, mentor_id, now, again=again, alone=True)
        await self._nudges.forget(tx, meeting.student_id, MEETING_ANSWER, meeting.id)
        await self._nudges.forget(tx, mentor_id, MENTOR_NEWS, meeting.id)
        await self._nudges.tell(tx, mentor_id, MENTOR_REQUEST, meeting.id)

    async def answered(self, tx: Tx, meeting: Meeting) -> None:
        """Let the request to a mentor rest: the student has noted the answer."""
        if meeting.mentor_id is not None:
            await self._nudges.forget(tx, meeting.mentor_id, MENTOR_REQUEST, meeting.id)

    async def tell_mentor(self, tx: Tx, meeting: Meeting) -> None:
        """Tell the mentor, if a request has reached one, what the student has changed."""
        mentor_id = meeting.mentor_id
        if mentor_id is None or meeting.asked_at is None:
            return
        # An answer that the student was still to hear is out of date.
        await self._nudges.forget(tx, meeting.student_id, MEETING_ANSWER, meeting.id)
        await self._nudges.forget(tx, mentor_id, MENTOR_REQUEST, meeting.id)
        if await self._nudges.was_brought(tx, mentor_id, MENTOR_REQUEST, meeting.id):
            with suppress(NotStarted):  # they may have left the bot altogether
                await self._students.profile(tx, mentor_id)
                await self._nudges.tell(tx, mentor_id, MENTOR_NEWS, meeting.id)

    async def tell_student(self, tx: Tx, meeting: Meeting) -> None:
        """Tell the student, if a mentor was asked, what has become of it."""
        if meeting.mentor_id is not None:
            await self._nudges.forget(tx, meeting.mentor_id, MENTOR_REQUEST, meeting.id)
            await self._nudges.tell(tx, meeting.student_id, MEETING_ANSWER, meeting.id)
