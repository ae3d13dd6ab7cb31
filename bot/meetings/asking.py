"""What a mentor wants to do with a request: say yes, suggest another time, or not right now."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.contacts.network import Network
from bot.contacts.words import UnusableText, clean
from bot.meetings.desk import Clash, MeetingDesk, MeetingDesks
from bot.meetings.model import WORD_LENGTH, ImpossibleMove, Meeting, MeetingNotFound, State
from bot.meetings.news import News
from bot.meetings.service import book
from bot.meetings.store import Asked
from bot.notes.store import Notes


class NotOffered(Exception):
    """That time was not offered, or isn't free any more. Why is the student's own business."""


@dataclass(frozen=True, slots=True)
class Request:
    """A meeting as the mentor who is asked for it sees it.

    Attributes:
        meeting: where it is on its way.
        name: the student's, as they sign; empty when they never did.
        who: who they are in few words; may be empty.
        zone: the mentor's own.
        now: the moment.
    """

    meeting: Meeting
    name: str
    who: str
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Requests:
    """All that a mentor was asked for: what waits, what is agreed on by its time, and what was."""

    waiting: Sequence[Request]
    agreed: Sequence[Request]
    past: Sequence[Request]


#: What a mentor looks back on. What was taken back before it was agreed on is none of it.
_PAST = frozenset({State.DONE, State.MISSED, State.DECLINED})


def _was_agreed(meeting: Meeting) -> bool:
    return meeting.state == State.CANCELLED and meeting.begins_at is not None


class RequestService:
    """Answers requests. A mentor reaches those they were asked for, and nothing else of the student."""

    def __init__(self, desks: MeetingDesks, news: News) -> None:
        self._desks = desks
        self._news = news

    async def see(self, mentor_id: int, meeting_id: int) -> Request:
        """Return a request.

        Raises:
            MeetingNotFound: this mentor was not asked for it, or it is gone.
        """
        async with self._desks.networks.reading(mentor_id) as network:
            return await request_to(network, meeting_id)

    async def all(self, mentor_id: int) -> Requests:
        """Return every request to a mentor, also of one who is asked no more.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.networks.reading(mentor_id) as network:
            asked = await Asked(network.tx, mentor_id).all()
            found = [await _request(network, each) for each in asked]
        ahead = [each for each in found if each.meeting.is_booked]
        waiting = [each for each in found if each.meeting.is_open and each not in ahead]
        past = [each for each in found if each.meeting.state in _PAST or _was_agreed(each.meeting)]
        return Requests(
            [each for each in waiting if each.meeting.state != State.MISSED],
            sorted(ahead, key=lambda each: each.meeting.begins_at or each.now),
            past,
        )

    async def accept(self, mentor_id: int, meeting_id: int, moment: datetime) -> Request:
        """Say yes to one of the times.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be answered any more.
            NotOffered: it is none of those that were offered, or over, or the student has something
                else then by now; what that is stays theirs.
        """
        async with self._answering(mentor_id, meeting_id) as (desk, meeting):
            if meeting.state != State.ASKED:
                raise ImpossibleMove(meeting.state)
            if moment not in meeting.offered or moment <= desk.network.now:
                raise NotOffered
            try:
                await book(desk, meeting, moment)
            except Clash:
                raise NotOffered from None
        return await self.see(mentor_id, meeting_id)

    async def suggest(self, mentor_id: int, meeting_id: int, word: str) -> Request:
        """Suggest another time, in their own words.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be answered any more.
            UnusableText: there are no words, or too many.
        """
        said = clean(word, "word", WORD_LENGTH)
        if said is None:
            raise UnusableText("word", 0)
        async with self._answering(mentor_id, meeting_id) as (desk, meeting):
            await desk.move(meeting, State.OTHER_TIMES, word=said, offered=())
        return await self.see(mentor_id, meeting_id)

    async def not_now(self, mentor_id: int, meeting_id: int, word: str | None) -> Request:
        """Say not right now, kindly.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be answered any more.
            UnusableText: the words are too many.
        """
        said = clean(word, "word", WORD_LENGTH)
        async with self._answering(mentor_id, meeting_id) as (desk, meeting):
            await desk.move(meeting, State.DECLINED, word=said)
        return await self.see(mentor_id, meeting_id)

    async def call_off(self, mentor_id: int, meeting_id: int) -> Request:
        """Call off a meeting that was agreed on; the student looks for another time.

        Raises:
            MeetingNotFound, ImpossibleMove: it is not agreed on any more, or has begun.
        """
        async with self._answering(mentor_id, meeting_id) as (desk, meeting):
            if meeting.begins_at is None or meeting.begins_at <= desk.network.now:
                raise ImpossibleMove(meeting.state)
            once_more = meeting.sequence + 1
            await desk.move(meeting, State.MOVED, word=None, offered=(), sequence=once_more)
        return await self.see(mentor_id, meeting_id)

    @asynccontextmanager
    async def _answering(
        self, mentor_id: int, meeting_id: int
    ) -> AsyncGenerator[tuple[MeetingDesk, Meeting]]:
        """Open the meeting for the student whose it is, and tell them what has come of it."""
        student_id = (await self.see(mentor_id, meeting_id)).meeting.student_id
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            if meeting.mentor_id != mentor_id:
                raise MeetingNotFound
            yield desk, meeting
            after = await desk.kept(meeting_id)
            await self._news.tell_student(desk.network.tx, after)


async def request_to(network: Network, meeting_id: int) -> Request:
    """Return what a mentor may see of a meeting.

    Args:
        network: the mentor's own.
        meeting_id: the meeting.

    Raises:
        MeetingNotFound: this mentor was not asked for it, or it is gone.
    """
    meeting = await Asked(network.tx, network.student_id).find(meeting_id)
    if meeting is None:
        raise MeetingNotFound
    return await _request(network, meeting)


async def _request(network: Network, meeting: Meeting) -> Request:
    name, studies, school = await Notes(network.tx, meeting.student_id).signature()
    who = ", ".join(part for part in (studies, school) if part)
    return Request(meeting, name, who, network.zone, network.now)
