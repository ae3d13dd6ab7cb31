"""The frame of every card: one container, one accent colour, one thought."""

from collections.abc import Iterable
from typing import Any

import discord
from discord import ui

GREEN = discord.Colour(0x2E8B57)  # people
AMBER = discord.Colour(0xE0A030)  # due
GREY = discord.Colour(0x80848E)  # done


class Card(ui.LayoutView):
    """A card of text, dividers and rows of buttons, whose buttons outlive a restart.

    Args:
        colour: what the card is about, see the constants of this module.
        parts: text as Markdown, or items of discord.py; None is left out.
    """

    def __init__(
        self, colour: discord.Colour, parts: Iterable["str | ui.Item[Any] | None"]
    ) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Any] = ui.Container(accent_colour=colour)
        for part in parts:
            if part is not None:
                container.add_item(ui.TextDisplay(part) if isinstance(part, str) else part)
        self.add_item(container)


def divider() -> "ui.Separator[Any]":
    """Return a thin line between two parts of a card."""
    return ui.Separator()


def row(*items: "ui.Item[Any]") -> "ui.ActionRow[Any]":
    """Return buttons side by side, at most five, or one select."""
    return ui.ActionRow(*items)
