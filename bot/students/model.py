"""A student's profile. No I/O, no clock."""

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.nudges.rhythm import Rhythm

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
EVERY_DAY = frozenset(range(7))
#: The first day after a pause that lasts until the student ends it.
FOREVER = date(9000, 1, 1)


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
        weekly_cap: how many people the digests of a week bring; None for as many as are due.
        paused_until: the first day on which nudges come again; None when they are not paused.
        lighter_until: the day on which a lighter time ends; None when there is none.
        exam_days, fieldwork_days, pause_set_on, lighter_set_on, caught_up_on: pauses and lighter
            times that come by themselves, see `Rhythm`.
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
    weekly_cap: int | None = 10
    paused_until: date | None = None
    lighter_until: date | None = None
    exam_days: str | None = None
    fieldwork_days: str | None = None
    pause_set_on: date | None = None
    lighter_set_on: date | None = None
    caught_up_on: date | None = None
    dm_agreed_at: datetime | None = None
    dm_channel_id: int | None = None
    unreachable_since: datetime | None = None

    @property
    def rhythm(self) -> Rhythm:
        """When the student wants to hear from the bot."""
        return Rhythm(
            ZoneInfo(self.time_zone),
            self.nudge_hour,
            self.nudge_days,
            self.quiet_from,
            self.quiet_until,
            self.weekly_cap,
            self.paused_until,
            self.lighter_until,
            self.exam_days,
            self.fieldwork_days,
            self.pause_set_on,
            self.lighter_set_on,
            self.caught_up_on,
        )

    def is_lighter(self, now: datetime) -> bool:
        """Say whether a lighter time is on."""
        return self.rhythm.lighter_end(self.rhythm.today(now)) is not None

    @property
    def can_be_written_to(self) -> bool:
        """The student wants DMs, and they arrive."""
        return self.dm_agreed_at is not None and self.unreachable_since is None
