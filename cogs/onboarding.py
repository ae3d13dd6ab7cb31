"""`/start`, `/settings` and `/help`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.students.model import STAGES, WEEKDAYS
from bot.students.service import Changes
from bot.students.zones import find_zone, suggest
from bot.ui.answers import answered, show
from bot.ui.help import help_card
from bot.ui.students import greet, settings_card
from bot.ui.text import hour as hour_name

STAGE_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in STAGES.items()]
HOUR_CHOICES = [app_commands.Choice(name=hour_name(h), value=h) for h in range(6, 24)]
DAY_CHOICES = [
    app_commands.Choice(name="Weekdays", value="weekdays"),
    app_commands.Choice(name="Every day", value="every day"),
]


class Onboarding(commands.Cog):
    """Meets a student, and changes what they said."""

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @app_commands.command(description="Tell Pitstop where and when to reach you. Takes a minute.")
    @app_commands.describe(
        time_zone="Your city, or a time zone such as PST",
        stage="Where you are in OT",
        hour="When reminders may come; 9 am if you leave it out",
    )
    @app_commands.choices(stage=STAGE_CHOICES)
    @app_commands.choices(hour=HOUR_CHOICES)
    @answered
    async def start(
        self, interaction: discord.Interaction, time_zone: str, stage: str, hour: int = 9
    ) -> None:
        """Set up a student and ask for leave to write."""
        zone = find_zone(time_zone, self.rooms.clock())
        student = await self.rooms.students.start(interaction.user.id, zone, stage, hour)
        await greet(interaction, student)

    @app_commands.command(description="See or change your time zone, hours, stage and DMs.")
    @app_commands.describe(
        hour="When reminders may come",
        days="On which days",
        time_zone="Your city, or a time zone such as PST",
        stage="Where you are in OT",
    )
    @app_commands.choices(stage=STAGE_CHOICES, days=DAY_CHOICES)
    @app_commands.choices(hour=HOUR_CHOICES)
    @answered
    async def settings(
        self,
        interaction: discord.Interaction,
        hour: int | None = None,
        days: str | None = None,
        time_zone: str | None = None,
        stage: str | None = None,
    ) -> None:
        """Change what was given and show the rest."""
        changes: Changes = {}
        if hour is not None:
            changes["nudge_hour"] = hour
        if days is not None:
            changes["nudge_days"] = WEEKDAYS if days == "weekdays" else frozenset(range(7))
        if time_zone is not None:
            changes["time_zone"] = find_zone(time_zone, self.rooms.clock()).key
        if stage is not None:
            changes["stage"] = stage
        students = self.rooms.students
        student_id = interaction.user.id
        student = await (
            students.change(student_id, **changes) if changes else students.get(student_id)
        )
        await show(interaction, settings_card(student))

    @start.autocomplete("time_zone")
    @settings.autocomplete("time_zone")
    async def zones(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest time zones for what was typed so far."""
        places = suggest(typed, self.rooms.clock())
        return [app_commands.Choice(name=place.label, value=place.zone) for place in places]

    @app_commands.command(description="What Pitstop does, and what it stores.")
    @answered
    async def help(self, interaction: discord.Interaction) -> None:
        """Show the handful of commands that matter."""
        await show(interaction, help_card())


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Onboarding(client))
