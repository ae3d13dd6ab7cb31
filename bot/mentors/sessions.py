"""What a series of sessions is, and which days they fall on. No I/O, no clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from bot.mentors.outlines import Outline, Topic, topic
from bot.nudges.rhythm import Cadence, UnreadableCadence, first_on

#: A series is to be seen to its end.
MOST_SESSIONS = 24
#: As many series as one student can have, with those that are over.
MOST_SERIES = 100
TOPIC_LENGTH = 120
ANSWER_LENGTH = 500
#: Weekdays when all are welcome.
ANY_DAY = frozenset(range(7))
#: After this many, both are asked what they gained; and after the last.
FIRST_LOOK_BACK = 3


class SeriesNotFound(Exception):
    """This student has no such series or session."""


class TooManySessions(Exception):
    """A series has no room for one more."""


class UnreadablePace(UnreadableCadence):
    """What somebody typed does not say how far apart sessions are; unlike reminders, never is none."""


def read_pace(text: str) -> str:
    """Read how far apart sessions are, as people say it.

    Raises:
        UnreadablePace: see `Cadence.read`.
    """
    try:
        return str(Cadence.read(text))
    except UnreadableCadence as error:
        raise UnreadablePace(text) from error


class Progress(StrEnum):
    """What has become of a session."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of a series.

    Attributes:
        topic: what the student hopes to learn.
        key: of the outline it came from; None for the student's own.
        planned_on: the day on the student's calendar; of one that was, the day it was, once shown.
        state: what has become of it.
        done_at: when it was; None as long as it was not.
        meeting_id: the meeting that was asked for.
        strength, edge, step: what the student wrote afterwards: on what is there, on what is still
            growing, and what to try next.
        gained: what the student gained so far, as asked after some sessions.
        mentor_asked: the mentor was asked what they gained.
    """

    id: int
    series_id: int
    contact_id: int
    topic: str
    key: str | None
    planned_on: date
    state: Progress
    done_at: datetime | None = None
    meeting_id: int | None = None
    strength: str = ""
    edge: str = ""
    step: str = ""
    gained: str = ""
    mentor_asked: bool = False

    @property
    def questions(self) -> Topic:
        """The questions before and after it."""
        return topic(self.key)

    @property
    def has_answers(self) -> bool:
        """The student has looked back on it."""
        return bool(self.strength or self.edge or self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Sessions with one person.

    Attributes:
        outline: the stage whose topics it began with.
        every: how often, such as "1 month".
        sessions: by their day.
    """

    id: int
    contact_id: int
    outline: str
    every: str
    sessions: tuple[Session, ...]

    @property
    def next(self) -> Session | None:
        """The first session that is still to come."""
        return next((each for each in self.sessions if each.state == Progress.PLANNED), None)

    @property
    def done(self) -> Sequence[Session]:
        """The sessions that were, in the order in which they were."""
        found = [each for each in self.sessions if each.state == Progress.DONE]
        return sorted(found, key=lambda each: (each.done_at is None, each.done_at, each.id))

    @property
    def is_over(self) -> bool:
        """Nothing is to come any more, and something was."""
        return self.next is None and bool(self.done)

    def before(self, session_id: int) -> Session | None:
        """Return the last session before this one on which the student has looked back."""
        number = next((n for n, each in enumerate(self.sessions) if each.id == session_id), 0)
        answered = [each for each in self.sessions[:number] if each.has_answers]
        return answered[-1] if answered else None

    def looks_back(self) -> Sequence[Session]:
        """Return the sessions after which one asks what was gained: the third, and the last."""
        done = self.done
        found = list(done[FIRST_LOOK_BACK - 1 : FIRST_LOOK_BACK])
        return found if not self.is_over or done[-1] in found else [*found, done[-1]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A session that is to come, as the meeting that is agreed on for it shows it.

    Attributes:
        number: its place in its series, from 1.
        total: of how many.
        last: the session before it on which the student has looked back; None without any.
    """

    session: Session
    number: int
    total: int
    last: Session | None

    @classmethod
    def of(cls, series: Series, session: Session) -> Self:
        """Return one of the sessions of a series."""
        number = [each.id for each in series.sessions].index(session.id) + 1
        return cls(session, number, len(series.sessions), series.before(session.id))


def days(first: date, every: str, count: int, welcome: Collection[int] = ANY_DAY) -> list[date]:
    """Return the days of sessions: the first, and the others at even distances.

    Months are counted from the first day, so that a series from 31 January comes back to a 31st. A
    day that is not welcome gives way to the next that is, unless it has the first one's weekday. Days
    less than a week apart stay, since two of them could meet on one.

    Args:
        first: the day of the first.
        every: how far apart they are.
        count: how many.
        welcome: weekdays on which a session may be, Monday is 0; not empty.
    """
    cadence = Cadence.read(every)
    found = [
        Cadence(cadence.count * n, cadence.unit).after(first) if n else first for n in range(count)
    ]
    if cadence.days < 7:
        return found
    welcome = {*welcome, first.weekday()}
    return [first_on(welcome, each) for each in found]


def planned(
    outline: Outline, first: date, every: str, welcome: Collection[int] = ANY_DAY
) -> list[tuple[Topic, date]]:
    """Return the sessions of an outline with their days, see `days`."""
    return list(zip(outline.topics, days(first, every, len(outline.topics), welcome), strict=True))
