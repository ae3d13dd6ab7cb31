"""What a student wants to do with a series of sessions: plan it, change it, look back on it."""

from collections.abc import Mapping
from datetime import timedelta

from bot.contacts.words import UnusableText, clean, clean_line, require_room
from bot.dates import read_day_ahead
from bot.mentors.outlines import outline
from bot.mentors.series_desk import SeriesDesks, Shown
from bot.mentors.sessions import (
    ANSWER_LENGTH,
    MOST_SERIES,
    MOST_SESSIONS,
    TOPIC_LENGTH,
    Progress,
    TooManySessions,
    days,
    planned,
    read_pace,
)

#: Who says no first day begins in a week, which leaves time to ask.
USUAL_START = timedelta(weeks=1)


class SeriesService:
    """Keeps series of sessions. What follows from them is planned with every change."""

    def __init__(self, desks: SeriesDesks) -> None:
        self._desks = desks

    async def plan(
        self, student_id: int, typed: str, first: str | None, every: str | None, stage: str | None
    ) -> Shown:
        """Plan a series with somebody from an outline, or show the one that is under way.

        Args:
            student_id: who plans.
            typed: the contact, picked from the suggestions or typed.
            first: the first day as people say it; None for in a week.
            every: how often, as people say it; None for as the outline has it.
            stage: whose outline; None for the student's own.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
            UnreadableTime, PastTime, UnreadablePace: bad input.
            Full: there are as many as can be kept.
        """
        async with self._desks.writing(student_id) as desk:
            network, store = desk.network, desk.store
            contact = await network.pick(typed)
            known = [await desk.whole(each) for each in await store.with_contacts([contact.id])]
            if open_ones := [each for each in known if each.series.next is not None]:
                return open_ones[-1]
            require_room("series", await store.count(), MOST_SERIES)
            begun = outline(stage or network.stage)
            often = read_pace(every) if every and every.strip() else begun.every
            today = network.today
            usual = network.rhythm.allowed_day(today + USUAL_START)
            day = read_day_ahead(first, network.now, network.zone) if first else usual
            number = await store.add(contact.id, begun.stage, often, network.now)
            sessions = planned(begun, day, often, network.rhythm.days)
            some = [(each.key, each.text, when) for each, when in sessions]
            await store.add_sessions((number, contact.id), some, network.now)
            return await desk.changed(number)

    async def all(self, student_id: int) -> list[Shown]:
        """Return every series of the student, the oldest first.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            return [await desk.whole(each) for each in await desk.store.all()]

    async def see(self, student_id: int, series_id: int) -> Shown:
        """Return a series.

        Raises:
            NotStarted: there is no profile.
            SeriesNotFound: it is not theirs, or gone.
        """
        async with self._desks.reading(student_id) as desk:
            return await desk.shown(series_id)

    async def of_session(self, student_id: int, session_id: int) -> Shown:
        """Return the series of a session; see `see`."""
        async with self._desks.reading(student_id) as desk:
            return await desk.of_session(session_id)

    async def add(self, student_id: int, series_id: int, topic: str, when: str) -> Shown:
        """Add a session of the student's own.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
            TooManySessions: there is no room.
            UnusableText, UnreadableTime, PastTime: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            network, shown = desk.network, await desk.shown(series_id)
            if len(shown.series.sessions) >= MOST_SESSIONS:
                raise TooManySessions
            day = read_day_ahead(when, network.now, network.zone)
            kept = (series_id, shown.contact.id)
            await desk.store.add_sessions(kept, [(None, _topic(topic), day)], network.now)
            return await desk.changed(series_id)

    async def change(self, student_id: int, session_id: int, topic: str, when: str) -> Shown:
        """Change the topic and the day of a session; an empty day stays as it was.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
            UnusableText, UnreadableTime, PastTime: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            network, shown = desk.network, await desk.of_session(session_id)
            values: dict[str, object] = {"topic": _topic(topic)}
            if when.strip():
                values["planned_on"] = read_day_ahead(when, network.now, network.zone)
            await desk.store.change_session(session_id, **values)
            return await desk.changed(shown.series.id)

    async def pace(self, student_id: int, series_id: int, first: str, every: str) -> Shown:
        """Give the sessions that are to come other days: the next one's, and how often.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
            UnreadableTime, PastTime, UnreadablePace: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            network, store = desk.network, desk.store
            shown = await desk.shown(series_id)
            coming = [each for each in shown.series.sessions if each.state == Progress.PLANNED]
            often = read_pace(every) if every.strip() else shown.series.every
            await store.change(series_id, every=often)
            if coming:
                begins = coming[0].planned_on
                if first.strip():
                    begins = read_day_ahead(first, network.now, network.zone)
                moments = days(begins, often, len(coming), network.rhythm.days)
                for each, day in zip(coming, moments, strict=True):
                    await store.change_session(each.id, planned_on=day)
            return await desk.changed(series_id)

    async def skip(self, student_id: int, session_id: int, *, skipped: bool) -> Shown:
        """Leave a session out, or take it in again; one that was done stays done.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
        """
        async with self._desks.writing(student_id) as desk:
            shown = await desk.of_session(session_id)
            if shown.session(session_id).state != Progress.DONE:
                state = Progress.SKIPPED if skipped else Progress.PLANNED
                await desk.store.change_session(session_id, state=state.value)
            return await desk.changed(shown.series.id)

    async def end(self, student_id: int, series_id: int) -> Shown:
        """Leave out whatever is to come.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
        """
        async with self._desks.writing(student_id) as desk:
            for each in (await desk.shown(series_id)).series.sessions:
                if each.state == Progress.PLANNED:
                    await desk.store.change_session(each.id, state=Progress.SKIPPED.value)
            return await desk.changed(series_id)

    async def done(self, student_id: int, session_id: int, said: Mapping[str, str | None]) -> Shown:
        """Note that a session was, with what the student wrote: strength, edge, step; or change that.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
            UnusableText: an answer is too long.
        """
        async with self._desks.writing(student_id) as desk:
            shown = await desk.of_session(session_id)
            names = {"strength": "strength", "edge": "growing edge", "step": "next step"}
            values: dict[str, object] = {
                name: clean(said.get(name), called, ANSWER_LENGTH) for name, called in names.items()
            }
            before = shown.session(session_id)
            if before.state != Progress.DONE:
                values["done_at"] = desk.network.now
            if session_id not in shown.meetings or before.state != Progress.DONE:
                values["state"] = Progress.DONE.value
            await desk.store.change_session(session_id, **values)
            return await desk.changed(shown.series.id)

    async def asked_for(self, student_id: int, session_id: int, meeting_id: int) -> None:
        """Note which meeting was asked for; one that was begun for another session goes with this.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
        """
        async with self._desks.writing(student_id) as desk:
            shown, store = await desk.of_session(session_id), desk.store
            await store.unlink(meeting_id)
            await store.change_session(session_id, meeting_id=meeting_id)
            await desk.plan(shown.contact.id)


def _topic(said: str) -> str:
    topic = clean_line(said, "topic", TOPIC_LENGTH)
    if topic is None:
        raise UnusableText("topic", 0)
    return topic
