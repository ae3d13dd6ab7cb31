"""Databases of an earlier schema, and what tells two schemas apart."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, insert
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.opening
from bot.database import Database
from bot.opening import alembic_config, key_ring
from bot.tables import metadata

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
    """Bring an empty database to an earlier schema; what is written to it then is kept."""
    engine = bot.opening.make_engine(url, key_ring([KEY]))
    try:
        async with Database(engine).transaction() as tx:
            await tx.run_sync(upgrade, revision)
            yield tx
    finally:
        await engine.dispose()


async def fill(tx: AsyncConnection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Write rows to tables of whatever schema there is."""
    old = MetaData()
    await tx.run_sync(old.reflect)
    for name, some in rows.items():
        await tx.execute(insert(old.tables[name]), some)
