"""Reading dates the way people say them."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


class UnreadableTime(Exception):
    """What somebody typed is not a date."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class FutureTime(Exception):
    """Something that has happened cannot lie in the future."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


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
    if not re.search(r"[^\W\d_]|\d[-/.: ]\d", text) or len(text) > 60:
        raise UnreadableTime(text)  # a bare number could be a day, a month or an hour
    if _NO_SUCH_TIME.search(text):
        raise UnreadableTime(text)  # dateparser would leave the hour out and say nothing
    try:
        read = dateparser.parse(
            _spelt_out(text),
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
_NO_SUCH_TIME = re.compile(r"(?<![\d:])((2[4-9]|[3-9]\d):\d\d|\d{1,2}:[6-9]\d)")
_WEEKDAY_AND_HOUR = re.compile(r"(on )?[a-z]{3,9},?( at)? [\d:.]+ ?([ap]\.?m\.?)?", re.IGNORECASE)
_MIDNIGHT = re.compile(r"\b(midnight|00?:00|12(:00)? ?am)\b", re.IGNORECASE)


def _spelt_out(text: str) -> str:
    """Write what dateparser does not know the way it does."""
    said = re.sub(r"\b(thur|thurs|tues|weds)\b", lambda m: m[0][:3], text, flags=re.IGNORECASE)
    return re.sub(r"\b(a )?couple (of )?(?=\w+ ago)", "2 ", said, flags=re.IGNORECASE)


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
