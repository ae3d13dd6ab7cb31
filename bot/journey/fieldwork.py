"""What a student wants to do with fieldwork and exams: say when, and be reminded of its notes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.contacts.journal import Rows
from bot.contacts.model import Contact
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.words import clean_line
from bot.database import Tx
from bot.dates import PastTime, read_day_ahead
from bot.journey.placements import (
    MOST_STRETCHES,
    NOTES,
    STEPS,
    THANKED_WITHIN,
    Span,
    meant,
    require_apart,
    require_days,
    steps,
    written_for,
)
from bot.journey.spans import Spans, outlived
from bot.notes.desk import Desks, Draft
from bot.notes.store import Kept
from bot.nudges.model import Reason, State
from bot.nudges.rhythm import written
from bot.nudges.service import NudgeService
from bot.students.service import StudentService

PLACE_LENGTH = 100
#: How many students are seen to at once, when what is late is put away.
AT_ONCE = 200
_YEAR = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d\d\b")


class SpanNotFound(Exception):
    """This student has no such placement or exam season any more."""


class TooManySpans(Exception):
    """A student has as many as can be kept."""


class NoEducator(Exception):
    """A note needs somebody to write to, and nobody is named."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement or an exam season as a card shows it.

    Attributes:
        span: its days.
        educator: the contact, None for nobody, or for one who is gone.
        coming: the days of the notes that are still to come, by kind of nudge.
        today: the day on the student's calendar.
        stage: where the student is.
        lighter: a lighter time is on today, as the student has it.
        change: the change that made it so, to take it back by.
    """

    span: Span
    educator: Contact | None
    coming: Mapping[str, date]
    today: date
    stage: str
    lighter: bool
    change: int | None = None


class FieldworkService:
    """Keeps placements and exam seasons, and everything that follows from their days."""

    def __init__(
        self, networks: Networks, students: StudentService, nudges: NudgeService, desks: Desks
    ) -> None:
        self._networks = networks
        self._students = students
        self._nudges = nudges
        self._desks = desks
        networks.on_undone.append(self._follow)
        desks.on_sent.append(self._sent)

    async def all(self, student_id: int) -> list[Placed]:
        """Return what is on or still to come, and what ended in the last month.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            since = network.today - THANKED_WITHIN
            spans = await Spans(network.tx, student_id).all()
            recent = [each for each in spans if each.last_on >= since]
            return [await self._placed(network, each) for each in recent]

    async def see(self, student_id: int, span_id: int) -> Placed:
        """Return one.

        Raises:
            NotStarted: there is no profile.
            SpanNotFound: it is not theirs, or gone.
        """
        async with self._networks.reading(student_id) as network:
            return await self._placed(network, await _kept(network, span_id))

    async def add(
        self, student_id: int, what: str, first: str, last: str, where: str = "", who: str = ""
    ) -> Placed:
        """Write down a placement or an exam season; a Level II placement is lighter by itself.

        Args:
            student_id: whose.
            what: a key of `WHAT`.
            first: its first day as people say it; it may be over.
            last: its last day.
            where: may be empty.
            who: the educator, as picked from the suggestions or typed; may be empty.

        Raises:
            NotStarted: there is no profile.
            UnreadableTime, PastTime, WrongOrder, TooLong, TwoAtOnce, TooManySpans: no such days.
            ContactNotFound, SeveralContacts: the educator is not clear.
            UnusableText: where is too long.
        """
        async with self._networks.writing(student_id) as network:
            store = Spans(network.tx, student_id)
            begins, ends = _days(network, what, first, last)
            place = clean_line(where, "place", PLACE_LENGTH)
            educator = (await network.pick(who)).id if who else None
            lighter = what == "level_2"
            known = await store.all()
            if len(known) >= MOST_STRETCHES:
                raise TooManySpans
            require_apart(Span(0, what, begins, ends, "", None, lighter, network.now), known)
            number = await store.add(
                network.now,
                what=what,
                first_on=begins,
                last_on=ends,
                place=place,
                contact_id=educator,
                lighter=lighter,
            )
            await self._anew(network, await _kept(network, number))
            return await self._changed(network, {("fieldwork", number): None}, number)

    async def change(
        self, student_id: int, span_id: int, first: str, last: str, where: str, who: str
    ) -> Placed:
        """Change the days, where it is, and who the educator is; see `add`."""
        async with self._networks.writing(student_id) as network:
            span = await _kept(network, span_id)
            before = await network.journal.rows(fieldwork=[span_id])
            begins, ends = _days(network, span.what, first, last, known=span)
            educator = (await network.pick(who)).id if who else None
            moved = Span(span_id, span.what, begins, ends, "", None, span.lighter, network.now)
            store = Spans(network.tx, student_id)
            require_apart(moved, [each for each in await store.all() if each.id != span_id])
            await store.change(
                span_id,
                first_on=begins,
                last_on=ends,
                place=clean_line(where, "place", PLACE_LENGTH),
                contact_id=educator,
            )
            return await self._changed(network, before, span_id)

    async def name_educator(self, student_id: int, span_id: int, who: str) -> Placed:
        """Say who the educator is.

        Raises:
            SpanNotFound: it is gone.
            ContactNotFound, SeveralContacts: who it is is not clear.
        """
        async with self._networks.writing(student_id) as network:
            await _kept(network, span_id)
            before = await network.journal.rows(fieldwork=[span_id])
            contact = await network.pick(who)
            await Spans(network.tx, student_id).change(span_id, contact_id=contact.id)
            return await self._changed(network, before, span_id)

    async def set_lighter(self, student_id: int, span_id: int, *, on: bool) -> Placed:
        """Let reminders be lighter during a placement, or not.

        Raises:
            SpanNotFound: it is gone.
        """
        async with self._networks.writing(student_id) as network:
            await _kept(network, span_id)
            before = await network.journal.rows(fieldwork=[span_id])
            await Spans(network.tx, student_id).change(span_id, lighter=on)
            await self._anew(network, await _kept(network, span_id))
            return await self._changed(network, before, span_id)

    async def remove(self, student_id: int, span_id: int) -> int:
        """Delete one, and end what it has begun; return the change.

        Raises:
            SpanNotFound: it is gone.
        """
        async with self._networks.writing(student_id) as network:
            await _kept(network, span_id)
            before = await network.journal.rows(fieldwork=[span_id])
            await Spans(network.tx, student_id).remove(span_id)
            await self._follow(network)
            return await network.keep("fieldwork", before)

    async def write(self, student_id: int, span_id: int, step: str) -> Draft:
        """Begin the note of a step to the educator, or go on with it.

        Raises:
            SpanNotFound: it is gone.
            NoEducator: nobody is named.
        """
        async with self._networks.writing(student_id) as network:
            span = await _kept(network, span_id)
            placed = await self._placed(network, span)
            if placed.educator is None:
                raise NoEducator
            desk = self._desks.on(network)
            number = await desk.begin(placed.educator.id, NOTES[step])
            kept = await desk.kept(number)
            if step == "hello":
                begins = f"on {span.first_on.day} {span.first_on:%B}"
                await desk.notes.change(number, facts={**kept.facts, "begins": begins})
            await desk.remind(placed.educator.id)
            return await desk.shown(number)

    async def settle(self, student_id: int, span_id: int, step: str, *, sent: bool) -> Placed:
        """Bring a step no more: its note was ``sent`` in another way, or is left.

        What was sent is logged. A second time changes nothing.

        Raises:
            SpanNotFound: it is gone.
        """
        async with self._networks.writing(student_id) as network:
            span = await _kept(network, span_id)
            if step in span.done:
                return await self._placed(network, span)
            before: dict[Any, Any] = dict(await network.journal.rows(fieldwork=[span_id]))
            await Spans(network.tx, student_id).change(span_id, done=span.done | {step})
            educator = (await self._placed(network, span)).educator
            if sent and educator is not None and step in NOTES:
                how = "thanks" if step == "thanks" else "email"
                talk = await network.store.log(
                    educator.id, network.now, kind=how, happened_at=network.now
                )
                before["interactions", talk] = None
                await network.plan(educator, chosen_before=network.now, talked=True)
            return await self._changed(network, before, span_id)

    async def begin_level_2(self, student_id: int, span_id: int) -> Placed:
        """Take over into the profile that the student is on Level II now.

        Raises:
            SpanNotFound: it is gone.
        """
        async with self._networks.reading(student_id) as network:
            await _kept(network, span_id)
        await self._students.change(student_id, stage="level_2")
        return await self.settle(student_id, span_id, "begins", sent=False)

    async def tidy(self) -> None:
        """Put away what is out for placements that began or ended too long ago."""
        now = self._networks.clock()
        began, ended = (now - timedelta(days=9)).date(), (now - timedelta(days=33)).date()
        async with self._networks.database.reading() as tx:
            found = await outlived(tx, STEPS.keys(), began, ended, AT_ONCE)
        for student_id in found:
            async with self._networks.writing(student_id) as network:
                await self._plan(network)

    async def placed(self, tx: Tx, student_id: int, span_id: int) -> Placed:
        """Return one as it is within a transaction; see `see`."""
        network = await self._networks.within(tx, student_id)
        return await self._placed(network, await _kept(network, span_id))

    async def _placed(self, network: Network, span: Span, change: int | None = None) -> Placed:
        today = network.today
        exams = [
            each.stretch
            for each in await Spans(network.tx, network.student_id).all()
            if each.is_exams
        ]
        people = await network.store.some([span.contact_id] if span.contact_id else [])
        return Placed(
            span,
            people.get(span.contact_id or 0),
            steps(span, exams, today, network.stage),
            today,
            network.stage,
            network.rhythm.lighter_end(today) is not None,
            change,
        )

    async def _changed(self, network: Network, before: Rows, span_id: int) -> Placed:
        """Let everything follow, and note the change."""
        await self._follow(network)
        change = await network.keep("fieldwork", before)
        fresh = await self._networks.within(network.tx, network.student_id)
        return await self._placed(fresh, await _kept(fresh, span_id), change)

    async def _anew(self, network: Network, span: Span) -> None:
        """Let what was just said count, although something was set by hand on one of its days."""
        name = "pause_set_on" if span.is_exams else "lighter_set_on"
        set_on = getattr(network.rhythm, name)
        if set_on is not None and span.first_on <= set_on <= span.last_on:
            await self._students.follow(network.tx, network.student_id, {name: None})

    async def _follow(self, network: Network) -> None:
        """Let pauses, lighter times and reminders follow the days as they are now."""
        spans = await Spans(network.tx, network.student_id).all()
        exams = written(each.stretch for each in spans if each.is_exams)
        light = written(each.stretch for each in spans if each.lighter and not each.is_exams)
        if (exams, light) != (network.rhythm.exam_days, network.rhythm.fieldwork_days):
            days = {"exam_days": exams, "fieldwork_days": light}
            await self._students.follow(network.tx, network.student_id, days)
        await self._plan(network)

    async def _plan(self, network: Network) -> None:
        tx, student_id = network.tx, network.student_id
        student = await self._students.profile(tx, student_id)
        today = student.rhythm.today(network.now)
        spans = await Spans(tx, student_id).all()
        exams = [each.stretch for each in spans if each.is_exams]
        out = await self._nudges.brought(tx, student_id, STEPS.keys())
        reasons: list[Reason] = []
        for span in spans:
            for kind, day in steps(span, exams, today, student.stage).items():
                was = out.get((kind, span.id))  # what is out stays, unless it has a new day to come
                due_on = was if was is not None and day <= today else day
                reasons.append(Reason(kind, span.id, due_on))
        await self._nudges.plan(
            tx, student_id, student.rhythm, {0: reasons}, STEPS.keys(), end=State.DONE
        )

    async def _sent(self, network: Network, kept: Kept) -> Rows:
        """Take note that a note has gone out, and return the rows as they were before."""
        step = next((step for step, kind in NOTES.items() if kind == kept.kind), None)
        if step is None:
            return {}
        store = Spans(network.tx, network.student_id)
        theirs = [each for each in await store.all() if each.contact_id == kept.contact_id]
        span = written_for(step, theirs, network.today)
        if span is None:
            return {}
        before = await network.journal.rows(fieldwork=[span.id])
        await store.change(span.id, done=span.done | {step})
        await self._plan(network)
        return before


async def _kept(network: Network, span_id: int) -> Span:
    span = await Spans(network.tx, network.student_id).find(span_id)
    if span is None:
        raise SpanNotFound
    return span


def _days(
    network: Network, what: str, first: str, last: str, known: Span | None = None
) -> tuple[date, date]:
    """Read the days of a placement; those that stay as they are need not be read."""
    today, zone = network.today, network.zone

    def read(text: str, was: date | None) -> date:
        if was is not None and text.strip() == in_words(was):
            return was
        try:
            return read_day_ahead(text, network.now, zone)
        except PastTime as error:
            return error.day

    begins = read(first, known and known.first_on)
    ends = read(last, known and known.last_on)
    texts = {"first": first, "last": last}
    fixed = {name for name, text in texts.items() if _YEAR.search(text)}
    begins, ends = meant(begins, ends, fixed=fixed, today=today)
    require_days(what, begins, ends)
    same = known is not None and (begins, ends) == (known.first_on, known.last_on)
    if ends < today and not same:
        raise PastTime(ends)
    return begins, ends


def in_words(day: date) -> str:
    """Return a day as a form has it: "4 January 2027"."""
    return f"{day.day} {day:%B %Y}"
