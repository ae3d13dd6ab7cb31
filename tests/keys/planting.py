"""A secret in every encrypted column that there is, found by the tables themselves."""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, SmallInteger, String, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from stores.databases import MONDAY

from bot.database import (
    Database,
    EncryptedBytes,
    EncryptedJson,
    Json,
    UtcDateTime,
    encrypted_columns,
)
from bot.tables import metadata

COLUMNS = encrypted_columns(metadata)
_SECRET = frozenset(COLUMNS)  # a list would compare each with SQL's ==, which makes an expression
#: Tables with secrets, and those that their rows belong to.
TABLES = [
    table
    for table in metadata.sorted_tables
    if table in {each.table for each in COLUMNS}
    or any(table in {f.column.table for f in each.table.foreign_keys} for each in COLUMNS)
]


def secret_of(column: Column[Any]) -> str:
    return f"secret-{column.table.name}-{column.name}"


def planted_in(column: Column[Any]) -> Any:
    secret = secret_of(column)
    if isinstance(column.type, EncryptedBytes):
        return secret.encode()
    return [secret] if isinstance(column.type, EncryptedJson) else secret


def _some(column: Column[Any], number: int) -> Any:
    """A value that a column takes; everything hangs together by its number."""
    if column in _SECRET:
        return planted_in(column)
    match column.type:
        case UtcDateTime():
            return MONDAY
        case Date():
            return date(2026, 1, 5)
        case Boolean():
            return False
        case Json():
            return None
        case String():
            return f"{number}"[: column.type.length]
        case SmallInteger():
            return 1
        case Integer():
            return number
        case _:
            return number


async def plant(tx: AsyncConnection, number: int = 1) -> None:
    """Put a row in each of the `TABLES`, with a secret in each encrypted column."""
    for table in TABLES:
        wanted = [c for c in table.c if c in _SECRET or not c.nullable or c.primary_key]
        await tx.execute(insert(table).values({c.name: _some(c, number) for c in wanted}))


async def read_back(database: Database) -> int:
    """See that every secret can be read; return how many there are."""
    count = 0
    async with database.reading() as tx:
        for column in COLUMNS:
            for value in await tx.scalars(select(column)):
                assert value == planted_in(column)
                count += 1
    return count
