"""`/outreach`, `/draft` and `/thanks`: notes that sound like the student."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.model import INTERACTIONS
from bot.contacts.network import ContactNotFound, SeveralContacts
from bot.notes.model import KINDS, TONES
from bot.students.service import NotStarted
from bot.ui.answers import answered
from bot.ui.contacts import suggest_people
from bot.ui.notes import open_draft
from bot.ui.text import date_of

KIND_CHOICES = [app_commands.Choice(name=text, value=key) for key, text in KINDS.items()]
TONE_CHOICES = [app_commands.Choice(name=text, value=key) for key, text in TONES.items()]


class Outreach(commands.Cog):
    """Drafts notes from what was logged."""

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @app_commands.command(description="Draft a first note to someone, checked before you send it.")
    @app_commands.describe(contact="Who", tone="How it sounds; warm if you leave it out")
    @app_commands.choices(tone=TONE_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def outreach(
        self, interaction: discord.Interaction, contact: str, tone: str = "warm"
    ) -> None:
        """Draft who the student is, why this person, and what they hope to learn."""
        draft = await self.rooms.notes.begin(interaction.user.id, contact, "outreach", tone)
        await open_draft(interaction, draft)

    @app_commands.command(
        description="Draft a note: a check-in, congratulations, an article, more."
    )
    @app_commands.describe(
        kind="What it is for", contact="Who", tone="How it sounds; warm if you leave it out"
    )
    @app_commands.choices(kind=KIND_CHOICES, tone=TONE_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def draft(
        self, interaction: discord.Interaction, kind: str, contact: str, tone: str = "warm"
    ) -> None:
        """Draft a note of any kind."""
        draft = await self.rooms.notes.begin(interaction.user.id, contact, kind, tone)
        await open_draft(interaction, draft)

    @app_commands.command(description="Draft a thank-you from what you logged.")
    @app_commands.describe(
        contact="Who", talk="What for; the last meeting if you leave it out", tone="How it sounds"
    )
    @app_commands.choices(tone=TONE_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def thanks(
        self,
        interaction: discord.Interaction,
        contact: str,
        talk: app_commands.Range[int, 1, 2**53 - 1] | None = None,
        tone: str = "warm",
    ) -> None:
        """Draft a thank-you for the last meeting, or for one that was chosen."""
        draft = await self.rooms.notes.begin(interaction.user.id, contact, "thank_you", tone, talk)
        await open_draft(interaction, draft)

    @thanks.autocomplete("talk")
    async def suggest_talks(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[int]]:
        """Suggest the meetings with the contact that is chosen already."""
        contact = str(interaction.namespace.contact or "")
        try:
            talks, zone = await self.rooms.notes.talks(interaction.user.id, contact)
        except (NotStarted, ContactNotFound, SeveralContacts):
            return []
        named = {
            talk.id: f"{INTERACTIONS[talk.kind]}, {date_of(talk.happened_at.astimezone(zone).date())}"
            for talk in talks
        }
        return [
            app_commands.Choice(name=name, value=number)
            for number, name in named.items()
            if typed.casefold() in name.casefold()
        ][:25]


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Outreach(client))
