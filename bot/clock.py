"""The only place that reads the time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time now, as an aware ``datetime`` in UTC."""

    def __call__(self) -> datetime:
        """Return the time now."""
        ...


def system_clock() -> datetime:
    """Return the machine's time. Everything else is handed a `Clock`."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place
