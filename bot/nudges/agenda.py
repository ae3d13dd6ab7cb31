"""What comes when, and what waits because it could not be delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.database import Database
from bot.nudges.choice import most_pressing, overtaken
from bot.nudges.deliveries import Deliveries
from bot.nudges.letters import Letters, was_due
from bot.nudges.model import AGAIN_AFTER, DIGEST_SIZE, Item, Letter, Nudge, State
from bot.nudges.rhythm import Rhythm
from bot.nudges.store import Nudges

#: Nudges on one page.
PAGE = 8


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what is open: what waits for an answer, then what comes, the earliest first.

    Attributes:
        items: the nudges of this page.
        number, pages: which page of how many, starting at 0.
        total: how many are open in all.
        rhythm: when the student wants to hear from the bot.
        now: when this was read.
    """

    items: Sequence[Item]
    number: int
    pages: int
    total: int
    rhythm: Rhythm
    now: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """Who is due and could not be reminded of: how many people, and the names of the first."""

    total: int
    names: Sequence[str]


class AgendaService:
    """Shows a student what the courier will bring, or could not."""

    def __init__(self, database: Database, clock: Clock, letters: Letters) -> None:
        self._database = database
        self._clock = clock
        self._letters = letters

    async def page(self, student_id: int, number: int = 0) -> Page:
        """Return a page of what is open, each reason once; of a student who has started."""
        async with self._database.reading() as tx:
            store = Nudges(tx, student_id)
            total = await store.count_open(once=True)
            pages = max(1, -(-total // PAGE))
            number = max(0, min(number, pages - 1))
            nudges = await store.open_page(PAGE, number * PAGE, once=True)
            people = await self._letters.people(tx, nudges)
            rhythm, now = await store.rhythm(), self._clock()
            items = [
                Item(nudge, people[nudge.id], was_due(nudge, rhythm, now))
                for nudge in nudges
                if nudge.id in people
            ]
            return Page(items, number, pages, total, rhythm, now)

    async def one(self, student_id: int, nudge_id: int, *, latest: bool = False) -> Item | None:
        """Return one of the student's nudges as it is now, or None.

        ``latest`` asks for what has followed it, if it was settled and comes again.
        """
        async with self._database.reading() as tx:
            store = Nudges(tx, student_id)
            nudge = await store.find(nudge_id)
            if nudge is None:
                return None
            again = None if nudge.is_open else await self._again(store, nudge)
            if latest and again is not None:
                nudge, again = again, None
            people = await self._letters.people(tx, [nudge])
            if nudge.id not in people:
                return None
            due = was_due(nudge, await store.rhythm(), self._clock())
            return Item(nudge, people[nudge.id], due, None if again is None else again.due_at)

    async def _again(self, store: Nudges, settled: Nudge) -> Nudge | None:
        """Return what is open now for the same reason as a nudge that was settled."""
        reason = (settled.kind, settled.subject_id)
        mine = [] if settled.person_id is None else await store.about([settled.person_id])
        return next((each for each in mine if (each.kind, each.subject_id) == reason), None)

    async def inbox(self, student_id: int) -> Inbox:
        """Return what waits because Discord refuses DMs to this student; nothing while it is paused."""
        async with self._database.reading() as tx:
            store = Nudges(tx, student_id)
            waiting = await store.waiting(self._clock())
            if not waiting:
                return Inbox(0, ())
            rhythm = await store.rhythm()
            if rhythm.is_paused(self._clock()):
                return Inbox(0, ())
            everybody = most_pressing(waiting, rhythm, self._clock())
            first = everybody[:DIGEST_SIZE]
            people = await self._letters.people(tx, first)
            return Inbox(len(everybody), [people[n.id].name for n in first if n.id in people])

    async def show_here(self, student_id: int) -> Letter | None:
        """Return what is most pressing of what waits, to be shown at once; None for nothing.

        It counts as brought: no DM brings it the same week.
        """
        now = self._clock()
        async with self._database.transaction(student_id) as tx:
            store = Nudges(tx, student_id)
            waiting = await store.waiting(now)
            if not waiting:
                return None
            rhythm = await store.rhythm()
            over = [nudge.id for nudge in overtaken(waiting)]
            await store.close(over, State.CANCELLED, now)
            pressing = most_pressing(waiting, rhythm, now)
            # What comes in a message of its own may be an answer or a request, which has a card of
            # its own too.
            shown = [each for each in pressing if each.manner.alone][:1] or pressing[:DIGEST_SIZE]
            left = len(pressing) - len(shown)
            again_at = rhythm.next_slot(rhythm.today(now) + AGAIN_AFTER, now)
            delivery_id = await store.show(shown, left, again_at, now)
            # What else is due about them waits, as in `bot.nudges.choice`.
            people = {nudge.person_id for nudge in shown} - {None}
            rest = [n.id for n in waiting if n.person_id in people and not n.manner.alone]
            await store.move(dict.fromkeys(rest, again_at))  # what is shown is planned no more
            delivery = await Deliveries(tx).find(delivery_id)
            if delivery is None:
                return None
            return (await self._letters.write(tx, [delivery]))[delivery_id]
