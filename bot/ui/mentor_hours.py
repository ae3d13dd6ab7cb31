"""Handing over hours."""

import discord

from bot.mentors.hours import Hours
from bot.ui.answers import hand_over, say
from bot.ui.text import count

NONE = {
    "mentor": "No meeting with a student has taken place yet. `/mentor requests` shows what is ahead.",
    "student": "No session of yours has taken place yet. `/mentor plan` shows what is ahead.",
}


async def show_hours(interaction: discord.Interaction, hours: Hours, whose: str) -> None:
    """Answer with the file, or say that there is nothing yet."""
    if not hours.hours:
        await say(interaction, NONE[whose])
        return
    meetings = count(len(hours.hours), "meeting", "meetings")
    text = (
        f"{meetings}, {_long(hours.minutes)} in all. The file has dates, minutes and topics, "
        "and no names."
    )
    await hand_over(interaction, text, f"pitstop-hours-{whose}.csv", hours.table())


def _long(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    said = [f"{whole} h"] if whole else []
    return " ".join([*said, f"{rest} min"] if rest or not whole else said)
