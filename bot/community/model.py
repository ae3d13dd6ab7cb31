"""What a chat is, which chats a student sees, and when the next one begins. No I/O, no clock."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.community.recurrence import When
from bot.nudges.rhythm import Rhythm

#: Chats that are shipped have lower numbers; those of a server begin here.
FIRST_OWN = 1000
#: Chats that a server can add. With those that are shipped they fit a menu.
MOST_CHATS = 20
#: How long before a chat its post comes to the server's channel.
POST_BEFORE = timedelta(hours=1)
#: How long before a chat a reminder comes, in minutes, and what that is called.
LEADS: Mapping[int, str] = MappingProxyType(
    {10: "10 minutes", 30: "30 minutes", 60: "1 hour", 180: "3 hours", 1440: "1 day"}
)
USUAL_LEAD = 30
#: A chat lasts so many minutes at most, and is open for answers so many hours.
MOST_MINUTES = 600
MOST_OPEN_HOURS = 168
HASHTAG_LENGTH = 60
HOW_LENGTH = 300
WARNING_LENGTH = 200

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ChatGone(Exception):
    """There is no such chat here, or it is hidden."""


class TooManyChats(Exception):
    """The server has as many chats as fit."""


class NoDms(Exception):
    """Reminders come by DM, and this student gets none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A professional chat that comes again and again.

    Attributes:
        number: names it for good; `FIRST_OWN` and more for a server's own.
        name: what it is called, often its hashtag.
        hashtag: what to search for and to answer with; None for no hashtag.
        when: on the wall clock of ``zone``, an IANA name.
        minutes: how long it lasts.
        open_hours: how long after that it stays open for answers.
        how: how to take part.
        link: a page of its hosts; None when nobody is sure of one.
        warning: what to check before relying on it.
        hidden: officers do not show it in their server.
        changed_at: when officers changed it; long ago for one as shipped.
    """

    number: int
    name: str
    when: When
    zone: str
    minutes: int = 60
    open_hours: int = 0
    hashtag: str | None = None
    how: str | None = None
    link: str | None = None
    warning: str | None = None
    hidden: bool = False
    changed_at: datetime = _LONG_AGO

    @property
    def is_shipped(self) -> bool:
        """It comes with the bot; a server may have changed it."""
        return self.number < FIRST_OWN

    def at(self, begins_at: datetime) -> "Occasion":
        """Return the chat on one day."""
        ends_at = begins_at + timedelta(minutes=self.minutes)
        return Occasion(self, begins_at, ends_at, ends_at + timedelta(hours=self.open_hours))

    def starts(self, since: datetime) -> Iterator[datetime]:
        """Yield when it begins, from a moment on."""
        return self.when.starts(ZoneInfo(self.zone), since)

    def starts_at(self, moment: datetime) -> bool:
        """Say whether it begins at this very moment."""
        return next(self.starts(moment), None) == moment

    def next_start(self, after: datetime) -> datetime | None:
        """Return when it begins next, later than a moment."""
        return next((each for each in self.starts(after) if each > after), None)

    def occasion(self, now: datetime) -> "Occasion | None":
        """Return the one that is on or open, or else the next."""
        lasts = timedelta(minutes=self.minutes, hours=self.open_hours)
        each = (self.at(begins_at) for begins_at in self.starts(now - lasts))
        coming = [next((one for one in each if one.closes_at > now), None)]
        # While one is open for answers, the next may begin already.
        for one in each:
            if one.begins_at > now:
                break
            coming.append(one)
        return coming[-1]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A chat on one day, in UTC.

    Attributes:
        closes_at: until when it is open for answers; not before ``ends_at``.
    """

    chat: Chat
    begins_at: datetime
    ends_at: datetime
    closes_at: datetime

    def has_begun(self, now: datetime) -> bool:
        """It is on, or open for answers."""
        return self.begins_at <= now


@dataclass(frozen=True, slots=True)
class Place:
    """Where the profession meets online.

    Attributes:
        link: only of a page that is sure to exist; otherwise ``search`` has words to look for.
    """

    name: str
    good_for: str
    link: str | None = None
    search: str | None = None


def chats_of(shipped: Mapping[int, Chat], servers: Mapping[int, Sequence[Chat]]) -> dict[int, Chat]:
    """Return the chats that somebody sees, by number.

    Those that are shipped, and what officers have changed, hidden and added in the servers where
    they are. If servers differ about one that is shipped, the latest change counts; it is hidden
    only if every server hides it.
    """
    found: dict[int, Chat] = {}
    for number, chat in shipped.items():
        kept = [each for rows in servers.values() for each in rows if each.number == number]
        shown = [each for each in kept if not each.hidden]
        if shown:
            found[number] = max(shown, key=lambda each: each.changed_at)
        elif not kept or len(kept) < len(servers):
            found[number] = chat
    for rows in servers.values():
        found |= {each.number: each for each in rows if not (each.is_shipped or each.hidden)}
    return found


def coming(chats: Collection[Chat], now: datetime) -> list[Occasion]:
    """Return for each chat the one that is on or comes next: what is on first, then by time."""
    occasions = [occasion for chat in chats if (occasion := chat.occasion(now)) is not None]
    return sorted(
        occasions,
        key=lambda each: (
            (0, each.closes_at) if each.has_begun(now) else (1, each.begins_at),
            each.chat.number,
        ),
    )


def follows(chat: Chat | None, planned: datetime | None, now: datetime) -> datetime | None:
    """Return which start a reminder is for, after the chat may have changed or one has begun.

    Args:
        chat: as it is now; None for hidden.
        planned: the start it was for; it stays while that is to come and still true.
        now: the moment.
    """
    if chat is None:
        return None
    if planned is not None and planned > now and chat.starts_at(planned):
        return planned
    return chat.next_start(now)


def told_at(begins_at: datetime, lead: int, rhythm: Rhythm) -> datetime:
    """Return when a reminder comes: ``lead`` minutes before, or before quiet hours begin.

    After them it would be too late.
    """
    moment = begins_at - timedelta(minutes=lead)
    quarter = timedelta(minutes=15)
    steps = range(timedelta(days=1) // quarter)
    earlier = (moment - quarter * step for step in steps)
    return next((each for each in earlier if not rhythm.is_quiet(each)), moment)
