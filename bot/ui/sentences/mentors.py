"""About mentors and sessions with one, see `bot.ui.sentences`."""

from bot.mentors.languages import UnknownLanguage
from bot.mentors.model import MentorRests, NeedsDms, NoMentor, TooMuchSaid
from bot.mentors.sessions import MOST_SESSIONS, SeriesNotFound, TooManySessions, UnreadablePace
from bot.servers import NotAMentorHere
from bot.ui.sentences.known import sentence
from bot.ui.text import one_line


@sentence.register
def _(_error: NoMentor) -> str:
    return "They haven't offered to be asked, so I don't write to them."


@sentence.register
def _(_error: MentorRests) -> str:
    return "They take no more requests right now. Try another mentor, or ask next month."


@sentence.register
def _(_error: NeedsDms) -> str:
    return "Requests come by DM, so say yes to DMs first: `/settings`."


@sentence.register
def _(_error: NotAMentorHere) -> str:
    return (
        "Your club lets only some members be asked. "
        "If you are one of them, use `/mentor offer` in your club's server."
    )


@sentence.register
def _(error: UnknownLanguage) -> str:
    hint = f"Did you mean {error.near}?" if error.near else "Try its English name."
    return f"I don't know a language called “{one_line(error.text, 60)}”. {hint}"


@sentence.register
def _(error: TooMuchSaid) -> str:
    return f"{error.most} {error.what} at most, so that others read them all. Leave some out."


@sentence.register
def _(_error: SeriesNotFound) -> str:
    return "Those sessions aren't there any more. `/mentor plan` shows what is."


@sentence.register
def _(_error: TooManySessions) -> str:
    return f"{MOST_SESSIONS} sessions are the most that a series holds. Change one instead."


@sentence.register
def _(error: UnreadablePace) -> str:
    return (
        f"I couldn't read “{one_line(error.text, 60)}” as how often. "
        "Try “weekly”, “2 weeks” or “monthly”."
    )
