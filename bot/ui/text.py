"""Writing what Discord shows: people's own words made harmless, times, counts."""

from datetime import datetime

import discord


def typed(text: str, limit: int = 1000) -> str:
    """Return words that somebody typed so that they show as typed and do nothing.

    Markdown is escaped, mentions, links and timestamps are broken, and more than ``limit``
    characters end in an ellipsis.
    """
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    shown = discord.utils.escape_markdown(text, as_needed=False, ignore_links=False)
    shown = shown.replace("<", "\\<").replace("@", "@\u200b").replace("://", ":\u200b//")
    # A heading, small print, a quote or a list starts a line; no such line may begin with typed words.
    return "\n".join(
        f"\\{line}" if line[:1] in {"#", "-", "+"} else line for line in shown.split("\n")
    )


def one_line(text: str, limit: int) -> str:
    """Like `typed`, on a single line."""
    return typed(" ".join(text.split()), limit)


def day(moment: datetime) -> str:
    """Return a Discord timestamp that shows the date on the reader's own clock."""
    return discord.utils.format_dt(moment, "D")


def ago(moment: datetime) -> str:
    """Return a Discord timestamp that shows how long ago, or how far ahead."""
    return discord.utils.format_dt(moment, "R")


def hour(value: int) -> str:
    """Return an hour of the day as people say it, such as "9 am"."""
    return f"{value % 12 or 12} {'am' if value < 12 else 'pm'}"


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def count(number: int, one: str, many: str) -> str:
    """Return "One person" or "12 people", to begin a sentence with."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many}"
