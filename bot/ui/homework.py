"""Homework: where to look somebody up, and what was found."""

from urllib.parse import quote_plus

from discord import ButtonStyle, ui

from bot.contacts.model import Contact
from bot.notes.mail import MOST_URL
from bot.ui.card import GREEN, Card, row
from bot.ui.contact_buttons import ContactButton, UndoButton
from bot.ui.text import one_line

_PEOPLE = "https://www.linkedin.com/search/results/people/?keywords="
_WEB = "https://www.google.com/search?q="
_PAPERS = "https://scholar.google.com/scholar?q="

#: Fewer pointers than this make a thin first message.
ENOUGH = 3


def homework_card(contact: Contact, undo: int | None = None) -> Card:
    """Return where to look somebody up, and the pointers so far.

    Args:
        contact: who.
        undo: the change that can be taken back.
    """
    who, place = contact.name, contact.organisation or ""
    links = [
        link("LinkedIn", _PEOPLE, who, place),
        link("Web", _WEB, f'"{who}"', place, "occupational therapy"),
    ]
    if place:
        links.append(link("Where they work", _WEB, place))
    if contact.relationship == "professor" or contact.setting in {"research", "academia"}:
        links.append(link("Papers", _PAPERS, f'author:"{who}"'))
    label = "Change the pointers" if contact.pointers else "Write what you found"
    return Card(
        GREEN,
        [
            f"### Homework: {one_line(who, 80)}",
            _pointers(contact),
            row(*links),
            row(
                ContactButton.about(contact.id, "pointers", label, ButtonStyle.success),
                *([UndoButton.to(undo)] if undo is not None else []),
            ),
            "-# Public pages only. What you write here is yours alone; drafts will use it.",
        ],
    )


def _pointers(contact: Contact) -> str:
    if not contact.pointers:
        return (
            "Look them up for five minutes, and note three to five things: a talk they gave, a "
            "programme they run, a path like yours."
        )
    lines = [f"- {one_line(each, 200)}" for each in contact.pointers]
    if len(contact.pointers) < ENOUGH:
        lines.append("A good start. Three make a first message easy to write.")
    return "\n".join(lines)


def link(label: str, base: str, *words: str) -> "ui.Button[ui.LayoutView]":
    """Return a button that leads to a search; words that would make the address too long are cut."""
    text = " ".join(word for word in words if word)
    while len(url := base + quote_plus(text)) > MOST_URL:
        text = text[:-1]
    return ui.Button(label=label, url=url)
