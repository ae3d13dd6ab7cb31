"""Buttons and selects that outlive a restart: their state is in their ``custom_id``.

A ``custom_id`` carries ids only, and anybody can send one: whose rows it may touch is decided by the
store, which is opened for the student who pressed.
"""

from typing import Any, ClassVar, Generic, TypeVar

import discord
from discord import ui

from bot.ui.answers import answered, report

ItemT = TypeVar("ItemT", bound="ui.Item[Any]")


class Press(ui.DynamicItem[ItemT], Generic[ItemT], template=r"never"):
    """A button or select that answers for everything that goes wrong in it."""

    #: Every kind of press; the client listens to all of them.
    kinds: ClassVar[list[type["Press[Any]"]]] = []

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__(template=template)
        Press.kinds.append(cls)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Answer the press, whatever happens."""
        try:
            await self._answered(interaction)
        except Exception as error:  # noqa: BLE001 - discord.py would only log it
            await report(interaction, error)

    @answered
    async def _answered(self, interaction: discord.Interaction) -> None:
        await self.pressed(interaction)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Do what the button says."""
        raise NotImplementedError


def button(
    custom_id: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> "ui.Button[Any]":
    """Return a button for a `Press`."""
    return ui.Button(custom_id=custom_id, label=label, style=style)
