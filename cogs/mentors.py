"""`/mentor`: members who agree to be asked, finding and asking them, and sessions with them."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.model import SETTINGS
from bot.meetings.model import LEAST_MINUTES, MOST_MINUTES, PURPOSE_LENGTH, USUAL_MINUTES
from bot.meetings.offers import Wish
from bot.mentors.languages import like
from bot.mentors.model import MOST_A_MONTH
from bot.mentors.outlines import outline as outline_of
from bot.students.model import STAGES
from bot.ui.answers import answered, keep, say, show
from bot.ui.contacts import suggest_people
from bot.ui.finding import ask as begin_to_ask
from bot.ui.finding import show_found
from bot.ui.mentor_hours import show_hours
from bot.ui.mentor_offer import may_offer, mentor_card
from bot.ui.mentor_offer import pause as take_no_requests
from bot.ui.mentor_requests import requests_card
from bot.ui.series import series_card, show_all
from cogs.meetings import HOW_CHOICES, purposes

SETTING_CHOICES = [app_commands.Choice(name=text, value=key) for key, text in SETTINGS.items()]
OUTLINE_CHOICES = [
    app_commands.Choice(name=f"{name}: {outline_of(key).title}", value=key)
    for key, name in STAGES.items()
]
HOURS_CHOICES = [
    app_commands.Choice(name="As a mentor", value="mentor"),
    app_commands.Choice(name="As a student, of my planned sessions", value="student"),
]


class Mentors(commands.Cog):
    """Lets members agree to be asked, and students find and ask those who did."""

    mentor = app_commands.Group(name="mentor", description="Mentors: find one, ask one, be one.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @mentor.command(description="Agree to be asked for short meetings, by DM.")
    @app_commands.describe(a_month="How many requests a month may reach you; 2 to begin with")
    @answered
    async def offer(
        self,
        interaction: discord.Interaction,
        a_month: app_commands.Range[int, 1, MOST_A_MONTH] | None = None,
    ) -> None:
        """Let students ask this member, and show what they see."""
        user = interaction.user
        await may_offer(interaction)
        mentor = await self.rooms.mentors.offer(user.id, a_month, user.display_name)
        await show(interaction, mentor_card(mentor))

    @mentor.command(description="No requests for now. `/mentor offer` ends the pause.")
    @answered
    async def pause(self, interaction: discord.Interaction) -> None:
        """Take no requests for now."""
        await take_no_requests(interaction)

    @mentor.command(description="Be asked no more. Meetings you agreed on stay.")
    @answered
    async def leave(self, interaction: discord.Interaction) -> None:
        """End it."""
        await self.rooms.mentors.leave(interaction.user.id)
        await say(interaction, "Nobody can ask you any more. Meetings you agreed on stay.")

    @mentor.command(description="Who asked you: what waits, what you agreed on, what was.")
    @answered
    async def requests(self, interaction: discord.Interaction) -> None:
        """Show all that this member was asked for."""
        await show(interaction, requests_card(await self.rooms.requests.all(interaction.user.id)))

    @mentor.command(description="Find a mentor who fits.")
    @app_commands.describe(
        setting="The practice setting you are curious about",
        topic="What you would like to ask about, such as splinting",
        language="A language you would like to speak",
    )
    @app_commands.choices(setting=SETTING_CHOICES)
    @answered
    async def find(
        self,
        interaction: discord.Interaction,
        setting: str = "",
        topic: app_commands.Range[str, 1, PURPOSE_LENGTH] = "",
        language: app_commands.Range[str, 1, 60] = "",
    ) -> None:
        """Show who fits best, each with why."""
        keep(interaction, topic)
        found = await self.rooms.finding.find(
            interaction.user.id, setting=setting, topic=topic, language=language
        )
        await show_found(interaction, found)

    @find.autocomplete("language")
    async def suggest_languages(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest languages."""
        return [app_commands.Choice(name=name, value=name) for name in like(typed)]

    @mentor.command(description="Ask a mentor for a short meeting.")
    @app_commands.describe(
        member="Who. Only members who agreed to be asked.",
        purpose="What you hope to learn. Pick one, or write your own. No client information.",
        minutes="20 if you leave it out",
        how="By video if you leave it out",
    )
    @app_commands.choices(how=HOW_CHOICES)
    @answered
    async def ask(
        self,
        interaction: discord.Interaction,
        member: discord.User,
        purpose: app_commands.Range[str, 1, PURPOSE_LENGTH],
        minutes: app_commands.Range[int, LEAST_MINUTES, MOST_MINUTES] = USUAL_MINUTES,
        how: str = "video",
    ) -> None:
        """Begin a request to a member who opted in."""
        keep(interaction, purpose)
        wish = Wish(purpose=purpose, minutes=minutes, how=how)
        await begin_to_ask(interaction, member.id, member.display_name, wish)

    @ask.autocomplete("purpose")
    async def suggest_purposes(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest purposes to begin from."""
        return purposes(typed)

    @mentor.command(description="Plan a few sessions with somebody, or see those you have.")
    @app_commands.describe(
        contact="With whom; leave it out to see your sessions",
        first="The first day, such as “next Mon”; in a week if you leave it out",
        every="How often, such as “2 weeks” or “monthly”",
        outline="Topics to begin from; those of your stage if you leave it out",
    )
    @app_commands.choices(outline=OUTLINE_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def plan(
        self,
        interaction: discord.Interaction,
        contact: str | None = None,
        first: app_commands.Range[str, 1, 60] | None = None,
        every: app_commands.Range[str, 1, 30] | None = None,
        outline: str | None = None,
    ) -> None:
        """Plan a series from an outline, or show what is planned."""
        service, student_id = self.rooms.series, interaction.user.id
        if contact is None:
            await show_all(interaction, await service.all(student_id))
            return
        shown = await service.plan(student_id, contact, first, every, outline)
        await show(interaction, series_card(shown))

    @mentor.command(description="Your hours as a mentor, as a file for a renewal record.")
    @app_commands.describe(of="Your hours as a mentor, if you leave it out")
    @app_commands.choices(of=HOURS_CHOICES)
    @answered
    async def hours(self, interaction: discord.Interaction, of: str = "mentor") -> None:
        """Hand over the meetings that took place."""
        hours = self.rooms.hours
        get = hours.as_student if of == "student" else hours.as_mentor
        await show_hours(interaction, await get(interaction.user.id), of)


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Mentors(client))
