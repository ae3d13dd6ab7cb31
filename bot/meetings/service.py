"""What a student wants to do with meetings: agree on one, move it, call it off, see them all."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.contacts.network import Network
from bot.contacts.words import clean, clean_line
from bot.dates import read_ahead, read_day_ahead
from bot.meetings.desk import Arranged, MeetingDesk, MeetingDesks
from bot.meetings.model import (
    AGAIN_AFTER,
    PLACE_LENGTH,
    WORD_LENGTH,
    ImpossibleMove,
    Meeting,
    MeetingNotFound,
    State,
)
from bot.meetings.news import News
from bot.meetings.offers import SlotTaken
from bot.meetings.store import silent
from bot.students.service import NotStarted

#: Requests that are looked at in one go when nobody has answered them.
SILENT_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Agenda:
    """A student's meetings: those that are agreed on, by time, those that wait, and those that were.

    All of them as cards show them.
    """

    upcoming: Sequence[Arranged]
    waiting: Sequence[Arranged]
    past: Sequence[Arranged]


class MeetingService:
    """Keeps meetings. No time is ever given away twice."""

    def __init__(self, desks: MeetingDesks, news: News) -> None:
        self._desks = desks
        self._news = news
        desks.networks.on_back.append(self._back)
        desks.networks.on_seated.append(self._seated)

    async def see(self, student_id: int, meeting_id: int) -> Arranged:
        """Return a meeting.

        Raises:
            NotStarted: there is no profile.
            MeetingNotFound: it is not theirs, or gone.
        """
        async with self._desks.reading(student_id) as desk:
            return await desk.arranged(meeting_id)

    async def confirm(
        self, student_id: int, meeting_id: int, when: str | datetime, place: str | None = None
    ) -> Arranged:
        """Agree on a time. One that was agreed on before moves there.

        Args:
            student_id: whose meeting.
            meeting_id: the meeting.
            when: the moment, or as people say it.
            place: the link or address; None leaves it as it is.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be confirmed.
            NoHour, UnreadableMoment, PastMoment, SkippedHour: bad input.
            Clash: the student has something else then.
            SlotTaken: the moment is over.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            now, zone = desk.network.now, desk.network.zone
            if meeting.mentor_id is not None and meeting.state != State.OTHER_TIMES:
                raise ImpossibleMove(meeting.state)  # it is theirs to say yes
            moment = read_ahead(when, now, zone) if isinstance(when, str) else when
            if (meeting.is_booked, meeting.begins_at) == (True, moment) and not place:
                return await desk.arranged(meeting_id)  # a second press
            if moment <= now:  # the button of a time that was offered once
                raise SlotTaken(moment)
            after = await book(desk, meeting, moment, place)
            await self._news.tell_mentor(desk.network.tx, after)
            return await desk.arranged(meeting_id)

    async def declined(self, student_id: int, meeting_id: int, word: str | None = None) -> Arranged:
        """Note that they said no.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be declined.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            said = clean(word, "word", WORD_LENGTH)
            after = await desk.move(meeting, State.DECLINED, word=said)
            await self._news.answered(desk.network.tx, after)
            return await desk.arranged(meeting_id)

    async def ask_again(self, student_id: int, meeting_id: int, day: str | None = None) -> Arranged:
        """Remind of asking once more, on a day as people say it; None for ten weeks from today.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
            ImpossibleMove: nobody said no.
            UnreadableTime, PastTime: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            meeting, network = await desk.kept(meeting_id), desk.network
            if meeting.state != State.DECLINED:
                raise ImpossibleMove(meeting.state)
            today = network.today
            again_on = (
                today + AGAIN_AFTER if not day else read_day_ahead(day, network.now, network.zone)
            )
            await desk.meetings.change(meeting_id, network.now, again_on=again_on)
            await desk.plan(meeting.contact_id)
            return await desk.arranged(meeting_id)

    async def other_times(self, student_id: int, meeting_id: int, word: str | None) -> Arranged:
        """Note that what was offered does not suit them, and what they say instead.

        Raises:
            MeetingNotFound, ImpossibleMove: nobody was asked.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            said = clean(word, "word", WORD_LENGTH)
            after = await desk.move(meeting, State.OTHER_TIMES, word=said, offered=())
            await self._news.answered(desk.network.tx, after)
            return await desk.arranged(meeting_id)

    async def to_move(self, student_id: int, meeting_id: int) -> Arranged:
        """Let go of the time; another is looked for.

        Raises:
            MeetingNotFound, ImpossibleMove: there is no time to let go of.
        """
        async with self._desks.writing(student_id) as desk:
            await self._to_move(desk, await desk.kept(meeting_id))
            return await desk.arranged(meeting_id)

    async def _to_move(self, desk: MeetingDesk, meeting: Meeting) -> None:
        after = await desk.move(meeting, State.MOVED, offered=(), sequence=meeting.sequence + 1)
        await self._news.tell_mentor(desk.network.tx, after)

    async def cancel(self, student_id: int, meeting_id: int) -> Arranged:
        """Call a meeting off, or let a request go.

        Raises:
            MeetingNotFound, ImpossibleMove: it is over already.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            once_more = meeting.sequence + (meeting.begins_at is not None)
            after = await desk.move(meeting, State.CANCELLED, sequence=once_more)
            await self._news.tell_mentor(desk.network.tx, after)
            return await desk.arranged(meeting_id)

    async def missed(self, student_id: int, meeting_id: int) -> Arranged:
        """Note that it did not happen.

        Raises:
            MeetingNotFound, ImpossibleMove: it was not agreed on.
        """
        async with self._desks.writing(student_id) as desk:
            await desk.move(await desk.kept(meeting_id), State.MISSED)
            return await desk.arranged(meeting_id)

    async def place(self, student_id: int, meeting_id: int, place: str) -> Arranged:
        """Note where it is: a link, a number, an address. Invitations change with it.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
            UnusableText: it is too long.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            where = clean_line(place, "place", PLACE_LENGTH)
            sequence = meeting.sequence + meeting.is_booked
            await desk.meetings.change(meeting_id, desk.network.now, place=where, sequence=sequence)
            if meeting.is_booked:
                await self._news.tell_mentor(desk.network.tx, meeting)
            return await desk.arranged(meeting_id)

    async def agenda(self, student_id: int) -> Agenda:
        """Return all meetings, sorted by what they wait for.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            found = await desk.all_arranged(await desk.meetings.all())
        booked = [each for each in found if each.meeting.is_booked]
        waiting = [each for each in found if each.meeting.is_open and not each.meeting.is_booked]
        past = [each for each in found if not each.meeting.is_open]
        return Agenda(sorted(booked, key=_when), waiting, sorted(past, key=_when, reverse=True))

    async def _back(self, network: Network, contact_ids: Collection[int]) -> None:
        """Plan anew what comes of meetings that were away, whose time may be given away by now."""
        desk = self._desks.on(network)
        await desk.plan(*contact_ids)
        for contact_id in contact_ids:
            for each in await desk.meetings.with_contact(contact_id):
                if await desk.gives_way(each):
                    await self._to_move(desk, each)
        await desk.let_go(contact_ids)

    async def _seated(self, network: Network, contact_ids: Collection[int]) -> None:
        await self._desks.on(network).plan(*contact_ids)

    async def tidy(self) -> None:
        """Let requests rest that nobody has answered for a week."""
        networks = self._desks.networks
        now = networks.clock()
        async with networks.database.reading() as tx:
            found = await silent(tx, now, SILENT_AT_ONCE)
        for student_id, meeting_id in found:
            with suppress(MeetingNotFound, NotStarted):  # they may be gone meanwhile
                await self._rest(student_id, meeting_id, now)

    async def _rest(self, student_id: int, meeting_id: int, now: datetime) -> None:
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            if meeting.state == State.ASKED and meeting.held_until <= now:
                after = await desk.move(meeting, State.NO_REPLY, offered=())
                await self._news.tell_student(desk.network.tx, after)


async def book(
    desk: MeetingDesk, meeting: Meeting, moment: datetime, place: str | None = None
) -> Meeting:
    """Give a meeting its time.

    Raises:
        ImpossibleMove: it can't be confirmed.
        Clash: the student has something else then.
    """
    ways = {
        State.DRAFT: (State.ASKED, State.CONFIRMED),
        State.CONFIRMED: (State.MOVED, State.CONFIRMED),
        State.MISSED: (State.MOVED, State.CONFIRMED),
    }
    way = ways.get(meeting.state, (State.CONFIRMED,))
    meeting.require(*way)
    await desk.require_free(meeting, moment)
    where = {} if place is None else {"place": clean_line(place, "place", PLACE_LENGTH)}
    return await desk.move(
        meeting,
        *way,
        begins_at=moment,
        offered=(),
        asked_at=meeting.asked_at or desk.network.now,
        sequence=meeting.sequence + (meeting.begins_at is not None),
        **where,
    )


def _when(arranged: Arranged) -> datetime:
    return arranged.meeting.begins_at or arranged.meeting.changed_at
