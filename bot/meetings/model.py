"""What a meeting is, and how it goes on: one table of moves. No I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

#: How people meet, and the interaction that it is logged as.
HOW = MappingProxyType({"video": "By video", "phone": "By phone", "in_person": "In person"})
LOGGED_AS: Mapping[str, str] = MappingProxyType(
    {"video": "video", "phone": "call", "in_person": "coffee"}
)
#: How a note says it, after "Could we meet for 20 minutes".
IN_A_NOTE: Mapping[str, str] = MappingProxyType(
    {"video": "by video", "phone": "by phone", "in_person": "in person"}
)

#: Minutes that a meeting may take. What is asked of a stranger is 20 to 30 (DESIGN section 7).
USUAL_MINUTES = 20
LEAST_MINUTES, MOST_MINUTES = 10, 180
#: So many times are offered.
LEAST_OFFERED, MOST_OFFERED = 2, 4
#: Times that were offered are held for a week, or until they are answered.
HELD_FOR = timedelta(weeks=1)
#: A no is asked again after ten weeks, if the student likes.
AGAIN_AFTER = timedelta(weeks=10)
DEBRIEF_AFTER = timedelta(hours=1)
SOON_BEFORE = timedelta(minutes=15)
PURPOSE_LENGTH = 120
PLACE_LENGTH = 300
WORD_LENGTH = 300
#: As many questions are taken along.
MOST_QUESTIONS = 5
#: As many meetings are under way at once, and as many are kept in all.
MOST_OPEN, MOST_MEETINGS = 100, 5000


class State(StrEnum):
    """Where a meeting is on its way."""

    DRAFT = "draft"
    ASKED = "asked"
    OTHER_TIMES = "other_times"
    NO_REPLY = "no_reply"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    MISSED = "missed"
    DONE = "done"


#: Every move there is. ``moved`` is a meeting that was to be and looks for another time; a meeting
#: that gets its new time at once goes through it.
MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.DRAFT: frozenset({State.ASKED, State.CANCELLED}),
        State.ASKED: frozenset(
            {State.CONFIRMED, State.DECLINED, State.NO_REPLY, State.OTHER_TIMES, State.CANCELLED}
        ),
        State.OTHER_TIMES: frozenset(
            {State.ASKED, State.CONFIRMED, State.DECLINED, State.CANCELLED}
        ),
        # A late answer is an answer.
        State.NO_REPLY: frozenset(
            {State.ASKED, State.CONFIRMED, State.DECLINED, State.OTHER_TIMES, State.CANCELLED}
        ),
        State.DECLINED: frozenset(),
        State.CONFIRMED: frozenset({State.MOVED, State.CANCELLED, State.MISSED, State.DONE}),
        State.MOVED: frozenset({State.ASKED, State.CONFIRMED, State.DECLINED, State.CANCELLED}),
        State.CANCELLED: frozenset(),
        State.MISSED: frozenset({State.MOVED, State.CANCELLED, State.DONE}),
        State.DONE: frozenset(),
    }
)

#: It waits for somebody, and is on the list.
OPEN = frozenset(state for state, moves in MOVES.items() if moves)
#: What was offered is kept free meanwhile.
HOLDING = frozenset({State.DRAFT, State.ASKED, State.OTHER_TIMES, State.NO_REPLY, State.MOVED})


class ImpossibleMove(Exception):
    """A meeting cannot go on like that from where it is, such as a cancelled one being confirmed."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


class MeetingNotFound(Exception):
    """This student has no such meeting."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting with a contact, from the thought of asking to what came of it.

    Attributes:
        purpose: what the student hopes to learn.
        minutes: how long it takes.
        how: a key of `HOW`.
        place: the address, room, number or link; may be empty.
        their_zone: the contact's time zone, an IANA name; None when it is not known.
        offered: moments that were offered.
        held_until: what was offered is kept free until then.
        begins_at: when it is; None until both agreed.
        sequence: how often the invitation has changed (RFC 5545, SEQUENCE).
        draft_id: the note that asks for it.
        mentor_id: the member who is asked by DM, by Discord user id; None for anybody else.
        word: what they answered in their own words, may be empty.
        again_on: the day on which the student wants to be reminded to ask again.
        questions: the student takes these along, by id, see `bot.meetings.questions`.
        interaction_id: the talk that was logged of it.
        asked_at: when the request went out.
    """

    id: int
    student_id: int
    contact_id: int
    purpose: str
    minutes: int
    how: str
    place: str
    their_zone: str | None
    state: State
    offered: tuple[datetime, ...]
    held_until: datetime
    begins_at: datetime | None
    sequence: int
    draft_id: int | None
    mentor_id: int | None
    word: str
    again_on: date | None
    questions: tuple[str, ...]
    interaction_id: int | None
    asked_at: datetime | None
    created_at: datetime
    changed_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it takes."""
        return timedelta(minutes=self.minutes)

    @property
    def ends_at(self) -> datetime | None:
        """When it is over; None until it has a time."""
        return None if self.begins_at is None else self.begins_at + self.length

    @property
    def is_booked(self) -> bool:
        """It has a time that nothing else may take."""
        return self.state == State.CONFIRMED

    @property
    def is_open(self) -> bool:
        """It can still go on."""
        return self.state in OPEN

    @property
    def uid(self) -> str:
        """Names it in every calendar, for good (RFC 5545, UID)."""
        return f"meeting-{self.student_id}-{self.id}-{self.created_at:%Y%m%d%H%M%S}@pitstop"

    def holds(self, now: datetime) -> bool:
        """Say whether what was offered is kept free now."""
        return self.state in HOLDING and now < self.held_until

    def may(self, to: State) -> bool:
        """Say whether it can go on like that."""
        return to in MOVES[self.state]

    def require(self, *way: State) -> None:
        """Make sure that it can go this way, one state after another.

        Raises:
            ImpossibleMove: it can't.
        """
        here = self.state
        for state in way:
            if state not in MOVES[here]:
                raise ImpossibleMove(self.state)
            here = state
