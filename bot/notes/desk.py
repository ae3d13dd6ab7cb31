"""One student's notes within one transaction: a draft as it is shown, what becomes of it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.contacts.journal import Rows
from bot.contacts.model import Contact, Interaction
from bot.contacts.network import Network
from bot.contacts.networks import Networks, Openings
from bot.contacts.reasons import OVERDUE_AFTER, THANKED_FOR
from bot.contacts.words import require_room
from bot.notes import coach, drafting
from bot.notes.facts import brief_of, names_placement
from bot.notes.model import (
    ASKED,
    FIRST,
    KINDS,
    MOST_DRAFTS,
    MOST_OPEN,
    Brief,
    Finding,
    Note,
    missing,
)
from bot.notes.screen import screen
from bot.notes.store import Cleared, Kept, Notes, Template, digest
from bot.notes.templates import fill, needed
from bot.nudges.model import DRAFT, NO_REPLY, Reason
from bot.nudges.service import NudgeService

OnSent = Callable[[Network, Kept], Awaitable[Rows]]

#: A draft that is not sent comes back after a day, silence after a request after a week.
UNSENT_AFTER = timedelta(days=1)
NO_REPLY_AFTER = timedelta(days=7)
#: Kinds that wait for an answer.
ASKING = frozenset({"outreach", "meeting_request", "other_times"})
#: Kinds that are logged as thanks.
THANKING = frozenset({"thank_you", "thanks_anyway", "tried_advice", "fieldwork_thanks"})
NUDGES = frozenset({DRAFT, NO_REPLY})
#: Facts of a request that its follow-up takes up.
TAKEN_UP = ("purpose", "detail")


async def acquainted(network: Network) -> frozenset[str]:
    """Return the names a student knows: their contacts', with organisations, and their own."""
    me, *_ = await Notes(network.tx, network.student_id).signature()
    known = [name for _, name in await network.store.names(archived=None)]
    return frozenset([*known, *([me] if me else [])])


class DraftNotFound(Exception):
    """This student has no such draft any more."""


class AlreadySent(Exception):
    """The note was marked as sent, so it stays as it is."""


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
        material: what was noted of the talk or found before, to be put into words by the student.
        their_zone: of the contact, an IANA name; empty when it is not known.
        arranged: its times are those of a meeting, and are changed there.
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
    their_zone: str = ""
    arranged: bool = False

    @property
    def is_own(self) -> bool:
        """The student has changed the words."""
        return self.number == 0 and self.template is None


@dataclass(frozen=True, slots=True)
class Sent:
    """A note that has just been marked as sent.

    Attributes:
        change: takes the log entry back.
        again_at: when this person comes up again, None for not at all.
    """

    draft: Draft
    change: int
    again_at: datetime | None


class Desk:
    """One student's notes. Opened by `Desks` for the length of a transaction."""

    def __init__(self, network: Network, nudges: NudgeService, on_sent: Sequence[OnSent]) -> None:
        self.network = network
        self._on_sent = on_sent
        self.notes = Notes(network.tx, network.student_id)
        self._nudges = nudges

    async def begin(
        self,
        contact_id: int,
        kind: str,
        tone: str = "warm",
        talk: int | None = None,
        meeting: int | None = None,
    ) -> int:
        """Begin a note, or go on with the one of this kind that is not sent; return its id.

        Each of two meetings with one person has a note of its own.

        Raises:
            Full: too many wait to be sent, or are kept.
        """
        chosen = None if talk is None else await self.network.store.interaction(talk)
        if chosen is None or chosen.contact_id != contact_id:  # picked for somebody else
            talk = None
        known = await self.notes.open_about(contact_id, kind, meeting)
        if known is not None and (talk is None or known.interaction_id == talk):
            return known.id
        waiting, in_all = await self.notes.counts()
        require_room("open notes", waiting, MOST_OPEN)
        require_room("notes", in_all, MOST_DRAFTS)
        wording = drafting.first_wording(kind, tone, self.network.student_id, contact_id)
        about = talk or await self.last_talk(contact_id, kind)
        number = await self.notes.add(contact_id, kind, tone, wording, about, self.network.now)
        if kind == "follow_up":
            await self.notes.change(number, facts=await self.asked_before(contact_id))
        return number

    async def kept(self, draft_id: int) -> Kept:
        """Return a draft that can still be changed.

        Raises:
            DraftNotFound, AlreadySent: it can't.
        """
        kept = await self.notes.find(draft_id)
        if kept is None or kept.state == "dropped":
            raise DraftNotFound
        if kept.is_sent:
            raise AlreadySent
        return kept

    async def shown(self, draft_id: int) -> Draft:
        """Return a draft as a card shows it.

        Raises:
            DraftNotFound: it is not theirs, or gone.
        """
        kept = await self.notes.find(draft_id)
        if kept is None:
            raise DraftNotFound
        draft = await self._drafted(kept)
        return replace(draft, findings=await self._findings(kept, draft))

    async def _drafted(self, kept: Kept) -> Draft:
        """Return a draft that nobody has looked at yet."""
        contact = await self.network.contact(kept.contact_id)
        talk = None
        if kept.interaction_id is not None:
            talk = await self.network.store.interaction(kept.interaction_id)
        brief = brief_of(
            contact,
            talk,
            await self.network.store.open_ends(contact.id),
            kept.facts,
            await self.notes.signature(),
            self.network.now,
            self.network.zone,
        )
        own = await self.notes.templates(kept.kind)
        template = None
        if kept.note is None:
            template = next((each for each in own if each.id == kept.template_id), None)
        lacks = missing(kept.kind, brief)
        placement = (
            kept.kind in ASKING
            and names_placement(brief.purpose)
            and kept.facts.get("no_placement") != brief.purpose
        )
        if template is not None:  # what nobody can be asked for keeps its placeholder
            asked = needed(template.note.subject + template.note.body)
            lacks = tuple(
                name
                for name in asked
                if name in {"me", "studies", *ASKED} and not getattr(brief, name)
            )
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
            (),
            number,
            drafting.count(kept.kind, kept.tone),
            template,
            own,
            _material(kept.kind, contact, talk),
            str(kept.facts.get("their_zone") or ""),
            "meeting" in kept.facts,
        )

    async def last_talk(self, contact_id: int, kind: str) -> int | None:
        """Return the talk that a note of this kind is about, or None when they never spoke."""
        talks = await self.network.store.timeline(contact_id, 25)
        if kind == "tried_advice":
            about = [talk for talk in talks if talk.has_open_advice]
        elif kind in THANKING:
            about = [talk for talk in talks if talk.kind in THANKED_FOR]
        else:
            about = []
        written = frozenset(KINDS.values())  # what `send` logs, which says nothing to take up
        about += [talk for talk in talks if talk.kind != "thanks" and talk.note not in written]
        return about[0].id if about else None

    async def asked_before(self, contact_id: int) -> Mapping[str, Any]:
        """Return what the last request to somebody was about, so that it is not asked for again."""
        for kept in await self.notes.lately(contact_id):
            if kept.kind in ASKING and kept.is_sent:
                return {name: kept.facts[name] for name in TAKEN_UP if kept.facts.get(name)}
        return {}

    async def send(self, kept: Kept) -> Sent:
        """Note that a note was sent: it is logged, and what follows is planned."""
        draft = await self._drafted(kept)
        told = [kept.interaction_id] if kept.kind == "tried_advice" and kept.interaction_id else []
        before = await self.network.journal.rows(drafts=[kept.id], interactions=told)
        contact = draft.contact
        how = "thanks" if kept.kind in THANKING else _way(contact)
        final = (
            {} if draft.note is None else {"subject": draft.note.subject, "body": draft.note.body}
        )
        await self.notes.change(kept.id, state="sent", settled_at=self.network.now, **final)
        number = await self.network.store.log(
            contact.id,
            self.network.now,
            kind=how,
            happened_at=self.network.now,
            note=KINDS[kept.kind],
        )
        for talk_id in told:
            await self.network.store.change_interaction(talk_id, advice_state="told")
        told_of: dict[tuple[str, int], Mapping[str, Any] | None] = {}
        for told in self._on_sent:
            told_of |= await told(self.network, kept)
        await self.network.plan(contact, chosen_before=self.network.now, talked=True)
        await self.remind(contact.id)
        change = await self.network.keep(
            "sent", {**before, **told_of, ("interactions", number): None}
        )
        again_at = (await self.network.due([contact.id])).get(contact.id)
        return Sent(replace(draft, state="sent"), change, again_at)

    async def remind(self, *contact_ids: int) -> None:
        """Plan what comes of notes to people: they wait to be sent, or for an answer.

        What was about one of them and is about another now is planned in one go.
        """
        await self._nudges.plan(
            self.network.tx,
            self.network.student_id,
            self.network.rhythm,
            {each: await self._reasons(each) for each in contact_ids},
            NUDGES,
        )

    async def rest(self, contact_id: int) -> None:
        """Remind of no note to somebody."""
        for kept in await self.notes.lately(contact_id):
            for kind in NUDGES:
                await self._nudges.forget(self.network.tx, self.network.student_id, kind, kept.id)

    async def _reasons(self, contact_id: int) -> Sequence[Reason]:
        if not await self.network.reminds_of(contact_id):
            return ()
        talks = await self.network.store.timeline(contact_id, 1)
        reasons: list[Reason] = []
        for kept in await self.notes.lately(contact_id):
            if kept.state == "open":
                if _is_thanked_for(kept, talks, self.network.now):
                    continue  # the reminders to say thank you bring it
                if (await self._drafted(kept)).note is not None:
                    day = self.network.rhythm.today(kept.created_at) + UNSENT_AFTER
                    reasons.append(Reason(DRAFT, kept.id, day))
            elif kept.kind in ASKING and kept.state == "sent" and kept.settled_at is not None:
                answered = any(talk.happened_at > kept.settled_at for talk in talks)
                day = self.network.rhythm.today(kept.settled_at) + NO_REPLY_AFTER
                if not answered:
                    reasons.append(Reason(NO_REPLY, kept.id, day))
        return reasons

    async def _findings(self, kept: Kept, draft: Draft) -> Sequence[Finding]:
        """Return what the coach says, after client information that nobody was asked about yet."""
        note, brief = draft.note, draft.brief
        if note is None:
            return ()
        clients = screen(note.body)
        if clients:
            clients = screen(note.body, known=await acquainted(self.network))
        if clients:
            texts = [note.body, *(each for each in astuple(brief) if isinstance(each, str))]
            digests = {digest(self.network.student_id, each): each for each in texts if each}
            cleared = await Cleared(self.network.tx, self.network.student_id).among(digests)
            known = " ".join(digests[each] for each in cleared)
            clients = [each for each in clients if each.words(note.body) not in known]
        found = coach.review(kept.kind, note, brief)
        if kept.note is None:  # short facts make a short note, and that is not the student's doing
            found = [each for each in found if each.rule != "too_short"]
        return [*clients, *found]


class Desks(Openings[Desk]):
    """Opens a student's notes. The services of this room share one."""

    def __init__(self, networks: Networks, nudges: NudgeService) -> None:
        super().__init__(networks)
        self._nudges = nudges
        #: Told of every note that is sent, in the same transaction; returns the rows as they were
        #: that it changes. The rooms of meetings and of the journey listen here.
        self.on_sent: list[OnSent] = []
        networks.on_back.append(self._back)
        networks.on_seated.append(self._seated)

    def on(self, network: Network) -> Desk:
        """Open them in a network that is open already."""
        return Desk(network, self._nudges, self.on_sent)

    async def _back(self, network: Network, contact_ids: Collection[int]) -> None:
        await self.on(network).remind(*contact_ids)

    async def _seated(self, network: Network, contact_ids: Collection[int]) -> None:
        for each in contact_ids:
            if await network.reminds_of(each):
                await self.on(network).remind(each)
            else:
                await self.on(network).rest(each)


def _is_thanked_for(kept: Kept, talks: Sequence[Interaction], now: datetime) -> bool:
    """Say whether a draft is of thanks for the last talk, of which the student is reminded anyway."""
    last = next(iter(talks), None)
    return (
        kept.kind == "thank_you"
        and last is not None
        and kept.interaction_id == last.id
        and last.kind in THANKED_FOR
        and now < last.happened_at + OVERDUE_AFTER
    )


def _material(kind: str, contact: Contact, talk: Interaction | None) -> str:
    """Return what the student noted that a note could take up, on one line."""
    if kind in FIRST:
        return " ".join(next(iter(contact.pointers), "").split())
    return " ".join((talk.note or "").split()) if talk is not None else ""


def _way(contact: Contact) -> str:
    """Return how a note to somebody is logged: by the way they like to be written to."""
    return "email" if contact.channel in {None, "email"} else "message"
