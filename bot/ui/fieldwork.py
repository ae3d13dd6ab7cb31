"""Fieldwork and exams: their list, their cards, and the cards that bring the notes."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Self

import discord
from discord import ui

from bot.journey.fieldwork import Placed, in_words
from bot.journey.placements import WHAT
from bot.nudges.model import (
    FIELDWORK_HELLO,
    FIELDWORK_MIDTERM,
    FIELDWORK_THANKS,
)
from bot.rooms import Rooms
from bot.ui.answers import rooms, show_in_place
from bot.ui.card import GREEN, GREY, Card, row
from bot.ui.contact_buttons import TAKEN_BACK_CARDS, UndoButton
from bot.ui.form import Form, Said, line, open_form
from bot.ui.press import Button, Select
from bot.ui.text import date_of, one_line

HOW_TO_ADD = "`/fieldwork add` writes down a placement, `/fieldwork exams` an exam season."

#: What comes for a placement, in the order of its days.
_COMING = {
    FIELDWORK_HELLO: "a hello",
    FIELDWORK_MIDTERM: "a midterm note",
    FIELDWORK_THANKS: "a thank-you",
}


def list_card(placed: Sequence[Placed], title: str | None = None) -> Card:
    """Return what is on and still to come."""
    if not placed:
        return Card(GREEN, [title, "### No fieldwork yet", HOW_TO_ADD])
    return Card(
        GREEN,
        [
            title,
            "### Fieldwork and exams",
            "\n".join(_short(each) for each in placed),
            row(SpanSelect.among(placed)),
            f"-# {HOW_TO_ADD}",
        ],
    )


def _short(placed: Placed) -> str:
    where = f" · {one_line(placed.span.place, 60)}" if placed.span.place else ""
    return f"**{WHAT[placed.span.what]}**{where}\n{days_of(placed)}{_now(placed)}"


def days_of(placed: Placed) -> str:
    """Return from when to when it is."""
    span = placed.span
    return f"{date_of(span.first_on)} to {date_of(span.last_on)}"


def _now(placed: Placed) -> str:
    span = placed.span
    if span.last_on < placed.today:
        return " · over"
    return " · on now" if span.first_on <= placed.today else ""


def span_card(placed: Placed, title: str | None = None) -> Card:
    """Return a placement or an exam season, with what changes it.

    Args:
        placed: what it is.
        title: what has just happened.
    """
    span = placed.span
    buttons = [SpanButton.to(placed, "change", "Change")]
    if not span.is_exams:
        buttons.append(SpanButton.to(placed, "who", "Educator"))
        if span.lighter:
            buttons.append(SpanButton.to(placed, "usual", "No lighter time"))
        else:
            buttons.append(SpanButton.to(placed, "lighter", "Lighter time"))
    buttons.append(SpanButton.to(placed, "remove", "Remove"))
    after: list[Button] = [SpanButton.to(placed, "list", "All of them")]
    if placed.change is not None:
        after.insert(0, UndoButton.to(placed.change))
    return Card(
        GREEN,
        [
            title,
            f"### {WHAT[span.what]}\n{days_of(placed)}{_now(placed)}",
            "\n".join(_exams() if span.is_exams else _lines(placed)),
            row(*buttons),
            row(*after),
        ],
    )


def _exams() -> Iterator[str]:
    yield (
        "Quiet time: I send nothing on these days, except for meetings you agreed on and a "
        "thank-you for fieldwork. What falls due waits."
    )
    yield "-# `/nudges resume` during it ends it sooner."


def _lines(placed: Placed) -> Iterator[str]:
    span = placed.span
    if span.place:
        yield one_line(span.place, 100)
    if placed.educator is not None:
        yield f"Educator: **{one_line(placed.educator.titled, 80)}**"
    else:
        yield "No educator named yet. I'll ask when the first note is due."
    coming = [
        f"{text} {_when(placed.coming[kind], placed.today)}"
        for kind, text in _COMING.items()
        if kind in placed.coming
    ]
    if coming:
        yield f"To come: {', '.join(coming)}"
    if span.lighter:
        yield (
            "Lighter time: twice as long between reminders on these days, then one list to catch "
            "up. What you set in `/settings` meanwhile counts instead."
        )
    else:
        yield "Reminders come as usual. **Lighter time** makes them half as many."


def _when(on: date, today: date) -> str:
    return f"on {date_of(on)}" if on > today else "when I next write to you"


class SpanSelect(Select, template=r"placement-open"):
    """Opens one of the list."""

    @classmethod
    def among(cls, placed: Sequence[Placed]) -> Self:
        """Return a select to show."""
        options = [
            discord.SelectOption(
                label=f"{WHAT[each.span.what]}, {in_words(each.span.first_on)}",
                value=str(each.span.id),
                description=each.span.place[:100] or None,
            )
            for each in placed[:25]
        ]
        return cls.of("placement-open", options, "Open one to change it")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it in place of the list."""
        placed = await rooms(interaction).fieldwork.see(
            interaction.user.id, int(self.item.values[0])
        )
        await interaction.response.edit_message(view=span_card(placed))


class SpanButton(
    Button,
    template=r"placement-do:(?P<action>change|who|lighter|usual|remove|list):(?P<span>\d{1,19})",
):
    """Every button of a placement's own card."""

    @classmethod
    def to(cls, placed: Placed, action: str, label: str) -> Self:
        """Return a button to show."""
        return cls.of(f"placement-do:{action}:{placed.span.id}", label)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Change it, remove it, or open a form."""
        fieldwork, student_id = rooms(interaction).fieldwork, interaction.user.id
        span_id = self.number("span")
        match action := self.said("action"):
            case "change":
                await open_form(interaction, "fieldwork", span_id)
                return
            case "list":
                card = list_card(await fieldwork.all(student_id))
            case "who":
                placed = await fieldwork.see(student_id, span_id)
                from bot.ui.fieldwork_notes import who_card  # which goes on to this card

                card = await who_card(rooms(interaction), student_id, placed)
            case "remove":
                change = await fieldwork.remove(student_id, span_id)
                text = "**Removed**, and what it set ends with it."
                card = Card(GREY, [text, row(UndoButton.to(change))])
            case _:
                placed = await fieldwork.set_lighter(student_id, span_id, on=action == "lighter")
                title = "**Lighter time is on.**" if placed.span.lighter else "**As usual, then.**"
                card = span_card(placed, title)
        await interaction.response.edit_message(view=card)


class SpanForm(Form, name="fieldwork"):
    """Changes the days, where it is, and who the educator is."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        placed = await services.fieldwork.see(student_id, about[0])
        span = placed.span
        fields: list[ui.Item[Any]] = [
            line("The first day", "first", in_words(span.first_on), most=60, required=True),
            line("The last day", "last", in_words(span.last_on), most=60, required=True),
        ]
        if not span.is_exams:
            educator = placed.educator.name if placed.educator else ""
            fields.append(line("Where", "place", span.place))
            fields.append(line("Your educator, a contact of yours", "educator", educator))
        return cls(WHAT[span.what], about, fields)

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show the card."""
        placed = await rooms(interaction).fieldwork.change(
            interaction.user.id,
            about[0],
            said["first"] or "",
            said["last"] or "",
            said.get("place") or "",
            (said.get("educator") or "").strip(),
        )
        await show_in_place(interaction, span_card(placed, "**Changed.**"))


async def _back(services: Rooms, student_id: int, text: str) -> Card:
    return list_card(await services.fieldwork.all(student_id), text)


TAKEN_BACK_CARDS["fieldwork"] = _back
