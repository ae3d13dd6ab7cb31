"""When: the cadence of a person, the hours of a student. No I/O, no clock."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

#: A person at a pit stop is heard of about twice a year.
PIT_STOP = relativedelta(months=6)


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

    @property
    def days(self) -> int:
        """About how many days that is; a month counts for 30."""
        return self.count * {"day": 1, "week": 7, "month": 30}[self.unit]

    def after(self, day: date) -> date:
        """Return the day one cadence later. A month later than 31 January is the last of February."""
        match self.unit:
            case "day":
                return day + timedelta(days=self.count)
            case "week":
                return day + timedelta(weeks=self.count)
            case _:
                return day + relativedelta(months=self.count)


#: A stretch of days on the student's calendar: the first, and the first after it.
Stretch = tuple[date, date]


def written(stretches: Iterable[Stretch]) -> str | None:
    """Write stretches of days as one text, None for none; see `Rhythm.exam_days`."""
    return " ".join(f"{first}/{end}" for first, end in sorted(stretches)) or None


@lru_cache(4096)
def _stretches(text: str | None, set_on: date | None) -> tuple[Stretch, ...]:
    """Read stretches of days, without those in which the student has set something by hand."""
    read = ([date.fromisoformat(day) for day in each.split("/")] for each in (text or "").split())
    return tuple((first, end) for first, end in read if set_on is None or not first <= set_on < end)


def first_on(weekdays: Collection[int], day: date) -> date:
    """Return the first day from ``day`` on that is one of some weekdays, Monday is 0; not empty."""
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a student wants to hear from the bot, on their own clock.

    Attributes:
        zone: the student's time zone.
        hour: the hour of the day for nudges, 0 to 23.
        days: the weekdays for nudges, Monday is 0; never empty.
        quiet_from, quiet_until: hours between which nothing is sent; equal hours mean none.
        weekly_cap: how many people the digests of a week bring; None for as many as are due.
        paused_until: the first day on which nudges come again; None when they are not paused.
        lighter_until: the day on which a lighter time ends, and a catch-up list comes.
        exam_days, fieldwork_days: stretches in which nudges pause, or are lighter, by themselves,
            as `written` has them.
        pause_set_on, lighter_set_on: when the student last set either by hand; a stretch with this
            day in it counts no more.
        caught_up_on: when the last catch-up list came.
    """

    zone: ZoneInfo
    hour: int
    days: frozenset[int]
    quiet_from: int
    quiet_until: int
    weekly_cap: int | None = None
    paused_until: date | None = None
    lighter_until: date | None = None
    exam_days: str | None = None
    fieldwork_days: str | None = None
    pause_set_on: date | None = None
    lighter_set_on: date | None = None
    caught_up_on: date | None = None

    def today(self, now: datetime) -> date:
        """Return the date on the student's calendar."""
        return now.astimezone(self.zone).date()

    def moment(self, day: date) -> datetime:
        """Return the student's hour on ``day``, in UTC.

        An hour that the clocks skip is the first moment after the gap; an hour that they repeat is
        its first turn (PEP 495, fold=0).
        """
        return _moment(self.zone, self.hour, day)

    def next_slot(self, day: date, now: datetime) -> datetime:
        """Return the student's hour on the first allowed day from ``day`` on, not before now."""
        day = self._open_day(max(day, self.today(now)))
        while (slot := self.moment(day)) < now:
            day = self._open_day(day + timedelta(days=1))
        return slot

    def _open_day(self, day: date) -> date:
        """Return the first day from ``day`` on that is one of the student's, and in no pause."""
        while (later := self.allowed_day(self.free_from(day))) != day:
            day = later
        return day

    def free_from(self, day: date) -> date:
        """Return the first day from ``day`` on that is in no pause."""
        day = max(day, self.paused_until or date.min)
        for first, end in _stretches(self.exam_days, self.pause_set_on):  # in their order
            if first <= day < end:
                day = end
        return day

    def lighter_end(self, day: date) -> date | None:
        """Return when the lighter time ends that a day lies in, None when it lies in none."""
        ends = [
            end
            for first, end in _stretches(self.fieldwork_days, self.lighter_set_on)
            if first <= day < end
        ]
        if self.lighter_until is not None and day < self.lighter_until:
            ends.append(self.lighter_until)
        return max(ends, default=None)

    def was_lighter(self, today: date) -> bool:
        """Say whether a lighter time is on that was not begun today."""
        return self.lighter_end(today) is not None and self.lighter_set_on != today

    def catches_up(self, today: date) -> bool:
        """Say whether a lighter time was over within the last week, and no list has come since.

        Of one that ends in a pause, it is the week after the pause.
        """
        ends = [end for _, end in _stretches(self.fieldwork_days, self.lighter_set_on)]
        if self.caught_up_on is not None:
            ends = [end for end in ends if end > self.caught_up_on]
        ends += [] if self.lighter_until is None else [self.lighter_until]
        just_over = any(end <= today < self._free_after(end) + timedelta(weeks=1) for end in ends)
        return just_over and self.lighter_end(today) is None

    def _free_after(self, end: date) -> date:
        """Return the first day from ``end`` on that is in no pause which had been set by then."""
        later = self.pause_set_on is not None and self.pause_set_on > end
        return (replace(self, paused_until=None) if later else self).free_from(end)

    @property
    def through_exams(self) -> "Rhythm":
        """The same for what cannot wait until exams are over."""
        return self if self.exam_days is None else replace(self, exam_days=None)

    def allowed_day(self, day: date) -> date:
        """Return the first day from ``day`` on that is one of the student's weekdays."""
        return first_on(self.days, day)

    def eased(self, due_on: date, cadence_days: int | None) -> date:
        """Return the day on which a nudge comes in a lighter time: with the cadence doubled.

        What falls due before the lighter time ends waits one cadence more, but no longer than to
        its end. A nudge without a cadence has a day of its own, and keeps it.
        """
        end = None if cadence_days is None else self.lighter_end(due_on)
        if end is None or cadence_days is None:
            return due_on
        return min(due_on + timedelta(days=cadence_days), end)

    def monday(self, now: datetime) -> datetime:
        """Return when the week that ``now`` lies in began, by the student's calendar."""
        today = self.today(now)
        return replace(self, hour=0).moment(today - timedelta(days=today.weekday()))

    def is_paused(self, now: datetime) -> bool:
        """Say whether the student wants to hear nothing today."""
        if self.paused_until is None and self.exam_days is None:
            return False
        return self.free_from(today := self.today(now)) > today

    def next_welcome(self, now: datetime) -> datetime:
        """Return the next moment, from now on, that is outside the quiet hours and any pause."""
        if self.is_paused(now):
            return self.next_slot(self.today(now), now)
        moment = now
        while self.is_quiet(moment):
            local = moment.astimezone(self.zone)
            begun = timedelta(
                minutes=local.minute, seconds=local.second, microseconds=local.microsecond
            )
            moment += timedelta(hours=1) - begun
        return moment

    def last_allowed_day(self, day: date) -> date:
        """Return the last day up to ``day`` that is one of the student's weekdays."""
        while day.weekday() not in self.days:
            day -= timedelta(days=1)
        return day

    def welcomes(self, now: datetime) -> bool:
        """Say whether a nudge may be sent now, which matters when the bot was off at its hour."""
        return _welcomes(self, now)

    def is_quiet(self, now: datetime) -> bool:
        """Say whether now lies in the quiet hours. The student's own hour is never quiet."""
        return self.slot_at(now) is None and self._is_quiet(now.astimezone(self.zone).hour)

    @property
    def writes_in_quiet_hours(self) -> bool:
        """Say whether the student's own hour lies in the quiet hours, and comes all the same."""
        return self._is_quiet(self.hour)

    def _is_quiet(self, hour: int) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def slot_at(self, now: datetime) -> date | None:
        """Return the day whose hour it is now; the clocks can move it past midnight."""
        today = self.today(now)
        for day in (today, today - timedelta(days=1)):
            if self.moment(day) <= now < self.moment(day) + timedelta(hours=1):
                return day
        return None


@lru_cache(4096)  # of the students who are due at once, many share their hour and zone
def _moment(zone: ZoneInfo, hour: int, day: date) -> datetime:
    local = datetime.combine(day, time(hour), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    # In a gap, fold=1 lies before the change and fold=0 after it; the change is in between.
    before, after = local.replace(fold=1).astimezone(UTC), moment
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        changed = middle.astimezone(zone).utcoffset() == moment.astimezone(zone).utcoffset()
        before, after = (before, middle) if changed else (middle, after)
    return after.replace(microsecond=0)


@lru_cache(4096)
def _welcomes(rhythm: Rhythm, now: datetime) -> bool:
    if rhythm.is_paused(now):
        return False
    own = rhythm.slot_at(now)
    if own is not None:
        return own.weekday() in rhythm.days
    return rhythm.today(now).weekday() in rhythm.days and not rhythm.is_quiet(now)


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
