"""The question whether something is about a client, before it is stored."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self, cast

import discord
from discord import ButtonStyle

from bot.notes.model import Finding
from bot.ui.answers import Host, hand_back, is_private, rooms, show
from bot.ui.card import AMBER, GREY, Card, divider, fitted, row
from bot.ui.form import Form, Said, paragraph
from bot.ui.press import Button
from bot.ui.text import one_line, typed

ANSWERED = "That is answered already, and done."
GONE = "I was restarted in between, so nothing is saved. Copy your words, then send them once more."

WHY = "Client information doesn't belong on Discord. Nothing is saved yet."

#: How many findings a card quotes; the rest is the same thought.
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Held:
    """What a student typed, held back until they have said that it is not about a client.

    Attributes:
        student_id: who typed it.
        texts: what was found, by field.
        again: does what was asked for, with some texts written anew.
    """

    student_id: int
    texts: Mapping[str, str]
    again: Callable[[discord.Interaction, Mapping[str, str]], Awaitable[None]]


async def held_back(
    interaction: discord.Interaction,
    texts: Mapping[str, str],
    about: Sequence[str],
    again: Callable[[discord.Interaction, Mapping[str, str]], Awaitable[None]],
) -> bool:
    """Ask whether a text is about a client, if one may be; say whether it was asked.

    Args:
        interaction: brought the texts.
        texts: what was typed, by option or field.
        about: names of whom it is about, beside those that the student knows.
        again: does what was asked for; also gets what was written anew, by field.
    """
    findings = await rooms(interaction).screen.findings(interaction.user.id, texts, about)
    if not findings:
        return False
    stopped = {name: text for name, text in texts.items() if name in {f.where for f in findings}}
    cast("Host", interaction.client).held[interaction.id] = Held(
        interaction.user.id, stopped, again
    )
    await show(interaction, _question(interaction.id, findings, texts))
    return True


def _question(key: int, findings: Sequence[Finding], texts: Mapping[str, str]) -> Card:
    quoted = "\n".join(
        f"“{one_line(each.words(texts[each.where]), 100)}” {each.advice}"
        for each in findings[:MOST_QUOTED]
    )
    words = fitted(lambda room: [typed(text, int(1000 * room)) for text in texts.values()])
    return Card(
        AMBER,
        [
            f"**Is this about a client?** {quoted}\n{WHY}",
            divider(),
            *words,
            row(
                ScreenButton.of(f"screen:edit:{key}", "Edit", ButtonStyle.primary),
                ScreenButton.of(f"screen:keep:{key}", "Not a client"),
            ),
        ],
    )


async def _held(interaction: discord.Interaction, key: int) -> Held | None:
    """Return what was held back, or say why it is not there any more."""
    held = cast("Host", interaction.client).held
    found = held.get(key)
    if found is not None and found.student_id == interaction.user.id:
        return found
    await hand_back(interaction, ANSWERED if found is None and key in held else GONE)
    return None


def _let_go(interaction: discord.Interaction, key: int) -> None:
    """Note that what was held back is answered, so that a second press does nothing."""
    cast("Host", interaction.client).held[key] = None


async def _put_away(interaction: discord.Interaction) -> None:
    """Take the words off the question, unless the answer stands in its place already.

    In a server the question was for the student's eyes only, and Discord lets it go by itself.
    """
    replaced = interaction.response.type is discord.InteractionResponseType.message_update
    if interaction.message is None or replaced or not is_private(interaction):
        return
    with suppress(discord.HTTPException):
        await interaction.message.edit(view=Card(GREY, ["Answered. It went on below."]))


class ScreenButton(Button, template=r"screen:(?P<action>edit|keep):(?P<key>\d{1,20})"):
    """Answers whether something is about a client."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Let it be written anew, or remember that it is not, and do what was asked for."""
        key = self.number("key")
        held = await _held(interaction, key)
        if held is None:
            return
        if self.said("action") == "edit":
            await interaction.response.send_modal(ScreenForm.filled(key, held.texts))
        else:
            _let_go(interaction, key)  # before anything is awaited: a second press does nothing
            try:
                await rooms(interaction).screen.clear(
                    interaction.user.id, list(held.texts.values())
                )
            except Exception:
                cast("Host", interaction.client).held[key] = held
                raise
            await held.again(interaction, {})
            await _put_away(interaction)


class ScreenForm(Form, name="screen"):
    """What was typed, to be written without the client."""

    @classmethod
    def filled(cls, key: int, texts: Mapping[str, str]) -> Self:
        """Return the form with the words that were held back."""
        fields: list[discord.ui.Item[Any]] = [
            paragraph(name.replace("_", " ").capitalize(), name, text, most=max(1000, len(text)))
            for name, text in list(texts.items())[:5]
        ]
        return cls("Without client information", [key], fields)

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Do what was asked for, with the new words."""
        held = await _held(interaction, about[0])
        if held is not None:
            _let_go(interaction, about[0])
            await held.again(interaction, said)
            await _put_away(interaction)
