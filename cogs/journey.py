"""`/journey`: the network as a whole, who sits where, what for, and a look at it each quarter."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.journey.map import NAMES
from bot.ui.answers import answered, is_private, show, show_with
from bot.ui.journey import seats_card
from bot.ui.journey_goals import goals_card
from bot.ui.journey_map import caption, empty_card, map_card, stats_card
from bot.ui.journey_review import review_card

NAME_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in NAMES.items()]


class Journey(commands.Cog):
    """Shows the car, the goals, the review, and the network as a whole."""

    journey = app_commands.Group(
        name="journey", description="Your network as a whole: seats, goals, review, map."
    )

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

    @journey.command(description="Look at everybody once: stay, pit stop, drop off. Goals first.")
    @answered
    async def review(self, interaction: discord.Interaction) -> None:
        """Begin a review, or go on with the one that was begun."""
        await show(interaction, review_card(await self.rooms.reviews.begin(interaction.user.id)))

    @journey.command(description="Who sits where, and how many seats there are.")
    @answered
    async def seats(self, interaction: discord.Interaction) -> None:
        """Show who is aboard, and the ways to change that."""
        await show(interaction, seats_card(await self.rooms.seats.see(interaction.user.id)))

    @journey.command(description="What you want to learn or become, and who helps.")
    @answered
    async def goals(self, interaction: discord.Interaction) -> None:
        """Show the goals."""
        await show(interaction, goals_card(await self.rooms.goals.board(interaction.user.id)))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Journey(client))
