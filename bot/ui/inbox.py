"""What waits because DMs are closed."""

import discord
from discord import ButtonStyle

from bot.nudges.agenda import Inbox
from bot.ui.answers import rooms, say, show
from bot.ui.card import GREY, Card, row
from bot.ui.nudges import nudge_card
from bot.ui.press import Button
from bot.ui.students import CLOSED, DmButton
from bot.ui.text import count, one_line


def who_waits(inbox: Inbox) -> str:
    """Return the names of those who wait, and how many more there are; empty for nobody."""
    names = [one_line(name, 60) for name in inbox.names]
    more = inbox.total - len(names)
    who = names if more <= 0 else [*names, f"{more:,} more"]
    return " and ".join(filter(None, (", ".join(who[:-1]), *who[-1:])))


def waiting_card(inbox: Inbox) -> Card:
    """Say who waits because DMs are refused."""
    return Card(
        GREY,
        [
            f"### {count(inbox.total, 'person waits', 'people wait')} for you",
            f"{who_waits(inbox)}. {CLOSED}",
            row(
                HereButton.of("inbox:show", "Show them here", ButtonStyle.success),
                DmButton.of("dms:yes:waiting", "Try a DM again"),
            ),
        ],
    )


class HereButton(Button, template=r"inbox:show"):
    """Shows what waits in the channel, since it can't come by DM."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the most pressing of it, for the student alone."""
        letter = await rooms(interaction).agenda.show_here(interaction.user.id)
        if letter is None:
            await say(interaction, "Nothing is waiting any more.")
        else:
            await show(interaction, nudge_card(letter))
