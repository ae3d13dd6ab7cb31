"""The forms of a note: what it still needs, its words, the name of a template."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.notes.desk import Draft, DraftNotFound
from bot.notes.model import FACT_LENGTH, NEEDS
from bot.notes.service import BODY_LENGTH, SUBJECT_LENGTH
from bot.rooms import Rooms
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, line, paragraph
from bot.ui.notes import card_of, draft_card

#: What is asked for each fact: a label, and an example.
_ASKED: Mapping[str, tuple[str, str]] = {
    "purpose": ("What you hope to learn", "how you chose hand therapy"),
    "detail": ("One thing that stuck with you", "protecting motion, not preventing it"),
    "advice": ("What they suggested", "try the task yourself first"),
    "outcome": ("What came of it", "my second splint fits"),
    "news": ("One thing that is new with you", "I start Level II in January"),
    "article": ("Its title or link", "Splinting after flexor repair"),
    "why": ("Why it made you think of them", "it has the protocol you showed me"),
    "times": ("Two to four times that suit you", "Tue 3pm, Thu 10am, Fri noon"),
    "begins": ("When it begins", "on 4 January"),
}
_INSTEAD: Mapping[tuple[str, str], tuple[str, str]] = {
    ("outreach", "detail"): ("Why this person", "your talk on splinting at the conference"),
    ("meeting_request", "detail"): ("Why this person", "your talk on splinting at the conference"),
    ("fieldwork_midterm", "detail"): ("What you are learning", "planning a session from the goal"),
    ("fieldwork_midterm", "purpose"): ("What you'd like feedback on", "how I give instructions"),
    ("check_in", "detail"): ("Something from last time, if you like", "the stroke study"),
    ("reconnect", "detail"): ("Something from last time, if you like", "the stroke study"),
    ("congratulations", "news"): ("What happened to them", "the state association's award"),
    ("fieldwork_hello", "purpose"): ("What you hope to learn", "running a group"),
}

#: Kinds that are better with something from the last talk, and can do without.
_FROM_LAST_TIME = frozenset({"check_in", "reconnect"})

#: A form has five fields.
MOST_FIELDS = 5


class FactsForm(Form, name="facts"):
    """Asks for what a note can't do without. The ids: a draft, and 1 when its card was pressed."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        draft = await services.notes.see(student_id, about[0])
        fields: list[discord.ui.Item[Any]] = []
        wanted = [n for n in draft.missing if n in _ASKED]
        if not draft.missing:
            wanted = list(NEEDS[draft.kind])
        if draft.arranged:
            wanted = [name for name in wanted if name != "times"]
        is_unsigned = bool({"me", "studies"} & set(draft.missing))
        with_city = len(wanted) + ("times" in wanted)
        if is_unsigned or (not draft.missing and with_city + 2 <= MOST_FIELDS):
            brief = draft.brief
            who = ", ".join(part for part in (brief.studies, brief.school) if part)
            example = "second-year OT student, Westfield University"
            fields.append(line("Your name, as you sign", "me", brief.me, required=True))
            fields.append(line("Who you are", "who", who, most=200, example=example, required=True))
        fields += [_field(draft, name) for name in wanted]
        if draft.kind in _FROM_LAST_TIME and "detail" not in wanted and len(fields) < MOST_FIELDS:
            fields.append(_field(draft, "detail"))
        if "times" in wanted and len(fields) < MOST_FIELDS:
            hint = "Leave it out if it is your own time zone"
            fields.append(
                line("Their city", "their_zone", draft.their_zone, hint=hint, example="Boston")
            )
        if not fields:
            fields = [_field(draft, "detail")]
        return cls(f"A note to {draft.contact.name}", about, fields[:MOST_FIELDS])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep the answers and show the draft."""
        notes, student_id = rooms(interaction).notes, interaction.user.id
        answers = {name: text or "" for name, text in said.items() if isinstance(text, str | None)}
        times = {name: answers.pop(name) for name in ("times", "their_zone") if name in answers}
        draft = await notes.answer(student_id, about[0], answers)  # kept, should a time be refused
        if times:
            draft = await notes.answer(student_id, about[0], times)
        await _shown(interaction, await card_of(interaction, draft), about)


def _field(draft: Draft, name: str) -> "discord.ui.Item[Any]":
    label, example = _INSTEAD.get((draft.kind, name), _ASKED[name])
    known = getattr(draft.brief, name)
    hint = f"As you would say it to them. {NO_CLIENTS}"
    if name == "times":
        return paragraph(label, name, most=200, example=example)
    if name == "detail" and not known:
        known = draft.material
    return line(
        label,
        name,
        known[:FACT_LENGTH],
        most=FACT_LENGTH,
        hint=hint,
        example=example,
        required=name in NEEDS[draft.kind],
    )


class NoteForm(Form, name="note"):
    """Changes the words of a note."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with the note as it is."""
        draft = await services.notes.see(student_id, about[0])
        if draft.note is None:
            raise DraftNotFound
        body = paragraph("Note", "body", draft.note.body, most=BODY_LENGTH, hint=NO_CLIENTS)
        subject = line("Subject", "subject", draft.note.subject, most=SUBJECT_LENGTH, required=True)
        return cls(f"A note to {draft.contact.name}", about, [subject, body])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep the words and show what the coach says of them."""
        draft = await rooms(interaction).notes.edit(
            interaction.user.id, about[0], said["subject"] or "", said["body"] or ""
        )
        await _shown(interaction, draft_card(draft), about)


class TemplateForm(Form, name="template"):
    """Keeps a note as the student's own template."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, with a name to change."""
        draft = await services.notes.see(student_id, about[0])
        hint = "Names and facts in it become placeholders, to be filled in anew."
        return cls(
            "Keep as my template",
            about,
            [line("Its name", "title", f"My {draft.tone} one", most=80, hint=hint, required=True)],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it and show the card, which offers it from now on."""
        services = rooms(interaction)
        await services.templates.save(interaction.user.id, about[0], said["title"] or "")
        draft = await services.notes.see(interaction.user.id, about[0])
        await _shown(interaction, draft_card(draft, "**Kept as your template.**"), about)


async def _shown(
    interaction: discord.Interaction, card: discord.ui.LayoutView, about: tuple[int, ...]
) -> None:
    """Show a card: in place of the draft's own, when the form was opened there."""
    if len(about) > 1 and about[1]:
        await show_in_place(interaction, card)
    else:
        await show(interaction, card)
