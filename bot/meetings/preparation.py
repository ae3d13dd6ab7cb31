"""Getting ready for a meeting: what is known of the person, and what to ask them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.meetings.desk import Arranged, MeetingDesk, MeetingDesks
from bot.meetings.model import MOST_QUESTIONS, State
from bot.meetings.questions import Question, bank, find
from bot.mentors.sessions import Ahead


@dataclass(frozen=True, slots=True)
class Preparation:
    """What helps to get ready for a meeting.

    Attributes:
        arranged: the meeting.
        chosen: questions the student takes along.
        bank: questions to choose from, for the contact's practice setting and the student's stage.
        asked: the ids of those that this person was asked at an earlier meeting.
        session: of a series that is to be at it; None for a meeting by itself.
    """

    arranged: Arranged
    chosen: Sequence[Question]
    bank: Sequence[Question]
    asked: frozenset[str]
    session: Ahead | None = None


class PreparationService:
    """Helps a student to get ready."""

    def __init__(self, desks: MeetingDesks) -> None:
        self._desks = desks

    async def see(self, student_id: int, meeting_id: int) -> Preparation:
        """Return what helps to get ready.

        Raises:
            NotStarted: there is no profile.
            MeetingNotFound: it is not theirs, or gone.
        """
        async with self._desks.reading(student_id) as desk:
            return await prepared(desk, meeting_id)

    async def choose(
        self, student_id: int, meeting_id: int, question_ids: Collection[str]
    ) -> Preparation:
        """Take questions along, instead of any before; what is not in the bank is left out.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
        """
        async with self._desks.writing(student_id) as desk:
            await desk.kept(meeting_id)
            known = [each for each in question_ids if find(each) is not None][:MOST_QUESTIONS]
            await desk.meetings.change(meeting_id, desk.network.now, questions=known)
            return await prepared(desk, meeting_id)


async def prepared(desk: MeetingDesk, meeting_id: int) -> Preparation:
    """Return what helps to get ready for a meeting, within a transaction.

    Raises:
        MeetingNotFound: it is not theirs, or gone.
    """
    arranged = await desk.arranged(meeting_id)
    earlier = [
        each
        for each in await desk.meetings.with_contact(arranged.contact.id)
        if each.id != meeting_id and each.state == State.DONE
    ]
    chosen = [found for each in arranged.meeting.questions if (found := find(each)) is not None]
    asked = frozenset(each for meeting in earlier for each in meeting.questions)
    some = bank(arranged.contact.setting, desk.network.stage)
    return Preparation(arranged, chosen, some, asked, await desk.session(meeting_id))
