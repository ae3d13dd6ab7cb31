"""About chats, and what only officers may, see `bot.ui.sentences`."""

from bot.community.model import (
    MOST_CHATS,
    ChatGone,
    NoDms,
    TooManyChats,
)
from bot.community.officers import UnreadableLength
from bot.community.recurrence import UnreadableWhen
from bot.ui.officers import NotOfficer
from bot.ui.sentences.known import sentence
from bot.ui.text import one_line


@sentence.register
def _(_error: ChatGone) -> str:
    return "That chat isn't in the list any more. `/community chats` shows what is."


@sentence.register
def _(_error: NoDms) -> str:
    return "Reminders come by DM, so say yes to DMs first: `/settings`."


@sentence.register
def _(error: UnreadableWhen) -> str:
    said = f"“{one_line(error.text, 60)}”"
    match error.lacks:
        case "time":
            return f"{said} needs one time of day too. Try “Tuesdays 3 pm”."
        case "fortnight":
            return (
                "I can't count every other week. Name the weeks of the month, such as "
                "“1st and 3rd Tuesday of the month 3 pm”."
            )
        case _:
            return (
                f"I couldn't read {said} as when a chat comes. "
                "Try “Tuesdays 3 pm” or “first Sunday of the month 7 pm”."
            )


@sentence.register
def _(_error: TooManyChats) -> str:
    return f"{MOST_CHATS} chats of your own is the most I can keep. Change one that has ended."


@sentence.register
def _(error: UnreadableLength) -> str:
    example = "“60”" if error.field == "minutes" else "“24”, or nothing at all"
    return (
        f"I couldn't read “{one_line(error.text, 30)}” as {error.field}. "
        f"Try {example}; {error.most} is the most."
    )


@sentence.register
def _(_error: NotOfficer) -> str:
    return "Only officers who may manage this server can do that. Ask one of them."
