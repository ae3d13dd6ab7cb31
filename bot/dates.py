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
    read = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "RELATIVE_BASE": here,
            "PREFER_DATES_FROM": "past",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    if read is None:
        raise UnreadableTime(text)
    if read.time() == time.min and "midnight" not in text.lower():
        read = read.replace(hour=12)
        if read.date() == here.date():
            read = min(read, here)
    moment = read.replace(tzinfo=zone).astimezone(UTC)
    if moment > now + timedelta(minutes=1):
        raise FutureTime(moment)
    return min(moment, now)
