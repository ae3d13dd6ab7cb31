"""When a chat takes place: read as people say it, kept as an RRULE, worked out. No I/O, no clock.

The rule is that of RFC 5545 and python-dateutil works it out, on the wall clock of the chat's own
zone; so 3 pm stays 3 pm when the clocks change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr  # pyright: ignore[reportMissingTypeStubs]

from bot.meetings.hours import UnreadableDays, read_days

#: How far ahead is looked. 29 February is eight years off at most.
FAR = timedelta(days=9 * 366)

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_SAID = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


class UnreadableWhen(Exception):
    """What somebody typed does not say when a chat takes place.

    Attributes:
        text: what was typed.
        lacks: ``time`` when only the time of day is missing, ``fortnight`` when it is every other
            week, which no rule here counts; else empty.
    """

    def __init__(self, text: str, lacks: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class When:
    """When a chat begins, on the wall clock of its zone.

    Attributes:
        rule: an RRULE of days, such as ``FREQ=MONTHLY;BYDAY=1SU``.
        minute: since midnight, 0 to 1439.
    """

    rule: str
    minute: int

    def __str__(self) -> str:
        """Return it in words that `read_when` reads again."""
        return f"{_in_words(self.rule)} {_clock(self.minute)}"

    def starts(self, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
        """Yield in UTC when it begins, from an aware moment on, as far as anybody looks ahead.

        A time that the clocks skip is read with the offset before the change, and of one that
        comes twice it is the first (RFC 5545, section 3.3.5).
        """
        local = since.astimezone(zone).replace(tzinfo=None)
        # A day earlier, because a time that is skipped may fall behind `since`.
        begin = datetime.combine(local.date() - timedelta(days=1), time(*divmod(self.minute, 60)))
        for wall in rrulestr(self.rule, dtstart=begin):
            if wall > local + FAR:
                return
            moment = wall.replace(tzinfo=zone).astimezone(UTC)
            if moment >= since:
                yield moment


def read_when(text: str) -> When:
    """Read when a chat takes place: "Tuesdays 3 pm", "first Sunday of the month 7 pm", "daily 9:30".

    Days of the week, the nth of them in a month, days of a month and one day of a year are known.

    Raises:
        UnreadableWhen: it is none of these, or has no time of day.
    """
    said = " ".join(text.lower().replace(",", " , ").split())
    if len(said) > _LONGEST:
        raise UnreadableWhen(text)
    if _FORTNIGHT.search(said) and "month" not in said:
        raise UnreadableWhen(text, "fortnight")
    days, minute = _without_time(said)
    days = " ".join(days.split()).strip(" ,")
    rule = _rule(days) if days else None
    if rule is None or minute is None:
        raise UnreadableWhen(text, "time" if rule is not None else "")
    return When(rule, minute)


_LONGEST = 100
_FORTNIGHT = re.compile(
    r"\b(every|each) (other|second|2nd|2 weeks|two weeks)\b|\bfortnight|\bbi-?weekly"
)
_TIME = re.compile(
    r"(?:\bat )?(?:\b(?P<named>noon|midday|midnight)\b"
    r"|(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\d:.])(?P<hour24>\d{1,2}):(?P<minute24>\d{2})(?![\d:]))"
)


def _without_time(said: str) -> tuple[str, int | None]:
    """Return the words without the one time of day in them, and its minutes; None for no time."""
    times = list(_TIME.finditer(said))
    if len(times) != 1:
        return said, None
    found = times[0]
    if found["named"]:
        minute: int | None = 0 if found["named"] == "midnight" else 12 * 60
    elif found["half"]:
        hour, past = int(found["hour"]), int(found["minute"] or 0)
        valid = 1 <= hour <= 12 and past < 60
        minute = (hour % 12 + 12 * (found["half"] == "p")) * 60 + past if valid else None
    else:
        hour, past = int(found["hour24"]), int(found["minute24"])
        minute = hour * 60 + past if hour < 24 and past < 60 else None
    return f"{said[: found.start()]} {said[found.end() :]}", minute


_FILLERS = re.compile(r"\b(every|each|on|the|in|at|of (the|a|every|each) month|a month|monthly)\b")
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|[1-5](?:st|nd|rd|th))"
_NTH_WEEKDAY = re.compile(
    rf"((?:{_ORDINAL}(?: ?(?:,|and|&) ?)*)+) ((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
)
_NTH_DAY = re.compile(r"(\d{1,2}(?:st|nd|rd|th)|last day)(?: ?(?:,|and|&) ?|$)")
_OF_YEAR = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,})|([a-z]{3,}) (\d{1,2})(?:st|nd|rd|th)?)"
)


def _rule(said: str) -> str | None:
    """Return the RRULE of the days that were said, None when they are none."""
    if "year" not in said and (found := _weekdays(said)):
        return found
    bare = " ".join(_FILLERS.sub(" ", said).split())
    if nth := _NTH_WEEKDAY.fullmatch(bare):
        numbers = sorted({_number(word) for word in re.findall(_ORDINAL, nth[1])})
        weekday = _weekday(nth[2])
        if weekday is None:
            return None
        return "FREQ=MONTHLY;BYDAY=" + ",".join(f"{each}{weekday}" for each in numbers)
    days = _NTH_DAY.findall(bare)
    if days and not _NTH_DAY.sub("", bare).strip():
        numbers = [-1 if day == "last day" else int(day[:-2]) for day in days]
        if not all(day == -1 or 1 <= day <= 31 for day in numbers):
            return None
        return "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(str(day) for day in sorted(set(numbers)))
    return _of_year(re.sub(r"\b(year|yearly)\b", "", bare).strip())


def _of_year(said: str) -> str | None:
    found = _OF_YEAR.fullmatch(said)
    if found is None:
        return None
    name, day = (found[2], int(found[1])) if found[1] else (found[3], int(found[4]))
    for number, month in enumerate(_MONTHS, 1):
        if month.lower().startswith(name) and 1 <= day <= _MONTH_DAYS[number - 1]:
            return f"FREQ=YEARLY;BYMONTH={number};BYMONTHDAY={day}"
    return None


def _weekdays(said: str) -> str | None:
    try:
        days = read_days(said)
    except UnreadableDays:
        return None
    if len(days) == len(_CODES):
        return "FREQ=DAILY"
    return "FREQ=WEEKLY;BYDAY=" + ",".join(_CODES[day] for day in sorted(days))


def _weekday(word: str) -> str | None:
    try:
        [day] = read_days(word)
    except (UnreadableDays, ValueError):
        return None
    return _CODES[day]


def _number(word: str) -> int:
    return _ORDINALS[word] if word in _ORDINALS else int(word[0])


def _in_words(rule: str) -> str:
    parts = dict(part.split("=") for part in rule.split(";"))
    if parts["FREQ"] == "DAILY":
        return "every day"
    if parts["FREQ"] == "YEARLY":
        return f"{parts['BYMONTHDAY']} {_MONTHS[int(parts['BYMONTH']) - 1]}"
    if "BYMONTHDAY" in parts:
        days = ["last day" if d == "-1" else _nth(int(d)) for d in parts["BYMONTHDAY"].split(",")]
        return f"{_and(days)} of the month"
    days = parts["BYDAY"].split(",")
    if parts["FREQ"] == "WEEKLY":
        return _and([f"{_NAMES[_CODES.index(day)]}s" for day in days])
    weekday = _NAMES[_CODES.index(days[0][-2:])]
    return f"{_and([_SAID[int(day[:-2])] for day in days])} {weekday} of the month"


def _nth(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _clock(minute: int) -> str:
    if minute in {0, 12 * 60}:
        return "noon" if minute else "midnight"
    hour, past = divmod(minute, 60)
    return f"{hour % 12 or 12}{f':{past:02}' if past else ''} {'am' if hour < 12 else 'pm'}"
