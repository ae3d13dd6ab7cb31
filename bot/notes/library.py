"""What a student wants to do with templates of their own."""

from bot.contacts.words import clean_name
from bot.notes.desk import Desks, Draft, DraftNotFound
from bot.notes.model import Note
from bot.notes.store import Template
from bot.notes.templates import check, templated

MOST_TEMPLATES = 25


class TooManyTemplates(Exception):
    """The student has as many templates as can be kept."""


class TemplateService:
    """Keeps a student's own templates."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def save(self, student_id: int, draft_id: int, name: str) -> Template:
        """Keep a note as the student's own template: what comes from the log becomes placeholders.

        Raises:
            DraftNotFound: it is not theirs, or gone.
            UnusableText: the name is none.
            BrokenTemplate: a placeholder in it can't be read.
            TooManyTemplates: no more can be kept.
        """
        async with self._desks.writing(student_id) as desk:
            draft = await desk.shown(draft_id)
            if draft.note is None:
                raise DraftNotFound
            if await desk.notes.count_templates() >= MOST_TEMPLATES:
                raise TooManyTemplates
            note = Note(
                templated(draft.note.subject, draft.brief), templated(draft.note.body, draft.brief)
            )
            check(note.subject)
            check(note.body)
            title = clean_name(name)
            number = await desk.notes.add_template(title, draft.kind, note, desk.network.now)
            return Template(number, title, draft.kind, note)

    async def use(self, student_id: int, draft_id: int, template_id: int) -> Draft:
        """Write a note by the student's own template.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed, or the template is gone.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            if template_id not in {each.id for each in await desk.notes.templates(kept.kind)}:
                raise DraftNotFound
            await desk.notes.change(draft_id, template_id=template_id, subject=None, body=None)
            return await desk.shown(draft_id)

    async def remove(self, student_id: int, template_id: int) -> None:
        """Delete a template; a second time changes nothing.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.writing(student_id) as desk:
            await desk.notes.remove_template(template_id)
