"""What a person wants to do with nudges, and what other rooms plan through this one."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.database import Database, Tx
from bot.nudges.deliveries import Deliveries
from bot.nudges.letters import Letters
from bot.nudges.model import KEEP_IN_TOUCH, KINDS, Letter, Nudge, Reason, Snooze, State, day_of
from bot.nudges.rhythm import Rhythm
from bot.nudges.store import Nudges


class NudgeNotFound(Exception):
    """This student has no such nudge."""


class NudgeService:
    """Plans nudges, shows them, and answers their buttons."""

    def __init__(self, database: Database, clock: Clock, letters: Letters) -> None:
        self._database = database
        self._clock = clock
        self._letters = letters
        #: Told the moment of everything that is planned; the wake-up call listens here.
        self.on_planned: Callable[[datetime], None] = lambda _due_at: None
        #: Told of every student whose nudges change; the courier looks again before it sends.
        self.on_changed: Callable[[int], None] = lambda _student_id: None

    async def plan(
        self,
        tx: Tx,
        student_id: int,
        rhythm: Rhythm,
        wanted: Mapping[int, Iterable[Reason]],
        kinds: Collection[str],
        *,
        chosen_before: datetime | None = None,
        end: State = State.CANCELLED,
    ) -> None:
        """Keep open about people what there are reasons for, and nothing else.

        What is open for the same reason and the same day stays as it is, sent or not. What would
        come alone at a moment that has passed is not planned any more.

        Args:
            tx: the transaction in which a reason changed, so that both are kept or none.
            student_id: whose nudges.
            rhythm: when the student wants to hear from the bot.
            wanted: all the reasons there are, by person; 0 is for what is about nobody.
            kinds: those that the room speaks for; what other rooms plan about them stays.
            chosen_before: a day for keeping in touch that the student chose earlier falls; None
                leaves every chosen day alone.
            end: what becomes of nudges that are out and have no reason any more.
        """
        now = self._clock()
        store = Nudges(tx, student_id)
        ours = [nudge for nudge in await store.about(wanted) if nudge.kind in kinds]
        ours += await store.about_nobody(kinds) if 0 in wanted else []
        missing = {
            (person_id, reason.kind, reason.subject_id): reason
            for person_id, reasons in wanted.items()
            for reason in reasons
            if not _is_near_chosen(reason, ours)
        }
        over: list[int] = []
        for nudge in ours:
            key = (nudge.person_id or 0, nudge.kind, nudge.subject_id)
            reason = missing.get(key)
            falls = nudge.kind == KEEP_IN_TOUCH and (
                chosen_before is not None and nudge.created_at <= chosen_before
            )
            if reason is not None and (
                _is_same(reason, nudge, now) or (nudge.chosen and not falls)
            ):
                del missing[key]
            else:
                over.append(nudge.id)
        await store.close(over, end, now)
        coming = (
            (key[0] or None, reason) for key, reason in missing.items() if not _is_past(reason, now)
        )
        await self._add(store, rhythm, coming)
        self.on_changed(student_id)

    async def plan_new(
        self, tx: Tx, student_id: int, rhythm: Rhythm, reasons: Iterable[tuple[int | None, Reason]]
    ) -> None:
        """Plan for many people at once of whom nothing is open yet: each person's id and reason."""
        await self._add(Nudges(tx, student_id), rhythm, reasons)

    async def _add(
        self, store: Nudges, rhythm: Rhythm, reasons: Iterable[tuple[int | None, Reason]]
    ) -> None:
        now = self._clock()
        moments: dict[tuple[date, int | None, datetime | None], datetime] = {}
        rows: list[tuple[int | None, Reason, datetime]] = []
        for person_id, reason in reasons:
            when = (reason.due_on, reason.cadence_days, reason.due_at)
            if when not in moments:
                moments[when] = reason.moment(rhythm, now)
            rows.append((person_id, reason, moments[when]))
        await store.plan(rows, now)
        if moments:
            self.on_planned(min(moments.values()))

    async def tell(
        self, tx: Tx, student_id: int, kind: str, subject_id: int, at: datetime | None = None
    ) -> None:
        """Bring news as soon as the student wants to hear any, in place of earlier of this kind.

        ``at`` is a moment before which it does not come; None for at once.
        """
        now = self._clock()
        await self.forget(tx, student_id, kind, subject_id)
        store = Nudges(tx, student_id)
        rhythm = await store.rhythm()
        moment = now if at is None else max(at, now)
        reason = Reason(kind, subject_id, rhythm.today(moment), due_at=moment)
        await self._add(store, rhythm, [(None, reason)])

    async def forget(self, tx: Tx, student_id: int, kind: str, subject_id: int) -> None:
        """Let go of what is open for this reason."""
        await Nudges(tx, student_id).close_for(kind, subject_id, self._clock())
        self.on_changed(student_id)

    async def has_open(self, tx: Tx, student_id: int, kind: str, subject_id: int) -> bool:
        """Say whether something is open for this reason."""
        return subject_id in await Nudges(tx, student_id).open_due(kind, [subject_id])

    async def was_brought(self, tx: Tx, student_id: int, kind: str, subject_id: int) -> bool:
        """Say whether the student has ever been shown this."""
        return await Nudges(tx, student_id).was_brought(kind, subject_id)

    async def brought(
        self, tx: Tx, student_id: int, kinds: Collection[str]
    ) -> dict[tuple[str, int], date]:
        """Return the days of what is out and about nobody, by kind and subject."""
        ours = await Nudges(tx, student_id).about_nobody(kinds)
        return {(n.kind, n.subject_id): n.due_on for n in ours if n.state == State.SENT}

    async def cancel(self, tx: Tx, student_id: int, person_ids: Collection[int]) -> None:
        """Let go of whatever is open about these people."""
        await Nudges(tx, student_id).close_about(person_ids, self._clock())
        self.on_changed(student_id)

    async def open_about(
        self, tx: Tx, student_id: int, person_ids: Collection[int]
    ) -> dict[int, State]:
        """Return the states of what is open about these people, by id, to `bring_back` later."""
        about = await Nudges(tx, student_id).about(person_ids)
        return {nudge.id: nudge.state for nudge in about}

    async def bring_back(
        self, tx: Tx, student_id: int, ended: Mapping[int, State], begun: Collection[int]
    ) -> set[int]:
        """Take a change of plans back.

        Args:
            tx: the transaction in which what they were changed for is taken back.
            student_id: whose nudges.
            ended: what was open before the change, and as what.
            begun: what the change has planned.

        Returns:
            The people about whom something is open again. What has no reason any more is for
            `plan` to see.
        """
        store = Nudges(tx, student_id)
        await store.close(begun, State.CANCELLED, self._clock())
        back = [await store.find(number) for number in await store.reopen(ended)]
        self.on_changed(student_id)
        open_again = [nudge for nudge in back if nudge is not None]
        if coming := [each.due_at for each in open_again if each.state == State.PLANNED]:
            self.on_planned(min(coming))
        return {each.person_id for each in open_again if each.person_id is not None}

    async def replan(self, tx: Tx, student_id: int) -> None:
        """Move what is planned to the student's new hours, days, time zone or pause.

        What is due already stays due.
        """
        now = self._clock()
        store = Nudges(tx, student_id)
        if later := await store.planned(after=now):
            rhythm = await store.rhythm()
            slots: dict[date, datetime] = {}
            moments: dict[int, datetime] = {}
            for nudge in later:
                hours = nudge.manner.hours(rhythm)
                if nudge.manner.at_hour:
                    moments[nudge.id] = hours.next_slot(day_of(nudge, rhythm), now)
                    self.on_planned(moments[nudge.id])
                    continue
                if nudge.manner.alone:
                    if nudge.due_on <= rhythm.today(now) < rhythm.today(nudge.due_at):
                        # A pause has held it.
                        moments[nudge.id] = hours.next_welcome(now)
                    continue
                day = day_of(nudge, rhythm)
                if day not in slots:
                    slots[day] = rhythm.next_slot(day, now)
                if slots[day] != nudge.due_at:
                    moments[nudge.id] = slots[day]
            await store.move(moments)
            if slots:
                self.on_planned(min(slots.values()))
        self.on_changed(student_id)
        self.on_planned(now)

    async def due(
        self,
        tx: Tx,
        student_id: int,
        rhythm: Rhythm,
        kind: str,
        subject_ids: Collection[int] | None = None,
    ) -> Mapping[int, datetime]:
        """Return when each subject of this kind is due, by subject; what is not planned is absent.

        That is the student's hour on the day itself, past for somebody who waits to be written to.
        ``subject_ids`` asks for some of them only.
        """
        reasons = await Nudges(tx, student_id).open_due(kind, subject_ids)
        days = {subject: day_of(reason, rhythm) for subject, reason in reasons.items()}
        moments = {day: rhythm.moment(day) for day in set(days.values())}
        return {subject: moments[day] for subject, day in days.items()}

    async def letter(self, student_id: int, delivery_id: int) -> Letter:
        """Return a DM of this student as it should be shown now.

        Raises:
            NudgeNotFound: this student has no such delivery.
        """
        async with self._database.reading() as tx:
            delivery = await Deliveries(tx).find(delivery_id)
            if delivery is None or delivery.student_id != student_id:
                raise NudgeNotFound
            return (await self._letters.write(tx, [delivery]))[delivery_id]

    async def find(self, student_id: int, nudge_id: int) -> Nudge:
        """Return a nudge of this student.

        Raises:
            NudgeNotFound: there is none.
        """
        async with self._database.reading() as tx:
            nudge = await Nudges(tx, student_id).find(nudge_id)
        if nudge is None:
            raise NudgeNotFound
        return nudge

    async def done(self, student_id: int, nudge_id: int, how: str) -> int | None:
        """Note that the student was in touch. A second press changes nothing.

        Returns:
            The change, to take it back by; None for none.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        async with self._database.transaction(student_id) as tx:
            nudge = await self._settled(tx, student_id, nudge_id, State.DONE)
            if nudge is None:
                return None
            return await self._letters.kinds[nudge.kind].done(tx, nudge, how)

    async def pit_stop(self, student_id: int, nudge_id: int) -> int | None:
        """Let the person rest. A second press changes nothing; see `done`.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        async with self._database.transaction(student_id) as tx:
            nudge = await self._settled(tx, student_id, nudge_id, State.SKIPPED)
            if nudge is None:
                return None
            return await self._letters.kinds[nudge.kind].pit_stop(tx, nudge)

    async def drop_off(self, student_id: int, nudge_id: int) -> int | None:
        """Remind of the person no more. A second press changes nothing; see `done`.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        async with self._database.transaction(student_id) as tx:
            nudge = await self._settled(tx, student_id, nudge_id, State.DROPPED)
            if nudge is None:
                return None
            return await self._letters.kinds[nudge.kind].drop_off(tx, nudge)

    async def snooze(self, student_id: int, nudge_id: int, snooze: Snooze) -> None:
        """Bring the nudge back later. A second press changes nothing.

        Whatever else would come about the person before that, by its cadence, waits for the day too.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        now = self._clock()
        async with self._database.transaction(student_id) as tx:
            store = Nudges(tx, student_id)
            rhythm = await store.rhythm()
            day, moment = snooze.after(rhythm.today(now)), snooze.until(rhythm, now)
            snoozed = await self._put_off(tx, student_id, nudge_id, day, moment)
            if snoozed is None or snoozed.person_id is None or snoozed.manner.alone:
                return
            for each in await store.about([snoozed.person_id]):
                by_cadence = each.cadence_days is not None and not each.chosen
                if by_cadence and day_of(each, rhythm) < day:
                    await self._put_off(tx, student_id, each.id, day)

    async def move(self, student_id: int, nudge_id: int, day: date) -> None:
        """Bring the nudge on a day of the student's choice, today or later.

        Raises:
            NudgeNotFound: this student has no such nudge.
        """
        async with self._database.transaction(student_id) as tx:
            await self._put_off(tx, student_id, nudge_id, day)

    async def _put_off(
        self, tx: Tx, student_id: int, nudge_id: int, day: date, moment: datetime | None = None
    ) -> Nudge | None:
        """Bring it on a day, or if it comes alone, at a moment; return what it was, if it was open."""
        nudge = await self._settled(tx, student_id, nudge_id, State.SNOOZED)
        if nudge is None:
            return None
        store = Nudges(tx, student_id)
        rhythm = await store.rhythm()
        due_at = moment if nudge.manner.alone else None
        day = day if due_at is None else rhythm.today(due_at)
        reason = Reason(nudge.kind, nudge.subject_id, day, chosen=True, due_at=due_at)
        await self._add(store, rhythm, [(nudge.person_id, reason)])
        if nudge.person_id is not None:
            about = await store.about([nudge.person_id])
            over = [each.id for each in about if _is_near_chosen(each, about)]
            await store.close(over, State.CANCELLED, self._clock())
        return nudge

    async def _settled(self, tx: Tx, student_id: int, nudge_id: int, end: State) -> Nudge | None:
        """Settle the nudge and return it, or None when it was settled before."""
        store = Nudges(tx, student_id)
        nudge = await store.find(nudge_id)
        if nudge is None:
            raise NudgeNotFound
        self.on_changed(student_id)
        return nudge if await store.settle(nudge_id, end, self._clock()) else None


def _is_past(reason: Reason, now: datetime) -> bool:
    return reason.due_at is not None and reason.due_at <= now


def _is_same(reason: Reason, nudge: Nudge, now: datetime) -> bool:
    """Say whether a nudge is about this reason still: the same day.

    Of one that is out, or whose moment has come while it waits for a welcome hour, a day more or
    less makes no difference: who moves to another time zone was last in touch on another day there.
    """
    waits = reason.due_at is not None and nudge.created_at < reason.due_at <= now
    apart = abs(reason.due_on - nudge.due_on)
    return apart <= timedelta(days=1 if waits or nudge.state != State.PLANNED else 0)


def _is_near_chosen(what: Reason | Nudge, about: Collection[Nudge]) -> bool:
    """Say whether something follows what the student has put off, to after it or the day before."""
    follows = KINDS[what.kind].follows
    return any(
        each.chosen
        and (each.kind, each.subject_id) == (follows, what.subject_id)
        and what.due_on <= each.due_on + timedelta(days=1)
        for each in about
    )
