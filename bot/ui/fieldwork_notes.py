"""What comes for a placement: the cards that bring its notes, and who they are for."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import Entry
from bot.journey.fieldwork import Placed, SpanNotFound
from bot.journey.placements import STEPS, WHAT
from bot.nudges.model import FIELDWORK_THANKS_AGAIN, Item, Snooze, State
from bot.rooms import Rooms
from bot.students.model import STAGES
from bot.ui.answers import rooms, show_in_place
from bot.ui.card import AMBER, GREEN, GREY, Card, row
from bot.ui.contact_buttons import UndoButton
from bot.ui.fieldwork import days_of, span_card
from bot.ui.form import Form, Said, line, open_form
from bot.ui.notes import open_draft
from bot.ui.nudges import CARDS
from bot.ui.press import Button, Select, option
from bot.ui.text import date_of, day, one_line

# Who the educator is


async def who_card(
    services: Rooms, student_id: int, placed: Placed, *, step: str = "", tail: str = "0:0"
) -> Card:
    """Ask who the educator is.

    Args:
        services: of the bot.
        student_id: who is asked.
        placed: the placement.
        step: the note that is to follow, empty for none.
        tail: the nudge and the delivery that the card is on.
    """
    people = await services.contacts.suggest(student_id, "")
    return Card(GREEN, [*_asked_who(placed, people, step, tail)])


def _asked_who(
    placed: Placed, people: Sequence[Entry], step: str, tail: str
) -> Iterator["str | ui.Item[Any]"]:
    yield f"### Who is your educator?\n{WHAT[placed.span.what]}, {days_of(placed)}"
    if people:
        yield row(WhoSelect.among(placed, people, step, tail))
        yield row(StepButton.to(placed, "name", step, tail, "Type the name"))
    else:
        yield "Add them with `/contact add` first, then come back here."


class WhoSelect(
    Select,
    template=r"placement-who:(?P<span>\d{1,19}):(?P<step>(?:hello|begins|midterm|thanks)?):(?P<nudge>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Names the educator."""

    @classmethod
    def among(cls, placed: Placed, people: Sequence[Entry], step: str, tail: str) -> Self:
        """Return a select to show."""
        options = [option(each.id, each.name, each.about) for each in people[:25]]
        return cls.of(f"placement-who:{placed.span.id}:{step}:{tail}", options, "Pick a contact")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep it, and go on."""
        placed = await rooms(interaction).fieldwork.name_educator(
            interaction.user.id, self.number("span"), f"contact:{int(self.item.values[0])}"
        )
        await _named(
            interaction, placed, self.said("step"), f"{self.said('nudge')}:{self.said('delivery')}"
        )


class EducatorForm(Form, name="educator"):
    """Asks for the name of the educator. The ids: a placement, a step, a nudge and a delivery."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, empty."""
        await services.fieldwork.see(student_id, about[0])  # or say that it is gone
        field = line("Your educator, a contact of yours", "educator", required=True)
        return cls("Who is your educator?", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and go on."""
        span_id, step, nudge, delivery = about
        if step >= len(_NUMBERED):
            raise SpanNotFound
        placed = await rooms(interaction).fieldwork.name_educator(
            interaction.user.id, span_id, said["educator"] or ""
        )
        await _named(interaction, placed, _NUMBERED[step], f"{nudge}:{delivery}")


#: Steps as a form carries them, which has numbers only.
_NUMBERED = ("", "hello", "begins", "midterm", "thanks")


async def _named(interaction: discord.Interaction, placed: Placed, step: str, tail: str) -> None:
    """Show what comes after the educator was named: the card, or the note that waits for them."""
    card = step_card(placed, step, tail) if step else span_card(placed, "**Kept.**")
    await show_in_place(interaction, card)


# What nudges bring


def step_card(placed: Placed, step: str, tail: str, *, again: bool = False) -> Card:
    """Return the card that brings one step of a placement.

    Args:
        placed: the placement.
        step: hello, begins, midterm or thanks.
        tail: the nudge and the delivery that the card is on.
        again: it has come before.
    """
    if step in placed.span.done:
        return _done_card(placed, step)
    if step == "begins":
        return Card(AMBER, [*_begins(placed, tail)])
    return Card(AMBER, [*_note(placed, step, tail, again=again)])


def _name(placed: Placed) -> str:
    return one_line(placed.educator.titled, 60) if placed.educator else "your educator"


def _done_card(placed: Placed, step: str) -> Card:
    said = {
        "hello": f"The hello to {_name(placed)} is dealt with.",
        "midterm": f"The midterm note to {_name(placed)} is dealt with.",
        "thanks": f"The thank-you to {_name(placed)} is dealt with.",
        "begins": f"Your stage: {STAGES[placed.stage]}. `/settings` changes it.",
    }[step]
    # What it says of the stage is a setting, which another card changes back.
    undo = None if placed.change is None or step == "begins" else row(UndoButton.to(placed.change))
    return Card(GREY, [said, undo])


def _begins(placed: Placed, tail: str) -> Iterator["str | ui.Item[Any]"]:
    first = placed.span.first_on
    begins = "begins today" if first == placed.today else f"begins on {date_of(first)}"
    yield f"### 📅 {WHAT[placed.span.what]} {begins if first >= placed.today else 'has begun'}"
    if placed.span.lighter and placed.lighter:
        yield f"Reminders are lighter until {date_of(placed.span.last_on)}. I wish you good days there."
    yield f"Your profile says: {STAGES[placed.stage]}. Shall I change it?"
    yield row(
        StepButton.to(placed, "stage", "begins", tail, "Yes, Level II", ButtonStyle.success),
        StepButton.to(placed, "leave", "begins", tail, "Leave it"),
    )


def _note(placed: Placed, step: str, tail: str, *, again: bool) -> Iterator["str | ui.Item[Any]"]:
    span, name = placed.span, _name(placed)
    where = f" at {one_line(span.place, 60)}" if span.place else ""
    what = f"Your {WHAT[span.what]}{where}"
    match step:
        case "hello":
            yield f"### ⏰ A hello to {name}"
            yield (
                f"{what} begins on {date_of(span.first_on)}. A short note now says who is coming, "
                "and asks what to bring."
            )
        case "midterm":
            yield f"### ⏰ Halfway with {name}"
            yield (
                f"{what} goes on until {date_of(span.last_on)}. A short note can ask what goes "
                "well, and what to work on next."
            )
        case _:
            ends = "ends" if span.last_on >= placed.today else "ended"
            title = f"It isn't too late to thank {name}" if again else f"A thank-you to {name}"
            yield f"### ⏰ {title}"
            yield f"{what} {ends} on {date_of(span.last_on)}. Name one thing you take with you."
    later = (Snooze.DAY, "Tomorrow") if step == "thanks" else (Snooze.THREE_DAYS, "In 3 days")
    rest = [
        StepButton.to(placed, "sent", step, tail, "Sent already"),
        StepButton.to(placed, f"later{later[0].value}", step, tail, later[1]),
        StepButton.to(placed, "leave", step, tail, "Leave it"),
    ]
    if placed.educator is None:
        yield "Who is your educator?"
        first = StepButton.to(placed, "who", step, tail, "Pick them", ButtonStyle.success)
    else:
        first = StepButton.to(placed, "write", step, tail, "Draft it", ButtonStyle.success)
    yield row(first, *(rest if tail != "0:0" else rest[::2]))


class StepButton(
    Button,
    template=r"placement:(?P<action>write|sent|leave|stage|who|name|later(?P<span_of>1d|3d))"
    r":(?P<span>\d{1,19}):(?P<step>(?:hello|begins|midterm|thanks)?):(?P<nudge>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Every button of a card that brings a step. The delivery's id comes last, for recovery."""

    @classmethod
    def to(
        cls,
        placed: Placed,
        action: str,
        step: str,
        tail: str,
        label: str,
        style: ButtonStyle = ButtonStyle.secondary,
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"placement:{action}:{placed.span.id}:{step}:{tail}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the note, or say what becomes of the step."""
        services, student_id = rooms(interaction), interaction.user.id
        fieldwork, span_id = services.fieldwork, self.number("span")
        step, action = self.said("step"), self.said("action")
        tail = f"{self.said('nudge')}:{self.said('delivery')}"
        if action == "name":
            about = (_NUMBERED.index(step), self.number("nudge"), self.number("delivery"))
            await open_form(interaction, "educator", span_id, *about)
            return
        placed = await fieldwork.see(student_id, span_id)
        if not step and action != "who":
            raise SpanNotFound
        if step in placed.span.done:  # an old card
            card = _done_card(placed, step)
        elif action == "write" and placed.educator is not None:
            await open_draft(interaction, await fieldwork.write(student_id, span_id, step))
            return
        elif action in {"write", "who"}:
            card = await who_card(services, student_id, placed, step=step, tail=tail)
        elif action == "stage":
            card = _done_card(await fieldwork.begin_level_2(student_id, span_id), step)
        elif action.startswith("later"):
            card = await self._later(interaction, Snooze(self.said("span_of")))
        else:
            sent = action == "sent"
            card = _done_card(await fieldwork.settle(student_id, span_id, step, sent=sent), step)
        await interaction.response.edit_message(view=card)

    async def _later(self, interaction: discord.Interaction, snooze: Snooze) -> Card:
        services, student_id = rooms(interaction), interaction.user.id
        await services.nudges.snooze(student_id, self.number("nudge"), snooze)
        rhythm = (await services.students.get(student_id)).rhythm
        return Card(
            GREY, [f"Good. It comes back on {day(snooze.until(rhythm, services.clock()))}."]
        )


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that brings a step, or the list's card of it."""
    placed = item.person.of
    if not isinstance(placed, Placed):
        raise TypeError
    if item.nudge.state == State.SNOOZED:
        return Card(GREY, ["Snoozed for now."])
    again = item.nudge.kind == FIELDWORK_THANKS_AGAIN
    tail = f"{item.nudge.id}:{delivery}"
    return step_card(placed, STEPS[item.nudge.kind], tail, again=again)


for _kind in STEPS:
    CARDS[_kind] = _letter
