"""What came of a series: what each of both gained, for their own eyes, and giving it on."""

from dataclasses import dataclass

from bot.contacts.words import clean
from bot.database import Tx
from bot.mentors.series_desk import ONCE, SeriesDesks, Shown
from bot.mentors.series_store import Gains, Invitation
from bot.mentors.sessions import ANSWER_LENGTH, SeriesNotFound
from bot.notes.facts import fitting
from bot.notes.store import Notes
from bot.nudges.model import GIVE_BACK, MENTOR_GAINED
from bot.nudges.service import NudgeService


@dataclass(frozen=True, slots=True)
class OfMentor:
    """What a mentor is asked after some sessions: of which, with whom, and what they wrote so far."""

    session_id: int
    name: str
    student_id: int
    said: str


async def of_mentor(tx: Tx, mentor_id: int, session_id: int) -> OfMentor | None:
    """Return what a mentor is asked about, or None for who was none in it."""
    gains = Gains(tx, mentor_id)
    student_id = await gains.of(session_id)
    if student_id is None:
        return None
    name, *_ = await Notes(tx, student_id).signature()
    return OfMentor(session_id, name, student_id, await gains.find(session_id))


class GainService:
    """Keeps what students and mentors gained."""

    def __init__(self, desks: SeriesDesks, nudges: NudgeService) -> None:
        self._desks = desks
        self._nudges = nudges

    async def gained(self, student_id: int, session_id: int, said: str) -> Shown:
        """Keep what the student gained so far.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
            UnusableText: it is too long.
        """
        async with self._desks.writing(student_id) as desk:
            shown = await desk.of_session(session_id)
            text = clean(said, "answer", ANSWER_LENGTH)
            await desk.store.change_session(session_id, gained=text)
            return await desk.changed(shown.series.id)

    async def not_now(self, student_id: int, kind: str, subject_id: int) -> None:
        """Let a question go without an answer; it does not come again."""
        async with self._desks.networks.database.transaction(student_id) as tx:
            await self._nudges.forget(tx, student_id, kind, subject_id)

    async def thank(self, student_id: int, session_id: int) -> int:
        """Begin a thank-you with what the student gained; return the draft's id.

        Raises:
            SeriesNotFound: it is not theirs, or gone.
        """
        async with self._desks.writing(student_id) as desk:
            shown, notes = await desk.of_session(session_id), desk.meetings.notes
            number = await notes.begin(shown.contact.id, "thank_you")
            gained = shown.session(session_id).gained
            # A note has room for a sentence; the first is what came to mind first.
            if detail := fitting(gained) or fitting(gained.split(". ")[0]):
                facts = (await notes.kept(number)).facts
                await notes.notes.change(number, facts={**facts, "detail": detail})
            await notes.remind(shown.contact.id)
            return number

    async def mentor_gained(self, mentor_id: int, session_id: int, said: str) -> None:
        """Keep what a mentor gained, for their own eyes.

        Raises:
            SeriesNotFound: they were no mentor in it.
            UnusableText: it is too long.
        """
        text = clean(said, "answer", ANSWER_LENGTH) or ""
        async with self._desks.writing(mentor_id) as desk:
            gains = Gains(desk.network.tx, mentor_id)
            if await gains.of(session_id) is None:
                raise SeriesNotFound
            await gains.keep(session_id, text, desk.network.now)
            await self._nudges.forget(desk.network.tx, mentor_id, MENTOR_GAINED, session_id)

    async def of_mentor(self, mentor_id: int, session_id: int) -> OfMentor:
        """Return what a mentor is asked about.

        Raises:
            SeriesNotFound: they were no mentor in it, or it is gone.
        """
        async with self._desks.networks.database.reading() as tx:
            found = await of_mentor(tx, mentor_id, session_id)
        if found is None:
            raise SeriesNotFound
        return found

    async def gives_back(self, student_id: int) -> None:
        """Let the invitation rest: the student is a mentor now."""
        await self.not_now(student_id, GIVE_BACK, ONCE)

    async def would_rather_not(self, student_id: int) -> None:
        """Note that a student would rather be no mentor, which is never asked again."""
        async with self._desks.writing(student_id) as desk:
            await Invitation(desk.network.tx, student_id).decline(desk.network.now)
            await self._nudges.forget(desk.network.tx, student_id, GIVE_BACK, ONCE)
