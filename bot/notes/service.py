"""What a student wants to do with notes: begin one, see it, change it, send it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.contacts.model import USUAL_CADENCE, Interaction
from bot.contacts.reasons import THANKED_FOR
from bot.contacts.words import UnusableText, clean, clean_line, clean_name
from bot.notes import drafting
from bot.notes.desk import Desks, Draft, DraftNotFound, Sent
from bot.notes.facts import read_times
from bot.notes.model import (
    FACT_LENGTH,
    KINDS,
    TONES,
    Note,
)
from bot.notes.store import Kept
from bot.students.zones import find_zone

SUBJECT_LENGTH = 150
BODY_LENGTH = 3000


class NoteService:
    """Keeps a student's drafts. What they are made from is in the network."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    async def begin(
        self, student_id: int, typed: str, kind: str, tone: str = "warm", talk: int | None = None
    ) -> Draft:
        """Begin a note to somebody, or go on with the one of this kind that is not sent yet.

        Args:
            student_id: who writes.
            typed: the contact, picked from the suggestions or typed.
            kind: one of `KINDS`.
            tone: one of `TONES`.
            talk: the talk it is about; None for the last one.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        if kind not in KINDS or tone not in TONES:
            raise DraftNotFound
        async with self._desks.writing(student_id) as desk:
            contact = await desk.network.pick(typed)
            number = await desk.begin(contact.id, kind, tone, talk)
            await desk.remind(contact.id)
            return await desk.shown(number)

    async def see(self, student_id: int, draft_id: int) -> Draft:
        """Return a draft.

        Raises:
            NotStarted: there is no profile.
            DraftNotFound: it is not theirs, gone, or was left.
        """
        async with self._desks.reading(student_id) as desk:
            draft = await desk.shown(draft_id)
            if draft.state == "dropped":
                raise DraftNotFound
            return draft

    async def answer(self, student_id: int, draft_id: int, said: Mapping[str, str]) -> Draft:
        """Keep what a student answered for a note.

        Args:
            student_id: who writes.
            draft_id: the draft.
            said: texts by fact; also ``me``, ``who`` ("second-year OT student, Westfield
                University"), ``times`` as people say them, and ``their_zone``, a city.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
            UnusableText, UnreadableTime, NoHour, PastTime, UnknownZone: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            if said.get("me"):
                who = clean_line(said.get("who"), "line about you", 200) or ""
                studies, _, school = who.partition(",")
                await desk.notes.sign(
                    clean_name(said["me"]), studies.strip(), school.strip() or None
                )
            answers = dict(kept.facts)
            for name, text in said.items():
                match name:
                    case "me" | "who":
                        pass
                    case "times":
                        if text.strip():  # the field is empty where they are known
                            answers["times"] = read_times(text, desk.network.now, desk.network.zone)
                            answers["their_zone"] = None
                    case "their_zone":
                        known = text.strip()
                        answers[name] = find_zone(known, desk.network.now).key if known else None
                    case _:
                        answers[name] = clean_line(text, "answer", FACT_LENGTH)
            await desk.notes.change(draft_id, facts=answers)
            await desk.remind(kept.contact_id)
            return await desk.shown(draft_id)

    async def no_placement(self, student_id: int, draft_id: int) -> Draft:
        """Note that the purpose of a request is not a placement after all.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            purpose = (await desk.shown(draft_id)).brief.purpose
            await desk.notes.change(draft_id, facts={**kept.facts, "no_placement": purpose})
            await desk.remind(kept.contact_id)
            return await desk.shown(draft_id)

    async def changeable(self, student_id: int, draft_id: int) -> None:
        """Make sure that a draft can still be changed.

        Raises:
            DraftNotFound, AlreadySent: it can't.
        """
        async with self._desks.reading(student_id) as desk:
            await desk.kept(draft_id)

    async def reword(self, student_id: int, draft_id: int) -> Draft:
        """Take the next wording; own words are replaced by the one before them.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            is_own = kept.note is not None or kept.template_id is not None
            wording = (kept.wording + (not is_own)) % drafting.count(kept.kind, kept.tone)
            await desk.notes.change(
                draft_id, wording=wording, template_id=None, subject=None, body=None
            )
            return await desk.shown(draft_id)

    async def retone(self, student_id: int, draft_id: int) -> Draft:
        """Take the next tone. Own words stay; they change with the next wording.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            tones = list(TONES)
            tone = tones[(tones.index(kept.tone) + 1) % len(tones)]
            first = drafting.first_wording(kept.kind, tone, student_id, kept.contact_id)
            await desk.notes.change(draft_id, tone=tone, wording=first)
            return await desk.shown(draft_id)

    async def edit(self, student_id: int, draft_id: int, subject: str, body: str) -> Draft:
        """Keep a note in the student's own words.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
            UnusableText: the subject or the note is too long, or empty.
        """
        note = Note(
            _given(clean_line(subject, "subject", SUBJECT_LENGTH), "subject"),
            _given(clean(body, "note", BODY_LENGTH), "note"),
        )
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            await desk.notes.change(
                draft_id, template_id=None, subject=note.subject, body=note.body
            )
            await desk.remind(kept.contact_id)
            return await desk.shown(draft_id)

    async def stay_in_touch(self, student_id: int, draft_id: int) -> Draft:
        """Say so in the note, and remind of the person from now on.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            contact = await desk.network.contact(kept.contact_id)
            if contact.cadence is None or contact.seat == "dropped_off":
                usual = USUAL_CADENCE[contact.relationship or "other"]
                staying = replace(contact, cadence=contact.cadence or usual, seat="aboard")
                await desk.network.store.change(contact.id, staying)
                await desk.network.plan(staying)
            await desk.notes.change(draft_id, facts={**kept.facts, "stay": True})
            return await desk.shown(draft_id)

    async def drop(self, student_id: int, draft_id: int) -> Draft:
        """Let a draft go; it does not come back.

        Raises:
            DraftNotFound, AlreadySent: it can't be changed.
        """
        async with self._desks.writing(student_id) as desk:
            kept = await desk.kept(draft_id)
            await desk.notes.change(draft_id, state="dropped", settled_at=desk.network.now)
            await desk.remind(kept.contact_id)
            return await desk.shown(draft_id)

    async def sent(self, student_id: int, draft_id: int) -> Sent:
        """Note that a note was sent: it is logged, and what follows is planned. Once.

        Raises:
            DraftNotFound: it is not theirs, or gone.
            AlreadySent: it was noted before.
        """
        async with self._desks.writing(student_id) as desk:
            return await desk.send(await desk.kept(draft_id))

    async def sent_to(self, student_id: int, contact_id: int) -> Sequence[Kept]:
        """Return the notes that were sent to somebody, the latest first.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            notes = await desk.notes.lately(contact_id, 50)
            return [each for each in notes if each.is_sent]

    async def talks(self, student_id: int, typed: str) -> tuple[Sequence[Interaction], ZoneInfo]:
        """Return the talks that a student can say thank you for, the latest first, and their zone.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        async with self._desks.reading(student_id) as desk:
            contact = await desk.network.pick(typed)
            talks = await desk.network.store.timeline(contact.id, 25)
            thanked = THANKED_FOR | {"class", "event", "fieldwork"}
            return [each for each in talks if each.kind in thanked], desk.network.zone


def _given(text: str | None, field: str) -> str:
    if text is None:
        raise UnusableText(field, 0)
    return text
