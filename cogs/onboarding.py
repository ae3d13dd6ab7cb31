"""`/start`, `/settings` and `/help`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.students.model import STAGES
from bot.students.service import Changes
from bot.students.zones import find_zone
from bot.ui.answers import answered, show
from bot.ui.help import help_card
from bot.ui.settings import CAPS, DAYS, HOURS, QUIET_HOURS
from bot.ui.settings import lighter_until as read_lighter
from bot.ui.students import greet, show_settings, suggest_cities

STAGE_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in STAGES.items()]
HOUR_CHOICES = [app_commands.Choice(name=name, value=each) for each, name in HOURS.items()]
QUIET_CHOICES = [app_commands.Choice(name=name, value=each) for each, name in QUIET_HOURS.items()]
DAY_CHOICES = [app_commands.Choice(name=name, value=name) for name in DAYS]
CAP_CHOICES = [app_commands.Choice(name=name, value=most) for most, name in CAPS.items()]


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
    @app_commands.autocomplete(time_zone=suggest_cities)
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

    @app_commands.command(description="See or change when I write to you, and everything else.")
    @app_commands.describe(
        hour="When reminders may come",
        days="On which days",
        quiet_from="From this hour on nothing comes, not even what is late",
        quiet_until="Until this hour; the same hour twice means no quiet hours",
        people_a_week="How many people a week's reminders bring at most",
        lighter_until="For fieldwork or exams: half as many until then, such as “20 March”; “off” ends it",
        time_zone="Your city, or a time zone such as PST",
        stage="Where you are in OT",
    )
    @app_commands.autocomplete(time_zone=suggest_cities)
    @app_commands.choices(stage=STAGE_CHOICES, days=DAY_CHOICES)
    @app_commands.choices(hour=HOUR_CHOICES, people_a_week=CAP_CHOICES)
    @app_commands.choices(quiet_from=QUIET_CHOICES, quiet_until=QUIET_CHOICES)
    @answered
    async def settings(
        self,
        interaction: discord.Interaction,
        hour: int | None = None,
        days: str | None = None,
        quiet_from: int | None = None,
        quiet_until: int | None = None,
        people_a_week: int | None = None,
        lighter_until: app_commands.Range[str, 1, 60] | None = None,
        time_zone: str | None = None,
        stage: str | None = None,
    ) -> None:
        """Change what was given and show the rest."""
        student_id = interaction.user.id
        changes: Changes = {}
        if hour is not None:
            changes["nudge_hour"] = hour
        if days is not None:
            changes["nudge_days"] = DAYS[days]
        if quiet_from is not None:
            changes["quiet_from"] = quiet_from
        if quiet_until is not None:
            changes["quiet_until"] = quiet_until
        if people_a_week is not None:
            changes["weekly_cap"] = people_a_week or None
        if lighter_until is not None:
            changes["lighter_until"] = await read_lighter(self.rooms, student_id, lighter_until)
        if time_zone is not None:
            changes["time_zone"] = find_zone(time_zone, self.rooms.clock()).key
        if stage is not None:
            changes["stage"] = stage
        students = self.rooms.students
        student = await (
            students.change(student_id, **changes) if changes else students.get(student_id)
        )
        await show_settings(interaction, student)

    @app_commands.command(description="What Pitstop does, and what it stores.")
    @answered
    async def help(self, interaction: discord.Interaction) -> None:
        """Show what the first week needs, and a way to all the rest."""
        await show(interaction, help_card())


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Onboarding(client))
