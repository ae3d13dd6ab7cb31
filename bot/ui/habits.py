"""Small habits: the card that switches them, and the cards that bring them."""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import Entry
from bot.contacts.network import token
from bot.journey.habits import KINDS, Custom, HabitOff
from bot.nudges.model import Item
from bot.rooms import Rooms
from bot.ui.answers import rooms, show
from bot.ui.card import AMBER, GREEN, GREY, Card, row
from bot.ui.form import Form, Said, choice, open_form
from bot.ui.notes import open_draft
from bot.ui.nudges import CARDS
from bot.ui.press import Button, Select, option
from bot.ui.shoutouts import post_card
from bot.ui.text import date_of, one_line

_NAMES = ("profile", "article", "thanks")
#: What each habit is, on the card that switches them.
_WHAT: Mapping[str, tuple[str, str]] = {
    "profile": ("Keep my profile fresh", "three lines to check, in the months you choose"),
    "article": ("Share an article", "with one person, once a month"),
    "thanks": ("Thank someone publicly", "in a post, once a month"),
}
_STEPS: Mapping[str, tuple[str, str]] = {
    "profile": (
        "Three lines of your profile",
        (
            "- The headline: does it say where you are now?\n"
            "- The latest course or fieldwork: is it there?\n"
            "- One skill you learned since: add it.\n"
            "On LinkedIn, or wherever people look you up."
        ),
    ),
    "article": (
        "One article for one person",
        "Something you read lately that somebody would like. Two lines say why.",
    ),
    "thanks": (
        "A thank-you that others can read",
        "Think of somebody who helped you lately. A post of two lines is enough.",
    ),
}
MONTHS = {str(number): calendar.month_name[number] for number in range(1, 13)}


def habits_card(customs: Sequence[Custom], title: str | None = None) -> Card:
    """Return every habit, on or off."""
    return Card(
        GREEN,
        [
            title,
            "### Small habits",
            "Each brings one small step to your DMs. Nothing is counted, and any can be let pass.",
            *_switches(customs),
        ],
    )


def _switches(customs: Sequence[Custom]) -> Iterator["str | ui.Item[Any]"]:
    for each in customs:
        name, what = _WHAT[each.name]
        if each.next_on is None:
            yield f"**{name}**\n{what.capitalize()}"
            yield row(SwitchButton.to(each.name, "on", "Switch on", ButtonStyle.success))
        else:
            months = ", ".join(calendar.month_abbr[number] for number in each.months)
            when = "Every month" if len(each.months) == len(MONTHS) else f"In {months}"
            yield f"**{name}** · ✅ on\n{when}. Next: {date_of(each.next_on)}"
            yield row(
                SwitchButton.to(each.name, "months", "Choose the months"),
                SwitchButton.to(each.name, "off", "Switch off"),
            )


class SwitchButton(Button, template=r"custom:(?P<action>on|off|months):(?P<name>[a-z]+)"):
    """Switches a habit, or asks for its months."""

    @classmethod
    def to(
        cls, name: str, action: str, label: str, style: ButtonStyle = ButtonStyle.secondary
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"custom:{action}:{name}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Switch it and show the card, or open the form."""
        name, action = self.said("name"), self.said("action")
        if name not in _NAMES:
            raise HabitOff
        if action == "months":
            await open_form(interaction, "months", _NAMES.index(name))
            return
        habits = rooms(interaction).habits
        customs = await habits.switch(interaction.user.id, name, on=action == "on")
        await interaction.response.edit_message(view=habits_card(customs))


def _name(place: int) -> str:
    if place >= len(_NAMES):
        raise HabitOff
    return _NAMES[place]


class MonthsForm(Form, name="months"):
    """Asks in which months a habit comes. It is about the habit, by its place in the list."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the months that are chosen."""
        name = _name(about[0])
        [custom] = [each for each in await services.habits.all(student_id) if each.name == name]
        if not custom.is_on:
            raise HabitOff
        chosen = [str(number) for number in custom.months]
        field = choice("In which months?", "months", MONTHS, chosen, several=True, required=True)
        return cls(_WHAT[name][0], about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep them, and show the card."""
        months = [int(each) for each in said.get("months") or ()]
        habits = rooms(interaction).habits
        customs = await habits.choose_months(interaction.user.id, _name(about[0]), months)
        await interaction.response.edit_message(view=habits_card(customs))


# What nudges bring


def step_card(custom: Custom, people: Sequence[Entry], tail: str) -> Card:
    """Return the card that brings a habit's one step.

    Args:
        custom: the habit.
        people: to choose from, if it is about somebody.
        tail: the nudge and the delivery that the card is on.
    """
    title, text = _STEPS[custom.name]
    first: list[Button] = []
    if custom.name == "article" and custom.suggested is not None:
        name = one_line(custom.suggested.name, 40)
        text = f"{text}\n{name} comes up next: it could be them."
        first = [HabitButton.to(f"share{custom.suggested.id}", custom.name, tail, "Write to them")]
    if custom.name != "profile":
        first.append(HabitButton.to("who", custom.name, tail, "Pick someone"))
    if people:
        pick: ui.Item[Any] | None = row(PersonSelect.among(custom.name, people, tail))
        first = []
    else:
        pick = None
    rest = [
        HabitButton.to("done", custom.name, tail, "Done", ButtonStyle.success),
        HabitButton.to("notnow", custom.name, tail, "Not now"),
        HabitButton.to("off", custom.name, tail, "Switch off"),
    ]
    return Card(AMBER, [f"### ⏰ {title}", text, pick, row(*first, *rest)])


class HabitButton(
    Button,
    template=r"habit:(?P<action>done|notnow|off|who|share(?P<contact>\d{1,19})):(?P<name>[a-z]+)"
    r":(?P<nudge>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Every button of a habit's step. The delivery's id comes last: recovery looks for it."""

    @classmethod
    def to(
        cls,
        action: str,
        name: str,
        tail: str,
        label: str,
        style: ButtonStyle = ButtonStyle.secondary,
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"habit:{action}:{name}:{tail}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Take the answer, or open what the step is about."""
        services, student_id = rooms(interaction), interaction.user.id
        name, action = self.said("name"), self.said("action")
        if name not in _NAMES:
            raise HabitOff
        if self.said("contact"):
            who = token(self.number("contact"))
            await open_draft(interaction, await services.notes.begin(student_id, who, "article"))
            return
        if action == "who":
            custom = Custom(name, 1, (), None)
            people = await services.contacts.suggest(student_id, "")
            tail = f"{self.said('nudge')}:{self.said('delivery')}"
            card = step_card(custom, people, tail)
            if not people:
                card = Card(GREY, ["Nobody to choose from yet. `/contact add` brings somebody in."])
        elif action == "off":
            await services.habits.switch(student_id, name, on=False)
            card = Card(GREY, ["Switched off. `/habits` has it, should you want it again."])
        else:
            await services.habits.answer(student_id, name, self.number("nudge"))
            said = "Good." if action == "done" else "All right, not this time."
            card = Card(GREY, [f"{said} {_next(await services.habits.all(student_id), name)}"])
        await interaction.response.edit_message(view=card)


def _next(customs: Sequence[Custom], name: str) -> str:
    [custom] = [each for each in customs if each.name == name]
    return "" if custom.next_on is None else f"It comes again on {date_of(custom.next_on)}."


class PersonSelect(
    Select,
    template=r"habit-who:(?P<name>article|thanks):(?P<nudge>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Opens what a step is about, for somebody."""

    @classmethod
    def among(cls, name: str, people: Sequence[Entry], tail: str) -> Self:
        """Return a select to show."""
        options = [option(each.id, each.name, each.about) for each in people[:25]]
        hint = "Share it with" if name == "article" else "Thank"
        return cls.of(f"habit-who:{name}:{tail}", options, hint)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the draft, or the post."""
        services, student_id = rooms(interaction), interaction.user.id
        who = token(int(self.item.values[0]))
        if self.said("name") == "article":
            await open_draft(interaction, await services.notes.begin(student_id, who, "article"))
        else:
            await show(
                interaction, post_card(await services.shoutouts.begin(student_id, who, "linkedin"))
            )


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that brings a step, or the list's card of it."""
    custom = item.person.of
    if not isinstance(custom, Custom):
        raise TypeError
    if not item.nudge.is_open:
        return Card(GREY, ["That is answered. `/habits` shows when it comes again."])
    return step_card(custom, (), f"{item.nudge.id}:{delivery}")


for _kind in KINDS.values():
    CARDS[_kind] = _letter
