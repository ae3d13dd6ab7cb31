"""What a student reads when something about fieldwork, habits or shout-outs can't be: see `sentences`."""

from bot.journey.fieldwork import NoEducator, SpanNotFound, TooManySpans
from bot.journey.habits import HabitOff
from bot.journey.placements import (
    MOST_STRETCHES,
    MOST_WEEKS,
    WHAT,
    TooLong,
    TwoAtOnce,
    WrongOrder,
)
from bot.journey.shoutouts import AlreadyPosted, ShoutoutNotFound
from bot.ui.sentences import sentence
from bot.ui.text import date_of


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
