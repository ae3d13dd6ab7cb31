"""What a network looks like in numbers, each with what a student can do about it. No I/O, no clock.

Every number is about the last `WEEKS` weeks by the student's own calendar, the running one included,
unless it says otherwise. A week begins on Monday. Nothing counts in a row: a quiet week is a quiet week.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.contacts.model import SETTINGS
from bot.contacts.reasons import THANKED_FOR, THANKS_AFTER, is_prompt
from bot.nudges.rhythm import PIT_STOP, Cadence, due_on

#: About a term.
WEEKS = 12
#: Silence after a request is silence after a week; then one follow-up is fine (DESIGN section 1).
SILENT_AFTER = timedelta(days=7)
#: Settings that a network can cover: all there are but the one for whatever fits none.
COVERABLE = tuple(key for key in SETTINGS if key != "other")


@dataclass(frozen=True, slots=True)
class Touch:
    """One time the student and a contact were in touch.

    Attributes:
        kind: a key of `bot.contacts.model.INTERACTIONS`.
        at: when, aware.
    """

    contact_id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to somebody, by a note or as a meeting.

    Attributes:
        at: when it went out, aware.
        answered: they have answered, by what became of the meeting.
    """

    contact_id: int
    at: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the network, who is not in the archive; see `bot.contacts.model.Fields`."""

    id: int
    name: str
    setting: str | None
    seat: str
    cadence: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A note that has left: its kind, a key of `bot.notes.model.KINDS`, and when, aware."""

    contact_id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CameDue:
    """A reminder to keep in touch: the day it was for, and when it was settled, however."""

    contact_id: int
    due_on: date
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """All that numbers are made of: one student's, since `first_day`.

    Attributes:
        began: the day of their start, by their calendar.
        members: everybody who is not in the archive.
        touches: every interaction, with those in the archive too.
        sent: notes that have left.
        asked: requests, by notes and as meetings.
        came_due: reminders that are settled.
        due_at: when whoever has an open reminder is due, by contact id.
    """

    began: date
    members: Sequence[Member]
    touches: Sequence[Touch]
    sent: Sequence[Sent]
    asked: Sequence[Asked]
    came_due: Sequence[CameDue]
    due_at: Mapping[int, datetime]


@dataclass(frozen=True, slots=True)
class Activity:
    """In which weeks the student was in touch with somebody, the oldest first; the last is running."""

    weeks: tuple[bool, ...]

    @property
    def active(self) -> int:
        """How many weeks they were."""
        return sum(self.weeks)

    @property
    def this_week(self) -> bool:
        """Whether they were in the week that is running."""
        return any(self.weeks[-1:])


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which practice settings somebody is in.

    Attributes:
        people: how many, by setting, most first; only those that have any.
        empty: settings without anybody, keys of `COVERABLE`.
        unset: people whose setting is not noted.
    """

    people: tuple[tuple[str, int], ...]
    empty: tuple[str, ...]
    unset: int


@dataclass(frozen=True, slots=True)
class Replies:
    """What became of requests, by person: who was asked twice counts once.

    Attributes:
        asked: how many people were asked.
        answered: how many of them have answered.
        silent: who has not for a week, asked longest ago first. Nobody followed up there yet.
    """

    asked: int
    answered: int
    silent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Thanks:
    """How talks were thanked for.

    Attributes:
        talks: how many there were that one says thank you for, at least a day ago.
        within_a_day: how many were thanked for within 24 hours.
        later: how many were thanked for after that.
        waiting: with whom the others were, the latest talk first, also those of today.
    """

    talks: int
    within_a_day: int
    later: int
    waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Who came due, by person.

    Attributes:
        people: how many came due.
        written: how many of them the student was in touch with since.
        waiting: the others, due longest first.
    """

    people: int
    written: int
    waiting: tuple[int, ...]


def share(cadence: str | None, seat: str, last: date | None, today: date) -> float | None:
    """Return how much of the time until somebody is due has passed: 1 is when to write.

    Args:
        cadence: such as "6 weeks"; None counts like a pit stop, which is half a year.
        seat: a key of `bot.contacts.model.SEATS`; dropped off counts like aboard.
        last: the day they were last in touch, None for never, which has no share.
        today: by the student's calendar.
    """
    if last is None:
        return None
    if cadence is None:
        day = last + PIT_STOP
    else:
        every = Cadence.read(cadence)
        day = due_on(every, last, seat) or every.after(last)
    return max(0.0, (today - last).days / (day - last).days)


def first_day(today: date, weeks: int = WEEKS) -> date:
    """Return the Monday on which the first of these weeks began."""
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def activity(days: Collection[date], today: date, began: date) -> Activity:
    """Return in which weeks there was at least one interaction.

    Args:
        days: on which the student was in touch with anybody, by their calendar.
        today: by their calendar.
        began: the day of their start; weeks before it, and before the first of ``days``, don't count.
    """
    first = max(first_day(today), first_day(min([*days, began, today]), 1))
    active = {first_day(day, 1) for day in days}
    count = (today - first).days // 7 + 1
    return Activity(tuple(first + timedelta(weeks=each) in active for each in range(count)))


def coverage(settings: Iterable[str | None]) -> Coverage:
    """Return which practice settings the people of a network are in, from the setting of each."""
    found = Counter(settings)
    there = sorted((key for key in SETTINGS if found[key]), key=lambda key: -found[key])
    return Coverage(
        tuple((key, found[key]) for key in there),
        tuple(key for key in COVERABLE if not found[key]),
        sum(number for key, number in found.items() if key not in SETTINGS),
    )


def replies(
    asked: Iterable[Asked],
    followed_up: Mapping[int, datetime],
    talked: Mapping[int, datetime],
    now: datetime,
) -> Replies:
    """Return how many of the people who were asked have answered.

    Somebody has answered if a meeting says so, or if they were in touch after the first request by
    anything but a note of the student's own.

    Args:
        asked: every request.
        followed_up: when the student last followed up, by contact id.
        talked: when they were last in touch, but for the student's own notes, by contact id.
        now: aware.
    """
    first: dict[int, datetime] = {}
    last: dict[int, datetime] = {}
    done: set[int] = set()
    for each in asked:
        first[each.contact_id] = min(each.at, first.get(each.contact_id, each.at))
        last[each.contact_id] = max(each.at, last.get(each.contact_id, each.at))
        if each.answered:
            done.add(each.contact_id)
    done |= {person for person, at in first.items() if person in talked and talked[person] > at}
    silent = [
        person
        for person, at in sorted(last.items(), key=lambda item: (item[1], item[0]))
        if person not in done
        and at + SILENT_AFTER <= now
        and (person not in followed_up or followed_up[person] < at)
    ]
    return Replies(len(first), len(done), tuple(silent))


def thanks(touches: Iterable[Touch], now: datetime) -> Thanks:
    """Return how the talks were thanked for: coffees, calls, video calls and meetings.

    A talk is thanked for by the first thanks to that person that came after it and before the next
    talk with them; the latest of several talks without thanks in between stands for them.
    """
    by_person: dict[int, list[Touch]] = {}
    for each in sorted(touches, key=lambda touch: touch.at):
        if each.at <= now and (each.kind in THANKED_FOR or each.kind == "thanks"):
            by_person.setdefault(each.contact_id, []).append(each)
    talks = within = later = 0
    waiting: list[Touch] = []
    for line in by_person.values():
        for number, talk in enumerate(line):
            after = line[number + 1] if number + 1 < len(line) else None
            if talk.kind == "thanks" or (after is not None and after.kind != "thanks"):
                continue
            soon = after is not None and is_prompt(talk.at, after.at)
            if not soon and now - talk.at < THANKS_AFTER:
                waiting.append(talk)  # there is time yet
                continue
            talks += 1
            within += soon
            later += after is not None and not soon
            if after is None:
                waiting.append(talk)
    waiting.sort(key=lambda talk: (talk.at, talk.contact_id), reverse=True)
    return Thanks(talks, within, later, tuple(talk.contact_id for talk in waiting))


def due(
    came_due: Iterable[CameDue],
    due_at: Mapping[int, datetime],
    last_on: Mapping[int, date],
    now: datetime,
    zone: ZoneInfo,
) -> Due:
    """Return how many of the people who came due were written to.

    Who is due now waits. Whose reminder was settled on its day or later, and with whom the student was
    in touch on that day or later, was written to. A reminder that was settled before its day was never
    due, and one that was put off counts once it is due again.

    Args:
        came_due: reminders that are settled.
        due_at: when whoever has an open reminder is due, by contact id.
        last_on: the day on which they were last in touch, by contact id.
        now: aware.
        zone: the student's.
    """
    waits = sorted((at, person) for person, at in due_at.items() if at <= now)
    waiting = tuple(person for _at, person in waits)
    written = {
        each.contact_id
        for each in came_due
        if each.due_on <= each.settled_at.astimezone(zone).date()
        and each.due_on <= last_on.get(each.contact_id, date.min)
    }
    written -= set(waiting)
    return Due(len(written) + len(waiting), len(written), waiting)


@dataclass(frozen=True, slots=True)
class Stats:
    """The numbers of a student, and the names that their next steps need.

    Attributes:
        names: of people, by contact id.
        warmest: whom they were in touch with last, None for nobody.
    """

    people: int
    activity: Activity
    coverage: Coverage
    replies: Replies
    thanks: Thanks
    due: Due
    names: Mapping[int, str]
    warmest: int | None


def numbers(found: Found, now: datetime, zone: ZoneInfo) -> Stats:
    """Return all the numbers. Who is not in the network any more counts for the weeks alone.

    Args:
        found: of one student.
        now: aware.
        zone: the student's.
    """
    today = now.astimezone(zone).date()
    around = {each.id for each in found.members if each.seat != "dropped_off"}
    past = [each for each in found.touches if each.at <= now]
    known = [each for each in past if each.contact_id in around]
    spoke = _latest((each.contact_id, each.at) for each in known)
    own = {(each.contact_id, each.at) for each in found.sent}
    talked = _latest(
        (each.contact_id, each.at) for each in known if (each.contact_id, each.at) not in own
    )
    followed = _latest(
        (each.contact_id, each.at) for each in found.sent if each.kind == "follow_up"
    )
    return Stats(
        people=len(found.members),
        activity=activity({each.at.astimezone(zone).date() for each in past}, today, found.began),
        coverage=coverage(each.setting for each in found.members),
        replies=replies((a for a in found.asked if a.contact_id in around), followed, talked, now),
        thanks=thanks(known, now),
        due=due(
            (each for each in found.came_due if each.contact_id in around),
            {person: at for person, at in found.due_at.items() if person in around},
            {person: at.astimezone(zone).date() for person, at in spoke.items()},
            now,
            zone,
        ),
        names={each.id: each.name for each in found.members},
        warmest=max(spoke, key=lambda person: (spoke[person], person), default=None),
    )


def _latest(moments: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    """Return the latest moment for each person."""
    found: dict[int, datetime] = {}
    for person, at in moments:
        if person not in found or found[person] < at:
            found[person] = at
    return found
