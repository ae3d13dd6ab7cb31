"""The only place that reads the time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time now, as an aware ``datetime`` in UTC."""

    def __call__(self) -> datetime:
        """Return the time now."""
        ...


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the first of the moments that there are, None without any."""
    return min((each for each in moments if each is not None), default=None)


def latest(*moments: datetime | None) -> datetime | None:
    """Return the last of the moments that there are, None without any."""
    return max((each for each in moments if each is not None), default=None)


def system_clock() -> datetime:
    """Return the machine's time. Everything else is handed a `Clock`."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place
