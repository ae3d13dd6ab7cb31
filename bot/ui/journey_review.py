"""The review: the DM that brings it, and one card that goes from the goals to one small thing to do."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import SEATS, SETTINGS
from bot.contacts.network import Details, token
from bot.journey.desk import later
from bot.journey.goals import Board
from bot.journey.model import CHOICES, Member
from bot.journey.reminders import Upcoming
from bot.journey.review import Reviewed
from bot.notes.model import KINDS
from bot.nudges.model import REVIEW, Item, Snooze, State
from bot.ui.agenda import show_nudge
from bot.ui.answers import rooms, show
from bot.ui.card import AMBER, GREEN, GREY, Card, divider, row
from bot.ui.form import open_form
from bot.ui.journey import crowded, spoke
from bot.ui.journey_goals import AddGoalButton, GoalSelect, said
from bot.ui.notes import open_draft
from bot.ui.nudges import CARDS, PARTS, nudge_card, what_became
from bot.ui.press import Button, Select
from bot.ui.text import count, every, one_line

Parts = list["str | ui.Item[Any] | None"]

#: As many practice settings, and as many people to pick up, are named.
MOST_NAMED = 5
RESUMES = "-# Stop whenever you like. `/journey review` goes on from here, even days later."

#: What each answer is called, by the seat before and after.
LABELS = {
    ("aboard", "aboard"): "Stay aboard",
    ("aboard", "pit_stop"): "Pit stop",
    ("pit_stop", "pit_stop"): "Stay at the pit stop",
    ("pit_stop", "aboard"): "Back aboard",
    ("pick_up", "pick_up"): "Still to pick up",
    ("pick_up", "aboard"): "Take aboard",
}
DROP = "Drop off"
#: What is said when the card was old.
NOTES = {
    "gone": "They aren't asked about any more, so here is who is next.",
    "moved": "Their seat has changed meanwhile, so I ask once more.",
    "answered": "That was decided already, so here is who is next.",
}


def review_card(shown: Reviewed) -> Card:
    """Return a review where it is now."""
    match shown.step:
        case "goals":
            return Card(GREEN, _goals(shown))
        case "people" if shown.person is not None:
            return Card(GREEN, _person(shown, shown.person))
        case "end":
            return Card(GREY, _end(shown))
        case _:
            return Card(GREEN, _pick_up(shown))


def _step(shown: Reviewed, action: str, label: str, *, main: bool = False) -> "StepButton":
    style = ButtonStyle.success if main else ButtonStyle.secondary
    return StepButton.of(f"step:{action}:{shown.review.id}", label, style)


def _back(shown: Reviewed) -> Sequence["BackButton"]:
    if not shown.last:
        return []
    return [BackButton.of(f"step:back:{shown.review.id}:{shown.last}", "Back")]


def _crowd(shown: Reviewed) -> str | None:
    """Return a kind word when somebody was just taken aboard, and the car is overfull now."""
    return crowded(shown.crowd) or None if shown.note == "aboard" else None


def _goals(shown: Reviewed) -> Parts:
    parts: Parts = ["### Your review · goals first\nHas your interest changed?"]
    parts += [said(seen) for seen in shown.goals]
    if not shown.goals:
        parts.append(
            "You have no goal yet. One line is enough, such as “find out whether hand therapy is "
            "for me”. Or go on without."
        )
    else:
        parts.append(row(GoalSelect.among(Board(shown.goals, ()), below=True)))
    on = "Go on with these" if shown.goals else "Go on"
    parts.append(
        row(_step(shown, "goals", on, main=True), AddGoalButton.of("goals:add:1", "Add a goal"))
    )
    return [*parts, RESUMES]


def _person(shown: Reviewed, details: Details) -> Parts:
    contact = details.contact
    head = f"### {one_line(contact.titled, 100)}"
    parts: Parts = [
        NOTES.get(shown.note),
        _crowd(shown),
        f"{head}\n{_why(details)}",
    ]
    answers = [
        AnswerButton.of(
            f"step:seat:{shown.review.id}:{contact.id}:{contact.seat}:{seat}",
            LABELS.get((contact.seat, seat), DROP),
            ButtonStyle.success if seat == contact.seat else ButtonStyle.secondary,
        )
        for seat in CHOICES[contact.seat]
    ]
    parts.append(row(*answers))
    rest = _step(shown, "rest", "Leave the rest as they are")
    place = f"-# {shown.answered + 1:,} of {shown.total:,}, whoever needs it most first."
    return [*parts, row(*_back(shown), rest), f"{place}\n{RESUMES}"]


def _why(details: Details) -> str:
    """Return what helps to decide about somebody."""
    contact = details.contact
    often = f" · {every(contact.cadence)}" if contact.cadence else " · no reminders"
    work = (SETTINGS.get(contact.setting or ""), contact.organisation)
    note = next((talk.note for talk in details.timeline if talk.note), None)
    last = spoke(details.last_spoke)
    lines = [
        " · ".join(one_line(each, 80) for each in work if each),
        f"{SEATS[contact.seat]} · {last}{often if contact.seat != 'pit_stop' else ''}",
        *(f"For your goal: *{one_line(words, 100)}*" for words in details.goals),
        f"*{one_line(note, 160)}*" if note else "",
    ]
    promised = next((talk for talk in details.open_ends if talk.has_open_promise), None)
    if promised is not None:
        lines.append(f"You promised: *{one_line(promised.promise or '', 120)}*")
    return "\n".join(each for each in lines if each)


def _pick_up(shown: Reviewed) -> Parts:
    parts: Parts = [NOTES.get(shown.note), _crowd(shown), "### Whom to pick up"]
    if shown.missing:
        named = [
            f"**{SETTINGS[each]}** (your goal)" if each in shown.wanted else SETTINGS[each]
            for each in shown.missing[:MOST_NAMED]
        ]
        more = len(shown.missing) - len(named)
        rest = f" and {more} more" if more > 0 else ""
        parts.append(f"You have nobody yet in: {', '.join(named)}{rest}.")
    else:
        parts.append("You know somebody in every practice setting.")
    if shown.to_pick_up:
        parts.append(f"Waiting to be picked up: {_names(shown.to_pick_up)}.")
    parts.append("Somebody aboard may know somebody. One introduction is plenty for a quarter.")
    if shown.missing:
        parts.append(row(SettingSelect.among(shown)))
    return [*parts, row(_step(shown, "finish", "Finish", main=True), *_back(shown)), RESUMES]


def _names(people: Sequence[Member]) -> str:
    names = [one_line(each.name, 40) for each in people[:MOST_NAMED]]
    more = len(people) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _end(shown: Reviewed) -> Parts:
    stay = [f"{shown.decided[seat]:,} {label}" for seat, label in _DECIDED if shown.decided[seat]]
    decided = f"{', '.join(stay)}. " if stay else ""
    left = shown.total - shown.answered
    rest = (
        f"{count(left, 'person stays as they were.', 'people stay as they were.')} " if left else ""
    )
    parts: Parts = [f"### ✅ Review done\n{decided}{rest}I'll ask again in a quarter."]
    activity = shown.activity
    if activity is None:
        return [*parts, row(*_back(shown))]
    member = activity.member
    parts += [
        divider(),
        (
            f"**One small thing:** write to {one_line(member.name, 60)}, {spoke(member.last_spoke)}.\n"
            f"-# {KINDS[activity.kind]}. I ask for what is missing, and it is ready."
        ),
        row(
            DraftButton.of(
                f"step:write:{member.id}:{activity.kind}", "Open the draft", ButtonStyle.success
            ),
            *_back(shown),
        ),
    ]
    return parts


_DECIDED = (
    ("aboard", "aboard"),
    ("pick_up", "to pick up"),
    ("pit_stop", "at a pit stop"),
    ("dropped_off", "dropped off"),
)


class StepButton(Button, template=r"step:(?P<action>goals|rest|finish):(?P<review>\d{1,19})"):
    """Goes on in a review."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show where it is then."""
        reviews = rooms(interaction).reviews
        move = {
            "goals": reviews.goals_seen,
            "rest": reviews.leave_rest,
            "finish": reviews.finish,
        }[self.said("action")]
        shown = await move(interaction.user.id, self.number("review"))
        await interaction.response.edit_message(view=review_card(shown))


class BackButton(
    Button, template=r"step:back:(?P<review>\d{1,19}):(?P<last>goals|rest|ended|\d{1,19})"
):
    """Takes the last step of a review back. A second press finds another step, and does nothing."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show where it is then."""
        shown = await rooms(interaction).reviews.back(
            interaction.user.id, self.number("review"), self.said("last")
        )
        await interaction.response.edit_message(view=review_card(shown))


class AnswerButton(
    Button,
    template=r"step:seat:(?P<review>\d{1,19}):(?P<contact>\d{1,19})"
    r":(?P<before>aboard|pit_stop|pick_up):(?P<after>aboard|pit_stop|pick_up|dropped_off)",
):
    """Decides about one person."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep it, and show who is next."""
        shown = await rooms(interaction).reviews.answer(
            interaction.user.id,
            self.number("review"),
            self.number("contact"),
            self.said("before"),
            self.said("after"),
        )
        await interaction.response.edit_message(view=review_card(shown))


class DraftButton(Button, template=r"step:write:(?P<contact>\d{1,19}):(?P<kind>[a-z_]{1,24})"):
    """Begins the note that a review ends with."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the draft, or ask for what it needs."""
        draft = await rooms(interaction).notes.begin(
            interaction.user.id, token(self.number("contact")), self.said("kind")
        )
        await open_draft(interaction, draft)


class SettingSelect(Select, template=r"step:setting"):
    """Makes a practice setting a goal."""

    @classmethod
    def among(cls, shown: Reviewed) -> "SettingSelect":
        """Return a select to show, with the settings of whom nobody is in the network."""
        options = [
            discord.SelectOption(label=SETTINGS[each], value=each) for each in shown.missing[:25]
        ]
        return cls.of("step:setting", options, "Make one of them a goal")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form for a goal."""
        chosen = self.item.values[0]
        place = [*SETTINGS].index(chosen) + 1 if chosen in SETTINGS else 0
        await open_form(interaction, "goal", 0, 0, place, 1)


# The DM


def _text(item: Item) -> str:
    people = item.person.of.people if isinstance(item.person.of, Upcoming) else 0
    return (
        f"{people:,} people are in your network. Look at your goals, say who stays and who gets a pit "
        "stop, and see whom to pick up. A few minutes, and you can stop at any point."
    )


def _buttons(item: Item, delivery: int) -> Sequence["ReviewButton"]:
    def each(action: str, label: str, style: ButtonStyle) -> ReviewButton:
        return ReviewButton.of(f"review:{action}:{item.nudge.id}:{delivery}", label, style)

    return [
        each("begin", "Begin", ButtonStyle.success),
        each("week", "In a week", ButtonStyle.secondary),
        each("quarter", "Next quarter", ButtonStyle.secondary),
    ]


def _became(item: Item) -> str:
    begun = "Begun. `/journey review` goes on where you stopped."
    return what_became(item) if item.nudge.state == State.SNOOZED else begun


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that brings a review alone."""
    if not item.nudge.is_open:
        return Card(GREY, ["### Your review of the quarter", _became(item)])
    head = "### ⏰ Time to look at your network"
    return Card(AMBER, [head, _text(item), row(*_buttons(item, delivery))])


def _part(item: Item, delivery: int) -> tuple[str, Sequence[Button]]:
    """Return a review as it stands among people in a DM."""
    head = "**Your review of the quarter**\n"
    if not item.nudge.is_open:
        return f"{head}{_became(item)}", ()
    return f"{head}Goals, who stays, who gets a pit stop. A few minutes.", _buttons(item, delivery)


CARDS[REVIEW] = _letter
PARTS[REVIEW] = _part


class ReviewButton(
    Button,
    template=r"review:(?P<action>begin|week|quarter):(?P<nudge>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Begins a review from a DM, or puts it off."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Do that, and show what is there now."""
        services, student_id = rooms(interaction), interaction.user.id
        nudge_id, delivery = self.number("nudge"), self.number("delivery")
        await services.nudges.find(student_id, nudge_id)  # or say that it is not theirs
        student = await services.students.get(student_id)
        shown = None
        match self.said("action"):
            case "begin":
                shown = await services.reviews.begin(student_id)
            case "week":
                await services.nudges.snooze(student_id, nudge_id, Snooze.WEEK)
            case _:
                day = later(student.rhythm.today(services.clock()))
                await services.nudges.move(student_id, nudge_id, day)
        letter = await services.nudges.letter(student_id, delivery) if delivery else None
        if shown is not None and (letter is None or len(letter.items) == 1):
            await interaction.response.edit_message(view=review_card(shown))
        elif letter is not None:
            await interaction.response.edit_message(view=nudge_card(letter))
            if shown is not None:
                await show(interaction, review_card(shown))
        else:
            await show_nudge(interaction, nudge_id)
