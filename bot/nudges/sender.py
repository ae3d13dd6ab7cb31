"""The way out to Discord, to DMs and channels: one request each, one nonce for every attempt."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import aiohttp
import discord
import structlog
from discord.http import handle_message_parameters

from bot.nudges.gate import Gate, NotTaken, TooLate
from bot.nudges.model import Letter
from bot.nudges.post import Notice, NotTried, Receipt, TryLater, Unreachable

#: Discord's codes for "no DM to this person": closed DMs, no mutual server, unknown channel or user.
CLOSED = frozenset({50007, 50278, 10003, 10013})
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
        brings: says whether what was found in a DM is the letter of a delivery.
    """

    def __init__(
        self,
        client: discord.Client,
        gate: Gate,
        render: Callable[[Letter], discord.ui.LayoutView],
        brings: Callable[[discord.ui.LayoutView, int], bool],
    ) -> None:
        self._client = client
        self._gate = gate
        self._brings = brings
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
        return Receipt(channel_id, await _post(self._client, channel_id, card, nonce))

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
        def is_it(card: discord.ui.LayoutView) -> bool:
            return self._brings(card, delivery_id)

        found = await _found(self._client, channel_id, since, is_it)
        return None if found is None else Receipt(channel_id, found)


NoticeT = TypeVar("NoticeT", bound=Notice)


class ChannelSender(Generic[NoticeT]):
    """Posts notices in channels of servers; see `bot.nudges.post.Board`.

    Args:
        client, gate: as for `DiscordSender`.
        render: turns a notice into what Discord shows.
    """

    def __init__(
        self,
        client: discord.Client,
        gate: Gate,
        render: Callable[[NoticeT], discord.ui.LayoutView],
    ) -> None:
        self._client = client
        self._gate = gate
        self._render = render

    def closed_until(self) -> datetime | None:
        """See `bot.nudges.post.Board.closed_until`."""
        return self._gate.closed_until()

    async def post(self, notice: NoticeT, until: datetime) -> int:
        """See `bot.nudges.post.Board.post`."""
        card = self._render(notice)
        try:
            async with self._gate.nudging(until), asyncio.timeout(PATIENCE):
                return await _post(self._client, notice.channel_id, card, notice.nonce)
        except _FAILURES as error:
            raise _translated(error, in_channel=True) from error

    async def find(self, notice: NoticeT, since: datetime) -> int | None:
        """See `bot.nudges.post.Board.find`."""
        until = datetime.max.replace(tzinfo=since.tzinfo)

        def is_it(card: discord.ui.LayoutView) -> bool:
            ids = (getattr(item, "custom_id", None) or "" for item in card.walk_children())
            return any(each.startswith("post:") and each.endswith(f":{notice.id}") for each in ids)

        try:
            async with self._gate.nudging(until), asyncio.timeout(PATIENCE):
                return await _found(self._client, notice.channel_id, since, is_it)
        except _FAILURES as error:
            raise _translated(error, in_channel=True) from error


async def _post(
    client: discord.Client, channel_id: int, card: discord.ui.LayoutView, nonce: str
) -> int:
    # As `discord.abc.Messageable.send` does it, without the message that it makes of the answer and
    # without keeping the card: its buttons are found by their ids. Less work for each.
    calls = client.allowed_mentions
    with handle_message_parameters(
        view=card, nonce=nonce, previous_allowed_mentions=calls
    ) as parameters:
        message = await client.http.send_message(channel_id, params=parameters)
    return int(message["id"])


async def _found(
    client: discord.Client,
    channel_id: int,
    since: datetime,
    is_it: Callable[[discord.ui.LayoutView], bool],
) -> int | None:
    """Return the message of a channel's recent history whose card is the one looked for."""
    channel = client.get_partial_messageable(channel_id)
    after = since - CLOCKS_APART
    async for message in channel.history(limit=500, after=after, oldest_first=True):
        if message.components and is_it(discord.ui.LayoutView.from_message(message, timeout=None)):
            return message.id
    return None


def is_refusal(error: Exception) -> bool:
    """Say whether Discord refuses DMs to this person, rather than failing to deliver one."""
    return isinstance(error, discord.HTTPException) and error.code in CLOSED


def _translated(error: Exception, *, in_channel: bool = False) -> Exception:
    if isinstance(error, discord.HTTPException) and error.status == 400:
        log.error("nudge.refused", code=error.code)  # a card that Discord does not take is our bug
    if in_channel and isinstance(error, discord.Forbidden | discord.NotFound):
        return Unreachable(str(error.code))
    if is_refusal(error):
        return Unreachable(str(getattr(error, "code", "")))
    if isinstance(error, TooLate) or isinstance(error.__cause__, TooLate):  # aiohttp wraps some
        return NotTried("not now")
    if isinstance(error, NotTaken):
        return TryLater(str(error), error.wait)
    if isinstance(error, discord.HTTPException):
        return TryLater(f"HTTP {error.status}, Discord code {error.code}")
    return TryLater(type(error).__name__)
