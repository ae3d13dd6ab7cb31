"""What a student wants to do with notes: begin one, see it, change it, send it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.contacts.model import USUAL_CADENCE, Contact, Interaction
from bot.contacts.network import Network, Networks
from bot.contacts.reasons import THANKED_FOR
from bot.contacts.words import UnusableText, clean, clean_line, clean_name
from bot.notes import coach, drafting
from bot.notes.facts import brief_of, names_placement, read_times
from bot.notes.model import (
    FACT_LENGTH,
    FIRST,
    KINDS,
    NEEDS,
    TONES,
    Brief,
    Finding,
    Note,
    missing,
)
from bot.notes.screen import screen
from bot.notes.store import Cleared, Kept, Notes, Template, digest
from bot.notes.templates import check, fill, needed, templated
from bot.nudges.model import DRAFT, NO_REPLY, Reason
from bot.nudges.service import NudgeService
from bot.students.zones import find_zone

#: A draft that is not sent comes back after a day, silence after a request after a week.
UNSENT_AFTER = timedelta(days=1)
NO_REPLY_AFTER = timedelta(days=7)
#: Kinds that wait for an answer.
ASKING = frozenset({"outreach", "meeting_request", "other_times"})
#: Kinds that are logged as thanks.
THANKING = frozenset({"thank_you", "thanks_anyway", "tried_advice", "fieldwork_thanks"})
NUDGES = frozenset({DRAFT, NO_REPLY})
#: Facts that a student can be asked for.
ASKED = frozenset({"me", "studies"}.union(*NEEDS.values()))
#: Facts of a request that its follow-up takes up.
TAKEN_UP = ("purpose", "detail")

SUBJECT_LENGTH = 150
BODY_LENGTH = 3000
MOST_TEMPLATES = 25


class DraftNotFound(Exception):
    """This student has no such draft any more."""


class AlreadySent(Exception):
    """The note was marked as sent, so it stays as it is."""


class TooManyTemplates(Exception):
    """The student has as many templates as can be kept."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as a card shows it.

    Attributes:
        contact: whom it goes to.
        brief: what it is made from.
        missing: facts that it still needs, see `bot.notes.model.missing`.
        placement: it seems to ask for a fieldwork placement, which goes another way.
        note: None while something is missing, or asks for a placement.
        findings: what the coach says of it.
        number, count: which wording it is, from 1, of how many; 0 for the student's own words or
            template.
        template: the student's own that it is made from.
        templates: the student's own for this kind.
        material: what was logged of the talk, to be made shorter by the student.
    """

    id: int
    contact: Contact
    kind: str
    tone: str
    state: str
    brief: Brief
    missing: Sequence[str]
    placement: bool
    note: Note | None
    findings: Sequence[Finding]
    number: int
    count: int
    template: Template | None = None
    templates: Sequence[Template] = ()
    material: str = ""

    @property
    def is_own(self) -> bool:
        """The student has changed the words."""
        return self.number == 0 and self.template is None


@dataclass(frozen=True, slots=True)
class Sent:
    """A note that has just been marked as sent; ``change`` takes the log entry back."""

    draft: Draft
    talk: Interaction
    change: int


class NoteService:
    """Keeps a student's drafts. What they are made from is in the network."""

    def __init__(self, networks: Networks, nudges: NudgeService) -> None:
        self._networks = networks
        self._nudges = nudges

    async def begin(
        self, student_id: int, typed: str, kind: str, tone: str = "warm", talk: int | None = None
    ) -> Draft:
        """Begin a note to somebody, or go on with the one of this kind that is not sent yet.

        Args:
            student_id: who writes.
            typed: the contact, picked from the suggestions or typed.
            kind: one of `KINDS`.
            tone: one of `TONES`.
            talk: the talk it is about; None for the last one.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        if kind not in KINDS or tone not in TONES:
            raise DraftNotFound
        async with self._networks.writing(student_id) as network:
            notes = Notes(network.tx, student_id)
            contact = await network.pick(typed)
            chosen = None if talk is None else await network.store.interaction(talk)
            if chosen is None or chosen.contact_id != contact.id:  # picked for somebody else
                talk = None
            known = await notes.open_about(contact.id, kind)
            if known is None or (talk is not None and known.interaction_id != talk):
                wording = drafting.first_wording(kind, tone, student_id, contact.id)
                about = talk or await _last_talk(network, contact.id, kind)
                number = await notes.add(contact.id, kind, tone, wording, about, network.now)
                if kind == "follow_up":
                    await notes.change(number, facts=await _asked_before(notes, contact.id))
            else:
                number = known.id
            await self._remind(network, notes, contact.id)
            return await self._shown(network, notes, number)

    async def see(self, student_id: int, draft_id: int) -> Draft:
        """Return a draft.

        Raises:
            NotStarted: there is no profile.
            DraftNotFound: it is not theirs, or gone.
        """
        async with self._networks.reading(student_id) as network:
            return await self._shown(network, Notes(network.tx, student_id), draft_id)

    async def answer(self, student_id: int, draft_id: int, said: Mapping[str, str]) -> Draft:
        """Keep what a student answered for a note.

        Args:
            student_id: who writes.
            draft_id: the draft.
            said: texts by fact; also ``me``, ``who`` ("second-year OT student, Westfield
                University"), ``times`` as people say them, and ``their_zone``, a city.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
            UnusableText, UnreadableTime, NoHour, PastTime, UnknownZone: bad input.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            if said.get("me"):
                who = clean_line(said.get("who"), "line about you", 200) or ""
                studies, _, school = who.partition(",")
                await notes.sign(clean_name(said["me"]), studies.strip(), school.strip() or None)
            answers = dict(kept.facts)
            for name, text in said.items():
                match name:
                    case "me" | "who":
                        pass
                    case "times":
                        if text.strip():  # the field is empty where they are known
                            answers["times"] = read_times(text, network.now, network.zone)
                            answers["their_zone"] = None
                    case "their_zone":
                        if text.strip():
                            answers[name] = find_zone(text, network.now).key
                    case _:
                        answers[name] = clean_line(text, "answer", FACT_LENGTH)
            await notes.change(draft_id, facts=answers)
            await self._remind(network, notes, kept.contact_id)
            return await self._shown(network, notes, draft_id)

    async def no_placement(self, student_id: int, draft_id: int) -> Draft:
        """Note that a request is not about a placement after all.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            await notes.change(draft_id, facts={**kept.facts, "no_placement": True})
            await self._remind(network, notes, kept.contact_id)
            return await self._shown(network, notes, draft_id)

    async def changeable(self, student_id: int, draft_id: int) -> None:
        """Make sure that a draft can still be changed.

        Raises:
            DraftNotFound, AlreadySent: it can't.
        """
        async with self._changing(student_id, draft_id):
            pass

    async def reword(self, student_id: int, draft_id: int) -> Draft:
        """Take the next wording; own words are replaced by the one before them.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            is_own = kept.note is not None or kept.template_id is not None
            wording = (kept.wording + (not is_own)) % drafting.count(kept.kind, kept.tone)
            await notes.change(draft_id, wording=wording, template_id=None, subject=None, body=None)
            return await self._shown(network, notes, draft_id)

    async def retone(self, student_id: int, draft_id: int, tone: str) -> Draft:
        """Take another tone. Own words stay; they change with the next wording.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            if tone in TONES:
                first = drafting.first_wording(kept.kind, tone, student_id, kept.contact_id)
                await notes.change(draft_id, tone=tone, wording=first)
            return await self._shown(network, notes, draft_id)

    async def edit(self, student_id: int, draft_id: int, subject: str, body: str) -> Draft:
        """Keep a note in the student's own words.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
            UnusableText: the subject or the note is too long, or empty.
        """
        note = Note(
            _given(clean_line(subject, "subject", SUBJECT_LENGTH), "subject"),
            _given(clean(body, "note", BODY_LENGTH), "note"),
        )
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            await notes.change(draft_id, template_id=None, subject=note.subject, body=note.body)
            await self._remind(network, notes, kept.contact_id)
            return await self._shown(network, notes, draft_id)

    async def stay_in_touch(self, student_id: int, draft_id: int) -> Draft:
        """Say so in the note, and remind of the person from now on.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            contact = await network.contact(kept.contact_id)
            if contact.cadence is None or contact.seat == "dropped_off":
                usual = USUAL_CADENCE[contact.relationship or "other"]
                staying = replace(contact, cadence=contact.cadence or usual, seat="aboard")
                await network.store.change(contact.id, staying)
                await network.plan(staying)
            await notes.change(draft_id, facts={**kept.facts, "stay": True})
            return await self._shown(network, notes, draft_id)

    async def drop(self, student_id: int, draft_id: int) -> Draft:
        """Let a draft go; it does not come back.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            await notes.change(draft_id, state="dropped", settled_at=network.now)
            await self._remind(network, notes, kept.contact_id)
            return await self._shown(network, notes, draft_id)

    async def sent(self, student_id: int, draft_id: int) -> Sent:
        """Note that a note was sent: it is logged, and what follows is planned. Once.

        Raises:
            DraftNotFound: it is not theirs, or gone.
            AlreadySent: it was noted before.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            return await self.send(network, notes, kept)

    async def send(self, network: Network, notes: Notes, kept: Kept) -> Sent:
        """Note in an open transaction that a note was sent, see `sent`."""
        draft = await self._shown(network, notes, kept.id)
        contact = draft.contact
        how = "thanks" if kept.kind in THANKING else _way(contact)
        final = (
            {} if draft.note is None else {"subject": draft.note.subject, "body": draft.note.body}
        )
        await notes.change(kept.id, state="sent", settled_at=network.now, **final)
        number = await network.store.log(
            contact.id, network.now, kind=how, happened_at=network.now, note=KINDS[kept.kind]
        )
        if kept.kind == "tried_advice" and kept.interaction_id is not None:
            await network.store.change_interaction(kept.interaction_id, advice_state="told")
        change = await network.keep("log", {("interactions", number): None})
        await network.plan(contact, chosen_before=network.now, talked=True)
        await self._remind(network, notes, contact.id)
        talk = await network.store.interaction(number)
        if talk is None:
            raise DraftNotFound
        return Sent(await self._shown(network, notes, kept.id), talk, change)

    async def save_template(self, student_id: int, draft_id: int, name: str) -> Template:
        """Keep a note as the student's own template: what comes from the log becomes placeholders.

        Raises:
            DraftNotFound: it is not theirs, or gone.
            UnusableText: the name is none.
            BrokenTemplate: a placeholder in it can't be read.
            TooManyTemplates: no more can be kept.
        """
        async with self._networks.writing(student_id) as network:
            notes = Notes(network.tx, student_id)
            draft = await self._shown(network, notes, draft_id)
            if draft.note is None:
                raise DraftNotFound
            if await notes.count_templates() >= MOST_TEMPLATES:
                raise TooManyTemplates
            note = Note(
                templated(draft.note.subject, draft.brief), templated(draft.note.body, draft.brief)
            )
            check(note.subject)
            check(note.body)
            title = clean_name(name)
            number = await notes.add_template(title, draft.kind, note, network.now)
            return Template(number, title, draft.kind, note)

    async def use_template(self, student_id: int, draft_id: int, template_id: int) -> Draft:
        """Write a note by the student's own template.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed, or the template is gone.
        """
        async with self._changing(student_id, draft_id) as (network, notes, kept):
            if template_id not in {each.id for each in await notes.templates(kept.kind)}:
                raise DraftNotFound
            await notes.change(draft_id, template_id=template_id, subject=None, body=None)
            return await self._shown(network, notes, draft_id)

    async def remove_template(self, student_id: int, template_id: int) -> None:
        """Delete a template; a second time changes nothing.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.writing(student_id) as network:
            await Notes(network.tx, student_id).remove_template(template_id)

    async def sent_to(self, student_id: int, contact_id: int) -> Sequence[Kept]:
        """Return the notes that were sent to somebody, the latest first.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            notes = await Notes(network.tx, student_id).lately(contact_id, 50)
            return [each for each in notes if each.state == "sent"]

    async def talks(self, student_id: int, typed: str) -> tuple[Sequence[Interaction], ZoneInfo]:
        """Return the talks that a student can say thank you for, the latest first, and their zone.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        async with self._networks.reading(student_id) as network:
            contact = await network.pick(typed)
            talks = await network.store.timeline(contact.id, 25)
            thanked = THANKED_FOR | {"class", "event", "fieldwork"}
            return [each for each in talks if each.kind in thanked], network.zone

    @asynccontextmanager
    async def _changing(
        self, student_id: int, draft_id: int
    ) -> AsyncGenerator[tuple[Network, Notes, Kept]]:
        async with self._networks.writing(student_id) as network:
            notes = Notes(network.tx, student_id)
            kept = await notes.find(draft_id)
            if kept is None:
                raise DraftNotFound
            if kept.state == "sent":
                raise AlreadySent
            yield network, notes, kept

    async def _shown(self, network: Network, notes: Notes, draft_id: int) -> Draft:
        kept = await notes.find(draft_id)
        if kept is None:
            raise DraftNotFound
        contact = await network.contact(kept.contact_id)
        talk = None
        if kept.interaction_id is not None:
            talk = await network.store.interaction(kept.interaction_id)
        brief = brief_of(
            kept.kind,
            contact,
            talk,
            await network.store.open_ends(contact.id),
            kept.facts,
            await notes.signature(),
            network.now,
            network.zone,
        )
        own = await notes.templates(kept.kind)
        template = None
        if kept.note is None:
            template = next((each for each in own if each.id == kept.template_id), None)
        lacks = missing(kept.kind, brief)
        placement = (
            kept.kind in ASKING
            and names_placement(brief.purpose)
            and not kept.facts.get("no_placement")
        )
        if template is not None:  # what nobody can be asked for keeps its placeholder
            asked = needed(template.note.subject + template.note.body)
            lacks = tuple(name for name in asked if name in ASKED and not getattr(brief, name))
        note, number = kept.note, 0
        if note is None and not lacks and not placement:
            if template is not None:
                note = Note(fill(template.note.subject, brief), fill(template.note.body, brief))
            else:
                number = kept.wording % drafting.count(kept.kind, kept.tone) + 1
                note = drafting.compose(kept.kind, kept.tone, kept.wording, brief)
        return Draft(
            kept.id,
            contact,
            kept.kind,
            kept.tone,
            kept.state,
            brief,
            () if kept.note is not None else lacks,
            placement and kept.note is None,
            note,
            [] if note is None else await self._findings(network, kept.kind, note, brief),
            number,
            drafting.count(kept.kind, kept.tone),
            template,
            own,
            _material(talk) if kept.kind not in FIRST else "",
        )

    async def _findings(
        self, network: Network, kind: str, note: Note, brief: Brief
    ) -> Sequence[Finding]:
        """Return what the coach says, after client information that nobody was asked about yet."""
        clients = screen(note.body)
        if clients:
            texts = [note.body, *(each for each in astuple(brief) if isinstance(each, str))]
            digests = {digest(network.student_id, each): each for each in texts if each}
            cleared = await Cleared(network.tx, network.student_id).among(digests)
            known = " ".join(digests[each] for each in cleared)
            clients = [each for each in clients if each.words(note.body) not in known]
        return [*clients, *coach.review(kind, note, brief)]

    async def _remind(self, network: Network, notes: Notes, contact_id: int) -> None:
        """Plan what comes of notes to somebody: they wait to be sent, or for an answer."""
        talks = await network.store.timeline(contact_id, 1)
        reasons: list[Reason] = []
        for kept in await notes.lately(contact_id):
            if kept.state == "open":
                if (await self._shown(network, notes, kept.id)).note is not None:
                    day = network.rhythm.today(kept.created_at) + UNSENT_AFTER
                    reasons.append(Reason(DRAFT, kept.id, day))
            elif kept.kind in ASKING and kept.settled_at is not None:
                answered = any(talk.happened_at > kept.settled_at for talk in talks)
                day = network.rhythm.today(kept.settled_at) + NO_REPLY_AFTER
                if not answered:
                    reasons.append(Reason(NO_REPLY, kept.id, day))
        await self._nudges.plan(
            network.tx, network.student_id, network.rhythm, {contact_id: reasons}, NUDGES
        )


async def _last_talk(network: Network, contact_id: int, kind: str) -> int | None:
    """Return the talk that a note of this kind is about, or None when they never spoke."""
    talks = await network.store.timeline(contact_id, 25)
    if kind == "tried_advice":
        about = [talk for talk in talks if talk.has_open_advice]
    elif kind in THANKING:
        about = [talk for talk in talks if talk.kind in THANKED_FOR]
    else:
        about = []
    written = frozenset(KINDS.values())  # what `send` logs, which says nothing to take up
    about += [talk for talk in talks if talk.kind != "thanks" and talk.note not in written]
    return about[0].id if about else None


async def _asked_before(notes: Notes, contact_id: int) -> Mapping[str, Any]:
    """Return what the last request to somebody was about, so that it is not asked for again."""
    for kept in await notes.lately(contact_id):
        if kept.kind in ASKING and kept.state == "sent":
            return {name: kept.facts[name] for name in TAKEN_UP if kept.facts.get(name)}
    return {}


def _given(text: str | None, field: str) -> str:
    if text is None:
        raise UnusableText(field, 0)
    return text


def _material(talk: Interaction | None) -> str:
    return " ".join((talk.note or "").split()) if talk is not None else ""


def _way(contact: Contact) -> str:
    """Return how a note to somebody is logged: by the way they like to be written to."""
    return "email" if contact.channel in {None, "email"} else "message"
