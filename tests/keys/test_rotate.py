"""`pitstop keys rotate`: a new key for everything, with the bot at work and whatever happens."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from backups.dying import killed_here_and_there
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr
from sqlalchemy import TypeDecorator, select, update
from stores.databases import KEY, MAYA, OTHER_KEY, enrol

import bot.database
from bot.backups.commands import back_up, restore
from bot.clock import system_clock
from bot.config import Settings
from bot.database import Database, Encrypted
from bot.keyring import KeyFile, KeyRing
from bot.keys import note_keys, rotate
from bot.opening import data_keys, key_file, open_database
from bot.problems import StartProblem
from bot.tables import contacts

from .planting import COLUMNS, plant, read_back, secret_of

PEOPLE = 6


def settings_of(folder: Path, *keys: str) -> Settings:
    return Settings.model_construct(data_dir=folder, data_keys=[SecretStr(key) for key in keys])


def opened(settings: Settings) -> Any:
    return open_database(settings.database, data_keys(settings), follow=key_file(settings))


@pytest.fixture
def planted(folder: Path) -> Path:
    """A data folder with a secret in each encrypted column, under its first key."""

    async def fill() -> None:
        async with opened(settings_of(folder)) as database, database.transaction() as tx:
            for number in range(1, PEOPLE + 1):
                await plant(tx, number)

    asyncio.run(fill())
    return folder


def stored(folder: Path) -> Iterator[str | bytes]:
    """Every encrypted value as it lies in the file, and the word that keys are known by."""
    with closing(sqlite3.connect(folder / "pitstop.db")) as file:
        for column in COLUMNS:
            query = f'SELECT "{column.name}" FROM "{column.table.name}"'  # noqa: S608
            yield from (row[0] for row in file.execute(query))
        yield from file.execute("SELECT value FROM bot_facts WHERE name = 'key_check'").fetchone()


def all_of(folder: Path, key: str) -> bool:
    """Whether this one key reads everything."""
    try:
        return all(Fernet(key).decrypt(value) for value in stored(folder))
    except InvalidToken:
        return False


async def readable(folder: Path, *keys: str) -> int:
    async with opened(settings_of(folder, *keys)) as database:
        return await read_back(database)


def test_every_type_that_encrypts_is_found() -> None:
    """A column of a type that is not marked would keep its old key, and be lost with it."""
    types = [each for each in vars(bot.database).values() if isinstance(each, type)]
    encrypting = [t for t in types if issubclass(t, TypeDecorator) and "Encrypted" in t.__name__]
    assert encrypting
    assert all(issubclass(each, Encrypted) for each in encrypting)


def test_everything_has_a_new_key_afterwards_and_the_old_one_opens_backups_only(
    planted: Path,
) -> None:
    back_up(settings_of(planted), planted / "before.db", system_clock())
    said = asyncio.run(rotate(settings_of(planted)))
    [new] = KeyFile(planted).read()
    assert f"Done: {PEOPLE * len(COLUMNS)} texts" in said
    assert "safe place again" in said
    assert new != KEY
    assert all_of(planted, new)
    assert KeyFile(planted).read_old() == [KEY]
    assert (planted / "pitstop.key").stat().st_mode & 0o777 == 0o600
    assert (planted / "pitstop.key.old").stat().st_mode & 0o777 == 0o600
    assert asyncio.run(readable(planted)) == PEOPLE * len(COLUMNS)
    restore(settings_of(planted), planted / "before.db", system_clock())
    assert all_of(planted, new)  # the backup was of the old key


def test_keys_in_the_settings_are_changed_in_sentences(folder: Path) -> None:
    async def story() -> str:
        async with opened(settings_of(folder, KEY)) as database:
            await note_keys(database, [KEY])
            async with database.transaction() as tx:
                await plant(tx)
        with pytest.raises(StartProblem, match=r"Put a new key first: `PITSTOP_DATA_KEYS=.{44},`"):
            await rotate(settings_of(folder, KEY))
        with pytest.raises(StartProblem, match=r"doesn't know the first key.*Start it anew"):
            await rotate(settings_of(folder, OTHER_KEY, KEY))
        async with opened(settings_of(folder, OTHER_KEY, KEY)) as database:
            await note_keys(database, [OTHER_KEY, KEY])
        return await rotate(settings_of(folder, OTHER_KEY, KEY))

    said = asyncio.run(story())
    assert "Take the others out" in said
    assert all_of(folder, OTHER_KEY)
    assert asyncio.run(readable(folder, OTHER_KEY)) == len(COLUMNS)


async def test_a_bot_at_work_reads_and_writes_all_the_time(folder: Path) -> None:
    """Two connections of their own: what one changes meanwhile is never put back by the other."""
    settings = settings_of(folder)
    async with opened(settings) as bot_at_work:
        await enrol(bot_at_work, MAYA)
        async with bot_at_work.transaction() as tx:
            for number in range(1, 22):
                await plant(tx, number)
        # On a loop of its own, as in a process of its own: opening the file holds a loop up.
        rotated = asyncio.create_task(asyncio.to_thread(asyncio.run, rotate(settings)))
        written: dict[int, str] = {}
        number = changes = 0
        untouched = secret_of(contacts.c.how_met)
        while not rotated.done():
            number = number % 21 + 1
            if changes < 15:  # SQLite is not fair to who waits while another writes on and on
                changes += 1
                written[number] = await change(bot_at_work, number, changes)
            assert await note_of(bot_at_work, number) == written.get(number, untouched)
            await asyncio.sleep(0)
        assert "Done" in rotated.result()
        assert len(written) > 3
        for number, text in written.items():
            assert await note_of(bot_at_work, number) == text
        await change(bot_at_work, 1, 7)  # and from now on with the new key
    assert all_of(folder, KeyFile(folder).read()[0])


async def change(database: Database, number: int, count: int) -> str:
    said = f"changed {count}"
    async with database.transaction() as tx:
        await tx.execute(update(contacts).where(contacts.c.id == number).values(how_met=said))
    return said


async def note_of(database: Database, number: int) -> str:
    async with database.reading() as tx:
        return (
            await tx.execute(select(contacts.c.how_met).where(contacts.c.id == number))
        ).scalar_one()


def act(folder: Path) -> None:
    """Changes the key."""
    asyncio.run(rotate(settings_of(folder)))


def test_killed_at_any_moment_everything_can_be_read_and_it_goes_on_where_it_was(
    planted: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("kills")

    def prepare() -> tuple[Path]:
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(planted, data)
        return (data,)

    for _step in killed_here_and_there(act, prepare, last=6, others=4):
        before = KeyFile(data).read_all()
        assert asyncio.run(readable(data)) == PEOPLE * len(COLUMNS)
        if len(KeyFile(data).read()) == 2:
            asyncio.run(rotate(settings_of(data)))
            assert KeyFile(data).read() == before[:1]  # not yet another
            assert all_of(data, before[0])


def test_a_ring_takes_no_keys_of_another_database(folder: Path) -> None:
    file = KeyFile(folder)
    ring = KeyRing([KEY], file)
    for wrong in (OTHER_KEY, "junk", ""):
        file.path.write_text(wrong)
        assert Fernet(KEY).decrypt(ring.encrypt(b"words")) == b"words"
    file.path.unlink()
    assert Fernet(KEY).decrypt(ring.encrypt(b"words")) == b"words"
    file.write([OTHER_KEY, KEY])
    assert Fernet(OTHER_KEY).decrypt(ring.encrypt(b"words")) == b"words"


def test_a_database_that_takes_nothing_is_said_and_the_next_time_goes_on(planted: Path) -> None:
    with closing(sqlite3.connect(planted / "pitstop.db")) as file, file:
        failing = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        file.execute(f"CREATE TRIGGER full BEFORE UPDATE ON interactions {failing}")
    with pytest.raises(StartProblem, match=r"can't be written just now.*run this again"):
        asyncio.run(rotate(settings_of(planted)))
    assert asyncio.run(readable(planted)) == PEOPLE * len(COLUMNS)
    with closing(sqlite3.connect(planted / "pitstop.db")) as file, file:
        file.execute("DROP TRIGGER full")
    assert "Done" in asyncio.run(rotate(settings_of(planted)))
    assert all_of(planted, KeyFile(planted).read()[0])


def test_without_a_database_or_with_another_ones_key_no_key_is_made(
    folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(StartProblem, match="no database yet"):
        asyncio.run(rotate(settings_of(tmp_path / "new")))
    (folder / "pitstop.key").write_text(OTHER_KEY)
    with pytest.raises(StartProblem, match="another key"):
        asyncio.run(rotate(settings_of(folder)))
    assert KeyFile(folder).read() == [OTHER_KEY]
    assert all_of(folder, KEY)
