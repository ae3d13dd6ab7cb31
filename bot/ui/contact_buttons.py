"""The buttons and selects of a contact card.

Cards are made of these, and these show cards: so the cards are imported when one is shown.
"""

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.contacts.journal import Undone
from bot.contacts.model import INTERACTIONS, SEATS, Interaction
from bot.contacts.network import ContactNotFound, token
from bot.contacts.service import Changed, Said
from bot.ui.answers import rooms, say, show
from bot.ui.card import GREY, Card, row
from bot.ui.form import open_form
from bot.ui.press import Press, button
from bot.ui.text import count

TOO_LATE = "That can't be taken back any more: it was done already, or ten minutes are over."

_SEAT_MEANS = {
    "pick_up": "You want to get to know them",
    "aboard": "You keep in touch, as often as you said",
    "pit_stop": "A rest: I bring them up about twice a year",
    "dropped_off": "No reminders; nothing is deleted",
}

_TAKEN_BACK = {
    "add": "Taken back. They are not in your network.",
    "delete": "**They are back**, with everything you had logged.",
    "log": "**Taken back.** That talk is not in your log any more.",
    "remove": "**The talk is back.**",
    "merge": "**Taken back.** They are two people again.",
    "import": "Taken back. What the file brought is gone again.",
}


class ContactButton(
    Press[ui.Button[Any]],
    template=r"contact:(?P<action>log|draft|edit|seat|back|unarchive|delete|keep"
    r"|who|work|reach|met|rhythm|pointers):(?P<contact>\d{1,18})",
):
    """Every plain button of a contact card."""

    def __init__(
        self,
        action: str,
        contact_id: int,
        label: str = "?",
        style: ButtonStyle = ButtonStyle.secondary,
    ) -> None:
        super().__init__(button(f"contact:{action}:{contact_id}", label, style))
        self.action = action
        self.contact_id = contact_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "ContactButton":
        """Rebuild the button from what Discord sent."""
        return cls(match["action"], int(match["contact"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open a form, or ask a question on the card."""
        from bot.ui.contacts import contact_card, material_card

        who = token(self.contact_id)
        contacts = rooms(interaction).contacts
        match self.action:
            case "draft":
                details = await contacts.view(interaction.user.id, who)
                await show(interaction, material_card(details))
            case "edit" | "seat" | "back":
                details = await contacts.view(interaction.user.id, who)
                asking = "" if self.action == "back" else self.action
                await interaction.response.edit_message(view=contact_card(details, asking=asking))
            case "unarchive":
                done = await contacts.edit(interaction.user.id, who, Said(archived=False))
                await _changed(interaction, done, "**Back in your network.**")
            case "delete":
                gone = await contacts.delete(interaction.user.id, self.contact_id)
                await interaction.response.edit_message(view=deleted_card(gone.change))
            case "keep":
                await interaction.response.edit_message(view=Card(GREY, ["Nothing was deleted."]))
            case _:
                await open_form(interaction, self.action, self.contact_id)


def deleted_card(change: int) -> Card:
    """Confirm that somebody is gone."""
    return Card(
        GREY,
        ["**Deleted**, with everything you had logged.", row(UndoButton(change))],
    )


async def _changed(interaction: discord.Interaction, done: Changed, title: str) -> None:
    from bot.ui.contacts import contact_card

    await interaction.response.edit_message(
        view=contact_card(done.details, title, undo=done.change)
    )


class SeatSelect(Press[ui.Select[Any]], template=r"contact:take:(?P<contact>\d{1,18})"):
    """Gives somebody another seat."""

    def __init__(self, contact_id: int, seat: str = "") -> None:
        super().__init__(
            ui.Select(
                custom_id=f"contact:take:{contact_id}",
                options=[
                    discord.SelectOption(
                        label=label, value=key, description=_SEAT_MEANS[key], default=key == seat
                    )
                    for key, label in SEATS.items()
                ],
            )
        )
        self.contact_id = contact_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "SeatSelect":
        """Rebuild the select from what Discord sent."""
        return cls(int(match["contact"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Change the seat, and with it the reminders."""
        seat = self.item.values[0]
        contacts = rooms(interaction).contacts
        done = await contacts.edit(interaction.user.id, token(self.contact_id), Said(seat=seat))
        await _changed(interaction, done, f"**Seat: {SEATS.get(seat, '').lower()}.**")


class TalkSelect(Press[ui.Select[Any]], template=r"contact:talk:(?P<contact>\d{1,18})"):
    """Opens one of the talks on the timeline."""

    def __init__(self, contact_id: int, talks: Sequence[Interaction] = ()) -> None:
        options = [
            discord.SelectOption(
                label=f"{INTERACTIONS[talk.kind]}, {talk.happened_at:%b} {talk.happened_at.day}",
                value=str(talk.id),
                description=" ".join((talk.note or "").split())[:100] or None,
            )
            for talk in talks
        ]
        super().__init__(
            ui.Select(
                custom_id=f"contact:talk:{contact_id}",
                placeholder="Read or change a talk",
                options=options or [discord.SelectOption(label="?", value="0")],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "TalkSelect":
        """Rebuild the select from what Discord sent."""
        return cls(int(match["contact"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the talk below the card."""
        from bot.ui.interactions import talk_card

        number = int(self.item.values[0])
        spoken = await rooms(interaction).interactions.view(interaction.user.id, number)
        await show(interaction, talk_card(spoken))


class TimelineButton(
    Press[ui.Button[Any]],
    template=r"contact:page:(?P<contact>\d{1,18}):(?P<number>\d{1,6})",
):
    """Turns to another page of what was said."""

    def __init__(
        self, contact_id: int, number: int, label: str = "?", *, off: bool = False
    ) -> None:
        item = button(f"contact:page:{contact_id}:{max(number, 0)}", label)
        item.disabled = off
        super().__init__(item)
        self.contact_id = contact_id
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "TimelineButton":
        """Rebuild the button from what Discord sent."""
        return cls(int(match["contact"]), int(match["number"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        from bot.ui.contacts import contact_card

        details = await rooms(interaction).contacts.view(
            interaction.user.id, token(self.contact_id), self.number
        )
        await interaction.response.edit_message(view=contact_card(details))


class CompareButton(Press[ui.Button[Any]], template=r"twin:(?P<kept>\d{1,18}):(?P<other>\d{1,18})"):
    """Shows two people who may be one side by side."""

    def __init__(self, kept_id: int, other_id: int, label: str = "Compare the two") -> None:
        super().__init__(button(f"twin:{kept_id}:{other_id}", label, ButtonStyle.primary))
        self.kept_id = kept_id
        self.other_id = other_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "CompareButton":
        """Rebuild the button from what Discord sent."""
        return cls(int(match["kept"]), int(match["other"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the two below the card."""
        from bot.ui.merging import merge_card

        pair = await rooms(interaction).merging.compare(
            interaction.user.id, token(self.kept_id), token(self.other_id)
        )
        await show(interaction, merge_card(pair))


class UndoButton(Press[ui.Button[Any]], template=r"undo:(?P<change>\d{1,18})"):
    """Takes one change back, for ten minutes."""

    def __init__(self, change: int) -> None:
        super().__init__(button(f"undo:{change}", "Undo"))
        self.change = change

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> "UndoButton":
        """Rebuild the button from what Discord sent."""
        return cls(int(match["change"]))

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Take the change back, and show what is there now."""
        undone = await rooms(interaction).contacts.undo(interaction.user.id, self.change)
        if undone is None:
            await say(interaction, TOO_LATE)
            return
        await interaction.response.edit_message(view=await _undone(interaction, undone))


async def _undone(interaction: discord.Interaction, undone: Undone) -> Card:
    from bot.ui.contacts import contact_card

    text = _TAKEN_BACK.get(undone.kind, "**Taken back.** It is as it was before.")
    if undone.left and not undone.taken_back:
        text = "That was changed again since, so it stays as it is."
    elif undone.left:
        stay = count(undone.left, "that you changed since stays", "that you changed since stay")
        text = f"{text} {stay}."
    if undone.kind != "import":
        for contact_id in sorted(undone.contacts):
            try:
                details = await rooms(interaction).contacts.view(
                    interaction.user.id, token(contact_id)
                )
            except ContactNotFound:
                continue
            return contact_card(details, text)
    return Card(GREY, [text])
