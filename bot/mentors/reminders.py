"""What series say on DMs: the day before a session, and after some what was gained."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.contacts.network import ContactNotFound
from bot.database import Tx
from bot.mentors.gains import of_mentor
from bot.mentors.model import NoMentor
from bot.mentors.series_desk import SeriesDesks, Shown
from bot.mentors.series_store import Invitation
from bot.mentors.sessions import Progress, SeriesNotFound, Session
from bot.mentors.store import find_mentor
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import Person
from bot.students.service import NotStarted


@dataclass(frozen=True, slots=True)
class OfSession:
    """A session as a DM brings it."""

    shown: Shown
    session: Session


class _OfSession(OwnButtons):
    """Speaks for DMs to the student of a series."""

    def __init__(self, desks: SeriesDesks) -> None:
        self._desks = desks

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return with whom the sessions are; those that say nothing any more are left out."""
        found: dict[Whose, Person] = {}
        for student_id, session_id in subjects:
            with suppress(SeriesNotFound, ContactNotFound, NotStarted):
                desk = self._desks.on(await self._desks.networks.within(tx, student_id))
                shown = await desk.of_session(session_id)
                session = shown.session(session_id)
                if self._applies(session):
                    of = OfSession(shown, session)
                    found[student_id, session_id] = Person(shown.contact.titled, of=of)
        return found

    def _applies(self, session: Session) -> bool:
        raise NotImplementedError


class BeforeSession(_OfSession):
    """Speaks for nudges of the kind ``session``."""

    def _applies(self, session: Session) -> bool:
        return session.state == Progress.PLANNED


class AskGained(_OfSession):
    """Speaks for nudges of the kind ``gained``."""

    def _applies(self, session: Session) -> bool:
        return session.state == Progress.DONE


class AskMentorGained(OwnButtons):
    """Speaks for nudges of the kind ``mentor_gained``: the student of the nudge is the mentor."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return whom the mentor met; who has left since is asked no more."""
        found: dict[Whose, Person] = {}
        for mentor_id, session_id in subjects:
            with suppress(NoMentor):
                await find_mentor(tx, mentor_id)
                if (asked := await of_mentor(tx, mentor_id, session_id)) is not None:
                    name = asked.name or "A student"
                    found[mentor_id, session_id] = Person(name, of=asked)
        return found


class InviteToMentor(OwnButtons):
    """Speaks for nudges of the kind ``give_back``; the subject is always the same."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return the invitation, unless it was answered already."""
        found: dict[Whose, Person] = {}
        for student_id, subject in subjects:
            try:
                await find_mentor(tx, student_id)
            except NoMentor:
                if not await Invitation(tx, student_id).is_declined():
                    found[student_id, subject] = Person("Be a mentor")
        return found
