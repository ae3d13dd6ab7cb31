"""Databases of an earlier schema, and what tells two schemas apart."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.opening import alembic_config, open_database
from bot.tables import REVISION, metadata

from .databases import KEY, MONDAY

STUDENT = {
    "time_zone": "America/Los_Angeles",
    "stage": "new",
    "nudge_hour": 9,
    "nudge_days": "01234",
    "quiet_from": 21,
    "quiet_until": 8,
    "started_at": MONDAY,
}


def differences(connection: Connection) -> Sequence[Any]:
    """What bot.tables says that the database doesn't have, and the other way round."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return compare_metadata(context, metadata)


def upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@asynccontextmanager
async def empty_at(url: str, revision: str) -> AsyncIterator[AsyncConnection]:
    """Make the database an empty one of an earlier schema; what is written to it then is kept."""
    async with open_database(url, [KEY], REVISION) as database:
        async with database.transaction() as tx:
            await tx.run_sync(metadata.drop_all)
            await tx.execute(text("DROP TABLE alembic_version"))
        async with database.transaction() as tx:
            await tx.run_sync(upgrade, revision)
            yield tx


async def fill(tx: AsyncConnection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Write rows to tables of whatever schema there is."""
    old = MetaData()
    await tx.run_sync(old.reflect)
    for name, some in rows.items():
        await tx.execute(insert(old.tables[name]), some)
