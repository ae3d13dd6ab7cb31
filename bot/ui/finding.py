"""Finding a mentor, and asking one."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import SETTINGS
from bot.meetings.model import HOW, PURPOSE_LENGTH, USUAL_MINUTES
from bot.meetings.offers import Wish
from bot.mentors.finding import Found
from bot.mentors.fit import Fit, Wanted, lacks
from bot.mentors.languages import in_words
from bot.mentors.model import TOPIC_LENGTH
from bot.mentors.outlines import outline
from bot.rooms import Rooms
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.card import GREEN, GREY, Card, divider, row
from bot.ui.company import in_company
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, choice, line, one, open_form
from bot.ui.meeting_forms import MINUTES
from bot.ui.meetings import card_of
from bot.ui.mentor_offer import shown
from bot.ui.press import Button
from bot.ui.text import count, one_line

#: As many mentors are on one card.
SHOWN = 5

NOBODY = (
    "### Nobody to show right now\n"
    "Mentors are busy people, and some have had all their requests for this month. "
    "Next month there is room again.\n"
    "Meanwhile, ask somebody you know: `/meet request` drafts the note with you."
)
NOT_TOGETHER = (
    "### Nobody to show here\n"
    "I only show mentors who are in a server with you. Join your club's server, then try again.\n"
    "Or ask somebody you know: `/meet request` drafts the note with you."
)


async def show_found(interaction: discord.Interaction, found: Found) -> None:
    """Answer with the mentors who fit best, of those in a server with the student."""
    near = await in_company(interaction, found.fits, lambda each: each.mentor.id, SHOWN)
    await show(interaction, found_card(found.wanted, near, any_at_all=bool(found.fits)))


def found_card(wanted: Wanted, fits: Sequence[Fit], *, any_at_all: bool) -> Card:
    """Return the mentors to choose from, the best first, each with why."""
    if not fits:
        return Card(GREY, [NOT_TOGETHER if any_at_all else NOBODY])
    parts: list[str | ui.Item[Any] | None] = [_title(wanted, fits)]
    for each in fits:
        why = reasons(each)
        parts.append(divider())
        parts.append(f"{shown(each.mentor)}{f'{chr(10)}*Why: {why}*' if why else ''}")
        parts.append(
            row(
                FoundButton.of(
                    f"mentor:ask:{each.mentor.id}",
                    f"Ask {each.mentor.name or 'for a meeting'}"[:80],
                    ButtonStyle.primary,
                )
            )
        )
    parts.append("-# Who fits best and was asked least comes first.")
    return Card(GREEN, parts)


def _title(wanted: Wanted, fits: Sequence[Fit]) -> str:
    if all(lacks(each, wanted) for each in fits):
        return (
            "### Nobody has all of that right now\nThese come closest. "
            "A mentor in another field still knows the way you are on."
        )
    return f"### {count(len(fits), 'mentor', 'mentors')} to ask"


def reasons(fit: Fit) -> str:
    """Return why a mentor fits: "hand therapy, speaks Spanish, two stages ahead"; may be empty."""
    return ", ".join(_reasons(fit))


def _reasons(fit: Fit) -> Iterator[str]:
    if fit.setting:
        yield SETTINGS[fit.setting].lower()
    if fit.topic:
        yield f"knows about {one_line(fit.topic, TOPIC_LENGTH)}"
    if fit.language:
        yield f"speaks {in_words([fit.language])}"
    if fit.ahead > 0:
        yield f"{count(fit.ahead, 'stage', 'stages').lower()} ahead"
    elif fit.ahead == 0:
        yield "at your stage"


class FoundButton(Button, template=r"mentor:ask:(?P<mentor>\d{1,19})"):
    """Asks one of the mentors that were found."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_form(interaction, "askmentor", self.number("mentor"))


class AskForm(Form, name="askmentor"):
    """Asks what for. The id: a mentor."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, with an example for the student's stage."""
        student = await services.students.get(student_id)
        mentor = await services.mentors.get(about[0])
        purpose = line(
            "What you hope to learn",
            "purpose",
            most=PURPOSE_LENGTH,
            hint=f"As you would say it to them. {NO_CLIENTS}",
            example=outline(student.stage).topics[0].text,
            required=True,
        )
        how = choice("How", "how", HOW, ["video"], required=True)
        minutes = choice("How long", "minutes", MINUTES, [str(USUAL_MINUTES)], required=True)
        return cls(f"Ask {mentor.name or 'a mentor'}", about, [purpose, how, minutes])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Show times to choose from."""
        mentor = await rooms(interaction).mentors.get(about[0])
        wish = Wish(
            purpose=said["purpose"] or "",
            minutes=int(one(said, "minutes") or USUAL_MINUTES),
            how=one(said, "how") or "video",
        )
        await ask(interaction, mentor.id, mentor.name, wish)


async def ask(interaction: discord.Interaction, mentor_id: int, name: str, wish: Wish) -> None:
    """Begin a request to a mentor, and show times to choose from."""
    services = rooms(interaction)
    called_by = name or "A mentor"
    asking = await services.offers.ask_mentor(interaction.user.id, mentor_id, called_by, wish)
    card = await card_of(services, asking.arranged)
    if asking.linked is not None:
        meeting, contact = asking.arranged.meeting, asking.arranged.contact
        about = f" ({one_line(contact.about, 60)})" if contact.about else ""
        card.add_item(
            ui.TextDisplay(
                f"-# I took them for {one_line(contact.titled, 60)}{about}, whom you know already."
            )
        )
        other = OtherButton.of(f"mentor:other:{meeting.id}:{contact.id}", "That's somebody else")
        card.add_item(row(other))
    await show(interaction, card)


class OtherButton(Button, template=r"mentor:other:(?P<meeting>\d{1,19}):(?P<contact>\d{1,19})"):
    """Says that a mentor is not the person of that name whom the student knows."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Make two people of them, and show the request as it is."""
        services = rooms(interaction)
        arranged = await services.offers.other_person(
            interaction.user.id, self.number("meeting"), self.number("contact")
        )
        await show_in_place(interaction, await card_of(services, arranged))
