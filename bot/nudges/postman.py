"""Carries one DM: looks whether it is still wanted, sends it, and says what has become of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import structlog
from cachetools import LRUCache

from bot.clock import Clock
from bot.database import Database
from bot.nudges.deliveries import Deliveries, Delivery
from bot.nudges.letters import Letters
from bot.nudges.model import UNSENT, Letter
from bot.nudges.post import NotTried, Receipt, Sender, TryLater, Unreachable

#: Discord forgets a nonce after "a few minutes"; this is on the safe side of that.
NONCE_WINDOW = timedelta(minutes=2)
#: The longest wait between two tries, and when a delivery is given up: its nudges are then planned
#: anew for the student's next hour.
LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP = timedelta(hours=20)
#: Refusals that are remembered until they are settled; a forgotten one costs another request.
MOST_REFUSED = 1000
#: A letter older than this is looked at once more before it leaves: the hour may have passed.
FRESH = timedelta(minutes=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Result:
    """What has become of a delivery, to be written down.

    Attributes:
        end: ``sent``, ``blocked``, ``failed`` (planned again), ``empty`` or ``later``.
        receipt: of what was sent.
        reason: of anything else.
        again_at: when it is tried again, or when what failed is due again.
        tried: Discord was asked.
    """

    delivery: Delivery
    end: str
    receipt: Receipt | None = None
    reason: str = ""
    again_at: datetime | None = None
    tried: bool = True


class Postman:
    """Carries DMs, one at a time or many at once. Writes nothing down."""

    def __init__(
        self, database: Database, clock: Clock, letters: Letters, sender: Sender, random: Random
    ) -> None:
        self._database = database
        self._clock = clock
        self._letters = letters
        self._sender = sender
        self._random = random
        # Deliveries to closed DMs that are still to be looked for. One that nobody brings back,
        # because its student has left, gives way to later ones.
        self._refused = LRUCache[int, str](MOST_REFUSED)

    async def carry(
        self, delivery: Delivery, letter: Letter, until: datetime, *, look_again: bool
    ) -> Result:
        """Bring a delivery a step further, whatever happens.

        Args:
            delivery: one in our hands.
            letter: as it was when the delivery was taken.
            until: nothing is sent after this moment.
            look_again: something may have changed for the student since.
        """
        result = await self._step(delivery, letter, until, look_again=look_again)
        if result.end != "later":
            self._refused.pop(delivery.id, None)
        return result

    async def _step(
        self, delivery: Delivery, letter: Letter, until: datetime, *, look_again: bool
    ) -> Result:
        try:
            return await self._carry(delivery, letter, until, look_again=look_again)
        except NotTried as error:
            return self.later(delivery, str(error), tried=False)
        except TryLater as error:
            return self.later(delivery, str(error), error.wait)
        except Exception as error:  # noqa: BLE001 - one student's trouble stays theirs
            return self.failed(delivery, error)

    def failed(self, delivery: Delivery, error: Exception) -> Result:
        """Return what becomes of a delivery when something happens that nobody foresaw."""
        log.error("nudge.failed", delivery=delivery.id, exc_info=error)
        now, rhythm = self._clock(), delivery.rhythm
        if now - delivery.claimed_at > GIVE_UP:
            again_at = rhythm.next_slot(rhythm.today(now), now)
            return Result(delivery, "failed", reason="given up", again_at=again_at)
        return self.later(delivery, type(error).__name__)

    def later(
        self,
        delivery: Delivery,
        reason: str,
        wait: timedelta = timedelta(),
        *,
        tried: bool = True,
    ) -> Result:
        """Return that a delivery is to be tried again, after a wait that grows with the tries."""
        now = self._clock()
        if tried:
            wait = max(
                wait, min(timedelta(seconds=2.0 ** min(delivery.attempts, 20)), LONGEST_WAIT)
            )
            wait *= 1 + self._random.random() / 4  # so that many do not come back at once
            seconds = round(wait.total_seconds(), 1)
            log.info("nudge.again", delivery=delivery.id, reason=reason, seconds=seconds)
        again_at = max(now + wait, self._sender.closed_until() or now)
        return Result(delivery, "later", reason=reason, again_at=again_at, tried=tried)

    async def _carry(
        self, delivery: Delivery, letter: Letter, until: datetime, *, look_again: bool
    ) -> Result:
        age = self._clock() - delivery.claimed_at
        # Whatever was tried before may have arrived, unless the history says that it has not.
        certain = delivery.attempts == 1
        # So has to be known what was tried for somebody who pauses since.
        paused = delivery.rhythm.is_paused(self._clock())
        if not certain and (paused or age > NONCE_WINDOW):
            found = await self._find(delivery, age)
            if found is not None:
                return Result(delivery, "sent", found)
            certain = True
        if look_again:
            read = await self._read_again(delivery)
            if read is None:
                now = self._clock()
                return Result(delivery, "failed", reason="not wanted any more", again_at=now)
            delivery, letter = read
        # What was shown meanwhile in another way, because DMs were closed, is not sent again.
        waiting = tuple(item for item in letter.items if item.nudge.state in UNSENT)
        if not waiting:
            return Result(delivery, "empty")
        if certain and (look_again or delivery.attempts > 1 or age > FRESH):
            unwelcome = self._unwelcome(delivery, replace(letter, items=waiting), age)
            if unwelcome is not None:
                return unwelcome
        if len(waiting) < len(letter.items):
            letter = replace(letter, items=waiting)
        return await self._send(delivery, letter, until, age, certain=certain)

    async def _send(
        self, delivery: Delivery, letter: Letter, until: datetime, age: timedelta, *, certain: bool
    ) -> Result:
        """Send a letter; ``certain`` says that no earlier try can have arrived."""
        reason = self._refused.get(delivery.id)
        if reason is None:
            try:
                receipt = await self._sender.send(
                    delivery.student_id, delivery.channel_id, letter, until
                )
            except Unreachable as error:
                reason = self._refused[delivery.id] = str(error)
            else:
                return Result(delivery, "sent", receipt)
        # They may have closed their DMs after an earlier try had arrived. If that can't be looked up
        # now, it is the next time, and they are not asked again.
        found = None if certain else await self._find(delivery, age)
        if found is not None:
            return Result(delivery, "sent", found)
        log.info("nudge.blocked", delivery=delivery.id, student=delivery.student_id)
        return Result(delivery, "blocked", reason=reason)

    async def _read_again(self, delivery: Delivery) -> tuple[Delivery, Letter] | None:
        """Return a delivery and its letter as they are now, None when it is not wanted any more."""
        async with self._database.reading() as tx:
            deliveries = Deliveries(tx)
            now = await deliveries.find(delivery.id)
            if now is None or not await deliveries.is_wanted(delivery.student_id):
                return None
            letter = (await self._letters.write(tx, [now]))[delivery.id]
        return replace(delivery, rhythm=now.rhythm), letter

    def _unwelcome(self, delivery: Delivery, letter: Letter, age: timedelta) -> Result | None:
        """Return why a letter that has certainly not arrived is not sent any more, or None."""
        now, manner = self._clock(), letter.items[0].nudge.manner
        rhythm = manner.hours(delivery.rhythm)
        next_slot = rhythm.next_slot(rhythm.today(now), now)
        again_at = rhythm.next_welcome(now) if manner.alone else next_slot
        if age > GIVE_UP:
            log.error("nudge.given_up", delivery=delivery.id)
            return Result(delivery, "failed", reason="given up", again_at=again_at)
        late = rhythm.is_paused(now) if manner.in_quiet_hours else not rhythm.welcomes(now)
        if manner.alone and not manner.in_quiet_hours:
            late = again_at > now
        if late:
            return Result(delivery, "failed", reason="not at this hour", again_at=again_at)
        return None

    async def _find(self, delivery: Delivery, age: timedelta) -> Receipt | None:
        """Return where an earlier try has arrived, None when the history says that none has."""
        try:
            found = await self._sender.find(
                delivery.student_id, delivery.channel_id, delivery.id, since=delivery.claimed_at
            )
        except Unreachable:
            return None
        except TryLater:
            if age > 2 * GIVE_UP:  # a history that can't be read for days will not tell any more
                return None
            raise
        if found is not None:
            log.info("nudge.found", delivery=delivery.id)
        return found
