"""The nightly backup, and what became of the last one."""

import asyncio
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from cryptography.fernet import MultiFernet

from bot.backups import files
from bot.backups.model import TRY_AGAIN, kept, moment_of, name_of, next_due
from bot.clock import Clock
from bot.database import Database
from bot.facts import Facts
from bot.lock import Held, holding
from bot.opening import key_ring_of
from bot.problems import StartProblem

#: Why the latest try failed, as a fact of `bot.facts.Facts`; what succeeded is in the folder.
TROUBLE = "backup_trouble"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Report:
    """How the backups are, for the officer.

    Attributes:
        last_at: when the newest backup was made; None if there is none.
        size: its bytes.
        next_at: when the next one is due; None where Pitstop makes none, on PostgreSQL.
        kept: how many there are.
        trouble: why the latest try failed, and what to do, in a sentence; None if it did not.
    """

    last_at: datetime | None = None
    size: int = 0
    next_at: datetime | None = None
    kept: int = 0
    trouble: str | None = None

    @property
    def restores(self) -> bool:
        """The newest can be restored: none gets its name before it has been opened and read."""
        return self.last_at is not None


class BackupService:
    """Makes the backups of one database file, and knows how they are.

    Args:
        database: what is backed up; nothing is done for PostgreSQL, which has tools of its own.
        clock: tells the time.
        file: the database file; None for PostgreSQL.
        folder: where the backups are kept.
    """

    def __init__(self, database: Database, clock: Clock, file: Path | None, folder: Path) -> None:
        self._database = database
        self._clock = clock
        self._file = file
        self._folder = folder
        self._not_before: datetime | None = None
        self._trouble = ""  # also here: a disk that is full takes no notes

    async def nightly(self) -> None:
        """Make the last night's backup if it is missing; delete those whose time has run."""
        now = self._clock()
        if self._file is None or (self._not_before is not None and now < self._not_before):
            return
        if next_due(newest(self._folder), now) > now:
            return
        try:
            file, size = await asyncio.to_thread(
                make, self._file, self._folder, key_ring_of(self._database), now
            )
        except Held:  # another process is at it
            return
        except StartProblem as problem:
            self._not_before = now + TRY_AGAIN
            log.exception("backup.failed", reason=str(problem))
            await self._remember(str(problem))
            return
        log.info("backup.made", file=file.name, bytes=size)
        await self._remember("")

    async def report(self) -> Report:
        """Return how the backups are."""
        if self._file is None:
            return Report()
        moments, size = await asyncio.to_thread(_looked_at, self._folder)
        async with self._database.reading() as tx:
            trouble = await Facts(tx).recall(TROUBLE)
        last = max(moments, default=None)
        return Report(
            last_at=last,
            size=size,
            next_at=next_due(last, self._clock()),
            kept=len(moments),
            trouble=self._trouble or trouble or None,
        )

    async def _remember(self, trouble: str) -> None:
        self._trouble = trouble
        try:
            async with self._database.transaction() as tx:
                await Facts(tx).remember(TROUBLE, trouble[:200])
        except Exception:
            log.exception("backup.not_noted")


def newest(folder: Path) -> datetime | None:
    """Return when the newest backup in a folder was made; None if there is none."""
    return max(_moments(folder), default=None)


def oldest(folder: Path) -> datetime | None:
    """Return when the oldest backup in a folder was made; None if there is none."""
    return min(_moments(folder), default=None)


def make(database: Path, folder: Path, ring: MultiFernet, now: datetime) -> tuple[Path, int]:
    """Make a backup in the folder, see that it can be restored, delete those whose time has run.

    Returns:
        The backup, and its size in bytes.

    Raises:
        Held: another process is making one.
        StartProblem: it can't be written, or what was written can't be restored.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with holding(folder / "pitstop.lock", alone=True):
            for rest in folder.glob(f"pitstop-*.db{files.PART}"):  # of one that was interrupted
                rest.unlink()
            size = written(database, folder / name_of(now), ring)
            moments = _moments(folder)
            for moment in moments - kept(moments, now):
                (folder / name_of(moment)).unlink(missing_ok=True)
            return folder / name_of(now), size
    except OSError as error:
        raise StartProblem(_no_room(folder, database)) from error


def written(database: Path, target: Path, ring: MultiFernet) -> int:
    """Write a backup under this name, once it is known that it can be restored; return its size.

    Raises:
        StartProblem: it can't be written, or what was written can't be restored.
        OSError: it can't be written.
    """
    part = target.with_name(target.name + files.PART)
    try:
        try:
            files.copy(database, part)
        except sqlite3.Error as error:
            raise StartProblem(_no_room(target.parent, database)) from error
        size = files.check(part, ring)
        files.finish(part, target)
        return size
    finally:
        part.unlink(missing_ok=True)


def look_at_backups(folder: Path, database: Path, now: datetime) -> str:
    """Say how the backups in a folder are, and change nothing.

    Raises:
        StartProblem: the folder can't be written, has no room, or its newest backup is too old.
    """
    import tempfile

    there = next(each for each in (folder, *folder.resolve().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
        room = shutil.disk_usage(there).free
    except OSError as error:
        raise StartProblem(_no_room(folder, database)) from error
    if database.exists() and room < 2 * database.stat().st_size:
        raise StartProblem(_no_room(folder, database))
    last = newest(folder)
    if last is None:
        return f"the first one will be made in {folder} when the bot runs"
    nights = (now - last).days
    if nights >= 2:
        raise StartProblem(
            f"The newest backup in {folder} is {nights} days old. Start the bot, which makes one at "
            "once; if it doesn't, its log says why at `backup.failed`."
        )
    return f"the newest in {folder} is of {last.day} {last:%B, %H:%M} UTC"


def _moments(folder: Path) -> set[datetime]:
    if not folder.is_dir():
        return set()
    found = (moment_of(file.name) for file in folder.iterdir())
    return {moment for moment in found if moment is not None}


def _looked_at(folder: Path) -> tuple[set[datetime], int]:
    """Return when the backups were made, and the bytes of the newest one."""
    moments = _moments(folder)
    size = (folder / name_of(max(moments))).stat().st_size if moments else 0
    return moments, size


def _no_room(folder: Path, database: Path) -> str:
    """Say why a backup can't be written: there is no room, or the folder is not ours."""
    try:
        needed = database.stat().st_size
        there = next(each for each in (folder, *folder.resolve().parents) if each.exists())
        if there.is_dir() and shutil.disk_usage(there).free < 2 * needed:
            return (
                f"There is no room for a backup in {folder}. Free {needed // 500_000 + 1} MB there, "
                "or name a folder on another disk with `PITSTOP_BACKUP_DIR`."
            )
    except OSError:
        pass
    return (
        f"No backup can be written to {folder}. Check that the folder is yours and its disk has "
        "room, or name another one with `PITSTOP_BACKUP_DIR`."
    )
