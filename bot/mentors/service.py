"""What a member wants to do with being asked: agree to it, say of what, rest, leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.contacts.model import SETTINGS
from bot.contacts.words import clean_line, clean_name
from bot.database import Database
from bot.mentors.languages import read_languages
from bot.mentors.model import (
    MOST_A_MONTH,
    MOST_LANGUAGES,
    MOST_SETTINGS,
    MOST_TOPICS,
    TOPIC_LENGTH,
    USUAL_A_MONTH,
    Mentor,
    NeedsDms,
    TooMuchSaid,
)
from bot.mentors.store import Offers, find_mentor
from bot.students.service import StudentService


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a member says of being asked, as it was typed; None leaves a thing as it is.

    Attributes:
        a_month: as many requests may reach them in a month.
        name: as they want to be called.
        settings: keys of `bot.contacts.model.SETTINGS`.
        topics: with commas between them.
        languages: with commas between them.
    """

    a_month: int | None = None
    name: str | None = None
    settings: Sequence[str] | None = None
    topics: str | None = None
    languages: str | None = None


class MentorService:
    """Keeps who may be asked, how often, and about what."""

    def __init__(self, database: Database, clock: Clock, students: StudentService) -> None:
        self._database = database
        self._clock = clock
        self._students = students

    async def offer(self, student_id: int, a_month: int | None, called: str = "") -> Mentor:
        """Agree to be asked, or change how often; ends a pause.

        Args:
            student_id: who.
            a_month: how many requests; None leaves the number as it was.
            called: their name for who has said none yet.

        Raises:
            NotStarted: there is no profile.
            NeedsDms: they get no DMs.
        """
        return await self.say(student_id, Offer(a_month=a_month), called)

    async def say(self, student_id: int, offer: Offer, called: str = "") -> Mentor:
        """Agree to be asked, with what others will see; ends a pause. See `offer`.

        Raises:
            NotStarted, NeedsDms: as `offer` does.
            UnusableText, UnknownLanguage, TooMuchSaid: bad input.
        """
        values = _read(offer)
        async with self._database.transaction(student_id) as tx:
            profile = await self._students.profile(tx, student_id)
            if profile.dm_agreed_at is None:
                raise NeedsDms
            offers = Offers(tx, student_id)
            before = await offers.find()
            if before is None:
                values = {"a_month": USUAL_A_MONTH, **values}
            if called and not (before and before.name):
                values = {"name": clean_name(called), **values}
            await offers.keep(self._clock(), **values, paused=False)
            return await find_mentor(tx, student_id)

    async def pause(self, student_id: int, *, paused: bool) -> Mentor:
        """Take no requests for now, or take them again.

        Raises:
            NoMentor: they never agreed to be asked.
        """
        async with self._database.transaction(student_id) as tx:
            await Offers(tx, student_id).pause(paused=paused)
            return await find_mentor(tx, student_id)

    async def leave(self, student_id: int) -> None:
        """Be asked no more. Meetings that are agreed on stay."""
        async with self._database.transaction(student_id) as tx:
            await Offers(tx, student_id).remove()

    async def get(self, student_id: int) -> Mentor:
        """Return a mentor.

        Raises:
            NoMentor: they never agreed to be asked.
        """
        async with self._database.reading() as tx:
            return await find_mentor(tx, student_id)


def _read(offer: Offer) -> dict[str, object]:
    """Read what was typed, by the columns of the table."""
    values: dict[str, object] = {}
    if offer.a_month is not None:
        values["a_month"] = max(1, min(offer.a_month, MOST_A_MONTH))
    if offer.name:
        values["name"] = clean_name(offer.name)
    if offer.settings is not None:
        known = [each for each in dict.fromkeys(offer.settings) if each in SETTINGS]
        values["settings"] = _few(known, "practice settings", MOST_SETTINGS)
    if offer.topics is not None:
        said = offer.topics.replace("\n", ",").split(",")
        topics = [clean_line(each, "topic", TOPIC_LENGTH) for each in said]
        values["topics"] = _few(
            [each for each in dict.fromkeys(topics) if each], "topics", MOST_TOPICS
        )
    if offer.languages is not None:
        values["languages"] = _few(read_languages(offer.languages), "languages", MOST_LANGUAGES)
    return values


def _few(some: Sequence[str], what: str, most: int) -> list[str]:
    if len(some) > most:
        raise TooMuchSaid(what, most)
    return list(some)
