"""Goals: the list of them, the card of one, and the DM when its day has come."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import SETTINGS
from bot.contacts.network import token
from bot.journey.desk import Seen
from bot.journey.goals import Board, Wish
from bot.journey.model import GOAL_LENGTH, GOAL_STATES, MOST_GOALS, SKILL_LENGTH, Goal, Member
from bot.nudges.model import GOAL, Item
from bot.rooms import Rooms
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.card import AMBER, GREEN, GREY, Card, row
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, choice, line, one, open_form
from bot.ui.nudges import CARDS, PARTS, nudge_card
from bot.ui.press import Button, Select, option
from bot.ui.text import date_of, one_line

#: As many helpers are named.
MOST_NAMED = 4
#: What a select sends for somebody who is not among those offered.
SOMEBODY_ELSE = "else"


def goals_card(board: Board) -> Card:
    """Return all goals, to open or to add to."""
    parts: list[str | ui.Item[Any] | None] = ["### Your goals"]
    parts += [said(seen) for seen in board.open]
    if not board.open:
        parts.append(
            "None yet. One line in your own words is enough, such as “find out whether hand therapy "
            "is for me”. It tells you whom to write to."
        )
    if board.open or board.settled:
        parts.append(row(GoalSelect.among(board)))
    add = ButtonStyle.success if len(board.open) < MOST_GOALS else ButtonStyle.secondary
    parts.append(row(AddGoalButton.of("goals:add:0", "Add a goal", add)))
    return Card(GREEN, parts)


def said(seen: Seen) -> str:
    """Return a goal in a few lines: the words, what about, when to look again, who helps."""
    goal = seen.goal
    when = f"look again {date_of(goal.review_on)}"
    if goal.review_on <= seen.today:
        when = "time to look at it again"
    line_two = " · ".join(filter(None, (about(goal), when, _helpers(seen))))
    return f"**{one_line(goal.words, 120)}**\n-# {line_two}"


def about(goal: Goal) -> str:
    """Return the practice setting and the skill of a goal, as far as it has them."""
    skill = one_line(goal.skill, SKILL_LENGTH) if goal.skill else ""
    return " · ".join(filter(None, (SETTINGS.get(goal.setting or ""), skill)))


def _helpers(seen: Seen) -> str:
    names = [one_line(each.name, 30) for each in seen.helpers]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def goal_card(
    seen: Seen,
    title: str = "",
    *,
    delivery: int = 0,
    offered: Sequence[Member] | None = None,
) -> Card:
    """Return one goal, and what can be done with it.

    Args:
        seen: the goal.
        title: what has just happened.
        delivery: the DM that the card is on, 0 for none.
        offered: people to choose from as helpers; None when that is not asked.
    """
    goal = seen.goal
    is_due = goal.is_open and goal.review_on <= seen.today

    def each(action: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> GoalButton:
        return GoalButton.of(f"goal:{action}:{goal.id}:{delivery}", label, style)

    to_list = each("all", "All goals")
    head = f"### {'⏰ ' if is_due else ''}{one_line(goal.words, GOAL_LENGTH)}"
    if not goal.is_open:
        text = (
            "Done. It stays on your list, and so do the people who helped."
            if goal.state == "done"
            else "Let go. Interests change, and that is worth knowing."
        )
        return Card(
            GREY, [title, head, about(goal), text, row(each("open", "Open again"), to_list)]
        )
    helpers = _helpers(seen)
    lines = [
        about(goal),
        "You wanted to look at this again about now. Is it still yours?"
        if is_due
        else f"Look again: {date_of(goal.review_on)}",
        f"Who helps: {helpers}"
        if helpers
        else "Nobody is linked yet. Who of your people could help?",
    ]
    parts: list[str | ui.Item[Any] | None] = [title, head, "\n".join(filter(None, lines))]
    if offered is not None:
        parts += [row(HelperSelect.among(seen, offered, delivery)), row(each("see", "Back"))]
        return Card(GREEN, parts)
    parts.append(row(*_choices(seen, delivery)))
    parts.append(row(each("who", "Who helps"), to_list))
    return Card(AMBER if is_due else GREEN, parts)


def _choices(seen: Seen, delivery: int) -> Sequence["GoalButton"]:
    """Return what can become of an open goal: kept once its day has come, changed, done, let go."""
    is_due = seen.goal.review_on <= seen.today
    ways = {"edit": "Change", "done": "Done", "let_go": "Let go"}
    if is_due:
        ways = {"keep": "Keep it", **ways}
    return [
        GoalButton.of(
            f"goal:{action}:{seen.goal.id}:{delivery}",
            label,
            ButtonStyle.success if action == "keep" else ButtonStyle.secondary,
        )
        for action, label in ways.items()
    ]


def _seen(item: Item) -> Seen:
    if not isinstance(item.person.of, Seen):
        raise TypeError
    return item.person.of


def _letter(item: Item, delivery: int) -> Card:
    return goal_card(_seen(item), delivery=delivery)


def _part(item: Item, delivery: int) -> tuple[str, Sequence[Button]]:
    """Return a goal as it stands among people in a DM."""
    seen = _seen(item)
    goal = seen.goal
    text = f"**Your goal: {one_line(goal.words, 120)}**\n"
    if item.nudge.is_open:
        return f"{text}Is it still yours?", _choices(seen, delivery)
    if not goal.is_open:
        return f"{text}{GOAL_STATES[goal.state]}.", ()
    return f"{text}Kept. I'll ask again on {date_of(goal.review_on)}.", ()


CARDS[GOAL] = _letter
PARTS[GOAL] = _part


async def _show(
    interaction: discord.Interaction, seen: Seen, delivery: int = 0, title: str = ""
) -> None:
    """Show a goal in place; in a DM with others, show all of them as they are now."""
    if delivery:
        letter = await rooms(interaction).nudges.letter(interaction.user.id, delivery)
        if len(letter.items) > 1:
            await interaction.response.edit_message(view=nudge_card(letter))
            return
    await show_in_place(interaction, goal_card(seen, title, delivery=delivery))


def _kept(day: date) -> str:
    return f"**Kept.** I'll ask again on {date_of(day)}."


class GoalButton(
    Button,
    template=r"goal:(?P<action>keep|edit|done|let_go|open|who|see|all):(?P<goal>\d{1,19})"
    r":(?P<delivery>\d{1,19})",
):
    """Every button of a goal."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Do what it says, and show the goal as it is now."""
        goals, student_id = rooms(interaction).goals, interaction.user.id
        number, delivery, title = self.number("goal"), self.number("delivery"), ""
        match action := self.said("action"):
            case "edit":
                await open_form(interaction, "goal", number, delivery, 0, 0)
                return
            case "all":
                board = await goals.board(student_id)
                await interaction.response.edit_message(view=goals_card(board))
                return
            case "who":
                seen = await goals.see(student_id, number)
                offered = await goals.could_help(student_id, number)
                card = goal_card(seen, delivery=delivery, offered=offered)
                await interaction.response.edit_message(view=card)
                return
            case "keep":
                seen = await goals.keep(student_id, number)
                title = _kept(seen.goal.review_on) if seen.goal.is_open else ""
            case "done" | "let_go" | "open":
                seen = await goals.settle(student_id, number, action)
            case _:
                seen = await goals.see(student_id, number)
        await _show(interaction, seen, delivery, title)


class GoalSelect(Select, template=r"goals:see:(?P<below>[01])"):
    """Opens one of the goals."""

    @classmethod
    def among(cls, board: Board, *, below: bool = False) -> Self:
        """Return a select to show; ``below`` leaves the card that it is on as it is."""
        options = [
            discord.SelectOption(
                label=goal.words[:100],
                value=str(goal.id),
                description=None if goal.is_open else GOAL_STATES[goal.state],
            )
            for goal in (*(seen.goal for seen in board.open), *board.settled)
        ]
        hint = "Change one of them" if below else "Open a goal"
        return cls.of(f"goals:see:{int(below)}", options, hint)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it."""
        seen = await rooms(interaction).goals.see(interaction.user.id, int(self.item.values[0]))
        answer = show if self.number("below") else show_in_place
        await answer(interaction, goal_card(seen))


class AddGoalButton(Button, template=r"goals:add:(?P<below>[01])"):
    """Begins a goal."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        await open_form(interaction, "goal", 0, 0, 0, self.number("below"))


class HelperSelect(Select, template=r"goals:help:(?P<goal>\d{1,19}):(?P<delivery>\d{1,19})"):
    """Says who helps with a goal, or helps no more."""

    @classmethod
    def among(cls, seen: Seen, offered: Sequence[Member], delivery: int) -> Self:
        """Return a select to show, with helpers to take off and people to choose from."""
        options = [option(each.id, each.name, each.about) for each in offered]
        helping = [
            discord.SelectOption(
                label=f"Take off: {each.name}"[:100], value=str(each.id), description="Helps now"
            )
            for each in seen.helpers[:MOST_NAMED]
        ]
        other = discord.SelectOption(label="Somebody else: type a name", value=SOMEBODY_ELSE)
        name = f"goals:help:{seen.goal.id}:{delivery}"
        return cls.of(name, [*options, *helping, other], "Who could help?")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Link them, or take them off."""
        number, delivery, [value] = self.number("goal"), self.number("delivery"), self.item.values
        if value == SOMEBODY_ELSE:
            await open_form(interaction, "helper", number, delivery)
            return
        goals = rooms(interaction).goals
        seen = await goals.link(interaction.user.id, number, token(int(value)))
        await show_in_place(interaction, goal_card(seen, delivery=delivery))


class HelperForm(Form, name="helper"):
    """Takes the name of who helps. It is about the goal, and the DM that its card is on or 0."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, empty."""
        await services.goals.see(student_id, about[0])
        field = line("Their name", "contact", hint="Somebody in your network", required=True)
        return cls("Who helps with this?", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Link them."""
        goals = rooms(interaction).goals
        seen = await goals.link(interaction.user.id, about[0], said["contact"] or "")
        await show_in_place(interaction, goal_card(seen, delivery=about[1]))


class GoalForm(Form, name="goal"):
    """Takes a goal.

    It is about the goal or 0, the DM that its card is on or 0, the place of a practice setting that
    is suggested or 0, and whether the card stays below another.
    """

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        goal = (await services.goals.see(student_id, about[0])).goal if about[0] else None
        setting = goal.setting if goal else [None, *SETTINGS][about[2]]
        return cls(
            "Change this goal" if goal else "A goal",
            about,
            [
                line(
                    "What you want to learn or become",
                    "goal",
                    goal.words if goal else None,
                    most=GOAL_LENGTH,
                    hint=f"In your own words. {NO_CLIENTS}",
                    example="find out whether hand therapy is for me",
                    required=True,
                ),
                choice("Practice setting", "setting", SETTINGS, [setting] if setting else []),
                line(
                    "A skill",
                    "skill",
                    goal.skill if goal else None,
                    most=SKILL_LENGTH,
                    example="splinting",
                ),
                line(
                    "When to look at it again",
                    "day",
                    most=60,
                    hint="Stays as it is if you leave it out"
                    if goal
                    else "In three months if you leave it out",
                    example="in 6 weeks, 4 Jan",
                ),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and say when to look at it again."""
        goals, student_id = rooms(interaction).goals, interaction.user.id
        wish = Wish(
            said["goal"] or "", one(said, "setting"), said.get("skill") or "", said.get("day") or ""
        )
        if about[0]:
            seen = await goals.edit(student_id, about[0], wish)
        else:
            seen = await goals.add(student_id, wish)
        title = "**Changed.**" if about[0] else "**Added.**"
        if about[3]:
            await show(interaction, goal_card(seen, title))
        else:
            await _show(interaction, seen, about[1], title)
