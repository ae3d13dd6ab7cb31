"""`/fieldwork`: when placements and exams are."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.journey.fieldwork import PLACE_LENGTH
from bot.journey.placements import WHAT
from bot.ui.answers import answered, show
from bot.ui.contacts import suggest_people
from bot.ui.fieldwork import list_card, span_card

LEVELS = [app_commands.Choice(name=text, value=key) for key, text in WHAT.items() if key != "exams"]
Day = app_commands.Range[str, 1, 60]


class Fieldwork(commands.Cog):
    """Keeps the days of placements and exams, from which reminders follow."""

    fieldwork = app_commands.Group(
        name="fieldwork", description="Your placements and exams: fewer reminders, timely notes."
    )

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @fieldwork.command(description="Write down a placement, from its first day to its last.")
    @app_commands.describe(
        level="Which fieldwork",
        first="The first day, such as “4 Jan”",
        last="The last day, such as “26 March”",
        place="Where, if you know",
        educator="Who teaches you there, a contact of yours; leave it out if you don't know yet",
    )
    @app_commands.choices(level=LEVELS)
    @app_commands.autocomplete(educator=suggest_people)
    @answered
    async def add(
        self,
        interaction: discord.Interaction,
        level: str,
        first: Day,
        last: Day,
        place: app_commands.Range[str, 1, PLACE_LENGTH] | None = None,
        educator: str | None = None,
    ) -> None:
        """Keep it, and say what follows."""
        placed = await self.rooms.fieldwork.add(
            interaction.user.id, level, first, last, place or "", educator or ""
        )
        await show(interaction, span_card(placed, "**Kept.**"))

    @fieldwork.command(description="Quiet time for exams: nothing comes but what cannot wait.")
    @app_commands.describe(
        first="The first day, such as “7 Dec”", last="The last day, such as “18 Dec”"
    )
    @answered
    async def exams(self, interaction: discord.Interaction, first: Day, last: Day) -> None:
        """Keep it, and say what follows."""
        placed = await self.rooms.fieldwork.add(interaction.user.id, "exams", first, last)
        await show(interaction, span_card(placed, "**Kept.**"))

    @fieldwork.command(name="list", description="What is on and to come; change or remove it.")
    @answered
    async def show_all(self, interaction: discord.Interaction) -> None:
        """Show them."""
        await show(interaction, list_card(await self.rooms.fieldwork.all(interaction.user.id)))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Fieldwork(client))
