"""The database: how a transaction is had, and the types of our own."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar, cast

from cryptography.fernet import MultiFernet
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    bindparam,
    event,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.sqlite import DRIVER

T = TypeVar("T")

#: As many rows as one statement names; SQLite and PostgreSQL both limit parameters.
BATCH = 500

#: A connection in a transaction, which stores are opened with.
Tx = AsyncConnection


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


class Encrypted:
    """What every type is that encrypts; by it, new keys and backups find the columns."""


class EncryptedText(Encrypted, TypeDecorator[str]):
    """Text that is encrypted at rest with the database's keys (Fernet, AES-128-CBC with HMAC).

    The key ring rides on the engine's dialect, because that is what SQLAlchemy hands to a type;
    so there is no global key and two databases in one process keep their own.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return _encrypted(_key_ring(dialect), value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return _decrypted(_key_ring(dialect), value)


class EncryptedBytes(Encrypted, TypeDecorator[bytes]):
    """Bytes, encrypted at rest like `EncryptedText`."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else _key_ring(dialect).encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt on the way out."""
        return None if value is None else _key_ring(dialect).decrypt(value)


class Json(TypeDecorator[list[Any]]):
    """A list as JSON text; an empty one is stored as null and comes back empty."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str | None:
        """Write it out on the way in."""
        return json.dumps(value, ensure_ascii=False) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[Any]:
        """Read it on the way out."""
        return json.loads(value) if value else []


class EncryptedJson(Encrypted, Json):
    """Like `Json`, encrypted at rest like `EncryptedText`."""

    cache_ok = True

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return _encrypted(_key_ring(dialect), super().process_bind_param(value, dialect))

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[Any]:
        """Decrypt on the way out."""
        return super().process_result_value(_decrypted(_key_ring(dialect), value), dialect)


def encrypted_columns(metadata: MetaData) -> list[Column[Any]]:
    """Return every column whose values are encrypted."""
    tables = metadata.sorted_tables
    return [each for table in tables for each in table.c if isinstance(each.type, Encrypted)]


def _key_ring(dialect: Dialect) -> MultiFernet:
    return cast("MultiFernet", dialect.pitstop_key_ring)  # type: ignore[attr-defined]


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Return the items in parts that one statement can name."""
    rest = iter(items)
    while part := list(islice(rest, BATCH)):
        yield part


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Return ``column IN values``. For long lists: SQLAlchemy's own looks at each of them first."""
    return column.in_(bindparam(None, list(values), expanding=True))


def one_by_one(ids: Iterable[int]) -> ColumnElement[int]:
    """Return ids as a column of rows in their order, on PostgreSQL."""
    # As one text: of an array the driver would first ask the server what it is.
    text = func.string_to_array(",".join(map(str, ids)), ",")
    return func.unnest(text.cast(ARRAY(BigInteger()))).column_valued("id")


def sealed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an encrypted column as it is stored, to be opened by `unsealed`."""
    return type_coerce(column, Text()).label(None)


async def unsealed(tx: Tx, texts: Iterable[str | None]) -> list[str | None]:
    """Decrypt much at once in a worker thread, so that nobody else waits for it."""
    ring = _key_ring(tx.dialect)
    return await asyncio.to_thread(lambda: [_decrypted(ring, text) for text in texts])


def _encrypted(ring: MultiFernet, text: str | None) -> str | None:
    return None if text is None else ring.encrypt(text.encode()).decode()


def _decrypted(ring: MultiFernet, text: str | None) -> str | None:
    return None if text is None else ring.decrypt(text.encode()).decode()


async def size_of(tx: Tx) -> int:
    """Return the size of the database in bytes, without what SQLite has not written back yet."""
    size = "SELECT pg_database_size(current_database())"
    if tx.dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int((await tx.execute(text(size))).scalar_one())


class Database:
    """An opened database. ``transaction()`` for anything that writes, ``reading()`` otherwise."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        # SQLite has one writer at a time; waiting here is fair and never runs into its time-out.
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @asynccontextmanager
    async def transaction(self, *student_ids: int) -> AsyncGenerator[AsyncConnection]:
        """Run a block in one write transaction: all of it is kept, or none.

        Args:
            student_ids: whose rows are written; two transactions of one student never overlap.
        """
        async with self._writer or nullcontext(), self.engine.begin() as tx:
            if self.engine.dialect.name == "postgresql":
                # In order, so that no two wait in a ring. For nobody too: the server has to know
                # of it before anything is encrypted, since a change of keys waits for such.
                each = one_by_one(sorted(student_ids))
                await tx.execute(select(func.pg_advisory_xact_lock(each)))
            yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """Run a block that only reads. It never waits for a writer."""
        async with self.engine.connect() as connection:
            await connection.execution_options(pitstop_reads=True)
            if self.engine.dialect.name == "postgresql":  # as on SQLite: one moment throughout
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    async def scrub(self) -> None:
        """Empty SQLite's journal of what was written, as far as nobody reads from it this moment.

        What is deleted is overwritten in the file itself (``secure_delete``), and stays in the
        journal until it is taken over.
        """
        if self._writer is None:
            return
        async with self._writer, self.engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            # Whoever reads is not waited for: nobody else could write meanwhile.
            for pragma in ("busy_timeout = 0", "wal_checkpoint(TRUNCATE)", "busy_timeout = 5000"):
                await raw.execute_fetchall(f"PRAGMA {pragma}")


def make_engine(url: str, key_ring: MultiFernet) -> AsyncEngine:
    """Return an engine whose connections are set up as every one of ours has to be."""
    on_sqlite = url.startswith("sqlite")
    engine = create_async_engine(
        url,
        hide_parameters=True,  # errors go to the log
        pool_pre_ping=not on_sqlite,  # a server may have hung up
        **{"module": DRIVER} if on_sqlite else {},
    )
    engine.dialect.pitstop_key_ring = key_ring  # type: ignore[attr-defined]
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        # SQLAlchemy begins transactions itself below; the driver must not.
        connection.isolation_level = None
        for pragma in (
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
