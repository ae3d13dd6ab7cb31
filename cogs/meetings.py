"""`/meet`: ask somebody for a meeting, agree on it, get ready, look back."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.meetings import files
from bot.meetings.model import (
    HOW,
    LEAST_MINUTES,
    MOST_MINUTES,
    OPEN,
    PLACE_LENGTH,
    PURPOSE_LENGTH,
    USUAL_MINUTES,
    WORD_LENGTH,
    State,
)
from bot.meetings.offers import Wish
from bot.ui.answers import answered, hand_over, keep, say, show
from bot.ui.contacts import suggest_people
from bot.ui.form import open_form
from bot.ui.meeting_list import list_card, suggest_meetings
from bot.ui.meetings import card_of
from bot.ui.preparation import preparation_card
from bot.ui.students import suggest_cities

HOW_CHOICES = [app_commands.Choice(name=text, value=key) for key, text in HOW.items()]
#: Purposes to begin from, as they stand in a note; anything else may be typed.
PURPOSES = (
    ("A setting", "what a week in your setting is like"),
    ("A setting", "what surprises students about where you work"),
    ("A skill", "how you learned the skills you use most"),
    ("A skill", "how I could practise before fieldwork"),
    ("The career path", "how you came to the work you do"),
    ("The career path", "what you would do differently in your first years"),
    ("Research", "how you came to research, and how students can take part"),
    ("Mentoring", "whether you would be open to mentoring me"),
)
BOOKED = frozenset({State.CONFIRMED})
Number = app_commands.Range[int, 1, 2**53 - 1]


class Meetings(commands.Cog):
    """Asks for meetings, and goes along until they are thanked for."""

    meet = app_commands.Group(name="meet", description="Meetings: ask, agree, prepare, look back.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @meet.command(description="Ask someone for a short meeting: times, a note, holds.")
    @app_commands.describe(
        contact="Who",
        purpose="What you hope to learn. Pick one, or write your own. No client information.",
        minutes="20 if you leave it out",
        how="By video if you leave it out",
        place="The link or address, if you know it",
        city="Where they live, for their time zone",
    )
    @app_commands.choices(how=HOW_CHOICES)
    @app_commands.autocomplete(contact=suggest_people, city=suggest_cities)
    @answered
    async def request(
        self,
        interaction: discord.Interaction,
        contact: str,
        purpose: app_commands.Range[str, 1, PURPOSE_LENGTH],
        minutes: app_commands.Range[int, LEAST_MINUTES, MOST_MINUTES] = USUAL_MINUTES,
        how: str = "video",
        place: app_commands.Range[str, 1, PLACE_LENGTH] | None = None,
        city: str | None = None,
    ) -> None:
        """Begin a request, and show times to choose from."""
        keep(interaction, purpose)
        wish = Wish(purpose=purpose, minutes=minutes, how=how, place=place, city=city)
        arranged = await self.rooms.offers.request(interaction.user.id, contact, wish)
        await show(interaction, await card_of(self.rooms, arranged))

    @request.autocomplete("purpose")
    async def suggest_purposes(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest purposes to begin from."""
        return purposes(typed)

    @meet.command(name="list", description="Your meetings: agreed on, waiting, and before.")
    @answered
    async def what_is(self, interaction: discord.Interaction) -> None:
        """Show all meetings, with the next move of each."""
        await show(interaction, list_card(await self.rooms.meetings.agenda(interaction.user.id)))

    @meet.command(description="You agreed on a time.")
    @app_commands.describe(
        meeting="Which", when="Such as “Tue 3pm” or “4 Dec 15:00”", place="The link or address"
    )
    @app_commands.autocomplete(meeting=suggest_meetings(OPEN))
    @answered
    async def confirm(
        self,
        interaction: discord.Interaction,
        meeting: Number,
        when: app_commands.Range[str, 1, 60],
        place: app_commands.Range[str, 1, PLACE_LENGTH] | None = None,
    ) -> None:
        """Agree on a time, and show the meeting."""
        arranged = await self.rooms.meetings.confirm(interaction.user.id, meeting, when, place)
        await show(interaction, await card_of(self.rooms, arranged))

    @meet.command(description="Move a meeting to another time.")
    @app_commands.describe(meeting="Which", when="The new time; leave it out to look for one")
    @app_commands.autocomplete(meeting=suggest_meetings(BOOKED | {State.MISSED, State.MOVED}))
    @answered
    async def reschedule(
        self,
        interaction: discord.Interaction,
        meeting: Number,
        when: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """Move it, or let go of its time and offer others."""
        service = self.rooms.meetings
        if when is None:
            arranged = await service.to_move(interaction.user.id, meeting)
        else:
            arranged = await service.confirm(interaction.user.id, meeting, when)
        await show(interaction, await card_of(self.rooms, arranged))

    @meet.command(description="They said no. That is fine.")
    @app_commands.describe(meeting="Which", word="What they said, if you want to keep it")
    @app_commands.autocomplete(meeting=suggest_meetings(OPEN - BOOKED))
    @answered
    async def declined(
        self,
        interaction: discord.Interaction,
        meeting: Number,
        word: app_commands.Range[str, 1, WORD_LENGTH] | None = None,
    ) -> None:
        """Note a no, and show what comes next."""
        keep(interaction, word)
        arranged = await self.rooms.meetings.declined(interaction.user.id, meeting, word)
        await show(interaction, await card_of(self.rooms, arranged))

    @meet.command(description="Call a meeting off, or let a request go.")
    @app_commands.describe(meeting="Which")
    @app_commands.autocomplete(meeting=suggest_meetings(OPEN))
    @answered
    async def cancel(self, interaction: discord.Interaction, meeting: Number) -> None:
        """Ask once, then call it off."""
        arranged = await self.rooms.meetings.see(interaction.user.id, meeting)
        await show(interaction, await card_of(self.rooms, arranged, asking="calloff"))

    @meet.command(description="Get ready: what you found out, and what to ask.")
    @app_commands.describe(meeting="Which")
    @app_commands.autocomplete(meeting=suggest_meetings(OPEN))
    @answered
    async def prep(self, interaction: discord.Interaction, meeting: Number) -> None:
        """Show what helps to get ready."""
        ready = await self.rooms.preparation.see(interaction.user.id, meeting)
        await show(interaction, preparation_card(ready))

    @meet.command(description="Look back: what stuck, what they advised, what you promised.")
    @app_commands.describe(meeting="Which")
    @app_commands.autocomplete(meeting=suggest_meetings(BOOKED | {State.MISSED}))
    @answered
    async def debrief(self, interaction: discord.Interaction, meeting: Number) -> None:
        """Open the form."""
        await open_form(interaction, "debrief", meeting, 0)

    @meet.command(description="All your meetings as one file for your calendar.")
    @answered
    async def export(self, interaction: discord.Interaction) -> None:
        """Hand over all meetings that have a time."""
        agenda = await self.rooms.meetings.agenda(interaction.user.id)
        found = [*agenda.upcoming, *agenda.waiting, *agenda.past]
        if not any(each.meeting.begins_at for each in found):
            await say(interaction, "No meeting has a time yet. `/meet list` shows what waits.")
            return
        data = await files.all_meetings(found)
        if data is None:
            await say(interaction, "No meeting has a time yet, so there is no file to make.")
            return
        text = "Open this file in your calendar. Read in again later, it brings what has changed."
        await hand_over(interaction, text, "pitstop-meetings.ics", data)


def purposes(typed: str) -> list[app_commands.Choice[str]]:
    """Return purposes to begin from that fit what was typed, and what was typed itself."""
    said = typed.strip()
    found = [
        app_commands.Choice(name=f"{label}: {text}", value=text)
        for label, text in PURPOSES
        if said.casefold() in f"{label}: {text}".casefold()
    ]
    own = (
        [app_commands.Choice(name=said[:100], value=said[:100])]
        if said and len(said) <= 100
        else []
    )
    return [*own, *found][:25]


async def setup(client: PitstopClient) -> None:
    """Add the cog."""
    await client.add_cog(Meetings(client))
