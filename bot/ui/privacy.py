"""What is kept of a student: what it is, taking it along, and having it deleted."""

from collections.abc import Mapping

import discord
from discord import ButtonStyle

from bot.meetings.farewell import Freed
from bot.nudges.model import MENTOR_FREED, RETENTION, Item
from bot.privacy.keeping import Going
from bot.privacy.retention import FIRST, LAST
from bot.privacy.service import BACKUPS_KEEP, ConfirmationTooOld, Kept, Receipt
from bot.students.service import NotStarted
from bot.ui.answers import hand_over, is_private, rooms, say, show
from bot.ui.card import AMBER, BLUE, GREEN, GREY, Card, row
from bot.ui.nudges import CARDS
from bot.ui.press import Button
from bot.ui.text import at, count, date_of, day

NOTHING = "I keep nothing of you. `/start` begins, if you like."
NOT_YOURS = "That question was for somebody else. `/privacy delete` asks you."
TOO_OLD = (
    "That question is too old to answer, so nothing was deleted. `/privacy delete` asks again."
)
STAYS = "Nothing was deleted. `/privacy delete` asks again whenever you like."
#: What a student knows of, by table: the rest is counted together.
KNOWN = {
    "contacts": ("person", "people"),
    "interactions": ("talk", "talks"),
    "drafts": ("note", "notes"),
    "meetings": ("meeting", "meetings"),
}
_BACKUPS = f"Backups forget it within {BACKUPS_KEEP.days} days."


def about_card(months: int) -> Card:
    """Say what is kept, for what and how long, who sees it, and through whose hands it goes."""
    return Card(
        GREEN,
        [
            "### What I keep of you",
            "**What:** what you type or import here. I read no other messages.",
            "**Why:** to remind you, and to write notes from your own words.",
            (
                "**Who sees it:** you. A mentor you ask sees your request. Officers see counts, never "
                "names."
            ),
            (
                "**Where:** on your club's machine. Notes, e-mail and phone are encrypted; whoever runs "
                "it has the key."
            ),
            (
                "**Discord** passes on all you type and all I answer, by its own rules. So no client "
                "information."
            ),
            (
                f"**How long:** until you delete it, or {months} months after you last used me. If you "
                f"get DMs, I tell you {FIRST.days} and {LAST.days} days before. {_BACKUPS}"
            ),
            row(
                PrivacyButton.of("privacy:export", "Take it along"),
                PrivacyButton.of("privacy:delete", "Delete everything"),
            ),
        ],
    )


def _counted(counts: Mapping[str, int]) -> str:
    """Return "14 people, two notes and 52 other entries", to begin a sentence with."""
    said = [count(counts[name], *words) for name, words in KNOWN.items() if counts.get(name)]
    rest = sum(number for name, number in counts.items() if name not in KNOWN)
    more = "other entries" if said else "entries"
    said.append(count(rest, more.replace("entries", "entry"), more))
    said = [each if not n else each[0].lower() + each[1:] for n, each in enumerate(said)]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def ask_card(student_id: int, kept: Kept) -> Card:
    """Ask once whether everything is to be deleted."""
    started, asked = int(kept.started_at.timestamp()), int(kept.asked_at.timestamp())
    about = f"{student_id}:{started}:{asked}"
    return Card(
        AMBER,
        [
            "### Delete everything I keep of you?",
            f"{_counted(kept.counts)} go at once. Nobody can bring them back.",
            (
                "Requests to mentors, and from others to you, are called off. "
                f"{_BACKUPS}\nTo keep a copy, use `/privacy export` first."
            ),
            row(
                LeaveButton.of(f"leave:yes:{about}", "Delete everything", ButtonStyle.danger),
                LeaveButton.of(f"leave:no:{about}", "Keep it"),
            ),
            "-# This question is good for an hour.",
        ],
    )


def receipt_card(receipt: Receipt) -> Card:
    """Say what was deleted. Nothing but this card remembers it."""
    return Card(
        GREY,
        [
            "### Everything is deleted",
            f"{_counted(receipt.counts)}, {at(receipt.at)}.",
            (
                f"Gone from backups by {day(receipt.gone_from_backups)}, within "
                f"{BACKUPS_KEEP.days} days. Messages I sent you before stay at Discord."
            ),
            "This card is all that is left. `/start` begins anew.",
        ],
    )


async def show_about(interaction: discord.Interaction) -> None:
    """Answer with what is kept."""
    await show(interaction, about_card(await rooms(interaction).privacy.term()))


async def take_along(interaction: discord.Interaction) -> None:
    """Answer with everything that is kept, as files."""
    await interaction.response.defer(ephemeral=not is_private(interaction), thinking=True)
    try:
        bundle = await rooms(interaction).privacy.export(interaction.user.id)
    except NotStarted:
        await say(interaction, NOTHING)
        return
    text = (
        f"Everything I keep of you: {_counted(bundle.counts).lower()}. README.txt says what is what. "
        "This file is not encrypted: keep it safe."
    )
    if bundle.left_out:
        names = ", ".join(f"`{name}`" for name in bundle.left_out)
        text += f"\nToo large for Discord, so not in it: {names}. Your officer can help."
    for number, each in enumerate(bundle.zips, 1):
        part = f"Part {number} of {len(bundle.zips)}. " if len(bundle.zips) > 1 else ""
        await hand_over(interaction, part + (text if number == 1 else ""), each.name, each.data)


async def ask_to_delete(interaction: discord.Interaction) -> None:
    """Ask whether everything is to be deleted."""
    student_id = interaction.user.id
    try:
        kept = await rooms(interaction).privacy.kept(student_id)
    except NotStarted:
        await say(interaction, NOTHING)
        return
    await show(interaction, ask_card(student_id, kept))


class PrivacyButton(Button, template=r"privacy:(?P<action>export|delete)"):
    """The two rights below what is kept."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Hand everything over, or ask whether it is to be deleted."""
        await (take_along if self.said("action") == "export" else ask_to_delete)(interaction)


class LeaveButton(
    Button,
    template=r"leave:(?P<answer>yes|no):(?P<owner>\d{1,20}):(?P<started>\d{1,12}):(?P<asked>\d{1,12})",
):
    """The answer to whether everything is to be deleted. It says of whom, and when it was asked."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Delete, or leave everything as it is."""
        student_id = interaction.user.id
        if student_id != self.number("owner"):
            await say(interaction, NOT_YOURS)
            return
        if self.said("answer") == "no":
            await interaction.response.edit_message(view=Card(GREY, [STAYS]))
            return
        await interaction.response.defer()
        try:
            receipt = await rooms(interaction).privacy.confirm(
                student_id, self.number("started"), self.number("asked")
            )
        except NotStarted:
            card = Card(GREY, [NOTHING])
        except ConfirmationTooOld:
            card = Card(GREY, [TOO_OLD])
        else:
            card = receipt_card(receipt)
        await interaction.edit_original_response(view=card)


class StayButton(Button, template=r"stay:(?P<what>keep|export):(?P<delivery>\d{1,19})"):
    """The answers to a warning. The delivery's id comes last: recovery looks for it."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Say that everything stays: whoever presses anything has come back."""
        if self.said("what") == "export":
            await take_along(interaction)
            return
        try:
            await rooms(interaction).students.get(interaction.user.id)
        except NotStarted:
            await interaction.response.edit_message(view=Card(GREY, [NOTHING]))
            return
        text = "### Everything stays\nGood to see you. `/contact list` shows your people."
        await interaction.response.edit_message(view=Card(GREEN, [text]))


def _warning(item: Item, delivery: int) -> Card:
    """Return the DM that warns."""
    going = item.person.of
    if not isinstance(going, Going):
        raise TypeError
    return Card(
        AMBER,
        [
            f"### ⏰ Your data goes on {date_of(going.leaves_on)}",
            (
                f"You last used me on {date_of(going.seen_on)}. What I keep of people who don't come "
                "back is deleted: your people, notes and meetings."
            ),
            "To keep it, press the button or use any command. If you don't need it, do nothing.",
            row(
                StayButton.of(f"stay:keep:{delivery}", "Keep my data", ButtonStyle.success),
                StayButton.of(f"stay:export:{delivery}", "Take it along"),
            ),
        ],
    )


def _freed(item: Item, _delivery: int) -> Card:
    """Return the DM to a mentor about a student who has left."""
    freed = item.person.of
    if not isinstance(freed, Freed):
        raise TypeError
    if freed.begins_at is None:
        return Card(
            GREY,
            [
                "### A request is withdrawn\nThe student has left Pitstop. There is nothing to answer."
            ],
        )
    text = (
        f"### Your meeting is off\n{at(freed.begins_at)}. The student has left Pitstop, and their data "
        "is gone. There is nothing to do."
    )
    return Card(BLUE, [text])


CARDS[RETENTION] = _warning
CARDS[MENTOR_FREED] = _freed
