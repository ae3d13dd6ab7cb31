"""Times that are free for both, by the student's hours and what is booked. No I/O, no clock."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count, pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.meetings.hours import DAY, USUAL, WEEK, Hours, Span

T = TypeVar("T")

#: From when to when somebody else is taken to work, Monday to Friday, in minutes of their day.
WORKING = (8 * 60, 18 * 60)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A stretch of time; both are aware and in UTC."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """What a student offers.

    Attributes:
        hours, zone: the hours of their week, by the clock on their wall.
        blocked: the first and the last of days without meetings, on their calendar.
        notice: how long before it a meeting can still be asked for.
        buffer: what is kept free before and after what is booked.
    """

    hours: Hours
    zone: ZoneInfo
    blocked: tuple[tuple[date, date], ...] = ()
    notice: timedelta = timedelta(hours=24)
    buffer: timedelta = timedelta(minutes=15)


def local_time(day: date, minutes: int, zone: ZoneInfo) -> datetime | None:
    """Return when clocks show a time of day, in UTC; None when they skip it.

    ``minutes`` are those since midnight on the wall, 1440 the midnight after. If clocks show it
    twice, it is the first time (PEP 495, fold=0).
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == wall else None


def _edge(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return when hours begin or end; of a time that is skipped it is the change of the clocks."""
    moments = (local_time(day, later, zone) for later in count(minutes))
    return next(moment for moment in moments if moment is not None)


def _offered(rules: Rules, day: date) -> Iterator[tuple[Span, Slot]]:
    """Return the student's hours on a day, and when that is; none when it is blocked."""
    if not any(first <= day <= last for first, last in rules.blocked):
        for span in rules.hours:
            if span.weekday == day.weekday():
                edges = (_edge(day, minutes, rules.zone) for minutes in (span.begins, span.ends))
                yield span, Slot(*edges)


def free_slots(
    rules: Rules,
    busy: Collection[Slot],
    length: timedelta,
    now: datetime,
    theirs: ZoneInfo | None,
    days: int = 14,
    step: timedelta = timedelta(minutes=30),
) -> list[Slot]:
    """Return every slot that can be offered, sorted.

    A slot begins a whole number of steps after its span does by the clock on the wall, at the first
    such time if there are two, and lasts ``length`` by a stopwatch.

    Args:
        rules: what the student offers.
        busy: what is booked, in any order; it may overlap.
        length: of the meeting, which ends within the span.
        now: nothing begins before the notice from now has passed.
        theirs: where the other person is at work in ``WORKING``; None when that is no matter.
        days: nothing begins later than this many times 24 hours from now.
        step: in whole minutes.
    """
    earliest, latest = now + rules.notice, now + timedelta(days=days)
    is_near = _nearness(busy, rules.buffer)
    return [
        slot
        for slot in _within_hours(rules, length, step, earliest, latest)
        if not is_near(slot) and (theirs is None or _is_at_work(slot, theirs))
    ]


def _within_hours(
    rules: Rules, length: timedelta, step: timedelta, earliest: datetime, latest: datetime
) -> Iterator[Slot]:
    day, last_day = (each.astimezone(rules.zone).date() for each in (earliest, latest))
    while day <= last_day:
        for span, stretch in _offered(rules, day):
            for minutes in range(span.begins, span.ends, step // timedelta(minutes=1)):
                begin = local_time(day, minutes, rules.zone)
                if begin and earliest <= begin <= latest and begin + length <= stretch.ends_at:
                    yield Slot(begin, begin + length)
        day += timedelta(days=1)


def _is_at_work(slot: Slot, zone: ZoneInfo) -> bool:
    begin, end = slot.begins_at.astimezone(zone), slot.ends_at.astimezone(zone)
    opens, closes = (time(*divmod(minutes, 60)) for minutes in WORKING)
    is_one_day = begin.date() == end.date() and begin.weekday() < 5
    return is_one_day and opens <= begin.time() and end.time() <= closes


def _nearness(busy: Collection[Slot], buffer: timedelta) -> Callable[[Slot], bool]:
    """Return what says quickly whether a slot is too near to one of many that are busy."""
    ordered = sorted(busy)
    begins = [each.begins_at for each in ordered]
    ends = list(accumulate((each.ends_at for each in ordered), max))  # the last end so far

    def is_near(slot: Slot) -> bool:
        before = bisect_left(begins, slot.ends_at + buffer)
        return before > 0 and ends[before - 1] > slot.begins_at - buffer

    return is_near


def clash(slot: Slot, busy: Iterable[Slot], buffer: timedelta) -> Slot | None:
    """Return the first busy time that is nearer than ``buffer``; just as far is far enough."""
    first, last = slot.begins_at - buffer, slot.ends_at + buffer
    near = (each for each in busy if each.begins_at < last and each.ends_at > first)
    return min(near, default=None)


def nearest(slots: Iterable[Slot], moment: datetime) -> Slot | None:
    """Return the slot that begins nearest to a moment; of two as near, the earlier."""
    return min(slots, key=lambda slot: (abs(slot.begins_at - moment), slot), default=None)


def spread(slots: Iterable[Slot], most: int, zone: ZoneInfo) -> list[Slot]:
    """Return at most ``most`` slots, spread over days, then over mornings and afternoons.

    No day has two more than another that still had some to give, and the same goes for the halves
    of a day, as ``zone`` counts them. If there are more days than slots, the first day is among
    those taken, and the others are at like distances.
    """
    halves: dict[date, tuple[list[Slot], list[Slot]]] = {}
    for slot in sorted(set(slots)):
        local = slot.begins_at.astimezone(zone)
        halves.setdefault(local.date(), ([], []))[local.hour >= 12].append(slot)
    picked, later_first = list[Slot](), False
    shares = _shares([len(morning) + len(later) for morning, later in halves.values()], most)
    for of_day, share in zip(halves.values(), shares, strict=True):
        ordered = of_day[::-1] if later_first else of_day
        later_first ^= share % 2 == 1  # of an odd number the halves have one more by turns
        parts = _shares([len(half) for half in ordered], share)
        for half, part in zip(ordered, parts, strict=True):
            picked += _evenly(half, part, centred=True)
    return sorted(picked)


def _shares(sizes: Sequence[int], most: int) -> list[int]:
    """Return how many to take of each so that all give alike, as long as they have some."""
    shares = [0] * len(sizes)
    while most > 0 and (able := [at for at, size in enumerate(sizes) if shares[at] < size]):
        for at in _evenly(able, most):
            shares[at] += 1
        most -= len(able)
    return shares


def _evenly(items: Sequence[T], most: int, *, centred: bool = False) -> list[T]:
    """Return ``most`` items at equal distances: the first among them, or away from both ends."""
    most = min(most, len(items))
    return [items[(2 * at + centred) * len(items) // (2 * most)] for at in range(most)]


FREE, BUSY, HELD, NOT_OFFERED = "█▒░·"


def week_picture(
    rules: Rules,
    busy: Collection[Slot],
    held: Collection[Slot],
    first: date,
    now: datetime,
    columns: int = 16,
) -> str:
    """Return a picture of seven days in text: a line of hours, and a line for each day.

    One character is an hour: ``█`` free, ``▒`` busy or booked for at least half of it, ``░`` held
    for somebody (with what is booked, for at least half of it), ``·`` not offered: outside the
    hours, on a blocked day, or sooner than the notice. Days are the student's, from ``first`` on.

    Hours are shown from the earliest to the latest that is offered or taken. When they are more
    than ``columns``, the student's own come first, and then those from 7 on.
    """
    days = [first + timedelta(days=ahead) for ahead in range(7)]
    spans = (span for day in days for _, span in _offered(rules, day))
    offered = [Slot(max(each.begins_at, now + rules.notice), each.ends_at) for each in spans]
    layers = {BUSY: sorted(busy), HELD: sorted([*busy, *held]), FREE: offered}
    rows = [_day_in_characters(day, rules.zone, layers) for day in days]
    begin, end = _hours_shown(rules.hours or USUAL, rows, columns)
    labels = (f"{hour % 12 or 12}{'ap'[hour // 12]}".ljust(4) for hour in range(begin, end, 4))
    names = [f"{WEEK[day.weekday()]} {day.day:>2}" for day in days]
    lines = (f"{name} {row[begin:end]}" for name, row in zip(names, rows, strict=True))
    return "\n".join([f"{'':7}{''.join(labels).rstrip()}", *lines])


def _day_in_characters(day: date, zone: ZoneInfo, layers: dict[str, list[Slot]]) -> str:
    edges = [_edge(day, minutes, zone) for minutes in range(0, DAY + 1, 60)]
    of_day = {
        mark: [each for each in some if each.begins_at < edges[-1] and edges[0] < each.ends_at]
        for mark, some in layers.items()
    }
    return "".join(_mark(begin, end, of_day) for begin, end in pairwise(edges))


def _mark(begin: datetime, end: datetime, layers: dict[str, list[Slot]]) -> str:
    """Return the first mark whose slots, sorted, cover half of the time; none if it is skipped."""
    for mark, some in layers.items():
        covered, at = timedelta(0), begin
        for each in some:  # they may overlap, so each counts from where the last ended
            at = max(at, min(each.begins_at, end))
            until = max(at, min(each.ends_at, end))
            covered, at = covered + (until - at), until
        if begin < end and 2 * covered >= end - begin:
            return mark
    return NOT_OFFERED


def _hours_shown(hours: Hours, rows: Sequence[str], columns: int) -> tuple[int, int]:
    """Return the first hour to show, and the first not to."""
    own = (min(span.begins for span in hours) // 60, -(-max(span.ends for span in hours) // 60))
    marked = [hour for hour in range(24) if any(row[hour] != NOT_OFFERED for row in rows)]
    begin, end = min([own[0], *marked]), max([own[1], *(hour + 1 for hour in marked)])
    if end - begin > columns:  # 7, or as near to it as the student's own hours and the rest allow
        from_7 = sorted((own[1] - columns, 7, own[0]))[1]
        begin = sorted((begin, from_7, end - columns))[1]
        end = begin + columns
    return begin, end
