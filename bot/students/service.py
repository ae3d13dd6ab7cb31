"""What a student wants to do with their own profile."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.database import Database, Tx
from bot.nudges.service import NudgeService
from bot.students.model import Student
from bot.students.store import Profile


class NotStarted(Exception):
    """This person has not run `/start` yet."""


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
        student = await Profile(tx, student_id).get()
        if student is None:
            raise NotStarted
        return student

    async def start(self, student_id: int, zone: ZoneInfo, stage: str, hour: int) -> Student:
        """Set up a student, or change one who was there before. Leave for DMs stays as it was."""
        async with self._database.transaction() as tx:
            profile = Profile(tx, student_id)
            student = await profile.get() or Student(
                student_id, zone.key, stage, hour, started_at=self._clock()
            )
            student = replace(student, time_zone=zone.key, stage=stage, nudge_hour=hour)
            await profile.save(student)
            await self._nudges.replan(tx, student_id)
        return student

    async def change(self, student_id: int, **changes: object) -> Student:
        """Change parts of the profile, named as in `Student`; what is planned moves along.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._database.transaction() as tx:
            student = replace(await self.profile(tx, student_id), **changes)
            await Profile(tx, student_id).save(student)
            await self._nudges.replan(tx, student_id)
        return student

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
        return await self.change(student_id, dm_agreed_at=None)
