"""One student's network within one transaction: who is meant, what is known, what comes next."""

import asyncio
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import latest
from bot.contacts.journal import Journal, Rows, Undone
from bot.contacts.model import Contact, Entry, Fields, Interaction, due_first, which_page
from bot.contacts.reasons import KINDS, reasons_to_write
from bot.contacts.search import rank
from bot.contacts.store import Contacts
from bot.contacts.twins import Acquaintance
from bot.contacts.words import folded
from bot.database import Tx
from bot.nudges.model import KEEP_IN_TOUCH, NO_REPLY, Nudge, Reason, State
from bot.nudges.service import NudgeService
from bot.students.model import Student

TIMELINE_LENGTH = 5


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


@dataclass(frozen=True, slots=True)
class Details:
    """A contact with what a card says of it.

    Attributes:
        contact: the person.
        timeline: a page of the interactions, the newest first; may be empty.
        number, pages: which page of how many, starting at 0.
        last_spoke: when they were last in touch, None when never.
        due_at: when they are next due, None for no reminder.
        open_ends: interactions with advice to try or a promise to keep, what is due first.
        seen_at: when this was read, on the student's own clock.
        goals: what the student hopes to reach with their help, in the student's words.
    """

    contact: Contact
    timeline: Sequence[Interaction]
    number: int
    pages: int
    last_spoke: datetime | None
    due_at: datetime | None
    open_ends: Sequence[Interaction]
    seen_at: datetime
    goals: Sequence[str] = ()


def token(contact_id: int) -> str:
    """Return what a suggestion sends in place of a name, see `Network.pick`."""
    return f"contact:{contact_id}"


class Network:
    """One student's network. Opened by `Networks` for the length of a transaction."""

    def __init__(
        self,
        tx: Tx,
        student: Student,
        now: datetime,
        nudges: NudgeService,
        goals_of: "GoalsOf",
    ) -> None:
        self.tx = tx
        self._goals_of = goals_of
        self.now = now
        self.student_id = student.id
        self.zone = ZoneInfo(student.time_zone)
        self.rhythm = student.rhythm
        self.stage = student.stage
        self.store = Contacts(tx, student.id)
        self.journal = Journal(tx, student.id)
        self._nudges = nudges
        # What was open about the people whose plans change, before they did.
        self._open_before: dict[int, State] = {}
        self._replanned: set[int] = set()

    @property
    def today(self) -> date:
        """The day on the student's calendar."""
        return self.rhythm.today(self.now)

    async def pick(self, typed: str) -> Contact:
        """Return the contact that was meant: picked from the suggestions, or typed.

        Raises:
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        prefix, _, number = typed.partition(":")
        if prefix == "contact" and number.isdecimal() and len(number) < 19:  # Discord ids fit
            return await self.contact(int(number))
        wanted = folded(typed)
        names = await self.store.names(archived=None)
        likely = [n for n, name in names if wanted and f" {wanted} " in f" {name} "]
        entries = await self.store.entries(likely)
        found = [entry for entry in entries if folded(entry.name) == wanted]
        found = found or [entry for entry in entries if wanted in folded(entry.name).split()]
        if not found:
            near = await self.store.entries(rank(typed, names, 3) if wanted else [])
            raise ContactNotFound(typed, [entry.name for entry in near])
        if len(found) > 1:
            raise SeveralContacts(typed, found)
        return await self.contact(found[0].id)

    async def contact(self, contact_id: int) -> Contact:
        """Return a contact of this student.

        Raises:
            ContactNotFound: it is not theirs, or gone.
        """
        found = await self.store.some([contact_id])
        if contact_id not in found:
            raise ContactNotFound("", [])
        return found[contact_id]

    async def reminds_of(self, contact_id: int) -> bool:
        """Say whether anybody is to be reminded of them: not in the archive, and not dropped off."""
        found = (await self.store.some([contact_id])).get(contact_id)
        return found is not None and not found.archived and found.seat != "dropped_off"

    async def spoke(self, contact: Contact) -> datetime | None:
        """Return when they were last in touch; meeting them counts. None when never."""
        return latest(contact.met_at, await self.store.last_talk(contact.id))

    async def details(self, contact: Contact, number: int = 0) -> Details:
        """Return all that a card shows; ``number`` is the page of the timeline."""
        talks = await self.store.count_talks(contact.id)
        number, pages = which_page(number, talks, TIMELINE_LENGTH)
        due = await self.due([contact.id])
        first = number * TIMELINE_LENGTH
        timeline = await self.store.timeline(contact.id, TIMELINE_LENGTH, first)
        newest = timeline[0].happened_at if timeline and not number else None
        return Details(
            contact=contact,
            timeline=timeline,
            number=number,
            pages=pages,
            last_spoke=latest(contact.met_at, newest) if newest else await self.spoke(contact),
            due_at=due.get(contact.id),
            open_ends=sorted(await self.store.open_ends(contact.id), key=due_first),
            seen_at=self.now.astimezone(self.zone),
            goals=await self._goals_of(self, contact.id),
        )

    async def plan(
        self,
        *people: Contact,
        since: datetime | None = None,
        chosen_before: datetime | None = None,
        talked: bool = False,
    ) -> None:
        """Plan what there is to remind of about people.

        Args:
            people: whom it is about.
            since: when the cadence counts from; None for when they were last in touch, or added.
            chosen_before: what the student has put off to a day of their choice before this moment
                comes as usual again; None leaves it there.
            talked: nudges that are out and have no reason any more are done, and nobody is silent.
        """
        await self._remember(contact.id for contact in people)
        wanted: dict[int, list[Reason]] = {}
        for contact in people:
            last = next(iter(await self.store.timeline(contact.id, 1)), None)
            spoke = latest(contact.met_at, None if last is None else last.happened_at)
            spoke = since or spoke or contact.created_at
            wanted[contact.id] = reasons_to_write(
                contact.id,
                contact,
                self.rhythm.today(spoke),
                await self.store.open_ends(contact.id),
                last,
                self.rhythm,
                logged_at=None if last is None else await self.store.logged_at(last.id),
                chosen=since is not None,
            )
        await self._nudges.plan(
            self.tx,
            self.student_id,
            self.rhythm,
            wanted,
            KINDS | {NO_REPLY} if talked else KINDS,
            chosen_before=chosen_before,
            end=State.DONE if talked else State.CANCELLED,
        )

    async def follow(self, contact: Contact, spoke: datetime | None) -> None:
        """Plan after a change of what was said; ``spoke`` is when they were last in touch before."""
        moved = await self.spoke(contact) != spoke
        await self.plan(contact, chosen_before=self.now if moved else None, talked=True)

    async def acquaintance(self) -> Acquaintance:
        """Return everybody in the network, by what tells whether somebody is among them."""
        addresses = await self.store.addresses()
        entries = await self.store.entries()

        def meet() -> Acquaintance:
            known = Acquaintance()
            for each in entries:
                known.meet(each.id, each.name, each.organisation, addresses.get(each.id, ()))
            return known

        return await asyncio.to_thread(meet)

    async def replan(self, contact_ids: Iterable[int]) -> None:
        """Plan for those that are still there, and let go of the rest; see `plan`."""
        ids = set(contact_ids)
        there = await self.store.some(ids)
        await self._remember(ids)
        await self._nudges.cancel(self.tx, self.student_id, ids - set(there))
        await self.plan(*there.values())

    def answered(self, nudge: Nudge) -> None:
        """Note a nudge that has just been settled, so that it opens again if that is taken back."""
        self._open_before[nudge.id] = nudge.state

    async def _remember(self, contact_ids: Iterable[int]) -> None:
        new = set(contact_ids) - self._replanned
        self._replanned |= new
        self._open_before |= await self._nudges.open_about(self.tx, self.student_id, new)

    async def keep(self, kind: str, before: Rows) -> int:
        """Note that these rows have just changed; return the change's id, to take it back by.

        What this has changed of the plans is noted too, so plan first.
        """
        now = await self._nudges.open_about(self.tx, self.student_id, self._replanned)
        # What is on its way to the student can't be put back there; it is planned anew.
        put_back = {n: s for n, s in self._open_before.items() if s != State.CLAIMED}
        plans = {n: state for n, state in put_back.items() if n not in now}
        begun = dict.fromkeys(now.keys() - self._open_before.keys())
        return await self.journal.keep(kind, before, self.now, {**plans, **begun})

    async def undo(self, change_id: int) -> Undone | None:
        """Take a change back, and what it has changed of the plans; None when it is too late."""
        undone = await self.journal.undo(change_id, self.now)
        if undone is None:
            return None
        back: set[int] = set()
        if undone.taken_back:
            ended = {n: State(state) for n, state in undone.plans.items() if state is not None}
            begun = [n for n, state in undone.plans.items() if state is None]
            back = await self._nudges.bring_back(self.tx, self.student_id, ended, begun)
        there = await self.store.some(back)
        await self.replan((undone.talked | undone.moved | back) - there.keys())
        for contact in there.values():
            # A day that the student had chosen is theirs again, unless they have spoken since.
            await self.plan(contact, chosen_before=await self.spoke(contact))
        return undone

    async def due(self, contact_ids: Collection[int] | None = None) -> Mapping[int, datetime]:
        """Return when everybody is due, or some are, by contact id; who never is due is absent."""
        return await self._nudges.due(
            self.tx, self.student_id, self.rhythm, KEEP_IN_TOUCH, contact_ids
        )

    async def plan_new(self, people: Mapping[int, Fields]) -> None:
        """Plan for people who are new, all at once; their cadence counts from now."""
        today = self.today
        await self._nudges.plan_new(
            self.tx,
            self.student_id,
            self.rhythm,
            (
                (number, reason)
                for number, fields in people.items()
                for reason in reasons_to_write(number, fields, today, (), None, self.rhythm)
            ),
        )


GoalsOf = Callable[[Network, int], Awaitable[Sequence[str]]]
