"""What a student reads when something they typed can't be used: one sentence that says what to do."""

from functools import singledispatch

from bot.contacts.model import UnusableText
from bot.contacts.service import ContactExists, ContactNotFound, SeveralContacts
from bot.dates import FutureTime, UnreadableTime
from bot.nudges.model import UnreadableCadence
from bot.nudges.service import NudgeNotFound
from bot.students.service import NotStarted
from bot.students.zones import UnknownZone
from bot.ui.text import day, one_line


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
    return (
        f"I couldn't read “{one_line(error.text, 60)}” as a date. "
        "Try “yesterday”, “Tue 3pm” or “4 Dec 15:00”."
    )


@sentence.register
def _(error: FutureTime) -> str:
    return f"I read that as {day(error.moment)}, which hasn't come yet. When was it?"


@sentence.register
def _(error: UnreadableCadence) -> str:
    return (
        f"I couldn't read “{one_line(error.text, 60)}” as how often. "
        "Try “6 weeks”, “10 days”, “3 months” or “never”; five years is the most."
    )


@sentence.register
def _(error: UnusableText) -> str:
    if not error.limit:
        return f"A {error.field} needs a letter or two."
    return f"The {error.field} is too long. {error.limit:,} characters is the most I can keep."


@sentence.register
def _(error: ContactNotFound) -> str:
    if not error.typed:
        return "That person isn't in your network any more. `/contact list` shows who is."
    if error.near:
        near = " or ".join(f"**{one_line(name, 50)}**" for name in error.near)
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
def _(error: ContactExists) -> str:
    return (
        f"**{one_line(error.entry.name, 60)}** is in your network already. "
        "`/log` notes what's new with them; another organisation would tell two people apart."
    )


@sentence.register
def _(_error: NudgeNotFound) -> str:
    return "That reminder isn't one of yours. `/contact list` shows yours."
