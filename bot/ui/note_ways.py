"""The ways to a note: from a nudge, from a talk that was just logged, from a contact's card."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Self

import discord
from discord import ButtonStyle

from bot.contacts.network import token
from bot.notes.model import KINDS
from bot.notes.store import Kept
from bot.nudges.model import ADVICE, ASK_AGAIN, NO_REPLY, THANK_YOU, THANKS_OVERDUE
from bot.nudges.model import DRAFT as UNSENT
from bot.ui.answers import rooms, show
from bot.ui.notes import draft_card, open_draft
from bot.ui.press import Button, Select
from bot.ui.text import date_of

#: The note that each kind of nudge asks for, if it is not a hello.
_WRITTEN_FOR = {
    THANK_YOU: "thank_you",
    THANKS_OVERDUE: "thank_you",
    ADVICE: "tried_advice",
    NO_REPLY: "follow_up",
    ASK_AGAIN: "meeting_request",
}
_ABOUT_A_TALK = frozenset({THANK_YOU, THANKS_OVERDUE, ADVICE})


async def draft_for_nudge(interaction: discord.Interaction, nudge_id: int) -> None:
    """Open the note that a nudge asks for."""
    services, student_id = rooms(interaction), interaction.user.id
    nudge = await services.nudges.find(student_id, nudge_id)
    who = token(nudge.person_id or 0)
    if nudge.kind == UNSENT:
        draft = await services.notes.see(student_id, nudge.subject_id)
    else:
        kind = _WRITTEN_FOR.get(nudge.kind, "check_in")
        talk = nudge.subject_id if nudge.kind in _ABOUT_A_TALK else None
        draft = await services.notes.begin(student_id, who, kind, talk=talk)
    await open_draft(interaction, draft)


class ThankButton(Button, template=r"thank:(?P<contact>\d{1,19}):(?P<talk>\d{1,19})"):
    """Begins a thank-you for a talk that was just logged."""

    @classmethod
    def to(cls, contact_id: int, talk_id: int) -> Self:
        """Return a button to show."""
        return cls.of(f"thank:{contact_id}:{talk_id}", "Thank them", ButtonStyle.primary)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the draft, or ask for what it needs."""
        draft = await rooms(interaction).notes.begin(
            interaction.user.id,
            token(self.number("contact")),
            "thank_you",
            talk=self.number("talk"),
        )
        await open_draft(interaction, draft)


class SentSelect(Select, template=r"draft:sent-to:(?P<contact>\d{1,19})"):
    """Opens a note that was sent."""

    @classmethod
    def among(cls, contact_id: int, sent: Sequence[Kept], zone: tzinfo | None) -> Self:
        """Return a select to show; at least one note was sent."""
        options = [
            discord.SelectOption(
                label=f"{KINDS[each.kind]}, {date_of(each.settled_at.astimezone(zone).date())}",
                value=str(each.id),
            )
            for each in sent[:25]
            if each.settled_at is not None
        ]
        return cls.of(f"draft:sent-to:{contact_id}", options, "What you sent")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the note."""
        draft = await rooms(interaction).notes.see(interaction.user.id, int(self.item.values[0]))
        await show(interaction, draft_card(draft))


class KindSelect(Select, template=r"draft:kind:(?P<contact>\d{1,19})"):
    """Begins a note of the kind that was chosen."""

    @classmethod
    def about(cls, contact_id: int) -> Self:
        """Return a select to show."""
        options = [discord.SelectOption(label=text, value=key) for key, text in KINDS.items()]
        return cls.of(f"draft:kind:{contact_id}", options, "What kind of note?")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the draft, or ask for what it needs."""
        draft = await rooms(interaction).notes.begin(
            interaction.user.id, token(self.number("contact")), self.item.values[0]
        )
        await open_draft(interaction, draft)
