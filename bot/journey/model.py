"""Seats, goals and reviews: who needs a decision most, and what comes next. No I/O, no clock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.contacts.model import SETTINGS

MOST_SEATS = 500
#: More open goals than this are a list of wishes.
MOST_GOALS = 5
#: With those that are done or let go.
MOST_GOALS_KEPT = 500
#: As many reviews are kept: one a week for twenty years.
MOST_REVIEWS = 1000
#: Posted ones too.
MOST_SHOUTOUTS = 1000
GOAL_LENGTH = 200
SKILL_LENGTH = 60
#: A review is worth the time from so many people on.
NETWORK = 5
#: A review that was begun is gone on with for so many days; after that it begins anew.
FRESH_DAYS = 30
#: Whoever has no cadence, or is at a pit stop, is measured by half a year.
HALF_A_YEAR = 182
#: As many people are suggested for a pit stop at once.
MOST_SUGGESTED = 3

#: Seats about whose people a review asks. Who was dropped off is left in peace.
ASKED_ABOUT = ("aboard", "pit_stop", "pick_up")
#: The seats that a review offers, by the seat somebody has; the first leaves it as it is.
CHOICES = {
    "aboard": ("aboard", "pit_stop", "dropped_off"),
    "pit_stop": ("pit_stop", "aboard", "dropped_off"),
    "pick_up": ("pick_up", "aboard", "dropped_off"),
}

GOAL_STATES = {"open": "Open", "done": "Done", "let_go": "Let go"}


class ReviewNotFound(Exception):
    """This student has no such review, or another was begun since."""


class GoalNotFound(Exception):
    """This student has no such goal."""


class TooManyGoals(Exception):
    """There are as many open goals as can be kept."""


class NobodyAboard(Exception):
    """There is nobody to review."""


class NoNumber(Exception):
    """What was typed is no number of seats; ``text`` is what it was."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the network, by what decides about a seat.

    Attributes:
        seat: a key of `bot.contacts.model.SEATS`.
        cadence: how often to be in touch, in words; None for no reminders.
        cadence_days: the same in days.
        spoke_on: the day they were last in touch, or else were added.
        added_at: when they came into the network.
        serves: they help with an open goal.
        owed: the student has promised them something, and has not done it yet.
    """

    id: int
    name: str
    about: str
    seat: str
    setting: str | None
    cadence: str | None
    cadence_days: int | None
    spoke_on: date
    last_spoke: datetime | None
    added_at: datetime
    serves: bool = False
    owed: bool = False

    def silent_days(self, today: date) -> int:
        """Return how long ago they were last in touch."""
        return max(0, (today - self.spoke_on).days)

    def need(self, today: date) -> float:
        """Return how much a decision is due: the days of silence over those of the cadence."""
        span = self.cadence_days or HALF_A_YEAR
        if self.seat == "pit_stop":
            span = max(span, HALF_A_YEAR)
        return self.silent_days(today) / span


def neediest(members: Iterable[Member], today: date) -> list[Member]:
    """Return people in the order in which they need a decision, most of all first."""
    return sorted(members, key=lambda m: (-m.need(today), -m.silent_days(today), m.id))


def to_rest(members: Iterable[Member], seats: int | None, today: date) -> list[Member]:
    """Return to whom a pit stop could be given when more are aboard than there are seats.

    Those who help with an open goal come last, and before them those who were promised something,
    since promises rest too; of the others whoever is silent longest by their own cadence comes first.
    Nobody when there is room.
    """
    aboard = [each for each in members if each.seat == "aboard"]
    over = 0 if seats is None else len(aboard) - seats
    if over <= 0:
        return []
    order = sorted(neediest(aboard, today), key=lambda m: (m.serves, m.owed))
    return order[: min(over, MOST_SUGGESTED)]


def missing_settings(members: Iterable[Member], wanted: Collection[str]) -> list[str]:
    """Return practice settings of whom nobody is in the network, those ``wanted`` by goals first."""
    known = {each.setting for each in members}
    missing = [each for each in SETTINGS if each not in known and each != "other"]
    return sorted(missing, key=lambda setting: setting not in wanted)


def read_seats(text: str) -> int:
    """Read a number of seats.

    Raises:
        NoNumber: it is none from 1 to `MOST_SEATS`.
    """
    said = text.strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 5 and 1 <= int(said) <= MOST_SEATS):
        raise NoNumber(text)
    return int(said)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a student wants to learn or to become.

    Attributes:
        words: the student's own.
        setting: a key of `bot.contacts.model.SETTINGS`, None for none.
        skill: what they want to be able to do, None for none.
        review_on: the day to look at it again, on the student's calendar.
        state: a key of `GOAL_STATES`.
    """

    id: int
    words: str
    setting: str | None
    skill: str | None
    review_on: date
    state: str

    @property
    def is_open(self) -> bool:
        """The student is after it."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about somebody: the seat ``before`` and ``after``, and the change that did it."""

    contact_id: int
    before: str
    after: str
    change_id: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """A look at the whole network.

    Attributes:
        began_at: when. Who was added after that is not asked about.
        goals_at: when the goals were looked at; None until then.
        rest_at: when the people who were left were to stay as they are; None otherwise.
        ended_at: None while it goes on.
    """

    id: int
    began_at: datetime
    goals_at: datetime | None
    rest_at: datetime | None
    ended_at: datetime | None

    def left(
        self, members: Iterable[Member], answers: Sequence[Answer], today: date
    ) -> list[Member]:
        """Return whom it still asks about, in the order in which they need it."""
        answered = {each.contact_id for each in answers}
        return neediest(
            (
                each
                for each in members
                if each.seat in ASKED_ABOUT
                and each.id not in answered
                and each.added_at <= self.began_at
            ),
            today,
        )

    def step(self, left: Sequence[Member]) -> str:
        """Return where it is: ``goals``, ``people``, ``pick_up`` or ``end``."""
        if self.ended_at is not None:
            return "end"
        if self.goals_at is None:
            return "goals"
        return "people" if left and self.rest_at is None else "pick_up"
