"""`/mentor`: members who agree to be asked, and asking them."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.network import token
from bot.contacts.service import Said
from bot.meetings.model import LEAST_MINUTES, MOST_MINUTES, PURPOSE_LENGTH, USUAL_MINUTES
from bot.meetings.offers import Wish
from bot.mentors.model import MOST_A_MONTH
from bot.ui.answers import answered, hand_back, keep, say, show
from bot.ui.meetings import card_of
from bot.ui.mentors import mentor_card
from bot.ui.mentors import pause as take_no_requests
from cogs.meetings import HOW_CHOICES, purposes

YOURSELF = "That is you. Ask somebody else."
ALREADY = "You have asked them already. `/meet list` shows where it stands."


class Mentors(commands.Cog):
    """Lets members agree to be asked, and students ask those who did."""

    mentor = app_commands.Group(name="mentor", description="Mentors: be one, or ask one.")

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
        """Let students ask this member."""
        mentor = await self.rooms.mentors.offer(interaction.user.id, a_month)
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
        student_id = interaction.user.id
        if member.id == student_id:
            await say(interaction, YOURSELF)
            return
        await self.rooms.requests.may_ask(member.id)
        waiting = (await self.rooms.meetings.agenda(student_id)).waiting
        if any(each.meeting.mentor_id == member.id and each.meeting.asked_at for each in waiting):
            await hand_back(interaction, ALREADY)  # one request at a time leaves room for others
            return
        details = await self.rooms.contacts.on_discord(student_id, member.id)
        if details is None:
            added = await self.rooms.contacts.add(
                student_id,
                Said(name=member.display_name, discord_id=member.id, relationship="mentor"),
            )
            details = added.details
        wish = Wish(purpose=purpose, minutes=minutes, how=how)
        arranged = await self.rooms.offers.request(
            student_id, token(details.contact.id), wish, member.id
        )
        await show(interaction, await card_of(self.rooms, arranged))

    @ask.autocomplete("purpose")
    async def suggest_purposes(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest purposes to begin from."""
        return purposes(typed)


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Mentors(client))
