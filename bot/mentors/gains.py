"""What came of a series: what each of both gained, for their own eyes, and giving it on."""

from bot.contacts.words import clean
from bot.mentors.series_desk import ONCE, SeriesDesks, Shown
from bot.mentors.series_store import Gains, Invitation
from bot.mentors.sessions import ANSWER_LENGTH, SeriesNotFound
from bot.notes.facts import fitting
from bot.nudges.model import GIVE_BACK, MENTOR_GAINED
from bot.nudges.service import NudgeService


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
            if detail := fitting(shown.session(session_id).gained):
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

    async def what_mentor_gained(self, mentor_id: int, session_id: int) -> str:
        """Return what this mentor wrote; empty for nothing."""
        async with self._desks.networks.database.reading() as tx:
            return await Gains(tx, mentor_id).find(session_id)

    async def would_rather_not(self, student_id: int) -> None:
        """Note that a student would rather be no mentor, which is never asked again."""
        async with self._desks.writing(student_id) as desk:
            await Invitation(desk.network.tx, student_id).decline(desk.network.now)
            await self._nudges.forget(desk.network.tx, student_id, GIVE_BACK, ONCE)
