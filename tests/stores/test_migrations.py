"""The way to today's schema, from nothing and from every earlier one, and what stops a start."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import Connection, inspect, text

from bot.contacts.model import Contact, Fields, Interaction
from bot.contacts.store import Contacts
from bot.database import Database
from bot.facts import Facts
from bot.opening import alembic_config, open_database, read_or_make_key
from bot.problems import StartProblem
from bot.tables import REVISION, metadata

from .databases import (
    KEY,
    MAYA,
    MONDAY,
    OTHER_KEY,
    SAM,
    PostgresServer,
    empty_database,
    enrol,
    waits_for_a_lock,
)
from .schema import STUDENT, differences, empty_at, fill

DAY = timedelta(days=1)
SCRIPTS = ScriptDirectory.from_config(alembic_config())
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database of its own, for what is done to its schema."""
    async with open_database(url, [KEY], REVISION) as opened:
        yield opened


def shape(connection: Connection) -> dict[str, Any]:
    """All that comparing by Alembic looks at, and what it leaves out: keys, what is deleted along,
    and when an index counts.
    """
    look = inspect(connection)

    def said(parts: Sequence[Any]) -> list[str]:
        return sorted(
            str({key: str(value) for key, value in part.items() if key != "dialect_options"})
            + str({key: str(value) for key, value in part.get("dialect_options", {}).items()})
            for part in parts
        )

    def numbers_once(name: str) -> bool:
        """Whether SQLite never gives the number of a deleted row again; PostgreSQL never does."""
        if connection.dialect.name != "sqlite":
            return True
        query = text("SELECT sql FROM sqlite_master WHERE name = :name")
        return "AUTOINCREMENT" in str(connection.scalar(query, {"name": name}))

    keys, foreign = look.get_multi_pk_constraint(), look.get_multi_foreign_keys()
    unique, indexes = look.get_multi_unique_constraints(), look.get_multi_indexes()
    columns = look.get_multi_columns()
    return {
        name: (
            numbers_once(name),
            # By repr, which has the zone of a time; str leaves it out.
            said([each | {"type": repr(each["type"])} for each in columns[None, name]]),
            keys[None, name]["constrained_columns"],
            said(foreign[None, name]),
            said(unique[None, name]),
            said(indexes[None, name]),
        )
        for name in sorted(look.get_table_names())
    }


async def shape_of(url: str) -> dict[str, Any]:
    async with open_database(url, [KEY], REVISION) as database, database.reading() as tx:
        assert await tx.run_sync(differences) == []
        return await tx.run_sync(shape)


async def start_fails(url: str, keys: Sequence[str] = (KEY,), head: str = REVISION) -> str:
    """Open a database in vain; return what the officer reads."""
    with pytest.raises(StartProblem) as problem:
        async with open_database(url, keys, head):
            pass
    for thread in threading.enumerate():  # aiosqlite doesn't wait for one that could not connect
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join)
    said = str(problem.value)
    assert said.endswith(".")
    assert said.lstrip("`")[0].isupper()
    return said


def test_the_code_wants_the_newest_migration_and_there_is_one_way_to_it() -> None:
    assert SCRIPTS.get_heads() == [REVISION]
    assert SCRIPTS.get_bases() == [REVISIONS[-1]]


async def test_an_empty_database_gets_todays_tables(database: Database) -> None:
    async with database.reading() as tx:
        assert await tx.run_sync(differences) == []
        assert await tx.scalar(text("SELECT version_num FROM alembic_version")) == REVISION


async def test_a_forgotten_column_would_be_noticed(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("ALTER TABLE contacts DROP COLUMN cadence"))
        await tx.execute(text("DROP INDEX uq_nudges_open"))
    async with database.reading() as tx:
        assert len(await tx.run_sync(differences)) == 2


async def test_the_tables_made_at_once_and_those_made_by_migrations_are_the_same(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        migrated = await tx.run_sync(shape)
        await tx.run_sync(metadata.drop_all)
        await tx.run_sync(metadata.create_all)
        assert await tx.run_sync(shape) == migrated


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_earlier_schema_becomes_todays(
    url: str, revision: str, todays_shape: dict[str, Any]
) -> None:
    async with empty_at(url, revision) as tx:
        version = await tx.scalar(text("SELECT version_num FROM alembic_version"))
        assert version == revision
    async with open_database(url, [KEY], REVISION) as database, database.reading() as tx:
        # Of that shape Alembic has said that there is nothing between it and bot.tables.
        assert await tx.run_sync(shape) == todays_shape


@pytest.fixture(scope="session")
def known_shapes() -> dict[str, dict[str, Any]]:
    """The shape of a new database of each kind, which is always the same."""
    return {}


@pytest.fixture
async def todays_shape(
    server: PostgresServer | None, tmp_path: Path, known_shapes: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """The shape that a database has which was made today; looked at once for each kind."""
    kind = "sqlite" if server is None else "postgresql"
    if kind not in known_shapes:
        async with empty_database(server, tmp_path / "todays.db") as url:
            known_shapes[kind] = await shape_of(url)
    return known_shapes[kind]


def fernet(text: str) -> str:
    return Fernet(KEY).encrypt(text.encode()).decode()


async def test_people_of_the_first_tables_are_all_there_in_todays(url: str) -> None:
    """Meeting somebody was an interaction then, and is a moment of the contact now."""
    last_year, later = MONDAY - 300 * DAY, MONDAY + DAY
    people = [  # each with the number it gets
        (1, MAYA, "Zoë Müller", "Häuser & Söhne", "hand_therapy", fernet("At the fair"), MONDAY),
        (2, MAYA, "Jo Park", None, None, None, MONDAY),
        (3, SAM, "李娜", "Clinic", None, None, later),
        (4, SAM, "Nobody Met", None, None, None, MONDAY),
    ]
    talks = [
        (1, MAYA, 1, "met", last_year, None, MONDAY),  # written along with the contact
        (2, MAYA, 1, "met", later, fernet("By chance, at the station"), later),
        (3, MAYA, 1, "met", later, None, later),  # said later, of a second time
        (4, MAYA, 2, "met", MONDAY, None, MONDAY),
        (5, MAYA, 2, "call", later, None, MONDAY),
        (6, SAM, 3, "met", later, None, later),
        (7, SAM, 4, "met", last_year, fernet("A note"), MONDAY),
    ]
    keys = {
        "contacts": ("student_id", "name", "organisation", "setting", "how_met"),
        "interactions": ("student_id", "contact_id", "kind", "happened_at", "note"),
    }
    rows = {
        "students": [STUDENT | {"id": MAYA}, STUDENT | {"id": SAM}],
        "contacts": [
            dict(zip((*keys["contacts"], "created_at"), each[1:], strict=True))
            | {"seat": "aboard", "cadence": "6 weeks"}
            for each in people
        ],
        "interactions": [
            dict(zip((*keys["interactions"], "created_at"), each[1:], strict=True))
            for each in talks
        ],
    }
    async with empty_at(url, "0001") as tx:
        await fill(tx, rows)

    async with open_database(url, [KEY], REVISION) as database:
        async with database.reading() as tx:
            assert await tx.run_sync(differences) == []
            mayas, sams = Contacts(tx, MAYA), Contacts(tx, SAM)
            hers, his = await mayas.some([1, 2]), await sams.some([3, 4])
            assert await mayas.timelines() == {
                1: [
                    Interaction(3, 1, "met", later),
                    Interaction(2, 1, "met", later, "By chance, at the station"),
                ],
                2: [Interaction(5, 2, "call", later)],
            }
            assert await sams.timelines() == {4: [Interaction(7, 4, "met", last_year, "A note")]}
            assert await mayas.names() == [(2, "jo park"), (1, "zoe muller hauser sohne")]
            assert await sams.names() == [(4, "nobody met"), (3, "李娜 clinic")]
        assert hers[1] == Contact(
            id=1,
            name="Zoë Müller",
            organisation="Häuser & Söhne",
            setting="hand_therapy",
            how_met="At the fair",
            met_at=last_year,
            cadence="6 weeks",
            created_at=MONDAY,
        )
        assert [hers[2].met_at, his[3].met_at, his[4].met_at] == [MONDAY, later, None]

        async with database.transaction() as tx:  # numbers of what is gone are not given again
            store = Contacts(tx, SAM)
            await store.delete([4])
            [new] = await store.add([Fields(name="Ana")], MONDAY)
            assert new > 4
            assert await store.log(new, MONDAY, kind="call", happened_at=MONDAY) > 7


async def test_a_second_start_changes_nothing_and_finds_what_was_kept(url: str) -> None:
    async with open_database(url, [KEY], REVISION) as database:
        await enrol(database, MAYA)
        async with database.transaction() as tx:
            store = Contacts(tx, MAYA)
            [ana] = await store.add([Fields(name="Ana", how_met="At the fair")], MONDAY)
    first = await shape_of(url)
    assert await shape_of(url) == first
    async with open_database(url, [KEY], REVISION) as database, database.reading() as tx:
        assert (await Contacts(tx, MAYA).some([ana]))[ana].how_met == "At the fair"


async def test_two_that_start_at_once_on_an_empty_database_both_succeed(
    url: str,
) -> None:
    async def start() -> str:
        async with open_database(url, [KEY], REVISION) as database, database.reading() as tx:
            return str(await tx.scalar(text("SELECT version_num FROM alembic_version")))

    found = await asyncio.gather(start(), start(), return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    assert found == [REVISION, REVISION]


async def test_a_start_while_another_writes_its_key_check_succeeds(
    url: str,
) -> None:
    async def start() -> None:
        async with open_database(url, [KEY], REVISION):
            pass

    async with open_database(url, [KEY], REVISION) as database:
        async with database.transaction() as tx:
            sealed = await Facts(tx).recall("key_check")
            assert sealed is not None
            await tx.execute(text("DELETE FROM bot_facts"))
        async with database.transaction() as tx:
            await Facts(tx).remember("key_check", sealed)
            second = asyncio.create_task(start())
            await waits_for_a_lock(database)
        await second


async def test_a_database_from_a_newer_pitstop_is_refused_and_left_alone(url: str) -> None:
    async with open_database(url, [KEY], REVISION) as database, database.transaction() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer Pitstop" in await start_fails(url)
    async with open_database(url, [KEY], "9999") as database, database.reading() as tx:
        assert await tx.run_sync(differences) == []


async def test_another_databases_key_is_refused_and_the_right_one_still_opens(url: str) -> None:
    async with open_database(url, [KEY], REVISION):
        pass
    assert "another key" in await start_fails(url, [OTHER_KEY])
    async with open_database(url, [OTHER_KEY, KEY], REVISION):
        pass
    async with open_database(url, [KEY], REVISION):
        pass


@pytest.mark.parametrize("keys", [[], [""], ["not a key"], [KEY, "x"], [KEY[:-4]], ["ü" * 44]])
async def test_what_is_no_key_is_refused_before_anything_is_opened(keys: list[str]) -> None:
    assert "PITSTOP_DATA_KEYS" in await start_fails("sqlite+aiosqlite:////dev/null/no.db", keys)


async def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file, not a folder")
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"no database at all " * 100)
    for path in (in_the_way / "pitstop.db", tmp_path / "missing" / "pitstop.db", garbage, tmp_path):
        assert str(path) in await start_fails(f"sqlite+aiosqlite:///{path}")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file, not a folder")
    for folder in (in_the_way, in_the_way / "below"):
        with pytest.raises(StartProblem, match="PITSTOP_DATA_DIR") as problem:
            read_or_make_key(folder)
        assert str(folder) in str(problem.value)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    made = read_or_make_key(folder)
    (folder / "pitstop.key").chmod(0o644)  # as when it was copied back
    assert read_or_make_key(folder) == made
    assert (folder / "pitstop.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["pitstop.key"]


async def test_a_postgresql_that_does_not_answer_is_named_without_its_password(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    for url in (
        "postgresql+asyncpg://maya:open-sesame@127.0.0.1:1/pitstop",
        f"postgresql+asyncpg://maya:open-sesame@/pitstop?host={tmp_path}",
        postgres.url("not_there"),
        postgres.url().replace("//postgres:", "//nobody:open-sesame"),
    ):
        said = await start_fails(url)
        assert "PITSTOP_DATABASE_URL" in said
        assert "open-sesame" not in said


def test_many_first_starts_at_once_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        for number in range(20):
            folder = tmp_path / str(number)
            keys = set(threads.map(read_or_make_key, [folder] * 8))
            assert len(keys) == 1
            assert [each.name for each in folder.iterdir()] == ["pitstop.key"]
            assert (folder / "pitstop.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_gone_is_not_replaced_by_another(tmp_path: Path) -> None:
    (tmp_path / "pitstop.db").touch()
    with pytest.raises(StartProblem, match="Put the file back"):
        read_or_make_key(tmp_path)
    assert not (tmp_path / "pitstop.key").exists()
