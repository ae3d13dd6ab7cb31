"""`/nudges`: what comes when, and rest from it. What can't come by DM is mentioned after a command."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.ui.agenda import agenda
from bot.ui.answers import answered, show
from bot.ui.inbox import waiting_card
from bot.ui.settings import paused_card, resumed_card

Command = app_commands.Command[commands.Cog, ..., None] | app_commands.ContextMenu


#: Commands whose own card says that DMs are closed, and has the button that helps.
_ABOUT_IT = frozenset({"nudges list", "start"})


class Nudges(commands.Cog):
    """Shows what comes when, and says what could not be delivered."""

    nudges = app_commands.Group(name="nudges", description="When I remind you, and of whom.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @nudges.command(name="list", description="What comes when: move it, or say it's done.")
    @answered
    async def what_comes(self, interaction: discord.Interaction) -> None:
        """Show what waits for an answer, then what comes on which day."""
        await show(interaction, await agenda(self.rooms, interaction.user.id))

    @nudges.command(description="No reminders for a while. Nothing is lost.")
    @app_commands.describe(
        until="Such as “Friday”, “in 2 weeks” or “4 Jan”; until you resume if you leave it out"
    )
    @answered
    async def pause(
        self, interaction: discord.Interaction, until: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        """Pause every reminder, and say until when."""
        student = await self.rooms.students.pause(interaction.user.id, until)
        await show(interaction, paused_card(student, self.rooms.clock()))

    @nudges.command(description="Reminders come again.")
    @answered
    async def resume(self, interaction: discord.Interaction) -> None:
        """End the pause."""
        before = await self.rooms.students.get(interaction.user.id)
        was_paused = before.rhythm.is_paused(self.rooms.clock())
        student = await self.rooms.students.change(interaction.user.id, paused_until=None)
        await show(interaction, resumed_card(student, was_paused=was_paused))

    @commands.Cog.listener()
    @answered
    async def on_app_command_completion(
        self, interaction: discord.Interaction, command: Command
    ) -> None:
        """Mention who waits once a command has been answered, unless it asked for just that."""
        opened_form = interaction.response.type is discord.InteractionResponseType.modal
        if opened_form or command.qualified_name in _ABOUT_IT:
            return
        inbox = await self.rooms.agenda.inbox(interaction.user.id)
        if inbox.total:
            await show(interaction, waiting_card(inbox))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Nudges(client))
