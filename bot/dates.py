"""Reading dates the way people say them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class UnreadableTime(Exception):
    """What somebody typed is not a date; ``ahead`` when it should be one that is still to come."""

    def __init__(self, text: str, *, ahead: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.ahead = ahead


class UnreadableMoment(UnreadableTime):
    """What somebody typed is not a time of a day that is still to come."""


class NoHour(UnreadableTime):
    """What somebody typed may be a day, and a time of day is needed too."""


class FutureTime(Exception):
    """Something that has happened cannot lie in the future."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


class PastTime(Exception):
    """Something that is still to be done cannot be due in the past."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


class SkippedHour(Exception):
    """The clocks are put forward past what somebody typed, so there is no such time that day."""

    def __init__(self, text: str, day: date) -> None:
        super().__init__(text)
        self.text = text
        self.day = day


class PastMoment(PastTime):
    """A time that is still to come cannot be over."""


def read_day_ahead(text: str, now: datetime, zone: ZoneInfo) -> date:
    """Read by when something is to be done, such as "Friday", "next Tue", "in 2 weeks" or "4 Dec".

    Args:
        text: what the person typed.
        now: an aware time.
        zone: the zone the person means.

    Returns:
        The day on the person's calendar, today or later.

    Raises:
        UnreadableTime: ``text`` is not a date, or more than five years ahead.
        PastTime: that day is over.
    """
    here = now.astimezone(zone).replace(tzinfo=None)
    said = _AHEAD.sub("", _spelt_out(text.strip()))
    if not _MAY_BE_DATE.search(said) or len(said) > _LONGEST:
        raise UnreadableTime(text, ahead=True)
    try:
        read = _parsed_ahead(said, here)
    except (OverflowError, ValueError):
        read = None
    if read is None or read.date() > here.date() + timedelta(days=5 * 366):
        raise UnreadableTime(text, ahead=True)
    if read.date() < here.date():
        raise PastTime(read.date())
    return read.date()


def _parsed_ahead(said: str, here: datetime) -> datetime | None:
    """Read what is to come, or today, as seen from a time without a zone; None if it is no date."""
    import dateparser  # slow to import, and most days nobody needs it

    said = _dated(said, here, timedelta(days=1))

    def parse(prefer: str) -> datetime | None:
        settings = {"RELATIVE_BASE": here, "PREFER_DATES_FROM": prefer}
        return dateparser.parse(said, languages=["en"], settings=settings)

    read = parse("future")
    if read is not None and (read.month, read.day) == (here.month, here.day):
        past = parse("past")  # today's own date is next year's to dateparser
        read = past if past is not None and past.date() == here.date() else read
    return read


_AHEAD = re.compile(
    r"^(by|until|before|on) |\b(next|this|coming) (?=(mon|tue|wed|thu|fri|sat|sun)[a-z]*)",
    re.IGNORECASE,
)


def read_past(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Read when something happened, such as "Tue", "yesterday 3pm" or "12 Oct".

    A day without an hour is taken at noon, which is that day in every zone nearby.

    Args:
        text: what the person typed.
        now: an aware time.
        zone: the zone the person means.

    Returns:
        An aware time in UTC, not later than ``now``.

    Raises:
        UnreadableTime: ``text`` is not a date.
        FutureTime: it lies ahead of ``now``.
    """
    import dateparser  # slow to import, and most days nobody needs it

    here = now.astimezone(zone).replace(tzinfo=None)
    if not _MAY_BE_DATE.search(text) or len(text) > _LONGEST:
        raise UnreadableTime(text)
    if _NO_SUCH_TIME.search(text):
        raise UnreadableTime(text)  # dateparser would leave the hour out and say nothing
    try:
        read = dateparser.parse(
            _dated(_spelt_out(text), here, timedelta(days=-1)),
            languages=["en"],
            settings={"RELATIVE_BASE": here, "PREFER_DATES_FROM": "past"},
        )
        if read is None:
            raise UnreadableTime(text)
        if read.tzinfo is None:
            read = _said_here(text, read, here, zone)
        moment = read.astimezone(UTC)
    except (OverflowError, ValueError):  # before the first or after the last year there is
        raise UnreadableTime(text) from None
    if moment > now + timedelta(minutes=1):
        raise FutureTime(moment)
    if moment.year < _EARLIEST_YEAR:
        raise UnreadableTime(text)
    return min(moment, now)


_EARLIEST_YEAR = 1930
_LONGEST = 60
#: A bare number could be a day, a month or an hour.
_MAY_BE_DATE = re.compile(r"[^\W\d_]|\d[-/.: ]+\d")
_NO_SUCH_TIME = re.compile(r"(?<![\d:])((2[4-9]|[3-9]\d):\d\d|\d{1,2}:[6-9]\d)")
_WEEKDAY_AND_HOUR = re.compile(r"(on )?[a-z]{3,9},?( at)? [\d:.]+ ?([ap]\.?m\.?)?", re.IGNORECASE)
_MIDNIGHT = re.compile(r"\b(midnight|00?:00|12(:00)? ?am)\b", re.IGNORECASE)


#: Whoever writes dots writes the day first: 12.10.2026, 12.10.26 or 12.10.
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(0?[1-9]|1[0-2])\.\s?(\d{4}|\d{2})?(?![\d.:])")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _with_month(found: re.Match[str]) -> str:
    year = found[3] or ""
    return f"{found[1]} {_MONTHS[int(found[2]) - 1]} {'20' if len(year) == 2 else ''}{year} "


def _spelt_out(text: str) -> str:
    """Write what dateparser does not know the way it does."""
    text = _DOTTED.sub(_with_month, text)
    said = re.sub(r"\bnext month\b", "in 1 month", text, flags=re.IGNORECASE)
    said = re.sub(r"\b(thur|thurs|tues|weds)\b", lambda m: m[0][:3], said, flags=re.IGNORECASE)
    said = re.sub(r"\bfrom today\b", "from now", said, flags=re.IGNORECASE)
    return re.sub(
        r"\b(a )?couple (of )?(?=(minute|hour|day|week|month|year)s)",
        "2 ",
        said,
        flags=re.IGNORECASE,
    )


_NTH = re.compile(
    r"(on )?(the )?(\d{1,2})(st|nd|rd|th)[.!]?(,?( at)? [\d:.]+ ?([ap]\.?m\.?)?)?", re.IGNORECASE
)


def _dated(said: str, here: datetime, step: timedelta) -> str:
    """Write out "the 5th", which is a month to dateparser: the nearest that way, or today."""
    nth = _NTH.fullmatch(said.strip())
    if nth is None:
        return said
    days = (here.date() + step * number for number in range(62))
    return next((f"{day:%Y-%m-%d}{nth[5] or ''}" for day in days if day.day == int(nth[3])), said)


def _said_here(text: str, read: datetime, here: datetime, zone: ZoneInfo) -> datetime:
    """Give a time without a zone the person's; of an hour that comes twice, the one just past."""
    week_later = read + timedelta(days=7)
    if (
        week_later.date() == here.date()
        and week_later <= here
        and _WEEKDAY_AND_HOUR.fullmatch(text.strip())
    ):
        read = week_later  # "Mon 9am" on a Monday at noon
    if read.time() == time.min and not _MIDNIGHT.search(text):
        read = read.replace(hour=12)
        if read.date() == here.date():
            read = min(read, here)
    first, second = (read.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return second if second.utcoffset() != first.utcoffset() and read <= here else first


def read_ahead(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Read when something is to be, such as "Tue 3pm", "4 Dec 15:00" or "in 2 hours".

    Args:
        text: what the person typed. It needs an hour.
        now: an aware time.
        zone: the zone the person means.

    Returns:
        An aware time in UTC, after ``now`` and at most five years off.

    Raises:
        NoHour: it is a day without an hour.
        UnreadableMoment: ``text`` is not a time.
        PastMoment: it is over.
        SkippedHour: the clocks are put forward past it.
    """
    if not _MAY_BE_DATE.search(text) or len(text) > _LONGEST or _NO_SUCH_TIME.search(text):
        raise UnreadableMoment(text, ahead=True)
    said = _NOON.sub("12:00", _AHEAD.sub("", _spelt_out(text).strip()))
    if not _HOUR.search(said):
        try:
            read_day_ahead(text, now, zone)
        except (UnreadableTime, PastTime):
            raise UnreadableMoment(text, ahead=True) from None
        raise NoHour(text, ahead=True)
    clock = UTC if _IN_HOURS.fullmatch(said) else zone  # hours pass even where clocks are put back
    try:
        read = _parsed_ahead(said, now.astimezone(clock).replace(tzinfo=None))
        if read is None:
            raise UnreadableMoment(text, ahead=True)
        said_here = read if read.tzinfo else read.replace(tzinfo=clock)
        moment = said_here.astimezone(UTC)
    except (OverflowError, ValueError):
        raise UnreadableMoment(text, ahead=True) from None
    if moment > now + timedelta(days=5 * 366):
        raise UnreadableMoment(text, ahead=True)
    if moment.astimezone(said_here.tzinfo).replace(tzinfo=None) != said_here.replace(tzinfo=None):
        raise SkippedHour(text, said_here.date())
    if moment <= now:
        raise PastMoment(moment.astimezone(zone).date())
    return moment


_IN_HOURS = re.compile(r"in (\d+|an?) (hour|minute|min)s?( and \d+ minutes?)?", re.IGNORECASE)
_HOUR = re.compile(
    rf"(?<![\d.:])\d{{1,2}}[:.]\d\d(?![\d.])|\d ?[ap]\.?m\b|\bmidnight\b|\b{_IN_HOURS.pattern}",
    re.IGNORECASE,
)
_NOON = re.compile(r"\b(noon|midday)\b", re.IGNORECASE)
