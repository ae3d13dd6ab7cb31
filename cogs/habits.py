"""`/habits` and `/shoutout`: small steps, and thanks that others read."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.notes.model import TONES
from bot.ui.answers import answered, show
from bot.ui.contacts import suggest_people
from bot.ui.habits import habits_card
from bot.ui.shoutouts import PLATFORM_NAMES, post_card

PLATFORMS = [app_commands.Choice(name=text, value=key) for key, text in PLATFORM_NAMES.items()]
TONE_CHOICES = [app_commands.Choice(name=text, value=key) for key, text in TONES.items()]


class Habits(commands.Cog):
    """Switches small habits on and off, and drafts public thanks."""

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @app_commands.command(description="Small habits: a fresh profile, one article, one thank-you.")
    @answered
    async def habits(self, interaction: discord.Interaction) -> None:
        """Show each habit, on or off."""
        await show(interaction, habits_card(await self.rooms.habits.all(interaction.user.id)))

    @app_commands.command(description="Draft a public thank-you to copy, within the length limit.")
    @app_commands.describe(
        contact="Who", platform="Where you post it", tone="How it sounds; warm if you leave it out"
    )
    @app_commands.choices(platform=PLATFORMS, tone=TONE_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def shoutout(
        self,
        interaction: discord.Interaction,
        contact: str,
        platform: str = "linkedin",
        tone: str = "warm",
    ) -> None:
        """Begin it, or go on with the one that is not posted yet."""
        post = await self.rooms.shoutouts.begin(interaction.user.id, contact, platform, tone)
        await show(interaction, post_card(post))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Habits(client))
