"""A backup as a file: how it is copied, looked at, and put in the database's place."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet

from bot.database import encrypted_columns
from bot.problems import StartProblem
from bot.tables import REVISION, metadata

#: What is half written ends in this; whatever ends in it may be deleted.
PART = ".part"


def copy(source: Path, target: Path) -> None:
    """Copy a database as it is at this moment, while others go on reading and writing it.

    Raises:
        sqlite3.Error: the source can't be read, or the target can't be written.
        OSError: likewise.
    """
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_opened(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)  # in one step: readers of write-ahead logs hold nobody up
        new.execute("PRAGMA journal_mode = DELETE")  # one file, complete by itself
    _to_disk(target)


def check(file: Path, ring: MultiFernet) -> int:
    """Look whether a backup can be restored, and change nothing; return its size in bytes.

    It has to be whole, of a schema that this code knows, and readable with these keys.

    Raises:
        StartProblem: it can't be restored, and why.
    """
    name = file.name
    with _damage_said_plainly(name):
        with file.open("rb") as opened:
            if opened.read(16) != b"SQLite format 3\0":
                raise StartProblem(f"{name} is no backup of Pitstop's. Choose another file.")
        with closing(_opened(file)) as backup:
            found = backup.execute("PRAGMA integrity_check(1)").fetchone()
            if found != ("ok",) or backup.execute("PRAGMA foreign_key_check").fetchone():
                raise StartProblem(f"The backup {name} is damaged. Choose another one.")
            facts = _facts(backup)
            if facts is None:
                raise StartProblem(f"{name} is no backup of Pitstop's. Choose another file.")
            revision, sealed = facts
            try:
                ring.decrypt(sealed.encode())
                _read_one_of_each(backup, ring)
            except InvalidToken:
                raise StartProblem(
                    f"The backup {name} belongs to another key. Put the `pitstop.key` of its time "
                    "in the data folder, or set `PITSTOP_DATA_KEYS`, then run this again."
                ) from None
            if revision > REVISION:
                raise StartProblem(
                    f"The backup {name} was made by a newer Pitstop than this one. "
                    "Update the code (`git pull`), then run this again."
                )
    return file.stat().st_size


def put_in_place(new: Path, database: Path, aside: Path) -> None:
    """Put a database in the place of another, which nobody has open; the old one is kept aside.

    Whenever this is interrupted, the old one or the new one is there, whole.

    Raises:
        OSError: a file can't be moved.
        sqlite3.OperationalError: another program has it open.
    """
    if database.exists():
        try:
            _make_one_file(database)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):  # by a program that is none of ours
                raise
        except sqlite3.DatabaseError:  # it may be what is damaged
            pass
        for ending in ("-wal", "-shm"):  # only a damaged one still has them
            rest = database.with_name(database.name + ending)
            if rest.exists():
                _keep_also(rest, aside.with_name(aside.name + ending))
        _keep_also(database, aside)
        _to_disk(database.parent)
    for ending in ("-wal", "-shm"):  # they would be taken for the new one's
        database.with_name(database.name + ending).unlink(missing_ok=True)
    new.replace(database)
    _to_disk(database.parent)


def settle(file: Path) -> None:
    """Make a database one file that is complete by itself, and on the disk.

    Raises:
        sqlite3.Error: somebody has it open, or it is damaged.
    """
    _make_one_file(file)
    _to_disk(file)


def finish(part: Path, file: Path) -> None:
    """Give a file that is written its name."""
    part.replace(file)
    _to_disk(file.parent)


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=30)


def _make_one_file(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()
        if mode != ("delete",):
            raise sqlite3.OperationalError("database is locked")


def _facts(backup: sqlite3.Connection) -> tuple[str, str] | None:
    """Return the revision and the word that was encrypted with the key."""
    try:
        revision = backup.execute("SELECT version_num FROM alembic_version").fetchone()
        sealed = backup.execute("SELECT value FROM bot_facts WHERE name = 'key_check'").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return (revision[0], sealed[0]) if revision and sealed else None


def _read_one_of_each(backup: sqlite3.Connection, ring: MultiFernet) -> None:
    """Decrypt the newest value of each encrypted column that the backup has."""
    for column in encrypted_columns(metadata):
        table, name = column.table.name, column.name
        known = {row[1] for row in backup.execute(f'PRAGMA table_info("{table}")')}
        if name not in known:  # it is of an earlier schema
            continue
        query = f'SELECT "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL ORDER BY rowid DESC'  # noqa: S608
        row: Any = backup.execute(f"{query} LIMIT 1").fetchone()
        if row is not None:
            ring.decrypt(row[0])


def _keep_also(file: Path, name: Path) -> None:
    """Give a file a second name, or copy it where there are no links."""
    try:
        name.hardlink_to(file)
    except (PermissionError, NotImplementedError):
        part = name.with_name(name.name + PART)
        part.write_bytes(file.read_bytes())
        _to_disk(part)
        part.replace(name)


def _to_disk(path: Path) -> None:
    """Wait until a file, or what a folder says of its files, is on the disk."""
    try:
        opened = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _damage_said_plainly(name: str) -> Generator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise StartProblem(f"The backup {name} is damaged. Choose another one.") from error
    except OSError as error:
        raise StartProblem(
            f"The file {name} can't be read. Check its name, and that it is yours."
        ) from error
