"""Hours that people met, as a file for a renewal record.

It has the day, how long, which way and about what, and no names: a record of mentoring asks when and
about what, and whom a mentor met is the student's own business.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.contacts.formats.cells import guarded
from bot.meetings.model import HOW, Meeting, State
from bot.meetings.store import Asked
from bot.mentors.series_desk import SeriesDesks
from bot.mentors.sessions import Progress


@dataclass(frozen=True, slots=True)
class Hour:
    """One meeting that took place.

    Attributes:
        began_at: when.
        minutes: how long it was planned for; None for a talk that was only noted.
        kind: which way they met, as people read it.
        topic: what it was about.
    """

    began_at: datetime
    minutes: int | None
    kind: str
    topic: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Meetings that took place, the earliest first, and the zone of whoever takes them along."""

    hours: Sequence[Hour]
    zone: ZoneInfo

    @property
    def minutes(self) -> int:
        """How long they were in all."""
        return sum(each.minutes or 0 for each in self.hours)

    def table(self) -> bytes:
        """Return them as a CSV file (RFC 4180) that spreadsheets read, with the total last."""
        out = io.StringIO(newline="")
        rows = csv.writer(out)
        rows.writerow(["Date", "Minutes", "Kind", "Topic"])
        for each in self.hours:
            day = each.began_at.astimezone(self.zone).date().isoformat()
            rows.writerow([day, each.minutes or "", each.kind, guarded(each.topic)])
        rows.writerow(["Total", self.minutes, "", f"Dates are those of {self.zone.key}."])
        return "\ufeff".encode() + out.getvalue().encode()


class HourService:
    """Counts the hours of mentors and of students."""

    def __init__(self, desks: SeriesDesks) -> None:
        self._desks = desks

    async def as_mentor(self, mentor_id: int) -> Hours:
        """Return the meetings for which this member was asked as a mentor, and which took place.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.networks.reading(mentor_id) as network:
            found = await Asked(network.tx, mentor_id).all()
            return _hours((_met(each) for each in found), network.zone)

    async def as_student(self, student_id: int) -> Hours:
        """Return the sessions of this student's series that took place.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            some: list[Hour | None] = []
            for series in await desk.store.all():
                shown = await desk.whole(series)
                for each in shown.series.sessions:
                    meeting = shown.meetings.get(each.id)
                    met = None if meeting is None else _met(meeting)
                    if met is None and each.state == Progress.DONE and each.done_at is not None:
                        met = Hour(each.done_at, None, "", each.topic)
                    some.append(met)
            return _hours(some, desk.network.zone)


def _met(meeting: Meeting) -> Hour | None:
    if meeting.state != State.DONE or meeting.begins_at is None:
        return None
    return Hour(meeting.begins_at, meeting.minutes, HOW[meeting.how], meeting.purpose)


def _hours(some: Iterable[Hour | None], zone: ZoneInfo) -> Hours:
    there = [each for each in some if each is not None]
    return Hours(sorted(there, key=lambda each: each.began_at), zone)
