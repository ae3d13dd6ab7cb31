"""Who fits whom: a rule that can be explained in a line. No I/O, no clock."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.contacts.words import folded
from bot.mentors.model import Mentor, month_began
from bot.students.model import STAGES

#: What each thing that fits is worth. The setting says most; nobody is shown for a language alone
#: before somebody of the setting.
SETTING, TOPIC, LANGUAGE, AHEAD, BESIDE = 5, 3, 3, 2, 1
#: Words that begin with the same so many letters are taken for one.
STEM = 5
#: Words that say nothing of a topic.
_EMPTY = frozenset({"and", "the", "for", "with", "how", "what", "working", "work", "about", "into"})

_ORDER = tuple(STAGES)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a student looks for in a mentor; what they did not say is empty.

    Attributes:
        stage: the student's own, a key of `bot.students.model.STAGES`.
        setting: a key of `bot.contacts.model.SETTINGS`.
        topic: in their own words.
        language: an ISO 639 code.
    """

    stage: str
    setting: str = ""
    topic: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A mentor as they fit a student: what there is to say of it, and how much that is worth.

    Attributes:
        mentor: who.
        setting: theirs, if it is the one that is wanted; else empty, like the rest.
        topic: theirs that is near the one that is wanted.
        language: theirs, if it is the one that is wanted.
        ahead: stages by which they are ahead of the student; negative for behind.
        points: the more, the better they fit.
    """

    mentor: Mentor
    setting: str
    topic: str
    language: str
    ahead: int
    points: int


def fit(mentor: Mentor, wanted: Wanted) -> Fit:
    """Return how a mentor fits a student."""
    setting = wanted.setting if wanted.setting in mentor.settings else ""
    language = wanted.language if wanted.language in mentor.languages else ""
    topic = next((each for each in mentor.topics if _near(each, wanted.topic)), "")
    ahead = _ORDER.index(mentor.stage) - _ORDER.index(wanted.stage)
    points = SETTING * bool(setting) + TOPIC * bool(topic) + LANGUAGE * bool(language)
    points += AHEAD if ahead > 0 else BESIDE * (ahead == 0)
    return Fit(mentor, setting, topic, language, ahead, points)


def lacks(found: Fit, wanted: Wanted) -> bool:
    """Say whether something that was asked for is missing."""
    said = (wanted.setting, found.setting), (wanted.topic, found.topic)
    return any(want and not has for want, has in (*said, (wanted.language, found.language)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor who could be asked.

    Attributes:
        mentor: who.
        zone: their own.
        asked: the moments of requests that reached them lately, this month's at least.
    """

    mentor: Mentor
    zone: ZoneInfo
    asked: Sequence[datetime] = ()

    def has_room(self, now: datetime) -> bool:
        """Say whether they take a request more this month, by their own calendar."""
        since = month_began(now, self.zone)
        return sum(each >= since for each in self.asked) < self.mentor.a_month


def ranked(
    candidates: Iterable[Candidate], wanted: Wanted, now: datetime, leave_out: Collection[int] = ()
) -> list[Fit]:
    """Return whom to show, the best first: by fit, then who was asked least lately.

    Among those who fit alike, who had fewer requests lately comes first, then whose last is longest
    ago. So no mentor is asked again and again while another who fits as well waits.

    Args:
        candidates: mentors without a pause who get DMs.
        wanted: what the student looks for.
        now: the moment.
        leave_out: ids of members who are not shown, such as the student.
    """
    found = [
        (fit(each.mentor, wanted), each)
        for each in candidates
        if each.mentor.id not in leave_out and each.has_room(now)
    ]
    found.sort(
        key=lambda pair: (
            -pair[0].points,
            len(pair[1].asked),
            max(pair[1].asked, default=_EVER),
            pair[0].mentor.id,
        )
    )
    return [each for each, _ in found]


def _near(one: str, other: str) -> bool:
    """Say whether two topics have a word in common that says something: "splints", "splinting"."""
    return not _stems(one).isdisjoint(_stems(other))


def _stems(topic: str) -> set[str]:
    words = (each.rstrip("s") for each in re.split(r"\W+", folded(topic)))
    return {each[:STEM] for each in words if len(each) > 2 and each not in _EMPTY}
