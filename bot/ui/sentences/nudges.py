"""About reminders, see `bot.ui.sentences`."""

from bot.nudges.rhythm import UnreadableCadence
from bot.nudges.service import NudgeNotFound
from bot.ui.sentences.known import sentence
from bot.ui.text import one_line


@sentence.register
def _(error: UnreadableCadence) -> str:
    return (
        f"I couldn't read “{one_line(error.text, 60)}” as how often. "
        "Try “6 weeks”, “10 days” or “3 months”; for no reminders, “never”."
    )


@sentence.register
def _(_error: NudgeNotFound) -> str:
    return "That reminder isn't there any more. `/nudges list` shows what is."
