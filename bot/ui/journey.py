"""The seats of a student's car: who sits where, what that does, and room for those aboard."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import SEATS
from bot.journey.desk import Crowd
from bot.journey.model import Member
from bot.journey.seats import Moved, Row
from bot.rooms import Rooms
from bot.ui.answers import rooms, show_in_place
from bot.ui.card import AMBER, GREEN, Card, divider, row
from bot.ui.contact_buttons import UndoButton
from bot.ui.form import Form, Said, line, open_form
from bot.ui.press import Button, Select, option
from bot.ui.text import ago, count, every, one_line

#: What each seat does to how often somebody comes up.
MEANS = {
    "aboard": "You keep in touch, each as often as you said.",
    "pick_up": "You want to get to know them. I remind you as often as you said.",
    "pit_stop": "A rest: I bring them up about twice a year. Promises and advice rest too.",
    "dropped_off": "No reminders, nothing is deleted, and they can come back any time.",
}
#: Where somebody goes from each seat with one tap, and how that is called.
MOVES = {
    "aboard": {"pit_stop": "To a pit stop", "dropped_off": "Drop off"},
    "pick_up": {"aboard": "Take aboard", "dropped_off": "Drop off"},
    "pit_stop": {"aboard": "Back aboard", "dropped_off": "Drop off"},
    "dropped_off": {"aboard": "Welcome back aboard", "pick_up": "To pick up again"},
}
SHORT = {"aboard": "Aboard", "pick_up": "Pick up", "pit_stop": "Pit stop", "dropped_off": "Off"}


def crowded(crowd: Crowd | None) -> str:
    """Return a kind word when more are aboard than there are seats; empty when there is room."""
    if crowd is None:
        return ""
    names = [one_line(each.name, 40) for each in crowd.to_rest]
    who = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return (
        f"You have {crowd.aboard:,} people aboard and {_seats(crowd.seats)}. You needn't carry "
        f"everybody at once: a pit stop would suit {who}."
    )


async def crowd_word(interaction: discord.Interaction) -> str:
    """Return the kind word for somebody who has just been taken aboard, with where to make room."""
    word = crowded(await rooms(interaction).seats.crowd(interaction.user.id))
    return f"{word} `/journey seats` makes room." if word else ""


def _seats(number: int) -> str:
    return count(number, "seat", "seats").lower()


def seats_card(shown: Row, moved: Moved | None = None) -> Card:
    """Return who has one kind of seat, and how many seats there are.

    Args:
        shown: a page of those people.
        moved: who has just got another seat.
    """
    total = sum(shown.counts.values())
    if not total:
        text = "### Nobody aboard yet\nStart with one person you met this month: `/contact add`."
        return Card(GREEN, [text])
    aboard = shown.counts["aboard"]
    car = f"{aboard:,} aboard" + (f", {_seats(shown.seats)}" if shown.seats else "")
    parts: list[str | ui.Item[Any] | None] = [*_moved(moved), f"### Your car · {car}"]
    if shown.crowd is not None:
        parts += [crowded(shown.crowd), row(*(_rest(each, shown) for each in shown.crowd.to_rest))]
    elif shown.seats is None:
        parts.append("How many people can you look after well? Say a number, and I keep count.")
    parts += [
        divider(),
        f"**{SEATS[shown.seat]}** · {MEANS[shown.seat]}",
        "\n".join(_line(each) for each in shown.members) or "Nobody sits here.",
    ]
    for to, label in MOVES[shown.seat].items():
        if shown.members:
            parts.append(row(MoveSelect.among(shown, to, label)))
    parts.append(
        row(
            *(
                SeatsButton.of(
                    f"seats:show:{seat}:0",
                    f"{label} {shown.counts[seat]:,}",
                    ButtonStyle.primary if seat == shown.seat else ButtonStyle.secondary,
                )
                for seat, label in SHORT.items()
            )
        )
    )
    turn = [*_turn(shown), NumberButton.of("seats:number", "How many seats")]
    return Card(AMBER if shown.crowd else GREEN, [*parts, row(*turn)])


def _moved(moved: Moved | None) -> Iterator["str | ui.Item[Any]"]:
    if moved is not None:
        name, seat = one_line(moved.name, 60), SEATS[moved.seat].lower()
        yield f"**{name}: {seat}.** {MEANS[moved.seat]}"
        if moved.change is not None:
            yield row(UndoButton.to(moved.change))


def _line(member: Member) -> str:
    return f"**{one_line(member.name, 50)}**\n-# {spoke(member.last_spoke)}{_often(member)}"


def spoke(moment: datetime | None) -> str:
    """Say when somebody was last spoken to."""
    return "not spoken to yet" if moment is None else f"last spoke {ago(moment)}"


def _often(member: Member) -> str:
    if member.seat in {"pit_stop", "dropped_off"}:
        return ""
    return f" · {every(member.cadence)}" if member.cadence else " · no reminders"


def _rest(member: Member, shown: Row) -> "SeatsButton":
    name = member.name if len(member.name) < 40 else member.name[:39] + "…"
    custom_id = f"seats:rest:{shown.seat}:{shown.number}:{member.id}"
    return SeatsButton.of(custom_id, f"Pit stop: {name}", ButtonStyle.success)


def _turn(shown: Row) -> Iterator["SeatsButton"]:
    if shown.pages > 1:
        back, more = max(shown.number - 1, 0), shown.number + 1
        # The two need ids of their own where both lead to one page.
        yield SeatsButton.of(f"seats:back:{shown.seat}:{back}", "Back", off=shown.number == 0)
        yield SeatsButton.of(
            f"seats:more:{shown.seat}:{more}",
            f"More ({shown.number + 1} of {shown.pages})",
            off=more == shown.pages,
        )


async def _show(
    interaction: discord.Interaction, seat: str, number: int, moved: Moved | None = None
) -> None:
    shown = await rooms(interaction).seats.see(interaction.user.id, seat, number)
    await interaction.response.edit_message(view=seats_card(shown, moved))


class SeatsButton(
    Button,
    template=r"seats:(?P<action>show|back|more|rest)"
    r":(?P<seat>aboard|pick_up|pit_stop|dropped_off):(?P<number>\d{1,6})(:(?P<contact>\d{1,19}))?",
):
    """Shows other people, or gives somebody who was suggested a pit stop."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the page, as it is after that."""
        moved = None
        if self.said("action") == "rest" and self.said("contact"):
            seats = rooms(interaction).seats
            moved = await seats.move(interaction.user.id, self.number("contact"), "pit_stop")
        await _show(interaction, self.said("seat"), self.number("number"), moved)


class MoveSelect(
    Select,
    template=r"seats:move:(?P<to>aboard|pick_up|pit_stop|dropped_off)"
    r":(?P<seat>aboard|pick_up|pit_stop|dropped_off):(?P<number>\d{1,6})",
):
    """Gives one of the people on the page another seat."""

    @classmethod
    def among(cls, shown: Row, to: str, label: str) -> Self:
        """Return a select to show."""
        options = [option(each.id, each.name, each.about) for each in shown.members]
        return cls.of(f"seats:move:{to}:{shown.seat}:{shown.number}", options, f"{label}: who?")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Change the seat, and with it the reminders."""
        number = int(self.item.values[0])
        moved = await rooms(interaction).seats.move(interaction.user.id, number, self.said("to"))
        await _show(interaction, self.said("seat"), self.number("number"), moved)


class NumberButton(Button, template=r"seats:number"):
    """Asks how many seats there are to be."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_form(interaction, "seats")


class SeatsForm(Form, name="seats"):
    """Takes how many people a student wants aboard."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the number there is."""
        seats = (await services.seats.see(student_id)).seats
        field = line(
            "How many people at once?",
            "seats",
            str(seats) if seats else None,
            most=10,
            hint="As many as you can write to now and then without hurry",
            example="12",
            required=True,
        )
        return cls("Seats in your car", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show the car."""
        shown = await rooms(interaction).seats.choose(interaction.user.id, said["seats"] or "")
        await show_in_place(interaction, seats_card(shown))
