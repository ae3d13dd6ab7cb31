"""The nightly backup of a bot at work, and what an officer hears of it."""

import asyncio
import os
import resource
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import World
from stores.databases import KEY, OTHER_KEY

from bot.backups import files, service
from bot.backups.model import name_of
from bot.backups.service import look_at_backups, newest
from bot.keyring import KeyRing
from bot.lock import holding
from bot.problems import StartProblem

NOTE = "She likes the ukulele"


async def one_person(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met=NOTE, every="6 weeks")


def in_backup(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as backup:
        return backup.execute(sql).fetchall()


def found(folder: Path) -> list[Path]:
    return sorted(folder.glob("pitstop-*"))


async def test_each_night_has_one_backup_that_can_be_read(world: World) -> None:
    await one_person(world)
    folder, backups = world.folder / "backups", world.app.backups
    assert (await backups.report()).last_at is None
    await backups.nightly()
    await backups.nightly()  # the night has its backup
    [first] = found(folder)
    assert in_backup(first, "SELECT name FROM contacts") == [("Ana Rivera",)]
    assert first.stat().st_mode & 0o777 == 0o600
    report = await backups.report()
    assert (report.last_at, report.restores) == (newest(folder), True)
    assert (report.size, report.kept, report.trouble) == (first.stat().st_size, 1, None)
    assert report.next_at is not None
    assert timedelta() < report.next_at - world.now() <= timedelta(days=1)
    for _ in range(15):
        await world.pass_time(days=1)
        await backups.nightly()
    assert len(found(folder)) == 7 + 1
    assert [entry for entry in world.logs if entry["event"] == "backup.failed"] == []


async def test_students_go_on_while_a_backup_is_made(world: World) -> None:
    """Writing and copying in turn, a hundred times: each backup is whole, and nothing waits."""
    await one_person(world)
    ring = KeyRing([KEY])
    file = world.folder / "pitstop.db"

    async def write() -> None:
        for number in range(20):
            await world.maya.slash("contact add", name=f"Person {number}", every="6 weeks")

    async def copy() -> list[int]:
        sizes: list[int] = []
        for number in range(20):
            target = world.folder / f"copy{number}.db"
            sizes.append(await asyncio.to_thread(service.written, file, target, ring))
        return sizes

    _, sizes = await asyncio.gather(write(), copy())
    assert len(sizes) == 20
    counted = [
        in_backup(world.folder / f"copy{number}.db", "SELECT count(*) FROM contacts")
        for number in range(20)
    ]
    assert counted == sorted(counted)


async def test_a_folder_that_cannot_be_written_is_said_and_the_bot_goes_on(world: World) -> None:
    await one_person(world)
    folder, backups = world.folder / "backups", world.app.backups
    folder.write_text("a file, where the folder should be")
    await backups.nightly()
    trouble = (await backups.report()).trouble
    assert trouble is not None
    assert f"No backup can be written to {folder}" in trouble
    assert "PITSTOP_BACKUP_DIR" in trouble
    with pytest.raises(StartProblem, match="No backup can be written"):
        look_at_backups(folder, world.folder / "pitstop.db", world.now())
    shown = await world.maya.slash("contact view", contact="Ana")
    assert shown.response is not None
    folder.unlink()
    await backups.nightly()  # it waits an hour before it tries again
    assert not folder.exists()
    await world.pass_time(hours=1)
    await backups.nightly()
    assert len(found(folder)) == 1
    assert (await backups.report()).trouble is None
    assert [e["event"] for e in world.logs if "backup" in e["event"]] == [
        "backup.failed",
        "backup.made",
    ]


async def test_a_full_disk_leaves_no_half_backup(world: World) -> None:
    await one_person(world)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))  # no file may be longer
    try:
        await world.app.backups.nightly()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert found(world.folder / "backups") == []
    assert "No backup can be written" in ((await world.app.backups.report()).trouble or "")


def test_a_disk_without_room_is_said_with_how_much_to_free(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10))
    from bot.clock import system_clock

    with pytest.raises(StartProblem, match=r"There is no room .* Free \d+ MB"):
        look_at_backups(folder / "backups", folder / "pitstop.db", system_clock())


def test_doctor_says_when_the_newest_backup_is_old(folder: Path) -> None:
    from bot.clock import system_clock

    now, backups = system_clock(), folder / "backups"
    assert "the first one will be made" in look_at_backups(backups, folder / "pitstop.db", now)
    service.make(folder / "pitstop.db", backups, KeyRing([KEY]), now)
    assert "the newest" in look_at_backups(backups, folder / "pitstop.db", now)
    with pytest.raises(StartProblem, match="3 days old"):
        look_at_backups(backups, folder / "pitstop.db", now + timedelta(days=3))


async def test_what_an_interrupted_backup_left_is_cleared_away_and_two_never_meet(
    world: World,
) -> None:
    folder = world.folder / "backups"
    folder.mkdir()
    (folder / f"{name_of(world.now())}{files.PART}").write_text("half")
    (folder / "thesis.docx.part").write_text("not ours")
    with holding(folder / "pitstop.lock", alone=True):
        await world.app.backups.nightly()
        assert list(folder.glob("*.db")) == []
    await world.app.backups.nightly()
    assert [each.name for each in folder.glob("*.part")] == ["thesis.docx.part"]
    assert len(list(folder.glob("*.db"))) == 1


def test_a_backup_of_another_key_a_damaged_one_and_no_backup_are_told_apart(folder: Path) -> None:
    database, ring = folder / "pitstop.db", KeyRing([KEY])
    good = folder / "good.db"
    service.written(database, good, ring)
    with pytest.raises(StartProblem, match="belongs to another key"):
        files.check(good, KeyRing([OTHER_KEY]))
    whole = good.read_bytes()
    bad = folder / "bad.db"
    for damaged in (whole[: len(whole) // 2], whole[:4096] + os.urandom(4096) + whole[8192:]):
        bad.write_bytes(damaged)
        with pytest.raises(StartProblem, match="is damaged"):
            files.check(bad, ring)
    for other in (b"", b"a letter to my grandmother"):
        bad.write_bytes(other)
        with pytest.raises(StartProblem, match="is no backup of Pitstop's"):
            files.check(bad, ring)
    bad.unlink()
    with closing(sqlite3.connect(bad)) as file:
        file.execute("CREATE TABLE songs (name)")
    with pytest.raises(StartProblem, match="is no backup of Pitstop's"):
        files.check(bad, ring)
