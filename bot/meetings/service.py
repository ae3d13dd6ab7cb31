"""What a student wants to do with meetings: ask for one, agree on it, move it, call it off."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.contacts.network import Network
from bot.contacts.words import UnusableText, clean, clean_line
from bot.dates import read_ahead, read_day_ahead
from bot.meetings.desk import Arranged, MeetingDesk, MeetingDesks
from bot.meetings.model import (
    AGAIN_AFTER,
    HELD_FOR,
    LEAST_OFFERED,
    MOST_OFFERED,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    WORD_LENGTH,
    ImpossibleMove,
    Meeting,
    MeetingNotFound,
    State,
)
from bot.meetings.news import News
from bot.meetings.slots import Slot, spread
from bot.meetings.store import silent
from bot.students.service import NotStarted
from bot.students.zones import find_zone

#: As many times as a menu holds.
MOST_SHOWN = 25
#: Requests that are looked at in one go when nobody has answered them.
SILENT_AT_ONCE = 200


class SlotTaken(Exception):
    """A time that was picked is not free any more."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


class WrongNumber(Exception):
    """Two to four times are offered."""


class NoBookingLink(Exception):
    """The student has no page of their own to book a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a student wants to meet somebody for.

    Attributes:
        purpose: what they hope to learn, as it follows "I hope to learn".
        minutes: how long it takes.
        how: a key of `bot.meetings.model.HOW`.
        place: the link or address, if it is known.
        city: where the other person lives, for their time zone; None for as before.
    """

    purpose: str
    minutes: int
    how: str
    place: str | None = None
    city: str | None = None


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

    async def request(
        self, student_id: int, typed: str, wish: Wish, mentor_id: int | None = None
    ) -> Arranged:
        """Begin to ask somebody for a meeting, or go on where it was begun.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
            UnusableText, UnknownZone: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            network = desk.network
            contact = await network.pick(typed)
            known = await desk.meetings.with_contact(contact.id)
            zone = next((each.their_zone for each in reversed(known) if each.their_zone), None)
            if wish.city:
                zone = find_zone(wish.city, network.now).key
            purpose = clean_line(wish.purpose, "purpose", PURPOSE_LENGTH)
            if purpose is None:
                raise UnusableText("purpose", 0)
            values = {
                "purpose": purpose,
                "minutes": wish.minutes,
                "how": wish.how,
                "place": clean_line(wish.place, "place", PLACE_LENGTH),
                "their_zone": zone,
                "mentor_id": mentor_id,
                "offered": (),
                "draft_id": None,  # it goes on with the note once times are picked
                "held_until": network.now + HELD_FOR,
            }
            begun = [each for each in known if each.state == State.DRAFT]
            if begun:
                number = begun[-1].id
                if mentor_id is not None and begun[-1].draft_id is not None:
                    await desk.drop_note(begun[-1].draft_id)  # they are asked by DM
                    values["draft_id"] = None
                await desk.meetings.change(number, network.now, **values)
            else:
                number = await desk.meetings.add(
                    network.now, contact_id=contact.id, state=State.DRAFT, **values
                )
            return await desk.arranged(number)

    async def see(self, student_id: int, meeting_id: int) -> Arranged:
        """Return a meeting.

        Raises:
            NotStarted: there is no profile.
            MeetingNotFound: it is not theirs, or gone.
        """
        async with self._desks.reading(student_id) as desk:
            return await desk.arranged(meeting_id)

    async def times(self, student_id: int, meeting_id: int) -> Sequence[Slot]:
        """Return times to choose from, spread over the next two weeks; may be empty.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
        """
        async with self._desks.reading(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            return spread(await desk.free(meeting), MOST_SHOWN, desk.network.zone)

    async def offer(
        self, student_id: int, meeting_id: int, moments: Collection[datetime]
    ) -> Arranged:
        """Offer times, which are kept free from now on, and begin the note that says them.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be offered.
            WrongNumber: these are not two to four.
            SlotTaken: one is not free any more.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            meeting.require(State.ASKED)
            if not LEAST_OFFERED <= len(set(moments)) <= MOST_OFFERED:
                raise WrongNumber
            free = {slot.begins_at for slot in await desk.free(meeting)}
            for moment in moments:
                if moment not in free:
                    raise SlotTaken(moment)
            offered = sorted(set(moments))
            facts = {"times": [each.isoformat() for each in offered], "link": None}
            return await self._offered(desk, meeting, offered, facts)

    async def offer_link(self, student_id: int, meeting_id: int) -> Arranged:
        """Let the other person choose on the student's own page, and begin the note that says so.

        Raises:
            MeetingNotFound, ImpossibleMove: it can't be offered.
            NoBookingLink: the student has none.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            meeting.require(State.ASKED)
            link = (await desk.availability()).link
            if not link or meeting.mentor_id is not None:
                raise NoBookingLink
            return await self._offered(desk, meeting, (), {"times": [], "link": link})

    async def _offered(
        self,
        desk: MeetingDesk,
        meeting: Meeting,
        offered: Sequence[datetime],
        facts: Mapping[str, object],
    ) -> Arranged:
        now = desk.network.now
        draft_id = None
        if meeting.mentor_id is None:
            kind = "meeting_request" if meeting.asked_at is None else "other_times"
            draft_id = await desk.write(meeting, kind, facts)
            await desk.replaced(meeting, draft_id)
        await desk.meetings.change(
            meeting.id, now, offered=offered, held_until=now + HELD_FOR, draft_id=draft_id
        )
        return await desk.arranged(meeting.id)

    async def send(self, student_id: int, meeting_id: int) -> Arranged:
        """Send the request to a mentor, by DM.

        Raises:
            MeetingNotFound, ImpossibleMove: there is nothing to send.
            WrongNumber: no times are offered.
            SlotTaken: one is over, or was given to somebody else after it was held.
            NoMentor, MentorRests: they can't be asked.
        """
        async with self._desks.writing(student_id) as desk:
            meeting = await desk.kept(meeting_id)
            meeting.require(State.ASKED)
            if not meeting.offered:
                raise WrongNumber
            now = desk.network.now
            free = await desk.untaken(meeting.offered, meeting.length, meeting.id)
            for moment in meeting.offered:
                if moment <= now or moment not in free:
                    raise SlotTaken(moment)
            await self._news.ask(desk.network.tx, meeting, now)
            asked_at = meeting.asked_at or now  # in whose month it counts stays so
            await desk.move(meeting, State.ASKED, asked_at=asked_at, held_until=now + HELD_FOR)
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
            today = network.rhythm.today(network.now)
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

    async def remind(self, student_id: int, contact_ids: Collection[int]) -> None:
        """Plan anew what meetings with people remind of, after a change was taken back.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.writing(student_id) as desk:
            await self._back(desk.network, contact_ids)

    async def _back(self, network: Network, contact_ids: Collection[int]) -> None:
        """Plan anew what comes of meetings that were away, whose time may be given away by now."""
        desk = self._desks.on(network)
        await desk.plan(*contact_ids)
        for contact_id in contact_ids:
            for each in await desk.meetings.with_contact(contact_id):
                if await desk.gives_way(each):
                    await self._to_move(desk, each)
        await desk.let_go(contact_ids)

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
