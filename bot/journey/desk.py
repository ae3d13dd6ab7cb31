"""One student's journey within one transaction: the people by seat, goals, and the next review."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bot.contacts.model import Entry
from bot.contacts.network import Network
from bot.contacts.networks import Networks, Openings
from bot.journey.model import NETWORK, Goal, GoalNotFound, Member, to_rest
from bot.journey.store import Car, Goals, Reviews
from bot.nudges.model import GOAL, QUARTER, REVIEW, Reason
from bot.nudges.rhythm import Cadence
from bot.nudges.service import NudgeService

#: Every student has one review to be reminded of, whichever it will be.
THE_REVIEW = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A goal with who helps with it, as a card shows it on a day of the student's calendar."""

    goal: Goal
    helpers: Sequence[Entry]
    today: date


@dataclass(frozen=True, slots=True)
class Crowd:
    """More people are aboard than there are seats.

    Attributes:
        aboard: how many.
        seats: how many there are seats for.
        to_rest: to whom a pit stop could be given.
    """

    aboard: int
    seats: int
    to_rest: Sequence[Member]


class JourneyDesk:
    """One student's journey. Opened by `JourneyDesks` for the length of a transaction."""

    def __init__(self, network: Network, nudges: NudgeService) -> None:
        self.network = network
        self.nudges = nudges
        self.car = Car(network.tx, network.student_id)
        self.goals = Goals(network.tx, network.student_id)
        self.reviews = Reviews(network.tx, network.student_id)

    @property
    def today(self) -> date:
        """The date on the student's calendar."""
        return self.network.today

    async def members(self) -> list[Member]:
        """Return everybody who is not in the archive."""
        rhythms = await self.network.store.rhythms()
        spoke = await self.network.store.last_spoke()
        served = await self.goals.helpers([goal.id for goal in await self.goals.open()])
        helpers = {number for some in served.values() for number in some}
        owed = await self.network.store.owed()
        found: list[Member] = []
        for entry in await self.network.store.entries():
            if entry.archived:
                continue
            cadence, added_at = rhythms[entry.id]
            last = spoke.get(entry.id)
            found.append(
                Member(
                    entry.id,
                    entry.name,
                    entry.about,
                    entry.seat,
                    entry.setting,
                    cadence,
                    None if cadence is None else Cadence.read(cadence).days,
                    self.network.rhythm.today(last or added_at),
                    last,
                    added_at,
                    entry.id in helpers,
                    entry.id in owed,
                )
            )
        return found

    async def crowd(self, members: Sequence[Member] | None = None) -> Crowd | None:
        """Return who could rest when the car is overfull; None when there is room."""
        seats = await self.car.seats()
        if seats is None:
            return None
        members = await self.members() if members is None else members
        resting = to_rest(members, seats, self.today)
        aboard = sum(each.seat == "aboard" for each in members)
        return Crowd(aboard, seats, resting) if resting else None

    async def goal(self, goal_id: int) -> Goal:
        """Return a goal.

        Raises:
            GoalNotFound: it is not theirs.
        """
        found = await self.goals.find(goal_id)
        if found is None:
            raise GoalNotFound
        return found

    async def seen(self, goals: Sequence[Goal]) -> list[Seen]:
        """Return goals with who helps with each; who is in the archive helps with none."""
        helpers = await self.goals.helpers([goal.id for goal in goals])
        ids = {number for some in helpers.values() for number in some}
        entries = {each.id: each for each in await self.network.store.entries(ids)}
        return [
            Seen(
                goal,
                [entries[n] for n in helpers[goal.id] if n in entries and not entries[n].archived],
                self.today,
            )
            for goal in goals
        ]

    async def plan_goal(self, goal: Goal) -> None:
        """Bring a goal on its day, if it is open."""
        network = self.network
        await self.nudges.forget(network.tx, network.student_id, GOAL, goal.id)
        if goal.is_open:
            reason = Reason(GOAL, goal.id, goal.review_on)
            await self._plan(reason)

    async def plan_review(self, *, anew: bool = False) -> None:
        """Bring the review in a quarter, once there is a network; ``anew`` counts from today."""
        network = self.network
        if anew:
            await self.nudges.forget(network.tx, network.student_id, REVIEW, THE_REVIEW)
        elif await self.nudges.has_open(network.tx, network.student_id, REVIEW, THE_REVIEW):
            return
        if anew or await self.has_network():
            day = self.today + QUARTER
            await self._plan(Reason(REVIEW, THE_REVIEW, day, QUARTER.days))

    async def has_network(self) -> bool:
        """Say whether there are enough people for a review to be worth the time."""
        return len(await self.network.store.names()) >= NETWORK

    async def _plan(self, reason: Reason) -> None:
        network = self.network
        await self.nudges.plan_new(network.tx, network.student_id, network.rhythm, [(None, reason)])


class JourneyDesks(Openings[JourneyDesk]):
    """Opens a student's journey. The services of this room share one."""

    def __init__(self, networks: Networks, nudges: NudgeService) -> None:
        super().__init__(networks)
        self._nudges = nudges
        networks.on_new.append(self._new)
        networks.goals_of = self._goals_of

    def on(self, network: Network) -> JourneyDesk:
        """Open it in a network that is open already."""
        return JourneyDesk(network, self._nudges)

    async def _new(self, network: Network, _contact_ids: Collection[int]) -> None:
        await self.on(network).plan_review()

    async def _goals_of(self, network: Network, contact_id: int) -> Sequence[str]:
        return [goal.words for goal in await self.on(network).goals.served_by(contact_id)]


def later(today: date) -> date:
    """Return the day a quarter later, when a goal is looked at again."""
    return today + QUARTER
