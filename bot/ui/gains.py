"""What came of a series: what the student gained, what the mentor gained, and giving it on."""

import discord
from discord import ButtonStyle

from bot.contacts.model import Contact
from bot.mentors.gains import OfMentor
from bot.mentors.reminders import OfSession
from bot.mentors.sessions import ANSWER_LENGTH, Session
from bot.nudges.model import GAINED, GIVE_BACK, MENTOR_GAINED, Item
from bot.rooms import Rooms
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.card import AMBER, GREEN, GREY, Card, row
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, open_form, paragraph
from bot.ui.mentor_offer import may_offer, mentor_card
from bot.ui.notes import card_of as note_card
from bot.ui.nudges import CARDS
from bot.ui.press import Button
from bot.ui.text import count, one_line, typed

WHAT_GAINED = "What have you gained so far? Two lines are plenty, for your eyes only."
MENTORS_LEARN = (
    "Mentors learn too. What did you gain? Two lines are plenty, and nobody else sees them."
)
INVITATION = (
    "### Would you like to give it on?\n"
    "Somebody a stage behind you has the questions you had. Twenty minutes of your time can "
    "be just what they need, and you say how many requests a month may reach you."
)
LET_GO = "### That's fine\nNothing is kept, and I won't ask this again."


def gained_card(session: Session, contact: Contact, met: int, delivery: int = 0) -> Card:
    """Return the question what a student gained, or what they wrote and what they can do with it."""
    name = one_line(contact.name, 60)
    ids = f"{session.id}:{delivery}"
    if session.gained:
        return Card(
            GREEN,
            [
                f"### What you gained with {name}\n> {_quoted(session.gained)}",
                "Nobody sees this but you. If you like, some of it can go into a thank-you.",
                row(
                    GainButton.of(f"gain:thank:{ids}", "Draft a thank-you", ButtonStyle.primary),
                    GainButton.of(f"gain:write:{ids}", "Change it"),
                ),
            ],
        )
    times = count(met, "session", "sessions")
    return Card(
        AMBER,
        [
            f"### {times} with {name}\n{WHAT_GAINED}",
            row(
                GainButton.of(f"gain:write:{ids}", "Write it down", ButtonStyle.primary),
                GainButton.of(f"gain:no:{ids}", "Not now"),
            ),
        ],
    )


def mentor_gained_card(of: OfMentor, delivery: int = 0) -> Card:
    """Return the question what a mentor gained, or what they wrote."""
    name = one_line(of.name, 60) or f"<@{of.student_id}>"
    ids = f"{of.session_id}:{delivery}"
    if of.said:
        return Card(
            GREEN,
            [
                f"### What you gained with {name}\n> {_quoted(of.said)}\n-# Nobody sees this but you.",
                row(GainButton.of(f"gain:mine:{ids}", "Change it")),
            ],
        )
    return Card(
        AMBER,
        [
            f"### You have met {name} a few times\n{MENTORS_LEARN}",
            row(
                GainButton.of(f"gain:mine:{ids}", "Write it down", ButtonStyle.primary),
                GainButton.of(f"gain:notmine:{ids}", "Not now"),
            ),
            "-# Your hours are yours to take along: `/mentor hours`.",
        ],
    )


def invitation_card(delivery: int) -> Card:
    """Return the invitation to be a mentor, which comes once."""
    return Card(
        GREEN,
        [
            INVITATION,
            row(
                GiveButton.of(f"give:yes:{delivery}", "Be a mentor", ButtonStyle.primary),
                GiveButton.of(f"give:no:{delivery}", "Not for me"),
            ),
            "-# I ask this once. `/mentor offer` is there whenever you like.",
        ],
    )


def _quoted(text: str) -> str:
    return typed(text, ANSWER_LENGTH).replace("\n", "\n> ")


class GainButton(
    Button,
    template=r"gain:(?P<action>write|no|thank|mine|notmine):(?P<session>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Every button of what was gained. The delivery's id comes last, as on every DM."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form, let it go, or begin the thank-you."""
        services, student_id = rooms(interaction), interaction.user.id
        number, delivery = self.number("session"), self.number("delivery")
        match self.said("action"):
            case "write":
                await open_form(interaction, "sessiongained", number, delivery)
            case "mine":
                await open_form(interaction, "mentorgained", number, delivery)
            case "thank":
                draft_id = await services.gains.thank(student_id, number)
                draft = await services.notes.see(student_id, draft_id)
                await show(interaction, await note_card(interaction, draft))
            case said:
                kind = GAINED if said == "no" else MENTOR_GAINED
                await services.gains.not_now(student_id, kind, number)
                await show_in_place(interaction, Card(GREY, [LET_GO]))


class GainedForm(Form, name="sessiongained"):
    """Asks what a student gained. The ids: the session, and the DM its card is on or 0."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what was written already."""
        shown = await services.series.of_session(student_id, about[0])
        return cls("What you gained", about, [_field(shown.session(about[0]).gained)])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show what can be done with it."""
        text = said.get("gained") or ""
        shown = await rooms(interaction).gains.gained(interaction.user.id, about[0], text)
        met = len(shown.series.done)
        card = gained_card(shown.session(about[0]), shown.contact, met, about[1])
        await show_in_place(interaction, card)


class MentorGainedForm(Form, name="mentorgained"):
    """Asks what a mentor gained. The ids: the session, and the DM its card is on or 0."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what was written already."""
        of = await services.gains.of_mentor(student_id, about[0])
        return cls("What you gained", about, [_field(of.said)])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show it."""
        gains, mentor_id = rooms(interaction).gains, interaction.user.id
        await gains.mentor_gained(mentor_id, about[0], said.get("gained") or "")
        of = await gains.of_mentor(mentor_id, about[0])
        await show_in_place(interaction, mentor_gained_card(of, about[1]))


def _field(known: str) -> "discord.ui.Item[discord.ui.View]":
    return paragraph(
        "What you gained",
        "gained",
        known,
        most=ANSWER_LENGTH,
        hint=f"For your eyes only. {NO_CLIENTS}",
        example="I see now how she decides what to do first.",
    )


class GiveButton(Button, template=r"give:(?P<action>yes|no):(?P<delivery>\d{1,19})"):
    """Answers the invitation to be a mentor."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Begin to be one, or never ask again."""
        services, user = rooms(interaction), interaction.user
        if self.said("action") == "yes":
            await may_offer(interaction)
            mentor = await services.mentors.offer(user.id, None, user.display_name)
            await services.gains.gives_back(user.id)
            await show_in_place(interaction, mentor_card(mentor))
        else:
            await services.gains.would_rather_not(user.id)
            card = Card(GREY, ["### That's fine\nI won't ask again."])
            await show_in_place(interaction, card)


def _gained(item: Item, delivery: int) -> Card:
    of = item.person.of
    if not isinstance(of, OfSession):
        raise TypeError
    return gained_card(of.session, of.shown.contact, len(of.shown.series.done), delivery)


def _mentor_gained(item: Item, delivery: int) -> Card:
    of = item.person.of
    if not isinstance(of, OfMentor):
        raise TypeError
    return mentor_gained_card(of, delivery)


CARDS[GAINED] = _gained
CARDS[MENTOR_GAINED] = _mentor_gained
CARDS[GIVE_BACK] = lambda _item, delivery: invitation_card(delivery)
