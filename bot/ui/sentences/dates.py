"""About days and times, see `bot.ui.sentences`."""

from bot.dates import (
    FutureTime,
    NoHour,
    PastMoment,
    PastTime,
    SkippedHour,
    UnreadableMoment,
    UnreadableTime,
)
from bot.ui.sentences.known import sentence
from bot.ui.text import date_of, day, one_line


@sentence.register
def _(error: UnreadableTime) -> str:
    ahead, past = "“Friday” or “in 2 weeks”", "“yesterday”, “Tue 3pm” or “4 Dec 15:00”"
    said = one_line(error.text, 60)
    return f"I couldn't read “{said}” as a date. Try {ahead if error.ahead else past}."


@sentence.register
def _(error: NoHour) -> str:
    return f"“{one_line(error.text, 60)}” needs a time of day too. Try “Tue 3pm” or “4 Dec 15:00”."


@sentence.register
def _(error: UnreadableMoment) -> str:
    return (
        f"I couldn't read “{one_line(error.text, 60)}” as a time. Try “Tue 3pm” or “4 Dec 15:00”."
    )


@sentence.register
def _(error: PastMoment) -> str:
    return f"I read that as {date_of(error.day)}, which is over. Try “Tue 3pm” or “4 Dec 15:00”."


@sentence.register
def _(error: SkippedHour) -> str:
    return (
        f"The clocks go forward on {date_of(error.day)}, and “{one_line(error.text, 60)}” is skipped. "
        "Try an hour later."
    )


@sentence.register
def _(error: FutureTime) -> str:
    return f"I read that as {day(error.moment)}, which hasn't come yet. When was it?"


@sentence.register
def _(error: PastTime) -> str:
    return f"I read that as {date_of(error.day)}, which is over. Try “Friday” or “in 2 weeks”."
