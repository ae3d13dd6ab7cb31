"""Reminders that wait because DMs are closed are mentioned after the next command."""

import discord
from discord.ext import commands

from bot.client import PitstopClient
from bot.ui.answers import answered, show
from bot.ui.students import waiting_card


class Nudges(commands.Cog):
    """Says what could not be delivered."""

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @commands.Cog.listener()
    @answered
    async def on_app_command_completion(
        self, interaction: discord.Interaction, _command: object
    ) -> None:
        """Mention waiting reminders once a command has been answered."""
        waiting = await self.rooms.nudges.waiting(interaction.user.id)
        if waiting:
            await show(interaction, waiting_card(waiting))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Nudges(client))
