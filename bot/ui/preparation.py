"""Getting ready for a meeting: the card of the day before, and of a quarter of an hour before."""

from collections.abc import Iterator
from typing import Any, Self

import discord
from discord import ui

from bot.meetings.model import MOST_QUESTIONS
from bot.meetings.preparation import Preparation
from bot.nudges.model import MEETING_SOON, MEETING_TOMORROW, Item
from bot.ui.answers import rooms
from bot.ui.card import BLUE, Card, fitted, row
from bot.ui.meeting_buttons import Buttons
from bot.ui.meetings import name_of
from bot.ui.nudges import CARDS
from bot.ui.press import Button, Select
from bot.ui.series import ahead_of, session_button
from bot.ui.text import ago, at, one_line, typed

#: As many pointers fit beside the rest.
POINTERS_SHOWN = 5

_PLACE = {
    "video": "Find a quiet place, and open the link once before, to see that camera and sound work.",
    "phone": "Find a quiet place, charge the phone, and have the number at hand.",
    "in_person": "Look up the way and how long it takes. Be there five minutes early.",
}
_PLACE_SOON = {
    "video": "Open the link now, and see that camera and sound work.",
    "phone": "Find a quiet place, and have the number at hand.",
    "in_person": "Time to be on your way, or there already.",
}
#: The same, where nobody has said yet where to be or which link to open.
_NOWHERE = {
    "video": "There is no link yet: agree on one with them, and keep it with **Say where**. "
    "Find a quiet place.",
    "in_person": "There is no place yet: agree on one with them, and keep it with **Say where**.",
}
_NOWHERE_SOON = {
    "video": "Open the link now, the one in their mail; if there is none, write to them at once.",
    "in_person": "Nothing here says where: look in their mail, then be on your way.",
}
_NOTES = "If you take notes, tell them so at the start."


def preparation_card(ready: Preparation, delivery: int = 0, *, soon: bool = False) -> Card:
    """Return what helps to get ready for a meeting.

    Args:
        ready: what is known.
        delivery: the DM that the card is on, 0 for none.
        soon: it begins in a quarter of an hour, so only what is needed now.
    """
    return Card(BLUE, [*_parts(ready, delivery, soon=soon)])


def _parts(
    ready: Preparation, delivery: int, *, soon: bool
) -> Iterator["str | ui.Item[Any] | None"]:
    yield from fitted(lambda room: [*_texts(ready, room, soon=soon)])
    meeting = ready.arranged.meeting
    each = Buttons(meeting.id, delivery)
    buttons: list[Button] = [
        each("see", "The meeting"),
        each("where", "Change where" if meeting.place else "Say where"),
    ]
    if not soon:
        yield row(QuestionSelect.among(ready, delivery))
        if ready.session is not None:
            buttons.append(session_button(ready.session.session, delivery))
    yield row(*buttons)


def _texts(ready: Preparation, room: float, *, soon: bool) -> Iterator[str]:
    meeting, contact = ready.arranged.meeting, ready.arranged.contact
    name, begins_at = name_of(ready.arranged), meeting.begins_at
    when = "" if begins_at is None else f"\n{at(begins_at)} · {ago(begins_at)}"
    title = f"📅 You meet {name} soon" if soon else f"📅 Get ready to meet {name}"
    ahead = None if soon else ready.session
    # What was asked for is the topic, unless it was changed since.
    said = "" if ahead is not None and ahead.session.topic == meeting.purpose else meeting.purpose
    yield f"### {title}{when}\n{one_line(said, 120)}".rstrip()
    if meeting.place:
        yield typed(meeting.place, 300)
    if ahead is not None:
        yield from ahead_of(ahead, room)
    if contact.pointers and not soon:
        some = contact.pointers[:POINTERS_SHOWN]
        pointers = [f"- {one_line(each, int(150 * room))}" for each in some]
        yield "\n".join(["**What you found out**", *pointers])
    if ready.chosen:
        asking = [f"- {each.text}" for each in ready.chosen]
        yield "\n".join(["**Your questions**", *asking])
    helps = _PLACE_SOON if soon else _PLACE
    if not meeting.place:
        helps = helps | (_NOWHERE_SOON if soon else _NOWHERE)
    yield f"{helps[meeting.how]} {_NOTES}"


class QuestionSelect(Select, template=r"meet-ask:(?P<meeting>\d{1,19}):(?P<delivery>\d{1,19})"):
    """Takes questions along."""

    @classmethod
    def among(cls, ready: Preparation, delivery: int) -> Self:
        """Return a select to show, with the questions that were chosen."""
        chosen = {each.id for each in ready.chosen}
        options = [
            discord.SelectOption(
                label=each.text[:100],
                value=each.id,
                description="Asked before" if each.id in ready.asked else None,
                default=each.id in chosen,
            )
            for each in ready.bank
        ]
        return cls.of(
            f"meet-ask:{ready.arranged.meeting.id}:{delivery}",
            options,
            "Questions to take along",
            least=0,
            most=min(MOST_QUESTIONS, len(options)),
        )

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep them, and show the card anew."""
        ready = await rooms(interaction).preparation.choose(
            interaction.user.id, self.number("meeting"), self.item.values
        )
        card = preparation_card(ready, self.number("delivery"))
        await interaction.response.edit_message(view=card)


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that helps to get ready."""
    ready = item.person.of
    if not isinstance(ready, Preparation):
        raise TypeError
    soon = item.nudge.kind == MEETING_SOON and bool(delivery)  # on the list there is still time
    return preparation_card(ready, delivery, soon=soon)


CARDS[MEETING_TOMORROW] = _letter
CARDS[MEETING_SOON] = _letter
