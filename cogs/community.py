"""`/community`: chats of the profession, places online, and how to behave there."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.community.etiquette import PLATFORMS, rules_for
from bot.community.shipped import places
from bot.contacts.model import RELATIONSHIPS
from bot.ui.answers import answered, show
from bot.ui.community import chats_card, etiquette_card, places_card, server_of


def _choices(options: dict[str, str]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=text, value=key) for key, text in options.items()]


class Community(commands.Cog):
    """Shows where the profession meets."""

    community = app_commands.Group(
        name="community", description="Chats, places and etiquette of the profession."
    )

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @community.command(description="The next chats on your own clock, and reminders of them.")
    @answered
    async def chats(self, interaction: discord.Interaction) -> None:
        """Show the next chats."""
        seen = await self.rooms.chats.coming(interaction.user.id, server_of(interaction))
        await show(interaction, chats_card(seen))

    @community.command(description="Where OTs meet online, and what each place is good for.")
    @answered
    async def places(self, interaction: discord.Interaction) -> None:
        """Show places."""
        await show(interaction, places_card(places()))

    @community.command(description="How to behave online, by platform and by who it is.")
    @app_commands.describe(platform="Where; all of them if you leave it out", to="Who they are")
    @app_commands.choices(platform=_choices({**PLATFORMS}), to=_choices({**RELATIONSHIPS}))
    @answered
    async def etiquette(
        self, interaction: discord.Interaction, platform: str | None = None, to: str | None = None
    ) -> None:
        """Show the rules."""
        await show(interaction, etiquette_card(rules_for(platform, to), platform, to))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Community(client))
