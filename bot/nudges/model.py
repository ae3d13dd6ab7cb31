"""What a nudge is, whom it is about, and the DM that brings it. No I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.nudges.rhythm import Cadence, Rhythm


@dataclass(frozen=True, slots=True)
class Manner:
    """How nudges of one kind come.

    Attributes:
        alone: at their own moment and each in a DM of its own, rather than in the day's digest.
        in_quiet_hours: also in quiet hours, because tomorrow is too late.
        quarterly: ignored, it comes again after `QUARTER`, for good.
        tells: it only tells, so it waits for no answer once it is out.
        before: on the last of the student's days before it, if its own day is none of them.
        spares: in a lighter time not before its end, rather than at half the pace.
        in_exams: also while exams keep the rest away, because it cannot wait.
        at_hour: comes alone, and at the student's hour on its day.
        in_pauses: also while the student has paused nudges, because it is about what is kept of them.
        follows: the kind that was to come earlier for the same subject. If both are late, this one
            comes alone.
    """

    alone: bool = False
    quarterly: bool = False
    in_quiet_hours: bool = False
    before: bool = False
    tells: bool = False
    spares: bool = False
    in_pauses: bool = False
    follows: str | None = None
    in_exams: bool = False
    at_hour: bool = False

    def hours(self, rhythm: Rhythm) -> Rhythm:
        """Return when the student wants to hear of what comes in this manner."""
        if self.in_pauses:
            return replace(rhythm.through_exams, paused_until=None)
        return rhythm.through_exams if self.in_exams else rhythm


KEEP_IN_TOUCH = "keep_in_touch"
ADVICE = "advice"
PROMISE = "promise"
THANK_YOU = "thank_you"
THANKS_OVERDUE = "thank_you_overdue"
DRAFT = "draft"
NO_REPLY = "no_reply"
MEETING_TOMORROW = "meeting_tomorrow"
MEETING_SOON = "meeting_soon"
MEETING_ANSWER = "meeting_answer"
DEBRIEF = "debrief"
ASK_AGAIN = "ask_again"
MENTOR_REQUEST = "mentor_request"
MENTOR_NEWS = "mentor_news"
SESSION = "session"
GAINED = "gained"
MENTOR_GAINED = "mentor_gained"
GIVE_BACK = "give_back"
FIELDWORK_HELLO = "fieldwork_hello"
FIELDWORK_BEGINS = "fieldwork_begins"
FIELDWORK_MIDTERM = "fieldwork_midterm"
FIELDWORK_THANKS = "fieldwork_thanks"
FIELDWORK_THANKS_AGAIN = "fieldwork_thanks_again"
HABIT_PROFILE = "habit_profile"
HABIT_ARTICLE = "habit_article"
HABIT_THANKS = "habit_thanks"
CHAT = "chat"
REVIEW = "review"
GOAL = "goal"
MENTOR_FREED = "mentor_freed"
RETENTION = "retention"

#: Every kind of nudge, also those whose rooms are still to come. A room that has something to remind
#: of registers for its kinds in `bot.app`.
KINDS: Mapping[str, Manner] = MappingProxyType(
    {
        KEEP_IN_TOUCH: Manner(),
        ADVICE: Manner(spares=True),
        PROMISE: Manner(before=True),
        THANK_YOU: Manner(alone=True),
        THANKS_OVERDUE: Manner(alone=True, follows=THANK_YOU),
        DRAFT: Manner(),
        NO_REPLY: Manner(),
        MEETING_TOMORROW: Manner(alone=True, tells=True, in_exams=True),
        MEETING_SOON: Manner(alone=True, in_quiet_hours=True, tells=True, in_exams=True),
        MEETING_ANSWER: Manner(alone=True, in_quiet_hours=True, tells=True, in_exams=True),
        DEBRIEF: Manner(alone=True),
        ASK_AGAIN: Manner(),
        MENTOR_REQUEST: Manner(alone=True),
        SESSION: Manner(alone=True, tells=True),
        GAINED: Manner(alone=True),
        MENTOR_GAINED: Manner(alone=True),
        GIVE_BACK: Manner(alone=True),
        MENTOR_NEWS: Manner(alone=True, in_quiet_hours=True, tells=True, in_exams=True),
        FIELDWORK_HELLO: Manner(alone=True, at_hour=True),
        FIELDWORK_BEGINS: Manner(alone=True, at_hour=True),
        FIELDWORK_MIDTERM: Manner(alone=True, at_hour=True),
        FIELDWORK_THANKS: Manner(alone=True, at_hour=True, before=True, in_exams=True),
        FIELDWORK_THANKS_AGAIN: Manner(
            alone=True, at_hour=True, in_exams=True, follows=FIELDWORK_THANKS
        ),
        HABIT_PROFILE: Manner(alone=True, at_hour=True),
        HABIT_ARTICLE: Manner(alone=True, at_hour=True),
        HABIT_THANKS: Manner(alone=True, at_hour=True),
        CHAT: Manner(alone=True, tells=True),
        REVIEW: Manner(quarterly=True),
        GOAL: Manner(),
        MENTOR_FREED: Manner(alone=True, in_quiet_hours=True, tells=True, in_exams=True),
        RETENTION: Manner(alone=True, tells=True, in_pauses=True),
    }
)

#: As many people as one DM brings. The rest is said as a number.
DIGEST_SIZE = 5
#: As many more as a catch-up list names.
LIST_SIZE = 20
#: A nudge that nobody answers is brought again after a week, three times in all. Then it is asked,
#: once, whether the person is at a pit stop now; and then it rests until something happens.
AGAIN_AFTER = timedelta(weeks=1)
MOST_TIMES = 3
QUARTER = timedelta(weeks=13)


class State(StrEnum):
    """Where a nudge is on its way."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


OPEN = (State.PLANNED, State.CLAIMED, State.SENT)
UNSENT = (State.PLANNED, State.CLAIMED)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to write to somebody, as the room that knows it plans it.

    Attributes:
        kind: one of `KINDS`.
        subject_id: what it is about, an id of that room.
        due_on: the day on the student's calendar.
        cadence_days: how often it comes; None for a day of its own, which nothing stretches.
        chosen: the student has named the day, so a change of anything else leaves it alone.
        due_at: for kinds that come alone, the very moment; None for the student's hour on the day.
    """

    kind: str
    subject_id: int
    due_on: date
    cadence_days: int | None = None
    chosen: bool = False
    due_at: datetime | None = None

    def moment(self, rhythm: Rhythm, now: datetime) -> datetime:
        """Return when it is to be delivered, not before now."""
        if self.due_at is not None:
            return max(self.due_at, now)
        return KINDS[self.kind].hours(rhythm).next_slot(day_of(self, rhythm), now)


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reason that is kept until it is dealt with, see `Reason`.

    Attributes:
        person_id: the contact it is about, None for nobody.
        due_at: when it is to be delivered; once it is sent, when it comes again if it is ignored.
        times: how many DMs have brought it.
        delivery_id: the DM that brought it last.
        created_at: when it was planned.
    """

    id: int
    student_id: int
    kind: str
    subject_id: int
    person_id: int | None
    state: State
    due_on: date
    due_at: datetime
    cadence_days: int | None
    chosen: bool
    times: int
    delivery_id: int | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """It waits for the student, or is about to."""
        return self.state in OPEN

    @property
    def manner(self) -> Manner:
        """How it comes."""
        return KINDS[self.kind]

    def comes_at(self, rhythm: Rhythm, now: datetime) -> datetime:
        """Return when one that is planned comes, which a pause or quiet hours can put off."""
        moment = max(self.due_at, now)
        rhythm = self.manner.hours(rhythm)
        if self.manner.alone:
            return rhythm.next_welcome(moment)
        return (
            rhythm.next_slot(rhythm.today(moment), moment) if rhythm.is_paused(moment) else moment
        )


def day_of(what: Reason | Nudge, rhythm: Rhythm) -> date:
    """Return which of the student's days something comes on, lighter times considered."""
    day = rhythm.eased(what.due_on, what.cadence_days)
    if KINDS[what.kind].spares and what.cadence_days is not None:
        day = max(day, rhythm.lighter_end(what.due_on) or day)
    if KINDS[what.kind].before:
        return rhythm.last_allowed_day(day)
    return rhythm.allowed_day(day)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a nudge is about and why now, in a room's own words, as the student typed them.

    Attributes:
        name: with credentials.
        about: practice setting and organisation, may be empty.
        last_spoke: when they were last in touch, None when never.
        last_how: how that was, such as "Coffee".
        note: what to take up from last time, may be empty.
        earlier: the note is from before last time.
        every: the cadence in words.
        promise: what the student said they would do, may be empty.
        promise_due: by when, on the student's calendar; None for no day.
        advice: what this person suggested and has not heard of since, may be empty.
        tried: the student has tried it.
        of: what the room itself shows of it on a card of its own, such as a meeting.
    """

    name: str
    about: str = ""
    last_spoke: datetime | None = None
    last_how: str = ""
    note: str = ""
    every: str = ""
    promise: str = ""
    promise_due: date | None = None
    advice: str = ""
    tried: bool = False
    of: object = None
    earlier: bool = False


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
    was_due: datetime | None = None
    next_due: datetime | None = None

    @property
    def asks_for_a_seat(self) -> bool:
        """It was ignored so often that the question is whether the person is at a pit stop."""
        brought = self.nudge.times + (self.nudge.state != State.SENT)
        return self.nudge.kind == KEEP_IN_TOUCH and brought > MOST_TIMES


@dataclass(frozen=True, slots=True)
class Letter:
    """One DM as it should be shown now.

    Attributes:
        delivery_id: names the message for good; every button carries it.
        items: at most `DIGEST_SIZE` people.
        waiting: how many more people are due than the letter holds.
        also: the names of some who wait, on a catch-up list.
        catch_up: it is the first after a lighter time.
        today: the day on the student's calendar on which it was written.
    """

    delivery_id: int
    items: tuple[Item, ...]
    waiting: int
    today: date
    also: tuple[str, ...] = ()
    catch_up: bool = False

    @property
    def nonce(self) -> str:
        """The same for every attempt, so that Discord takes a repeat for the same message.

        Discord allows 25 characters.
        """
        return f"pitstop-{self.delivery_id}"


class Snooze(StrEnum):
    """How long a nudge may be put off: hours and days what is timely, weeks what is not."""

    HOURS = "3h"
    DAY = "1d"
    THREE_DAYS = "3d"
    WEEK = "1w"
    FORTNIGHT = "2w"
    MONTH = "1m"

    def after(self, day: date) -> date:
        """Return the day on which the nudge comes back."""
        return day if self is Snooze.HOURS else Cadence.read(self.value).after(day)

    def until(self, rhythm: Rhythm, now: datetime) -> datetime:
        """Return the moment at which it comes back, if it comes alone."""
        if self is Snooze.HOURS:
            return rhythm.next_welcome(now + timedelta(hours=3))
        return rhythm.next_welcome(rhythm.moment(self.after(rhythm.today(now))))
