"""The rules of nudges: cadence, the student's hours, what is due when. No I/O, no clock."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

KEEP_IN_TOUCH = "keep_in_touch"

#: As many people as one DM brings. The rest is said as a number.
DIGEST_SIZE = 5

#: A person at a pit stop is heard of about twice a year.
PIT_STOP = relativedelta(months=6)


class State(StrEnum):
    """Where a nudge is on its way."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


OPEN = (State.PLANNED, State.CLAIMED, State.SENT)


class UnreadableCadence(Exception):
    """What somebody typed is not a number of days, weeks or months."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often to be in touch with a person: ``count`` times ``unit`` (day, week or month)."""

    count: int
    unit: str

    @classmethod
    def read(cls, text: str) -> "Cadence":
        """Read "6 weeks", "every 10 days", "monthly" or "3 mo".

        Raises:
            UnreadableCadence: it is none of these, or not between 1 day and 5 years.
        """
        said = re.sub(r"^(once )?(every|each|a) ", "", text.strip().lower())
        words = {"daily": "1 day", "weekly": "1 week", "monthly": "1 month", "yearly": "12 months"}
        said = words.get(said, said)
        match = re.fullmatch(r"(?:(\d{1,4}) ?)?(d|day|w|wk|week|m|mo|month|y|yr|year)s?", said)
        if match is None:
            raise UnreadableCadence(text)
        count, unit = int(match[1] or 1), {"d": "day", "w": "week", "m": "month"}.get(match[2][0])
        if unit is None:
            count, unit = count * 12, "month"
        if not 1 <= count <= {"day": 1826, "week": 260, "month": 60}[unit]:
            raise UnreadableCadence(text)
        return cls(count, unit)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" + ("" if self.count == 1 else "s")

    def after(self, day: date) -> date:
        """Return the day one cadence later. A month later than 31 January is the last of February."""
        match self.unit:
            case "day":
                return day + timedelta(days=self.count)
            case "week":
                return day + timedelta(weeks=self.count)
            case _:
                return day + relativedelta(months=self.count)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a student wants to hear from the bot, on their own clock.

    Attributes:
        zone: the student's time zone.
        hour: the hour of the day for nudges, 0 to 23.
        days: the weekdays for nudges, Monday is 0; never empty.
        quiet_from, quiet_until: hours between which nothing is sent; equal hours mean none.
    """

    zone: ZoneInfo
    hour: int
    days: frozenset[int]
    quiet_from: int
    quiet_until: int

    def today(self, now: datetime) -> date:
        """Return the date on the student's calendar."""
        return now.astimezone(self.zone).date()

    def moment(self, day: date) -> datetime:
        """Return the student's hour on ``day``, in UTC.

        An hour that the clocks skip is the first moment after the gap; an hour that they repeat is
        its first turn (PEP 495, fold=0).
        """
        local = datetime.combine(day, time(self.hour), self.zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return moment
        # In a gap, fold=1 lies before the change and fold=0 after it; the change is in between.
        before, after = local.replace(fold=1).astimezone(UTC), moment
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            changed = (
                middle.astimezone(self.zone).utcoffset() == moment.astimezone(self.zone).utcoffset()
            )
            before, after = (before, middle) if changed else (middle, after)
        return after.replace(microsecond=0)

    def next_slot(self, day: date, now: datetime) -> datetime:
        """Return the student's hour on the first allowed weekday from ``day`` on, not before now."""
        day = self.allowed_day(max(day, self.today(now)))
        while (slot := self.moment(day)) < now:
            day = self.allowed_day(day + timedelta(days=1))
        return slot

    def allowed_day(self, day: date) -> date:
        """Return the first day from ``day`` on that is one of the student's weekdays."""
        while day.weekday() not in self.days:
            day += timedelta(days=1)
        return day

    def welcomes(self, now: datetime) -> bool:
        """Say whether a nudge may be sent now, which matters when the bot was off at its hour."""
        own = self._slot_at(now)
        if own is not None:
            return own.weekday() in self.days
        return self.today(now).weekday() in self.days and not self.is_quiet(now)

    def is_quiet(self, now: datetime) -> bool:
        """Say whether now lies in the quiet hours. The student's own hour is never quiet."""
        if self._slot_at(now) is not None or self.quiet_from == self.quiet_until:
            return False
        hour = now.astimezone(self.zone).hour
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def _slot_at(self, now: datetime) -> date | None:
        """Return the day whose hour it is now; the clocks can move it past midnight."""
        today = self.today(now)
        for day in (today, today - timedelta(days=1)):
            if self.moment(day) <= now < self.moment(day) + timedelta(hours=1):
                return day
        return None


def due_on(cadence: Cadence, last: date, seat: str) -> date | None:
    """Return the day on which somebody is next due, or None when never.

    Args:
        cadence: how often the student wants to be in touch.
        last: the day they were last in touch.
        seat: ``pick_up`` and ``aboard`` keep the cadence, a ``pit_stop`` stretches it to half a
            year at least, and nobody is nudged about a person who was ``dropped_off``.
    """
    if seat == "dropped_off":
        return None
    due = cadence.after(last)
    return max(due, last + PIT_STOP) if seat == "pit_stop" else due


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reason to write to somebody. ``due_on`` is a day on the student's calendar."""

    id: int
    student_id: int
    kind: str
    subject_id: int
    state: State
    due_on: date
    due_at: datetime
    delivery_id: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Who a nudge is about and why now, in a room's own words, as the student typed them.

    Attributes:
        name: with credentials.
        about: practice setting and organisation, may be empty.
        last_spoke: when they were last in touch, None when never.
        last_how: how that was, such as "Coffee".
        note: what to take up from last time, may be empty.
        every: the cadence in words.
    """

    name: str
    about: str
    last_spoke: datetime | None
    last_how: str
    note: str
    every: str


@dataclass(frozen=True, slots=True)
class Item:
    """One person on a nudge card.

    Attributes:
        nudge: in the state it is in now.
        person: who it is about.
        was_due: when it should have come, if the card went out on a later day.
        next_due: when this person comes up next, once the nudge is settled.
    """

    nudge: Nudge
    person: Person
    was_due: datetime | None
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One DM as it should be shown now.

    Attributes:
        delivery_id: names the message for good; every button carries it.
        items: at most `DIGEST_SIZE` people.
        waiting: how many more people are due than the letter holds.
    """

    delivery_id: int
    items: tuple[Item, ...]
    waiting: int

    @property
    def nonce(self) -> str:
        """The same for every attempt, so that Discord takes a repeat for the same message.

        Discord allows 25 characters.
        """
        return f"pitstop-{self.delivery_id}"


class Snooze(StrEnum):
    """How long a nudge may be put off."""

    WEEK = "1w"
    FORTNIGHT = "2w"
    MONTH = "1m"

    def after(self, day: date) -> date:
        """Return the day on which the nudge comes back."""
        return Cadence.read(self.value).after(day)
