"""Every change of the clocks, anywhere, in the years ahead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@dataclass(frozen=True)
class Change:
    """A moment at which a zone's offset from UTC changes."""

    zone: ZoneInfo
    moment: datetime
    before: timedelta
    after: timedelta

    @property
    def skips_or_repeats(self) -> tuple[datetime, datetime]:
        """The stretch of local time that is in the gap, or in the fold."""
        ends = (self.local(self.before), self.local(self.after))
        return min(ends), max(ends)

    def local(self, offset: timedelta) -> datetime:
        return self.moment.replace(tzinfo=None) + offset

    def skips(self, wall: datetime) -> bool:
        return self.local(self.before) <= wall < self.local(self.after)

    def first(self, wall: datetime) -> datetime:
        """The first moment at which clocks here show ``wall`` or, when they never do, a later time."""
        if self.skips(wall):
            return self.moment
        offset = self.before if wall < self.local(self.before) else self.after
        return (wall - offset).replace(tzinfo=UTC)

    def hours(self) -> set[int]:
        """Hours inside what is skipped or repeated, and those beside it."""
        first, last = self.skips_or_repeats
        found = {(first - timedelta(hours=1)).hour, last.hour, (last + timedelta(hours=1)).hour}
        while first < last:
            found.add(first.hour)
            first += timedelta(minutes=30)
        return found

    def days(self) -> list[date]:
        middle = self.skips_or_repeats[0].date()
        return [middle + timedelta(days=each) for each in range(-2, 4)]


@cache
def changes() -> tuple[Change, ...]:
    """Every change of every zone from 2024 to 2037; places that change together count once."""
    every = (
        change for name in sorted(available_timezones()) for change in changes_of(ZoneInfo(name))
    )
    return tuple({(each.moment, each.before, each.after): each for each in every}.values())


def changes_of(zone: ZoneInfo) -> Iterator[Change]:
    def offset(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta(0)

    step = timedelta(days=7)  # the shortest spell known is Morocco's Ramadan, four weeks
    at, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
    before = offset(at)
    while at < end:
        low, at = at, at + step
        after = offset(at)
        if after == before:
            continue
        high = at
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            low, high = (middle, high) if offset(middle) == before else (low, middle)
        yield Change(zone, high, before, after)
        before = after
