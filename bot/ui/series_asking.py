"""Asking for one session of a series: by DM if they are a mentor, otherwise by a note."""

import discord

from bot.contacts.network import token
from bot.meetings.model import USUAL_MINUTES
from bot.meetings.offers import Wish
from bot.mentors.model import MentorRests, NoMentor
from bot.students.service import NotStarted
from bot.ui.answers import rooms, show
from bot.ui.meetings import card_of


async def ask_for(interaction: discord.Interaction, session_id: int) -> None:
    """Begin a meeting request with the topic as its purpose, or show the one that is under way."""
    services, student_id = rooms(interaction), interaction.user.id
    shown = await services.series.of_session(student_id, session_id)
    meeting = shown.meetings.get(session_id)
    if meeting is not None and meeting.is_open:
        arranged = await services.meetings.see(student_id, meeting.id)
    else:
        session, contact = shown.session(session_id), shown.contact
        wish = Wish(purpose=session.topic, minutes=USUAL_MINUTES, how="video")
        try:
            mentor_id = contact.discord_id or 0
            asking = await services.offers.ask_mentor(student_id, mentor_id, contact.name, wish)
            arranged = asking.arranged
        except (NoMentor, MentorRests, NotStarted):  # a note reaches everybody
            arranged = await services.offers.request(student_id, token(contact.id), wish)
        await services.series.asked_for(student_id, session_id, arranged.meeting.id)
    await show(interaction, await card_of(services, arranged))
