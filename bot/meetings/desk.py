"""One student's meetings within one transaction: what is free, how a meeting goes on, what follows."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.contacts.journal import Rows
from bot.contacts.model import Contact
from bot.contacts.network import Network
from bot.contacts.networks import Networks, Openings
from bot.meetings.model import (
    DEBRIEF_AFTER,
    HELD_FOR,
    HOLDING,
    IN_A_NOTE,
    SOON_BEFORE,
    USUAL_MINUTES,
    Meeting,
    MeetingNotFound,
    State,
)
from bot.meetings.slots import Rules, Slot, clash, free_slots, nearest
from bot.meetings.store import Availability, Calendar, Meetings
from bot.mentors.sessions import Ahead
from bot.notes.desk import Desk, Desks
from bot.notes.store import Kept
from bot.nudges.model import ASK_AGAIN, DEBRIEF, MEETING_SOON, MEETING_TOMORROW, Reason
from bot.nudges.service import NudgeService

OnPlanned = Callable[[Network, Collection[int]], Awaitable[None]]
#: Says which session of a series is to be at a meeting.
SessionOf = Callable[[Network, int], Awaitable[Ahead | None]]

#: The kinds of nudges that a student's own meetings have reasons for.
NUDGES = frozenset({MEETING_TOMORROW, MEETING_SOON, DEBRIEF, ASK_AGAIN})
#: States in which a request has its answer.
ANSWERED = frozenset({State.CONFIRMED, State.DECLINED, State.OTHER_TIMES, State.CANCELLED})


class Clash(Exception):
    """The student has something else then.

    Attributes:
        taken: when that is.
        by: what it is: ``meeting`` or ``offer`` with somebody, ``calendar`` or ``blocked``.
        name: with whom, may be empty.
        free: the nearest time that is free, None without any.
    """

    def __init__(self, taken: Slot, by: str, name: str, free: datetime | None) -> None:
        super().__init__(by)
        self.taken = taken
        self.by = by
        self.name = name
        self.free = free


@dataclass(frozen=True, slots=True)
class Arranged:
    """A meeting as a card shows it.

    Attributes:
        meeting: where it is on its way.
        contact: with whom.
        zone: the student's.
        me: the student's name as they sign, may be empty.
        link: the student's own page to book a time, may be empty.
        holds: what was offered is kept free.
        now: the moment.
    """

    meeting: Meeting
    contact: Contact
    zone: ZoneInfo
    me: str
    link: str
    holds: bool
    now: datetime


class MeetingDesk:
    """One student's meetings. Opened by `MeetingDesks` for the length of a transaction."""

    def __init__(
        self,
        network: Network,
        notes: Desk,
        nudges: NudgeService,
        on_planned: Collection[OnPlanned] = (),
        sessions: SessionOf | None = None,
    ) -> None:
        self._on_planned = on_planned
        self._sessions = sessions
        self.network = network
        self.notes = notes
        self.meetings = Meetings(network.tx, network.student_id)
        self.calendar = Calendar(network.tx, network.student_id)
        self._nudges = nudges

    async def kept(self, meeting_id: int) -> Meeting:
        """Return a meeting.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
        """
        found = await self.meetings.find(meeting_id)
        if found is None:
            raise MeetingNotFound
        return found

    async def arranged(self, meeting_id: int) -> Arranged:
        """Return a meeting as a card shows it.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
        """
        [found] = await self.all_arranged([await self.kept(meeting_id)])
        return found

    async def session(self, meeting_id: int) -> Ahead | None:
        """Return the session of a series that is to be at a meeting, None for none."""
        return await self._sessions(self.network, meeting_id) if self._sessions else None

    async def all_arranged(self, meetings: Sequence[Meeting]) -> list[Arranged]:
        """Return meetings as cards show them."""
        me, _studies, _school = await self.notes.notes.signature()
        link = (await self.availability()).link
        zone, now = self.network.zone, self.network.now
        people = await self.network.store.some({each.contact_id for each in meetings})
        return [
            Arranged(each, people[each.contact_id], zone, me, link, each.holds(now), now)
            for each in meetings
        ]

    async def availability(self) -> Availability:
        """Return when the student can meet."""
        return await self.calendar.availability(self.network.today)

    def rules(self, known: Availability) -> Rules:
        """Return what makes a time free."""
        return Rules(known.hours, self.network.zone, known.blocked, known.notice, known.buffer)

    async def taken(self, besides: int = 0) -> list[tuple[Slot, str, int]]:
        """Return what takes the student's time: when, by what, and the contact's id or 0.

        Args:
            besides: a meeting that does not count.
        """
        now = self.network.now
        found = [(slot, "calendar", 0) for slot in await self.calendar.busy(now)]
        for each in await self.meetings.among(HOLDING | {State.CONFIRMED}):
            if each.id == besides:
                continue
            if each.is_booked and each.begins_at is not None:
                slot = Slot(each.begins_at, each.begins_at + each.length)
                found.append((slot, "meeting", each.contact_id))
            elif each.holds(now):
                found += [
                    (Slot(moment, moment + each.length), "offer", each.contact_id)
                    for moment in each.offered
                ]
        return found

    async def free(self, meeting: Meeting) -> list[Slot]:
        """Return every time at which a meeting could be, within the next two weeks."""
        busy = [slot for slot, _, _ in await self.taken(meeting.id)]
        theirs = ZoneInfo(meeting.their_zone) if meeting.their_zone else None
        rules = self.rules(await self.availability())
        return free_slots(rules, busy, meeting.length, self.network.now, theirs)

    async def untaken(
        self, moments: Iterable[datetime], length: timedelta, besides: int = 0
    ) -> list[datetime]:
        """Return those moments at which nobody else was promised, or is offered, a meeting.

        Args:
            moments: when it could begin.
            length: how long it takes.
            besides: a meeting that does not count.
        """
        taken = [slot for slot, by, _ in await self.taken(besides) if by != "calendar"]
        return [
            each
            for each in moments
            if clash(Slot(each, each + length), taken, timedelta(0)) is None
        ]

    async def gives_way(self, meeting: Meeting) -> bool:
        """Say whether its time was given to another meeting while it was away."""
        if not meeting.is_booked or meeting.begins_at is None:
            return False
        taken = [slot for slot, by, _ in await self.taken(meeting.id) if by == "meeting"]
        wanted = Slot(meeting.begins_at, meeting.begins_at + meeting.length)
        return clash(wanted, taken, timedelta(0)) is not None

    async def let_go(self, contact_ids: Collection[int]) -> None:
        """Hold no time that is taken; meetings with these people, who were away, come first."""
        found = await self.meetings.among(HOLDING)
        for each in sorted(found, key=lambda one: one.contact_id not in contact_ids):
            if each.holds(self.network.now):
                free = tuple(await self.untaken(each.offered, each.length, each.id))
                if free != each.offered:
                    await self.meetings.change(each.id, self.network.now, offered=free)

    async def require_free(self, meeting: Meeting, moment: datetime) -> None:
        """Make sure that the student has nothing else then.

        Raises:
            Clash: they have.
        """
        wanted = Slot(moment, moment + meeting.length)
        taken = await self.taken(meeting.id)
        for first, last in (await self.availability()).blocked:
            begins = datetime.combine(first, time(), self.network.zone)
            ends = datetime.combine(last + timedelta(days=1), time(), self.network.zone)
            taken.append((Slot(begins, ends), "blocked", 0))
        for slot, by, contact_id in taken:
            if clash(wanted, [slot], timedelta(0)) is not None:
                name = (await self.network.contact(contact_id)).name if contact_id else ""
                free = nearest(await self.free(meeting), moment)
                raise Clash(slot, by, name, None if free is None else free.begins_at)

    async def move(self, meeting: Meeting, *way: State, **values: Any) -> Meeting:
        """Let a meeting go on, and plan what follows.

        Args:
            meeting: as it is.
            way: the states it goes through, the last is where it ends.
            values: what changes with it, by the columns of the table.

        Raises:
            ImpossibleMove: it can't go that way.
        """
        meeting.require(*way)
        if State.MOVED in way[:-1]:  # nothing reminds of the time it had, also not on the same day
            await self.meetings.change(meeting.id, self.network.now, state=State.MOVED)
            await self.plan(meeting.contact_id)
        await self.meetings.change(meeting.id, self.network.now, state=way[-1], **values)
        after = await self.kept(meeting.id)
        if meeting.draft_id is not None:
            await self._answered(meeting.draft_id, after)
        await self.plan(meeting.contact_id)
        return after

    async def _answered(self, draft_id: int, after: Meeting) -> None:
        """Let the note that asked rest, once it has its answer or is not sent any more."""
        kept = await self.notes.notes.find(draft_id)
        if kept is None:
            return
        if kept.state == "sent" and after.state in ANSWERED:
            await self.notes.notes.change(draft_id, state="answered")
            await self.notes.remind(kept.contact_id)
        elif after.state in ANSWERED - {State.OTHER_TIMES}:
            await self.drop_note(draft_id)

    async def drop_note(self, draft_id: int) -> None:
        """Let a note go that is not sent."""
        kept = await self.notes.notes.find(draft_id)
        if kept is not None and kept.state == "open":
            now = self.network.now
            await self.notes.notes.change(draft_id, state="dropped", settled_at=now)
            await self.notes.remind(kept.contact_id)

    async def replaced(self, meeting: Meeting, draft_id: int) -> None:
        """Let a note that nobody answered rest, once another offers new times in its place."""
        kept = await self.notes.notes.find(meeting.draft_id or 0)
        if kept is not None and kept.id != draft_id and kept.state == "sent":
            await self.notes.notes.change(kept.id, state="answered")
            await self.notes.remind(kept.contact_id)

    async def plan(self, *contact_ids: int) -> None:
        """Plan what the meetings with people have to remind of."""
        reasons = {
            contact_id: [
                reason
                for each in await self.meetings.with_contact(contact_id)
                for reason in self._reasons(each)
                if reason.kind != ASK_AGAIN or await self.network.reminds_of(contact_id)
            ]
            for contact_id in contact_ids
        }
        tx, student_id = self.network.tx, self.network.student_id
        await self._nudges.plan(tx, student_id, self.network.rhythm, reasons, NUDGES)
        for told in self._on_planned:
            await told(self.network, contact_ids)

    def _reasons(self, meeting: Meeting) -> Sequence[Reason]:
        rhythm = self.network.rhythm
        if meeting.again_on is not None:
            return [Reason(ASK_AGAIN, meeting.id, meeting.again_on)]
        if not meeting.is_booked or meeting.begins_at is None:
            return []
        day = rhythm.today(meeting.begins_at)
        before = rhythm.last_allowed_day(day - timedelta(days=1))
        soon = meeting.begins_at - SOON_BEFORE
        after = meeting.begins_at + meeting.length + DEBRIEF_AFTER
        return [
            Reason(MEETING_TOMORROW, meeting.id, before, due_at=rhythm.moment(before)),
            Reason(MEETING_SOON, meeting.id, rhythm.today(soon), due_at=soon),
            Reason(DEBRIEF, meeting.id, rhythm.today(after), due_at=after),
        ]

    async def write(self, meeting: Meeting, kind: str, facts: Mapping[str, Any]) -> int:
        """Begin the note that asks for a meeting, with what is known of it; return its id."""
        number = await self.notes.begin(meeting.contact_id, kind, meeting=meeting.id)
        kept = await self.notes.kept(number)
        known = {
            "purpose": meeting.purpose,
            "minutes": meeting.minutes,
            "how": IN_A_NOTE[meeting.how],
            "their_zone": meeting.their_zone,
            "meeting": meeting.id,
        }
        await self.notes.notes.change(
            number, facts={**kept.facts, **known, **facts}, subject=None, body=None
        )
        await self.notes.remind(meeting.contact_id)
        return number

    async def sent(self, kept: Kept) -> Rows:
        """Take note that a request has gone out, and return the rows as they were before.

        A request that was written without `/meet request` is a meeting from now on.
        """
        now = self.network.now
        meeting = await self.meetings.by_draft(kept.id)
        if meeting is None:  # it was begun once more since
            meeting = await self.meetings.find(kept.facts.get("meeting") or 0)
        if meeting is None and kept.kind == "meeting_request":
            number = await self._asked_by(kept)
            return {("meetings", number): None}
        if meeting is None or not meeting.may(State.ASKED):
            return {}
        before = await self.network.journal.rows(meetings=[meeting.id])
        # It may have waited longer than its times were held.
        offered = await self.untaken(_times(kept), meeting.length, meeting.id)
        values = {"offered": offered, "asked_at": now, "held_until": now + HELD_FOR}
        await self.move(meeting, State.ASKED, **values)
        return before

    async def _asked_by(self, kept: Kept) -> int:
        contact = await self.network.contact(kept.contact_id)
        now = self.network.now
        return await self.meetings.add(
            now,
            contact_id=contact.id,
            purpose=kept.facts.get("purpose") or contact.purpose or "",
            minutes=USUAL_MINUTES,
            how="video",
            their_zone=kept.facts.get("their_zone"),
            state=State.ASKED,
            offered=await self.untaken(_times(kept), timedelta(minutes=USUAL_MINUTES)),
            held_until=now + HELD_FOR,
            draft_id=kept.id,
            asked_at=now,
        )


def _times(kept: Kept) -> list[datetime]:
    """Return the times that a note offers."""
    return [datetime.fromisoformat(each) for each in kept.facts.get("times") or ()]


class MeetingDesks(Openings[MeetingDesk]):
    """Opens a student's meetings. The services of this room share one."""

    def __init__(self, networks: Networks, desks: Desks, nudges: NudgeService) -> None:
        super().__init__(networks)
        self._desks = desks
        self._nudges = nudges
        #: Told, in the same transaction, of contacts whose meetings have changed, with their ids.
        self.on_planned: list[OnPlanned] = []
        #: Set by the room of the series.
        self.sessions: SessionOf | None = None
        desks.on_sent.append(self._sent)

    def on(self, network: Network) -> MeetingDesk:
        """Open them in a network that is open already."""
        notes = self._desks.on(network)
        return MeetingDesk(network, notes, self._nudges, self.on_planned, self.sessions)

    async def _sent(self, network: Network, kept: Kept) -> Rows:
        return await self.on(network).sent(kept)
