"""What a mentor is. No I/O, no clock."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

#: As many requests a month are plenty beside a job.
MOST_A_MONTH = 20
#: For who names no number.
USUAL_A_MONTH = 2
#: A mentor says a little of what they know, not everything.
MOST_SETTINGS, MOST_TOPICS, MOST_LANGUAGES = 5, 5, 6
TOPIC_LENGTH = 40


class NoMentor(Exception):
    """This member has not agreed to be asked, or has left."""


class MentorRests(Exception):
    """This mentor takes no requests now: they paused, or the month's number is reached."""


class TooMuchSaid(Exception):
    """More settings, topics or languages than others would read; ``what`` of them, ``most`` fit."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(what)
        self.what = what
        self.most = most


class NeedsDms(Exception):
    """A mentor is asked by DM, so they have to agree to DMs first."""


@dataclass(frozen=True, slots=True)
class Mentor:
    """A member who may be asked. What others see is the name, the stage, and the last three.

    Attributes:
        id: the Discord user id.
        a_month: as many requests may reach them in a month, by their own calendar.
        paused: they take none for now.
        stage: a key of `bot.students.model.STAGES`, from their profile.
        name: as they want to be called; empty for who has not said.
        settings: keys of `bot.contacts.model.SETTINGS`.
        topics: what they like to be asked about, in their own words.
        languages: that they speak, as ISO 639 codes.
    """

    id: int
    a_month: int
    paused: bool
    stage: str = ""
    name: str = ""
    settings: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def month_began(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the month that ``now`` lies in began, by somebody's own calendar."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
