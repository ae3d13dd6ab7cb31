"""Opening the database: its file, its key, its schema. What can't be opened is said plainly."""

import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.config import Settings
from bot.database import Database, make_engine
from bot.facts import Facts
from bot.keyring import KeyFile, KeyRing
from bot.lock import Held, holding
from bot.problems import StartProblem
from bot.tables import REVISION, metadata

MIGRATIONS = Path(__file__).parent.parent / "migrations"

NEWER = (
    "The database was written by a newer Pitstop than this one. "
    "Update the code (`git pull`), or restore a backup from before the update."
)

KEEP_THE_KEY = (
    "Copy this file to a place apart from the data and its backups, such as the club's password "
    "safe. Without it nobody can read the notes, not even you."
)

log = structlog.get_logger()

# Any number will do, so long as nothing else in the same PostgreSQL database locks it.
_MIGRATION_LOCK = 74_867_867


@asynccontextmanager
async def open_database(
    url: str, keys: Sequence[str], head: str = REVISION, follow: KeyFile | None = None
) -> AsyncGenerator[Database]:
    """Open the database at ``url``, bring its schema to revision ``head``, close it at the end.

    Args:
        url: a SQLAlchemy address with an async driver.
        keys: Fernet keys, the first one writes, all of them read.
        head: the revision that the code wants; newer in the database is refused.
        follow: the file that the keys are from; new ones in it are taken up at once.

    Raises:
        StartProblem: the database cannot be reached or written, a key is not one, the keys are not
            this database's, the database is newer than the code, or is just being restored.
    """
    ring = key_ring(keys, follow)
    with _in_use(url):
        with _said_plainly(url):
            _prepare_file(url)
        engine = make_engine(url, ring)
        try:
            with _said_plainly(url):
                await _bring_to(head, engine)
            database = Database(engine)
            await _check_keys(database, ring)
            yield database
        finally:
            await engine.dispose()


async def look_at_database(url: str, keys: Sequence[str]) -> str:
    """Say how a database is, and change nothing in it.

    Raises:
        StartProblem: as `open_database` does.
    """
    ring = key_ring(keys or [Fernet.generate_key().decode()])  # no key is another's key
    file = file_of(url)
    if file is not None:
        if not file.exists():
            return "will be made at the first start"
        with _said_plainly(url):
            _try_writing(file)
    engine = make_engine(url, ring)
    try:
        with _said_plainly(url):
            async with Database(engine).reading() as tx:
                current = await tx.run_sync(_current_revision)
                sealed = await Facts(tx).recall("key_check") if current else None
    finally:
        await engine.dispose()
    if current is None:
        return "is empty, and will be filled at the first start"
    _check_key(ring, sealed)
    if current > REVISION:
        raise StartProblem(NEWER)
    return (
        "is up to date" if current == REVISION else "will be brought up to date at the next start"
    )


def lock_of(file: Path) -> Path:
    """Return the file that whoever has a database open holds, and whoever replaces it alone."""
    return file.with_name(f"{file.name}.lock")


@contextmanager
def _in_use(url: str) -> Generator[None]:
    """Let nobody put another file in the database's place while it is open."""
    file = file_of(url)
    with ExitStack() as stack:
        if file is not None:
            try:
                with _said_plainly(url):
                    stack.enter_context(holding(lock_of(file), alone=False))
            except Held:
                raise StartProblem(
                    "A backup is just being restored. Wait until that is done, then run this again."
                ) from None
        yield


def file_of(url: str) -> Path | None:
    """Return the database file behind an address; None for a server."""
    where = make_url(url)
    return Path(where.database or "") if where.get_backend_name() == "sqlite" else None


def _try_writing(file: Path) -> None:
    """Open a file for writing and leave it as it is; SQLite would say only later that it may not."""
    file.open("ab").close()


def key_ring(keys: Sequence[str], follow: KeyFile | None = None) -> KeyRing:
    """Return the ring of these keys.

    Raises:
        StartProblem: one of them is not a key, or there is none.
    """
    try:
        return KeyRing(keys, follow)
    except ValueError:
        raise StartProblem(
            "`PITSTOP_DATA_KEYS`, or the file `pitstop.key`, has something that is not a key. "
            "Put back the key that was there before; without a database yet, take it away."
        ) from None


def key_ring_of(database: Database) -> KeyRing:
    """Return the ring that a database was opened with."""
    return cast("KeyRing", database.engine.dialect.pitstop_key_ring)  # type: ignore[attr-defined]


def _prepare_file(url: str) -> None:
    """Open a database file once before the async driver does, which is slower to say that it can't.

    Write-ahead logging is switched on here: it stays on, and while somebody else writes it cannot
    be switched and does not wait.
    """
    file = file_of(url)
    if file is None:
        return
    if not file.exists():
        file.touch(mode=0o600)  # names are in it, for its owner alone
    _try_writing(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for attempt in range(100):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError:
                if attempt == 99:
                    raise
                time.sleep(0.05)
        connection.execute("BEGIN IMMEDIATE")


@contextmanager
def _said_plainly(url: str) -> Generator[None]:
    """Turn what the drivers say about an unreachable database into the officer's sentence."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        where = make_url(url)
        if "not a database" in str(error):
            raise StartProblem(
                f"The file {where.database} is not a database of Pitstop's. "
                "Put back a copy of it, or move it away to begin anew."
            ) from error
        if where.get_backend_name() == "sqlite":
            raise StartProblem(
                f"The database file {where.database} can't be opened or written. "
                "Check that the folder exists, that it is yours, and that the disk isn't full."
            ) from error
        raise StartProblem(
            f"PostgreSQL at {where.host or 'this machine'} can't be used: {_reason(error)}. "
            "Check `PITSTOP_DATABASE_URL`, and that the server is running."
        ) from error


def _reason(error: Exception) -> str:
    """Return the server's own words, such as "password authentication failed", or that it is away."""
    words = str(getattr(error, "orig", None) or error).partition(":")[2].partition("\n")[0]
    return words.strip().rstrip(".") or "it doesn't answer"


async def _bring_to(head: str, engine: AsyncEngine) -> None:
    """Upgrade the schema under a lock, so that two processes starting together do it once."""
    async with engine.begin() as connection:  # on SQLite, BEGIN IMMEDIATE is the lock
        if engine.dialect.name == "postgresql":
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        current = await connection.run_sync(_current_revision)
        if current is None:
            await connection.run_sync(_create)
        elif current != head:
            await connection.run_sync(_upgrade, head)


def _current_revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _create(connection: Connection) -> None:
    """Make a new database as the migrations would, which a test compares, without Alembic's weight."""
    metadata.create_all(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": REVISION})


def _upgrade(connection: Connection, head: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, head)
    except CommandError as error:
        raise StartProblem(NEWER) from error


def alembic_config() -> Any:
    """Return Alembic's configuration, which is the folder ``migrations/`` and nothing else."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


async def _check_keys(database: Database, ring: MultiFernet) -> None:
    """Make sure that what is in the database can be read with these keys, before anyone asks."""
    async with database.transaction() as tx:
        facts = Facts(tx)
        sealed = await facts.recall("key_check")
        if sealed is None:
            sealed = ring.encrypt(b"pitstop").decode()
            await facts.remember("key_check", sealed)
    _check_key(ring, sealed)


def _check_key(ring: MultiFernet, sealed: str | None) -> None:
    try:
        if sealed is not None:
            ring.decrypt(sealed.encode())
    except InvalidToken:
        raise StartProblem(
            "The notes in this database were encrypted with another key. "
            "Put back the file `pitstop.key` that belongs to it, or set `PITSTOP_DATA_KEYS`."
        ) from None


def make_folder(folder: Path) -> None:
    """Make the data folder, if it is not there.

    Raises:
        StartProblem: it cannot be made.
    """
    if folder.is_file():
        raise StartProblem(
            f"{folder} is a file, and the data needs a folder. "
            "Name another one with `PITSTOP_DATA_DIR`."
        )
    with _folder_said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)


def look_at_folder(folder: Path) -> str:
    """Say how the data folder is, and change nothing.

    Raises:
        StartProblem: it can't be made, or can't be written.
    """
    if folder.exists():
        make_folder(folder)  # says so when it is a file
        with _folder_said_plainly(folder), tempfile.TemporaryFile(dir=folder):
            return str(folder.resolve())
    parent = next(each for each in folder.resolve().parents if each.exists())
    with _folder_said_plainly(folder), tempfile.TemporaryFile(dir=parent):
        return f"{folder.resolve()} will be made at the first start"


def data_keys(settings: Settings) -> list[str]:
    """Return the keys for notes, the first one writes; make the data folder if it is needed.

    Raises:
        StartProblem: the data folder can't be written, or a database is there without its key.
    """
    keys = [key.get_secret_value() for key in settings.data_keys]
    if keys:
        if settings.database_url is None:
            make_folder(settings.data_dir)
        return keys
    read_or_make_key(settings.data_dir)
    with _folder_said_plainly(settings.data_dir):
        return KeyFile(settings.data_dir).read_all()


def known_keys(settings: Settings) -> list[str]:
    """Return the keys that there are, and make none; the folder may be missing."""
    keys = [key.get_secret_value() for key in settings.data_keys]
    file = KeyFile(settings.data_dir)
    with _folder_said_plainly(settings.data_dir):
        return keys or (file.read_all() if file.path.exists() else [])


def key_file(settings: Settings) -> KeyFile | None:
    """Return the file that the keys are in; None when the settings have them."""
    return None if settings.data_keys else KeyFile(settings.data_dir)


def read_or_make_key(folder: Path, make: Callable[[], bytes] = Fernet.generate_key) -> str:
    """Return the key that writes, from ``folder/pitstop.key``; make what of the two is missing.

    Raises:
        StartProblem: the folder cannot be written, or a database is there without its key.
    """
    make_folder(folder)
    keys = KeyFile(folder)
    path = keys.path
    with _folder_said_plainly(folder):
        if not path.exists():
            if (folder / "pitstop.db").exists():
                raise StartProblem(
                    f"The database in {folder} is there, but its key `pitstop.key` is not, and "
                    "without it the notes can't be read. Put the file back."
                )
            _write_once(path, make())
            log.warning("key.made", file=str(path), to_do=KEEP_THE_KEY)
        keys.keep_private()
        return next(iter(keys.read()), "")


def _write_once(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; of two that do it at once, the first one's stays."""
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # only its owner can read it
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            try:
                path.hardlink_to(file.name)
            except (PermissionError, NotImplementedError):  # a file system without links
                with path.open("xb") as plain:
                    plain.write(content)


@contextmanager
def _folder_said_plainly(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise StartProblem(
            f"The data folder {folder} can't be written. "
            "Make it yours (`chown`), or name another one with `PITSTOP_DATA_DIR`."
        ) from error
