"""`/availability`: when the student can meet."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.meetings.busy import MOST_BYTES, CalendarTooBig
from bot.ui.answers import answered, is_private, say, show
from bot.ui.availability import read_title, week_card

WHAT = [
    app_commands.Choice(name="Blocked days", value="blocked"),
    app_commands.Choice(name="What my calendar takes", value="calendar"),
    app_commands.Choice(name="My booking page", value="link"),
    app_commands.Choice(name="My hours, back to the usual ones", value="hours"),
]
NOTHING = "Say what to change: days with hours, the notice, the buffer or your booking page."
BOTH = "Hours need both: the days, such as “Mon-Thu”, and the hours, such as “9am-12pm, 2-5pm”."


class Availability(commands.Cog):
    """Keeps when a student can meet, so that no time is offered twice."""

    availability = app_commands.Group(name="availability", description="When you can meet.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @availability.command(description="Your hours, and how the next seven days look.")
    @answered
    async def show(self, interaction: discord.Interaction) -> None:
        """Show the week."""
        await show(interaction, week_card(await self.rooms.availability.week(interaction.user.id)))

    @availability.command(name="set", description="Your hours for meetings, notice, booking page.")
    @app_commands.describe(
        days="Such as “Mon-Thu”, “weekdays” or “Tue, Fri”",
        hours="Such as “9am-12pm, 2-5pm”; “none” for no meetings on these days",
        notice="How many hours ahead, at least",
        buffer="Minutes free before and after each meeting",
        booking_page="A page of your own where people pick a time",
    )
    @answered
    async def set_(
        self,
        interaction: discord.Interaction,
        days: app_commands.Range[str, 1, 60] | None = None,
        hours: app_commands.Range[str, 1, 100] | None = None,
        notice: app_commands.Range[int, 0, 336] | None = None,
        buffer: app_commands.Range[int, 0, 120] | None = None,
        booking_page: app_commands.Range[str, 1, 300] | None = None,
    ) -> None:
        """Keep what was given, and show the week."""
        service, student_id = self.rooms.availability, interaction.user.id
        rules = (notice, buffer, booking_page)
        if (days is None) != (hours is None):
            await say(interaction, BOTH)
            return
        if days is None and rules == (None, None, None):
            await say(interaction, NOTHING)
            return
        if days is not None and hours is not None:
            await service.set_hours(student_id, days, hours)
        week = await service.set_rules(
            student_id, notice_hours=notice, buffer_minutes=buffer, link=booking_page
        )
        await show(interaction, week_card(week, "**Kept.**"))

    @availability.command(description="Days without meetings, or busy times from your calendar.")
    @app_commands.describe(
        first="The first day, such as “Friday” or “4 Jan”",
        last="The last day; only the first if you leave it out",
        calendar="An .ics file from your own calendar. I keep the times, and nothing else.",
    )
    @answered
    async def block(
        self,
        interaction: discord.Interaction,
        first: app_commands.Range[str, 1, 60] | None = None,
        last: app_commands.Range[str, 1, 60] | None = None,
        calendar: discord.Attachment | None = None,
    ) -> None:
        """Block days, read a calendar, or both."""
        service, student_id = self.rooms.availability, interaction.user.id
        if first is None and calendar is None:
            await say(interaction, "Name a first day, or hand in an .ics file of your calendar.")
            return
        title = "**Blocked.**"
        if calendar is not None:
            await interaction.response.defer(ephemeral=not is_private(interaction))
            if calendar.size > MOST_BYTES:
                raise CalendarTooBig
            title = read_title(await service.read_calendar(student_id, await calendar.read()))
        if first is not None:
            await service.block(student_id, first, last)
        await show(interaction, week_card(await service.week(student_id), title))

    @availability.command(description="Let go of blocked days, your calendar, or your own hours.")
    @app_commands.describe(what="What to let go of")
    @app_commands.choices(what=WHAT)
    @answered
    async def clear(
        self,
        interaction: discord.Interaction,
        what: str,
    ) -> None:
        """Let go of it, and show the week."""
        week = await self.rooms.availability.clear(interaction.user.id, what)
        await show(interaction, week_card(week, "**Cleared.**"))


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Availability(client))
