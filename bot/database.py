"""The database: how it is opened, how a transaction is had, and the two types of our own."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Connection, DateTime, Dialect, Text, TypeDecorator, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.problems import StartProblem

#: A connection in a transaction, which stores are opened with.
Tx = AsyncConnection

MIGRATIONS = Path(__file__).parent.parent / "migrations"

# Any number will do, so long as nothing else in the same PostgreSQL database locks it.
_MIGRATION_LOCK = 7_486_7867


class UtcDateTime(TypeDecorator[datetime]):
    """An aware ``datetime``, stored in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn it to UTC on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back its zone on the way out."""
        # SQLite keeps no zone; what was stored was UTC.
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted at rest with the database's keys (Fernet, AES-128-CBC with HMAC).

    The key ring rides on the engine's dialect, because that is what SQLAlchemy hands to a type;
    so there is no global key and two databases in one process keep their own.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else _key_ring(dialect).encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else _key_ring(dialect).decrypt(value.encode()).decode()


def _key_ring(dialect: Dialect) -> MultiFernet:
    return cast("MultiFernet", dialect.pitstop_key_ring)  # type: ignore[attr-defined]


class Database:
    """An opened database. ``transaction()`` for anything that writes, ``reading()`` otherwise."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        # SQLite has one writer at a time; waiting here is fair and never runs into its time-out.
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncConnection]:
        """Run a block in one write transaction: all of it is kept, or none."""
        if self._writer is None:
            async with self.engine.begin() as tx:
                yield tx
        else:
            async with self._writer, self.engine.begin() as tx:
                yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Run a block that only reads. It sees one state and never waits for a writer."""
        async with self.engine.connect() as connection:
            await connection.execution_options(pitstop_reads=True)
            yield connection


@asynccontextmanager
async def open_database(url: str, keys: Sequence[str], head: str) -> AsyncGenerator[Database]:
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
            "`PITSTOP_DATA_KEYS` has something that is not a key. "
            "Leave it empty to use the key file in the data folder, or take keys that Fernet made."
        ) from None
    engine = create_async_engine(url, hide_parameters=True)  # errors go to the log
    engine.dialect.pitstop_key_ring = ring  # type: ignore[attr-defined]
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    try:
        with _said_plainly(url):
            await _bring_to(head, engine)
        database = Database(engine)
        await _check_keys(database)
        yield database
    finally:
        await engine.dispose()


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        # SQLAlchemy begins transactions itself below; the driver must not.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",  # a nudge settled before a power cut stays settled
            "foreign_keys = ON",
            "busy_timeout = 5000",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        # A lock that is upgraded from reading to writing can fail at once; one taken at BEGIN waits.
        reads = connection.get_execution_options().get("pitstop_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


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
        if current == head:
            return  # the usual start, spared Alembic's import
        await connection.run_sync(_upgrade, head)


def _current_revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


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


async def _check_keys(database: Database) -> None:
    """Make sure that what is in the database can be read with these keys, before anyone asks."""
    from bot.facts import Facts  # the schema is written with this module's types

    ring = _key_ring(database.engine.dialect)
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
        return path.read_text().strip()


@contextmanager
def _folder_said_plainly(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise StartProblem(
            f"The data folder {folder} can't be written. "
            "Make it yours (`chown`), or name another one with `PITSTOP_DATA_DIR`."
        ) from error
