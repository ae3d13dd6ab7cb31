"""The way out to Discord for nudges: one request a DM, the same nonce for every attempt."""

from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.nudges.courier import Receipt, TryLater, Unreachable
from bot.nudges.model import Letter

#: Discord's codes for "no DM to this person": closed DMs, no mutual server, unknown channel or user.
CLOSED = frozenset({50007, 50278, 10003, 10013})


class DiscordSender:
    """Sends letters as DMs.

    Args:
        client: a client that is ready.
        render: turns a letter into what Discord shows.
    """

    def __init__(
        self, client: discord.Client, render: Callable[[Letter], discord.ui.LayoutView]
    ) -> None:
        self._client = client
        self._render = render

    async def send(self, student_id: int, channel_id: int | None, letter: Letter) -> Receipt:
        """See `bot.nudges.courier.Sender.send`."""
        try:
            if channel_id is None:
                return await self._send(await self._open(student_id), letter)
            try:
                return await self._send(channel_id, letter)
            except discord.NotFound:  # the channel that was remembered is gone
                return await self._send(await self._open(student_id), letter)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise _translated(error) from error

    async def _open(self, student_id: int) -> int:
        return (await self._client.create_dm(discord.Object(student_id))).id

    async def _send(self, channel_id: int, letter: Letter) -> Receipt:
        # A partial channel: discord.py's own cache of DMs holds 128, past that it asks again.
        channel = self._client.get_partial_messageable(channel_id)
        message = await channel.send(view=self._render(letter), nonce=letter.nonce)
        return Receipt(channel_id, message.id)

    async def find(self, channel_id: int, delivery_id: int, since: datetime) -> Receipt | None:
        """See `bot.nudges.courier.Sender.find`."""
        channel = self._client.get_partial_messageable(channel_id)
        try:
            async for message in channel.history(
                limit=100, after=since - timedelta(minutes=1), oldest_first=True
            ):
                if _names(message, delivery_id):
                    return Receipt(channel_id, message.id)
        except discord.NotFound:  # the channel is gone, and what was in it
            return None
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise _translated(error) from error
        return None


def _names(message: discord.Message, delivery_id: int) -> bool:
    """Say whether a button of this message carries the delivery's id as its last part."""
    if not message.components:
        return False
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    ids = (getattr(item, "custom_id", None) or "" for item in view.walk_children())
    return any(
        custom_id.startswith("nudge:") and custom_id.endswith(f":{delivery_id}")
        for custom_id in ids
    )


def is_refusal(error: Exception) -> bool:
    """Say whether Discord refuses DMs to this person, rather than failing to deliver one."""
    return isinstance(error, discord.HTTPException) and error.code in CLOSED


def _translated(error: Exception) -> Exception:
    if is_refusal(error):
        return Unreachable(str(getattr(error, "code", "")))
    if isinstance(error, discord.HTTPException):
        return TryLater(f"HTTP {error.status}, Discord code {error.code}")
    return TryLater(type(error).__name__)
