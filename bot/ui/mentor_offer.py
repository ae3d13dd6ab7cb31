"""What a mentor offers: the card that shows what students see, and the form that changes it."""

import discord
from discord import ButtonStyle

from bot.contacts.model import SETTINGS
from bot.mentors.languages import in_words
from bot.mentors.model import (
    MOST_A_MONTH,
    MOST_SETTINGS,
    MOST_TOPICS,
    TOPIC_LENGTH,
    USUAL_A_MONTH,
    Mentor,
    NoMentor,
)
from bot.mentors.service import Offer
from bot.rooms import Rooms
from bot.servers import NotAMentorHere
from bot.students.model import STAGES
from bot.ui.answers import rooms, say, show, show_in_place
from bot.ui.card import GREEN, GREY, Card, divider, row
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, choice, line, one, open_form
from bot.ui.press import Button
from bot.ui.text import count, one_line

NO_MENTOR = "You haven't offered to be asked, so nobody can ask you. `/mentor offer` begins it."


async def may_offer(interaction: discord.Interaction) -> None:
    """Make sure that the club lets this member be asked.

    Raises:
        NotAMentorHere: only who has a role may, and that is not seen of them here.
    """
    # Roles are seen only in a server that the bot is in.
    here = interaction.client.get_guild(interaction.guild_id or 0)
    member = interaction.user if here and isinstance(interaction.user, discord.Member) else None
    roles = {role.id for role in member.roles} if member else set[int]()
    if not await rooms(interaction).servers.may_mentor(here and here.id, roles):
        raise NotAMentorHere


def mentor_card(mentor: Mentor) -> Card:
    """Return how a member may be asked, with all that others see of them."""
    if mentor.paused:
        text = (
            "### Requests are paused\nNobody new can ask you. What was asked before still waits "
            "for your answer.\n`/mentor offer` ends the pause."
        )
        return Card(GREY, [text])
    a_month = count(mentor.a_month, "request", "requests").lower()
    says_more = mentor.settings or mentor.topics or mentor.languages
    change = "Change it" if says_more else "Say what you know about"
    return Card(
        GREEN,
        [
            f"### You may be asked\nAt most {a_month} a month, by DM from me. You answer with one tap.",
            divider(),
            f"-# What students see, and nothing else\n{shown(mentor)}",
            row(OfferButton.of("mentor:offer", change, ButtonStyle.primary)),
            "-# `/mentor requests` has who asked. `/mentor pause` for a rest, `/mentor leave` to end it.",
        ],
    )


def shown(mentor: Mentor) -> str:
    """Return what everybody may see of a mentor."""
    settings = ", ".join(SETTINGS[each] for each in mentor.settings if each in SETTINGS)
    topics = ", ".join(one_line(each, TOPIC_LENGTH) for each in mentor.topics)
    lines = [
        f"**{called(mentor)}** · {STAGES[mentor.stage]}",
        settings,
        f"Ask about: {topics}" if topics else "",
        f"Speaks {in_words(mentor.languages)}" if mentor.languages else "",
    ]
    return "\n".join(each for each in lines if each)


def called(mentor: Mentor) -> str:
    """Return a mentor's name as they want to be called."""
    return one_line(mentor.name, 60) or f"<@{mentor.id}>"


class OfferButton(Button, template=r"mentor:offer"):
    """Opens the form with what others see."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open it."""
        await open_form(interaction, "offer")


class OfferForm(Form, name="offer"):
    """Asks what a mentor knows about, with what is known already."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form. Who has left meanwhile begins anew."""
        try:
            mentor = await services.mentors.get(student_id)
        except NoMentor:
            mentor = Mentor(student_id, USUAL_A_MONTH, paused=False)
        numbers = {str(n): f"{n} a month" for n in range(1, MOST_A_MONTH + 1)}
        return cls(
            "What students see of you",
            about,
            [
                line("Your name", "name", mentor.name, required=True),
                choice(
                    "Practice settings",
                    "settings",
                    SETTINGS,
                    mentor.settings,
                    hint="Up to five that you know well",
                    several=True,
                    most=MOST_SETTINGS,
                ),
                line(
                    "What you like to be asked about",
                    "topics",
                    ", ".join(mentor.topics),
                    most=MOST_TOPICS * (TOPIC_LENGTH + 2),
                    hint=f"Up to five topics, with commas. {NO_CLIENTS}",
                    example="splinting, job interviews, night shifts",
                ),
                line(
                    "Languages you speak",
                    "languages",
                    in_words(mentor.languages),
                    example="English, Spanish",
                ),
                choice(
                    "Requests a month",
                    "a_month",
                    numbers,
                    [str(mentor.a_month)],
                    hint="At most so many can reach you",
                    required=True,
                ),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show what others see now."""
        mentor = await rooms(interaction).mentors.say(
            interaction.user.id,
            Offer(
                a_month=int(one(said, "a_month") or USUAL_A_MONTH),
                name=said.get("name"),
                settings=said.get("settings") or (),
                topics=said.get("topics") or "",
                languages=said.get("languages") or "",
            ),
        )
        await show_in_place(interaction, mentor_card(mentor))


async def pause(interaction: discord.Interaction) -> None:
    """Take no requests of whoever asks for it, and say so."""
    try:
        mentor = await rooms(interaction).mentors.pause(interaction.user.id, paused=True)
    except NoMentor:
        await say(interaction, NO_MENTOR)
    else:
        await show(interaction, mentor_card(mentor))
