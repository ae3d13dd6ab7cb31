"""One student's series within one transaction: what a card shows, and what follows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.contacts.model import Contact
from bot.contacts.network import Network
from bot.contacts.networks import Openings
from bot.meetings.desk import MeetingDesk, MeetingDesks
from bot.meetings.model import Meeting, State
from bot.mentors.model import NoMentor
from bot.mentors.series_store import Invitation, SeriesStore, mentors_met
from bot.mentors.sessions import Ahead, Progress, Series, SeriesNotFound, Session
from bot.mentors.store import find_mentor
from bot.nudges.model import GAINED, GIVE_BACK, MENTOR_GAINED, SESSION, Reason
from bot.nudges.rhythm import Rhythm
from bot.nudges.service import NudgeService
from bot.students.service import NotStarted

#: The kinds of nudges that a student's own series have reasons for.
NUDGES = frozenset({SESSION, GAINED})
#: Who is done with a series has a few days before anything else is suggested.
INVITED_AFTER = timedelta(days=3)
#: The one subject of the invitation to be a mentor.
ONCE = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A series as a card shows it.

    Attributes:
        series: with what has become of its sessions.
        contact: with whom.
        today: on the student's calendar.
        meetings: those that were asked for, by session id.
    """

    series: Series
    contact: Contact
    today: date
    meetings: Mapping[int, Meeting]

    def session(self, session_id: int) -> Session:
        """Return one of its sessions.

        Raises:
            SeriesNotFound: it is none of these.
        """
        for each in self.series.sessions:
            if each.id == session_id:
                return each
        raise SeriesNotFound


class SeriesDesk:
    """One student's series. Opened by `SeriesDesks` for the length of a transaction."""

    def __init__(self, desk: MeetingDesk, nudges: NudgeService) -> None:
        self.meetings = desk
        self.network = desk.network
        self.store = SeriesStore(desk.network.tx, desk.network.student_id)
        self._nudges = nudges

    async def shown(self, series_id: int) -> Shown:
        """Return a series.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
        """
        found = await self.store.find(series_id)
        if found is None:
            raise SeriesNotFound
        return await self.whole(found)

    async def of_session(self, session_id: int) -> Shown:
        """Return the series that a session is of.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
        """
        found = await self.store.of_session(session_id)
        if found is None:
            raise SeriesNotFound
        return await self.whole(found)

    async def ahead(self, meeting_id: int) -> Ahead | None:
        """Return the session that is to be at a meeting, None for a meeting of no series."""
        found = await self.store.of_meeting(meeting_id)
        if found is None:
            return None
        shown = await self.whole(found)
        for each in shown.series.sessions:
            if each.meeting_id == meeting_id and each.state == Progress.PLANNED:
                return Ahead.of(shown.series, each) if is_agreed(shown, each) else None
        return None

    async def whole(self, found: Series) -> Shown:
        """Return a series as a card shows it. A session whose meeting was is done."""
        network = self.network
        asked = {each.meeting_id for each in found.sessions if each.meeting_id is not None}
        known = {number: await self.meetings.meetings.find(number) for number in asked}
        meetings = {
            each.id: meeting
            for each in found.sessions
            if (meeting := known.get(each.meeting_id or 0)) is not None
        }
        met = (_as_met(each, meetings.get(each.id)) for each in found.sessions)
        sessions = sorted(
            (_as_it_was(each, network.rhythm) for each in met),
            key=lambda each: (each.planned_on, each.id),
        )
        contact = await network.contact(found.contact_id)
        today = network.today
        return Shown(replace(found, sessions=tuple(sessions)), contact, today, meetings)

    async def changed(self, series_id: int) -> Shown:
        """Plan what follows from a change, and return the series as it is now."""
        shown = await self.shown(series_id)
        await self.plan(shown.contact.id)
        return shown

    async def plan(self, *contact_ids: int) -> None:
        """Plan what series with people have to remind of."""
        network = self.network
        known = [await self.whole(each) for each in await self.store.with_contacts(contact_ids)]
        reasons: dict[int, list[Reason]] = {each: [] for each in contact_ids}
        for each in known:
            reasons[each.contact.id] += _reasons(network, each)
        tx, student_id = network.tx, network.student_id
        await self._nudges.plan(tx, student_id, network.rhythm, reasons, NUDGES)
        for each in known:
            for session in each.series.looks_back():
                if not session.mentor_asked:
                    await self._ask_mentors(session)
        if any(each.series.is_over for each in known):
            await self._invite()

    async def _ask_mentors(self, session: Session) -> None:
        """Ask mentors what they gained: those who agreed to be asked for things, and get DMs."""
        tx, student_id = self.network.tx, self.network.student_id
        for mentor_id in await mentors_met(tx, student_id, session.series_id):
            try:
                await find_mentor(tx, mentor_id)
                await self._nudges.tell(tx, mentor_id, MENTOR_GAINED, session.id)
            except (NoMentor, NotStarted):
                continue
            await self.store.change_session(session.id, mentor_asked=True)

    async def _invite(self) -> None:
        """Invite the student, once, to be a mentor to those who come after them."""
        network = self.network
        tx, rhythm = network.tx, network.rhythm
        invitation = Invitation(tx, network.student_id)
        if network.stage == "exploring" or await invitation.is_sent():
            return
        try:
            await find_mentor(tx, network.student_id)
        except NoMentor:
            await invitation.keep(network.now)
            day = rhythm.allowed_day(rhythm.today(network.now) + INVITED_AFTER)
            reason = Reason(GIVE_BACK, ONCE, day, due_at=rhythm.moment(day))
            await self._nudges.plan_new(tx, network.student_id, rhythm, [(None, reason)])


class SeriesDesks(Openings[SeriesDesk]):
    """Opens a student's series. The services of this room share one."""

    def __init__(self, desks: MeetingDesks, nudges: NudgeService) -> None:
        super().__init__(desks.networks)
        self._desks = desks
        self._nudges = nudges
        desks.on_planned.append(self._follow)
        desks.sessions = self._ahead
        desks.networks.on_back.append(self._follow)

    def on(self, network: Network) -> SeriesDesk:
        """Open them in a network that is open already."""
        return SeriesDesk(self._desks.on(network), self._nudges)

    async def _ahead(self, network: Network, meeting_id: int) -> Ahead | None:
        return await self.on(network).ahead(meeting_id)

    async def _follow(self, network: Network, contact_ids: Collection[int]) -> None:
        """Plan anew when meetings change, or what was away is back."""
        await self.on(network).plan(*contact_ids)


def _as_met(session: Session, meeting: Meeting | None) -> Session:
    if meeting is None or meeting.state != State.DONE:
        return session
    return replace(session, state=Progress.DONE, done_at=meeting.begins_at)


def is_agreed(shown: Shown, session: Session) -> bool:
    """Say whether a meeting for it is agreed on, with the person of the series."""
    meeting = shown.meetings.get(session.id)
    return (
        meeting is not None
        and meeting.is_booked
        and meeting.begins_at is not None
        and meeting.contact_id == session.contact_id
    )


def _as_it_was(session: Session, rhythm: Rhythm) -> Session:
    """Return a session that was on the day it was, whatever had been planned."""
    if session.state != Progress.DONE or session.done_at is None:
        return session
    return replace(session, planned_on=rhythm.today(session.done_at))


def _reasons(network: Network, shown: Shown) -> Sequence[Reason]:
    rhythm, reasons = network.rhythm, list[Reason]()
    for each in shown.series.sessions:
        # The DM before a meeting that is agreed on says what this one would, at the same moment.
        if each.state == Progress.PLANNED and not is_agreed(shown, each):
            before = rhythm.last_allowed_day(each.planned_on - timedelta(days=1))
            reasons.append(Reason(SESSION, each.id, before, due_at=rhythm.moment(before)))
    for each in shown.series.looks_back():
        if not each.gained and each.done_at is not None:
            day = rhythm.allowed_day(rhythm.today(each.done_at) + timedelta(days=1))
            reasons.append(Reason(GAINED, each.id, day, due_at=rhythm.moment(day)))
    return reasons
