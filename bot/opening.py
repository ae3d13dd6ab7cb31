"""Opening the database: its file, its key, its schema. What can't be opened is said plainly."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import Database, make_engine
from bot.facts import Facts
from bot.problems import StartProblem
from bot.tables import REVISION, metadata

MIGRATIONS = Path(__file__).parent.parent / "migrations"

# Any number will do, so long as nothing else in the same PostgreSQL database locks it.
_MIGRATION_LOCK = 7_486_7867


@asynccontextmanager
async def open_database(
    url: str, keys: Sequence[str], head: str = REVISION
) -> AsyncGenerator[Database]:
    """Open the database at ``url``, bring its schema to revision ``head``, close it at the end.

    Args:
        url: a SQLAlchemy address with an async driver.
        keys: Fernet keys, the first one writes, all of them read.
        head: the revision that the code wants; newer in the database is refused.

    Raises:
        StartProblem: the database cannot be reached or written, a key is not one, the keys are not
            this database's, or the database is newer than the code.
    """
    try:
        ring = MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise StartProblem(
            "`PITSTOP_DATA_KEYS`, or the file `pitstop.key`, has something that is not a key. "
            "Put back the key that was there when the database was made."
        ) from None
    with _said_plainly(url):
        _try_file(url)
    engine = make_engine(url, ring)
    try:
        with _said_plainly(url):
            await _bring_to(head, engine)
        database = Database(engine)
        await _check_keys(database, ring)
        yield database
    finally:
        await engine.dispose()


def _try_file(url: str) -> None:
    """Open a database file once and close it; the async driver is slower to say that it can't."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(where.database or "")) as connection:
            connection.execute("BEGIN IMMEDIATE")


@contextmanager
def _said_plainly(url: str) -> Generator[None]:
    """Turn what the drivers say about an unreachable database into the officer's sentence."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        where = make_url(url)
        if where.get_backend_name() == "sqlite":
            raise StartProblem(
                f"The database file {where.database} can't be opened or written. "
                "Check that the folder exists, that it is yours, and that the disk isn't full."
            ) from error
        raise StartProblem(
            f"The PostgreSQL database at {where.host or 'this machine'} doesn't answer. "
            "Check `PITSTOP_DATABASE_URL` and that the server is running."
        ) from error


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
        raise StartProblem(
            "The database was written by a newer Pitstop than this one. "
            "Update the code (`git pull`), or restore a backup from before the update."
        ) from error


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
    try:
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
    with _folder_said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)


def read_or_make_key(folder: Path, make: Callable[[], bytes] = Fernet.generate_key) -> str:
    """Return the key in ``folder/pitstop.key``; make the folder and the key when they are missing.

    Raises:
        StartProblem: the folder cannot be written.
    """
    make_folder(folder)
    path = folder / "pitstop.key"
    with _folder_said_plainly(folder):
        if not path.exists():
            unfinished = path.with_suffix(".new")  # a crash in between leaves no empty key behind
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(make())
            unfinished.replace(path)
        return path.read_text("utf-8", "replace").strip()


@contextmanager
def _folder_said_plainly(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise StartProblem(
            f"The data folder {folder} can't be written. "
            "Make it yours (`chown`), or name another one with `PITSTOP_DATA_DIR`."
        ) from error
