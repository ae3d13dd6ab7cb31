"""`/contact` and `/log`: the people in a student's network."""

from contextlib import suppress
from dataclasses import asdict

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.model import INTERACTIONS, NAME_LENGTH, NOTE_LENGTH, SETTINGS
from bot.contacts.service import NewContact
from bot.nudges.model import Cadence, UnreadableCadence
from bot.ui.answers import answered, keep, show
from bot.ui.contacts import added_card, choice, contact_card, list_card, logged_card

SETTING_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in SETTINGS.items()]
HOW_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in INTERACTIONS.items()]
# Discord stops what is longer while it is typed.
Short = app_commands.Range[str, 1, NAME_LENGTH]
Long = app_commands.Range[str, 1, NOTE_LENGTH]
EVERY = ("2 weeks", "4 weeks", "6 weeks", "3 months", "6 months", "never")


class Contacts(commands.Cog):
    """Adds people, shows them, and logs every time the student was in touch."""

    contact = app_commands.Group(name="contact", description="The people in your network.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @contact.command(description="Add someone you met.")
    @app_commands.describe(
        name="Their name, as you would greet them in full",
        organisation="Where they work or study",
        role="What they do there",
        setting="Their practice setting",
        credentials="Such as OTR/L, CHT",
        how_met="Where and through whom you met. No client information.",
        when="When you met, such as “Tue” or “12 Oct”; today if you leave it out",
        every="How often to be in touch; 6 weeks if you leave it out",
    )
    @app_commands.choices(setting=SETTING_CHOICES)
    @answered
    async def add(
        self,
        interaction: discord.Interaction,
        name: Short,
        organisation: Short | None = None,
        role: Short | None = None,
        setting: str | None = None,
        credentials: Short | None = None,
        how_met: Long | None = None,
        when: str | None = None,
        every: str | None = None,
    ) -> None:
        """Add a contact and plan the first reminder."""
        new = NewContact(name, organisation, role, setting, credentials, how_met, when, every)
        said = (f"{option}: {value}" for option, value in asdict(new).items() if value)
        keep(interaction, "\n".join(said))
        details = await self.rooms.contacts.add(interaction.user.id, new)
        await show(interaction, added_card(details))

    @contact.command(description="Show one person, with your notes.")
    @app_commands.describe(contact="Who")
    @answered
    async def view(self, interaction: discord.Interaction, contact: str) -> None:
        """Show a contact's card."""
        details = await self.rooms.contacts.view(interaction.user.id, contact)
        await show(interaction, contact_card(details))

    @contact.command(name="list", description="Show your people, whoever is due first.")
    @answered
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show the first page of the network."""
        page = await self.rooms.contacts.page(interaction.user.id, 0)
        await show(interaction, list_card(page))

    @app_commands.command(description="Log that you were in touch with someone.")
    @app_commands.describe(
        contact="Who",
        how="How you were in touch",
        when="Such as “yesterday” or “Tue 3pm”; just now if you leave it out",
        note="What to remember for next time. No client information.",
    )
    @app_commands.choices(how=HOW_CHOICES)
    @answered
    async def log(
        self,
        interaction: discord.Interaction,
        contact: str,
        how: str,
        when: str | None = None,
        note: Long | None = None,
    ) -> None:
        """Log an interaction, which moves the next reminder."""
        keep(interaction, note)
        logged = await self.rooms.contacts.log(interaction.user.id, contact, how, when, note)
        await show(interaction, logged_card(logged, self.rooms.clock()))

    @view.autocomplete("contact")
    @log.autocomplete("contact")
    async def people(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest contacts for what was typed so far."""
        found = await self.rooms.contacts.suggest(interaction.user.id, typed)
        return [choice(contact) for contact in found]

    @add.autocomplete("every")
    async def cadences(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest how often: what was typed, if it can be read, and the usual ones."""
        fits = [each for each in EVERY if each.startswith(typed.strip().lower())]
        with suppress(UnreadableCadence):
            fits = list(dict.fromkeys([str(Cadence.read(typed)), *fits]))
        return [app_commands.Choice(name=each, value=each) for each in fits]


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Contacts(client))
