"""What comes when: the list of `/nudges list`, and one nudge of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.dates import read_day_ahead
from bot.nudges.agenda import Page
from bot.nudges.model import (
    ADVICE,
    ASK_AGAIN,
    CHAT,
    DEBRIEF,
    DIGEST_SIZE,
    DRAFT,
    FIELDWORK_BEGINS,
    FIELDWORK_HELLO,
    FIELDWORK_MIDTERM,
    FIELDWORK_THANKS,
    FIELDWORK_THANKS_AGAIN,
    GAINED,
    GIVE_BACK,
    GOAL,
    HABIT_ARTICLE,
    HABIT_PROFILE,
    HABIT_THANKS,
    MEETING_ANSWER,
    MEETING_SOON,
    MEETING_TOMORROW,
    MENTOR_GAINED,
    MENTOR_NEWS,
    MENTOR_REQUEST,
    NO_REPLY,
    PROMISE,
    REVIEW,
    SESSION,
    THANK_YOU,
    THANKS_OVERDUE,
    Item,
    State,
)
from bot.nudges.service import NudgeNotFound
from bot.rooms import Rooms
from bot.students.model import FOREVER, Student
from bot.ui.answers import rooms
from bot.ui.card import AMBER, GREEN, GREY, Card, row
from bot.ui.form import Form, Said, line, open_form
from bot.ui.nudges import CARDS, buttons, undo_button, what_became, why
from bot.ui.press import Button, Select
from bot.ui.settings import back, lighter
from bot.ui.students import CLOSED, DmButton
from bot.ui.text import ago, date_of, day, every, one_line

# The list


async def agenda(services: Rooms, student_id: int, number: int = 0) -> Card:
    """Return a page of what comes when.

    Raises:
        NotStarted: there is no profile.
    """
    student = await services.students.get(student_id)
    return agenda_card(await services.agenda.page(student_id, number), student)


def agenda_card(page: Page, student: Student) -> Card:
    """Return a page of what waits for an answer, and of what comes on which day."""
    state, button = _state(student, page.now)
    if not page.total:
        return Card(GREEN, [*_nothing(), state, button and row(button)])
    where = f" · page {page.number + 1} of {page.pages:,}" if page.pages > 1 else ""
    return Card(
        GREEN,
        [
            f"### What comes when · {page.total:,}",
            state,
            button and row(button),
            "\n".join(_by_day(page.items, student, page.now)),
            row(AgendaSelect.among(page)) if page.items else None,
            _turn(page),
            _few_at_a_time(page.items, student.weekly_cap),
            f"-# Pick somebody to change the day, or to say it's done{where}.",
        ],
    )


def _nothing() -> tuple[str, str]:
    how = (
        "Nothing is planned. Bring somebody in with `/contact add`, or open their card with "
        "`/contact view`: **Edit** sets how often I remind you of them."
    )
    return "### Nobody to write to", how


def _state(student: Student, now: datetime) -> tuple[str, Button | None]:
    """Return what keeps reminders from coming as planned, and the button that helps."""
    said: list[str] = []
    button: Button | None = None
    if student.dm_agreed_at is None:
        said.append("You get no DMs from me, so none of this comes by itself.")
        button = DmButton.of("dms:yes:list", "Send me DMs", ButtonStyle.success)
    elif student.unreachable_since is not None:
        said.append(CLOSED)
        button = DmButton.of("dms:yes:list", "Try a DM again", ButtonStyle.success)
    if student.rhythm.is_paused(now):
        said.append(f"Paused until {back(student, now)}.")
        button = button or ResumeHereButton.of("resume:list", "Resume", ButtonStyle.success)
    if student.is_lighter(now):
        said.append(f"Lighter time {lighter(student, now)}.")
    return "\n".join(said), button


def _by_day(items: Sequence[Item], student: Student, now: datetime) -> Iterator[str]:
    """Yield a line for each person, below the day on which they come up."""
    lines: dict[tuple[str, int], list[str]] = {}
    for item in items:
        # What there is about one person on one day comes as one.
        whose = (_comes(item, student, now), item.nudge.person_id or -item.nudge.id)
        parts = lines.setdefault(whose, [f"**{one_line(item.person.name, 60)}**"])
        parts += [why] if (why := _why(item, 60)) and why not in parts else []
    before = ""
    for (comes, _), parts in lines.items():
        if comes != before:
            yield f"-# {comes}"
        before = comes
        yield " · ".join(parts)


def _comes(item: Item, student: Student, now: datetime) -> str:
    """Return when a nudge that is open comes, as far as that is known."""
    nudge = item.nudge
    if nudge.state == State.SENT:
        return "Waits for your answer"
    if nudge.state == State.CLAIMED:
        return "On its way to you"
    if student.rhythm.is_paused(now) and (student.paused_until or FOREVER) >= FOREVER:
        return "When you resume"
    comes = nudge.comes_at(student.rhythm, now)
    return "Due now" if comes <= now else f"{day(comes)} · {ago(comes)}"


_SHORTLY = {
    THANK_YOU: "a thank-you",
    THANKS_OVERDUE: "a thank-you",
    DRAFT: "a note to send",
    NO_REPLY: "a follow-up, if nothing came",
    ASK_AGAIN: "ask again",
    MEETING_TOMORROW: "getting ready to meet",
    MEETING_SOON: "15 minutes before you meet",
    MEETING_ANSWER: "an answer",
    DEBRIEF: "how it went",
    MENTOR_REQUEST: "asks you for a meeting",
    MENTOR_NEWS: "news of your meeting",
    SESSION: "your next session",
    GAINED: "what you gained",
    MENTOR_GAINED: "what you gained",
    GIVE_BACK: "an invitation",
    FIELDWORK_HELLO: "a hello before fieldwork",
    FIELDWORK_BEGINS: "the first day",
    FIELDWORK_MIDTERM: "halfway through fieldwork",
    FIELDWORK_THANKS: "thanks for fieldwork",
    FIELDWORK_THANKS_AGAIN: "thanks for fieldwork",
    CHAT: "a chat begins",
    HABIT_PROFILE: "three lines of your profile",
    HABIT_ARTICLE: "an article to share",
    HABIT_THANKS: "a public thank-you",
    REVIEW: "stay, pit stop or drop off",
    GOAL: "is it still yours?",
}


def _why(item: Item, limit: int) -> str:
    person = item.person
    match item.nudge.kind:
        case kind if kind == PROMISE and person.promise:
            return f"you promised: {one_line(person.promise, limit)}"
        case kind if kind == ADVICE and person.advice:
            return f"they suggested: {one_line(person.advice, limit)}"
        case kind if kind in _SHORTLY:
            return _SHORTLY[kind]
        case _:
            return every(person.every) if person.every else ""


def _few_at_a_time(items: Sequence[Item], cap: int | None) -> str:
    """Say how it goes on when more people come at once than one DM brings."""
    together = Counter(item.nudge.due_at for item in items if item.nudge.state == State.PLANNED)
    most = min(DIGEST_SIZE, cap or DIGEST_SIZE)
    if not together or max(together.values()) <= most:
        return ""
    a_week = f" and {cap} a week" if cap else ""
    return f"-# I bring {most} people a day{a_week} at most; the others come after them."


def _turn(page: Page) -> "ui.ActionRow[Any] | None":
    if page.pages == 1:
        return None
    earlier, later = max(page.number - 1, 0), page.number + 1
    return row(
        PageButton.of(f"agenda:page:{earlier}", "Sooner", off=page.number == 0),
        PageButton.of(f"agenda:page:{later}", "Later", off=later == page.pages),
    )


class PageButton(Button, template=r"agenda:page:(?P<number>\d{1,6})"):
    """Shows a page of the list."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it in place."""
        card = await agenda(rooms(interaction), interaction.user.id, self.number("number"))
        await interaction.response.edit_message(view=card)


class ResumeHereButton(Button, template=r"resume:list"):
    """Ends a pause on the list."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Let reminders come again, and show when."""
        services = rooms(interaction)
        await services.students.change(interaction.user.id, paused_until=None)
        await interaction.response.edit_message(view=await agenda(services, interaction.user.id))


class AgendaSelect(Select, template=r"agenda:open:(?P<page>\d{1,6})"):
    """Opens one nudge of the list."""

    @classmethod
    def among(cls, page: Page) -> Self:
        """Return a select to show, with the nudges to choose from."""
        options = [
            discord.SelectOption(
                label=_plain(item.person.name),
                value=str(item.nudge.id),
                description=_plain(_reason(item)) or None,
            )
            for item in page.items
        ]
        return cls.of(f"agenda:open:{page.number}", options, "Open a reminder")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it in place of the list."""
        nudge_id, page = int(self.item.values[0]), self.number("page")
        await show_nudge(interaction, nudge_id, page=page, latest=True)


def _plain(text: str) -> str:
    """Return text for where Discord shows no Markdown, and 100 characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else flat[:99].rstrip() + "…"


def _reason(item: Item) -> str:
    match item.nudge.kind:
        case kind if kind == PROMISE:
            return f"Your promise: {item.person.promise}"
        case kind if kind == ADVICE:
            return f"Their advice: {item.person.advice}"
        case kind if kind in _SHORTLY:
            return _SHORTLY[kind].capitalize()
        case _:
            return f"Keep in touch, {every(item.person.every)}" if item.person.every else ""


# One nudge


async def show_nudge(
    interaction: discord.Interaction,
    nudge_id: int,
    question: str = "",
    *,
    page: int = 0,
    latest: bool = False,
    undo: int | None = None,
) -> None:
    """Show one nudge of the list in place, as it is now; or the ``latest`` that has followed it.

    ``undo`` is the change that has just settled it.

    Raises:
        NudgeNotFound: this student has no such nudge.
    """
    services = rooms(interaction)
    student = await services.students.get(interaction.user.id)
    item = await services.agenda.one(interaction.user.id, nudge_id, latest=latest)
    if item is None:
        raise NudgeNotFound
    if item.nudge.kind in CARDS:
        card = CARDS[item.nudge.kind](item, 0)
        card.add_item(row(PageButton.of(f"agenda:page:{page}", "Back to the list")))
    else:
        card = item_card(item, student, services.clock(), question=question, page=page, undo=undo)
    await interaction.response.edit_message(view=card)


def item_card(
    item: Item,
    student: Student,
    now: datetime,
    note: str = "",
    *,
    question: str = "",
    page: int = 0,
    undo: int | None = None,
) -> Card:
    """Return one nudge: who, why, when it comes, and what to do about it.

    Args:
        item: the nudge.
        student: whose it is.
        now: the moment.
        note: what has just happened to it.
        question: what one of its buttons asks, see `bot.ui.nudges.buttons`.
        page: of the list, to go back to.
        undo: the change that has just settled it.
    """
    person = item.person
    name, about = one_line(person.name, 80), one_line(person.about, 80)
    to_list = PageButton.of(f"agenda:page:{page}", "Back to the list")
    if not item.nudge.is_open:
        if item.next_due is not None and item.next_due.year >= FOREVER.year:
            item = replace(item, next_due=None)
        back_to = [to_list] if undo is None else [undo_button(item, 0, undo), to_list]
        return Card(GREY, [f"### {name}", what_became(item), row(*back_to)])
    comes = _comes(item, student, now)
    lines = (about, *why(item, student.rhythm.today(now)))
    asking = question in {"done", "snooze", "drop"}
    move = DayButton.of(f"agenda:day:{item.nudge.id}:{page}", "Change the day")
    waits = item.nudge.state != State.PLANNED or item.nudge.due_at <= now
    return Card(
        AMBER if waits else GREEN,
        [
            note,
            f"### {name}",
            "\n".join(text for text in lines if text),
            f"⏰ {comes}",
            row(*buttons(item, 0, question)),
            None if asking else row(move, to_list),
        ],
    )


class DayButton(Button, template=r"agenda:day:(?P<nudge>\d{1,19}):(?P<page>\d{1,6})"):
    """Asks for another day."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_form(interaction, "day", self.number("nudge"), self.number("page"))


class DayForm(Form, name="day"):
    """Brings a nudge on another day. It is about the nudge, and the page of the list it was on."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, empty."""
        item = await services.agenda.one(student_id, about[0], latest=True)
        if item is None:
            raise NudgeNotFound
        field = line(
            "On which day?", "day", most=60, example="Friday, in 2 weeks, 4 Jan", required=True
        )
        return cls(f"Remind me of {item.person.name}", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Move it, and say on which day it comes."""
        services, student_id, nudge_id = rooms(interaction), interaction.user.id, about[0]
        student, now = await services.students.get(student_id), services.clock()
        wanted = read_day_ahead(said["day"], now, student.rhythm.zone)
        item = await services.agenda.one(student_id, nudge_id, latest=True)
        if item is None:
            raise NudgeNotFound
        await services.nudges.move(student_id, item.nudge.id, wanted)
        item = await services.agenda.one(student_id, nudge_id, latest=True)
        if item is None:
            raise NudgeNotFound
        note = _moved(item, student, wanted, now) if item.nudge.is_open else ""
        card = item_card(item, student, now, note, page=about[1])
        await interaction.response.edit_message(view=card)


def _moved(item: Item, student: Student, wanted: date, now: datetime) -> str:
    """Say that a nudge was moved, and why it comes on another day than was wanted."""
    rhythm, comes = student.rhythm, day(item.nudge.due_at)
    if rhythm.today(item.nudge.due_at) == wanted:
        return "**Moved.**"
    if rhythm.is_paused(now) and rhythm.free_from(rhythm.today(now)) > wanted:
        return f"**Moved.** Reminders are paused, so it waits until {back(student, now)}."
    if wanted.weekday() not in rhythm.days:
        return f"**Moved.** {wanted:%A} isn't one of your days, so it comes on {comes}."
    return f"**Moved.** Too late for {date_of(wanted)}, so it comes on {comes}."
