"""When fieldwork and exams are, and what that asks for on which day. No I/O, no clock."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from bot.nudges.model import (
    FIELDWORK_BEGINS,
    FIELDWORK_HELLO,
    FIELDWORK_MIDTERM,
    FIELDWORK_THANKS,
    FIELDWORK_THANKS_AGAIN,
)
from bot.nudges.rhythm import Stretch

#: What a stretch of days can be, and what it is called.
WHAT = MappingProxyType(
    {
        "level_1": "Level I fieldwork",
        "level_2": "Level II fieldwork",
        "exams": "Exam season",
    }
)
#: The most weeks that each may last. Level II is 24 weeks full time in two placements (ACOTE
#: standards, 2023), and up to twice as long part time, which nobody does in one.
MOST_WEEKS = MappingProxyType({"level_1": 40, "level_2": 40, "exams": 8})
#: As many stretches as one student can have.
MOST_STRETCHES = 24

#: Two weeks before the first day there is time to answer, and to read what they send.
HELLO_BEFORE = timedelta(weeks=2)
#: A thank-you that was not sent comes up once more.
THANKS_AGAIN_AFTER = timedelta(days=4)
#: How long a thank-you for fieldwork is worth a reminder.
THANKED_WITHIN = timedelta(days=30)
#: How long after the first day the stage is still asked about.
BEGUN_WITHIN = timedelta(weeks=1)

#: The step that each kind of nudge is about; both thanks are one step.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        FIELDWORK_HELLO: "hello",
        FIELDWORK_BEGINS: "begins",
        FIELDWORK_MIDTERM: "midterm",
        FIELDWORK_THANKS: "thanks",
        FIELDWORK_THANKS_AGAIN: "thanks",
    }
)
#: The kind of note that each step asks for.
NOTES: Mapping[str, str] = MappingProxyType(
    {"hello": "fieldwork_hello", "midterm": "fieldwork_midterm", "thanks": "fieldwork_thanks"}
)


class WrongOrder(Exception):
    """The last day is before the first."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} {last}")
        self.first = first
        self.last = last


class TooLong(Exception):
    """Fieldwork or exams do not last that long."""

    def __init__(self, what: str, first: date, last: date) -> None:
        super().__init__(what)
        self.what = what
        self.first = first
        self.last = last


class TwoAtOnce(Exception):
    """Two of them can't be on the same days; ``other`` is the one that is there."""

    def __init__(self, other: "Span") -> None:
        super().__init__(other.what)
        self.other = other


@dataclass(frozen=True, slots=True)
class Span:
    """A placement, or an exam season, by the student's own calendar.

    Attributes:
        what: a key of `WHAT`.
        first_on, last_on: its first and its last day.
        place: where, may be empty.
        contact_id: the educator; None for nobody.
        lighter: reminders are lighter during it.
        done: the steps that are dealt with, see `STEPS`.
        created_at: when it was written down.
    """

    id: int
    what: str
    first_on: date
    last_on: date
    place: str
    contact_id: int | None
    lighter: bool
    created_at: datetime
    done: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def is_exams(self) -> bool:
        """It is no placement."""
        return self.what == "exams"

    @property
    def stretch(self) -> Stretch:
        """Its first day, and the first after it."""
        return self.first_on, self.last_on + timedelta(days=1)

    @property
    def weeks(self) -> int:
        """How many weeks it lasts, begun ones included."""
        return -(-((self.last_on - self.first_on).days + 1) // 7)

    def overlaps(self, other: "Span") -> bool:
        """Say whether both cannot be: two seasons of exams, or Level II beside other fieldwork.

        Level I is often a day a week, so two of them go together; exams fall into any of them.
        """
        if self.is_exams != other.is_exams or {self.what, other.what} == {"level_1"}:
            return False
        return self.first_on <= other.last_on and other.first_on <= self.last_on


def require_days(what: str, first: date, last: date) -> None:
    """Make sure that fieldwork or exams can be from one day to another.

    Raises:
        WrongOrder, TooLong: they can't.
    """
    if last < first:
        raise WrongOrder(first, last)
    if (last - first).days >= 7 * MOST_WEEKS[what]:
        raise TooLong(what, first, last)


def require_apart(span: Span, others: Iterable[Span]) -> None:
    """Make sure that a new one can be beside the others.

    Raises:
        TwoAtOnce: it can't.
    """
    for each in others:
        if span.overlaps(each):
            raise TwoAtOnce(each)


def meant(first: date, last: date, *, fixed: Collection[str], today: date) -> tuple[date, date]:
    """Return the days that were meant, if their years were left out and read one by one.

    In February "4 Jan to 27 March" began last month; "30 Nov to 5 March" ends next year.

    Args:
        first: as it was read, today or later.
        last: likewise.
        fixed: ``first`` and ``last``, where the year was typed.
        today: the day on the student's calendar.
    """
    if first <= last:
        return first, last
    before, after = _year(first, -1), _year(last, 1)
    if "first" not in fixed and last >= today and (last - before).days < 40 * 7:
        return before, last
    if "last" not in fixed and (after - first).days < 40 * 7:
        return first, after
    return first, last


def _year(day: date, step: int) -> date:
    try:
        return day.replace(year=day.year + step)
    except ValueError:  # 29 February
        return day.replace(year=day.year + step, day=28)


def free_day(wanted: date, earliest: date, latest: date, exams: Iterable[Stretch]) -> date:
    """Return the day nearest to the one that is wanted that is in no exam season.

    Args:
        wanted: the day.
        earliest: no day before this.
        latest: no day after this.
        exams: when nothing is to come.

    Returns:
        The later of two that are as near; ``wanted`` itself if there is none.
    """
    taken = list(exams)
    days = (earliest + timedelta(days=number) for number in range((latest - earliest).days + 1))
    free = [day for day in days if not any(first <= day < end for first, end in taken)]
    return min(free, key=lambda day: (abs(day - wanted), day < wanted), default=wanted)


def steps(span: Span, exams: Collection[Stretch], today: date, stage: str) -> dict[str, date]:
    """Return what a placement asks for: the day of each kind of nudge that is still worth it.

    Args:
        span: the placement; an exam season asks for nothing.
        exams: when nothing is to come, if it can be helped.
        today: the day on the student's calendar.
        stage: where the student is, see `bot.students.model.STAGES`.
    """
    first, last = span.first_on, span.last_on
    if span.is_exams:
        return {}
    found: dict[str, date] = {}
    if today < first:
        found[FIELDWORK_HELLO] = free_day(
            first - HELLO_BEFORE, first - timedelta(days=35), first - timedelta(days=3), exams
        )
    if span.what == "level_2":
        if stage != "level_2" and today <= first + BEGUN_WITHIN:
            found[FIELDWORK_BEGINS] = first
        if today < last and span.weeks > 2:
            week = timedelta(weeks=1)
            halfway = _working_day(first + (last - first) // 2)
            found[FIELDWORK_MIDTERM] = free_day(halfway, first + week, last - week, exams)
    if today <= last + THANKED_WITHIN:
        found[FIELDWORK_THANKS] = last
        found[FIELDWORK_THANKS_AGAIN] = last + THANKS_AGAIN_AFTER
    return {kind: day for kind, day in found.items() if STEPS[kind] not in span.done}


def _working_day(day: date) -> date:
    """Return the day, or the Friday before it: halfway through whole weeks is often a Saturday."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def written_for(step: str, spans: Iterable[Span], today: date) -> Span | None:
    """Return the placement that a note which was just sent is about, None for none.

    Of those that still wait for it, the one whose day is nearest, within two months.
    """

    def apart(span: Span) -> timedelta:
        days = {"hello": span.first_on, "thanks": span.last_on}
        return abs(days.get(step, span.first_on + (span.last_on - span.first_on) // 2) - today)

    waiting = [each for each in spans if not each.is_exams and step not in each.done]
    near = [each for each in waiting if apart(each) <= timedelta(days=60)]
    return min(near, key=apart, default=None)
