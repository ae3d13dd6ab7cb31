"""Who was seen when; and the data of those who do not come back, who are warned and then leave."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from dateutil.relativedelta import relativedelta

from bot.clock import Clock
from bot.database import Database, Tx
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import RETENTION, Person
from bot.nudges.service import NudgeService
from bot.privacy.retention import FIRST, LAST, Absence, Step
from bot.privacy.service import PrivacyService
from bot.privacy.store import Visits
from bot.servers import ServerService
from bot.students.model import Student
from bot.students.service import NotStarted, StudentService

#: Students who are warned or leave in one run; the next comes after five minutes.
AT_ONCE = 50
#: Days by which somebody is looked at before anything is due to them: a warning can come some days
#: early, on the last of their days for DMs, and months and zones differ.
EARLY = timedelta(days=45)
log = structlog.get_logger()

#: Which warning it is, as the subject of its nudge.
WARNINGS = {Step.WARN_FIRST: FIRST.days, Step.WARN_LAST: LAST.days}


@dataclass(frozen=True, slots=True)
class Going:
    """A warning that data goes.

    Attributes:
        seen_on: the day they last used a command or a button, on their own calendar.
        leaves_on: the day on which it goes.
    """

    seen_on: date
    leaves_on: date


class RetentionService:
    """Keeps who was seen, in memory first: at most one row a day for each student is written."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        students: StudentService,
        servers: ServerService,
        nudges: NudgeService,
        privacy: PrivacyService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._students = students
        self._servers = servers
        self._nudges = nudges
        self._privacy = privacy
        self._today: date | None = None
        self._known: set[int] = set()  # seen today, and noted or about to be
        self._waiting: dict[int, datetime] = {}  # seen, and not written down yet
        self._warned: set[int] = set()
        self._begun = False

    async def seen(self, member_id: int) -> None:
        """Note that somebody used a command or a button.

        Written down with others by `tidy`, which a stop can come before: of 18 months a day may be
        lost. At once only for those who were told that their data goes, so that it stays.
        """
        now = self._clock()
        if self._today != now.date():
            self._today, self._known = now.date(), set()
        if member_id in self._warned:
            self._waiting[member_id] = now
            try:
                await self.write_down()
            except Exception:
                log.exception("visits.not_written")  # they are kept, and written the next time
        elif member_id not in self._known:
            self._waiting[member_id] = now
        self._known.add(member_id)

    def forget(self, member_id: int) -> None:
        """Forget that somebody was seen today: who has left and starts anew is new."""
        self._known.discard(member_id)
        self._warned.discard(member_id)
        self._waiting.pop(member_id, None)

    async def write_down(self) -> None:
        """Write down who was seen since the last time."""
        seen, self._waiting = self._waiting, {}
        if not seen:
            return
        try:
            async with self._database.transaction(*seen) as tx:
                await self._note(tx, seen)
        except BaseException:
            self._waiting = seen | self._waiting
            raise

    async def _note(self, tx: Tx, seen: Mapping[int, datetime]) -> None:
        await Visits(tx).note(seen)
        for each in self._warned & seen.keys():
            for days in WARNINGS.values():
                await self._nudges.forget(tx, each, RETENTION, days)
        self._warned -= seen.keys()

    async def tidy(self) -> None:
        """Warn those who do not come back, and delete what is kept of them when the term is over."""
        await self.write_down()
        now, months = self._clock(), await self._servers.retention_months()
        if not self._begun:
            async with self._database.transaction() as tx:
                await Visits(tx).begin(now)
            self._begun = True
        async with self._database.reading() as tx:
            self._warned |= await Visits(tx).warned()
            since = now - relativedelta(months=months) + EARLY
            due = [
                each
                for each in await Visits(tx).away(since)
                if (await self._absence(tx, each, months)).next_step(now) != Step.WAIT
            ]
        for student_id in due[:AT_ONCE]:
            with suppress(NotStarted):  # gone meanwhile
                if await self._look_after(student_id, months) == Step.LEAVE:
                    await self._leave(student_id, months)

    async def _look_after(self, student_id: int, months: int) -> Step:
        """Bring a warning that is due, and return which step was."""
        now = self._clock()
        async with self._database.transaction(student_id) as tx:
            step = (await self._absence(tx, student_id, months)).next_step(now)
            if step in WARNINGS:
                column = "first_warned_at" if step == Step.WARN_FIRST else "last_warned_at"
                await Visits(tx).change(student_id, **{column: now})
                for days in WARNINGS.values():
                    await self._nudges.forget(tx, student_id, RETENTION, days)
                await self._nudges.tell(tx, student_id, RETENTION, WARNINGS[step])
                self._warned.add(student_id)
        return step

    async def _leave(self, student_id: int, months: int) -> None:
        """Delete somebody's data, unless they have come back this very moment."""
        async with self._database.reading() as tx:
            absence = await self._absence(tx, student_id, months)
        if student_id in self._waiting or absence.next_step(self._clock()) != Step.LEAVE:
            return

        def sure(_student: Student) -> bool:
            return student_id not in self._waiting

        await self._privacy.delete(student_id, sure)

    async def _absence(self, tx: Tx, student_id: int, months: int) -> Absence:
        student = await self._students.profile(tx, student_id)
        visit = await Visits(tx).find(student_id)
        if visit is None:  # they started this moment
            return Absence(self._clock(), None, None, months, can_be_written_to=False,
                           rhythm=student.rhythm)  # fmt: skip
        return Absence(
            visit.seen_at,
            visit.first_warned_at,
            visit.last_warned_at,
            months,
            student.can_be_written_to,
            student.rhythm,
        )

    async def going(self, tx: Tx, student_id: int) -> Going | None:
        """Return what a warning says now; None when nothing goes any more."""
        months = await self._servers.retention_months()
        absence = await self._absence(tx, student_id, months)
        if absence.first_warned_at is None and absence.last_warned_at is None:
            return None
        seen_on = absence.rhythm.today(absence.seen_at)
        return Going(seen_on, absence.leaves_on)


class Warns(OwnButtons):
    """Speaks for nudges of the kind ``retention``; the subject is how many days are left."""

    def __init__(self, retention: RetentionService) -> None:
        self._retention = retention

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return what is said to whom; nothing to those who came back."""
        found: dict[Whose, Person] = {}
        for student_id, days in subjects:
            with suppress(NotStarted):
                going = await self._retention.going(tx, student_id)
                if going is not None:
                    found[student_id, days] = Person("Your own data", of=going)
        return found
