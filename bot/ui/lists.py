"""Lists of people, and what a search found."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.contacts.lists import SORTS, Filters, Found
from bot.contacts.model import SEATS, SETTINGS, Entry, Line, Page
from bot.contacts.network import token
from bot.nudges.rhythm import Cadence, UnreadableCadence
from bot.ui.answers import rooms, show
from bot.ui.card import GREEN, Card, row
from bot.ui.contacts import contact_card
from bot.ui.press import Button, Select, option
from bot.ui.text import ago, count, one_line


def list_card(page: Page, filters: Filters) -> Card:
    """Return one page of the network."""
    if not page.total:
        return Card(GREEN, list(_nobody(filters)))
    title = "### Your archive" if filters.archived else "### Your people"
    where = f" · page {page.number + 1} of {page.pages}" if page.pages > 1 else ""
    return Card(
        GREEN,
        [
            f"{title} · {page.total:,}",
            _filtered(filters),
            "\n".join(_line(line) for line in page.lines),
            row(PersonSelect.among([line.entry for line in page.lines])),
            _turn(page, "list", _code(filters)),
            f"-# {SORTS[filters.sort]}{where}",
        ],
    )


def _nobody(filters: Filters) -> Iterator[str]:
    if filters.archived:
        yield "Your archive is empty. `/contact archive` puts somebody there."
    elif filters.narrow:
        yield "Nobody fits that. `/contact list` on its own shows everybody."
    else:
        yield "### Nobody aboard yet"
        yield "Start with one person you met this month: `/contact add`."


def _filtered(filters: Filters) -> str | None:
    said = [
        SETTINGS.get(filters.setting or ""),
        SEATS.get(filters.seat or ""),
        f"#{one_line(filters.tag, 30)}" if filters.tag else None,
        "due now" if filters.overdue else None,
        f"not spoken to for {filters.silent}" if filters.silent else None,
    ]
    text = " · ".join(part for part in said if part)
    return f"Only: {text}" if text else None


def found_card(found: Found, typed: str) -> Card:
    """Return one page of what a search found, with the words that fit."""
    page = found.page
    if not page.total:
        return Card(
            GREEN,
            [
                f"Nobody for “{one_line(typed, 60)}”.",
                "I look at names, organisations, tags and your notes. Try one word of it.",
            ],
        )
    lines: list[str] = []
    for line, hit in zip(page.lines, found.hits, strict=True):
        said = f"\n-# {one_line(_around(hit.text, typed), 120)}" if hit.text else ""
        lines.append(_line(line) + said)
    people = count(page.total, "person", "people")
    return Card(
        GREEN,
        [
            f"### {people} for “{one_line(typed, 60)}”",
            "\n".join(lines),
            row(PersonSelect.among([line.entry for line in page.lines])),
            _turn(page, "found", typed),
        ],
    )


def _around(text: str, typed: str) -> str:
    """Return a part of a long text that shows where the words stand."""
    flat = " ".join(text.split())
    words = typed.split()
    place = max(flat.lower().find(words[0].lower()) if words else 0, 0)
    start = 0 if place < 60 else flat.rfind(" ", 0, place - 30) + 1
    return ("… " if start else "") + flat[start:]


def _line(line: Line) -> str:
    entry = line.entry
    where = f" · {one_line(entry.about, 50)}" if entry.about else ""
    spoke = "not spoken to yet" if line.last_spoke is None else f"last spoke {ago(line.last_spoke)}"
    due = "no reminder" if line.due_at is None else f"due {ago(line.due_at)}"
    due = "in your archive" if entry.archived else due
    return f"**{one_line(entry.name, 60)}**{where}\n-# {spoke} · {due}"


def _turn(page: Page, what: str, rest: str) -> "ui.ActionRow[Any] | None":
    if page.pages == 1:
        return None
    back, more = max(page.number - 1, 0), page.number + 1
    return row(
        TurnButton.of(f"{what}:{back}:{rest}", "Back", off=page.number == 0),
        TurnButton.of(f"{what}:{more}:{rest}", "More", off=more == page.pages),
    )


def _code(filters: Filters) -> str:
    """Return filters in the few characters that a button has room for."""
    silent = f"{filters.silent.count}{filters.silent.unit[0]}" if filters.silent else ""
    flags = ("o" if filters.overdue else "") + ("a" if filters.archived else "")
    parts = (filters.sort, filters.setting or "", filters.seat or "", silent, flags)
    return ":".join((*parts, filters.tag or ""))


def _filters(code: str) -> Filters:
    """Read what `_code` wrote."""
    sort, setting, seat, silent, flags, tag = (*code.split(":", 5), "", "", "", "", "")[:6]
    try:
        spell = Cadence.read(silent) if silent else None
    except UnreadableCadence:
        spell = None
    return Filters(
        setting=setting or None,
        seat=seat or None,
        tag=tag or None,
        overdue="o" in flags,
        silent=spell,
        sort=sort if sort in SORTS else "due",
        archived="a" in flags,
    )


class TurnButton(Button, template=r"(?P<what>list|found):(?P<number>\d{1,6}):(?P<rest>[^\n]*)"):
    """Turns to another page of a list or a search."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        lists, number, rest = rooms(interaction).lists, self.number("number"), self.said("rest")
        if self.said("what") == "list":
            filters = _filters(rest)
            card = list_card(await lists.page(interaction.user.id, filters, number), filters)
        else:
            card = found_card(await lists.find(interaction.user.id, rest, number), rest)
        await interaction.response.edit_message(view=card)


class PersonSelect(Select, template=r"people:open"):
    """Opens the card of somebody on the list."""

    @classmethod
    def among(cls, entries: Sequence[Entry]) -> Self:
        """Return a select to show, with the people to choose from."""
        options = [option(each.id, each.name, each.about) for each in entries]
        return cls.of("people:open", options, "Open a card")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the card below the list."""
        picked = token(int(self.item.values[0]))
        details = await rooms(interaction).contacts.view(interaction.user.id, picked)
        await show(interaction, contact_card(details))
