"""What a journey says in DMs: the review of each quarter, and a goal whose day has come."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.database import Tx
from bot.journey.desk import JourneyDesk, JourneyDesks
from bot.journey.model import GoalNotFound
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import Person
from bot.students.service import NotStarted


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The review as a DM speaks of it: ``people`` is how many there are in the network."""

    people: int


class _OfJourney(OwnButtons):
    """Speaks for DMs about nobody, whose own buttons do what there is to do."""

    def __init__(self, desks: JourneyDesks) -> None:
        self._desks = desks

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return what the DM shows; what there is nothing to say of is left out."""
        found: dict[Whose, Person] = {}
        for student_id, subject_id in subjects:
            with suppress(NotStarted, GoalNotFound):
                network = await self._desks.networks.within(tx, student_id)
                person = await self._shown(self._desks.on(network), subject_id)
                if person is not None:
                    found[student_id, subject_id] = person
        return found

    async def _shown(self, desk: JourneyDesk, subject_id: int) -> Person | None:
        raise NotImplementedError


class TakeStock(_OfJourney):
    """Speaks for nudges of the kind ``review``."""

    async def _shown(self, desk: JourneyDesk, subject_id: int) -> Person | None:
        if not await desk.has_network():
            return None
        people = len(await desk.network.store.names())
        return Person("Your review", of=Upcoming(people))


class LookAgain(_OfJourney):
    """Speaks for nudges of the kind ``goal``; the subject is a goal."""

    async def _shown(self, desk: JourneyDesk, subject_id: int) -> Person | None:
        [seen] = await desk.seen([await desk.goal(subject_id)])
        return Person(f"Your goal: {seen.goal.words}", of=seen)
