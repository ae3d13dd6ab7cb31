"""What one side of a meeting hears of the other, by DM: mentors of requests, students of answers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.database import Tx
from bot.meetings.model import Meeting
from bot.meetings.store import Asked
from bot.mentors import MentorRests, find_mentor, month_began
from bot.nudges.model import MEETING_ANSWER, MENTOR_NEWS, MENTOR_REQUEST
from bot.nudges.service import NudgeService
from bot.students.service import StudentService


class News:
    """Tells the other side. All of it is written in the transaction in which it happened."""

    def __init__(self, nudges: NudgeService, students: StudentService) -> None:
        self._nudges = nudges
        self._students = students

    async def ask(self, tx: Tx, meeting: Meeting, now: datetime) -> None:
        """Bring a request to the mentor who is asked for it.

        Raises:
            NoMentor: they have not agreed to be asked.
            MentorRests: they take no requests now.
        """
        mentor = await find_mentor(tx, meeting.mentor_id or 0, alone=True)
        zone = ZoneInfo((await self._students.profile(tx, mentor.id)).time_zone)
        asked = await Asked(tx, mentor.id).count(month_began(now, zone))
        is_new = meeting.asked_at is None  # new times for an old request count once
        if mentor.paused or (is_new and asked >= mentor.a_month):
            raise MentorRests
        await self._nudges.forget(tx, mentor.id, MENTOR_NEWS, meeting.id)
        await self._nudges.tell(tx, mentor.id, MENTOR_REQUEST, meeting.id)

    async def tell_mentor(self, tx: Tx, meeting: Meeting) -> None:
        """Tell the mentor, if one was asked, what the student has changed."""
        if meeting.mentor_id is not None and meeting.asked_at is not None:
            await self._nudges.forget(tx, meeting.mentor_id, MENTOR_REQUEST, meeting.id)
            await self._nudges.tell(tx, meeting.mentor_id, MENTOR_NEWS, meeting.id)

    async def tell_student(self, tx: Tx, meeting: Meeting) -> None:
        """Tell the student, if a mentor was asked, what has become of it."""
        if meeting.mentor_id is not None:
            await self._nudges.forget(tx, meeting.mentor_id, MENTOR_REQUEST, meeting.id)
            await self._nudges.tell(tx, meeting.student_id, MEETING_ANSWER, meeting.id)
