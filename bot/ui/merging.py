"""Two contacts side by side, to make one of them."""

from collections.abc import Collection, Mapping
from typing import Any, Self

import discord
from discord import ButtonStyle

from bot.contacts.merging import Pair
from bot.contacts.model import CHANNELS, RELATIONSHIPS, SEATS, SETTINGS, Contact
from bot.contacts.network import token
from bot.contacts.twins import CHOSEN
from bot.ui.answers import rooms
from bot.ui.card import GREEN, GREY, Card, divider, row
from bot.ui.contacts import contact_card
from bot.ui.press import Button, Select
from bot.ui.text import day, one_line

_LABELS = {
    "name": "Name",
    "pronouns": "Pronouns",
    "credentials": "Credentials",
    "role": "Role",
    "organisation": "Organisation",
    "setting": "Practice setting",
    "relationship": "Relationship",
    "how_met": "How you met",
    "met_through": "Through whom",
    "email": "E-mail",
    "phone": "Phone",
    "channel": "Likes to be written to by",
    "boundaries": "What they asked for",
    "purpose": "What you hope to learn",
    "seat": "Seat",
    "cadence": "How often",
    "discord_id": "Discord member",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "setting": SETTINGS,
    "relationship": RELATIONSHIPS,
    "channel": CHANNELS,
    "seat": SEATS,
}


def merge_card(pair: Pair, from_other: Collection[str] = ()) -> Card:
    """Return two contacts side by side.

    Args:
        pair: both.
        from_other: fields that are to be taken from the second.
    """
    mask = sum(1 << CHOSEN.index(name) for name in from_other)
    ids = f"{pair.kept.id}:{pair.other.id}:{mask:x}"
    return Card(
        GREEN,
        [
            "### One person, or two?",
            f"**1** {_who(pair.kept)}\n**2** {_who(pair.other)}",
            divider() if pair.differences else None,
            "**Bold** stays, ~~struck~~ goes." if pair.differences else None,
            "\n".join(_difference(pair, name, from_other) for name in pair.differences) or None,
            _comes_along(pair),
            row(MergeSelect.of_pair(pair, from_other)) if pair.differences else None,
            row(
                MergeButton.of(f"merge:do:{ids}", "Make them one", ButtonStyle.success),
                MergeButton.of(f"merge:no:{ids}", "They are two people"),
            ),
            "-# Everything you logged with both stays. You can undo it for ten minutes.",
        ],
    )


def _comes_along(pair: Pair) -> str | None:
    """Say what only the second has, which the first gets."""
    names = [n for n in CHOSEN if getattr(pair.other, n) and not getattr(pair.kept, n)]
    words = [_LABELS[name].lower() for name in names if name not in pair.differences]
    return f"From 2 as well: {', '.join(words)}" if words else None


def _who(contact: Contact) -> str:
    met = f", met {day(contact.met_at)}" if contact.met_at else ""
    met += ", in your archive" if contact.archived else ""
    about = f" · {one_line(contact.about, 60)}" if contact.about else ""
    return f"**{one_line(contact.titled, 80)}**{about}{met}"


def _difference(pair: Pair, name: str, from_other: Collection[str]) -> str:
    one, two = _said(pair.kept, name), _said(pair.other, name)
    chosen = f"~~{one}~~ · **{two}**" if name in from_other else f"**{one}** · ~~{two}~~"
    return f"{_LABELS[name]}: {chosen}"


def _said(contact: Contact, name: str) -> str:
    value: Any = getattr(contact, name)
    if value is None:
        return "never"  # a cadence is the one field in which nothing is an answer
    if name == "discord_id":
        return f"<@{value}>"
    return one_line(_WORDS[name].get(value, "") if name in _WORDS else str(value), 60)


class MergeSelect(Select, template=r"merge:pick:(?P<kept>\d{1,19}):(?P<other>\d{1,19})"):
    """Chooses in which fields the second contact is right."""

    @classmethod
    def of_pair(cls, pair: Pair, from_other: Collection[str]) -> Self:
        """Return a select to show, with the fields in which the two differ."""
        options = [
            discord.SelectOption(label=_LABELS[name], value=name, default=name in from_other)
            for name in pair.differences
        ]
        ids = f"{pair.kept.id}:{pair.other.id}"
        hint = "Take from 2 …"
        return cls.of(f"merge:pick:{ids}", options, hint, least=0, most=len(options))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the card with what was chosen."""
        pair = await rooms(interaction).merging.compare(
            interaction.user.id, token(self.number("kept")), token(self.number("other"))
        )
        chosen = [name for name in pair.differences if name in self.item.values]
        await interaction.response.edit_message(view=merge_card(pair, chosen))


class MergeButton(
    Button,
    template=r"merge:(?P<what>do|no):(?P<kept>\d{1,19}):(?P<other>\d{1,19}):(?P<mask>[0-9a-f]{1,6})",
):
    """Makes one contact of two, or leaves them as they are."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Do it, and show who is left."""
        if self.said("what") == "no":
            await interaction.response.edit_message(
                view=Card(GREY, ["Two people, then. Nothing was changed."])
            )
            return
        mask = int(self.said("mask"), 16)
        chosen = [name for bit, name in enumerate(CHOSEN) if mask >> bit & 1]
        done = await rooms(interaction).merging.merge(
            interaction.user.id, self.number("kept"), self.number("other"), chosen
        )
        await interaction.response.edit_message(
            view=contact_card(done.details, "**They are one now.**", undo=done.change)
        )
