"""The nudge card and its buttons."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.contacts.model import INTERACTIONS
from bot.nudges.model import (
    ADVICE,
    ASK_AGAIN,
    DRAFT,
    NO_REPLY,
    PROMISE,
    THANK_YOU,
    THANKS_OVERDUE,
    Item,
    Letter,
    Person,
    Snooze,
    State,
)
from bot.ui.answers import rooms
from bot.ui.card import AMBER, GREY, Card, divider, fitted, row
from bot.ui.contact_buttons import take_back
from bot.ui.press import Button
from bot.ui.text import ago, at, count, date_of, day, every, one_line

#: The ways that one tap logs.
HOW = ("message", "email", "call", "met")
NOT_YET = "You haven't been in touch yet"
SNOOZES = {Snooze.WEEK: "1 week", Snooze.FORTNIGHT: "2 weeks", Snooze.MONTH: "1 month"}
#: For what comes at its own moment, and is soon too late.
SHORT_SNOOZES = {Snooze.HOURS: "3 hours", Snooze.DAY: "Tomorrow", Snooze.THREE_DAYS: "3 days"}
#: More people than this leave no room for lines between them: a card holds 40 parts.
MOST_DIVIDED = 4


#: Kinds that are shown on a card of their own room: an item and the delivery it came with, or 0.
CARDS: dict[str, Callable[[Item, int], Card]] = {}
#: Kinds that are about nobody, as they stand among people in one DM: an item and the delivery it
#: came with give the text, and the buttons.
PARTS: dict[str, Callable[[Item, int], tuple[str, Sequence[Button]]]] = {}


def nudge_card(
    letter: Letter,
    asked: tuple[int, str] | None = None,
    undo: tuple[int, int] | None = None,
) -> Card:
    """Return the DM that brings people to write to, as it should look now.

    Args:
        letter: who is in it, and what has become of each.
        asked: the nudge whose button was just pressed, and which question it asks: done, snooze
            or drop.
        undo: the nudge that was just settled, and the change that takes that back.
    """
    items = letter.items
    if len(items) == 1 and items[0].nudge.kind in CARDS:
        card = CARDS[items[0].nudge.kind](items[0], letter.delivery_id)
        return card.bringing(letter.delivery_id)
    still_open = [item for item in items if item.nudge.is_open]
    own = {
        item.nudge.id: PARTS[item.nudge.kind](item, letter.delivery_id)
        for item in items
        if item.nudge.kind in PARTS
    }
    title, *texts, waiting = fitted(
        lambda room: [
            _title(letter, still_open),
            *(
                own[item.nudge.id][0] if item.nudge.id in own else _about(item, letter, room)
                for item in items
            ),
            _waiting(letter, room),
        ]
    )
    parts: list[str | ui.Item[Any] | None] = [title]
    for position, (item, text) in enumerate(zip(items, texts, strict=True)):
        if position and len(items) <= MOST_DIVIDED:
            parts.append(divider())
        parts.append(text)
        if item.nudge.id in own:
            its_buttons = own[item.nudge.id][1]
            parts.append(row(*its_buttons) if its_buttons and item.nudge.is_open else None)
        elif item.nudge.is_open:
            question = asked[1] if asked and asked[0] == item.nudge.id else ""
            parts.append(row(*buttons(item, letter.delivery_id, question)))
        elif undo and undo[0] == item.nudge.id:
            parts.append(row(undo_button(item, letter.delivery_id, undo[1])))
    parts.append(waiting)
    return Card(AMBER if still_open else GREY, parts).bringing(letter.delivery_id)


def _title(letter: Letter, waiting: Sequence[Item]) -> str:
    still_open = sum(item.nudge.kind not in PARTS for item in waiting)
    if waiting and not still_open:
        return f"### ⏰ {count(len(waiting), 'thing', 'things')} to look at today"
    if not still_open:
        return "### All answered for today"
    if letter.catch_up:
        due = count(len(letter.items) + letter.waiting, "person is", "people are")
        return f"### ⏰ Your lighter time is over\n{due} due now."
    if len(letter.items) > 1:
        return f"### ⏰ {count(still_open, 'person', 'people')} to write to today"
    item = next(iter(letter.items))
    name = one_line(item.person.name, 60)
    if item.asks_for_a_seat:
        return f"### Is {name} at a pit stop now?"
    return f"### ⏰ {_TITLES.get(item.nudge.kind, 'Time to write to {name}').format(name=name)}"


_TITLES = {
    PROMISE: "Your promise to {name}",
    ADVICE: "Tell {name} what came of it",
    THANK_YOU: "A thank-you to {name}",
    THANKS_OVERDUE: "It isn't too late to thank {name}",
    DRAFT: "Your note to {name} waits to be sent",
    NO_REPLY: "No answer from {name} yet",
    ASK_AGAIN: "Ask {name} again?",
}

#: What to do, where the talk itself does not say it.
_WHAT_TO_DO = {
    THANK_YOU: "Two lines today are worth more than two pages next week.",
    THANKS_OVERDUE: "Late thanks are still welcome. The draft is one tap away.",
    DRAFT: "Your note is ready. Open it, send it, then mark it as sent.",
    ASK_AGAIN: "They couldn't meet last time, and you wanted to try again about now.",
    NO_REPLY: "People are busy. One short follow-up is fine, and after that let it rest.",
}


def _waiting(letter: Letter, room: float) -> str:
    """Say who waits for next time: by name on a catch-up list, otherwise as a number."""
    if letter.also:
        named = letter.also[: _part(len(letter.also), room, least=3)]
        names = ", ".join(one_line(name, 40) for name in named)
        rest = letter.waiting - len(named)
        more = f" and {rest:,} more" if rest > 0 else ""
        return f"-# Next time: {names}{more}."
    if letter.waiting:
        more = count(letter.waiting, "more person is", "more people are")
        return f"-# {more} due. I'll bring them next time."
    return ""


def _about(item: Item, letter: Letter, room: float) -> str:
    person = item.person
    about = one_line(person.about, 80)
    if len(letter.items) == 1 and item.nudge.is_open:
        lines = [about]  # the title has the name
    else:
        name = f"**{one_line(person.name, 80)}**"
        lines = [f"{name} · {about}" if about else name]
    lines += why(item, letter.today, room) if item.nudge.is_open else [what_became(item)]
    return "\n".join(line for line in lines if line)


def what_became(item: Item) -> str:
    """Return what has become of a nudge that is settled."""
    match item.nudge.state:
        case State.DONE:
            kept = {PROMISE: "Logged, and the promise is kept.", ADVICE: "Logged. They know now."}
            return _settled(kept.get(item.nudge.kind, "Logged."), item)
        case State.SNOOZED:
            if item.next_due is None:
                return "Snoozed for now."
            exactly = item.nudge.manner.alone
            return f"Snoozed until {(at if exactly else day)(item.next_due)}."
        case State.SKIPPED:
            return _settled("At a pit stop now.", item)
        case State.DROPPED:
            return "No more reminders. They stay in your network; their seat brings them back."
        case _:
            return "Nothing to do here any more."


def why(item: Item, today: date, room: float = 1.0) -> Sequence[str]:
    """Return why this person comes up now, and what there is to write about."""
    person = item.person
    spoke = f"{person.last_how} {ago(person.last_spoke)}" if person.last_spoke else NOT_YET
    often = f" · {every(person.every)}" if person.every else ""
    lines = [f"{spoke}{often}", _promise(person, today, room), _advice(person, room)]
    if item.nudge.kind == ADVICE:
        lines = [lines[2], lines[0], lines[1]]
    elif item.nudge.kind == PROMISE:
        lines = [lines[1], lines[0], lines[2]]
    if item.nudge.kind in _WHAT_TO_DO:
        lines.insert(0, _WHAT_TO_DO[item.nudge.kind])
    if item.asks_for_a_seat:
        lines.insert(
            0, "I've brought them up three times. At a pit stop, I do it about twice a year."
        )
    if person.note:
        before = "Before that: " if person.earlier else ""
        lines.append(f"{before}*{one_line(person.note, _part(140, room))}*")
    said_already = item.nudge.kind == PROMISE and person.promise_due is not None
    if item.was_due and not said_already:
        lines.append(f"-# Was due {day(item.was_due)}.")
    return lines


def _promise(person: Person, today: date, room: float) -> str:
    if not person.promise:
        return ""
    said = one_line(person.promise, _part(140, room)).rstrip(".")
    if person.promise_due is None:
        by = ""
    elif person.promise_due == today:
        by = " That is for today."
    else:
        verb = "was" if person.promise_due < today else "is"
        by = f" That {verb} for {date_of(person.promise_due)}."
    return f"You promised: {said}.{by}"


def _advice(person: Person, room: float) -> str:
    if not person.advice:
        return ""
    said = one_line(person.advice, _part(140, room)).rstrip(".")
    if person.tried:
        return f"You tried what they suggested: {said}. They'd like to hear."
    return f"They suggested: {said}. Tried it?"


def _part(length: int, room: float, least: int = 20) -> int:
    return max(least, int(length * room))


def _settled(what: str, item: Item) -> str:
    return what if item.next_due is None else f"{what} Next time: {day(item.next_due)}."


#: Kinds that are done in one way, which is not asked for.
_ONE_WAY = {THANK_YOU: "thanks", THANKS_OVERDUE: "thanks", DRAFT: "email"}


def buttons(item: Item, delivery_id: int, question: str = "") -> Iterator[Button]:
    """Yield the buttons of one open nudge, or the answers to a question that one of them asks.

    ``delivery_id`` names the card they are on; 0 is the list of what comes.
    """

    def each(action: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> NudgeButton:
        return NudgeButton.of(f"nudge:{action}:{item.nudge.id}:{delivery_id}", label, style)

    if question == "done":
        for how in HOW:
            yield each(f"how-{how}", INTERACTIONS[how], ButtonStyle.success)
        yield each("back", "Back")
    elif question == "snooze":
        snoozes = SHORT_SNOOZES if item.nudge.manner.alone else SNOOZES
        for snooze, label in snoozes.items():
            yield each(f"for-{snooze.value}", label, ButtonStyle.primary)
        yield each("back", "Back")
    elif question == "drop":
        yield each("drop-yes", "No more reminders", ButtonStyle.danger)
        yield each("back", "Back")
    else:
        asks = item.asks_for_a_seat
        done = ButtonStyle.secondary if asks else ButtonStyle.success
        if item.nudge.kind in _ONE_WAY:
            yield each(f"how-{_ONE_WAY[item.nudge.kind]}", "Sent already", done)
        else:
            yield each("done", "Done", done)
        if item.nudge.person_id is not None:
            yield each("draft", "Open it" if item.nudge.kind == DRAFT else "Draft")
        yield each("snooze", "Snooze")
        yield each("pit", "Pit stop", ButtonStyle.primary if asks else ButtonStyle.secondary)
        yield each("drop", "Not this person")


def undo_button(item: Item, delivery_id: int, change: int) -> "NudgeButton":
    """Return the button that takes an answer back, on the card that `buttons` are on."""
    return NudgeButton.of(f"nudge:undo-{change}:{item.nudge.id}:{delivery_id}", "Undo")


class NudgeButton(
    Button,
    template=r"nudge:(?P<action>[a-z]+)(?:-(?P<choice>\w+))?:(?P<nudge>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Every button of a nudge. The delivery's id comes last: recovery looks for it in a DM's history."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Settle the nudge, or ask how; show the card as it is now."""
        nudges = rooms(interaction).nudges
        student_id = interaction.user.id
        asked: tuple[int, str] | None = None
        change: int | None = None
        nudge_id, choice = self.number("nudge"), self.said("choice")
        match action := self.said("action"):
            case "draft":
                from bot.ui.note_ways import draft_for_nudge  # a card with buttons of its own

                await draft_for_nudge(interaction, nudge_id)
                return
            case "how" if choice in {*HOW, *_ONE_WAY.values()}:
                change = await nudges.done(student_id, nudge_id, choice)
            case "for" if choice in set(Snooze):
                await nudges.snooze(student_id, nudge_id, Snooze(choice))
            case "pit":
                change = await nudges.pit_stop(student_id, nudge_id)
            case "drop" if choice == "yes":
                change = await nudges.drop_off(student_id, nudge_id)
            case "undo" if choice.isdecimal() and len(choice) < 19:
                if not await take_back(interaction, int(choice)):
                    return
            case _:
                asked = (nudge_id, action)
        delivery_id = self.number("delivery")
        if delivery_id:
            letter = await nudges.letter(student_id, delivery_id)
            undo = None if change is None else (nudge_id, change)
            await interaction.response.edit_message(view=nudge_card(letter, asked, undo))
        else:
            from bot.ui.agenda import show_nudge

            await show_nudge(interaction, nudge_id, asked[1] if asked else "", undo=change)
