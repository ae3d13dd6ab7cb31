"""What a mentor is. No I/O, no clock."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

#: As many requests a month are plenty beside a job.
MOST_A_MONTH = 20
#: For who names no number.
USUAL_A_MONTH = 2


class NoMentor(Exception):
    """This member has not agreed to be asked, or has left."""


class MentorRests(Exception):
    """This mentor takes no requests now: they paused, or the month's number is reached."""


class NeedsDms(Exception):
    """A mentor is asked by DM, so they have to agree to DMs first."""


@dataclass(frozen=True, slots=True)
class Mentor:
    """A member who may be asked.

    Attributes:
        id: the Discord user id.
        a_month: as many requests may reach them in a month, by their own calendar.
        paused: they take none for now.
    """

    id: int
    a_month: int
    paused: bool


def month_began(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the month that ``now`` lies in began, by somebody's own calendar."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
