"""The way out to Discord for nudges: one request a DM, the same nonce for every attempt."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import discord
import structlog

from bot.nudges.gate import Gate, NotTaken, TooLate
from bot.nudges.model import Letter
from bot.nudges.post import NotTried, Receipt, TryLater, Unreachable

#: Discord's codes for "no DM to this person": closed DMs, no mutual server, unknown channel or user.
CLOSED = frozenset({50007, 50278, 10003, 10013})
#: How the ids of buttons begin that end with the id of their delivery.
OF_NUDGES = ("nudge:", "meet", "ask:", "placement:", "habit:")


log = structlog.get_logger()

#: Seconds after which a request is given up, and tried again later with the same nonce.
PATIENCE = 15

#: By how much this machine's clock may be ahead of Discord's.
CLOCKS_APART = timedelta(minutes=10)

#: Whatever a request can end with. An answer that can't be read is one that was lost.
_FAILURES = (
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,  # TimeoutError among them
    ValueError,
    TypeError,
    KeyError,
    NotTaken,
    TooLate,
)


class DiscordSender:
    """Sends letters as DMs.

    Args:
        client: a client that is ready, made with the gate's trace.
        gate: paces the requests.
        render: turns a letter into what Discord shows.
    """

    def __init__(
        self,
        client: discord.Client,
        gate: Gate,
        render: Callable[[Letter], discord.ui.LayoutView],
    ) -> None:
        self._client = client
        self._gate = gate
        self._render = render

    def closed_until(self) -> datetime | None:
        """See `bot.nudges.post.Sender.closed_until`."""
        return self._gate.closed_until()

    async def send(
        self, student_id: int, channel_id: int | None, letter: Letter, until: datetime
    ) -> Receipt:
        """See `bot.nudges.post.Sender.send`."""
        card = self._render(letter)
        try:
            async with self._gate.nudging(until), asyncio.timeout(PATIENCE):
                if channel_id is not None:
                    try:
                        return await self._send(channel_id, card, letter.nonce)
                    except discord.NotFound:  # the channel that was remembered is gone
                        pass
                opened = await self._open(student_id)
                if opened == channel_id:
                    raise Unreachable("the channel is gone")
                return await self._send(opened, card, letter.nonce)
        except _FAILURES as error:
            raise _translated(error) from error

    async def _open(self, student_id: int) -> int:
        return (await self._client.create_dm(discord.Object(student_id))).id

    async def _send(self, channel_id: int, card: discord.ui.LayoutView, nonce: str) -> Receipt:
        # A partial channel: discord.py's own cache of DMs holds 128, past that it asks again.
        channel = self._client.get_partial_messageable(channel_id)
        message = await channel.send(view=card, nonce=nonce)
        return Receipt(channel_id, message.id)

    async def find(
        self, student_id: int, channel_id: int | None, delivery_id: int, since: datetime
    ) -> Receipt | None:
        """See `bot.nudges.post.Sender.find`."""
        until = datetime.max.replace(tzinfo=since.tzinfo)
        try:
            async with self._gate.nudging(until), asyncio.timeout(PATIENCE):
                if channel_id is not None:
                    try:
                        return await self._look(channel_id, delivery_id, since)
                    except discord.NotFound:  # the channel is gone, and what was in it
                        pass
                return await self._look(await self._open(student_id), delivery_id, since)
        except _FAILURES as error:
            raise _translated(error) from error

    async def _look(self, channel_id: int, delivery_id: int, since: datetime) -> Receipt | None:
        channel = self._client.get_partial_messageable(channel_id)
        after = since - CLOCKS_APART
        async for message in channel.history(limit=500, after=after, oldest_first=True):
            if _names(message, delivery_id):
                return Receipt(channel_id, message.id)
        return None


def _names(message: discord.Message, delivery_id: int) -> bool:
    """Say whether a button of this message carries the delivery's id as its last part."""
    if not message.components:
        return False
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    ids = (getattr(item, "custom_id", None) or "" for item in view.walk_children())
    return any(
        custom_id.startswith(OF_NUDGES) and custom_id.endswith(f":{delivery_id}")
        for custom_id in ids
    )


def is_refusal(error: Exception) -> bool:
    """Say whether Discord refuses DMs to this person, rather than failing to deliver one."""
    return isinstance(error, discord.HTTPException) and error.code in CLOSED


def _translated(error: Exception) -> Exception:
    if isinstance(error, discord.HTTPException) and error.status == 400:
        log.error("nudge.refused", code=error.code)  # a card that Discord does not take is our bug
    if is_refusal(error):
        return Unreachable(str(getattr(error, "code", "")))
    if isinstance(error, TooLate):
        return NotTried("not now")
    if isinstance(error, NotTaken):
        return TryLater(str(error), error.wait)
    if isinstance(error, discord.HTTPException):
        return TryLater(f"HTTP {error.status}, Discord code {error.code}")
    return TryLater(type(error).__name__)
