"""What a student wants to do with their own profile."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.database import Database, Tx
from bot.dates import read_day_ahead
from bot.nudges.service import NudgeService
from bot.students.model import FOREVER, Student
from bot.students.store import Profile


class NotStarted(Exception):
    """This person has not run `/start` yet."""


class TooSoon(Exception):
    """A pause or a lighter time until today would be over at once."""


class Changes(TypedDict, total=False):
    """Parts of a profile that can be changed, see `Student`."""

    time_zone: str
    stage: str
    nudge_hour: int
    nudge_days: frozenset[int]
    quiet_from: int
    quiet_until: int
    weekly_cap: int | None
    paused_until: date | None
    lighter_until: date | None
    dm_agreed_at: datetime | None
    dm_channel_id: int | None
    unreachable_since: datetime | None


class StudentService:
    """Keeps profiles, and asks for leave before anything is sent."""

    def __init__(self, database: Database, clock: Clock, nudges: NudgeService) -> None:
        self._database = database
        self._clock = clock
        self._nudges = nudges

    async def get(self, student_id: int) -> Student:
        """Return the profile.

        Raises:
            NotStarted: there is none.
        """
        async with self._database.reading() as tx:
            return await self.profile(tx, student_id)

    async def profile(self, tx: Tx, student_id: int) -> Student:
        """Return the profile, read in a transaction that is open already.

        Raises:
            NotStarted: there is none.
        """
        student = await self.there(tx, student_id)
        if student is None:
            raise NotStarted
        return student

    async def there(self, tx: Tx, member_id: int) -> Student | None:
        """Return the profile of somebody who may have left, or never came."""
        return await Profile(tx, member_id).get()

    async def start(self, student_id: int, zone: ZoneInfo, stage: str, hour: int) -> Student:
        """Set up a student, or change one who was there before. Leave for DMs stays as it was."""
        async with self._database.transaction(student_id) as tx:
            profile = Profile(tx, student_id)
            if await profile.get() is None:
                await profile.add(Student(student_id, zone.key, stage, hour, self._clock()))
            await profile.change({"time_zone": zone.key, "stage": stage, "nudge_hour": hour})
            await self._nudges.replan(tx, student_id)
            return await self.profile(tx, student_id)

    async def change(self, student_id: int, **changes: Unpack[Changes]) -> Student:
        """Change parts of the profile; what is planned moves along.

        A lighter time of some days that is ended is over today, and so is one whose list has not come
        yet when a pause begins or is moved: the list comes as soon as it can.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._database.transaction(student_id) as tx:
            rhythm = (await self.profile(tx, student_id)).rhythm
            today = rhythm.today(self._clock())
            ends = changes.get("lighter_until", today) is None and rhythm.was_lighter(today)
            waits = "paused_until" in changes and rhythm.catches_up(today)
            over: dict[str, Any] = {"lighter_until": today} if ends or waits else {}
            by_hand = {
                set_on: today
                for name, set_on in (
                    ("paused_until", "pause_set_on"),
                    ("lighter_until", "lighter_set_on"),
                )
                if name in changes
            }
            await Profile(tx, student_id).change({**changes, **by_hand, **over})
            if changes.keys() - {"stage", "dm_channel_id"}:
                await self._nudges.replan(tx, student_id)
            return await self.profile(tx, student_id)

    async def follow(self, tx: Tx, student_id: int, days: Mapping[str, Any]) -> None:
        """Take over days on which less comes, or nothing, by the columns of the table.

        They begin and end by themselves, and leave alone what the student has set by hand.
        """
        await Profile(tx, student_id).change(days)
        await self._nudges.replan(tx, student_id)

    async def until(self, student_id: int, text: str) -> date:
        """Read until when a student wants less: a day after today.

        Raises:
            NotStarted: there is no profile.
            UnreadableTime, PastTime: it is no day, or over.
            TooSoon: it is today.
        """
        rhythm, now = (await self.get(student_id)).rhythm, self._clock()
        day = read_day_ahead(text, now, rhythm.zone)
        if day == rhythm.today(now):
            raise TooSoon
        return day

    async def pause(self, student_id: int, until: str | None) -> Student:
        """Pause every nudge until a day, as people say it; None for until the student resumes.

        Raises:
            NotStarted, UnreadableTime, PastTime, TooSoon: as `until` does.
        """
        day = await self.until(student_id, until) if until else FOREVER
        return await self.change(student_id, paused_until=day)

    async def agree_to_dms(self, student_id: int, channel_id: int) -> Student:
        """Note that the student wants DMs, and that one has just arrived in this channel."""
        return await self.change(
            student_id,
            dm_agreed_at=self._clock(),
            dm_channel_id=channel_id,
            unreachable_since=None,
        )

    async def decline_dms(self, student_id: int) -> Student:
        """Note that the student wants no DMs. What is planned is kept and shown in lists."""
        return await self.change(student_id, dm_agreed_at=None, unreachable_since=None)
