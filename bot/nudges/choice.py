"""Which of the nudges that are due a student gets now. No I/O, no clock."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.nudges.model import AGAIN_AFTER, DIGEST_SIZE, LIST_SIZE, Nudge, day_of
from bot.nudges.rhythm import Rhythm


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of the nudges that are due to one student.

    Attributes:
        digest: what one DM brings together; may be empty.
        alone: what comes in a DM of its own.
        later: moments, each with the nudges that wait until then.
        waiting: the people who are due and did not fit, the most pressing first.
        catch_up: the digest is the first after a lighter time, and names those who wait.
        over: what comes no more, see `overtaken`.
    """

    digest: Sequence[Nudge]
    alone: Sequence[Nudge]
    later: Mapping[datetime, Sequence[Nudge]]
    waiting: Sequence[Nudge]
    catch_up: bool
    over: Sequence[Nudge] = ()

    @property
    def named(self) -> Sequence[Nudge]:
        """Those who wait and are named, on a catch-up list."""
        return self.waiting[:LIST_SIZE] if self.catch_up else ()


def choose(
    due: Collection[Nudge],
    rhythm: Rhythm,
    now: datetime,
    *,
    asked: Collection[int] = (),
    brought: int = 0,
) -> Choice:
    """Choose what one student gets now of all that is due.

    A person comes up once: for what is most pressing, and again in a week at the soonest, unless
    it is for a day of its own. Of the people, the digest takes those who were brought least often
    without an answer, and of these who are most overdue by the measure of their own cadence. The
    weekly cap holds back no day that was promised or chosen.

    Args:
        due: planned nudges of this student whose moment has come.
        rhythm: when the student wants to hear from the bot.
        now: the moment.
        asked: the people whom the student was nudged about in the last week, and who wait.
        brought: how many people this week's digests have brought.
    """
    today = rhythm.today(now)
    later: defaultdict[datetime, list[Nudge]] = defaultdict(list)
    alone: list[Nudge] = []
    people: list[Nudge] = []
    known: set[int | None] = set()
    over = overtaken(due)
    due = [nudge for nudge in due if nudge not in over]
    for nudge in _pressing_first(due, rhythm, today):
        if nudge.manner.alone:
            hours = nudge.manner.hours(rhythm)
            free = nudge.manner.in_quiet_hours and not hours.is_paused(now)
            moment = now if free else hours.next_welcome(now)
            if moment > now:
                later[moment].append(nudge)
            else:
                alone.append(nudge)
        elif nudge.person_id in known or (
            nudge.person_id in asked and not _keeps_day(nudge, rhythm, today)
        ):
            wait = timedelta(days=1) if _keeps_day(nudge, rhythm, today) else AGAIN_AFTER
            later[rhythm.next_slot(today + wait, now)].append(nudge)
        else:
            people.append(nudge)
            known |= {nudge.person_id} - {None}
    if people and not rhythm.welcomes(now):
        later[rhythm.next_slot(today, now)] += people
        people = []
    cap = rhythm.weekly_cap
    digest: list[Nudge] = []
    waiting: list[Nudge] = []
    for nudge in people:
        full = cap is not None and brought + len(digest) >= cap and nudge.cadence_days is not None
        if full or len(digest) == DIGEST_SIZE:
            wait = 7 - today.weekday() if full else 1
            later[rhythm.next_slot(today + timedelta(days=wait), now)].append(nudge)
            waiting.append(nudge)
        else:
            digest.append(nudge)
    catch_up = bool(digest) and rhythm.catches_up(today)
    return Choice(digest, alone, dict(later), waiting, catch_up, over)


def overtaken(due: Collection[Nudge]) -> Sequence[Nudge]:
    """Return what has waited so long that what was to follow it is due as well, and says it better."""
    later = {(nudge.manner.follows, nudge.subject_id) for nudge in due}
    return tuple(nudge for nudge in due if (nudge.kind, nudge.subject_id) in later)


def most_pressing(due: Collection[Nudge], rhythm: Rhythm, now: datetime) -> list[Nudge]:
    """Return the most pressing nudge about each person, the most pressing person first."""
    people: dict[int, Nudge] = {}
    over = overtaken(due)
    due = [nudge for nudge in due if nudge not in over]
    for nudge in _pressing_first(due, rhythm, rhythm.today(now)):
        people.setdefault(_whose(nudge), nudge)
    return list(people.values())


def _keeps_day(nudge: Nudge, rhythm: Rhythm, today: date) -> bool:
    """Say whether a nudge is for a day of its own, and that is not long past."""
    return nudge.cadence_days is None and today - day_of(nudge, rhythm) < AGAIN_AFTER


def _pressing_first(due: Collection[Nudge], rhythm: Rhythm, today: date) -> list[Nudge]:
    brought: defaultdict[int, int] = defaultdict(int)
    for nudge in due:
        whose = _whose(nudge)
        brought[whose] = max(brought[whose], nudge.times)

    def order(nudge: Nudge) -> tuple[int, tuple[float, int, int]]:
        # Another reason for somebody who had their turn is no turn before those who wait.
        in_time = nudge.times == 0 and _keeps_day(nudge, rhythm, today)
        turns = 0 if in_time else brought[_whose(nudge)]
        return -turns, _pressing(nudge, rhythm, today)

    return sorted(due, key=order, reverse=True)


def _whose(nudge: Nudge) -> int:
    """Return whom a nudge is about; what is about nobody is of its own."""
    return -nudge.id if nudge.person_id is None else nudge.person_id


def _pressing(nudge: Nudge, rhythm: Rhythm, today: date) -> tuple[float, int, int]:
    """Return how pressing a nudge is: days overdue over the days of its cadence.

    The day it is due counts, so that a day that was promised or chosen comes before a cadence.
    """
    day = min(day_of(nudge, rhythm), rhythm.eased(nudge.due_on, nudge.cadence_days))
    overdue = ((today - day).days + 1) / (nudge.cadence_days or 1)
    return overdue, -nudge.due_on.toordinal(), -nudge.id
