"""About meetings, times that are free, and calendars, see `bot.ui.sentences`."""

from bot.meetings.asking import NotOffered
from bot.meetings.availability import MOST_BLOCKED, EndsBefore, NotAPage, TooManyBlocked
from bot.meetings.busy import CalendarTooBig, NotACalendar
from bot.meetings.debrief import NotYet
from bot.meetings.desk import Clash
from bot.meetings.hours import UnreadableDays, UnreadableHours
from bot.meetings.model import ImpossibleMove, MeetingNotFound, State
from bot.meetings.offers import (
    AlreadyAsked,
    AskedYourself,
    NoBookingLink,
    SlotTaken,
    WrongNumber,
)
from bot.ui.sentences.known import sentence
from bot.ui.text import at, date_of, one_line


@sentence.register
def _(_error: MeetingNotFound) -> str:
    return "That meeting isn't there any more. `/meet list` shows what is."


@sentence.register
def _(error: ImpossibleMove) -> str:
    return f"That doesn't fit: {_STANDS[error.state]} `/meet list` shows what is next."


_STANDS = {
    State.DRAFT: "nobody is asked yet.",
    State.ASKED: "they are asked, and the answer is still to come.",
    State.OTHER_TIMES: "they would like another time.",
    State.NO_REPLY: "there is no answer yet.",
    State.DECLINED: "they said no.",
    State.CONFIRMED: "you have agreed on a time.",
    State.MOVED: "it needs another time.",
    State.CANCELLED: "it was called off.",
    State.MISSED: "it didn't happen.",
    State.DONE: "you have met already.",
}


@sentence.register
def _(error: Clash) -> str:
    what = {
        "meeting": f"you meet {one_line(error.name, 50)} then",
        "offer": f"you offered that time to {one_line(error.name, 50)}",
        "calendar": "your calendar has something then",
        "blocked": "you blocked that day",
    }[error.by]
    when = "" if error.by == "blocked" else f", {at(error.taken.begins_at)}"
    free = f" The nearest free time is {at(error.free)}." if error.free else ""
    return f"That clashes: {what}{when}.{free}"


@sentence.register
def _(error: SlotTaken) -> str:
    return f"{at(error.moment)} isn't free any more. `/meet list` opens the meeting to pick again."


@sentence.register
def _(_error: NotOffered) -> str:
    return "That time isn't free any more. The other buttons still work."


@sentence.register
def _(_error: WrongNumber) -> str:
    return "Two to four times make it easy to say yes. Pick that many."


@sentence.register
def _(_error: NoBookingLink) -> str:
    return "You have no booking page yet. `/availability set` keeps its address."


@sentence.register
def _(_error: NotYet) -> str:
    return "That meeting hasn't begun yet. Look back on it afterwards."


@sentence.register
def _(error: UnreadableDays) -> str:
    said = one_line(error.text, 60)
    return f"I couldn't read “{said}” as days. Try “Mon-Thu”, “weekdays” or “Tue, Fri”."


@sentence.register
def _(error: UnreadableHours) -> str:
    return f"I couldn't read “{one_line(error.text, 60)}” as hours. Try “9am-12pm, 2-5pm”."


@sentence.register
def _(error: EndsBefore) -> str:
    return f"{date_of(error.last)} comes before {date_of(error.first)}. Name the earlier day first."


@sentence.register
def _(error: NotAPage) -> str:
    said = one_line(error.text, 60)
    return f"“{said}” doesn't lead to a web page. Try its whole address, such as “https://…”."


@sentence.register
def _(_error: TooManyBlocked) -> str:
    return f"{MOST_BLOCKED} blocked times is the most I can keep. `/availability clear` lets go of them."


@sentence.register
def _(_error: CalendarTooBig) -> str:
    return "That calendar is too large for me. Export only the months to come, then try again."


@sentence.register
def _(_error: NotACalendar) -> str:
    return "That file isn't a calendar. Export yours as .ics, then hand it in."


@sentence.register
def _(_error: AskedYourself) -> str:
    return "That is you. Ask somebody else."


@sentence.register
def _(_error: AlreadyAsked) -> str:
    return "You have asked them already. `/meet list` shows where it stands."
