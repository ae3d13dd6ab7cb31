"""Asking for a meeting: what for, at which times, and how it goes out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.contacts.model import Contact, Fields, fields_of
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.service import Said, add_to
from bot.contacts.words import UnusableText, clean_line, require_room
from bot.meetings.desk import Arranged, MeetingDesk, MeetingDesks
from bot.meetings.model import (
    HELD_FOR,
    LEAST_OFFERED,
    MOST_MEETINGS,
    MOST_OFFERED,
    MOST_OPEN,
    OPEN,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    Meeting,
    State,
)
from bot.meetings.news import News
from bot.meetings.slots import Slot, spread
from bot.students.zones import find_zone

#: As many times as a menu holds.
MOST_SHOWN = 25


class SlotTaken(Exception):
    """A time that was picked is not free any more."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


class WrongNumber(Exception):
    """Two to four times are offered."""


class NoBookingLink(Exception):
    """The student has no page of their own to book a time."""


class AskedYourself(Exception):
    """A mentor asks somebody else."""


class AlreadyAsked(Exception):
    """A request to this mentor waits already."""


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
class Asking:
    """A request to a mentor that was begun; ``linked`` is the contact who was taken for them."""

    arranged: Arranged
    linked: int | None


class OfferService:
    """Asks for meetings. What is offered is kept free until it is answered, or for a week."""

    def __init__(self, desks: MeetingDesks, news: News) -> None:
        self._desks = desks
        self._news = news

    async def request(
        self, student_id: int, typed: str, wish: Wish, mentor_id: int | None = None
    ) -> Arranged:
        """Begin to ask somebody for a meeting, or go on where it was begun.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
            UnusableText, UnknownZone: bad input.
            Full: too many are under way, or are kept.
        """
        async with self._desks.writing(student_id) as desk:
            contact = await desk.network.pick(typed)
            return await self._begun(desk, contact, wish, mentor_id)

    async def ask_mentor(self, student_id: int, mentor_id: int, called: str, wish: Wish) -> Asking:
        """Begin to ask a member who agreed to be asked; they join the network if they are not in it.

        Somebody of their name who is known without a Discord id is taken for them, and `other_person`
        takes that back.

        Args:
            student_id: who asks.
            mentor_id: who is asked.
            called: the mentor's name.
            wish: what for.

        Raises:
            NotStarted: there is no profile.
            AskedYourself, AlreadyAsked: that makes no sense.
            NoMentor, MentorRests: they can't be asked now.
            UnusableText, UnknownZone, NetworkFull, Full: bad input.
        """
        if student_id == mentor_id:
            raise AskedYourself
        async with self._desks.writing(student_id) as desk:
            network = desk.network
            await self._news.may_ask(network.tx, mentor_id, network.now)
            waiting = await desk.meetings.among(OPEN - {State.CONFIRMED})
            if any(each.mentor_id == mentor_id and each.asked_at for each in waiting):
                raise AlreadyAsked  # one request at a time leaves room for others
            known, linked = await network.store.on_discord(mentor_id), None
            if known is None:
                known = linked = await _linked(network, mentor_id, called)
            if known is None:
                known = await _new_mentor(self._desks.networks, network, mentor_id, called)
            arranged = await self._begun(desk, await network.contact(known), wish, mentor_id)
            return Asking(arranged, linked)

    async def other_person(self, student_id: int, meeting_id: int, contact_id: int) -> Arranged:
        """Take back that a mentor is somebody whom the student knew: they are two people.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
        """
        async with self._desks.writing(student_id) as desk:
            network, meeting = desk.network, await desk.kept(meeting_id)
            if meeting.contact_id != contact_id or meeting.mentor_id is None:
                return await desk.arranged(meeting_id)  # a second press
            contact = await network.contact(contact_id)
            await network.store.change(contact_id, replace(fields_of(contact), discord_id=None))
            number = await _new_mentor(
                self._desks.networks, network, meeting.mentor_id, contact.name
            )
            for each in await desk.meetings.with_contact(contact_id):
                if each.mentor_id == meeting.mentor_id:
                    await desk.meetings.change(each.id, network.now, contact_id=number)
            await desk.plan(contact_id, number)
            return await desk.arranged(meeting_id)

    async def _begun(
        self, desk: MeetingDesk, contact: Contact, wish: Wish, mentor_id: int | None
    ) -> Arranged:
        network = desk.network
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
            await desk.meetings.change(number, network.now, **values)
        else:
            require_room("open meetings", await desk.meetings.count(OPEN), MOST_OPEN)
            require_room("meetings", await desk.meetings.count(), MOST_MEETINGS)
            number = await desk.meetings.add(
                network.now, contact_id=contact.id, state=State.DRAFT, **values
            )
        return await desk.arranged(number)

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


async def _linked(network: Network, mentor_id: int, called: str) -> int | None:
    """Note the Discord id of somebody who is known by this name and has none; return who, or None."""
    twin = (await network.acquaintance()).twin(Fields(name=called))
    if twin is None:
        return None
    contact = await network.contact(twin.id)
    if contact.discord_id is not None:
        return None
    await network.store.change(contact.id, replace(fields_of(contact), discord_id=mentor_id))
    return contact.id


async def _new_mentor(networks: Networks, network: Network, mentor_id: int, called: str) -> int:
    said = Said(name=called, discord_id=mentor_id, relationship="mentor")
    return (await add_to(networks, network, said)).details.contact.id
