"""Carries nudges to students: claim, send, settle, and pick up what a crash left behind.

Every step is written down before the next is taken. A delivery that was claimed and not settled,
because the process died or Discord did not answer, is taken up again when its lease runs out, with
the same nonce; once Discord may have forgotten the nonce, the DM's history is read first.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.database import Database
from bot.nudges.model import DIGEST_SIZE, OPEN, Letter, Nudge, Rhythm
from bot.nudges.service import NudgeService
from bot.nudges.store import Delivery, Outbox

#: How long a send may take before somebody else may try.
LEASE = timedelta(seconds=60)
#: Discord forgets a nonce after "a few minutes"; this is on the safe side of that.
NONCE_WINDOW = timedelta(minutes=2)
#: The longest wait between two tries, and when a delivery is given up: its nudges are then planned
#: anew for the student's next hour.
LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP = timedelta(hours=20)
#: Until `replan` finds the student's next hour.
FAR_OFF = datetime(9000, 1, 1, tzinfo=UTC)
#: Students claimed in one transaction, and sends under way at once.
BATCH = 100
AT_ONCE = 8

log = structlog.get_logger()


class Unreachable(Exception):
    """Discord refuses DMs to this student."""


class TryLater(Exception):
    """Discord did not take the message now, or did not say whether it did."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a letter arrived."""

    channel_id: int
    message_id: int


class Sender(Protocol):
    """The way out to Discord."""

    async def send(self, student_id: int, channel_id: int | None, letter: Letter) -> Receipt:
        """Send one DM, once for one nonce.

        Raises:
            Unreachable: the student's DMs are closed.
            TryLater: it may or may not have arrived.
        """
        ...

    async def find(self, channel_id: int, delivery_id: int, since: datetime) -> Receipt | None:
        """Look in a DM's recent history for a delivery that may have arrived.

        Raises:
            TryLater: the history could not be read.
        """
        ...


class Courier:
    """Delivers what is due."""

    def __init__(
        self, database: Database, clock: Clock, nudges: NudgeService, sender: Sender, random: Random
    ) -> None:
        self._database = database
        self._clock = clock
        self._nudges = nudges
        self._sender = sender
        self._random = random
        self._stopping = False

    async def deliver(self) -> datetime | None:
        """Send what is due now; return when to look again, or None when nothing is planned."""
        while await self._claim():
            pass
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work())
        async with self._database.reading() as tx:
            return await Outbox(tx).next_wake()

    def stop(self) -> None:
        """Take up nothing more; what is being sent is finished."""
        self._stopping = True

    async def _claim(self) -> bool:
        """Write deliveries for what is due to some students; say whether there was anything."""
        now = self._clock()
        async with self._database.transaction() as tx:
            outbox = Outbox(tx)
            by_student: defaultdict[int, list[Nudge]] = defaultdict(list)
            rhythms: dict[int, Rhythm] = {}
            for nudge, rhythm in await outbox.due(now, BATCH):
                by_student[nudge.student_id].append(nudge)
                rhythms[nudge.student_id] = rhythm
            for student_id, due in by_student.items():
                rhythm = rhythms[student_id]
                size = DIGEST_SIZE if rhythm.welcomes(now) else 0
                today = [nudge.id for nudge in due[:size]]
                rest = [nudge.id for nudge in due[size:]]
                if today:
                    await outbox.claim(student_id, today, len(rest), now)
                if rest:
                    tomorrow = rhythm.today(now) + timedelta(days=1 if today else 0)
                    await outbox.postpone(rest, rhythm.next_slot(tomorrow, now))
        return bool(by_student)

    async def _work(self) -> None:
        """Carry one delivery after another, until nobody is left who waits."""
        while not self._stopping and (delivery := await self._take()) is not None:
            await self._carry(delivery)

    async def _take(self) -> Delivery | None:
        now = self._clock()
        async with self._database.transaction() as tx:
            return next(iter(await Outbox(tx).take(now, now + LEASE, limit=1)), None)

    async def _carry(self, delivery: Delivery) -> None:
        """Bring one delivery a step further, whatever happens; one student's trouble stays theirs."""
        try:
            await self._attempt(delivery)
        except Exception:
            # The lease runs out by itself, and then it is tried again.
            log.exception("nudge.failed", delivery=delivery.id)

    async def _attempt(self, delivery: Delivery) -> None:
        try:
            receipt = await self._send(delivery)
        except Unreachable as error:
            log.info("nudge.blocked", delivery=delivery.id, student=delivery.student_id)
            async with self._database.transaction(delivery.student_id) as tx:
                await Outbox(tx).blocked(delivery.id, str(error), self._clock())
        except TryLater as error:
            await self._try_later(delivery, str(error))
        except Exception as error:
            log.exception("nudge.failed", delivery=delivery.id)
            await self._try_later(delivery, type(error).__name__)
        else:
            if receipt is not None:
                async with self._database.transaction(delivery.student_id) as tx:
                    await Outbox(tx).sent(
                        delivery.id, receipt.channel_id, receipt.message_id, self._clock()
                    )
                log.info("nudge.sent", delivery=delivery.id)

    async def _send(self, delivery: Delivery) -> Receipt | None:
        """Send a delivery, unless it has arrived before; None when there is nothing left to send."""
        now = self._clock()
        age = now - delivery.claimed_at
        # Whatever was tried before may have arrived, unless the history says that it has not.
        certain = delivery.attempts == 0
        if not certain and age > NONCE_WINDOW and delivery.channel_id is not None:
            found = await self._find(delivery, delivery.channel_id, age)
            if found is not None:
                return found
            certain = True
        async with self._database.reading() as tx:
            rhythm = await Outbox(tx).rhythm_if_wanted(delivery.student_id)
        if rhythm is None:
            await self._return(delivery, "not wanted any more")
        elif certain and age > GIVE_UP:
            log.error("nudge.given_up", delivery=delivery.id)
            await self._return(delivery, "given up")
        elif certain and not rhythm.welcomes(now):
            await self._return(delivery, "quiet hours")
        elif (letter := await self._letter(delivery)) is not None:
            return await self._sender.send(delivery.student_id, delivery.channel_id, letter)
        return None

    async def _find(self, delivery: Delivery, channel_id: int, age: timedelta) -> Receipt | None:
        try:
            return await self._sender.find(channel_id, delivery.id, since=delivery.claimed_at)
        except TryLater:
            if age > 2 * GIVE_UP:  # a history that can't be read for days will not tell any more
                return None
            raise

    async def _letter(self, delivery: Delivery) -> Letter | None:
        """Compose the letter of those who still wait; when there is nobody, end the delivery."""
        letter = await self._nudges.letter(delivery.student_id, delivery.id)
        waiting = tuple(item for item in letter.items if item.nudge.state in OPEN)
        if waiting:
            return replace(letter, items=waiting)
        async with self._database.transaction(delivery.student_id) as tx:
            await Outbox(tx).emptied(delivery.id, self._clock())
        return None

    async def _return(self, delivery: Delivery, reason: str) -> None:
        """End a delivery that was not sent; its nudges come at the student's next hour."""
        now = self._clock()
        async with self._database.transaction(delivery.student_id) as tx:
            await Outbox(tx).returned(delivery.id, "failed", reason, now, due_at=FAR_OFF)
            await self._nudges.replan(tx, delivery.student_id)

    async def _try_later(self, delivery: Delivery, reason: str) -> None:
        wait = min(timedelta(seconds=2.0 ** min(delivery.attempts, 20)), LONGEST_WAIT)
        wait *= 1 + self._random.random() / 4  # so that many do not come back at once
        again_at = self._clock() + wait
        async with self._database.transaction(delivery.student_id) as tx:
            await Outbox(tx).again_at(delivery.id, again_at, reason)
        log.info("nudge.again", delivery=delivery.id, reason=reason, seconds=wait.total_seconds())
        self._nudges.on_planned(again_at)
