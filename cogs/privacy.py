"""`/privacy`: what is kept, taking it along, and having it deleted."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.ui.answers import answered
from bot.ui.privacy import ask_to_delete, show_about, take_along


class Privacy(commands.Cog):
    """A student's rights over what is kept of them."""

    privacy = app_commands.Group(name="privacy", description="What I keep of you.")

    @privacy.command(description="What I keep of you, why, how long, and who sees it.")
    @answered
    async def about(self, interaction: discord.Interaction) -> None:
        """Say what is kept."""
        await show_about(interaction)

    @privacy.command(description="Everything I keep of you, as files: tables, contacts, calendar.")
    @answered
    async def export(self, interaction: discord.Interaction) -> None:
        """Hand everything over."""
        await take_along(interaction)

    @privacy.command(description="Have everything deleted that I keep of you. I ask once.")
    @answered
    async def delete(self, interaction: discord.Interaction) -> None:
        """Ask whether everything is to be deleted."""
        await ask_to_delete(interaction)


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Privacy())
