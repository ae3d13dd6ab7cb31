"""What becomes of meetings when one side deletes everything that is kept of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.database import Tx
from bot.meetings.desk import MeetingDesk, MeetingDesks
from bot.meetings.model import Meeting, State
from bot.meetings.store import Asked, Meetings
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import (
    MEETING_ANSWER,
    MENTOR_FREED,
    MENTOR_NEWS,
    MENTOR_REQUEST,
    Person,
)
from bot.nudges.service import NudgeService
from bot.students.service import StudentService


@dataclass(frozen=True, slots=True)
class Freed:
    """A request that is withdrawn, or a meeting that is off, because the student has left.

    Attributes:
        begins_at: when they were to meet; None for a request.
    """

    begins_at: datetime | None


class Farewell:
    """Calls off what others have with a student who leaves, in the transaction in which they do."""

    def __init__(self, desks: MeetingDesks, nudges: NudgeService, students: StudentService) -> None:
        self._desks = desks
        self._nudges = nudges
        self._students = students

    async def others(self, tx: Tx, student_id: int) -> Collection[int]:
        """Return who asked this student, and whom they asked; see `bot.privacy.service.Leaving`."""
        asked_by = {each.student_id for each in await Asked(tx, student_id).naming()}
        asked = {each.mentor_id for each in await Meetings(tx, student_id).all()}
        return asked_by | {each for each in asked if each is not None}

    async def leave(self, tx: Tx, student_id: int) -> None:
        """Cancel every request to this student and of theirs; see `bot.privacy.service.Leaving`."""
        for meeting in await Asked(tx, student_id).naming():
            network = await self._desks.networks.within(tx, meeting.student_id)
            await self._mentor_leaves(self._desks.on(network), meeting)
        for meeting in await Meetings(tx, student_id).all():
            if meeting.mentor_id is not None:
                await self._student_leaves(tx, meeting, meeting.mentor_id)

    async def _mentor_leaves(self, desk: MeetingDesk, meeting: Meeting) -> None:
        tx, now = desk.network.tx, desk.network.now
        is_past = meeting.begins_at is not None and meeting.begins_at <= now
        if not meeting.may(State.CANCELLED) or (is_past and meeting.state != State.MOVED):
            # Whether they met is the student's to say; who it was, and in which words, goes.
            await desk.meetings.change(meeting.id, now, mentor_id=None, word=None)
            return
        once_more = meeting.sequence + (meeting.begins_at is not None)
        gone = {"mentor_id": None, "word": None, "sequence": once_more}
        await desk.move(meeting, State.CANCELLED, **gone)
        if meeting.asked_at is not None and await self._hears(tx, meeting.student_id):
            await self._nudges.tell(tx, meeting.student_id, MEETING_ANSWER, meeting.id)

    async def _student_leaves(self, tx: Tx, meeting: Meeting, mentor_id: int) -> None:
        for kind in (MENTOR_REQUEST, MENTOR_NEWS):
            await self._nudges.forget(tx, mentor_id, kind, meeting.id)
        is_past = (
            meeting.begins_at is not None and meeting.begins_at <= self._desks.networks.clock()
        )
        brought = await self._nudges.was_brought(tx, mentor_id, MENTOR_REQUEST, meeting.id)
        if brought and meeting.is_open and not is_past and await self._hears(tx, mentor_id):
            # The moment is all that is kept: the meeting and whose it was are gone.
            moment = meeting.begins_at if meeting.is_booked else None
            subject = 0 if moment is None else int(moment.timestamp())
            await self._nudges.tell(tx, mentor_id, MENTOR_FREED, subject)

    async def _hears(self, tx: Tx, member_id: int) -> bool:
        there = await self._students.there(tx, member_id)
        return there is not None and there.dm_agreed_at is not None


class TellsFreed(OwnButtons):
    """Speaks for nudges of the kind ``mentor_freed``; the subject is a moment, or 0 for a request."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return what is off. There is nobody to name."""
        return {whose: _nobody(whose[1]) for whose in subjects}


def _nobody(subject: int) -> Person:
    freed = Freed(datetime.fromtimestamp(subject, UTC) if subject else None)
    return Person("A student", of=freed)
