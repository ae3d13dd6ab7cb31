"""When the data of somebody who does not come back goes, and when they are told. No I/O, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from dateutil.relativedelta import relativedelta

from bot.nudges.rhythm import Rhythm

#: What an officer may choose from, in months.
TERMS = (6, 12, 18, 24, 36)
#: How long before the end somebody who agreed to DMs is told, the first and the last time.
FIRST, LAST = timedelta(days=30), timedelta(days=7)


class Step(StrEnum):
    """What is to be done about a student who does not come back."""

    WAIT = "wait"
    WARN_FIRST = "first"
    WARN_LAST = "last"
    LEAVE = "leave"


@dataclass(frozen=True)
class Absence:
    """How long somebody has been away, and what they were told.

    Attributes:
        seen_at: when they last used a command or a button.
        first_warned_at, last_warned_at: when they were told; None for never.
        months: how long data stays.
        can_be_written_to: they agreed to DMs, and DMs arrive.
        rhythm: when they want to hear from the bot.
    """

    seen_at: datetime
    first_warned_at: datetime | None
    last_warned_at: datetime | None
    months: int
    can_be_written_to: bool
    rhythm: Rhythm

    @cached_property
    def ends_on(self) -> date:
        """The day on which the term is over, on the student's calendar.

        A month after 31 January is the last of February.
        """
        return self.rhythm.today(self.seen_at) + relativedelta(months=self.months)

    @property
    def leaves_on(self) -> date:
        """The day on which the data goes, as far as is known by now.

        Whoever can be written to has 30 days from the first warning and 7 from the last, also if
        the bot was off when they were due.
        """
        day = self.ends_on
        if self.can_be_written_to:
            if (first := self._said(self.first_warned_at, self.ends_on - FIRST)) is not None:
                day = max(day, first + FIRST)
            if (last := self._said(self.last_warned_at, day - LAST)) is not None:
                day = max(day, last + LAST)
        return day

    def next_step(self, now: datetime) -> Step:
        """Return what is to be done now. Everything is due at the student's hour of its day."""
        if self.can_be_written_to:
            first = self._before(self.ends_on - FIRST)
            if self._said(self.first_warned_at, first) is None:
                return self._at(first, now, Step.WARN_FIRST)
            last = self._before(max(self.ends_on, self.leaves_on) - LAST)
            if self._said(self.last_warned_at, last) is None:
                return self._at(last, now, Step.WARN_LAST)
        return self._at(self.leaves_on, now, Step.LEAVE)

    def _at(self, day: date, now: datetime, step: Step) -> Step:
        return step if now >= self.rhythm.moment(day) else Step.WAIT

    def _before(self, day: date) -> date:
        """Return the last of the student's days for DMs up to a day."""
        return self.rhythm.last_allowed_day(day)

    def _said(self, warned_at: datetime | None, due_on: date) -> date | None:
        """Return the day of a warning, or None; one for a term that was shorter counts no more."""
        if warned_at is None or self.rhythm.today(warned_at) < self._before(due_on):
            return None
        return self.rhythm.today(warned_at)
