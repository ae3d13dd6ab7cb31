"""Brings nudges to students: claim, send, settle, and pick up what a crash left behind.

Every step is written down before the next is taken, by the one process that holds the lease. A
delivery that was claimed and not settled, because the process died or Discord did not answer, is
sent again with the same nonce; once Discord may have forgotten the nonce, the DM's history is read
first.
"""

import asyncio
from collections import ChainMap, Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import structlog

from bot.clock import Clock
from bot.database import Database
from bot.nudges.choice import choose
from bot.nudges.deliveries import Deliveries, Delivery
from bot.nudges.lease import Lease
from bot.nudges.letters import Letters
from bot.nudges.model import Letter, Nudge
from bot.nudges.outbox import Outbox
from bot.nudges.post import Sender
from bot.nudges.postman import Postman, Result
from bot.nudges.service import NudgeService

#: How long another process leaves to this one what it has claimed.
LEASE = timedelta(seconds=60)
#: Nudges claimed in one transaction. More takes less time for each, but everybody else waits while
#: so many letters are written; so there are more only if they leave twice as fast as Discord lets.
BATCH, LARGE_BATCH = 24, 500
FAST = 96  # a second
#: Sends under way at once; Discord takes 48 a second, and each takes it some 100 ms.
AT_ONCE = 32
#: Seconds in which results gather to be written down together, so that students seldom wait for it.
GATHERED = 0.1
#: How soon it is tried again when something can't be written down, such as on a full disk.
AFTER_TROUBLE = timedelta(seconds=15)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger()


class Courier:
    """Delivers what is due."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        nudges: NudgeService,
        letters: Letters,
        sender: Sender,
        random: Random,
    ) -> None:
        self._database = database
        self._clock = clock
        self._nudges = nudges
        self._letters = letters
        self._sender = sender
        self._postman = Postman(database, clock, letters, sender, random)
        self._stopping = False
        self._lease = 0  # its number; another process that takes over has a higher one
        self._lease_until = _LONG_AGO
        self._unsure = False  # something may be in our hands that we don't know of
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._last: dict[int, asyncio.Task[None]] = {}  # by student: one send at a time
        self._on_the_way: dict[int, asyncio.Task[Any]] = {}  # by student
        self._held_back: set[int] = set()  # students to whom what is on the way is stopped
        self._batch = BATCH
        self._changed: set[int] = set()  # students whose letters in hand may be out of date
        self._results: list[Result] = []
        self._unsettled: Counter[int] = Counter()  # results not written down, by student
        self._pen = asyncio.Lock()  # results are written down in turn
        self._settling: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()  # nobody waits for more results to come

    async def deliver(self) -> datetime | None:
        """Send what is due and wait for all of it; return when to look again, None for never."""
        upcoming = await self.dispatch()
        await self.finish()
        return await self.next_wake() if upcoming is None else upcoming

    async def dispatch(self) -> datetime | None:
        """Send what is due; what Discord is slow to take is settled later.

        Returns:
            When to look again though nothing is due, because another process delivers or Discord
            wants no requests; None when all was sent.
        """
        if self._unsure:
            await self.finish()
        self._batch, begun, left = BATCH, self._clock(), 0
        while not self._stopping:
            await self._settle()  # what could not be written down the last time, and refusals
            closed = self._sender.closed_until()
            if closed is not None:
                return closed
            try:
                taken = await self._take()
            except BaseException:
                self._unsure = True  # it may have been written all the same
                raise
            if taken is None:
                async with self._database.reading() as tx:
                    return await Lease(tx).until()
            deliveries, known = taken
            if not deliveries:
                break
            letters = await self._write(deliveries, known)
            for delivery in deliveries:
                if delivery.id in letters:
                    await self._slots.acquire()
                    self._hand_over(delivery, letters[delivery.id])
            left += len(letters)
            quick = (left - AT_ONCE) / FAST > (self._clock() - begun).total_seconds()
            self._batch = LARGE_BATCH if quick else BATCH
        return None

    async def finish(self) -> None:
        """Wait until everything under way has been settled."""
        while self._last or self._settling is not None:
            if not self._last:
                self._hurry.set()
            waited = [*self._last.values()] or [self._settling]
            await asyncio.wait([each for each in waited if each is not None])
        await self._settle()

    def stop(self) -> None:
        """Take up nothing more; what is being sent is finished."""
        self._stopping = True

    async def close(self) -> None:
        """Finish what is being sent, take up nothing more, and let another process go on at once."""
        self.stop()
        await self.finish()
        if self._lease:
            async with self._database.transaction() as tx:
                await Lease(tx).release(self._lease, self._clock())

    def abandon(self) -> None:
        """Let go of whatever is still under way: it stays claimed, and is taken up at the next start."""
        for task in (*self._last.values(), self._settling):
            if task is not None:
                task.cancel()

    def look_again(self, student_id: int) -> None:
        """Note that something has changed for a student, so that letters in hand are read anew."""
        self._changed.add(student_id)

    def hold_back(self, student_ids: Collection[int]) -> None:
        """Stop what is on the way to students and has not left; what is wanted is written anew."""
        for student_id in student_ids:
            self.look_again(student_id)
            if student_id in self._on_the_way:
                self._held_back.add(student_id)
                self._on_the_way[student_id].cancel()

    async def next_wake(self) -> datetime | None:
        """Return when the next nudge or the next try is due; None when nothing is planned."""
        async with self._database.reading() as tx:
            return await Outbox(tx).next_wake()

    async def _take(self) -> tuple[list[Delivery], dict[int, Nudge]] | None:
        """Write deliveries for what is due, and take up what was left; None without the lease.

        With them come the nudges that are known from choosing them.
        """
        now = self._clock()
        deliveries: list[Delivery] = []
        known: dict[int, Nudge] = {}
        self._changed &= set(self._last)  # what is taken from now on is as it is now
        async with self._database.transaction() as tx:
            number = await Lease(tx).renew(self._lease, now, now + LEASE, anew=self._unsure)
            if number is not None:
                if number != self._lease:
                    await Deliveries(tx).take_over(number, now)
                deliveries = await Deliveries(tx).take(number, now, self._batch)
                if len(deliveries) < self._batch:
                    outbox = Outbox(tx)
                    await outbox.bring_again(now)
                    due = await outbox.due(now, self._batch - len(deliveries))
                    chosen = [
                        (
                            each,
                            choose(
                                each.nudges,
                                each.rhythm,
                                now,
                                asked=each.asked,
                                brought=each.brought,
                            ),
                        )
                        for each in due
                    ]
                    deliveries += await outbox.claim(chosen, number, now)
                    known = {nudge.id: nudge for each in due for nudge in each.nudges}
        if number is None:
            self._lease = 0
            return None
        self._lease, self._lease_until, self._unsure = number, now + LEASE, False
        return deliveries, known

    async def _write(
        self, deliveries: Sequence[Delivery], known: Mapping[int, Nudge]
    ) -> Mapping[int, Letter]:
        """Return the letters, by delivery; if one can't be written, the others are all the same."""
        try:
            async with self._database.reading() as tx:
                return await self._letters.write(tx, deliveries, known)
        except Exception as error:  # noqa: BLE001 - whose trouble it is, is found out
            if len(deliveries) > 1:
                each = [await self._write([delivery], known) for delivery in deliveries]
                return ChainMap(*map(dict, each))
            self._note(self._postman.failed(deliveries[0], error))
            return {}

    def _hand_over(self, delivery: Delivery, letter: Letter) -> None:
        """Start to carry a delivery, after any other of the same student."""
        student_id = delivery.student_id
        before = self._last.get(student_id)
        task = asyncio.create_task(self._carry(delivery, letter, before))
        self._last[student_id] = task
        task.add_done_callback(lambda done: self._forget(student_id, done))

    def _forget(self, student_id: int, done: "asyncio.Task[None]") -> None:
        self._slots.release()
        if self._last.get(student_id) is done:
            del self._last[student_id]

    async def _carry(
        self, delivery: Delivery, letter: Letter, before: "asyncio.Task[None] | None"
    ) -> None:
        student_id = delivery.student_id
        if before is not None:
            await asyncio.wait([before])
        again = before is not None or student_id in self._unsettled
        if again:  # what became of the one before decides about this one
            await self._settle_in_passing()
        held = delivery.lease == self._lease
        until = self._lease_until if held and not self._stopping else _LONG_AGO
        if until > self._clock() and student_id not in self._unsettled:
            again = again or student_id in self._changed
            result = await self._unless_held_back(delivery, letter, until, again=again)
        else:
            result = self._postman.later(delivery, "not now", tried=False)
        self._note(result)

    async def _unless_held_back(
        self, delivery: Delivery, letter: Letter, until: datetime, *, again: bool
    ) -> Result:
        """Send, unless that is stopped meanwhile; then it may have left, or not."""
        student_id, task = delivery.student_id, asyncio.current_task()
        if task is not None:
            self._on_the_way[student_id] = task
        try:
            return await self._postman.carry(delivery, letter, until, look_again=again)
        except asyncio.CancelledError:
            if task is None or student_id not in self._held_back:
                raise
            task.uncancel()
            return self._postman.later(delivery, "held back")
        finally:
            self._on_the_way.pop(student_id, None)
            self._held_back.discard(student_id)

    def _note(self, result: Result) -> None:
        """Keep a result until it is written down, together with others that come meanwhile."""
        self._results.append(result)
        self._unsettled[result.delivery.student_id] += 1
        if self._settling is None:
            self._hurry.clear()
            self._settling = asyncio.create_task(self._settle_when_gathered())
            self._settling.add_done_callback(self._settled)

    def _settled(self, _done: "asyncio.Task[None]") -> None:
        self._settling = None

    async def _settle_when_gathered(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHERED):
                await self._hurry.wait()
        await self._settle_in_passing()

    async def _settle_in_passing(self) -> None:
        """Settle results as they come, and wait for those that are being settled."""
        try:
            await self._settle()
            while self._results:
                await self._settle()
        except Exception:
            log.exception("nudges.not_settled")  # they are kept, and tried again
            self._nudges.on_planned(self._clock() + AFTER_TROUBLE)

    async def _settle(self) -> None:
        """Write down what has become of deliveries; all of it or nothing."""
        async with self._pen:
            results, self._results = self._results, []
            if not results:
                return
            try:
                await self._write_down(results)
            except BaseException:
                self._results = results + self._results
                raise
            self._unsettled -= Counter(result.delivery.student_id for result in results)

    async def _write_down(self, results: Sequence[Result]) -> None:
        now = self._clock()
        students = {result.delivery.student_id for result in results}
        async with self._database.transaction(*students) as tx:
            number = await Lease(tx).renew(self._lease, now, now + LEASE)
            # What was taken under an earlier lease is in other hands: they find out what arrived.
            ours = [result for result in results if result.delivery.lease == number]
            await Deliveries(tx).sent(
                [
                    (each.delivery, each.receipt.channel_id, each.receipt.message_id)
                    for each in ours
                    if each.receipt is not None
                ],
                now,
            )
            for each in ours:
                await _write_down_rest(Deliveries(tx), each, now)
        if sent := [result.delivery.id for result in ours if result.receipt is not None]:
            log.info("nudge.sent", deliveries=sent)
        if len(ours) < len(results):
            log.error("nudges.lease_lost", deliveries=len(results) - len(ours))
        self._lease, self._lease_until = number or 0, now + LEASE
        for result in ours:
            if result.again_at is not None:
                self._nudges.on_planned(result.again_at)


async def _write_down_rest(deliveries: Deliveries, result: Result, now: datetime) -> None:
    delivery, again_at = result.delivery, result.again_at or now
    match result.end:
        case "blocked":
            await deliveries.blocked(delivery, result.reason, now)
        case "failed":
            await deliveries.returned(delivery, "failed", result.reason, now, again_at)
        case "empty":
            await deliveries.emptied(delivery, now)
        case "later":
            await deliveries.again_at(delivery, again_at, result.reason, tried=result.tried)
        case _:
            pass
