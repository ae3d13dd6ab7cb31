"""When somebody is busy, read from the calendar they exported. Only the times are kept. No I/O, no clock.

Written for what Google Calendar, Outlook and Apple Calendar export.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

MOST_BYTES = 2 * 2**20
MOST_TIMES = 2000
#: More events than a student has in years.
MOST_EVENTS = 5000
#: What comes round more often than daily is no appointment, and takes long to count.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})

Span = tuple[datetime, datetime]


class NotACalendar(Exception):
    """The file is no calendar."""


class CalendarTooBig(NotACalendar):
    """The file has more than `MOST_BYTES`, or more than `MOST_EVENTS`."""


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


def busy_times(data: bytes, first: datetime, last: datetime, zone: ZoneInfo) -> Busy:
    """Return when the events of a calendar keep somebody busy.

    It takes seconds for a large file, so it is for a worker thread.

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
    events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
    sound = [each for each in events if _is_sound(each)]
    calendar.subcomponents = [*calendar.walk("VTIMEZONE"), *sound]
    spans = _spans(calendar, first, last, zone)
    return Busy(tuple(_merged(spans))[:MOST_TIMES], len(sound), len(events) - len(sound))


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
    try:
        first, *others = Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError) as error:
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
        is_sound = not often and event.start <= event.end
    except Exception:  # noqa: BLE001 - whatever is wrong with one must not lose the others
        return False
    return is_sound


def _spans(calendar: Any, first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """Yield when the events are, with all days on which they come round."""
    import recurring_ical_events  # pyright: ignore[reportMissingTypeStubs]

    query: Any = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in query.between(first.astimezone(zone), last.astimezone(zone)):
        if not _is_free(event):
            begins = max(_utc(event.start, zone), first.astimezone(UTC))
            ends = min(_utc(event.end, zone), last.astimezone(UTC))
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
