"""Answering an interaction: where it is seen, and what happens when it goes wrong."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from functools import wraps
from random import Random
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import discord
import structlog

from bot.rooms import Rooms
from bot.ui.sentences import sentence

P = ParamSpec("P")
S = TypeVar("S")

log = structlog.get_logger()


class Host(Protocol):
    """What commands and buttons need of the client that runs them."""

    rooms: Rooms
    random: Random
    #: Whatever is being answered now. Shutdown waits for it.
    under_way: set[asyncio.Task[Any]]


def rooms(interaction: discord.Interaction) -> Rooms:
    """Return the services of the bot that received this interaction."""
    return cast("Host", interaction.client).rooms


def is_private(interaction: discord.Interaction) -> bool:
    """Say whether only the student sees the channel, which is the bot's own DM with them."""
    return interaction.context.dm_channel


async def say(interaction: discord.Interaction, text: str) -> None:
    """Answer with a sentence: ephemeral where others could read it, an ordinary message in the DM."""
    ephemeral = not is_private(interaction)
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=ephemeral)
    else:
        await interaction.response.send_message(text, ephemeral=ephemeral)


async def show(interaction: discord.Interaction, card: discord.ui.LayoutView) -> None:
    """Answer with a card: ephemeral where others could read it, an ordinary message in the DM."""
    ephemeral = not is_private(interaction)
    if interaction.response.is_done():
        await interaction.followup.send(view=card, ephemeral=ephemeral)
    else:
        await interaction.response.send_message(view=card, ephemeral=ephemeral)


def answered(
    callback: Callable[Concatenate[S, discord.Interaction, P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[S, discord.Interaction, P], Coroutine[Any, Any, None]]:
    """Wrap a command or a button so that a known error is answered with its sentence.

    Anything else goes on to whoever reports it, see `report`.
    """

    @wraps(callback)
    async def answering(
        self: S, interaction: discord.Interaction, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        with _under_way(interaction):
            try:
                await callback(self, interaction, *args, **kwargs)
            except Exception as error:
                text = sentence(error)
                if text is None:
                    raise
                await say(interaction, text + _kept(error))

    return answering


@contextmanager
def _under_way(interaction: discord.Interaction) -> Generator[None]:
    running = cast("Host", interaction.client).under_way
    task = cast("asyncio.Task[Any]", asyncio.current_task())
    running.add(task)
    try:
        yield
    finally:
        running.discard(task)


@contextmanager
def keeping(words: str | None) -> Generator[None]:
    """Hand longer words back with the sentence, should they not be saved, so that nothing is lost."""
    try:
        yield
    except Exception as error:
        if words:
            error.add_note(words)
        raise


def _kept(error: Exception) -> str:
    words = "\n".join(getattr(error, "__notes__", ()))
    if not words:
        return ""
    block = words.replace("`", "\u02cb")[:1500]
    return f"\nYour words, to copy:\n```\n{block}\n```"


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Answer for an error that nobody foresaw: a short code for the student, the rest in the log."""
    code = f"{cast('Host', interaction.client).random.getrandbits(20):05X}"
    log.error("incident", code=code, where=_where(interaction), exc_info=error)
    await say(
        interaction,
        f"Something went wrong on my side. Nothing you saved before is lost. "
        f"If it happens again, tell your club officer this code: `{code}`.",
    )


def _where(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return interaction.command.qualified_name
    data = cast("dict[str, Any]", interaction.data or {})
    return str(data.get("custom_id", interaction.type))
