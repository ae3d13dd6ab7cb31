"""When a backup is due, what it is called, and which ones are kept."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

#: The newest backup of so many days, and of so many weeks, is kept.
DAYS, WEEKS = 7, 4
#: None but the newest is kept longer: by then, what a student deleted is gone from all of them.
LONGEST = timedelta(days=30)
#: The hour of the nightly backup, in UTC: 1 to 5 at night in North America. Nobody waits for it.
HOUR = 9
#: How soon a backup that failed is tried again.
TRY_AGAIN = timedelta(hours=1)

_NAME = re.compile(r"pitstop-(\d{4}-\d\d-\d\d-\d{6})\.db")
_FORM = "%Y-%m-%d-%H%M%S"


def name_of(moment: datetime) -> str:
    """Return the file name of a backup made at a moment; names sort as moments do."""
    return f"pitstop-{moment.astimezone(UTC).strftime(_FORM)}.db"


def moment_of(name: str) -> datetime | None:
    """Return when the backup of this name was made, to the second; None if it is no such name."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _FORM).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def last_night(now: datetime) -> datetime:
    """Return the latest moment, up to now, at which a backup was to be made."""
    tonight = now.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= now else tonight - timedelta(days=1)


def next_due(newest: datetime | None, now: datetime) -> datetime:
    """Return when the next backup is due: now, if the last night's is missing.

    Args:
        newest: when the newest backup was made, if there is one.
        now: the moment.
    """
    before = last_night(now)
    return now if newest is None or newest < before else before + timedelta(days=1)


def kept(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which backups stay: the newest of each of 7 days and of each of 4 weeks.

    Days and weeks without a backup don't count, weeks begin on Monday, all in UTC.

    Args:
        moments: when the backups were made.
        now: the moment.
    """
    newest_first = sorted(moments, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in newest_first:
        day = moment.astimezone(UTC).date()
        days.setdefault(day, moment)
        weeks.setdefault(day.isocalendar()[:2], moment)
    chosen = {*list(days.values())[:DAYS], *list(weeks.values())[:WEEKS]}
    return {each for each in chosen if now - each <= LONGEST} | set(newest_first[:1])
