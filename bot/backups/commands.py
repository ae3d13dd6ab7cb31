"""`pitstop backup` and `pitstop restore`, as the officer types them."""

import asyncio
import sqlite3
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from bot.backups import files, service
from bot.backups.model import name_of
from bot.config import Settings
from bot.keyring import KeyRing
from bot.keys import encrypt_anew
from bot.lock import Held, holding
from bot.opening import file_of, key_ring, known_keys, lock_of, make_folder, open_database
from bot.problems import StartProblem

_HOW_TO_STOP = (
    "The bot is running on this database. Stop it (Ctrl+C, `sudo systemctl stop pitstop` or "
    "`docker compose stop`), then run this again."
)


def back_up(settings: Settings, target: Path | None, now: datetime) -> str:
    """Make a backup at once, while the bot runs or not; return what to tell the officer.

    Args:
        settings: from the front door.
        target: the file to make, or a folder for it; None for the folder of the nightly ones.
        now: the moment.

    Raises:
        StartProblem: it can't be made.
    """
    database = _database(settings, "`pg_dump --format=custom --file=pitstop.dump`")
    if not database.exists():
        raise StartProblem("There is no database to back up yet. Run the bot first.")
    ring = _ring(settings)
    if target is None:
        try:
            file, size = service.make(database, settings.backups, ring, now)
        except Held:
            raise StartProblem("Another backup is being made. Run this again when it is.") from None
    else:
        file = target / name_of(now) if target.is_dir() else target
        if file.exists():
            raise StartProblem(f"{file} is there already. Name another file.")
        if not file.parent.is_dir():
            raise StartProblem(f"There is no folder {file.parent}. Make it first, or name another.")
        try:
            size = service.written(database, file, ring)
        except OSError as error:
            raise StartProblem(
                f"{file} can't be written. Check that its folder is yours and the disk has room."
            ) from error
    return (
        f"Backed up to {file} ({_megabytes(size)}), and it can be restored. "
        "Its key is not in it: keep that too, in another place."
    )


def restore(settings: Settings, file: Path, now: datetime) -> str:
    """Put a backup in the database's place; return what to tell the officer.

    Everything is looked at first, on a copy. The old database is kept beside it.

    Raises:
        StartProblem: it can't be done, and nothing is changed.
    """
    database = _database(settings, "`pg_restore --clean --dbname=… pitstop.dump`, the bot stopped")
    if file.is_dir():
        raise StartProblem(f"{file} is a folder. Name a backup that is in it.")
    if not file.is_file():
        raise StartProblem(f"There is no file {file}. Check its name.")
    if database.exists() and file.samefile(database):
        raise StartProblem(f"{file} is the database itself. Name a backup of it.")
    ring = _ring(settings)
    make_folder(settings.data_dir)
    with ExitStack() as stack:
        try:
            stack.enter_context(holding(lock_of(database), alone=True))
        except Held:
            raise StartProblem(_HOW_TO_STOP) from None
        except OSError as error:
            raise _unwritable(settings) from error
        files.check(file, ring)
        copy = database.with_name(f"restoring.db{files.PART}")
        stack.callback(_forget, copy)
        aside = _free_name(database, now)
        try:
            files.copy(file, copy)
            asyncio.run(_bring_up_to_date(copy, ring))
            files.settle(copy)
            files.check(copy, ring)
            was_there = database.exists()
            files.put_in_place(copy, database, aside)
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise StartProblem(
                    "Another program has the database open. Close it, then run this again."
                ) from error
            raise _unwritable(settings) from error
        except OSError as error:
            raise _unwritable(settings) from error
    old = f" The old one is kept as {aside}; delete it once all is well." if was_there else ""
    return f"Restored {file}. Start the bot again.{old}"


async def _bring_up_to_date(copy: Path, ring: KeyRing) -> None:
    async with open_database(f"sqlite+aiosqlite:///{copy}", ring.keys) as database:
        await encrypt_anew(database)  # it may be from before a new key


def _database(settings: Settings, instead: str) -> Path:
    """Return the database file.

    Raises:
        StartProblem: it is on PostgreSQL.
    """
    file = file_of(settings.database)
    if file is None:
        raise StartProblem(
            f"The database is on PostgreSQL, which has its own tools. Use {instead} "
            "(README, “On your server”)."
        )
    return file


def _ring(settings: Settings) -> KeyRing:
    keys = known_keys(settings)
    if not keys:
        raise StartProblem(
            f"The key is missing, and without it no backup can be read. Put the file `pitstop.key` "
            f"that belongs to it in {settings.data_dir}, then run this again."
        )
    return key_ring(keys)


def _free_name(database: Path, now: datetime) -> Path:
    """Return a dated name beside the database that nothing has yet."""
    stem = f"before-restore-{name_of(now).removeprefix('pitstop-').removesuffix('.db')}"
    names = [f"{stem}.db", *(f"{stem}-{number}.db" for number in range(2, 1000))]
    return next(path for name in names if not (path := database.with_name(name)).exists())


def _forget(copy: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal", ".lock"):
        with suppress(OSError):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _unwritable(settings: Settings) -> StartProblem:
    return StartProblem(
        f"Nothing was restored: the data folder {settings.data_dir} can't be written. "
        "Check that it is yours and that its disk has room."
    )


def _megabytes(size: int) -> str:
    return f"{max(size / 1e6, 0.1):.1f} MB"
