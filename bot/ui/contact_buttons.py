"""The buttons and selects of a contact card.

Cards are made of these, and these show cards: so the cards are imported when one is shown.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from typing import Self

import discord
from discord import ButtonStyle

from bot.contacts.journal import Undone
from bot.contacts.model import INTERACTIONS, SEATS, Interaction
from bot.contacts.network import ContactNotFound, token
from bot.contacts.service import Changed, Said
from bot.rooms import Rooms
from bot.ui.answers import rooms, say, show
from bot.ui.card import GREY, Card, row
from bot.ui.form import open_form
from bot.ui.press import Button, Select
from bot.ui.text import count, date_of

TOO_LATE = "Too late: Undo works once, and for ten minutes."

ARCHIVED = "**In your archive.** `/contact list archived:True` shows who is there."

_SEAT_MEANS = {
    "pick_up": "You want to get to know them",
    "aboard": "You keep in touch, as often as you said",
    "pit_stop": "A rest: I bring them up about twice a year",
    "dropped_off": "No reminders; nothing is deleted, and they can come back",
}

_TAKEN_BACK = {
    "add": "Taken back. They are not in your network.",
    "delete": "**They are back**, with everything you had logged.",
    "log": "**Taken back.** That talk is not in your log any more.",
    "met": "**Taken back.** `/meet list` has the meeting as it was.",
    "remove": "**The talk is back.**",
    "sent": "**Taken back.** The note is not sent; `/draft` opens it again.",
    "posted": "**Taken back.** It is not posted; `/shoutout` opens it again.",
    "merge": "**Taken back.** They are two people again.",
    "import": "Taken back. What the file brought is gone again.",
}


#: What is shown once something was taken back that is about no contact, by the kind of change.
TAKEN_BACK_CARDS: dict[str, Callable[[Rooms, int, str], Awaitable[Card]]] = {}


class ContactButton(
    Button,
    template=r"contact:(?P<action>log|draft|meet|edit|seat|back|archive|unarchive|remove|delete|keep|homework"
    r"|who|work|reach|met|rhythm|pointers):(?P<contact>\d{1,19})",
):
    """Every plain button of a contact card."""

    @classmethod
    def about(
        cls,
        contact_id: int,
        action: str,
        label: str,
        style: ButtonStyle = ButtonStyle.secondary,
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"contact:{action}:{contact_id}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open a form, or ask a question on the card."""
        from bot.ui.contacts import confirm_card, contact_card, material_card
        from bot.ui.homework import homework_card

        who = token(self.number("contact"))
        contacts = rooms(interaction).contacts
        match action := self.said("action"):
            case "draft":
                details = await contacts.view(interaction.user.id, who)
                sent = await rooms(interaction).notes.sent_to(
                    interaction.user.id, details.contact.id
                )
                await show(interaction, material_card(details, sent))
            case "edit" | "seat" | "back":
                details = await contacts.view(interaction.user.id, who)
                asking = "" if action == "back" else action
                await interaction.response.edit_message(view=contact_card(details, asking=asking))
            case "homework":
                details = await contacts.view(interaction.user.id, who)
                await show(interaction, homework_card(details.contact))
            case "remove":
                details = await contacts.view(interaction.user.id, who)
                await show(interaction, confirm_card(details))
            case "archive":
                done = await contacts.edit(interaction.user.id, who, Said(archived=True))
                await _changed(interaction, done, ARCHIVED)
            case "unarchive":
                done = await contacts.edit(interaction.user.id, who, Said(archived=False))
                title = f"**Back in your network.** {await _word(interaction, done)}".strip()
                await _changed(interaction, done, title)
            case "delete":
                gone = await contacts.delete(interaction.user.id, self.number("contact"))
                await interaction.response.edit_message(view=deleted_card(gone.change))
            case "keep":
                await contacts.view(interaction.user.id, who)  # or say that they are gone
                await interaction.response.edit_message(view=Card(GREY, ["Nothing was deleted."]))
            case _:
                await open_form(interaction, action, self.number("contact"))


def deleted_card(change: int) -> Card:
    """Confirm that somebody is gone."""
    return Card(
        GREY,
        ["**Deleted**, with everything you had logged.", row(UndoButton.to(change))],
    )


async def _changed(interaction: discord.Interaction, done: Changed, title: str) -> None:
    from bot.ui.contacts import contact_card

    await interaction.response.edit_message(
        view=contact_card(done.details, title, undo=done.change)
    )


async def _word(interaction: discord.Interaction, done: Changed) -> str:
    """Return a kind word if somebody was taken aboard and the car is overfull now."""
    from bot.ui.journey import crowd_word

    return await crowd_word(interaction) if done.details.contact.seat == "aboard" else ""


class SeatSelect(Select, template=r"contact:take:(?P<contact>\d{1,19})"):
    """Gives somebody another seat."""

    @classmethod
    def about(cls, contact_id: int, seat: str) -> Self:
        """Return a select to show."""
        options = [
            discord.SelectOption(
                label=label, value=key, description=_SEAT_MEANS[key], default=key == seat
            )
            for key, label in SEATS.items()
        ]
        return cls.of(f"contact:take:{contact_id}", options)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Change the seat, and with it the reminders."""
        seat = self.item.values[0]
        contacts = rooms(interaction).contacts
        done = await contacts.edit(
            interaction.user.id, token(self.number("contact")), Said(seat=seat)
        )
        title = f"**Seat: {SEATS.get(seat, '').lower()}.**"
        await _changed(interaction, done, f"{title} {await _word(interaction, done)}".strip())


class TalkSelect(Select, template=r"contact:talk:(?P<contact>\d{1,19})"):
    """Opens one of the talks on the timeline."""

    @classmethod
    def about(cls, contact_id: int, talks: Sequence[Interaction], zone: tzinfo | None) -> Self:
        """Return a select to show, with the talks to choose from, by the student's own days."""
        options = [
            discord.SelectOption(
                label=f"{INTERACTIONS[talk.kind]}, {date_of(talk.happened_at.astimezone(zone))}",
                value=str(talk.id),
                description=_said(talk),
            )
            for talk in talks
        ]
        return cls.of(f"contact:talk:{contact_id}", options, "Read or change a talk")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the talk below the card."""
        from bot.ui.interactions import talk_card

        number = int(self.item.values[0])
        spoken = await rooms(interaction).interactions.view(interaction.user.id, number)
        await show(interaction, talk_card(spoken))


def _said(talk: Interaction) -> str | None:
    text = talk.note or talk.promise or talk.advice or ""
    return " ".join(text.split())[:100] or None


class TimelineButton(
    Button,
    template=r"contact:page:(?P<contact>\d{1,19}):(?P<number>\d{1,6})",
):
    """Turns to another page of what was said."""

    @classmethod
    def to(cls, contact_id: int, number: int, label: str, *, off: bool) -> Self:
        """Return a button to show."""
        return cls.of(f"contact:page:{contact_id}:{max(number, 0)}", label, off=off)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        from bot.ui.contacts import contact_card

        details = await rooms(interaction).contacts.view(
            interaction.user.id, token(self.number("contact")), self.number("number")
        )
        await interaction.response.edit_message(view=contact_card(details))


class CompareButton(Button, template=r"twin:(?P<kept>\d{1,19}):(?P<other>\d{1,19})"):
    """Shows two people who may be one side by side."""

    @classmethod
    def between(cls, kept_id: int, other_id: int, label: str = "Compare the two") -> Self:
        """Return a button to show."""
        return cls.of(f"twin:{kept_id}:{other_id}", label, ButtonStyle.primary)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the two below the card."""
        from bot.ui.merging import merge_card

        pair = await rooms(interaction).merging.compare(
            interaction.user.id, token(self.number("kept")), token(self.number("other"))
        )
        await show(interaction, merge_card(pair))


class UndoButton(Button, template=r"undo:(?P<change>\d{1,19})"):
    """Takes one change back, for ten minutes."""

    @classmethod
    def to(cls, change: int) -> Self:
        """Return a button to show."""
        return cls.of(f"undo:{change}", "Undo")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Take the change back, and show what is there now. An import can take a while."""
        await interaction.response.defer()
        if undone := await take_back(interaction, self.number("change")):
            await interaction.edit_original_response(view=await _undone(interaction, undone))


async def take_back(interaction: discord.Interaction, change: int) -> Undone | None:
    """Take a change back; say so if it is too late, and return None."""
    undone = await rooms(interaction).contacts.undo(interaction.user.id, change)
    if undone is None:
        await say(interaction, TOO_LATE)
    return undone


async def _undone(interaction: discord.Interaction, undone: Undone) -> Card:
    from bot.ui.contacts import contact_card

    text = _TAKEN_BACK.get(undone.kind, "**Taken back.** It is as it was before.")
    if undone.left and not undone.taken_back:
        text = "That was changed again since, so it stays as it is."
    elif undone.left:
        stay = count(undone.left, "that you changed since stays", "that you changed since stay")
        text = f"{text} {stay}."
    if undone.kind in TAKEN_BACK_CARDS:
        return await TAKEN_BACK_CARDS[undone.kind](rooms(interaction), interaction.user.id, text)
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
