"""What a student wants to do with the people in their network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.contacts.model import (
    DEFAULT_CADENCE,
    INTERACTIONS,
    NAME_LENGTH,
    NOTE_LENGTH,
    SETTINGS,
    Contact,
    Entry,
    Interaction,
    Line,
    Page,
    clean,
    clean_name,
    folded,
    rank,
)
from bot.contacts.store import Contacts
from bot.database import Database, Tx
from bot.dates import read_past
from bot.nudges.model import KEEP_IN_TOUCH, Cadence, Person
from bot.nudges.service import NudgeService
from bot.students.service import StudentService

PAGE_SIZE = 8
TIMELINE_LENGTH = 5
NEVER = frozenset({"never", "no", "none", "off", "no reminders"})


class ContactNotFound(Exception):
    """Nobody in this student's network goes by what was typed; ``near`` are the names closest."""

    def __init__(self, typed: str, near: Sequence[str]) -> None:
        super().__init__(typed)
        self.typed = typed
        self.near = near


class SeveralContacts(Exception):
    """What was typed fits several people."""

    def __init__(self, typed: str, entries: Sequence[Entry]) -> None:
        super().__init__(typed)
        self.typed = typed
        self.entries = entries


class ContactExists(Exception):
    """Somebody of this name and organisation is in the network already."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name)
        self.entry = entry


@dataclass(frozen=True, slots=True)
class Details:
    """A contact with what a card says of it. The timeline is never empty, the newest comes first."""

    contact: Contact
    timeline: Sequence[Interaction]
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Logged:
    """What has just been logged, and the contact as it is since."""

    details: Details
    how: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class NewContact:
    """What was typed about somebody new. Everything but the name may be missing.

    Attributes:
        when: when they met, as people say it; empty for just now.
        every: how often to be in touch, such as "6 weeks" or "never"; empty for the usual.
    """

    name: str
    organisation: str | None = None
    role: str | None = None
    setting: str | None = None
    credentials: str | None = None
    how_met: str | None = None
    when: str | None = None
    every: str | None = None


class ContactService:
    """Keeps a student's network."""

    def __init__(
        self, database: Database, clock: Clock, students: StudentService, nudges: NudgeService
    ) -> None:
        self._database = database
        self._clock = clock
        self._students = students
        self._nudges = nudges

    async def add(self, student_id: int, new: NewContact) -> Details:
        """Add a contact; how they met is their first interaction.

        Raises:
            NotStarted, UnusableText, UnreadableTime, FutureTime, UnreadableCadence: bad input.
            ContactExists: somebody of this name and organisation is there already.
        """
        now = self._clock()
        name = clean_name(new.name)
        organisation = _line(new.organisation, "organisation")
        how_met = clean(new.how_met, "how you met", NOTE_LENGTH)
        every = (new.every or "").strip() or DEFAULT_CADENCE
        values = {
            "name": name,
            "credentials": _line(new.credentials, "credentials"),
            "role": _line(new.role, "role"),
            "organisation": organisation,
            "setting": new.setting if new.setting in SETTINGS else None,
            "how_met": how_met,
            "seat": "aboard",
            "cadence": None if every.lower() in NEVER else str(Cadence.read(every)),
            "created_at": now,
        }
        async with self._database.transaction(student_id) as tx:
            met_at = _moment(new.when, now, await self._zone(tx, student_id))
            store = Contacts(tx, student_id)
            for other in await store.entries():
                if (folded(other.name), folded(other.organisation or "")) == (
                    folded(name),
                    folded(organisation or ""),
                ):
                    raise ContactExists(other)
            contact_id = await store.add(**values)
            await store.log(contact_id, "met", met_at, None, now)
            return await self.plan(tx, student_id, contact_id)

    async def log(
        self, student_id: int, typed: str, how: str, when: str | None, note: str | None
    ) -> Logged:
        """Note that the student was in touch with somebody.

        It moves their next reminder, unless they have been in touch since.

        Args:
            student_id: whose network.
            typed: the contact, as picked from the suggestions or typed.
            how: a key of `INTERACTIONS`.
            when: as people say it; None for just now.
            note: what is worth remembering.

        Raises:
            ContactNotFound, SeveralContacts: the contact is not clear.
            NotStarted, UnusableText, UnreadableTime, FutureTime: bad input.
        """
        now = self._clock()
        kept = clean(note, "note", NOTE_LENGTH)
        async with self._database.transaction(student_id) as tx:
            zone = await self._zone(tx, student_id)
            contact_id = await self._pick(tx, student_id, typed)
            happened_at = _moment(when, now, zone)
            store = Contacts(tx, student_id)
            before = (await store.last_spoke([contact_id]))[contact_id]
            await store.log(contact_id, how, happened_at, kept, now)
            if happened_at >= before:
                keep_later = happened_at < now  # for what was decided since
                details = await self.plan(tx, student_id, contact_id, keep_later=keep_later)
            else:
                details = await self._details(tx, student_id, contact_id)
            return Logged(details, how, happened_at)

    async def view(self, student_id: int, typed: str) -> Details:
        """Return a contact, picked from the suggestions or typed, with all that a card shows.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        async with self._database.reading() as tx:
            await self._students.profile(tx, student_id)
            contact_id = await self._pick(tx, student_id, typed)
            return await self._details(tx, student_id, contact_id)

    async def page(self, student_id: int, number: int) -> Page:
        """Return a page of the network, whoever is due first; a number past the end is the last."""
        async with self._database.reading() as tx:
            await self._students.profile(tx, student_id)
            store = Contacts(tx, student_id)
            due = await self._nudges.due(tx, student_id, KEEP_IN_TOUCH)
            entries = await store.entries()
            entries.sort(key=lambda entry: (entry.id not in due, due.get(entry.id)))
            pages = max(1, -(-len(entries) // PAGE_SIZE))
            number = max(0, min(number, pages - 1))
            shown = entries[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
            spoke = await store.last_spoke([entry.id for entry in shown])
        lines = [Line(entry, spoke[entry.id], due.get(entry.id)) for entry in shown]
        return Page(lines, number, pages, len(entries))

    async def suggest(self, student_id: int, typed: str, limit: int = 25) -> list[Entry]:
        """Return the people that fit what was typed so far, the best first."""
        async with self._database.reading() as tx:
            return rank(typed, await Contacts(tx, student_id).entries(), limit)

    async def plan(
        self,
        tx: Tx,
        student_id: int,
        contact_id: int,
        *,
        since: datetime | None = None,
        keep_later: bool = False,
    ) -> Details:
        """Plan when this person is next due, and return the contact as it is now.

        The cadence counts from ``since``; None for when they were last in touch. With
        ``keep_later`` a nudge that is planned for later stays.
        """
        contact, timeline = await self._known(tx, student_id, contact_id)
        due_at = await self._nudges.plan(
            tx,
            student_id,
            KEEP_IN_TOUCH,
            contact_id,
            cadence=contact.cadence,
            last=since or timeline[0].happened_at,
            seat=contact.seat,
            keep_later=keep_later,
        )
        return Details(contact, timeline, due_at)

    async def _details(self, tx: Tx, student_id: int, contact_id: int) -> Details:
        contact, timeline = await self._known(tx, student_id, contact_id)
        due = await self._nudges.due(tx, student_id, KEEP_IN_TOUCH, [contact_id])
        return Details(contact, timeline, due.get(contact_id))

    async def _known(
        self, tx: Tx, student_id: int, contact_id: int
    ) -> tuple[Contact, Sequence[Interaction]]:
        store = Contacts(tx, student_id)
        contact = (await store.some([contact_id]))[contact_id]
        return contact, await store.timeline(contact_id, TIMELINE_LENGTH)

    async def _zone(self, tx: Tx, student_id: int) -> ZoneInfo:
        return ZoneInfo((await self._students.profile(tx, student_id)).time_zone)

    async def _pick(self, tx: Tx, student_id: int, typed: str) -> int:
        """Return the id of the contact that was meant: picked from the suggestions, or typed."""
        store = Contacts(tx, student_id)
        prefix, _, number = typed.partition(":")
        if prefix == "contact" and number.isdecimal() and len(number) < 19:
            if not await store.some([int(number)]):
                raise ContactNotFound("", [])
            return int(number)
        everybody = await store.entries()
        found = [e for e in everybody if folded(e.name) == folded(typed)]
        found = found or [e for e in everybody if folded(typed) in folded(e.name).split()]
        if not found:
            near = rank(typed, everybody, 3) if folded(typed) else []
            raise ContactNotFound(typed, [entry.name for entry in near])
        if len(found) > 1:
            raise SeveralContacts(typed, found)
        return found[0].id


class KeepInTouch:
    """Speaks for contacts on nudges of the kind ``keep_in_touch``."""

    def __init__(self, contacts: ContactService, clock: Clock) -> None:
        self._contacts = contacts
        self._clock = clock

    async def people(
        self, tx: Tx, student_id: int, subject_ids: Sequence[int]
    ) -> Mapping[int, Person]:
        """Return who they are, when and how they last spoke, and what to take up from there."""
        store = Contacts(tx, student_id)
        contacts = await store.some(subject_ids)
        last = await store.last(subject_ids)
        noted = await store.last_notes(subject_ids)
        return {
            contact.id: Person(
                name=contact.titled,
                about=" · ".join(
                    part
                    for part in (SETTINGS.get(contact.setting or ""), contact.organisation)
                    if part
                ),
                last_spoke=last[contact.id].happened_at,
                last_how=INTERACTIONS[last[contact.id].kind],
                note=_reminder(contact, noted.get(contact.id)),
                every=contact.cadence or "",
            )
            for contact in contacts.values()
        }

    async def done(self, tx: Tx, student_id: int, subject_id: int, how: str) -> None:
        """Log that they were in touch just now."""
        now = self._clock()
        await Contacts(tx, student_id).log(subject_id, how, now, None, now)
        await self._contacts.plan(tx, student_id, subject_id)

    async def pit_stop(self, tx: Tx, student_id: int, subject_id: int) -> None:
        """Seat the contact at a pit stop, which begins now."""
        await Contacts(tx, student_id).seat(subject_id, "pit_stop")
        await self._contacts.plan(tx, student_id, subject_id, since=self._clock())


def _moment(said: str | None, now: datetime, zone: ZoneInfo) -> datetime:
    """Read when something happened; nothing said is just now."""
    return read_past(said, now, zone) if said and said.strip() else now


def _reminder(contact: Contact, noted: Interaction | None) -> str:
    """Return the last note; until there is one, how they met."""
    if noted is not None and noted.note:
        return noted.note
    return f"How you met: {contact.how_met}" if contact.how_met else ""


def _line(text: str | None, field: str) -> str | None:
    """Clean a short field that goes on one line."""
    return None if text is None else clean(" ".join(text.split()), field, NAME_LENGTH)
