"""The forms about a contact and a talk: one for somebody new, five to edit, one to log."""

import discord

from bot.contacts.interactions import Spoken, Talk
from bot.contacts.model import (
    BOUNDARIES_LENGTH,
    CHANNELS,
    INTERACTIONS,
    POINTER_LENGTH,
    POINTERS,
    PRONOUNS_LENGTH,
    PURPOSE_LENGTH,
    RELATIONSHIPS,
    SETTINGS,
    Contact,
)
from bot.contacts.network import token
from bot.contacts.service import Said as Written
from bot.contacts.words import EMAIL_LENGTH, LINK_LENGTH, LINKS, PHONE_LENGTH, TAG_LENGTH, TAGS
from bot.rooms import Rooms
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.contacts import added_card, contact_card, known_card, logged_card
from bot.ui.form import Form, Said, choice, line, one, paragraph
from bot.ui.homework import homework_card
from bot.ui.interactions import talk_card
from bot.ui.journey import crowd_word

NO_CLIENTS = "No client information, please."


class AddForm(Form, name="add"):
    """Asks for the rest when only a name is given. The first id is a Discord member's, or 0."""

    @classmethod
    def about(cls, name: str, discord_id: int = 0) -> "AddForm":
        """Return the form for somebody of this name."""
        return cls(
            "Someone new",
            [discord_id],
            [
                line("Their name", "name", name, required=True),
                line("Where they work or study", "organisation", example="Lakeside Hand Clinic"),
                choice(
                    "What they are to you",
                    "relationship",
                    RELATIONSHIPS,
                    hint="It sets how often I remind you; Edit changes it.",
                ),
                paragraph("How you met", "how_met", most=1000, hint=NO_CLIENTS),
                line("When you met", "met_at", hint="Today if you leave it out", example="12 Oct"),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Add the contact."""
        new = Written(
            name=said["name"],
            organisation=said["organisation"],
            relationship=one(said, "relationship"),
            how_met=said["how_met"],
            discord_id=about[0] or None,
        )
        if said["met_at"]:
            new["met_at"] = said["met_at"]
        contacts = rooms(interaction).contacts
        known = await contacts.on_discord(interaction.user.id, about[0]) if about[0] else None
        if known is not None:  # the form was open twice
            await show(interaction, known_card(known))
            return
        added = await contacts.add(interaction.user.id, new)
        await show(interaction, added_card(added, await crowd_word(interaction)))


class PartForm(Form):
    """Edits one part of a contact, whose id it is about."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        details = await services.contacts.view(student_id, token(about[0]))
        return cls.filled(details.contact)

    @classmethod
    def filled(cls, contact: Contact) -> Form:
        """Return the form with what is known of this contact."""
        raise NotImplementedError

    @classmethod
    def read(cls, said: Said) -> tuple[Written, bool]:
        """Return what was typed, and whether role or place changed in life."""
        raise NotImplementedError

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Write the part anew and show the card."""
        written, moved = cls.read(said)
        done = await rooms(interaction).contacts.edit(
            interaction.user.id, token(about[0]), written, moved=moved
        )
        card = contact_card(done.details, "**Changed.**", undo=done.change)
        await show_in_place(interaction, card)


class WhoForm(PartForm, name="who"):
    """Who somebody is."""

    @classmethod
    def filled(cls, contact: Contact) -> Form:
        """Return the form with what is known of this contact."""
        return cls(
            "Who they are",
            [contact.id],
            [
                line("Name", "name", contact.name, required=True),
                line("Pronouns", "pronouns", contact.pronouns, most=PRONOUNS_LENGTH),
                line("Credentials", "credentials", contact.credentials, example="OTR/L, CHT"),
                choice(
                    "What they are to you", "relationship", RELATIONSHIPS, _of(contact.relationship)
                ),
                choice("Practice setting", "setting", SETTINGS, _of(contact.setting)),
            ],
        )

    @classmethod
    def read(cls, said: Said) -> tuple[Written, bool]:
        """Return what was typed."""
        return Written(
            name=said["name"],
            pronouns=said["pronouns"],
            credentials=said["credentials"],
            relationship=one(said, "relationship"),
            setting=one(said, "setting"),
        ), False


class WorkForm(PartForm, name="work"):
    """What somebody does, and where."""

    @classmethod
    def filled(cls, contact: Contact) -> Form:
        """Return the form with what is known of this contact."""
        return cls(
            "Their work",
            [contact.id],
            [
                line("Role", "role", contact.role, example="Hand therapist"),
                line("Organisation", "organisation", contact.organisation),
                choice(
                    "Why does it change?",
                    "why",
                    {"fixed": "I correct or complete it", "moved": "They changed jobs: keep both"},
                    ["fixed"],
                ),
            ],
        )

    @classmethod
    def read(cls, said: Said) -> tuple[Written, bool]:
        """Return what was typed, and whether they changed jobs."""
        written = Written(role=said["role"], organisation=said["organisation"])
        return written, one(said, "why") == "moved"


class ReachForm(PartForm, name="reach"):
    """How somebody is reached, and likes to be."""

    @classmethod
    def filled(cls, contact: Contact) -> Form:
        """Return the form with what is known of this contact."""
        most = LINKS * (LINK_LENGTH + 1)
        return cls(
            "How to reach them",
            [contact.id],
            [
                line("E-mail", "email", contact.email, most=EMAIL_LENGTH),
                line("Phone", "phone", contact.phone, most=PHONE_LENGTH),
                paragraph("Links, one a line", "links", "\n".join(contact.links), most=most),
                choice("How they like to be written to", "channel", CHANNELS, _of(contact.channel)),
                line(
                    "What they asked for",
                    "boundaries",
                    contact.boundaries,
                    most=BOUNDARIES_LENGTH,
                    example="LinkedIn only, not at weekends",
                ),
            ],
        )

    @classmethod
    def read(cls, said: Said) -> tuple[Written, bool]:
        """Return what was typed."""
        return Written(
            email=said["email"],
            phone=said["phone"],
            links=said["links"],
            channel=one(said, "channel"),
            boundaries=said["boundaries"],
        ), False


class MetForm(PartForm, name="met"):
    """How the student met somebody, and what for."""

    @classmethod
    def filled(cls, contact: Contact) -> Form:
        """Return the form with what is known of this contact."""
        when = "Stays as it is if you leave it out"
        return cls(
            "How you met",
            [contact.id],
            [
                paragraph("Where and how", "how_met", contact.how_met, hint=NO_CLIENTS),
                line("When", "met_at", hint=when, example="12 Oct"),
                line("Through whom", "met_through", contact.met_through),
                paragraph(
                    "What you hope to learn from them",
                    "purpose",
                    contact.purpose,
                    most=PURPOSE_LENGTH,
                ),
            ],
        )

    @classmethod
    def read(cls, said: Said) -> tuple[Written, bool]:
        """Return what was typed."""
        written = Written(
            how_met=said["how_met"], met_through=said["met_through"], purpose=said["purpose"]
        )
        if said["met_at"]:
            written["met_at"] = said["met_at"]
        return written, False


class RhythmForm(PartForm, name="rhythm"):
    """How often to be in touch, and the student's own tags."""

    @classmethod
    def filled(cls, contact: Contact) -> Form:
        """Return the form with what is known of this contact."""
        return cls(
            "Reminders and tags",
            [contact.id],
            [
                line(
                    "How often to be in touch",
                    "cadence",
                    contact.cadence or "never",
                    most=30,
                    hint="Any number of days, weeks or months; or never",
                    example="6 weeks",
                ),
                line(
                    "Tags",
                    "tags",
                    ", ".join(contact.tags),
                    most=TAGS * (TAG_LENGTH + 2),
                    hint="Your own words, with commas between them",
                ),
            ],
        )

    @classmethod
    def read(cls, said: Said) -> tuple[Written, bool]:
        """Return what was typed."""
        return Written(cadence=said["cadence"], tags=said["tags"]), False


class LogForm(Form, name="log"):
    """Logs a talk with the contact whose id it is about."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, empty."""
        details = await services.contacts.view(student_id, token(about[0]))
        return cls(f"Log: {details.contact.name}", about, _talk_fields(None))

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Log it and show the card."""
        logged = await rooms(interaction).interactions.log(
            interaction.user.id, token(about[0]), _talk(said)
        )
        await interaction.response.edit_message(view=logged_card(logged))


class TalkForm(Form, name="talk"):
    """Changes the talk whose id it is about."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what was logged."""
        spoken = await services.interactions.view(student_id, about[0])
        return cls("Change this talk", about, _talk_fields(spoken))

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Write it anew and show it."""
        done = await rooms(interaction).interactions.edit(
            interaction.user.id, about[0], _talk(said)
        )
        spoken = Spoken(done.details.contact, done.interaction)
        await interaction.response.edit_message(view=talk_card(spoken, "**Changed.**", done.change))


class PointersForm(Form, name="pointers"):
    """Takes what the student found out about the contact whose id it is about."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the pointers there are."""
        contact = (await services.contacts.view(student_id, token(about[0]))).contact
        return cls(
            f"Homework: {contact.name}",
            about,
            [
                paragraph(
                    "Three to five things to know, one a line",
                    "pointers",
                    "\n".join(contact.pointers),
                    most=POINTERS * (POINTER_LENGTH + 1),
                    hint=f"From public pages, such as a talk they gave. {NO_CLIENTS}",
                )
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep them and show the card."""
        done = await rooms(interaction).contacts.edit(
            interaction.user.id, token(about[0]), Written(pointers=said["pointers"])
        )
        await interaction.response.edit_message(
            view=homework_card(done.details.contact, undo=done.change)
        )


def _talk_fields(spoken: Spoken | None) -> list["discord.ui.Item[discord.ui.Modal]"]:
    talk = spoken.interaction if spoken else None
    when = "Stays as it is if you leave it out" if talk else "Just now if you leave it out"
    return [
        choice("How", "how", INTERACTIONS, [talk.kind if talk else "message"], required=True),
        line("When", "when", hint=when, example="yesterday, Tue 3pm", most=60),
        paragraph("What to remember", "note", talk.note if talk else None, hint=NO_CLIENTS),
        paragraph("What they suggested", "advice", talk.advice if talk else None),
        paragraph(
            "What you promised",
            "promise",
            talk.promise if talk else None,
            example="Send the poster by Friday",
        ),
    ]


def _talk(said: Said) -> Talk:
    return Talk(
        how=one(said, "how") or "other",
        when=said["when"] or None,
        note=said["note"],
        advice=said["advice"],
        promise=said["promise"],
    )


def _of(value: str | None) -> list[str]:
    return [value] if value else []
