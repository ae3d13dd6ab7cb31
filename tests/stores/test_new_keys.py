"""A new key for every encrypted column, on both databases."""

import asyncio

import pytest
from keys.planting import COLUMNS, plant, planted_in, read_back
from sqlalchemy import update

import bot.keys
from bot.database import Database
from bot.keys import encrypt_anew
from bot.opening import open_database
from bot.tables import REVISION, contacts

from .databases import KEY, MAYA, OTHER_KEY, PostgresServer


async def test_after_a_change_of_keys_the_new_one_alone_reads_everything(url: str) -> None:
    async with open_database(url, [KEY], REVISION) as database, database.transaction() as tx:
        await plant(tx)
    async with open_database(url, [OTHER_KEY, KEY], REVISION) as database:
        assert await read_back(database) == len(COLUMNS)
        assert await encrypt_anew(database) == len(COLUMNS)
        assert await encrypt_anew(database) == 0
    async with open_database(url, [OTHER_KEY], REVISION) as database:
        assert await read_back(database) == len(COLUMNS)


@pytest.mark.parametrize("students", [(MAYA,), ()])
async def test_who_is_held_up_all_the_while_on_postgresql_keeps_no_old_key_in_a_row(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, students: tuple[int, ...]
) -> None:
    """Its process was stopped between encrypting a text and sending it."""
    begun, asked, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
    under_way, seen = bot.keys._under_way, list[set[str]]()

    async def looking(database: Database) -> set[str]:
        seen.append(await under_way(database))
        if len(seen) > 2:  # it looks twice without anybody to wait for
            asked.set()
        return seen[-1]

    async def held_up(database: Database) -> None:
        async with database.transaction(*students) as tx:
            begun.set()
            await go_on.wait()
            await tx.execute(update(contacts).values(how_met=planted_in(contacts.c.how_met)))

    monkeypatch.setattr(bot.keys, "_under_way", looking)
    async with (
        postgres.fresh() as url,
        open_database(url, [KEY], REVISION) as before,
        open_database(url, [OTHER_KEY, KEY], REVISION) as after,
    ):
        async with before.transaction() as tx:
            await plant(tx)
        writing = asyncio.create_task(held_up(before))
        await begun.wait()
        rotating = asyncio.create_task(encrypt_anew(after))
        looks = asyncio.create_task(asked.wait())
        await asyncio.wait({rotating, looks}, return_when=asyncio.FIRST_COMPLETED)
        assert not rotating.done()
        go_on.set()
        await writing
        assert await rotating == len(COLUMNS) + 1
        async with open_database(url, [OTHER_KEY], REVISION) as alone:
            assert await read_back(alone) == len(COLUMNS)
