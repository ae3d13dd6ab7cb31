"""Meeting a student: the cards and buttons of `/start` and `/settings`, and the first DM."""

import discord
from discord import ButtonStyle

from bot.nudges.sender import is_refusal
from bot.students.model import STAGES, WEEKDAYS, Student
from bot.students.zones import zone_name
from bot.ui.answers import rooms, say, show
from bot.ui.card import GREEN, GREY, Card, row
from bot.ui.contact_forms import AddForm
from bot.ui.press import Button
from bot.ui.text import count, hour, one_line

CLOSED = (
    "Discord won't let me write to you. Open the server's menu → **Privacy Settings**, "
    "allow **Direct Messages**, then press the button."
)
AGAIN = "Discord didn't take my message. Wait a minute, then press the button again."


def when(student: Student) -> str:
    """Return when a student hears from the bot, such as "on weekdays at 9 am Pacific Time"."""
    days = "on weekdays" if student.nudge_days == WEEKDAYS else "every day"
    return f"{days} at {hour(student.nudge_hour)} {zone_name(student.time_zone)}"


def ask_card(student: Student, name: str) -> Card:
    """Ask for leave to send DMs."""
    return Card(
        GREEN,
        [
            f"### One question, {one_line(name, 40)}",
            f"May I write to you by DM? Only {when(student)}, and only when someone is due.",
            row(
                DmButton.of("dms:yes", "Yes, write to me", ButtonStyle.success),
                DmButton.of("dms:no", "No DMs"),
            ),
            "-# Keep client information out of everything you type, here as anywhere on Discord.",
        ],
    )


def welcome_card(student: Student, name: str) -> Card:
    """Return the first DM, which proves that DMs arrive."""
    return Card(
        GREEN,
        [
            f"### You're set, {one_line(name, 40)}",
            f"I'll write to you here {when(student)}, and only when someone is due.",
            "Start with one person you met this month: `/contact add`.",
            row(
                FirstStepButton.of("first:add", "Add someone", ButtonStyle.success),
                FirstStepButton.of("first:settings", "Settings"),
            ),
            "-# Keep client information out of everything you type. `/help` says what is stored.",
        ],
    )


def answered_card(text: str) -> Card:
    """Return what is left of a question once it is answered."""
    return Card(GREY, [text])


def settings_card(student: Student) -> Card:
    """Show the settings, with how to change them."""
    if student.dm_agreed_at is None:
        dms = "You get no DMs from me; `/contact list` shows who is due."
    elif student.unreachable_since is not None:
        dms = "You agreed to DMs, but Discord won't let me write to you."
    else:
        dms = "I write to you by DM, only when someone is due."
    return Card(
        GREEN,
        [
            "### Your settings",
            "\n".join(
                (
                    dms,
                    f"Reminders: {when(student)}",
                    f"Time zone: {student.time_zone.replace('_', ' ')}",
                    f"Stage: {STAGES[student.stage]}",
                )
            ),
            row(
                DmButton.of("dms:no", "Stop DMs")
                if student.can_be_written_to
                else DmButton.of("dms:yes", "Send me DMs", ButtonStyle.success),
            ),
            "-# To change one, type `/settings` and pick it.",
        ],
    )


def waiting_card(waiting: int) -> Card:
    """Say that reminders wait because DMs are refused."""
    what = count(waiting, "reminder is", "reminders are")
    return Card(
        GREY,
        [
            f"**{what} waiting for you.** {CLOSED}",
            row(DmButton.of("dms:yes", "Try a DM again", ButtonStyle.success)),
        ],
    )


class DmButton(Button, template=r"dms:(?P<answer>yes|no)"):
    """The student's answer to "may I write to you?"."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep the answer; a yes is proved by a DM."""
        if self.said("answer") == "yes":
            await agree(interaction)
        else:
            await rooms(interaction).students.decline_dms(interaction.user.id)
            note = "No DMs then. `/contact list` shows who is due, and `/settings` changes this."
            await interaction.response.edit_message(view=answered_card(note))


class FirstStepButton(Button, template=r"first:(?P<step>add|settings)"):
    """What a student may want to do at once."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form, or show the settings."""
        if self.said("step") == "add":
            await interaction.response.send_modal(AddForm.about(""))
        else:
            student = await rooms(interaction).students.get(interaction.user.id)
            await show(interaction, settings_card(student))


async def agree(interaction: discord.Interaction) -> None:
    """Send the first DM, and only when it has arrived note that the student agreed."""
    students = rooms(interaction).students
    student = await students.get(interaction.user.id)
    await interaction.response.defer()
    if student.can_be_written_to:
        await interaction.edit_original_response(view=answered_card("You're set already."))
        return
    try:
        channel = await interaction.client.create_dm(interaction.user)
        card = welcome_card(student, interaction.user.display_name)
        # The nonce makes one message of two taps at once.
        await channel.send(view=card, nonce=f"hi-{student.id}")
    except discord.HTTPException as error:
        await say(interaction, CLOSED if is_refusal(error) else AGAIN)
        return
    await students.agree_to_dms(student.id, channel.id)
    note = "Good. I've just written to you, so we know that my DMs arrive."
    await interaction.edit_original_response(view=answered_card(note))


async def greet(interaction: discord.Interaction, student: Student) -> None:
    """Answer `/start`: ask for leave, or show that all is as it should be."""
    if student.can_be_written_to:
        await show(interaction, settings_card(student))
    else:
        await show(interaction, ask_card(student, interaction.user.display_name))
