"""`/log` and `/homework`: what was said, and what to know before saying it."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.interactions import Talk
from bot.contacts.model import INTERACTIONS
from bot.contacts.words import NOTE_LENGTH
from bot.ui.answers import answered, keep, show
from bot.ui.contacts import logged_card, suggest_people
from bot.ui.homework import homework_card

HOW_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in INTERACTIONS.items()]
Long = app_commands.Range[str, 1, NOTE_LENGTH]


class Log(commands.Cog):
    """Logs every time the student was in touch, and helps them prepare."""

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @app_commands.command(description="Log that you were in touch with someone.")
    @app_commands.describe(
        contact="Who",
        how="How you were in touch",
        when="Such as “yesterday” or “Tue 3pm”; just now if you leave it out",
        note="What to remember for next time. No client information.",
        advice="What they suggested you try",
        promise="What you said you would do, such as “send the poster by Friday”",
        due="By when you promised it, such as “Friday” or “in 2 weeks”",
    )
    @app_commands.choices(how=HOW_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def log(
        self,
        interaction: discord.Interaction,
        contact: str,
        how: str,
        when: str | None = None,
        note: Long | None = None,
        advice: Long | None = None,
        promise: Long | None = None,
        due: str | None = None,
    ) -> None:
        """Log an interaction, which moves the next reminder."""
        keep(interaction, "\n".join(text for text in (note, advice, promise) if text))
        talk = Talk(how=how, when=when, note=note, advice=advice, promise=promise, due=due)
        logged = await self.rooms.interactions.log(interaction.user.id, contact, talk)
        await show(interaction, logged_card(logged))

    @app_commands.command(description="Look someone up before you write, and note what you find.")
    @app_commands.describe(contact="Who")
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def homework(self, interaction: discord.Interaction, contact: str) -> None:
        """Show where to look, and the pointers so far."""
        details = await self.rooms.contacts.view(interaction.user.id, contact)
        await show(interaction, homework_card(details.contact))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Log(client))
