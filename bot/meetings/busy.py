"""When somebody is busy, read from the calendar they exported. Only the times are kept. No clock.

Written for what Google Calendar, Outlook and Apple Calendar export. Run as a module, it is the process
in which `read_aside` reads.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.aside import EndedBadly, TookTooLong, work_aside

MOST_BYTES = 2 * 2**20
MOST_TIMES = 2000
#: Seconds that reading may take. A large calendar takes three.
PATIENCE = 20.0
#: What the process ends with when a calendar has too much in it.
_TOO_BIG = 3
#: More events than a student has in years.
MOST_EVENTS = 5000
#: Some programs put their own name before that of a zone, such as "/mozilla.org/20070129_1/".
_KNOWN_ZONE = re.compile(r"(TZID[:=])/.{1,60}?/(?=[A-Z][A-Za-z_]+/[A-Z])")
#: What comes round more often than daily is no appointment, and takes long to count.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})

Span = tuple[datetime, datetime]


class NotACalendar(Exception):
    """The file is no calendar."""


class CalendarTooBig(NotACalendar):
    """The file has more than `MOST_BYTES` or `MOST_EVENTS`, or takes too long to read."""


@dataclass(frozen=True, slots=True)
class Busy:
    """When somebody is busy.

    Attributes:
        times: in UTC, in order, within the window, none touching the next; at most `MOST_TIMES`.
        events: how many events were read, also those that are free or at another time.
        skipped: how many were not: they are broken, or repeat more often than daily.
    """

    times: tuple[Span, ...]
    events: int
    skipped: int


async def read_aside(
    data: bytes, first: datetime, last: datetime, zone: ZoneInfo, patience: float = PATIENCE
) -> Busy:
    """Do what `busy_times` does in a process of its own, which a harmful file can't hold up.

    Args:
        data: the file.
        first: where the window begins, aware.
        last: where it ends, aware.
        zone: theirs.
        patience: seconds until it is given up.

    Raises:
        NotACalendar: see `busy_times`.
        CalendarTooBig: see `busy_times`, or it takes too long.
    """
    arguments = (first.isoformat(), last.isoformat(), zone.key)
    try:
        said = await work_aside("bot.meetings.busy", *arguments, data=data, patience=patience)
    except TookTooLong:
        raise CalendarTooBig from None
    except EndedBadly as end:
        raise (CalendarTooBig if end.code == _TOO_BIG else NotACalendar) from None
    found = json.loads(said)
    times = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in found["times"]]
    return Busy(tuple(times), found["events"], found["skipped"])


def busy_times(data: bytes, first: datetime, last: datetime, zone: ZoneInfo) -> Busy:
    """Return when the events of a calendar keep somebody busy.

    It takes seconds for a large file, and forever for some, so it is for `read_aside`.

    Args:
        data: the file, usually ``.ics``.
        first: where the window begins, aware.
        last: where it ends, aware.
        zone: theirs, for whole days and for times that name no zone.

    Raises:
        NotACalendar: it is something else.
        CalendarTooBig: it has too much in it.
    """
    if len(data) > MOST_BYTES or data.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise CalendarTooBig
    calendar = _read(data)
    zones = calendar.walk("VTIMEZONE")
    events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
    series: dict[str, list[Any]] = {}
    for each in filter(_is_sound, events):
        series.setdefault(str(each.get("UID", id(each))), []).append(each)

    def spans(some: Iterable[list[Any]]) -> list[Span]:
        calendar.subcomponents = [*zones, *chain.from_iterable(some)]
        return list(_spans(calendar, first, last, zone))

    try:
        found = spans(series.values())
    except Exception:  # noqa: BLE001 - one is broken: each alone takes longer
        found = list[Span]()
        for uid in list(series):
            try:
                found += spans([series[uid]])
            except Exception:  # noqa: BLE001 - whatever is wrong with one must not lose the others
                del series[uid]
    read = sum(map(len, series.values()))
    return Busy(tuple(_merged(found))[:MOST_TIMES], read, len(events) - read)


def _read(data: bytes) -> Any:
    from icalendar import Calendar  # slow to import, and seldom needed

    for encoding in ("utf-8-sig", "utf-16", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "BEGIN:VCALENDAR" in text[:4096].upper():
            break
    else:
        raise NotACalendar
    text = _KNOWN_ZONE.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        first, *others = Calendar.from_ical(text, multiple=True)
    except (ValueError, LookupError, TypeError, OSError) as error:
        raise NotACalendar from error
    for other in others:
        first.subcomponents += other.subcomponents
    return first


def _is_sound(event: Any) -> bool:
    """Say whether an event has a beginning and an end, and does not come round too often."""
    rules: Any = event.get("RRULE", [])
    try:
        many = cast("list[Any]", rules) if isinstance(rules, list) else [rules]
        often = any(_TOO_OFTEN & set(rule.get("FREQ", ())) for rule in many)
        is_sound = not (often or event.errors) and event.start <= event.end
    except Exception:  # noqa: BLE001 - whatever is wrong with one must not lose the others
        return False
    return is_sound


def _spans(calendar: Any, first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """Yield when the events are, with all days on which they come round."""
    import recurring_ical_events  # pyright: ignore[reportMissingTypeStubs]

    query: Any = recurring_ical_events.of(calendar)
    for event in query.between(first.astimezone(zone), last.astimezone(zone)):
        if not _is_free(event):
            begins = max(_utc(event.start, zone), first.astimezone(UTC))
            ends = min(_utc(_end(event), zone), last.astimezone(UTC))
            if begins < ends:
                yield begins, ends


def _is_free(event: Any) -> bool:
    """Say whether an event leaves time, such as a birthday or one that was called off."""

    def says(name: str) -> str:
        return str(event.get(name, "")).upper()

    return (
        says("TRANSP") == "TRANSPARENT"
        or says("STATUS") == "CANCELLED"
        or says("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    )


def _end(event: Any) -> date:
    """Return the end; a whole day that ends as it begins is one day."""
    is_day = not isinstance(event.start, datetime)
    return event.start + timedelta(days=1) if is_day and event.end <= event.start else event.end


def _utc(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((begins, ends))
    return merged


def main(first: str, last: str, zone: str) -> None:
    """Read a calendar from the standard input and write what `busy_times` returns as JSON."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    moments = datetime.fromisoformat(first), datetime.fromisoformat(last)
    try:
        busy = busy_times(data, *moments, ZoneInfo(zone))
    except CalendarTooBig:
        sys.exit(_TOO_BIG)
    sys.stdout.write(json.dumps(asdict(busy), default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
