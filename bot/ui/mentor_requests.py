"""All that a mentor was asked for, as a list."""

from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.meetings.asking import Request, Requests
from bot.meetings.model import MeetingNotFound, State
from bot.ui.answers import rooms, say, show
from bot.ui.card import BLUE, Card, divider, row
from bot.ui.mentors import GONE, name_of, request_card
from bot.ui.press import Select
from bot.ui.text import at, clock, count, day, one_line

#: As many requests of each sort are on the list.
SHOWN = 8

NONE_YET = (
    "### Nobody has asked you yet\n"
    "Requests come by DM, and stand here too. `/mentor offer` shows what students see of you."
)


def requests_card(requests: Requests) -> Card:
    """Return what waits for the mentor, what is agreed on, and what was."""
    some = (*requests.waiting, *requests.agreed, *requests.past)
    if not some:
        return Card(BLUE, [NONE_YET])
    parts: list[str | ui.Item[Any] | None] = ["### Who asked you"]
    for title, each, said in (
        ("Waiting", requests.waiting, _waits),
        ("Agreed on", requests.agreed, _agreed),
        ("Before", requests.past, _past),
    ):
        if each:
            lines = [f"**{name_of(one)}** · {said(one)}" for one in each[:SHOWN]]
            more = len(each) - SHOWN
            rest = [f"-# {count(more, 'more', 'more')}"] if more > 0 else []
            parts.append("\n".join([f"-# {title}", *lines, *rest]))
    parts += [divider(), row(RequestSelect.among(requests))]
    return Card(BLUE, parts)


def _waits(request: Request) -> str:
    waits = {
        State.ASKED: "waits for your answer",
        State.OTHER_TIMES: "has your words, and looks for a time",
        State.MOVED: "looks for another time",
    }
    return f"{waits.get(request.meeting.state, 'their times are over')}{_about(request)}"


def _agreed(request: Request) -> str:
    return f"{at(request.meeting.begins_at or request.now)}{_about(request)}"


_WAS = {State.DONE: "met", State.MISSED: "didn't happen", State.DECLINED: "not now"}


def _past(request: Request) -> str:
    meeting = request.meeting
    when = day(meeting.begins_at or meeting.changed_at)
    return f"{_WAS.get(meeting.state, 'called off')}, {when}{_about(request)}"


def _about(request: Request) -> str:
    return f"\n-# {one_line(request.meeting.purpose, 80)}"


class RequestSelect(Select, template=r"ask:open"):
    """Opens a request of the list."""

    @classmethod
    def among(cls, requests: Requests) -> Self:
        """Return a select to show; there is at least one request."""
        some: Sequence[Request] = (
            *requests.waiting[:SHOWN],
            *requests.agreed[:SHOWN],
            *requests.past[:SHOWN],
        )
        return cls.of("ask:open", [_option(each) for each in some], "Open a request")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it below."""
        try:
            request = await rooms(interaction).requests.see(
                interaction.user.id, int(self.item.values[0])
            )
        except MeetingNotFound:
            await say(interaction, GONE)
            return
        await show(interaction, request_card(request))


def _option(request: Request) -> discord.SelectOption:
    meeting = request.meeting
    when = f" · {clock(meeting.begins_at.astimezone(request.zone))}" if meeting.begins_at else ""
    return discord.SelectOption(
        label=f"{request.name or 'A student'}"[:100],
        value=str(meeting.id),
        description=f"{meeting.purpose[:60]}{when}"[:100],
    )
