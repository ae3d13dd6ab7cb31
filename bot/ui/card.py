"""The frame of every card: one container, one accent colour, one thought."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.ui.press import delivery_of

GREEN = discord.Colour(0x2E8B57)  # people
AMBER = discord.Colour(0xE0A030)  # due
BLUE = discord.Colour(0x3B82C4)  # meetings
GREY = discord.Colour(0x80848E)  # done


#: Discord shows at most 4,000 characters of text on a card.
MOST_TEXT = 3900


class Card(ui.LayoutView):
    """A card of text, dividers and rows of buttons, whose buttons outlive a restart.

    Args:
        colour: what the card is about, see the constants of this module.
        parts: text as Markdown, or items of discord.py; None and empty texts are left out.
    """

    def __init__(
        self, colour: discord.Colour, parts: Iterable["str | ui.Item[Any] | None"]
    ) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Any] = ui.Container(accent_colour=colour)
        for part in parts:
            if part is not None and part != "":
                container.add_item(ui.TextDisplay(part) if isinstance(part, str) else part)
        self.add_item(container)
        self._frame = container

    def bringing(self, delivery_id: int) -> "Card":
        """Mark the card's frame with the delivery that it is sent with, see `brings`."""
        self._frame.id = _mark_of(delivery_id)
        return self


def brings(card: ui.LayoutView, delivery_id: int) -> bool:
    """Say whether a card that was found in a channel is the one of this delivery.

    Its frame says so, or a button: after a crash a DM that may have arrived is looked for by it.
    """
    return any(
        item.id == _mark_of(delivery_id)
        or delivery_of(getattr(item, "custom_id", None) or "") == delivery_id
        for item in card.walk_children()
    )


def _mark_of(delivery_id: int) -> int:
    """Return a component id that is far from those that Discord counts up by itself, in 32 bits."""
    return (1 << 30) + delivery_id % (1 << 30)


def fitted(write: Callable[[float], Sequence[str | None]]) -> Sequence[str | None]:
    """Return the texts of a card, each shortened as far as they need to fit together.

    Args:
        write: returns the texts; given 1.0 in full, and given less, as a part of that length.
    """
    texts: Sequence[str | None] = ()
    for room in (1.0, 0.6, 0.35, 0.2):
        texts = write(room)
        if sum(len(text or "") for text in texts) < MOST_TEXT:
            break
    return texts


def divider() -> "ui.Separator[Any]":
    """Return a thin line between two parts of a card."""
    return ui.Separator()


def row(*items: "ui.Item[Any]") -> "ui.ActionRow[Any]":
    """Return buttons side by side, at most five, or one select."""
    return ui.ActionRow(*items)
