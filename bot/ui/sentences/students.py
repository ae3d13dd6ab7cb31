"""About the profile, see `bot.ui.sentences`."""

from bot.students.service import NotStarted, TooSoon
from bot.students.zones import UnknownZone
from bot.ui.sentences.known import sentence
from bot.ui.text import one_line


@sentence.register
def _(_error: NotStarted) -> str:
    return "We haven't met yet. Run `/start` first, so that I know your time zone."


@sentence.register
def _(error: UnknownZone) -> str:
    near = " or ".join(f"“{one_line(place.name, 40)}”" for place in error.near[:2])
    hint = f"Did you mean {near}?" if near else "Try a larger city nearby, or “PT”."
    return f"I don't know the time zone of “{one_line(error.text, 60)}”. {hint}"


@sentence.register
def _(_error: TooSoon) -> str:
    return "That is today, so it would be over at once. Try “Friday” or “in 2 weeks”."
