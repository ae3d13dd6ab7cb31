"""The nudge card and its buttons."""

from collections.abc import Iterator
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import INTERACTIONS
from bot.nudges.model import OPEN, Item, Letter, Snooze, State
from bot.ui.answers import rooms
from bot.ui.card import AMBER, GREY, Card, divider, row
from bot.ui.press import Button
from bot.ui.text import ago, count, day, every, one_line

#: The ways that one tap logs.
HOW = ("message", "email", "call", "met")
NOT_YET = "You haven't been in touch yet"
SNOOZES = {Snooze.WEEK: "1 week", Snooze.FORTNIGHT: "2 weeks", Snooze.MONTH: "1 month"}


def nudge_card(letter: Letter, asked: tuple[int, str] | None = None) -> Card:
    """Return the DM that brings people to write to, as it should look now.

    Args:
        letter: who is in it, and what has become of each.
        asked: the nudge whose button was just pressed, and which question it asks: done or snooze.
    """
    still_open = [item for item in letter.items if item.nudge.state in OPEN]
    if not still_open:
        title = "### All answered for today"
    elif len(letter.items) == 1:
        title = f"### ⏰ Time to write to {one_line(letter.items[0].person.name, 60)}"
    else:
        title = f"### ⏰ {count(len(still_open), 'person', 'people')} to write to today"
    parts: list[str | ui.Item[Any] | None] = [title]
    for position, item in enumerate(letter.items):
        if position:
            parts.append(divider())
        parts.append(_about(item, alone=len(letter.items) == 1))
        if item.nudge.state in OPEN:
            question = asked[1] if asked and asked[0] == item.nudge.id else ""
            parts.append(row(*_buttons(item, letter.delivery_id, question)))
    if letter.waiting:
        more = count(letter.waiting, "more person is", "more people are")
        parts.append(f"-# {more} due. I'll bring them next time.")
    return Card(AMBER if still_open else GREY, parts)


def _about(item: Item, *, alone: bool) -> str:
    person = item.person
    about = one_line(person.about, 80)
    if alone and item.nudge.state in OPEN:
        lines = [about]  # the title has the name
    else:
        name = f"**{one_line(person.name, 80)}**"
        lines = [f"{name} · {about}" if about else name]
    match item.nudge.state:
        case State.DONE:
            lines.append(_settled("Logged.", item))
        case State.SNOOZED:
            until = "for now" if item.next_due is None else f"until {day(item.next_due)}"
            lines.append(f"Snoozed {until}.")
        case State.SKIPPED:
            lines.append(_settled("At a pit stop now.", item))
        case State.CANCELLED:
            lines.append("Nothing to do here any more.")
        case _:
            spoke = f"{person.last_how} {ago(person.last_spoke)}" if person.last_spoke else NOT_YET
            lines.append(f"{spoke} · {every(person.every)}")
            if person.note:
                lines.append(f"*{one_line(person.note, 140)}*")
            if item.was_due:
                lines.append(f"-# Was due {day(item.was_due)}.")
    return "\n".join(line for line in lines if line)


def _settled(what: str, item: Item) -> str:
    return what if item.next_due is None else f"{what} Next time: {day(item.next_due)}."


def _buttons(item: Item, delivery_id: int, question: str) -> Iterator["NudgeButton"]:
    def each(action: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> NudgeButton:
        return NudgeButton.of(f"nudge:{action}:{item.nudge.id}:{delivery_id}", label, style)

    if question == "done":
        for how in HOW:
            yield each(f"how-{how}", INTERACTIONS[how], ButtonStyle.success)
        yield each("back", "Back")
    elif question == "snooze":
        for snooze, label in SNOOZES.items():
            yield each(f"for-{snooze.value}", label, ButtonStyle.primary)
        yield each("back", "Back")
    else:
        yield each("done", "Done", ButtonStyle.success)
        yield each("snooze", "Snooze")
        yield each("pit", "Pit stop")


class NudgeButton(
    Button,
    template=r"nudge:(?P<action>[a-z]+)(?:-(?P<choice>\w+))?:(?P<nudge>\d{1,18}):(?P<delivery>\d{1,18})",
):
    """Every button of a nudge. The delivery's id comes last: recovery looks for it in a DM's history."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Settle the nudge, or ask how; show the card as it is now."""
        nudges = rooms(interaction).nudges
        student_id = interaction.user.id
        asked: tuple[int, str] | None = None
        nudge_id, choice = self.number("nudge"), self.said("choice")
        match action := self.said("action"):
            case "how" if choice in HOW:
                await nudges.done(student_id, nudge_id, choice)
            case "for" if choice in set(Snooze):
                await nudges.snooze(student_id, nudge_id, Snooze(choice))
            case "pit":
                await nudges.pit_stop(student_id, nudge_id)
            case _:
                asked = (nudge_id, action)
        letter = await nudges.letter(student_id, self.number("delivery"))
        await interaction.response.edit_message(view=nudge_card(letter, asked))
