"""Meeting a student: the cards and buttons of `/start` and `/settings`, and the first DM."""

import discord
from discord import ButtonStyle

from bot.nudges.sender import is_refusal
from bot.students.model import EVERY_DAY, WEEKDAYS, Student
from bot.students.zones import suggest, zone_name
from bot.ui.answers import rooms, say, show
from bot.ui.card import GREEN, GREY, Card, row
from bot.ui.contact_forms import AddForm
from bot.ui.press import Button
from bot.ui.text import hour, one_line

CLOSED = (
    "Discord won't let me write to you. Open the server's menu → **Privacy Settings**, "
    "allow **Direct Messages**, then press the button."
)
AGAIN = "Discord didn't take my message. Wait a minute, then press the button again."

_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


#: What does not wait for the student's hour.
EXCEPT = "-# A thank-you comes up the day after you met, on any day of the week."


async def suggest_cities(
    interaction: discord.Interaction, typed: str
) -> list[discord.app_commands.Choice[str]]:
    """Suggest cities for what was typed so far, wherever a command asks for a time zone."""
    places = suggest(typed, rooms(interaction).clock())
    return [discord.app_commands.Choice(name=place.label, value=place.zone) for place in places]


def when(student: Student) -> str:
    """Return when a student hears from the bot, such as "on weekdays at 9 am Pacific Time"."""
    days = student.nudge_days
    named = {WEEKDAYS: "on weekdays", EVERY_DAY: "every day", frozenset({5, 6}): "on weekends"}
    each = [_SHORT[number] for number in sorted(days)]
    listed = each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"
    return f"{named.get(days, f'on {listed}')} at {hour(student.nudge_hour)} {zone_name(student.time_zone)}"


def ask_card(student: Student, name: str) -> Card:
    """Ask for leave to send DMs."""
    return Card(
        GREEN,
        [
            f"### One question, {one_line(name, 40)}",
            f"May I write to you by DM? Only {when(student)}, and only when someone is due.\n{EXCEPT}",
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
            "-# Keep client information out of everything you type. `/privacy about` says what is stored.",
        ],
    )


def answered_card(text: str) -> Card:
    """Return what is left of a question once it is answered."""
    return Card(GREY, [text])


class DmButton(Button, template=r"dms:(?P<answer>yes|no)(?::(?P<card>settings|list|waiting))?"):
    """The student's answer to "may I write to you?", on a card that asks it or says more."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep the answer; a yes is proved by a DM. What else the card says stays."""
        card = self.said("card")
        if self.said("answer") == "yes":
            await agree(interaction, card)
            return
        student = await rooms(interaction).students.decline_dms(interaction.user.id)
        note = "No DMs then. `/nudges list` shows who is due, and `/settings` changes this."
        shown = await _shown_again(interaction, student, card, note)
        await interaction.response.edit_message(view=shown)


async def _shown_again(
    interaction: discord.Interaction, student: Student, card: str, note: str
) -> Card:
    """Return the card that a button was on as it is now; a mere question is answered by a note."""
    from bot.ui.agenda import agenda  # these are made of the buttons above
    from bot.ui.settings import settings_card

    services = rooms(interaction)
    if card == "settings":
        return settings_card(student, services.clock())
    if card == "list":
        return await agenda(services, student.id)
    return answered_card(note)


class FirstStepButton(Button, template=r"first:(?P<step>add|settings)"):
    """What a student may want to do at once."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form, or show the settings."""
        if self.said("step") == "add":
            await interaction.response.send_modal(AddForm.about(""))
        else:
            student = await rooms(interaction).students.get(interaction.user.id)
            await show_settings(interaction, student)


async def agree(interaction: discord.Interaction, card: str = "") -> None:
    """Send the first DM, and only when it has arrived note that the student agreed.

    ``card`` says which card the button was on, see `DmButton`.
    """
    from bot.ui.inbox import who_waits  # made of the buttons above

    students = rooms(interaction).students
    student = await students.get(interaction.user.id)
    await interaction.response.defer()
    if student.can_be_written_to:
        shown = await _shown_again(interaction, student, card, "You're set already.")
        await interaction.edit_original_response(view=shown)
        return
    waiting = ""
    if card == "waiting":
        waiting = who_waits(await rooms(interaction).agenda.inbox(student.id))
    try:
        channel = await interaction.client.create_dm(interaction.user)
        welcome = welcome_card(student, interaction.user.display_name)
        # The nonce makes one message of two taps at once.
        await channel.send(view=welcome, nonce=f"hi-{student.id}")
    except discord.HTTPException as error:
        await say(interaction, CLOSED if is_refusal(error) else AGAIN)
        return
    student = await students.agree_to_dms(student.id, channel.id)
    note = "Good. I've just written to you, so we know that my DMs arrive."
    if waiting:
        note = f"{note} These come there next: {waiting}."
    shown = await _shown_again(interaction, student, card, note)
    await interaction.edit_original_response(view=shown)


async def greet(interaction: discord.Interaction, student: Student) -> None:
    """Answer `/start`: ask for leave, or show that all is as it should be."""
    if student.can_be_written_to:
        await show_settings(interaction, student)
    else:
        await show(interaction, ask_card(student, interaction.user.display_name))


async def show_settings(interaction: discord.Interaction, student: Student) -> None:
    """Answer with the settings."""
    from bot.ui.settings import settings_card  # made of the buttons above

    await show(interaction, settings_card(student, rooms(interaction).clock()))
