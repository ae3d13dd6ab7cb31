"""Modals that outlive a restart: what they are about is in their ``custom_id``, as with buttons.

discord.py answers a modal only in the process that opened it. Here the words come from what
Discord sent, so a form that was open during a restart still arrives.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import discord
from discord import ui

from bot.rooms import Rooms
from bot.ui.answers import answered, held_back, keep, report, rooms
from bot.ui.press import LARGEST

#: Seconds after which discord.py forgets a form; the answer arrives all the same.
REMEMBERED = 900

#: What was typed and chosen, by field: a text, or the values of a select.
Said = Mapping[str, Any]


class Form(ui.Modal):
    """A form of at most five fields. Its name and the ids it is about come back when it is sent.

    Args:
        title: at most 45 characters are shown.
        about: ids, given to `submitted` again.
        fields: see `line`, `paragraph` and `choice`.
    """

    #: Every kind of form, by name.
    kinds: ClassVar[dict[str, type["Form"]]] = {}
    name: ClassVar[str] = ""

    def __init_subclass__(cls, *, name: str = "") -> None:
        super().__init_subclass__()
        cls.name = name
        if name:
            Form.kinds[name] = cls

    def __init__(self, title: str, about: Sequence[int], fields: Sequence["ui.Item[Any]"]) -> None:
        custom_id = ":".join(("form", self.name, *map(str, about)))
        super().__init__(title=title[:45], custom_id=custom_id, timeout=REMEMBERED)
        for field in fields:
            self.add_item(field)

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> "Form":
        """Return the form as it should be shown, with what is known already."""
        raise NotImplementedError

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        """Do nothing: `receive` hears of every form, also of those this process never opened."""


async def open_form(interaction: discord.Interaction, name: str, *about: int) -> None:
    """Answer with a form."""
    form = await Form.kinds[name].made(rooms(interaction), interaction.user.id, *about)
    await interaction.response.send_modal(form)


async def receive(interaction: discord.Interaction) -> None:
    """Answer a form that was sent. Whatever goes wrong, the words are handed back."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data = cast("dict[str, Any]", interaction.data or {})
    prefix, name, *about = str(data.get("custom_id", "")).split(":")
    if prefix != "form" or name not in Form.kinds or not all(part.isdecimal() for part in about):
        return
    try:
        kind = Form.kinds[name]
        ids = [min(int(part), LARGEST) for part in about]
        await _Sent(kind, dict(_said(data)), ids).answer(interaction)
    except Exception as error:  # noqa: BLE001 - discord.py would only log it
        await report(interaction, error)


class _Sent:
    """One form that was sent."""

    def __init__(self, kind: type[Form], said: Said, about: Sequence[int]) -> None:
        self._kind = kind
        self._said = said
        self._about = about

    @answered
    async def answer(self, interaction: discord.Interaction) -> None:
        await self.take(interaction)

    async def take(self, interaction: discord.Interaction) -> None:
        typed = (
            f"{name.replace('_', ' ')}: {text}"
            for name, text in self._said.items()
            if isinstance(text, str) and text
        )
        keep(interaction, "\n".join(typed))

        async def again(new: discord.Interaction, changed: Mapping[str, str]) -> None:
            await _Sent(self._kind, {**self._said, **changed}, self._about).take(new)

        if not await held_back(interaction, self._said, again):
            await self._kind.submitted(interaction, self._said, *self._about)


def _said(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what was typed or chosen in each field."""
    for part in data.get("components", ()):
        field = part.get("component", part)
        if "custom_id" in field:
            yield field["custom_id"], field.get("values", field.get("value"))


def one(said: Said, name: str) -> str | None:
    """Return the one value that was chosen in a select, or None."""
    return next(iter(said.get(name) or ()), None)


def line(
    label: str,
    name: str,
    default: str | None = None,
    *,
    most: int = 100,
    hint: str | None = None,
    example: str | None = None,
    required: bool = False,
) -> "ui.Label[Any]":
    """Return a field for a short text.

    Args:
        label: at most 45 characters.
        name: by which `Form.submitted` finds what was typed.
        default: what stands there already.
        most: characters that fit.
        hint: what to type, below the label, at most 100 characters.
        example: shown in the empty field, at most 100 characters.
        required: whether it may be left empty.
    """
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=name,
        default=default or None,
        max_length=most,
        placeholder=example,
        required=required,
    )
    return ui.Label(text=label, description=hint, component=field)


def paragraph(
    label: str,
    name: str,
    default: str | None = None,
    *,
    most: int = 1000,
    hint: str | None = None,
    example: str | None = None,
) -> "ui.Label[Any]":
    """Return a field for a longer text, see `line`."""
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=name,
        style=discord.TextStyle.paragraph,
        default=default or None,
        max_length=most,
        placeholder=example,
        required=False,
    )
    return ui.Label(text=label, description=hint, component=field)


def choice(
    label: str,
    name: str,
    options: Mapping[str, str],
    chosen: Sequence[str] = (),
    *,
    hint: str | None = None,
    several: bool = False,
    most: int = 25,
    required: bool = False,
) -> "ui.Label[Any]":
    """Return a field to choose from at most 25 options, which map what is meant to what is shown.

    ``several`` lets more than one be chosen, up to ``most``.
    """
    field: ui.Select[Any] = ui.Select(
        custom_id=name,
        min_values=1 if required else 0,
        max_values=min(most, len(options)) if several else 1,
        required=required,
        options=[
            discord.SelectOption(label=text[:100], value=value, default=value in chosen)
            for value, text in options.items()
        ],
    )
    return ui.Label(text=label, description=hint, component=field)
