"""The forms of a meeting: when, where, what they said, and what came of it.

The ids of each: the meeting, and the DM that its card is on or 0.
"""

from typing import Any

import discord

from bot.contacts.network import token
from bot.meetings.debrief import Reflection
from bot.meetings.desk import Arranged
from bot.meetings.model import HOW, PLACE_LENGTH, PURPOSE_LENGTH, USUAL_MINUTES, WORD_LENGTH
from bot.meetings.offers import Wish
from bot.notes.model import FACT_LENGTH
from bot.rooms import Rooms
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.card import row
from bot.ui.contact_buttons import UndoButton
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, choice, line, one, paragraph
from bot.ui.meetings import card_of
from bot.ui.notes import card_of as note_card
from bot.ui.text import one_line

MINUTES = {str(each): f"{each} minutes" for each in (15, 20, 30, 45, 60)}
#: How often to keep in touch, as it is offered after a meeting.
OFTEN = {
    "4 weeks": "Every 4 weeks",
    "6 weeks": "Every 6 weeks",
    "2 months": "Every 2 months",
    "3 months": "Every 3 months",
    "6 months": "Every 6 months",
    "never": "No reminders",
}


async def _show(
    interaction: discord.Interaction, services: Rooms, meeting_id: int, delivery: int
) -> None:
    """Show the meeting as it is now, in place of its card."""
    arranged = await services.meetings.see(interaction.user.id, meeting_id)
    await show_in_place(interaction, await card_of(services, arranged, delivery))


def _where(label: str, arranged: Arranged) -> "discord.ui.Item[Any]":
    """Return the field for the place, with the one that is known."""
    return line(
        label,
        "place",
        arranged.meeting.place,
        most=PLACE_LENGTH,
        example="https://zoom.us/j/… or Lakeside Hand Clinic",
    )


class MeetForm(Form, name="meet"):
    """Begins a request for a meeting. The id: a contact."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the purpose that is known."""
        contact = (await services.contacts.view(student_id, token(about[0]))).contact
        return cls(
            f"Meet {contact.name}",
            about,
            [
                line(
                    "What you hope to learn",
                    "purpose",
                    (contact.purpose or "")[:PURPOSE_LENGTH],
                    most=PURPOSE_LENGTH,
                    hint=f"As you would say it to them. {NO_CLIENTS}",
                    example="how you chose hand therapy",
                    required=True,
                ),
                choice("How", "how", HOW, ["video"], required=True),
                choice("How long", "minutes", MINUTES, [str(USUAL_MINUTES)], required=True),
                line("Their city, if it isn't your time zone", "city", example="Boston"),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Show times to choose from."""
        services = rooms(interaction)
        wish = Wish(
            purpose=said["purpose"] or "",
            minutes=int(one(said, "minutes") or USUAL_MINUTES),
            how=one(said, "how") or "video",
            city=said.get("city") or None,
        )
        arranged = await services.offers.request(interaction.user.id, token(about[0]), wish)
        await show(interaction, await card_of(services, arranged))


class WhenForm(Form, name="when"):
    """Asks for the time that both agreed on."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the place that is known."""
        arranged = await services.meetings.see(student_id, about[0])
        when = line("When", "when", most=60, hint="On your clock", example="Tue 3pm", required=True)
        where = _where("Where, if you know", arranged)
        return cls(f"Meet {arranged.contact.name}", about, [when, where])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Agree on it, and show the meeting."""
        services = rooms(interaction)
        await services.meetings.confirm(
            interaction.user.id, about[0], said["when"] or "", said.get("place") or ""
        )
        await _show(interaction, services, about[0], about[1])


class WhereForm(Form, name="where"):
    """Asks where it is."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the place that is known."""
        arranged = await services.meetings.see(student_id, about[0])
        where = _where("A link, a number or an address", arranged)
        return cls(f"Meet {arranged.contact.name}", about, [where])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show the meeting."""
        services = rooms(interaction)
        await services.meetings.place(interaction.user.id, about[0], said.get("place") or "")
        await _show(interaction, services, about[0], about[1])


class SaidForm(Form, name="said"):
    """Asks which other times they suggest."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        arranged = await services.meetings.see(student_id, about[0])
        word = paragraph(
            "What they suggest",
            "word",
            most=WORD_LENGTH,
            hint=f"As they wrote it. {NO_CLIENTS}",
            example="Thursdays after 4 are better",
        )
        return cls(f"Other times: {arranged.contact.name}", about, [word])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show what to do."""
        services = rooms(interaction)
        await services.meetings.other_times(interaction.user.id, about[0], said.get("word"))
        await _show(interaction, services, about[0], about[1])


class DebriefForm(Form, name="debrief"):
    """Asks what came of a meeting."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, empty; there is none before the meeting has begun."""
        arranged = await services.debriefs.ready(student_id, about[0])
        return cls(
            f"You met {arranged.contact.name}",
            about,
            [
                line(
                    "One thing that stuck with you",
                    "note",
                    most=FACT_LENGTH,
                    hint=f"As you would say it to them. {NO_CLIENTS}",
                    example="protecting motion, not preventing it",
                ),
                line("What they suggested", "advice", most=FACT_LENGTH, hint=NO_CLIENTS),
                line(
                    "What you promised",
                    "promise",
                    most=FACT_LENGTH,
                    example="send the poster by Friday",
                ),
                choice(
                    "Keep in touch",
                    "cadence",
                    OFTEN,
                    [arranged.contact.cadence or "never"],
                    hint="How often I remind you of them",
                ),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Log it, and go straight on to the thank-you."""
        services = rooms(interaction)
        done = await services.debriefs.debrief(
            interaction.user.id,
            about[0],
            Reflection(
                highlight=said.get("note"),
                advice=said.get("advice"),
                promise=said.get("promise"),
                cadence=one(said, "cadence"),
            ),
        )
        draft = await services.notes.see(interaction.user.id, done.draft_id)
        name = one_line(done.arranged.contact.name, 60)
        card = await note_card(interaction, draft, f"**Logged: you met {name}.** Now the thanks.")
        card.add_item(row(UndoButton.to(done.change)))
        await show_in_place(interaction, card)
