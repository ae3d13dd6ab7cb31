"""What a DM says, put together from the rooms that know the people in it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from bot.database import Tx
from bot.nudges.deliveries import Deliveries, Delivery
from bot.nudges.model import Item, Letter, Nudge, Person, day_of
from bot.nudges.rhythm import Rhythm
from bot.nudges.store import Nudges

NOTHING: Mapping[int, Nudge] = MappingProxyType({})

#: A student's id and that of a subject.
Whose = tuple[int, int]


class Kind(Protocol):
    """What a room says for one kind of nudge, and does when a button is pressed."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return who the subjects are now; one that is gone or not this student's is left out."""
        ...

    async def done(self, tx: Tx, nudge: Nudge, how: str) -> int | None:
        """Note that the student was in touch, and plan what comes next.

        The nudge is as it was before it was settled. Like the others, return the change, to take
        it back by; None when there is none.
        """
        ...

    async def pit_stop(self, tx: Tx, nudge: Nudge) -> int | None:
        """Let this person rest, and plan what comes next."""
        ...

    async def drop_off(self, tx: Tx, nudge: Nudge) -> int | None:
        """Remind of this person no more."""
        ...


class OwnButtons:
    """For kinds that are shown on a card of their own room, whose own buttons do everything."""

    async def done(self, tx: Tx, nudge: Nudge, how: str) -> int | None:
        """Do nothing."""
        return None

    async def pit_stop(self, tx: Tx, nudge: Nudge) -> int | None:
        """Do nothing."""
        return None

    async def drop_off(self, tx: Tx, nudge: Nudge) -> int | None:
        """Do nothing."""
        return None


class Letters:
    """Writes DMs: one that is shown again, or many that go out."""

    def __init__(self) -> None:
        #: Who speaks for which kind of nudge. Filled in `bot.app`.
        self.kinds: dict[str, Kind] = {}

    def register(self, kind: Kind, *names: str) -> None:
        """Let a room speak for kinds of nudges."""
        self.kinds |= dict.fromkeys(names, kind)

    async def people(self, tx: Tx, nudges: Collection[Nudge]) -> dict[int, Person]:
        """Return who each nudge is about, by its id; of some there is nobody any more."""
        found: dict[int, Person] = {}
        for name in {nudge.kind for nudge in nudges}:
            mine = {n.id: (n.student_id, n.subject_id) for n in nudges if n.kind == name}
            people = await self.kinds[name].people(tx, set(mine.values()))
            found |= {number: people[whose] for number, whose in mine.items() if whose in people}
        return found

    async def write(
        self, tx: Tx, deliveries: Collection[Delivery], known: Mapping[int, Nudge] = NOTHING
    ) -> dict[int, Letter]:
        """Return DMs as they should be shown now, by delivery.

        Args:
            tx: to read with.
            deliveries: of one student or of many.
            known: nudges by id that need not be read again.
        """
        nudges = await Deliveries(tx).nudges_of(deliveries, known)
        people = await self.people(tx, nudges.values())
        letters: dict[int, Letter] = {}
        for each in deliveries:
            today = each.rhythm.today(each.claimed_at)
            mine = [
                nudges[number]
                for number in each.nudge_ids
                if number in people and nudges[number].student_id == each.student_id
            ]
            items = [
                Item(
                    nudge,
                    people[nudge.id],
                    was_due(nudge, each.rhythm, each.claimed_at),
                    None if nudge.is_open else await _next_due(tx, nudge, each),
                )
                for nudge in mine
            ]
            also = tuple(people[number].name for number in each.also if number in people)
            letters[each.id] = Letter(
                each.id, tuple(items), each.waiting, today, also, each.catch_up
            )
        return letters


def was_due(nudge: Nudge, rhythm: Rhythm, now: datetime) -> datetime | None:
    """Return when a nudge should have come, if that was on an earlier day.

    What was overdue already when it was planned comes as soon as it can.
    """
    day = day_of(nudge, rhythm)
    late = rhythm.today(nudge.created_at) <= day < rhythm.today(now)
    return rhythm.moment(day) if late else None


async def _next_due(tx: Tx, nudge: Nudge, of: Delivery) -> datetime | None:
    """Return when the same subject comes up next, after this nudge of a delivery was settled."""
    reasons = await Nudges(tx, nudge.student_id).open_due(nudge.kind, [nudge.subject_id])
    reason = reasons.get(nudge.subject_id)
    return None if reason is None else reason.moment(of.rhythm, of.claimed_at)
