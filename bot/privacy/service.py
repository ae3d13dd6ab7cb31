"""What a student may have done with everything that is kept of them: seen, taken along, deleted."""

import asyncio
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Column, Table

from bot.clock import Clock
from bot.contacts.pace import Pace
from bot.contacts.transfer import TransferService
from bot.database import Database, Tx
from bot.facts import Facts
from bot.meetings import files
from bot.meetings.service import MeetingService
from bot.privacy.export import Bundle, File, json_files, packed, plain, read_me
from bot.privacy.store import Everything, opened
from bot.privacy.whose import named, owned, owner
from bot.servers import ServerService
from bot.students.model import Student
from bot.students.service import StudentService

#: How long an open question whether to delete everything may be answered.
ASKED_FOR = timedelta(hours=1)
#: How long a backup keeps what is deleted.
BACKUPS_KEEP = timedelta(days=30)
#: By this name the bot remembers how many have left; never who.
LEFT = "students_who_left"
#: As many exports are made for one student in an hour.
MOST_EXPORTS = 30

log = structlog.get_logger()


class ConfirmationTooOld(Exception):
    """The question was asked too long ago, or of a profile from before: it is asked anew."""


class Leaving(Protocol):
    """What a room does when a student goes, beyond deleting their own rows."""

    async def others(self, tx: Tx, student_id: int) -> Collection[int]:
        """Return the other students whose rows `leave` will write."""
        ...

    async def leave(self, tx: Tx, student_id: int) -> None:
        """Cancel what others have with the student, and tell those who agreed to DMs."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a student: how many rows of each table, and since when.

    Attributes:
        counts: by the name of the table; tables without rows are left out.
        started_at: of this profile.
        asked_at: now.
    """

    counts: Mapping[str, int]
    started_at: datetime
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted, for the student. Nothing of it is kept."""

    counts: Mapping[str, int]
    at: datetime
    gone_from_backups: datetime


class PrivacyService:
    """A student's rights.

    Args:
        leaving: the rooms in which others have to do with a student.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        students: StudentService,
        transfer: TransferService,
        meetings: MeetingService,
        servers: ServerService,
        leaving: Iterable[Leaving] = (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._students = students
        self._transfer = transfer
        self._meetings = meetings
        self._servers = servers
        self._leaving = list(leaving)
        self._pace = Pace("exports", MOST_EXPORTS)
        #: Told who has left, and to whom else nothing may be sent as it was written. The courier
        #: listens here.
        self.on_left: Callable[[int, Collection[int]], None] = lambda _left, _others: None

    async def term(self) -> int:
        """Return how many months the data of somebody stays who does not come back."""
        return await self._servers.retention_months()

    async def kept(self, student_id: int) -> Kept:
        """Return what is kept of a student.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._database.reading() as tx:
            student = await self._students.profile(tx, student_id)
            counts = await Everything(tx, student_id).count()
        return Kept(counts, student.started_at, self._clock())

    async def export(self, student_id: int) -> Bundle:
        """Return everything that is kept of a student, as one zip or several.

        Raises:
            NotStarted: there is no profile.
            Full: they had as many as are made in an hour.
        """
        student = await self._students.get(student_id)
        now = self._clock()
        self._pace.take(student_id, now)
        zone = ZoneInfo(student.time_zone)
        about = {
            "exported_at": now.astimezone(zone).isoformat(timespec="seconds"),
            "time_zone": zone.key,
        }
        rows, found, counts = await self._rows(student, zone)
        made = await asyncio.to_thread(lambda: list(json_files(about, rows)))
        found = [*made, *await self._readable(student_id), *found]

        def together() -> Bundle:
            return packed([read_me(about, counts, found), *found], now.astimezone(zone))

        return replace(await asyncio.to_thread(together), counts=counts)

    async def _rows(
        self, student: Student, zone: ZoneInfo
    ) -> tuple[list[tuple[str, str]], list[File], dict[str, int]]:
        """Return every row as JSON, files that were in some, and how many of each table."""
        files_in: list[File] = []
        rows: list[tuple[str, str]] = []
        counts: dict[str, int] = {}
        async with self._database.reading() as tx:
            everything = Everything(tx, student.id)
            names = await everything.names()
            for name, table, whose, shown in _sources():
                rows.append((name, ""))
                counts[name] = 0
                write = partial(_written, table, shown, tx.dialect, zone, names, files_in)
                async for page in everything.rows(table, whose, shown):
                    counts[name] += len(page)
                    rows += [(name, row) for row in await asyncio.to_thread(write, page)]
        return rows, files_in, counts

    async def _readable(self, student_id: int) -> list[File]:
        """Return people and meetings as other programs take them."""
        made: list[File] = []
        for name, data, people in await self._transfer.exports(student_id, "csv", "vcf"):
            if people:
                made.append(File(name.removeprefix("pitstop-"), data))
        agenda = await self._meetings.agenda(student_id)
        found = sorted(
            (*agenda.upcoming, *agenda.waiting, *agenda.past), key=lambda each: each.meeting.id
        )
        calendar = await files.all_meetings(found)
        return made if calendar is None else [*made, File("meetings.ics", calendar)]

    async def confirm(self, student_id: int, started: int, asked: int) -> Receipt:
        """Delete everything of a student who was asked once more.

        Args:
            student_id: who.
            started: when the profile began that the question was about, in seconds since 1970.
            asked: when it was asked, likewise.

        Raises:
            NotStarted: there is nothing any more.
            ConfirmationTooOld: the question is asked anew first.
        """

        def sure(student: Student) -> bool:
            waited = self._clock().timestamp() - asked
            is_this = int(student.started_at.timestamp()) == started
            return is_this and 0 <= waited <= ASKED_FOR.total_seconds()

        receipt = await self.delete(student_id, sure)
        if receipt is None:
            raise ConfirmationTooOld
        return receipt

    async def delete(self, student_id: int, sure: Callable[[Student], bool]) -> Receipt | None:
        """Delete everything of a student, at once or not at all; None if they are to stay.

        Args:
            student_id: who.
            sure: asked within the transaction whether they go; if not, nothing happens.

        Raises:
            NotStarted: there is nothing any more.
        """
        others: set[int] = set()
        receipt: Receipt | None = None
        while receipt is None:
            async with self._database.transaction(student_id, *others) as tx:
                if not sure(await self._students.profile(tx, student_id)):
                    return None
                # Their rows are written too, and nobody else may write them meanwhile.
                missed = await self._others(tx, student_id) - others
                if not missed:
                    receipt = await self._remove(tx, student_id)
            others |= missed
        self.on_left(student_id, others)
        log.info("student.left")
        try:
            await self._database.scrub()
        except Exception:
            log.exception(
                "journal.not_emptied"
            )  # it is, the next time that SQLite does it by itself
        return receipt

    async def _others(self, tx: Tx, student_id: int) -> set[int]:
        found: set[int] = set()
        for room in self._leaving:
            found |= {*await room.others(tx, student_id)}
        return found - {student_id}

    async def _remove(self, tx: Tx, student_id: int) -> Receipt:
        counts = await Everything(tx, student_id).count()
        for room in self._leaving:
            await room.leave(tx, student_id)
        await Everything(tx, student_id).remove()
        facts = Facts(tx)
        await facts.remember(LEFT, str(int(await facts.recall(LEFT) or 0) + 1))
        now = self._clock()
        return Receipt(counts, now, now + BACKUPS_KEEP)


def _sources() -> Iterator[tuple[str, Table, Column[Any], Sequence[str]]]:
    """Yield where there is something of a student: what it is called, whose it is, what of it."""
    for table, whose in owned():
        yield table.name, table, whose, ()
    for column, how in named():
        if how.shown:
            table = owner(column)
            yield f"{table.name}.{column.name}", table, column, how.shown


def _written(
    table: Table,
    shown: Sequence[str],
    dialect: Any,
    zone: ZoneInfo,
    names: Mapping[int, str],
    files_in: list[File],
    page: Sequence[Any],
) -> list[str]:
    """Return stored rows as JSON. Takes its time: call it in a worker thread."""
    said = (opened(table, shown, row, dialect) for row in page)
    each = (plain(table.name, row, zone, names, files_in) for row in said)
    return [json.dumps(row, ensure_ascii=False) for row in each]
