"""`pitstop backup` and `pitstop restore`, as an officer types them and whatever happens."""

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from keys.planting import COLUMNS, plant, read_back
from stores.databases import KEY, OTHER_KEY
from stores.schema import STUDENT

from bot.backups.commands import back_up, restore
from bot.config import Settings
from bot.keyring import KeyFile
from bot.keys import rotate
from bot.lock import holding
from bot.opening import data_keys, lock_of, open_database
from bot.problems import StartProblem

from .dying import killed_here_and_there

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def settings_of(folder: Path) -> Settings:
    return Settings.model_construct(data_dir=folder)


def with_students(database: Path, *ids: int) -> None:
    with closing(sqlite3.connect(database)) as file, file:
        file.execute("DELETE FROM students")
        names = ["id", *STUDENT]
        marks = ", ".join("?" for _ in names)
        for each in ids:
            row = (each, *(str(value) for value in STUDENT.values()))
            file.execute(f"INSERT INTO students ({', '.join(names)}) VALUES ({marks})", row)  # noqa: S608


def students(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in file.execute("SELECT id FROM students ORDER BY id")]


@pytest.fixture
def backup(folder: Path) -> Path:
    """A backup with one student, of a database that has two by now."""
    with_students(folder / "pitstop.db", 1)
    file = folder / "monday.db"
    said = back_up(settings_of(folder), file, NOW)
    assert said.startswith(f"Backed up to {file} (0.")
    assert "keep that too" in said
    with_students(folder / "pitstop.db", 1, 2)
    return file


@pytest.fixture
def unchanged(folder: Path, backup: Path) -> Iterator[None]:
    """Whatever was refused, the database is as it was, and nothing lies about."""
    before = {each.name for each in folder.iterdir()}
    yield
    assert students(folder / "pitstop.db") == [1, 2]
    left = {each.name for each in folder.iterdir()} - before
    assert left <= {"pitstop.db.lock", "other"}


def refused(folder: Path, file: Path, *words: str) -> None:
    with pytest.raises(StartProblem) as problem:
        restore(settings_of(folder), file, NOW)
    said = str(problem.value)
    assert said.endswith((".", ".)"))
    for word in words:
        assert word in said


def test_a_backup_takes_the_place_of_the_database_which_is_kept(folder: Path, backup: Path) -> None:
    said = restore(settings_of(folder), backup, NOW)
    aside = folder / "before-restore-2026-03-01-120000.db"
    assert said.startswith(f"Restored {backup}. Start the bot again.")
    assert str(aside) in said
    assert students(folder / "pitstop.db") == [1]
    assert students(aside) == [1, 2]
    restore(settings_of(folder), aside, NOW)  # and back, in the same second
    assert students(folder / "pitstop.db") == [1, 2]
    assert students(folder / "before-restore-2026-03-01-120000-2.db") == [1]


def test_a_new_machine_gets_the_database_from_the_backup_and_its_key(
    folder: Path, backup: Path
) -> None:
    new = folder / "new"
    new.mkdir()
    refused(new, backup, "The key is missing", "pitstop.key")
    assert list(new.iterdir()) == []
    shutil.copy(folder / "pitstop.key", new)
    assert "kept" not in restore(settings_of(new), backup, NOW)
    assert students(new / "pitstop.db") == [1]


@pytest.mark.usefixtures("unchanged")
def test_a_running_bot_is_noticed_and_how_to_stop_it_is_said(folder: Path, backup: Path) -> None:
    with holding(lock_of(folder / "pitstop.db"), alone=False):
        refused(folder, backup, "The bot is running", "Ctrl+C", "systemctl stop", "compose stop")


@pytest.mark.usefixtures("unchanged")
def test_another_program_that_has_the_database_open_is_noticed(folder: Path, backup: Path) -> None:
    with closing(sqlite3.connect(folder / "pitstop.db")) as other:
        other.execute("SELECT count(*) FROM students").fetchall()
        refused(folder, backup, "Another program has the database open")


@pytest.mark.usefixtures("unchanged")
def test_what_is_no_backup_of_this_bot_is_refused(folder: Path, backup: Path) -> None:
    other = folder / "other"
    refused(folder, other, "There is no file")
    refused(folder, folder, "is a folder. Name a backup")
    refused(folder, folder / "pitstop.db", "is the database itself")
    other.write_text("a letter to my grandmother")
    refused(folder, other, "is no backup of Pitstop's")
    whole = backup.read_bytes()
    other.write_bytes(whole[:4096] + os.urandom(4096) + whole[8192:])
    refused(folder, other, "is damaged")
    other.write_bytes(whole)
    with closing(sqlite3.connect(other)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(folder, other, "newer Pitstop", "git pull")
    other.write_bytes(whole)
    (folder / "pitstop.key").write_text(OTHER_KEY)
    refused(folder, other, "another key", "pitstop.key", "PITSTOP_DATA_KEYS")
    (folder / "pitstop.key").write_text(KEY)


@pytest.mark.usefixtures("unchanged")
def test_a_backup_is_not_written_over_a_file_nor_without_a_database(
    folder: Path, backup: Path
) -> None:
    for target, words in ((backup, "is there already"), (folder / "no" / "x.db", "no folder")):
        with pytest.raises(StartProblem, match=words):
            back_up(settings_of(folder), target, NOW)
    with pytest.raises(StartProblem, match="no database to back up yet"):
        back_up(settings_of(folder / "other"), None, NOW)


def test_a_backup_without_a_name_lies_with_the_nightly_ones(folder: Path) -> None:
    back_up(settings_of(folder), None, NOW)
    assert (folder / "backups" / "pitstop-2026-03-01-120000.db").is_file()


def test_on_postgresql_both_say_what_to_use_instead(folder: Path) -> None:
    from pydantic import SecretStr

    settings = Settings.model_construct(
        data_dir=folder, database_url=SecretStr("postgresql://club@localhost/pitstop")
    )
    with pytest.raises(StartProblem, match="pg_dump"):
        back_up(settings, None, NOW)
    with pytest.raises(StartProblem, match="pg_restore"):
        restore(settings, folder / "x", NOW)


def test_a_damaged_database_is_kept_aside(folder: Path, backup: Path) -> None:
    database = folder / "pitstop.db"
    database.write_bytes(b"broken" + os.urandom(5000))
    restore(settings_of(folder), backup, NOW)
    assert students(database) == [1]
    [aside] = folder.glob("before-restore-*.db")
    assert aside.stat().st_size == 5006


def act(folder: Path, backup: Path) -> None:
    """Restores a backup."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    restore(settings_of(folder), backup, NOW)


def test_killed_at_any_moment_either_the_old_or_the_new_is_there_and_it_can_be_done_again(
    folder: Path, backup: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("kills")
    data: Path = place

    def prepare() -> tuple[Path, Path]:
        nonlocal data
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(folder, data)
        return data, backup

    seen: set[tuple[int, ...]] = set()
    for step in killed_here_and_there(act, prepare, last=10):
        there = tuple(students(data / "pitstop.db"))
        assert there in {(1,), (1, 2)}, step
        seen.add(there)
        if there == (1,):
            [aside, *_] = data.glob("before-restore-*.db")
            assert students(aside) == [1, 2]
        else:
            restore(settings_of(data), backup, NOW)
            assert students(data / "pitstop.db") == [1]
    assert seen == {(1,), (1, 2)}


def act_with_a_new_key(folder: Path, backup: Path) -> None:
    """Restores a backup that has another key."""
    act(folder, backup)


async def fill(folder: Path, number: int) -> None:
    """Put one more student into the database, with a secret in each encrypted column."""
    settings = settings_of(folder)
    async with (
        open_database(settings.database, data_keys(settings)) as database,
        database.transaction() as tx,
    ):
        await plant(tx, number)


async def secrets(folder: Path) -> int:
    settings = settings_of(folder)
    async with open_database(settings.database, data_keys(settings)) as database:
        return await read_back(database)


def test_killed_while_an_older_key_gives_way_everything_there_can_be_read(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    backup, data = folder / "monday.db", tmp_path_factory.mktemp("kills")
    asyncio.run(fill(folder, 1))
    back_up(settings_of(folder), backup, NOW)
    asyncio.run(fill(folder, 2))
    asyncio.run(rotate(settings_of(folder)))
    [new] = KeyFile(folder).read()

    def prepare() -> tuple[Path, Path]:
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(folder, data)
        return data, backup

    seen: set[int] = set()
    for step in killed_here_and_there(act_with_a_new_key, prepare, last=3, others=2):
        there = len(students(data / "pitstop.db"))
        assert asyncio.run(secrets(data)) == there * len(COLUMNS), step
        seen.add(there)
        if there == 2:
            restore(settings_of(data), backup, NOW)
        KeyFile(data).old_path.unlink()
        assert KeyFile(data).read() == [new]
        assert asyncio.run(secrets(data)) == len(COLUMNS), "with the new key alone"
    assert seen == {1, 2}
