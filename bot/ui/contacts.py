"""The contact card and the list of people, with their buttons."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.contacts.model import INTERACTIONS, SETTINGS, Entry, Interaction, Line, Page
from bot.contacts.service import Details, Logged
from bot.ui.answers import rooms, show
from bot.ui.card import GREEN, Card, divider, row
from bot.ui.press import Press, button
from bot.ui.text import ago, day, every, one_line


def contact_card(details: Details, title: str | None = None) -> Card:
    """Return everything about one person.

    Args:
        details: the person and their timeline.
        title: what has just happened, shown above the card.
    """
    contact = details.contact
    about = (SETTINGS.get(contact.setting or ""), contact.organisation, contact.role)
    line = " · ".join(one_line(part, 100) for part in about if part)
    head = [f"### {one_line(contact.titled, 120)}", line]
    if contact.how_met:
        head.append(f"Met: {one_line(contact.how_met, 150)}")
    head.append(_rhythm(details))
    if contact.seat == "pit_stop":
        head.append("At a pit stop: I bring them up about twice a year.")
    return Card(
        GREEN,
        [
            title,
            "\n".join(part for part in head if part),
            divider(),
            _timeline(details.timeline),
        ],
    )


def _rhythm(details: Details) -> str:
    cadence = details.contact.cadence
    parts = [
        f"Last spoke {ago(details.timeline[0].happened_at)}",
        "no reminders" if cadence is None else every(cadence),
    ]
    if details.due_at is not None:
        parts.append(f"due {ago(details.due_at)}")
    return " · ".join(parts)


def _timeline(interactions: Sequence[Interaction]) -> str:
    lines: list[str] = []
    for position, each in enumerate(interactions):
        # The newest note has room; four older ones share the rest of Discord's 4,000 characters.
        note = f": {one_line(each.note, 150 if position else 600)}" if each.note else ""
        lines.append(f"{day(each.happened_at)} · {INTERACTIONS[each.kind]}{note}")
    return "\n".join(lines)


def added_card(details: Details) -> Card:
    """Confirm a new contact, and say what happens next."""
    return contact_card(details, "**Added.** `/log` is one line whenever you are in touch.")


def logged_card(logged: Logged, now: datetime) -> Card:
    """Confirm an interaction with the day it was read as, and say when this person comes up again."""
    details = logged.details
    what = f"**Logged: {INTERACTIONS[logged.how].lower()}, {day(logged.happened_at)}.**"
    if details.due_at is None:
        return contact_card(details, f"{what} No reminder is planned.")
    name = one_line(details.contact.name, 60)
    if details.due_at <= now:
        return contact_card(details, f"{what} {name} is still due.")
    return contact_card(details, f"{what} {name} comes up again on {day(details.due_at)}.")


def list_card(page: Page) -> Card:
    """Return one page of the network, whoever is due first."""
    if not page.total:
        return Card(
            GREEN,
            ["### Nobody aboard yet", "Start with one person you met this month: `/contact add`."],
        )
    turn = None
    if page.pages > 1:
        turn = row(
            PageButton(page.number - 1, "Back", disabled=page.number == 0),
            PageButton(page.number + 1, "More", disabled=page.number == page.pages - 1),
        )
    where = f" · page {page.number + 1} of {page.pages}" if page.pages > 1 else ""
    return Card(
        GREEN,
        [
            f"### Your people · {page.total}",
            "\n".join(_line(line) for line in page.lines),
            row(PersonSelect(page.number, [line.entry for line in page.lines])),
            turn,
            f"-# Whoever is due comes first{where}",
        ],
    )


def _line(line: Line) -> str:
    entry = line.entry
    where = f" · {one_line(entry.about, 50)}" if entry.about else ""
    due = "no reminder" if line.due_at is None else f"due {ago(line.due_at)}"
    return f"**{one_line(entry.name, 60)}**{where}\n-# last spoke {ago(line.last_spoke)} · {due}"


def choice(entry: Entry) -> discord.app_commands.Choice[str]:
    """Return somebody as a suggestion; the organisation tells two people of one name apart."""
    name = f"{entry.name[:60]} · {entry.about}" if entry.about else entry.name
    return discord.app_commands.Choice(name=name[:100], value=f"contact:{entry.id}")


class PageButton(Press[ui.Button[Any]], template=r"people:page:(?P<number>\d{1,6})"):
    """Turns to another page of the list."""

    def __init__(self, number: int, label: str = "?", *, disabled: bool = False) -> None:
        item = button(f"people:page:{max(number, 0)}", label)
        item.disabled = disabled
        super().__init__(item)
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "PageButton":
        """Rebuild the button from what Discord sent."""
        return cls(int(match["number"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        page = await rooms(interaction).contacts.page(interaction.user.id, self.number)
        await interaction.response.edit_message(view=list_card(page))


class PersonSelect(Press[ui.Select[Any]], template=r"people:open:(?P<number>\d{1,6})"):
    """Opens the card of somebody on the list."""

    def __init__(self, number: int, entries: Sequence[Entry] = ()) -> None:
        options = [
            discord.SelectOption(
                label=each.name, value=str(each.id), description=each.about[:100] or None
            )
            for each in entries
        ]
        super().__init__(
            ui.Select(
                custom_id=f"people:open:{number}",
                placeholder="Open a card",
                options=options or [discord.SelectOption(label="?", value="0")],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "PersonSelect":
        """Rebuild the select from what Discord sent."""
        return cls(int(match["number"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the card below the list."""
        picked = f"contact:{self.item.values[0]}"
        details = await rooms(interaction).contacts.view(interaction.user.id, picked)
        await show(interaction, contact_card(details))
