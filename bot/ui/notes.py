"""The card of a draft, and its buttons."""

from collections.abc import Iterator
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.notes import mail
from bot.notes.desk import ASKING, THANKING, Draft, Sent
from bot.notes.model import FIRST, KINDS, TONES
from bot.ui.answers import hand_over, rooms, say, show
from bot.ui.card import AMBER, GREEN, GREY, Card, divider, fitted, row
from bot.ui.contact_buttons import UndoButton
from bot.ui.form import open_form
from bot.ui.manners import manners
from bot.ui.press import Button, Select
from bot.ui.text import day, every, one_line, typed

#: What the coach says first. More at once is no help.
MOST_FINDINGS = 3

WHY_COORDINATOR = (
    "Sites and programmes have agreements, so asking a clinician directly can put you both in a "
    "spot. Ask your coordinator, and write to this person about their work."
)

#: How a missing fact is called in a sentence.
FACTS = {
    "me": "your name",
    "studies": "who you are",
    "purpose": "what you hope to learn",
    "detail": "one thing that stuck with you",
    "advice": "what they suggested",
    "outcome": "what came of it",
    "news": "what is new",
    "article": "what you want to share",
    "why": "why it made you think of them",
    "times": "two or three times",
    "begins": "when it begins",
}


def draft_card(draft: Draft, title: str | None = None, *, more: bool = False) -> Card:
    """Return a draft with what the coach says of it.

    Args:
        draft: the draft.
        title: what has just happened.
        more: with the buttons that are needed seldom.
    """
    name = one_line(draft.contact.name, 60)
    head = f"### {KINDS[draft.kind]}: {name}"
    if draft.state != "open":
        return _settled(draft, head)
    if draft.note is None:
        first = {"detail": "why you write to this person"} if draft.kind in FIRST else {}
        lacks = ", ".join((FACTS | first).get(each, each) for each in draft.missing)
        answer = DraftButton.to(draft.id, "facts", "Answer", ButtonStyle.primary)
        return Card(
            GREEN,
            [
                title,
                head,
                f"I only write what you tell me. Still missing: {lacks}.",
                row(answer, DraftButton.to(draft.id, "drop", "Leave it")),
            ],
        )
    texts = fitted(
        lambda room: [
            title,
            *_words(draft, head, room),
            _findings(draft, room),
            manners(draft.contact),
            _wording(draft),
        ]
    )
    return Card(
        AMBER if draft.findings else GREEN,
        [*texts[:2], divider(), texts[2], divider(), *texts[3:], *_rows(draft, more=more)],
    )


def _settled(draft: Draft, head: str) -> Card:
    if draft.state == "dropped" or draft.note is None:
        return Card(GREY, [head, "Left unsent. I won't remind you."])
    texts = fitted(lambda room: [*_words(draft, head, room), "-# Sent, and kept here."])
    return Card(GREY, texts)


def _words(draft: Draft, head: str, room: float) -> Iterator[str]:
    """Yield a note's head and its body."""
    if draft.note is not None:
        yield f"{head}\n**Subject:** {one_line(draft.note.subject, 150)}"
        yield typed(draft.note.body, int(3000 * room))


def _findings(draft: Draft, room: float) -> str | None:
    if not draft.findings or draft.note is None:
        return None
    text = {"subject": draft.note.subject, "body": draft.note.body}
    is_one = len(draft.findings) == 1
    lines = ["**One thing before you send.**" if is_one else "**Before you send.**"]
    for each in draft.findings[:MOST_FINDINGS]:
        words = each.words(text.get(each.where, ""))
        quoted = f"“{one_line(words, max(30, int(90 * room)))}”: " if words else ""
        advice = each.advice
        lines.append(advice if not words or words in advice else f"{quoted}{advice}")
    return "\n".join(lines)


def _wording(draft: Draft) -> str:
    if draft.is_own:
        return "-# Your own words"
    if draft.template is not None:
        return f"-# Your template “{one_line(draft.template.name, 80)}”"
    return f"-# Wording {draft.number} of {draft.count}"


def _rows(draft: Draft, *, more: bool) -> Iterator["ui.ActionRow[Any]"]:
    note, number = draft.note, draft.id
    if note is None:
        return
    first = [
        DraftButton.to(number, "sent", "Mark as sent", ButtonStyle.success),
        DraftButton.to(number, "edit", "Edit"),
        DraftButton.to(number, "ask" if draft.is_own else "next", "Another wording"),
    ]
    if not draft.is_own:
        first.append(DraftButton.to(number, "tone", f"Tone: {TONES[draft.tone].lower()}"))
    yield row(*first)
    to = draft.contact.email
    links: list[ui.Item[Any]] = [DraftButton.to(number, "mail", "Open in mail")]
    for label, made in (
        ("Gmail", mail.gmail_link(note, to)),
        ("Outlook", mail.outlook_link(note, to)),
    ):
        if made is not None:
            what = label if made.has_body else f"{label}, to paste"
            links.append(ui.Button(label=what, url=made.url))
    links.append(DraftButton.to(number, "copy", "Copy"))
    if not more:
        links.append(DraftButton.to(number, "more", "More"))
    yield row(*links)
    if not more:
        return
    last = [
        DraftButton.to(number, "keep", "Keep as template"),
        DraftButton.to(number, "drop", "Leave it"),
    ]
    if draft.kind in THANKING and not draft.brief.stay:
        last.insert(0, DraftButton.to(number, "stay", "Stay in touch"))
    if not draft.is_own:
        last.insert(0, DraftButton.to(number, "facts", "Change the facts"))
    yield row(*last)
    if draft.templates:
        yield row(TemplateSelect.among(draft))


def asked_card(draft: Draft) -> Card:
    """Ask before a student's own words are replaced."""
    return Card(
        AMBER,
        [
            "Another wording takes the place of your own words. You can't get them back.",
            row(
                DraftButton.to(draft.id, "see", "Keep mine", ButtonStyle.primary),
                DraftButton.to(draft.id, "next", "Take another wording", ButtonStyle.danger),
            ),
        ],
    )


def sent_card(sent: Sent) -> Card:
    """Confirm that a note was sent."""
    name = one_line(sent.draft.contact.name, 60)
    again = f" They come up again on {day(sent.again_at)}." if sent.again_at else ""
    return Card(
        GREY,
        [
            f"### ✅ Sent to {name}\nIt's in your log.{again}",
            "-# If it gets no answer, I'll bring one follow-up in a week."
            if sent.draft.kind in ASKING
            else None,
            row(UndoButton.to(sent.change)),
        ],
    )


def placement_card(draft_id: int, coordinator: str | None) -> Card:
    """Say who arranges placements, before a note asks the wrong person for one."""
    who = (
        f"**{typed(coordinator, 200)}**"
        if coordinator
        else "your programme's fieldwork coordinator"
    )
    return Card(
        AMBER,
        [
            f"### Placements go through {who}",
            WHY_COORDINATOR,
            row(
                DraftButton.to(draft_id, "facts", "Change what I ask", ButtonStyle.primary),
                DraftButton.to(draft_id, "other", "It's not about a placement"),
            ),
        ],
    )


async def card_of(interaction: discord.Interaction, draft: Draft, title: str | None = None) -> Card:
    """Return a draft's card, or the one that says who arranges placements."""
    if draft.placement and draft.state == "open":
        coordinator = await rooms(interaction).servers.coordinator(interaction.guild_id)
        return placement_card(draft.id, coordinator)
    return draft_card(draft, title)


async def open_draft(interaction: discord.Interaction, draft: Draft) -> None:
    """Show a draft, or first ask for what it can't do without."""
    if draft.missing:
        await open_form(interaction, "facts", draft.id)
    else:
        await show(interaction, await card_of(interaction, draft))


class DraftButton(
    Button,
    template=r"draft:(?P<action>sent|edit|next|ask|see|more|tone|facts|mail|copy|keep|stay|drop|other)"
    r":(?P<draft>\d{1,19})",
):
    """Every button of a draft."""

    @classmethod
    def to(
        cls, draft_id: int, action: str, label: str, style: ButtonStyle = ButtonStyle.secondary
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"draft:{action}:{draft_id}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Change the note, hand it over, or say that it is sent."""
        notes, student_id = rooms(interaction).notes, interaction.user.id
        number, action = self.number("draft"), self.said("action")
        if action in _FORMS:
            await notes.changeable(student_id, number)
            await open_form(interaction, _FORMS[action], number, 1)
        elif action in {"mail", "copy"}:
            await _hand_over(interaction, await notes.see(student_id, number), action)
        elif action == "sent":
            sent = await notes.sent(student_id, number)
            await interaction.response.edit_message(view=sent_card(sent))
        elif action == "ask":
            draft = await notes.see(student_id, number)
            await interaction.response.edit_message(view=asked_card(draft))
        elif action == "more":
            draft = await notes.see(student_id, number)
            await interaction.response.edit_message(view=draft_card(draft, more=True))
        else:
            change = {
                "next": notes.reword,
                "tone": notes.retone,
                "stay": notes.stay_in_touch,
                "other": notes.no_placement,
                "drop": notes.drop,
            }.get(action, notes.see)
            draft = await change(student_id, number)
            title = None
            if action == "stay":
                name = one_line(draft.contact.name, 60)
                title = f"I'll bring {name} up {every(draft.contact.cadence or '6 weeks')}."
            await interaction.response.edit_message(view=await card_of(interaction, draft, title))


#: The forms that buttons open.
_FORMS = {"facts": "facts", "edit": "note", "keep": "template"}


async def _hand_over(interaction: discord.Interaction, draft: Draft, action: str) -> None:
    note = draft.note
    if note is None:
        await show(interaction, draft_card(draft))
    elif action == "mail":
        data = mail.draft_file(note, draft.contact.email, draft.contact.name)
        text = (
            "Open this file: your mail program shows it as a draft. Come back to mark it as sent."
        )
        await hand_over(interaction, text, mail.file_name(draft.contact.name), data)
    else:
        body = f"{note.subject}\n\n{note.body}".replace("```", "ˋˋˋ")
        if len(body) < 1900:
            await say(interaction, f"```\n{body}\n```")
        else:
            await hand_over(interaction, "The note, to copy.", "note.txt", body.encode())


class TemplateSelect(Select, template=r"draft:own:(?P<draft>\d{1,19})"):
    """Writes a note by one of the student's own templates, or removes one."""

    @classmethod
    def among(cls, draft: Draft) -> Self:
        """Return a select to show."""
        options = [
            discord.SelectOption(label=each.name[:100], value=f"use-{each.id}")
            for each in draft.templates[:12]
        ]
        options += [
            discord.SelectOption(label=f"Remove “{each.name}”"[:100], value=f"remove-{each.id}")
            for each in draft.templates[:12]
        ]
        return cls.of(f"draft:own:{draft.id}", options, "Your own templates")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show the draft as it is now."""
        notes, student_id = rooms(interaction).notes, interaction.user.id
        action, _, number = self.item.values[0].partition("-")
        draft_id = self.number("draft")
        if action == "use":
            draft = await rooms(interaction).templates.use(student_id, draft_id, int(number))
        else:
            await rooms(interaction).templates.remove(student_id, int(number))
            draft = await notes.see(student_id, draft_id)
        await interaction.response.edit_message(view=await card_of(interaction, draft))
