"""All meetings of a student."""

from collections.abc import Callable, Collection, Coroutine
from datetime import datetime
from typing import Any, Self

import discord
from discord import ui
from discord.app_commands import Choice

from bot.meetings.desk import Arranged
from bot.meetings.model import State
from bot.meetings.service import Agenda
from bot.students.service import NotStarted
from bot.ui.answers import rooms
from bot.ui.card import BLUE, Card, divider, row
from bot.ui.meetings import name_of, show_meeting
from bot.ui.press import Select
from bot.ui.text import at, clock, day

#: As many meetings of each sort are on the list.
SHOWN = 8


def list_card(agenda: Agenda) -> Card:
    """Return all meetings: what is agreed on, what waits, what was."""
    if not (agenda.upcoming or agenda.waiting or agenda.past):
        return Card(
            BLUE,
            ["### No meetings yet", "`/meet request` asks somebody for twenty minutes."],
        )
    parts: list[str | ui.Item[Any] | None] = ["### Your meetings"]
    if agenda.upcoming:
        lines = [
            f"**{name_of(each)}** · {at(each.meeting.begins_at or each.now)}{_is_over(each)}"
            for each in agenda.upcoming[:SHOWN]
        ]
        parts.append("\n".join(["-# Agreed on", *lines]))
    if agenda.waiting:
        lines = [
            f"**{name_of(each)}** · {WAITS[each.meeting.state]}" for each in agenda.waiting[:SHOWN]
        ]
        parts.append("\n".join(["-# Waiting", *lines]))
    if agenda.past:
        lines = [
            f"**{name_of(each)}** · {WAITS[each.meeting.state]}, {day(_when(each))}"
            for each in agenda.past[:SHOWN]
        ]
        parts.append("\n".join(["-# Before", *lines]))
    parts += [divider(), row(MeetSelect.among(agenda))]
    return Card(BLUE, parts)


def _is_over(arranged: Arranged) -> str:
    """Ask how it was, once it is over."""
    ends_at = arranged.meeting.ends_at
    return " · how was it?" if ends_at is not None and ends_at <= arranged.now else ""


def _when(arranged: Arranged) -> datetime:
    return arranged.meeting.begins_at or arranged.meeting.changed_at


#: Where a meeting is, in a list.
WAITS = {
    State.DRAFT: "not asked yet",
    State.ASKED: "asked, no answer so far",
    State.OTHER_TIMES: "would like another time",
    State.NO_REPLY: "no answer",
    State.DECLINED: "not now",
    State.CONFIRMED: "agreed on",
    State.MOVED: "needs another time",
    State.CANCELLED: "called off",
    State.MISSED: "didn't happen",
    State.DONE: "met",
}


def suggest_meetings(
    states: Collection[State],
) -> Callable[[discord.Interaction, str], Coroutine[Any, Any, list[Choice[int]]]]:
    """Return what suggests meetings in some states, wherever a command asks for one."""

    async def suggest(interaction: discord.Interaction, typed: str) -> list[Choice[int]]:
        try:
            agenda = await rooms(interaction).meetings.agenda(interaction.user.id)
        except NotStarted:
            return []
        found = [*agenda.upcoming, *agenda.waiting, *agenda.past]
        named = {each.meeting.id: _named(each) for each in found if each.meeting.state in states}
        return [
            Choice(name=name, value=number)
            for number, name in named.items()
            if typed.casefold() in name.casefold()
        ][:25]

    return suggest


def _named(arranged: Arranged) -> str:
    option = _option(arranged)
    return f"{option.label[:60]} · {option.description}"[:100]


class MeetSelect(Select, template=r"meet:open"):
    """Opens a meeting of the list."""

    @classmethod
    def among(cls, agenda: Agenda) -> Self:
        """Return a select to show; there is at least one meeting."""
        found = [*agenda.upcoming[:SHOWN], *agenda.waiting[:SHOWN], *agenda.past[:SHOWN]]
        return cls.of("meet:open", [_option(each) for each in found], "Open a meeting")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it below."""
        await show_meeting(interaction, int(self.item.values[0]))


def _option(arranged: Arranged) -> discord.SelectOption:
    meeting = arranged.meeting
    said = WAITS[meeting.state]
    if meeting.begins_at is not None:
        said = f"{clock(meeting.begins_at.astimezone(arranged.zone))}, {said}"
    return discord.SelectOption(
        label=arranged.contact.name[:100], value=str(meeting.id), description=said
    )
