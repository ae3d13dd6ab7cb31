"""What a person wants to do with nudges, and what other rooms plan through this one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.database import Database, Tx
from bot.nudges.model import (
    OPEN,
    Cadence,
    Item,
    Letter,
    Nudge,
    Person,
    Snooze,
    State,
    due_on,
)
from bot.nudges.store import Nudges


class NudgeNotFound(Exception):
    """This student has no such nudge."""


class Kind(Protocol):
    """What a room says for one kind of nudge, and does when a button is pressed."""

    async def people(
        self, tx: Tx, student_id: int, subject_ids: Sequence[int]
    ) -> Mapping[int, Person]:
        """Return who the subjects are now; one that is gone is left out."""
        ...

    async def done(self, tx: Tx, student_id: int, subject_id: int, how: str) -> None:
        """Note that the student was in touch, and plan the next time."""
        ...

    async def pit_stop(self, tx: Tx, student_id: int, subject_id: int) -> None:
        """Let this person rest, and plan the next time."""
        ...


class NudgeService:
    """Plans nudges, shows them, and answers their buttons."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._kinds: dict[str, Kind] = {}
        #: Told the moment of everything that is planned; the wake-up call listens here.
        self.on_planned: Callable[[datetime], None] = lambda _due_at: None

    def register(self, name: str, kind: Kind) -> None:
        """Let a room speak for the nudges named ``name``. Called once, when the bot is put together."""
        self._kinds[name] = kind

    async def plan(
        self,
        tx: Tx,
        student_id: int,
        kind: str,
        subject_id: int,
        *,
        cadence: str | None,
        last: datetime,
        seat: str,
        keep_later: bool = False,
    ) -> datetime | None:
        """Plan when this subject is next due, and return that; whatever was open for it has ended.

        Args:
            tx: the transaction in which the reason changed, so that both are kept or none.
            student_id: whose nudge.
            kind: a registered kind.
            subject_id: what it is about.
            cadence: such as "6 weeks"; None for no reminders.
            last: when they were last in touch, aware.
            seat: see `due_on`.
            keep_later: leave a nudge alone that is planned for later, by a snooze or a pit stop.
        """
        now = self._clock()
        store = Nudges(tx, student_id)
        rhythm = await store.rhythm()
        day = due_on(Cadence.read(cadence), rhythm.today(last), seat) if cadence else None
        if keep_later and day is not None:
            planned = (await store.open_due(kind, [subject_id])).get(subject_id)
            if planned is not None and planned > max(day, rhythm.today(now)):
                return rhythm.moment(rhythm.allowed_day(planned))
        await store.close_open(kind, [subject_id], now)
        if day is None:
            return None
        due_at = rhythm.next_slot(day, now)
        await store.plan(kind, subject_id, day, due_at, now)
        self.on_planned(due_at)
        return due_at

    async def plan_new(
        self,
        tx: Tx,
        student_id: int,
        kind: str,
        cadences: Mapping[int, tuple[str, str]],
        *,
        since: datetime,
    ) -> None:
        """Plan the first nudge of many subjects at once, by their cadences, counted from ``since``."""
        now = self._clock()
        store = Nudges(tx, student_id)
        rhythm = await store.rhythm()
        day = rhythm.today(since)
        known = {
            each: due_on(Cadence.read(each[0]), day, each[1]) for each in set(cadences.values())
        }
        days = {each: due for each, due in known.items() if due is not None}
        slots = {each: rhythm.next_slot(due, now) for each, due in days.items()}
        await store.plan_all(
            kind,
            {n: (days[each], slots[each]) for n, each in cadences.items() if each in days},
            now,
        )
        if slots:
            self.on_planned(min(slots.values()))

    async def cancel(
        self, tx: Tx, student_id: int, kind: str, subject_ids: Collection[int]
    ) -> None:
        """Let go of whatever is open for these subjects."""
        await Nudges(tx, student_id).close_open(kind, subject_ids, self._clock())

    async def replan(self, tx: Tx, student_id: int) -> None:
        """Move what is planned to the student's new hour, days or time zone.

        What is due already stays due.
        """
        now = self._clock()
        store = Nudges(tx, student_id)
        if later := await store.planned(after=now):
            rhythm = await store.rhythm()
            for nudge in later:
                due_at = rhythm.next_slot(nudge.due_on, now)
                await store.move(nudge.id, nudge.due_on, due_at)
                self.on_planned(due_at)
        self.on_planned(now)

    async def due(
        self, tx: Tx, student_id: int, kind: str, subject_ids: Collection[int] | None = None
    ) -> Mapping[int, datetime]:
        """Return when each subject of this kind is due, by subject; what is not planned is absent.

        That is the student's hour on the day itself, past for somebody who waits to be written to.
        ``subject_ids`` asks for some of them only.
        """
        store = Nudges(tx, student_id)
        days = await store.open_due(kind, subject_ids)
        if not days:
            return {}
        rhythm = await store.rhythm()
        return {subject: rhythm.moment(rhythm.allowed_day(day)) for subject, day in days.items()}

    async def waiting(self, student_id: int) -> int:
        """Count the nudges that wait because Discord refuses DMs to this student."""
        async with self._database.reading() as tx:
            return await Nudges(tx, student_id).waiting(self._clock())

    async def letter(self, student_id: int, delivery_id: int) -> Letter:
        """Return a DM of this student as it should be shown now.

        Raises:
            NudgeNotFound: this student has no such delivery.
        """
        async with self._database.reading() as tx:
            store = Nudges(tx, student_id)
            delivery = await store.delivery(delivery_id)
            if delivery is None:
                raise NudgeNotFound
            nudges = await store.of_delivery(delivery_id)
            rhythm = await store.rhythm()
            sent_on = rhythm.today(delivery.claimed_at)
            items: list[Item] = []
            for name in dict.fromkeys(nudge.kind for nudge in nudges):
                mine = [nudge for nudge in nudges if nudge.kind == name]
                people = await self._kinds[name].people(
                    tx, student_id, [nudge.subject_id for nudge in mine]
                )
                due = await self.due(tx, student_id, name, [nudge.subject_id for nudge in mine])
                for nudge in mine:
                    if nudge.subject_id not in people:
                        continue
                    day = rhythm.allowed_day(nudge.due_on)
                    items.append(
                        Item(
                            nudge=nudge,
                            person=people[nudge.subject_id],
                            was_due=rhythm.moment(day) if day < sent_on else None,
                            next_due=None if nudge.state in OPEN else due.get(nudge.subject_id),
                        )
                    )
            return Letter(delivery_id, tuple(items), delivery.waiting)

    async def done(self, student_id: int, nudge_id: int, how: str) -> None:
        """Note that the student was in touch. A second press changes nothing.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        async with self._database.transaction(student_id) as tx:
            nudge = await self._settled(tx, student_id, nudge_id, State.DONE)
            if nudge is not None:
                await self._kinds[nudge.kind].done(tx, student_id, nudge.subject_id, how)

    async def pit_stop(self, student_id: int, nudge_id: int) -> None:
        """Let the person rest. A second press changes nothing.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        async with self._database.transaction(student_id) as tx:
            nudge = await self._settled(tx, student_id, nudge_id, State.SKIPPED)
            if nudge is not None:
                await self._kinds[nudge.kind].pit_stop(tx, student_id, nudge.subject_id)

    async def snooze(self, student_id: int, nudge_id: int, snooze: Snooze) -> None:
        """Bring the nudge back later. A second press changes nothing.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        now = self._clock()
        async with self._database.transaction(student_id) as tx:
            nudge = await self._settled(tx, student_id, nudge_id, State.SNOOZED)
            if nudge is None:
                return
            store = Nudges(tx, student_id)
            rhythm = await store.rhythm()
            day = snooze.after(rhythm.today(now))
            due_at = rhythm.next_slot(day, now)
            await store.plan(nudge.kind, nudge.subject_id, day, due_at, now)
            self.on_planned(due_at)

    async def _settled(self, tx: Tx, student_id: int, nudge_id: int, end: State) -> Nudge | None:
        """Settle the nudge and return it, or None when it was settled before."""
        store = Nudges(tx, student_id)
        nudge = await store.find(nudge_id)
        if nudge is None:
            raise NudgeNotFound
        return nudge if await store.settle(nudge_id, end, self._clock()) else None
