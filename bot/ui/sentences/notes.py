"""About notes and templates, see `bot.ui.sentences`."""

from bot.notes.desk import AlreadySent, DraftNotFound
from bot.notes.library import MOST_TEMPLATES, TooManyTemplates
from bot.notes.templates import BrokenTemplate
from bot.ui.sentences.known import sentence
from bot.ui.text import one_line


@sentence.register
def _(_error: DraftNotFound) -> str:
    return "That note isn't there any more. `/draft` begins a new one."


@sentence.register
def _(_error: AlreadySent) -> str:
    return "That note is marked as sent already, so it stays as it is. `/draft` begins a new one."


@sentence.register
def _(_error: TooManyTemplates) -> str:
    return f"{MOST_TEMPLATES} templates is the most I can keep. Remove one, then try again."


@sentence.register
def _(error: BrokenTemplate) -> str:
    return (
        f"Line {error.line}, character {error.column}, at “{one_line(error.snippet, 40)}”: "
        f"{error.reason}"
    )
