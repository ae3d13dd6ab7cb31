"""The card that explains the rest: the five things of the first week, and a menu to all others."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import discord

from bot.ui.card import GREEN, Card, divider, row
from bot.ui.press import Select

STORED = (
    "### What is stored\n"
    "Only what you type or import here. Nobody else sees it, but a mentor you ask sees "
    "your request. Your notes are encrypted on the club's machine. What you type passes through "
    "Discord first, so keep client information out of it. `/privacy about` says the rest."
)

FIRST = "start"

#: What the first week needs.
FIRST_WEEK = (
    "`/contact add` one person you met this month",
    "`/log` whenever you are in touch; it moves their next reminder",
    "`/contact list` your people, `/nudges list` what comes when",
    "`/thanks` drafts a thank-you out of what you logged",
    "`/settings` when I may write to you, `/nudges pause` for quiet",
)

#: Everything, by what somebody wants to do: a title, and one line for each thing.
PARTS: Mapping[str, tuple[str, Sequence[str]]] = MappingProxyType(
    {
        FIRST: ("The first week", FIRST_WEEK),
        "people": (
            "Your people",
            (
                "`/contact add` someone you met, `/contact import` a file of them",
                "`/contact list` who is due, `/contact find` whoever you half remember",
                "`/contact view` one person, with your notes",
                "`/contact edit` changes a card, `/contact merge` makes one of two",
                "`/contact archive` puts somebody away, `/contact delete` removes them",
                "`/contact export` takes all of them out as a file",
                "`/log` whenever you are in touch",
            ),
        ),
        "nudges": (
            "Reminders",
            (
                "`/nudges list` what comes when, and to move it",
                "`/nudges pause` when you need quiet, `/nudges resume` ends it",
                "`/start` your time zone and stage, `/settings` the hour and the days",
                "`/habits` one small step now and then",
            ),
        ),
        "notes": (
            "Writing to somebody",
            (
                "`/homework` before you write to somebody new",
                "`/outreach` drafts a first note, `/thanks` a thank-you, `/draft` any other",
                "`/shoutout` a public thank-you to copy",
            ),
        ),
        "meetings": (
            "Meeting somebody",
            (
                "`/availability set` when you can meet, `/availability show` to see it",
                "`/availability block` days without meetings, `/availability clear` frees them",
                "`/meet request` asks for twenty minutes, `/meet list` what is agreed on",
                "`/meet confirm` they said yes, `/meet declined` they said no",
                "`/meet reschedule` another time, `/meet cancel` calls it off",
                "`/meet prep` before, `/meet debrief` after",
                "`/meet export` all of them for your calendar",
            ),
        ),
        "mentors": (
            "Mentors",
            (
                "`/mentor find` who fits, `/mentor ask` somebody you know of",
                "`/mentor plan` a few sessions with somebody",
                "`/mentor offer` lets others ask you, `/mentor requests` who did",
                "`/mentor pause` for a rest, `/mentor leave` to end it",
                "`/mentor hours` a file for a renewal record",
            ),
        ),
        "journey": (
            "Your network as a whole",
            (
                "`/journey goals` what you want to learn or become, and who helps",
                "`/journey seats` who sits where, and how many seats there are",
                "`/journey review` a look at everybody, each quarter",
                "`/journey map` a picture, `/journey stats` numbers",
            ),
        ),
        "fieldwork": (
            "Fieldwork and exams",
            (
                "`/fieldwork add` a placement: its notes come in time, and fewer reminders",
                "`/fieldwork exams` quiet time",
                "`/fieldwork list` to change or remove them",
            ),
        ),
        "community": (
            "Chats and places online",
            (
                "`/community chats` the profession's chats on your own clock, with reminders",
                "`/community places` where OTs meet online",
                "`/community etiquette` how to behave there",
            ),
        ),
        "data": (
            "What I keep of you",
            (
                "`/privacy about` what I keep, why, and who sees it",
                "`/privacy export` all of it in one file",
                "`/privacy delete` removes all of it",
            ),
        ),
    }
)


def help_card(part: str = FIRST) -> Card:
    """Return one part of what there is to do, with the menu to the others."""
    part = part if part in PARTS else FIRST  # an old card's menu may have others
    title, lines = PARTS[part]
    options = [
        discord.SelectOption(label=name, value=key, default=key == part)
        for key, (name, _) in PARTS.items()
    ]
    items = [f"### {title}", "\n".join(lines), row(HelpSelect.of("help", options))]
    return Card(GREEN, [*items, divider(), STORED] if part == FIRST else items)


class HelpSelect(Select, template=r"help"):
    """Shows another part, in place."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show what was chosen."""
        await interaction.response.edit_message(view=help_card(self.item.values[0]))
