"""About seats, goals, reviews, fieldwork, habits and shout-outs, see `bot.ui.sentences`."""

from bot.journey.fieldwork import NoEducator, SpanNotFound, TooManySpans
from bot.journey.habits import HabitOff
from bot.journey.model import (
    MOST_GOALS,
    MOST_SEATS,
    GoalNotFound,
    NobodyAboard,
    NoNumber,
    ReviewNotFound,
    TooManyGoals,
)
from bot.journey.picture import NotDrawn
from bot.journey.placements import (
    MOST_STRETCHES,
    MOST_WEEKS,
    WHAT,
    TooLong,
    TwoAtOnce,
    WrongOrder,
)
from bot.journey.shoutouts import AlreadyPosted, ShoutoutNotFound
from bot.ui.sentences.known import sentence
from bot.ui.text import date_of, one_line


@sentence.register
def _(_error: NotDrawn) -> str:
    return "The picture didn't come out this time. Nothing is lost; try `/journey map` once more."


@sentence.register
def _(error: NoNumber) -> str:
    said = one_line(error.text, 40)
    return f"I couldn't read “{said}” as a number of seats. Try 12; {MOST_SEATS} is the most."


@sentence.register
def _(_error: ReviewNotFound) -> str:
    return "That review isn't open any more. `/journey review` goes on, or begins a new one."


@sentence.register
def _(_error: NobodyAboard) -> str:
    return "There is nobody to review yet. Start with one person you met: `/contact add`."


@sentence.register
def _(_error: GoalNotFound) -> str:
    return "That goal isn't there any more. `/journey goals` shows what is."


@sentence.register
def _(_error: TooManyGoals) -> str:
    return (
        f"{MOST_GOALS} open goals is the most I keep. Let one go, or mark it done, then try again."
    )


@sentence.register
def _(error: WrongOrder) -> str:
    return (
        f"The last day, {date_of(error.last)}, comes before the first, {date_of(error.first)}. "
        "Name them again, with the year if need be."
    )


@sentence.register
def _(error: TooLong) -> str:
    return (
        f"{date_of(error.first)} to {date_of(error.last)} is too long for this: "
        f"{MOST_WEEKS[error.what]} weeks is the most I can keep. Is the year right?"
    )


@sentence.register
def _(error: TwoAtOnce) -> str:
    other = error.other
    return (
        f"You have {WHAT[other.what]} from {date_of(other.first_on)} to {date_of(other.last_on)} "
        "already. `/fieldwork list` changes or removes it."
    )


@sentence.register
def _(_error: TooManySpans) -> str:
    return f"{MOST_STRETCHES} is the most I can keep. `/fieldwork list` removes some."


@sentence.register
def _(_error: SpanNotFound) -> str:
    return "That isn't there any more. `/fieldwork list` shows what is."


@sentence.register
def _(_error: NoEducator) -> str:
    return "I don't know who your educator is yet. `/fieldwork list` is where you name them."


@sentence.register
def _(_error: HabitOff) -> str:
    return "That habit is switched off. `/habits` switches it on again."


@sentence.register
def _(_error: ShoutoutNotFound) -> str:
    return "That isn't there any more. `/shoutout` begins a new one."


@sentence.register
def _(_error: AlreadyPosted) -> str:
    return "That is marked as posted already. `/shoutout` begins a new one."
