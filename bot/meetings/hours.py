"""The hours of a student's week that are for meetings: read, kept and said. No I/O, no clock."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

#: Minutes of a day; as an end it is the midnight after.
DAY = 24 * 60
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_SPANS = 6
#: Nobody meets for less than this many minutes.
SHORTEST = 15


class UnreadableDays(Exception):
    """What somebody typed is not days of the week."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UnreadableHours(Exception):
    """What somebody typed is not hours of a day, or they end before they begin."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of one weekday, by the clock on the student's wall.

    Attributes:
        weekday: Monday is 0.
        begins, ends: minutes since midnight, 0 <= begins < ends <= 1440.

    Raises:
        ValueError: there are no such hours.
    """

    weekday: int
    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday < 7 and 0 <= self.begins < self.ends <= DAY):
            raise ValueError(f"no hours of a week: {self.weekday}, {self.begins}, {self.ends}")


#: Sorted; the spans of a day never overlap or touch.
Hours = tuple[Span, ...]

USUAL: Hours = tuple(Span(weekday, 9 * 60, 17 * 60) for weekday in range(5))


def with_hours(hours: Hours, days: Collection[int], spans: Iterable[tuple[int, int]]) -> Hours:
    """Return ``hours`` in which those days have these spans, whatever they had before."""
    spans = tuple(spans)
    new = [Span(day, begins, ends) for day in days for begins, ends in spans]
    return _tidy([*without(hours, days), *new])


def without(hours: Hours, days: Collection[int]) -> Hours:
    """Return ``hours`` in which those days have none."""
    return tuple(span for span in hours if span.weekday not in days)


def packed(hours: Hours) -> list[list[int]]:
    """Return hours as they are stored: weekday, begins and ends of each span."""
    return [[span.weekday, span.begins, span.ends] for span in hours]


def unpacked(rows: Iterable[Sequence[int]]) -> Hours:
    """Return the hours that :func:`packed` made rows of.

    Raises:
        ValueError: a row is not a span.
    """
    return _tidy(Span(weekday, begins, ends) for weekday, begins, ends in rows)


def _tidy(spans: Iterable[Span]) -> Hours:
    tidy: list[Span] = []
    for span in sorted(spans):
        last = tidy[-1] if tidy else None
        if last and last.weekday == span.weekday and span.begins <= last.ends:
            tidy[-1] = Span(last.weekday, last.begins, max(last.ends, span.ends))
        else:
            tidy.append(span)
    return tuple(tidy)


_DASH = r"[-\u2010-\u2015\u2212~]"
_LONGEST = 200

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_GROUPS = {
    "daily": range(7),
    "weekday": range(5),
    "weekend": (5, 6),
    "mwf": (0, 2, 4),  # as timetables have it
    "tth": (1, 3),
}
_EVERY_DAY = re.compile(r"\b(every|each|all|any) ?(days?|week)\b")
_DAY_RANGE = re.compile(rf"\s*(?:{_DASH}|\b(?:to|through|thru|until|till)\b)\s*")
_DAY_FILLERS = {"", "and", "on", "from", "every", "each", "all"}


def read_days(text: str) -> frozenset[int]:
    """Read weekdays such as "Mon-Fri", "weekdays", "Tue, Thu" or "Sat to Mon"; Monday is 0.

    Raises:
        UnreadableDays: a word of it is no day, or there is none.
    """
    said = _EVERY_DAY.sub("daily", text.lower().replace(".", ""))
    words = re.split(r"[\s,;&+/]+", _DAY_RANGE.sub("-", said)) if len(text) <= _LONGEST else []
    days: set[int] = set()
    for word in words:
        first, dash, last = word.partition("-")
        if dash:
            begin, end = _weekday(first), _weekday(last)
            if begin is None or end is None:
                raise UnreadableDays(text)
            days |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
        elif (group := _DAY_GROUPS.get(word.removesuffix("s"))) is not None:
            days |= set(group)
        elif (day := _weekday(word)) is not None:
            days.add(day)
        elif word not in _DAY_FILLERS:
            raise UnreadableDays(text)
    if not days:
        raise UnreadableDays(text)
    return frozenset(days)


def _weekday(word: str) -> int | None:
    """Return the day that begins like this: "mo", "Tues", "Thursdays"."""
    stem = word.removesuffix("s")
    found = (day for day, name in enumerate(_WEEKDAYS) if name.startswith(stem))
    return next(found, None) if len(stem) >= 2 else None


_BETWEEN = re.compile(r"\bbetween ([^,;]{1,12}?) and ")
_NEXT_SPAN = re.compile(r"[,;&+\n]|\b(?:and|or)\b")
_SPAN = re.compile(rf"(?:from )?(.+?)\s*(?:{_DASH}|to|until|till|til)\s*(.+)")
_NAMED = re.compile(r"(?:12 ?)?(noon|midday|midnight)")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))? ?(?:([ap])(?:\.?m\.?)?)?")
_NOON = DAY // 2


def read_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Read hours of a day such as "9am-12pm, 2-5pm", "9-17", "9:30 to 11" or "noon to 3".

    What is written without am or pm is read so that the span is the shortest: "9-5pm" begins at
    9 am, "9am-5" ends at 5 pm. If neither end says it, days begin at 7, so a span begins from 7 am
    to 6:59 pm: "9-11" is morning, "9-5" ends in the afternoon, "2-5" is afternoon. If one end is
    on a 24-hour clock ("17", "09:00"), both are. Midnight is 24:00 where it ends a span.

    Returns:
        Begins and ends in minutes since midnight, sorted; what overlaps or touches is merged.

    Raises:
        UnreadableHours: it is no hours, a span ends before it begins or lasts less than 15 minutes,
            or there are more than six.
    """
    said = _BETWEEN.sub(r"\1-", text.lower()) if len(text) <= _LONGEST else ""
    parts = [part.strip() for part in _NEXT_SPAN.split(said)]
    spans = [_span(part) for part in parts if part]
    read = [Span(0, *span) for span in spans if span is not None]
    if len(read) < len(spans) or not 1 <= len(spans) <= MOST_SPANS:
        raise UnreadableHours(text)
    return tuple((span.begins, span.ends) for span in _tidy(read))


def _span(said: str) -> tuple[int, int] | None:
    """Return the minutes of one span; None when it cannot be read or is too short."""
    ends = _SPAN.fullmatch(said)
    if ends is None or (first := _time(ends[1])) is None or (last := _time(ends[2])) is None:
        return None
    clocks = {first.clock, last.clock}
    begins, finishes = (
        {each.written} if each.clock is None and 24 in clocks else each.may_be
        for each in (first, last)
    )
    if clocks == {None}:
        begins = {begin for begin in begins if 7 * 60 <= begin < 19 * 60}
    spans = [(end - begin, begin) for begin in begins - {DAY} for end in finishes - {0}]
    length, begin = min((span for span in spans if span[0] >= 0), default=(0, 0))
    return (begin, begin + length) if length >= SHORTEST else None


class _Time(NamedTuple):
    """A time of day: on a clock of 12 or 24 hours, or None when it could be either."""

    written: int
    clock: int | None
    may_be: set[int]


def _time(said: str) -> _Time | None:
    if named := _NAMED.fullmatch(said):
        return _Time(_NOON, 12, {0, DAY} if named[1] == "midnight" else {_NOON})
    found = _CLOCK.fullmatch(said)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    written = hour * 60 + minute
    if minute > 59 or written > DAY or (half and not 1 <= hour <= 12):
        return None
    if not half and (hour > 12 or found[1].startswith("0")):
        return _Time(written, 24, {written, DAY} if written == 0 else {written})
    morning = written % _NOON
    may_be = {morning} if half == "a" else {morning + _NOON}
    if half is None:
        may_be.add(morning)
    return _Time(written, 12 if half else None, may_be | {DAY} if 0 in may_be else may_be)


def in_words(hours: Hours) -> list[str]:
    """Return lines such as "Mon–Thu 9 am–12 pm, 2–5 pm"; days that follow each other share one."""
    by_day = {
        day: ", ".join(_span_in_words(span) for span in spans)
        for day, spans in groupby(hours, lambda span: span.weekday)
    }
    lines: list[str] = []
    for words, days in groupby(range(7), by_day.get):
        names = [WEEK[day] for day in days]
        if words is not None:
            lines.append(f"{'–'.join(names if len(names) < 3 else (names[0], names[-1]))} {words}")
    return lines


def _span_in_words(span: Span) -> str:
    begins, ends = _clock(span.begins), _clock(span.ends)
    shared = begins[-3:] == ends[-3:] and begins[-3:] in {" am", " pm"}
    return f"{begins[:-3] if shared else begins}–{ends}"


def _clock(minutes: int) -> str:
    if minutes % DAY == 0:
        return "midnight"
    hour, minute = divmod(minutes, 60)
    past = f":{minute:02}" if minute else ""
    return f"{hour % 12 or 12}{past} {'am' if hour < 12 else 'pm'}"
