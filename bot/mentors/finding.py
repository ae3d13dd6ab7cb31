"""Looking for a mentor."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.contacts.words import clean_line
from bot.meetings.desk import MeetingDesks
from bot.meetings.model import PURPOSE_LENGTH, State
from bot.meetings.store import asked_since
from bot.mentors.fit import Candidate, Fit, Wanted, ranked
from bot.mentors.languages import read_languages
from bot.mentors.store import who_can_be_asked

#: "Lately" reaches so far back, which is a month of anybody's calendar at least.
LATELY = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Found:
    """Who could be asked, the best first, and what was looked for."""

    wanted: Wanted
    fits: list[Fit]


class FindService:
    """Finds mentors for a student."""

    def __init__(self, desks: MeetingDesks) -> None:
        self._desks = desks

    async def find(
        self, student_id: int, *, setting: str = "", topic: str = "", language: str = ""
    ) -> Found:
        """Return who takes a request now, the best first; see `bot.mentors.fit.ranked`.

        Whom the student has asked already, or meets soon, is left out like themselves.

        Args:
            student_id: who looks.
            setting: a key of `bot.contacts.model.SETTINGS`, may be empty.
            topic: in their own words, may be empty.
            language: as people call it, may be empty.

        Raises:
            NotStarted: there is no profile.
            UnknownLanguage, UnusableText: bad input.
        """
        code = next(iter(read_languages(language)), "")
        said = clean_line(topic, "topic", PURPOSE_LENGTH) or ""
        async with self._desks.reading(student_id) as desk:
            network = desk.network
            asked: defaultdict[int, list[datetime]] = defaultdict(list)
            for mentor_id, moment in await asked_since(network.tx, network.now - LATELY):
                asked[mentor_id].append(moment)
            candidates = [
                Candidate(mentor, ZoneInfo(zone), asked[mentor.id])
                for mentor, zone in await who_can_be_asked(network.tx)
            ]
            under_way = await desk.meetings.among(_UNDER_WAY)
            known = {each.mentor_id for each in under_way if each.mentor_id and each.asked_at}
            wanted = Wanted(stage=network.stage, setting=setting, topic=said, language=code)
            found = ranked(candidates, wanted, network.now, {student_id, *known})
        return Found(wanted, found)


#: A mentor is asked for one meeting at a time.
_UNDER_WAY = frozenset(
    {State.ASKED, State.OTHER_TIMES, State.NO_REPLY, State.CONFIRMED, State.MOVED}
)
