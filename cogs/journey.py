"""`/journey`: the network as a whole, and where it goes."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.journey.map import NAMES
from bot.ui.answers import answered, is_private, show, show_with
from bot.ui.journey_map import caption, empty_card, map_card, stats_card

NAME_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in NAMES.items()]


class Journey(commands.Cog):
    """Shows the network as a whole."""

    journey = app_commands.Group(name="journey", description="Your network, seen as a whole.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @journey.command(name="map", description="Your network as a picture you can post.")
    @app_commands.describe(names="How people are named in it; initials if you leave it out")
    @app_commands.choices(names=NAME_CHOICES)
    @answered
    async def map_(self, interaction: discord.Interaction, names: str = "initials") -> None:
        """Draw the map, which can take longer than Discord waits."""
        await interaction.response.defer(ephemeral=not is_private(interaction), thinking=True)
        seen, people = await self.rooms.overview.map(interaction.user.id, names)
        if not people:
            await show(interaction, empty_card())
            return
        picture = await self.rooms.overview.draw(people, names, caption(seen))
        await show_with(interaction, *map_card(seen, picture))

    @journey.command(description="Your last weeks in numbers, each with what to do about it.")
    @answered
    async def stats(self, interaction: discord.Interaction) -> None:
        """Show the numbers."""
        stats = await self.rooms.overview.stats(interaction.user.id)
        await show(interaction, stats_card(stats) if stats.people else empty_card())


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Journey(client))
