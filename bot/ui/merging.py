"""Two contacts side by side, to make one of them."""

import re
from collections.abc import Collection, Mapping
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.contacts.merging import Pair
from bot.contacts.model import CHANNELS, RELATIONSHIPS, SEATS, SETTINGS, Contact
from bot.contacts.network import token
from bot.contacts.twins import CHOSEN
from bot.ui.answers import rooms
from bot.ui.card import GREEN, GREY, Card, divider, row
from bot.ui.contacts import contact_card
from bot.ui.press import Press, button
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
            "\n".join(_difference(pair, name, from_other) for name in pair.differences) or None,
            row(MergeSelect(pair, from_other)) if pair.differences else None,
            row(
                MergeButton(f"merge:do:{ids}", "Make them one", ButtonStyle.success),
                MergeButton(f"merge:no:{ids}", "They are two people"),
            ),
            "-# Everything you logged with both stays. You can undo it for ten minutes.",
        ],
    )


def _who(contact: Contact) -> str:
    met = f", met {day(contact.met_at)}" if contact.met_at else ""
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


class MergeSelect(
    Press[ui.Select[Any]], template=r"merge:pick:(?P<kept>\d{1,18}):(?P<other>\d{1,18})"
):
    """Chooses in which fields the second contact is right."""

    def __init__(
        self, pair: Pair | None = None, from_other: Collection[str] = (), custom_id: str = ""
    ) -> None:
        options = [discord.SelectOption(label="?", value="?")]
        if pair is not None:
            custom_id = f"merge:pick:{pair.kept.id}:{pair.other.id}"
            options = [
                discord.SelectOption(label=_LABELS[name], value=name, default=name in from_other)
                for name in pair.differences
            ]
        super().__init__(
            ui.Select(
                custom_id=custom_id,
                placeholder="Where is the second one right?",
                min_values=0,
                max_values=len(options),
                options=options,
            )
        )
        self.custom = custom_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "MergeSelect":
        """Rebuild the select from what Discord sent."""
        return cls(custom_id=match[0])

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the card with what was chosen."""
        kept, other = (int(part) for part in self.custom.split(":")[2:])
        pair = await rooms(interaction).merging.compare(
            interaction.user.id, token(kept), token(other)
        )
        chosen = [name for name in pair.differences if name in self.item.values]
        await interaction.response.edit_message(view=merge_card(pair, chosen))


class MergeButton(
    Press[ui.Button[Any]],
    template=r"merge:(?P<what>do|no):(?P<kept>\d{1,18}):(?P<other>\d{1,18}):(?P<mask>[0-9a-f]{1,6})",
):
    """Makes one contact of two, or leaves them as they are."""

    def __init__(
        self, custom_id: str, label: str = "?", style: ButtonStyle = ButtonStyle.secondary
    ) -> None:
        super().__init__(button(custom_id, label, style))
        self.custom = custom_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "MergeButton":
        """Rebuild the button from what Discord sent."""
        return cls(match[0])

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Do it, and show who is left."""
        _merge, what, kept, other, mask = self.custom.split(":")
        if what == "no":
            await interaction.response.edit_message(
                view=Card(GREY, ["Two people, then. Nothing was changed."])
            )
            return
        chosen = [name for bit, name in enumerate(CHOSEN) if int(mask, 16) >> bit & 1]
        done = await rooms(interaction).merging.merge(
            interaction.user.id, int(kept), int(other), chosen
        )
        await interaction.response.edit_message(
            view=contact_card(done.details, "**They are one now.**", undo=done.change)
        )
