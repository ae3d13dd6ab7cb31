"""What a student wants to say about when they can meet."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.contacts.pace import Pace
from bot.contacts.words import UnusableAddress, clean_link
from bot.dates import read_day_ahead
from bot.meetings.busy import Busy, read_aside
from bot.meetings.desk import MeetingDesk, MeetingDesks
from bot.meetings.hours import read_days, read_spans, with_hours, without
from bot.meetings.slots import Slot, week_picture
from bot.meetings.store import Availability

#: A calendar is read this far ahead.
READ_AHEAD = timedelta(days=90)
MOST_BLOCKED = 50
#: As many calendars are read for one student in an hour; each may take a process for seconds.
MOST_CALENDARS = 20


class EndsBefore(Exception):
    """The last of some days comes before the first."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"{first} {last}")
        self.first = first
        self.last = last


class NotAPage(Exception):
    """What somebody typed leads to no web page."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class TooManyBlocked(Exception):
    """More times are blocked than a student can have."""


@dataclass(frozen=True, slots=True)
class Week:
    """When a student can meet, and how the next seven days look.

    Attributes:
        availability: their hours and what else they set.
        picture: seven lines and a header, see `bot.meetings.slots.week_picture`.
        busy: how many times their own calendar takes, from now on.
        zone: the student's.
        today: on their calendar.
    """

    availability: Availability
    picture: str
    busy: int
    zone: ZoneInfo
    today: date


class AvailabilityService:
    """Keeps when a student can meet."""

    def __init__(self, desks: MeetingDesks) -> None:
        self._desks = desks
        self._pace = Pace("calendars", MOST_CALENDARS)

    async def week(self, student_id: int) -> Week:
        """Return when the student can meet.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            return await _week(desk)

    async def set_hours(self, student_id: int, days: str, hours: str) -> None:
        """Set the hours of some weekdays, as people say them; "none" takes the days out.

        Raises:
            NotStarted: there is no profile.
            UnreadableDays, UnreadableHours: bad input.
        """
        which = read_days(days)
        none = hours.strip().casefold() in {"none", "never", "no", "off", "-"}
        spans = () if none else read_spans(hours)
        async with self._desks.writing(student_id) as desk:
            known = await desk.availability()
            new = without(known.hours, which) if none else with_hours(known.hours, which, spans)
            await desk.calendar.keep(replace(known, hours=new))

    async def set_rules(
        self,
        student_id: int,
        *,
        notice_hours: int | None = None,
        buffer_minutes: int | None = None,
        link: str | None = None,
    ) -> Week:
        """Set notice, buffer or booking link; None leaves it as it is, an empty link removes it.

        Raises:
            NotStarted: there is no profile.
            NotAPage: the link leads to no web page.
        """
        async with self._desks.writing(student_id) as desk:
            known = await desk.availability()
            if notice_hours is not None:
                known = replace(known, notice=timedelta(hours=notice_hours))
            if buffer_minutes is not None:
                known = replace(known, buffer=timedelta(minutes=buffer_minutes))
            if link is not None:
                try:
                    known = replace(known, link=clean_link(link) or "")
                except UnusableAddress:
                    raise NotAPage(link) from None
            await desk.calendar.keep(known)
            return await _week(desk)

    async def block(self, student_id: int, first: str, last: str | None = None) -> None:
        """Block days, as people say them, both included.

        Raises:
            NotStarted: there is no profile.
            UnreadableTime, PastTime, EndsBefore: bad input.
            TooManyBlocked: too many are blocked already.
        """
        async with self._desks.writing(student_id) as desk:
            now, zone = desk.network.now, desk.network.zone
            begins = read_day_ahead(first, now, zone)
            ends = begins if not last else read_day_ahead(last, now, zone)
            if ends < begins:
                raise EndsBefore(begins, ends)
            if len((await desk.availability()).blocked) >= MOST_BLOCKED:
                raise TooManyBlocked
            await desk.calendar.block(begins, ends)

    async def read_calendar(self, student_id: int, data: bytes) -> Busy:
        """Take busy times from the student's own calendar, in place of those from before.

        Only the times are kept.

        Raises:
            NotStarted: there is no profile.
            NotACalendar, CalendarTooBig: it can't be read.
            Full: they handed in as many as are read in an hour.
        """
        async with self._desks.reading(student_id) as desk:
            now, zone = desk.network.now, desk.network.zone
        self._pace.take(student_id, now)
        busy = await read_aside(data, now, now + READ_AHEAD, zone)
        async with self._desks.writing(student_id) as desk:
            await desk.calendar.replace_busy(busy.times)
        return busy

    async def clear(self, student_id: int, what: str) -> Week:
        """Let go of ``blocked`` days, the ``calendar``, the ``link``, or go back to usual ``hours``.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.writing(student_id) as desk:
            if what == "blocked":
                await desk.calendar.unblock()
            elif what == "calendar":
                await desk.calendar.replace_busy(())
            elif what == "link":
                known = await desk.availability()
                await desk.calendar.keep(replace(known, link=""))
            else:
                await desk.calendar.forget()
            return await _week(desk)


async def _week(desk: MeetingDesk) -> Week:
    network = desk.network
    today = network.today
    busy: list[Slot] = []
    held: list[Slot] = []
    known = await desk.availability()
    taken = await desk.taken()
    for slot, by, _ in taken:
        # What is kept free around it can't be offered either; without it twenty minutes don't show.
        around = Slot(slot.begins_at - known.buffer, slot.ends_at + known.buffer)
        (held if by == "offer" else busy).append(around)
    picture = week_picture(desk.rules(known), busy, held, today, network.now)
    own = sum(by == "calendar" for _, by, _ in taken)
    return Week(known, picture, own, network.zone, today)
