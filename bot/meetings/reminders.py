"""What meetings say on DMs: the day before, a quarter of an hour before, after, and of answers."""

from collections.abc import Collection, Mapping
from contextlib import suppress

from bot.contacts.network import ContactNotFound, Network
from bot.contacts.reminders import KeepInTouch
from bot.database import Tx
from bot.meetings.asking import request_to
from bot.meetings.desk import Arranged, MeetingDesk, MeetingDesks
from bot.meetings.model import Meeting, MeetingNotFound, State
from bot.meetings.preparation import prepared
from bot.mentors.model import NoMentor
from bot.mentors.store import find_mentor
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import Nudge, Person
from bot.students.service import NotStarted


class _OfMeeting(OwnButtons):
    """Speaks for DMs that show a meeting on a card of its own, which has its own buttons."""

    def __init__(self, desks: MeetingDesks) -> None:
        self._desks = desks

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return with whom the meetings are; those that say nothing any more are left out."""
        found: dict[Whose, Person] = {}
        for student_id, meeting_id in subjects:
            with suppress(MeetingNotFound, ContactNotFound, NotStarted):
                desk = self._desks.on(await self._desks.networks.within(tx, student_id))
                arranged = await desk.arranged(meeting_id)
                if self._applies(arranged):
                    shown = await self._shown(desk, arranged)
                    found[student_id, meeting_id] = Person(arranged.contact.titled, of=shown)
        return found

    def _applies(self, arranged: Arranged) -> bool:
        raise NotImplementedError

    async def _shown(self, _desk: MeetingDesk, arranged: Arranged) -> object:
        return arranged


class GetReady(_OfMeeting):
    """Speaks for nudges of the kinds ``meeting_tomorrow`` and ``meeting_soon``."""

    def _applies(self, arranged: Arranged) -> bool:
        begins_at = arranged.meeting.begins_at
        return arranged.meeting.is_booked and begins_at is not None and arranged.now < begins_at

    async def _shown(self, desk: MeetingDesk, arranged: Arranged) -> object:
        return await prepared(desk, arranged.meeting.id)


class LookBack(_OfMeeting):
    """Speaks for nudges of the kind ``debrief``."""

    def _applies(self, arranged: Arranged) -> bool:
        return arranged.meeting.is_booked  # it comes when the meeting is over, see `_reasons`


class Answer(_OfMeeting):
    """Speaks for nudges of the kind ``meeting_answer``."""

    def _applies(self, arranged: Arranged) -> bool:
        return arranged.meeting.state not in {State.DRAFT, State.ASKED}


class AskAgain(KeepInTouch):
    """Speaks for nudges of the kind ``ask_again``; the subject is a meeting that was declined."""

    def __init__(self, desks: MeetingDesks) -> None:
        super().__init__(desks.networks)
        self._desks = desks

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return with whom the meetings were to be, as they come up for keeping in touch."""
        contacts: dict[Whose, int] = {}
        for student_id, meeting_id in subjects:
            with suppress(MeetingNotFound, NotStarted):
                network = await self._networks.within(tx, student_id)
                meeting = await self._meeting(network, meeting_id)
                contacts[student_id, meeting_id] = meeting.contact_id
        found = await super().people(tx, {(whose[0], who) for whose, who in contacts.items()})
        return {
            whose: found[whose[0], who]
            for whose, who in contacts.items()
            if (whose[0], who) in found
        }

    async def _seat(self, tx: Tx, nudge: Nudge, seat: str) -> int:
        change = await super()._seat(tx, nudge, seat)
        network = await self._networks.within(tx, nudge.student_id)
        await self._settle(network, nudge.subject_id)
        return change

    async def _contact_id(self, network: Network, subject_id: int) -> int:
        try:
            return (await self._meeting(network, subject_id)).contact_id
        except MeetingNotFound:
            raise ContactNotFound("", []) from None

    async def _settle(self, network: Network, subject_id: int) -> None:
        await self._desks.on(network).meetings.change(subject_id, network.now, again_on=None)

    async def _meeting(self, network: Network, meeting_id: int) -> Meeting:
        return await self._desks.on(network).kept(meeting_id)


class _ToMentor(_OfMeeting):
    """Speaks for DMs to mentors: the student of the nudge is the mentor."""

    states: Collection[State] = ()

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return who asks; what is answered already is left out."""
        found: dict[Whose, Person] = {}
        for mentor_id, meeting_id in subjects:
            with suppress(MeetingNotFound, NotStarted):
                mentor = await self._desks.networks.within(tx, mentor_id)
                request = await request_to(mentor, meeting_id)
                if request.meeting.state in self.states:
                    found[mentor_id, meeting_id] = Person(request.name or "A student", of=request)
        return found


class Asks(_ToMentor):
    """Speaks for nudges of the kind ``mentor_request``."""

    states = frozenset({State.ASKED})

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return who asks; who has left since is asked no more."""
        left: set[int] = set()
        for mentor_id in {mentor_id for mentor_id, _ in subjects}:
            try:
                await find_mentor(tx, mentor_id)
            except NoMentor:
                left.add(mentor_id)
        return await super().people(tx, [whose for whose in subjects if whose[0] not in left])


class HasNews(_ToMentor):
    """Speaks for nudges of the kind ``mentor_news``."""

    states = frozenset({State.CONFIRMED, State.MOVED, State.CANCELLED})
