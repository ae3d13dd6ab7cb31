"""The buttons of a meeting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

import discord
from discord import ButtonStyle

from bot.contacts.network import token
from bot.meetings import files
from bot.meetings.desk import Arranged
from bot.meetings.model import LEAST_OFFERED, MOST_OFFERED, Meeting, State
from bot.meetings.slots import Slot
from bot.ui.answers import hand_over, rooms, say
from bot.ui.form import open_form
from bot.ui.notes import open_draft
from bot.ui.press import Button, Select, moment_of
from bot.ui.text import clock


class MeetButton(
    Button, template=r"meet:(?P<action>[a-z]+):(?P<meeting>\d{1,19}):(?P<delivery>\d{1,19})"
):
    """Every button of a meeting. The delivery's id comes last: recovery looks for it in a DM's history."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Let the meeting go on, open a form, or hand over a file; show how it is now."""
        services, student_id = rooms(interaction), interaction.user.id
        number, delivery = self.number("meeting"), self.number("delivery")
        action = self.said("action")
        if action in FORMS:
            await open_form(interaction, FORMS[action], number, delivery)
        elif action in _FILES:
            await _hand_over(interaction, await services.meetings.see(student_id, number), action)
        elif action in {"note", *_NOTES}:
            await _open_note(interaction, await services.meetings.see(student_id, number), action)
        elif action == "prepare":
            from bot.ui.preparation import preparation_card

            card = preparation_card(await services.preparation.see(student_id, number), delivery)
            await interaction.response.edit_message(view=card)
        else:
            meetings, offers = services.meetings, services.offers
            change = {
                "link": offers.offer_link,
                "send": offers.send,
                "declined": meetings.declined,
                "again": meetings.ask_again,
                "tomove": meetings.to_move,
                "cancel": meetings.cancel,
                "missed": meetings.missed,
            }.get(action, meetings.see)
            arranged = await change(student_id, number)
            asking = action if action in _QUESTIONS else ""
            await _show(interaction, arranged, delivery, asking)


#: The forms that buttons open.
FORMS = {"when": "when", "where": "where", "debrief": "debrief", "said": "said"}
_FILES = frozenset({"invite", "holds"})
#: Buttons that ask before they act: which time, or whether it is meant.
_QUESTIONS = frozenset({"yes", "pick", "calloff", "leave"})
#: The notes that buttons open, besides that which asks.
_NOTES = {"thank": "thank_you", "anyway": "thanks_anyway", "followup": "follow_up"}


class SlotSelect(Select, template=r"meet-slots:(?P<meeting>\d{1,19}):(?P<delivery>\d{1,19})"):
    """Offers the times that are chosen."""

    @classmethod
    def among(cls, arranged: Arranged, slots: Sequence[Slot], delivery: int = 0) -> Self:
        """Return a select to show; there are at least two times."""
        options = [
            discord.SelectOption(
                label=clock(slot.begins_at.astimezone(arranged.zone)),
                value=str(int(slot.begins_at.timestamp())),
                description=theirs(arranged.meeting, slot.begins_at),
            )
            for slot in slots
        ]
        return cls.of(
            f"meet-slots:{arranged.meeting.id}:{delivery}",
            options,
            "Pick two to four times",
            least=LEAST_OFFERED,
            most=min(MOST_OFFERED, len(options)),
        )

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep them free and show what comes next."""
        services = rooms(interaction)
        moments = [moment_of(int(each)) for each in self.item.values]
        arranged = await services.offers.offer(interaction.user.id, self.number("meeting"), moments)
        await _show(interaction, arranged, self.number("delivery"))


class TimeButton(
    Button,
    template=r"meet-take:(?P<moment>\d{1,10}):(?P<meeting>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Agrees on one of the times that were offered."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Confirm it, and show the meeting."""
        services = rooms(interaction)
        moment = moment_of(self.number("moment"))
        arranged = await services.meetings.confirm(
            interaction.user.id, self.number("meeting"), moment
        )
        await _show(interaction, arranged, self.number("delivery"))


async def _show(
    interaction: discord.Interaction, arranged: Arranged, delivery: int, asking: str = ""
) -> None:
    """Show the meeting as it is now, in place of its card."""
    from bot.ui.meetings import card_of  # a card, made of buttons

    card = await card_of(rooms(interaction), arranged, delivery, asking=asking)
    await interaction.response.edit_message(view=card)


def theirs(meeting: Meeting, moment: datetime) -> str | None:
    """Return when that is for the other person, if they live by another clock."""
    if meeting.their_zone is None:
        return None
    return f"{clock(moment.astimezone(ZoneInfo(meeting.their_zone)))} for them"


class Buttons:
    """Makes the buttons of one card."""

    def __init__(self, meeting_id: int, delivery: int) -> None:
        self._ids = f"{meeting_id}:{delivery}"
        self.meeting_id = meeting_id
        self.delivery = delivery

    def __call__(
        self, action: str, label: str, style: ButtonStyle = ButtonStyle.secondary
    ) -> MeetButton:
        """Return a button of this meeting."""
        return MeetButton.of(f"meet:{action}:{self._ids}", label, style)

    def first(self, action: str, label: str) -> MeetButton:
        """Return the button for the obvious next tap."""
        return self(action, label, ButtonStyle.primary)

    def take(self, moment: datetime, label: str) -> TimeButton:
        """Return the button that agrees on a time."""
        custom_id = f"meet-take:{int(moment.timestamp())}:{self._ids}"
        return TimeButton.of(custom_id, label, ButtonStyle.success)


async def _open_note(interaction: discord.Interaction, arranged: Arranged, action: str) -> None:
    """Open the note that asks for a meeting, or one that follows it: as it was sent, if it was."""
    notes, meeting = rooms(interaction).notes, arranged.meeting
    student_id = interaction.user.id
    if action == "note":
        draft = await notes.see(student_id, meeting.draft_id or 0)
    elif sent := await _sent_since(interaction, arranged, _NOTES[action]):
        draft = await notes.see(student_id, sent)
    else:
        talk = meeting.interaction_id if action == "thank" else None
        who = token(arranged.contact.id)
        draft = await notes.begin(student_id, who, _NOTES[action], talk=talk)
    await open_draft(interaction, draft)


async def _sent_since(interaction: discord.Interaction, arranged: Arranged, kind: str) -> int:
    """Return the note of this kind that was sent since they were asked, or since they met; or 0."""
    meeting = arranged.meeting
    since = (meeting.begins_at if meeting.state == State.DONE else None) or meeting.asked_at
    notes = await rooms(interaction).notes.sent_to(interaction.user.id, arranged.contact.id)
    later = (
        each.id
        for each in notes
        if each.kind == kind and since and each.settled_at and each.settled_at >= since
    )
    return next(later, 0)


async def _hand_over(interaction: discord.Interaction, arranged: Arranged, action: str) -> None:
    make = files.holds if action == "holds" else files.invitation
    made = await make(arranged)
    if made is None:
        await say(interaction, "There is no time to put into a calendar yet.")
        return
    name, data = made
    if action == "holds":
        text = "Open this file: your calendar keeps the times free, marked as tentative."
    elif arranged.meeting.state in {State.CANCELLED, State.MOVED}:
        text = "Send this file along: it takes the meeting out of calendars."
    else:
        text = "Open this file for your own calendar, and send it along for theirs."
        if arranged.meeting.sequence:
            text += " It changes what is there already."
    await hand_over(interaction, text, name, data)
