"""Writing what Discord shows: people's own words made harmless, times, counts."""

import re
from datetime import date, datetime

import discord

# discord.utils.escape_markdown leaves the words of a masked link and indented headings alive.
_SPECIAL = re.compile(r"[\\*_~|`\[<]")
_LINE_START = re.compile(r"^([^\S\n]*)([-+#>]|\d+(?=[.)]))", re.MULTILINE)
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


_LINK = re.compile(r"(https?://[\w./?=&%+#:;,-]+)")


def typed(text: str, limit: int = 1000) -> str:
    """Return words that somebody typed so that they show as typed and do nothing.

    Markdown is escaped, mentions and timestamps are broken, characters that turn the direction of
    writing are dropped, and more than ``limit`` characters end in an ellipsis. A plain link stays
    a link, and always shows where it leads.
    """
    text = _TURNING.sub("", text)
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    # Every second part is a link.
    parts = (
        part if position % 2 else _SPECIAL.sub(r"\\\g<0>", part).replace("@", "@\u200b")
        for position, part in enumerate(_LINK.split(text))
    )
    return _LINE_START.sub(lambda found: found[1] + _escaped_start(found[2]), "".join(parts))


def _escaped_start(start: str) -> str:
    return f"{start}\u200b" if start.isdigit() else f"\\{start}"


def one_line(text: str, limit: int) -> str:
    """Like `typed`, on a single line."""
    return typed(" ".join(text.split()), limit)


def address(email: str) -> str:
    """Return an e-mail address that can be copied as it is."""
    return f"`{email.replace('`', chr(0x2CB))}`"


def day(moment: datetime) -> str:
    """Return a Discord timestamp that shows the date on the reader's own clock."""
    return discord.utils.format_dt(moment, "D")


def at(moment: datetime) -> str:
    """Return a Discord timestamp that shows day and time on the reader's own clock."""
    return discord.utils.format_dt(moment, "F")


def clock(moment: datetime) -> str:
    """Return a time of a local clock for where Discord shows no timestamps: "Tue 3 Mar, 3:00 pm"."""
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment:%a} {moment.day} {moment:%b}, {moment.hour % 12 or 12}:{moment:%M} {half}"


def date_of(day: date) -> str:
    """Return a day of the student's own calendar in words, such as "Fri 4 December 2026"."""
    return f"{day:%a} {day.day} {day:%B %Y}"


def ago(moment: datetime) -> str:
    """Return a Discord timestamp that shows how long ago, or how far ahead."""
    return discord.utils.format_dt(moment, "R")


def hour(value: int) -> str:
    """Return an hour of the day as people say it, such as "9 am"."""
    return f"{value % 12 or 12} {'am' if value < 12 else 'pm'}"


_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def count(number: int, one: str, many: str) -> str:
    """Return "One person" or "12 people", to begin a sentence with."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{word} {one if number == 1 else many}"


def every(cadence: str) -> str:
    """Return "every 6 weeks" or "every week"."""
    return f"every {cadence.removeprefix('1 ')}"
