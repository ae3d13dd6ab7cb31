"""Buttons and selects that outlive a restart: their state is in their ``custom_id``.

A ``custom_id`` carries ids only, and anybody can send one: whose rows it may touch is decided by the
store, which is opened for the student who pressed.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

import discord
from discord import ui

from bot.ui.answers import answered, report

#: In seconds since 1970, in the year 2286: no meeting is as late.
FARTHEST = 9_999_999_999
#: The largest id that the database and Discord keep; what is larger is taken for this, which nobody has.
LARGEST = 2**63 - 1

ItemT = TypeVar("ItemT", bound="ui.Item[Any]")


class Press(ui.DynamicItem[ItemT], Generic[ItemT], template=r"never"):
    """A button or select that answers for everything that goes wrong in it.

    A subclass names the pattern of its ``custom_id`` and says what happens when it is `pressed`.
    """

    #: Every kind of press; the client listens to all of them.
    kinds: ClassVar[list[type["Press[Any]"]]] = []
    #: The patterns of those that say which delivery, a DM, they came with.
    on_dms: ClassVar[list[re.Pattern[str]]] = []

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__(template=template)
        Press.kinds.append(cls)
        pattern = re.compile(template)
        if "delivery" in pattern.groupindex:
            Press.on_dms.append(pattern)

    def __init__(self, item: ItemT) -> None:
        super().__init__(item)
        match = cast("re.Match[str]", self.template.fullmatch(self.custom_id))
        self._said = match.groupdict(default="")

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: "ui.Item[Any]", match: re.Match[str], /
    ) -> Self:
        """Rebuild the button or select from what Discord sent."""
        return cls(cast("ItemT", item))

    def said(self, name: str) -> str:
        """Return what the ``custom_id`` says in a named group of the pattern."""
        return self._said[name]

    def number(self, name: str) -> int:
        """Return the id or number in a named group of the pattern."""
        return min(int(self._said[name]), LARGEST)

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


def moment_of(seconds: int) -> datetime:
    """Return the moment that an id says, in seconds since 1970.

    One beyond every calendar becomes another that nobody has offered.
    """
    return datetime.fromtimestamp(min(seconds, FARTHEST), UTC)


def delivery_of(custom_id: str) -> int | None:
    """Return the delivery that a button or select came with, None for none.

    After a crash a DM that may have arrived is looked for by it in the channel's history.
    """
    said = (pattern.fullmatch(custom_id) for pattern in Press.on_dms)
    return next((int(match["delivery"]) for match in said if match), None)


class Button(Press["ui.Button[Any]"], template=r"never a button"):
    """A button whose ``custom_id`` is the class's pattern, filled in."""

    @classmethod
    def of(
        cls,
        custom_id: str,
        label: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        *,
        off: bool = False,
    ) -> Self:
        """Return a button to show. ``off`` makes it one that can't be pressed."""
        return cls(ui.Button(custom_id=custom_id, label=label, style=style, disabled=off))


class Select(Press["ui.Select[Any]"], template=r"never a select"):
    """A select whose ``custom_id`` is the class's pattern, filled in."""

    @classmethod
    def of(
        cls,
        custom_id: str,
        options: Sequence[discord.SelectOption],
        hint: str | None = None,
        *,
        least: int = 1,
        most: int = 1,
    ) -> Self:
        """Return a select to show, with a hint for while nothing is chosen."""
        return cls(
            ui.Select(
                custom_id=custom_id,
                options=list(options),
                placeholder=hint,
                min_values=least,
                max_values=most,
            )
        )


class RoleSelect(Press["ui.RoleSelect[Any]"], template=r"never a role"):
    """A select of one role of the server, or none."""

    @classmethod
    def of(cls, custom_id: str, chosen: int | None, hint: str) -> Self:
        """Return a select to show, with the role that is chosen, and a hint for while there is none."""
        roles = [] if chosen is None else [discord.Object(chosen, type=discord.Role)]
        return cls(
            ui.RoleSelect(
                custom_id=custom_id,
                placeholder=hint,
                min_values=0,
                max_values=1,
                default_values=roles,
            )
        )


def option(number: int, name: str, about: str = "") -> discord.SelectOption:
    """Return one of the people to choose from, cut to the 100 characters that Discord shows."""
    return discord.SelectOption(
        label=name[:100], value=str(number), description=about[:100] or None
    )
