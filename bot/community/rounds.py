"""Nudges, and the reminders of chats among them, in one round."""

from datetime import datetime

import structlog

from bot.clock import Clock, earliest
from bot.community.service import ChatService
from bot.nudges.courier import AFTER_TROUBLE, Courier

log = structlog.get_logger()


class Rounds:
    """The courier, then reminders planned for the next chat; `bot.nudges.wake.Wake` wakes it."""

    def __init__(self, courier: Courier, chats: ChatService, clock: Clock) -> None:
        self._courier = courier
        self._chats = chats
        self._clock = clock

    def stop(self) -> None:
        """Take up nothing more; what is being sent is finished."""
        self._courier.stop()

    async def deliver(self) -> datetime | None:
        """Send what is due and wait for all of it; return when to look again, None for never."""
        upcoming = await self._courier.deliver()
        return earliest(upcoming, await self._of_chats(), await self._courier.next_wake())

    async def dispatch(self) -> datetime | None:
        """Send what is due; return when to look again, None for never."""
        held = await self._courier.dispatch()
        of_chats = await self._of_chats()  # plans nudges too
        return earliest(held or await self._courier.next_wake(), of_chats)

    async def next_wake(self) -> datetime | None:
        """Return when something is due next; None when nothing is planned."""
        return await self._courier.next_wake()

    async def _of_chats(self) -> datetime | None:
        """Plan reminders anew; trouble here holds up no nudge."""
        try:
            await self._chats.tidy()
            return await self._chats.next_wake()
        except Exception:
            log.exception("chats.not_planned")
            return self._clock() + AFTER_TROUBLE
