"""The contact card: what is known of somebody, and what was said."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import discord
from discord import ButtonStyle, ui

from bot.contacts.interactions import Logged
from bot.contacts.model import (
    CHANNELS,
    INTERACTIONS,
    RELATIONSHIPS,
    SEATS,
    SETTINGS,
    Contact,
    Entry,
    Interaction,
)
from bot.contacts.network import Details, token
from bot.contacts.reasons import THANKED_FOR
from bot.contacts.service import Changed
from bot.contacts.words import LINK_LENGTH
from bot.notes.store import Kept
from bot.students.service import NotStarted
from bot.ui.answers import rooms
from bot.ui.card import AMBER, GREEN, GREY, Card, divider, fitted, row
from bot.ui.contact_buttons import (
    CompareButton,
    ContactButton,
    SeatSelect,
    TalkSelect,
    TimelineButton,
    UndoButton,
)
from bot.ui.manners import manners
from bot.ui.note_ways import KindSelect, SentSelect, ThankButton
from bot.ui.text import address, ago, count, date_of, day, every, one_line

#: What the rows of buttons on a card ask: nothing yet, which part to edit, or which seat.
Asking = Literal["", "edit", "seat"]

NO_MATERIAL = "Nothing so far. A note when you `/log`, or some homework, gives you something."

#: The parts of a contact, each a form of its own, see `bot.ui.contact_forms`.
PARTS = {
    "who": "Who they are",
    "work": "Their work",
    "reach": "How to reach them",
    "met": "How you met",
    "rhythm": "Reminders, tags",
}


def contact_card(
    details: Details,
    title: str | None = None,
    *,
    asking: Asking = "",
    undo: int | None = None,
    twin: Entry | None = None,
    thanks: ThankButton | None = None,
) -> Card:
    """Return everything about one person.

    Args:
        details: the person and their timeline.
        title: what has just happened, shown above the card.
        asking: which question the buttons ask.
        undo: the change that can be taken back.
        twin: somebody who may be the same person.
        thanks: writes a thank-you for what was just logged.
    """
    texts = fitted(
        lambda room: (title, _twin(twin), _about(details, room), _timeline(details, room))
    )
    above: list[ui.Item[Any]] = [UndoButton.to(undo)] if undo is not None else []
    if thanks is not None:
        above.insert(0, thanks)
    if twin is not None:
        above.insert(0, CompareButton.between(twin.id, details.contact.id))
    return Card(
        GREY if details.contact.archived else GREEN,
        [
            *texts[:2],
            row(*above) if above else None,
            texts[2],
            divider() if texts[3] else None,
            texts[3],
            *_rows(details, asking),
        ],
    )


def _twin(twin: Entry | None) -> str | None:
    if twin is None:
        return None
    words = [one_line(twin.about, 50)] if twin.about else []
    words += ["in your archive"] if twin.archived else []
    about = f" ({', '.join(words)})" if words else ""
    return f"Is this the same person as **{one_line(twin.name, 60)}**{about}?"


def _about(details: Details, room: float) -> str:
    contact = details.contact

    def short(text: str, most: int) -> str:
        return one_line(text, max(20, int(most * room)))

    work = (SETTINGS.get(contact.setting or ""), contact.organisation, contact.role)
    parts = [*work, RELATIONSHIPS.get(contact.relationship or "", "").lower(), contact.pronouns]
    lines = [
        f"### {short(contact.titled, 120)}",
        " · ".join(short(part, 100) for part in parts if part),
        _met(contact, short),
        _rhythm(details),
        *_open_ends(details.open_ends, short),
        _reach(contact),
        _prefers(contact, short),
        manners(contact),
    ]
    if contact.purpose:
        lines.append(f"You hope to learn: {short(contact.purpose, 200)}")
    lines += [f"For your goal: *{short(words, 100)}*" for words in details.goals]
    if contact.pointers:
        pointers = count(len(contact.pointers), "pointer", "pointers").lower()
        lines.append(f"-# Homework: {pointers}, in `/homework`")
    if contact.past_roles:
        past = contact.past_roles[0]
        was = ", ".join(short(part, 80) for part in (past.role, past.organisation) if part)
        lines.append(f"Before: {was}, until {date_of(past.until)}")
    if contact.tags:
        lines.append("-# " + " ".join(f"#{short(tag, 30)}" for tag in contact.tags))
    if contact.archived:
        lines.append("In the archive: no reminders, not in lists.")
    elif contact.seat == "pick_up":
        lines.append("To pick up: you want to get to know them. I remind you as often as you said.")
    elif contact.seat == "pit_stop":
        lines.append(
            "At a pit stop: I bring them up about twice a year. Promises and advice rest too."
        )
    elif contact.seat == "dropped_off":
        lines.append("Dropped off: no reminders, nothing is deleted. They can come back any time.")
    return "\n".join(line for line in lines if line)


def _reach(contact: Contact) -> str:
    email = address(contact.email) if contact.email else ""
    parts = [one_line(part, LINK_LENGTH) for part in (contact.phone, *contact.links[:3]) if part]
    more = f"and {len(contact.links) - 3} more" if len(contact.links) > 3 else ""
    discord_name = f"<@{contact.discord_id}>" if contact.discord_id else ""
    return " · ".join(part for part in (email, *parts, more, discord_name) if part)


def _prefers(contact: Contact, short: Any) -> str:
    likes = [CHANNELS.get(contact.channel or "", ""), contact.boundaries]
    said = " · ".join(short(part, 150) for part in likes if part)
    return f"Prefers: {said}" if said else ""


def _met(contact: Contact, short: Any) -> str:
    said = [short(contact.how_met, 150)] if contact.how_met else []
    if contact.met_at is not None:
        said.append(day(contact.met_at))
    if contact.met_through:
        said.append(f"through {short(contact.met_through, 60)}")
    return f"Met: {', '.join(said)}" if said else ""


def _rhythm(details: Details) -> str:
    contact = details.contact
    spoke = details.last_spoke
    parts = [
        "You haven't been in touch yet" if spoke is None else f"Last spoke {ago(spoke)}",
        "no reminders" if contact.cadence is None else every(contact.cadence),
    ]
    if details.due_at is not None:
        today = details.due_at.astimezone(details.seen_at.tzinfo).date() == details.seen_at.date()
        parts.append("**due today**" if today else f"due {ago(details.due_at)}")
    return " · ".join(parts)


def _open_ends(talks: Sequence[Interaction], short: Any) -> Iterator[str]:
    """Yield what was suggested and promised, and is still open."""
    for talk in talks[:3]:
        if talk.has_open_advice:
            what = "To try" if talk.advice_state == "open" else "Tried, to tell them"
            yield f"{what}: *{short(talk.advice or '', 120)}*"
        if talk.has_open_promise:
            due = f" (due {date_of(talk.promise_due)})" if talk.promise_due else ""
            yield f"You promised: *{short(talk.promise or '', 120)}*{due}"
    if len(talks) > 3:
        yield f"-# and {len(talks) - 3} more talks with something open"


def _timeline(details: Details, room: float) -> str:
    lines: list[str] = []
    for position, each in enumerate(details.timeline):
        # The newest note has most room.
        most = 150 if position or details.number else 500
        note = f": {one_line(each.note, int(most * room))}" if each.note else ""
        lines.append(f"{day(each.happened_at)} · {INTERACTIONS[each.kind]}{note}")
    if details.pages > 1:
        lines.append(f"-# page {details.number + 1} of {details.pages}")
    return "\n".join(lines)


def _rows(details: Details, asking: Asking) -> Iterator["ui.Item[Any]"]:
    contact = details.contact
    if asking == "edit":
        yield row(*(ContactButton.about(contact.id, part, label) for part, label in PARTS.items()))
        yield row(
            ContactButton.about(contact.id, "homework", "Homework"),
            ContactButton.about(contact.id, "archive", "Archive"),
            ContactButton.about(contact.id, "remove", "Delete"),
            ContactButton.about(contact.id, "back", "Back"),
        )
        return
    if asking == "seat":
        yield row(SeatSelect.about(contact.id, contact.seat))
        yield row(ContactButton.about(contact.id, "back", "Back"))
        return
    if details.timeline:
        yield row(TalkSelect.about(contact.id, details.timeline, details.seen_at.tzinfo))
    if details.pages > 1:
        yield row(
            TimelineButton.to(contact.id, details.number - 1, "Newer", off=details.number == 0),
            TimelineButton.to(
                contact.id, details.number + 1, "Older", off=details.number == details.pages - 1
            ),
        )
    if contact.archived:
        yield row(ContactButton.about(contact.id, "unarchive", "Bring back", ButtonStyle.success))
        return
    yield row(
        ContactButton.about(contact.id, "log", "Log", ButtonStyle.success),
        ContactButton.about(contact.id, "draft", "Draft"),
        ContactButton.about(contact.id, "meet", "Meet"),
        ContactButton.about(contact.id, "edit", "Edit"),
        ContactButton.about(contact.id, "seat", f"Seat: {SEATS[contact.seat].lower()}"),
    )


def added_card(added: Changed, word: str = "") -> Card:
    """Confirm a new contact, and say what happens next; ``word`` if the car is overfull now."""
    title = "**Added.** `/log` is one line whenever you are in touch."
    title += f"\n{word}" if word else ""
    return contact_card(added.details, title, undo=added.change, twin=added.twin)


def known_card(details: Details) -> Card:
    """Show somebody who was about to be added again."""
    name = one_line(details.contact.name, 60)
    return contact_card(details, f"{name} is in your network already.")


def logged_card(logged: Logged) -> Card:
    """Confirm an interaction with the day it was read as, and say when this person comes up again."""
    details, talk = logged.details, logged.interaction
    how = INTERACTIONS[talk.kind].lower()
    said = [f"**Logged: {how}, {day(talk.happened_at)}.**"]
    name = one_line(details.contact.name, 60)
    if details.due_at is None:
        planned = "Only a thank-you" if talk.kind in THANKED_FOR else "No reminder"
        said.append(f"{planned} is planned.")
    elif details.due_at <= details.seen_at:
        said.append(f"{name} is still due.")
    else:
        said.append(f"{name} comes up again on {day(details.due_at)}.")
    thanks = None
    if talk.kind in THANKED_FOR:
        thanks = ThankButton.to(details.contact.id, talk.id)
    return contact_card(details, " ".join(said), undo=logged.change, thanks=thanks)


def material_card(details: Details, sent: Sequence[Kept] = ()) -> Card:
    """Return what there is to write about: all that a note to this person can take up."""
    contact = details.contact
    noted = next((talk for talk in details.timeline if talk.note), None)

    def said(room: float) -> list[str]:
        def short(text: str, most: int) -> str:
            return one_line(text, int(most * room))

        lines = [
            f"- Last time: {short(noted.note or '', 300)}" if noted else "",
            *(f"- {line}" for line in _open_ends(details.open_ends, short)),
            f"- You hope to learn: {short(contact.purpose, 200)}" if contact.purpose else "",
            *(f"- {short(each, 200)}" for each in contact.pointers),
        ]
        return [
            "\n".join(line for line in lines if line) or NO_MATERIAL,
            _prefers(contact, short),
            manners(contact),
            _reach(contact),
        ]

    return Card(
        GREEN,
        [
            f"### Writing to {one_line(contact.name, 80)}",
            *fitted(said),
            row(KindSelect.about(contact.id)),
            row(SentSelect.among(contact.id, sent, details.seen_at.tzinfo)) if sent else None,
            row(
                ContactButton.about(contact.id, "log", "Log", ButtonStyle.success),
                ContactButton.about(contact.id, "homework", "Homework"),
            ),
        ],
    )


def confirm_card(details: Details) -> Card:
    """Ask whether somebody is to be deleted."""
    contact = details.contact
    return Card(
        AMBER,
        [
            f"### Delete {one_line(contact.titled, 80)}?",
            "Everything you noted and logged goes too. `/contact archive` only puts them away.",
            row(
                ContactButton.about(contact.id, "delete", "Delete", ButtonStyle.danger),
                ContactButton.about(contact.id, "keep", "Keep"),
            ),
        ],
    )


async def suggest_people(
    interaction: discord.Interaction, typed: str
) -> list[discord.app_commands.Choice[str]]:
    """Suggest contacts for what was typed so far, wherever a command asks for one."""
    try:
        found = await rooms(interaction).contacts.suggest(interaction.user.id, typed)
    except NotStarted:
        return []
    return [choice(entry) for entry in found]


def choice(entry: Entry) -> discord.app_commands.Choice[str]:
    """Return somebody as a suggestion; the organisation tells two people of one name apart."""
    name = f"{entry.name[:60]} · {entry.about}" if entry.about else entry.name
    return discord.app_commands.Choice(name=name[:100], value=token(entry.id))
