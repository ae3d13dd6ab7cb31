"""Small habits that a student can switch on: each brings one small step, now and then."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from bot.contacts.model import Contact
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.database import Tx
from bot.journey.customs import Habit, Habits, ignored
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import HABIT_ARTICLE, HABIT_PROFILE, HABIT_THANKS, Person, Reason
from bot.nudges.service import NudgeService
from bot.students.service import NotStarted

#: Every habit, and the day of the month on which it comes: spread, so that no two come at once.
DAYS: Mapping[str, int] = MappingProxyType({"profile": 5, "article": 10, "thanks": 20})
KINDS: Mapping[str, str] = MappingProxyType(
    {"profile": HABIT_PROFILE, "article": HABIT_ARTICLE, "thanks": HABIT_THANKS}
)
#: How many students are seen to at once, when a month is over.
AT_ONCE = 200


class HabitOff(Exception):
    """This habit is switched off."""


@dataclass(frozen=True, slots=True)
class Custom:
    """A habit as a card shows it.

    Attributes:
        name: a key of `DAYS`.
        id: of the student's own; 0 while it is off.
        months: in which it comes.
        next_on: when it comes next, None while it is off.
        suggested: somebody to share an article with, None for nobody.
    """

    name: str
    id: int
    months: tuple[int, ...]
    next_on: date | None
    suggested: Contact | None = None

    @property
    def is_on(self) -> bool:
        """The student has switched it on."""
        return bool(self.id)


def usual_months(name: str, today: date) -> tuple[int, ...]:
    """Return the months for a start: each one, or for the profile twice a year from next month on.

    When a term begins is not the same everywhere, so the student can choose others.
    """
    if name != "profile":
        return tuple(range(1, 13))
    return tuple(sorted({today.month % 12 + 1, (today.month + 6) % 12 + 1}))


def next_due(name: str, months: Collection[int], since: date, today: date) -> date:
    """Return the day on which a habit comes next, or has come this month and waits.

    Args:
        name: a key of `DAYS`.
        months: in which it comes, at least one.
        since: no day before this counts.
        today: the day on the student's calendar. A month that is over counts no more.
    """
    day = today.replace(day=1)
    while True:
        due = day.replace(day=DAYS[name])
        if day.month in months and due >= since:
            return due
        day = (day + timedelta(days=32)).replace(day=1)


def next_month(today: date) -> date:
    """Return the first day of the next month."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


class HabitService:
    """Switches habits on and off, and takes their answers. Nothing is counted."""

    def __init__(self, networks: Networks, nudges: NudgeService) -> None:
        self._networks = networks
        self._nudges = nudges

    async def all(self, student_id: int) -> list[Custom]:
        """Return every habit, on or off.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            return await _all(network)

    async def switch(self, student_id: int, name: str, *, on: bool) -> list[Custom]:
        """Switch a habit on or off; again changes nothing. Return every habit.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.writing(student_id) as network:
            store, today = _store(network), network.today
            known = {each.name for each in await store.all()}
            if on and name not in known:
                await store.add(name, usual_months(name, today), today)
            elif not on:
                await store.remove(name)
            await self._plan(network)
            return await _all(network)

    async def choose_months(
        self, student_id: int, name: str, months: Iterable[int]
    ) -> list[Custom]:
        """Choose in which months a habit comes; without any it is switched off.

        Raises:
            HabitOff: it is off.
        """
        chosen = tuple(sorted({each for each in months if 1 <= each <= 12}))
        if not chosen:
            return await self.switch(student_id, name, on=False)
        async with self._networks.writing(student_id) as network:
            if name not in {each.name for each in await _store(network).all()}:
                raise HabitOff
            await _store(network).change(name, months=list(chosen))
            await self._plan(network)
            return await _all(network)

    async def answer(self, student_id: int, name: str, nudge_id: int) -> None:
        """Let it rest until its next month. An old card changes nothing.

        Raises:
            HabitOff: it is off by now.
            NudgeNotFound: this student has no such nudge.
        """
        nudge = await self._nudges.find(student_id, nudge_id)
        async with self._networks.writing(student_id) as network:
            if name not in {each.name for each in await _store(network).all()}:
                raise HabitOff
            if nudge.is_open:
                await _store(network).change(name, since=next_month(network.today))
                await self._plan(network)

    async def tidy(self) -> None:
        """Let what nobody answered go with its month; its next one comes as if nothing were."""
        before = (self._networks.clock() - timedelta(days=27)).date()
        async with self._networks.database.reading() as tx:
            found = await ignored(tx, KINDS.values(), before, AT_ONCE)
        for student_id in found:
            async with self._networks.writing(student_id) as network:
                await self._plan(network)

    async def shown(self, tx: Tx, student_id: int, habit_id: int) -> Custom | None:
        """Return a habit within a transaction, with somebody to share with; None if it is off."""
        network = await self._networks.within(tx, student_id)
        found = [each for each in await _store(network).all() if each.id == habit_id]
        if not found:
            return None
        due = await network.due()
        who = min(due, key=lambda number: due[number], default=0)
        people = await network.store.some([who] if who else [])
        [habit] = found
        return _custom(habit.name, habit, network.today, people.get(who))

    async def _plan(self, network: Network) -> None:
        today = network.today
        reasons = [
            Reason(KINDS[each.name], each.id, next_due(each.name, each.months, each.since, today))
            for each in await _store(network).all()
        ]
        await self._nudges.plan(
            network.tx, network.student_id, network.rhythm, {0: reasons}, [*KINDS.values()]
        )


class OfHabit(OwnButtons):
    """Speaks for nudges of the kinds of habits; the subject is a habit of the student."""

    def __init__(self, service: HabitService) -> None:
        self._service = service

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return the habits that are still on."""
        found: dict[Whose, Person] = {}
        for student_id, habit_id in subjects:
            try:
                custom = await self._service.shown(tx, student_id, habit_id)
            except NotStarted:
                continue
            if custom is not None:
                found[student_id, habit_id] = Person("A small habit", of=custom)
        return found


def _store(network: Network) -> Habits:
    return Habits(network.tx, network.student_id)


async def _all(network: Network) -> list[Custom]:
    known = {each.name: each for each in await _store(network).all()}
    return [_custom(name, known.get(name), network.today) for name in DAYS]


def _custom(
    name: str, habit: Habit | None, today: date, suggested: Contact | None = None
) -> Custom:
    if habit is None:
        return Custom(name, 0, (), None)
    due = next_due(name, habit.months, habit.since, today)
    return Custom(name, habit.id, tuple(habit.months), due, suggested)
