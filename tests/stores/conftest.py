"""Every test of a store runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database import Database
from bot.opening import open_database
from bot.tables import REVISION

from .databases import KEY, PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for each run, or for each worker of a run."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'pitstop.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        async with server.fresh() as address:
            yield address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An opened database with today's schema."""
    async with open_database(url, [KEY], REVISION) as opened:
        yield opened
