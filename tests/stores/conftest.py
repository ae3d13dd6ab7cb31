"""Every test of a store runs on SQLite and on PostgreSQL; rules that only need one, on SQLite."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import Database
from bot.opening import open_database
from bot.tables import REVISION

from .databases import KEY, MAYA, SAM, PostgresServer, empty_database, enrol, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for each run, or for each worker of a run."""
    with postgres_server() as server:
        yield server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames:
        on_both = metafunc.definition.get_closest_marker("rules") is None
        databases = ["sqlite", "postgresql"] if on_both else ["sqlite"]
        metafunc.parametrize("server", databases, indirect=True)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """The server to test on; None for SQLite, which has none."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
async def url(server: PostgresServer | None, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a new, empty database."""
    async with empty_database(server, tmp_path / "pitstop.db") as address:
        yield address


@pytest.fixture
async def database(server: PostgresServer | None, folder: Path) -> AsyncIterator[Database]:
    """An opened database with today's schema, and nothing in it."""
    url = f"sqlite+aiosqlite:///{folder / 'pitstop.db'}"
    async with server.kept() if server else open_database(url, [KEY], REVISION) as opened:
        yield opened


@pytest.fixture
async def two_students(database: Database) -> None:
    """Maya and Sam, who have just started."""
    await enrol(database, MAYA, SAM)
