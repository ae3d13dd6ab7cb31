"""What a student reads when something they typed can't be used: one sentence that says what to do."""

from functools import singledispatch

from bot.contacts.formats import MAX_BYTES, UnreadableFile
from bot.contacts.interactions import InteractionNotFound
from bot.contacts.merging import SameContact, TooMuchTogether
from bot.contacts.network import ContactNotFound, SeveralContacts
from bot.contacts.service import MOST_CONTACTS, NetworkFull
from bot.contacts.transfer import UploadGone
from bot.contacts.words import TooMany, UnusableAddress, UnusableText
from bot.dates import (
    FutureTime,
    NoHour,
    PastMoment,
    PastTime,
    SkippedHour,
    UnreadableMoment,
    UnreadableTime,
)
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
from bot.mentors.languages import UnknownLanguage
from bot.mentors.model import MentorRests, NeedsDms, NoMentor, TooMuchSaid
from bot.mentors.sessions import MOST_SESSIONS, SeriesNotFound, TooManySessions
from bot.notes.desk import AlreadySent, DraftNotFound
from bot.notes.library import MOST_TEMPLATES, TooManyTemplates
from bot.notes.templates import BrokenTemplate
from bot.nudges.rhythm import UnreadableCadence
from bot.nudges.service import NudgeNotFound
from bot.servers import NotAMentorHere
from bot.students.service import NotStarted, TooSoon
from bot.students.zones import UnknownZone
from bot.ui.officers import NotOfficer
from bot.ui.text import at, date_of, day, one_line


@singledispatch
def sentence(_error: BaseException) -> str | None:
    """Return what to tell the student about a known error, or None for one that nobody foresaw."""
    return None


@sentence.register
def _(_error: NotStarted) -> str:
    return "We haven't met yet. Run `/start` first, so that I know your time zone."


@sentence.register
def _(error: UnknownZone) -> str:
    near = " or ".join(f"“{one_line(place.name, 40)}”" for place in error.near[:2])
    hint = f"Did you mean {near}?" if near else "Try a larger city nearby, or “PT”."
    return f"I don't know the time zone of “{one_line(error.text, 60)}”. {hint}"


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
def _(_error: NotDrawn) -> str:
    return "The picture didn't come out this time. Nothing is lost; try `/journey map` once more."


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


@sentence.register
def _(error: FutureTime) -> str:
    return f"I read that as {day(error.moment)}, which hasn't come yet. When was it?"


@sentence.register
def _(error: UnreadableCadence) -> str:
    return (
        f"I couldn't read “{one_line(error.text, 60)}” as how often. "
        "Try “6 weeks”, “10 days” or “3 months”; for no reminders, “never”."
    )


@sentence.register
def _(error: UnusableText) -> str:
    if not error.limit:
        return f"A {error.field} needs a letter or two."
    commas = " Put commas between tags." if error.field == "tag" else ""
    return (
        f"The {error.field} is too long. {error.limit:,} characters is the most I can keep.{commas}"
    )


@sentence.register
def _(error: UnusableAddress) -> str:
    said = f"“{one_line(error.text, 60)}”"
    match error.field:
        case "email":
            return f"{said} doesn't look like an e-mail address. Try “ana@lakeside.example”."
        case "phone":
            return (
                f"{said} doesn't look like a phone number. It needs digits, 40 characters at most."
            )
        case _:
            return f"{said} doesn't lead to a web page. Try “linkedin.com/in/ana-rivera”."


@sentence.register
def _(error: TooMany) -> str:
    return f"{error.limit} {error.field} is the most I can keep. Leave some out, then try again."


@sentence.register
def _(error: TooMuchTogether) -> str:
    return (
        f"Together they have more than {error.limit} {error.field}, which is the most I can keep. "
        "Take some away from one of them, then merge."
    )


@sentence.register
def _(error: PastTime) -> str:
    return f"I read that as {date_of(error.day)}, which is over. Try “Friday” or “in 2 weeks”."


@sentence.register
def _(error: ContactNotFound) -> str:
    if not error.typed:
        return "That person isn't in your network any more. `/contact list` shows who is."
    if error.near:
        near = " or ".join(f"**{one_line(name, 50)}**" for name in dict.fromkeys(error.near))
        return f"I don't know “{one_line(error.typed, 60)}”. Did you mean {near}?"
    return f"I don't know “{one_line(error.typed, 60)}” yet. Add them with `/contact add`."


@sentence.register
def _(error: SeveralContacts) -> str:
    who = ", ".join(
        f"**{one_line(entry.name, 50)}** ({one_line(entry.about or 'no organisation', 40)})"
        for entry in error.entries[:3]
    )
    return f"“{one_line(error.typed, 60)}” could be {who}. Pick one from the list as you type."


@sentence.register
def _(_error: NetworkFull) -> str:
    return f"{MOST_CONTACTS:,} people is the most I can keep. Delete some, then try again."


@sentence.register
def _(_error: SameContact) -> str:
    return "Both are the same contact already. Pick two to make them one."


@sentence.register
def _(_error: InteractionNotFound) -> str:
    return "That talk isn't in your log any more. `/contact view` shows what is."


@sentence.register
def _(_error: UploadGone) -> str:
    return "I don't have that file any more. If it isn't imported yet, hand it in once more."


@sentence.register
def _(error: UnreadableFile) -> str:
    return _UNREADABLE[error.reason]


_USE = "Try a CSV or vCard file, as LinkedIn, Google, Outlook and phones export them."
_UNREADABLE = {
    "empty": f"That file is empty. {_USE}",
    "too_large": f"That file is larger than {MAX_BYTES // 2**20} MB. Split it, and send the parts.",
    "too_many": "That file has more than 10,000 people. Split it, and send the parts.",
    "binary": f"I can't read people from a file of that kind. {_USE}",
    "no_header": "I can't find a column with names in that table. Call one “Name” in its first line.",
    "no_people": f"I found nobody in that file. {_USE}",
    "broken": "That file breaks off or is damaged, so nothing was added. Export it once more.",
    "not_ours": f"I can read JSON only as Pitstop exports it. {_USE}",
}


@sentence.register
def _(_error: NudgeNotFound) -> str:
    return "That reminder isn't there any more. `/nudges list` shows what is."


@sentence.register
def _(_error: TooSoon) -> str:
    return "That is today, so it would be over at once. Try “Friday” or “in 2 weeks”."


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
def _(_error: NoMentor) -> str:
    return "They haven't offered to be asked, so I don't write to them."


@sentence.register
def _(_error: MentorRests) -> str:
    return "They take no more requests right now. Try another mentor, or ask next month."


@sentence.register
def _(_error: NeedsDms) -> str:
    return "Requests come by DM, so say yes to DMs first: `/settings`."


@sentence.register
def _(_error: AskedYourself) -> str:
    return "That is you. Ask somebody else."


@sentence.register
def _(_error: AlreadyAsked) -> str:
    return "You have asked them already. `/meet list` shows where it stands."


@sentence.register
def _(error: UnknownLanguage) -> str:
    hint = f"Did you mean {error.near}?" if error.near else "Try its English name."
    return f"I don't know a language called “{one_line(error.text, 60)}”. {hint}"


@sentence.register
def _(error: TooMuchSaid) -> str:
    return f"{error.most} {error.what} at most, so that others read them all. Leave some out."


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
def _(_error: NotAMentorHere) -> str:
    return (
        "Your club lets only some members be asked. "
        "If you are one of them, use `/mentor offer` in your club's server."
    )


@sentence.register
def _(_error: SeriesNotFound) -> str:
    return "Those sessions aren't there any more. `/mentor plan` shows what is."


@sentence.register
def _(_error: TooManySessions) -> str:
    return f"{MOST_SESSIONS} sessions are the most that a series holds. Change one instead."


@sentence.register
def _(_error: NotOfficer) -> str:
    return "Only officers who may manage this server can do that. Ask one of them."
