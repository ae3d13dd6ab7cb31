"""Values that are more than text: days, moments, words from a list, numbers."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any

from bot.contacts.model import CHANNELS, RELATIONSHIPS, SEATS, SETTINGS
from bot.contacts.words import folded

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<d>\d{1,2})[ -](?P<word>[A-Za-z]{3})[a-z]{0,6}\.?,?[ -](?P<y>\d{4})",  # LinkedIn
        r"(?P<word>[A-Za-z]{3})[a-z]{0,6}\.? (?P<d>\d{1,2}),? (?P<y>\d{4})",
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})",  # the month first, as in bot.dates
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    )
)


def read_day(text: str) -> date | None:
    """Read a day as files write it: "2026-10-12", "12 Oct 2026", "10/12/2026", "12.10.2026"."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    for pattern in _DAYS:
        if match := pattern.fullmatch(text):
            said = match.groupdict()
            try:
                month = _MONTHS.index(said["word"].lower()) + 1 if "word" in said else said["m"]
                return date(int(said["y"]), int(month), int(said["d"]))
            except ValueError:
                return None
    return None


def read_moment(text: str) -> datetime | None:
    """Read a moment of ISO 8601, or a day as in `read_day`, which is taken at noon in UTC."""
    if day := read_day(text):
        return datetime.combine(day, time(12), UTC)
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):  # overflow: before the first or after the last year
        return None


def write_moment(moment: datetime) -> str:
    """Return a moment such that `read_moment` gives it back; noon in UTC as its day alone."""
    utc = moment.astimezone(UTC)
    return utc.date().isoformat() if utc.time() == time(12) else utc.isoformat()


def _one_of(words: Mapping[str, str]) -> Callable[[str], str | None]:
    keys = {folded(label): key for key, label in words.items()}
    keys |= {folded(key): key for key in words}
    return lambda text: keys.get(folded(text))


def _cadence(text: str) -> str | None:
    return text if re.fullmatch(r"[1-9]\d{0,3} (day|week|month)s?", text, re.ASCII) else None


def _discord_id(text: str) -> int | None:
    match = re.fullmatch(r"<@!?(\d{1,19})>|(\d{1,19})", text, re.ASCII)
    number = int(match[1] or match[2]) if match else 0
    return number if 0 < number < 2**63 else None


def _yes_or_no(text: str) -> bool | None:
    return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())


#: How a field with such a value is read; None comes back for a text that is none of its values.
READ: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "setting": _one_of(SETTINGS),
        "relationship": _one_of(RELATIONSHIPS),
        "channel": _one_of(CHANNELS),
        "seat": _one_of(SEATS),
        "met_at": read_moment,
        "cadence": _cadence,
        "discord_id": _discord_id,
        "archived": _yes_or_no,
    }
)
