"""After a meeting: did it happen, what stuck, and straight on to the thank-you."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.contacts.interactions import Talk, read_talk
from bot.contacts.model import Contact
from bot.contacts.words import folded
from bot.meetings.desk import Arranged, MeetingDesk, MeetingDesks
from bot.meetings.model import LOGGED_AS, Meeting, State
from bot.notes.facts import fitting
from bot.nudges.rhythm import Cadence


class NotYet(Exception):
    """A meeting that has not begun cannot be looked back on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """What came of a meeting, as it was typed.

    Attributes:
        highlight: one thing that stuck, which the thank-you takes up.
        advice: what they suggested.
        promise: what the student said they would do; "by Friday" at its end is the day it is due.
        cadence: how often to keep in touch, "never" for no reminders; None leaves it as it is.
    """

    highlight: str | None = None
    advice: str | None = None
    promise: str | None = None
    cadence: str | None = None


@dataclass(frozen=True, slots=True)
class Debriefed:
    """A meeting that has just been looked back on.

    Attributes:
        arranged: the meeting.
        draft_id: the thank-you that is begun.
        change: takes the log entry back.
    """

    arranged: Arranged
    draft_id: int
    change: int


class DebriefService:
    """Looks back on meetings."""

    def __init__(self, desks: MeetingDesks) -> None:
        self._desks = desks

    async def ready(self, student_id: int, meeting_id: int) -> Arranged:
        """Return a meeting that can be looked back on.

        Raises:
            MeetingNotFound, ImpossibleMove, NotYet: it can't.
        """
        async with self._desks.reading(student_id) as desk:
            _require_begun(await desk.kept(meeting_id), desk.network.now)
            return await desk.arranged(meeting_id)

    async def debrief(self, student_id: int, meeting_id: int, said: Reflection) -> Debriefed:
        """Log a meeting that happened, plan what follows from it, and begin the thank-you.

        Raises:
            MeetingNotFound: it is not theirs, or gone.
            ImpossibleMove: it was not agreed on, or is looked back on already.
            NotYet: it has not begun.
            UnusableText, UnreadableTime, PastTime, UnreadableCadence: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            network = desk.network
            meeting = await desk.kept(meeting_id)
            begins_at = _require_begun(meeting, network.now)
            contact = await network.contact(meeting.contact_id)
            talk = Talk(
                how=LOGGED_AS[meeting.how],
                note=said.highlight,
                advice=said.advice,
                promise=said.promise,
            )
            values = read_talk(talk, network.now, network.zone) | {"happened_at": begins_at}
            before = await network.journal.rows(meetings=[meeting_id], contacts=[contact.id])
            number = await network.store.log(contact.id, network.now, **values)
            contact = await _kept_in_touch(desk, contact, said.cadence)
            await desk.move(meeting, State.DONE, interaction_id=number)
            await network.plan(contact, chosen_before=begins_at, talked=True)
            draft_id = await desk.notes.begin(contact.id, "thank_you", talk=number)
            kept = await desk.notes.kept(draft_id)
            if detail := fitting(said.highlight):
                await desk.notes.notes.change(draft_id, facts={**kept.facts, "detail": detail})
            await desk.notes.remind(contact.id)
            new = {("interactions", number): None, ("drafts", draft_id): None}
            change = await network.keep("met", {**before, **new})
            return Debriefed(await desk.arranged(meeting_id), draft_id, change)


def _require_begun(meeting: Meeting, now: datetime) -> datetime:
    """Return when a meeting began that can be looked back on.

    Raises:
        ImpossibleMove, NotYet: it can't.
    """
    meeting.require(State.DONE)
    if meeting.begins_at is None or meeting.begins_at > now:
        raise NotYet
    return meeting.begins_at


async def _kept_in_touch(desk: MeetingDesk, contact: Contact, often: str | None) -> Contact:
    """Set how often the student wants to be in touch, if they said so."""
    if not often:
        return contact
    cadence = None if folded(often) == "never" else str(Cadence.read(often))
    seat = "aboard" if contact.seat == "pick_up" and cadence else contact.seat
    after = replace(contact, cadence=cadence, seat=seat)
    await desk.network.store.change(contact.id, after)
    return after
