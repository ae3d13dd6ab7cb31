"""`/admin`: what officers set for their server."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.words import clean_line
from bot.ui.admin import shown_setup, stats_card, status_card
from bot.ui.answers import answered, say, show
from bot.ui.card import GREEN, Card
from bot.ui.community_officers import may_post, refused, server_card
from bot.ui.officers import OfficerGroup, officers_server
from bot.ui.text import typed

COORDINATOR_LENGTH = 200


class Admin(commands.Cog):
    """Settings of a server. Discord hides these commands from others, and this checks it too."""

    admin = OfficerGroup(name="admin", description="For officers: settings of this server.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @admin.command(description="Who arranges fieldwork placements in your programme.")
    @app_commands.describe(
        who="Name and how to reach them, such as “Dr. Lee, fieldwork@westfield.example”; "
        "leave it out to forget it"
    )
    @answered
    async def coordinator(
        self,
        interaction: discord.Interaction,
        who: app_commands.Range[str, 1, COORDINATOR_LENGTH] | None = None,
    ) -> None:
        """Keep whom students are sent to who want to ask a contact for a placement."""
        server_id = officers_server(interaction)
        kept = clean_line(who, "coordinator", COORDINATOR_LENGTH)
        before = (await self.rooms.servers.setup(server_id)).coordinator
        await self.rooms.servers.set_coordinator(server_id, kept)
        said = (
            f"Whoever is about to ask a contact for a placement is sent to {typed(kept)}."
            if kept
            else "Forgotten. Students are sent to “your programme's fieldwork coordinator”."
        )
        if before and not kept:
            said += f"\nIt was {typed(before)}. To keep that, give it again as `who`."
        await show(interaction, Card(GREEN, [f"### Fieldwork coordinator\n{said}"]))

    @admin.command(description="The profession's chats in this server: add, change, hide, post.")
    @app_commands.describe(channel="Where a post comes an hour before each chat")
    @answered
    async def chats(
        self, interaction: discord.Interaction, channel: discord.TextChannel | None = None
    ) -> None:
        """Show the chats that students of this server see, and say where posts go."""
        server_id = officers_server(interaction)
        if channel is not None:
            if not may_post(interaction, channel.id):
                await say(interaction, refused(channel.id))
                return
            await self.rooms.chat_officers.post_in(server_id, channel.id)
        await show(interaction, server_card(await self.rooms.chat_officers.see(server_id)))

    @admin.command(description="Everything that is set for this server, on one card.")
    @answered
    async def setup(self, interaction: discord.Interaction) -> None:
        """Show the settings."""
        await show(interaction, await shown_setup(interaction))

    @admin.command(description="The club in counts, never in names.")
    @answered
    async def stats(self, interaction: discord.Interaction) -> None:
        """Show how the club does."""
        await show(interaction, stats_card(await self.rooms.figures.stats()))

    @admin.command(description="Whether I am well: deliveries, database, backups.")
    @answered
    async def status(self, interaction: discord.Interaction) -> None:
        """Show how the bot does."""
        await show(interaction, status_card(await self.rooms.figures.status()))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Admin(client))
