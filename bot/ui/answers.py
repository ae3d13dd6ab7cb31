"""Answering an interaction: where it is seen, and what happens when it goes wrong."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Generator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from random import Random
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import discord
import structlog

from bot.rooms import Rooms
from bot.ui.sentences import sentence

P = ParamSpec("P")
S = TypeVar("S")

#: Characters that a message holds.
MOST_CONTENT = 2000

log = structlog.get_logger()


class Host(Protocol):
    """What commands and buttons need of the client that runs them."""

    rooms: Rooms
    random: Random
    #: Whatever is being answered now. Shutdown waits for it.
    under_way: set[asyncio.Task[Any]]
    #: What was answered lately: Discord can bring the same interaction twice.
    answered: deque[tuple[int, str]]
    #: What was answered since the start, by the command's name and how it ended.
    counted: Counter[tuple[str, str]]
    #: What was typed and waits for an answer, by the interaction that brought it.
    held: MutableMapping[int, Any]


#: Options and fields in which students write freely. They are screened before anything is stored.
FREE = frozenset(
    {
        *(
            "note",
            "advice",
            "promise",
            "how_met",
            "met_through",
            "through",
            "purpose",
            "pointers",
            "boundaries",
        ),
        *("topic", "topics", "strength", "edge", "step", "gained"),
        *("detail", "outcome", "news", "article", "why", "subject", "body", "tags", "word"),
        *("how_to", "warning"),
        *("goal", "skill"),
    }
)


def rooms(interaction: discord.Interaction) -> Rooms:
    """Return the services of the bot that received this interaction."""
    return cast("Host", interaction.client).rooms


def is_private(interaction: discord.Interaction) -> bool:
    """Say whether only the student sees the channel, which is the bot's own DM with them."""
    return interaction.context.dm_channel


async def say(interaction: discord.Interaction, text: str) -> None:
    """Answer with a sentence."""
    await _answer(interaction, content=text)


async def show(interaction: discord.Interaction, card: discord.ui.LayoutView) -> None:
    """Answer with a card."""
    await _answer(interaction, view=card)


async def show_in_place(interaction: discord.Interaction, card: discord.ui.LayoutView) -> None:
    """Answer a form with a card: in place of the one it was opened from, if there is one."""
    if interaction.message is None:
        await show(interaction, card)
    else:
        await interaction.response.edit_message(view=card)


async def hand_over(interaction: discord.Interaction, text: str, name: str, data: bytes) -> None:
    """Answer with a file."""
    await _answer(interaction, content=text, file=discord.File(BytesIO(data), name))


async def show_with(
    interaction: discord.Interaction, card: discord.ui.LayoutView, file: discord.File
) -> None:
    """Answer with a card that shows a file."""
    await _answer(interaction, view=card, file=file)


async def _answer(interaction: discord.Interaction, **what: Any) -> None:
    """Answer: ephemeral where others could read it, as an ordinary message in the DM."""
    ephemeral = not is_private(interaction)
    if interaction.response.is_done():
        await interaction.followup.send(**what, ephemeral=ephemeral)
    else:
        await interaction.response.send_message(**what, ephemeral=ephemeral)


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
        latest = cast("Host", interaction.client).answered
        once = (interaction.id, callback.__qualname__)
        if once in latest:
            return
        latest.append(once)

        async def again(new: discord.Interaction, changed: Mapping[str, str]) -> None:
            await cast("Any", answering)(self, new, *args, **{**kwargs, **changed})

        with _under_way(interaction):
            await rooms(interaction).retention.seen(interaction.user.id)
            try:
                if not await held_back(interaction, kwargs, again):
                    await callback(self, interaction, *args, **kwargs)
                _count(interaction, "done")
            except Exception as error:
                text = sentence(error)
                _count(interaction, "failed" if text is None else "refused")
                if text is None:
                    raise
                await hand_back(interaction, text)

    return answering


def _count(interaction: discord.Interaction, outcome: str) -> None:
    if "counted" in interaction.extras:  # what is answered may call what is answered too
        return
    interaction.extras["counted"] = True
    name = interaction.command.qualified_name if interaction.command else interaction.type.name
    cast("Host", interaction.client).counted[name, outcome] += 1


async def held_back(interaction: discord.Interaction, said: Mapping[str, Any], again: Any) -> bool:
    """Ask about client information in what was said, see `bot.ui.screening.held_back`."""
    from bot.ui import screening  # a card, made of buttons, which are answered here

    texts = {name: text for name, text in said.items() if name in FREE and isinstance(text, str)}
    # Whom it is about, if they are no contact yet.
    about = [said[name] for name in ("name", "organisation") if isinstance(said.get(name), str)]
    return bool(texts) and await screening.held_back(interaction, texts, about, again)


@contextmanager
def _under_way(interaction: discord.Interaction) -> Generator[None]:
    running = cast("Host", interaction.client).under_way
    task = cast("asyncio.Task[Any]", asyncio.current_task())
    running.add(task)
    try:
        yield
    finally:
        running.discard(task)


def keep(interaction: discord.Interaction, words: str | None) -> None:
    """Hand these words back to the student, should anything go wrong, so that nothing is lost."""
    interaction.extras["words"] = words or ""


async def hand_back(interaction: discord.Interaction, text: str) -> None:
    """Answer with a sentence, and hand back the words that would be lost otherwise."""
    words = interaction.extras.get("words", "")
    if not words:
        await say(interaction, text)
        return
    block = f"{text}\nYour words, to copy:\n```\n{words.replace('`', chr(0x2CB))}\n```"
    if len(block) <= MOST_CONTENT:
        await say(interaction, block)
    else:
        note = f"{text}\nYour words are in the file, to copy."
        await hand_over(interaction, note, "your-words.txt", words.encode())


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Answer for an error that nobody foresaw: a short code for the student, the rest in the log."""
    code = f"{cast('Host', interaction.client).random.getrandbits(20):05X}"
    log.error("incident", code=code, where=_where(interaction), exc_info=error)
    await hand_back(
        interaction,
        "Something went wrong on my side. Nothing you saved before is lost. Try once more; "
        f"if it happens again, tell your club officer this code: `{code}`.",
    )


def _where(interaction: discord.Interaction) -> str:
    if interaction.command is not None:
        return interaction.command.qualified_name
    data = cast("dict[str, Any]", interaction.data or {})
    # What follows may be words that a student typed.
    return ":".join(str(data.get("custom_id", interaction.type)).split(":")[:2])
