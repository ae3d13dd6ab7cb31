"""A student's profile. No I/O, no clock."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

#: Where somebody is on the way through the profession, and what it is called.
STAGES = MappingProxyType(
    {
        "exploring": "Exploring OT",
        "programme": "In the programme",
        "level_1": "Level I fieldwork",
        "level_2": "Level II fieldwork",
        "new": "New practitioner",
        "practitioner": "Practitioner",
    }
)

WEEKDAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Student:
    """A student's profile.

    Attributes:
        id: the Discord user id.
        time_zone: an IANA name.
        stage: a key of `STAGES`.
        nudge_hour: 0 to 23, on the student's clock.
        nudge_days: weekdays for nudges, Monday is 0.
        quiet_from, quiet_until: hours between which nothing is sent.
        dm_agreed_at: when the student agreed to DMs; None when they have not.
        dm_channel_id: the DM channel, once one was opened.
        unreachable_since: when Discord last refused a DM; None when DMs arrive.
        started_at: when the student ran `/start` for the first time.
    """

    id: int
    time_zone: str
    stage: str
    nudge_hour: int
    started_at: datetime
    nudge_days: frozenset[int] = WEEKDAYS
    quiet_from: int = 21
    quiet_until: int = 8
    dm_agreed_at: datetime | None = None
    dm_channel_id: int | None = None
    unreachable_since: datetime | None = None

    @property
    def can_be_written_to(self) -> bool:
        """The student wants DMs, and they arrive."""
        return self.dm_agreed_at is not None and self.unreachable_since is None
