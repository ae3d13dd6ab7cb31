"""What lies on the disk: none of what students typed can be read there without the key."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import World, texts
from cryptography.fernet import Fernet

from bot.config import Settings
from bot.opening import open_database, read_or_make_key

from .planting import COLUMNS, plant, read_back, secret_of

#: As students type it: by the name of the option.
TYPED = {
    "how_met": "the ukulele orchestra",
    "email": "planted@lakeside.example",
    "link": "https://planted.example/ana",
    "note": "she mentioned a greenhouse",
    "advice": "shadow at the burn unit",
    "promise": "bring the origami poster",
}


def lies_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for file in folder.rglob("*"):
        if file.is_file() and not file.name.startswith("pitstop.key"):
            yield file, file.read_bytes()


async def test_no_secret_of_any_column_lies_in_the_file_its_log_or_a_backup(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings.model_construct(data_dir=folder)
    async with open_database(settings.database, [read_or_make_key(folder)]) as database:
        async with database.transaction() as tx:
            await plant(tx)
        from bot.app import BackupService
        from bot.clock import system_clock

        file = folder / "pitstop.db"
        await BackupService(database, system_clock, file, settings.backups).nightly()
        assert await read_back(database) == len(COLUMNS)
        names = {each.name for each, _ in lies_in(folder)}
        assert "pitstop.db-wal" in names
        assert len(list(settings.backups.glob("*.db"))) == 1
        for each, content in lies_in(folder):
            for column in COLUMNS:
                assert secret_of(column).encode() not in content, (each, column)
        assert "secret-" not in caplog.text


async def test_nothing_that_was_typed_in_commands_lies_in_the_files(world: World) -> None:
    await world.start(world.maya)
    met = {name: TYPED[name] for name in ("how_met", "email", "link")}
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks", **met)
    talk = {name: TYPED[name] for name in ("note", "advice", "promise")}
    await world.maya.slash("log", contact="Ana", how="call", **talk)
    form = await world.maya.slash("thanks", contact="Ana")
    assert form is not None
    await world.app.backups.nightly()
    shown = await world.maya.slash("contact view", contact="Ana")
    assert TYPED["note"] in texts(shown.response)
    places = dict(lies_in(world.folder))
    assert len(places) >= 3
    for each, content in places.items():
        for said in TYPED.values():
            assert said.encode() not in content, each
    assert not [said for said in TYPED.values() if said in str(world.logs)]


def test_the_first_start_makes_a_key_for_its_owner_alone_and_says_to_keep_it_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = read_or_make_key(tmp_path / "data")
    said = capsys.readouterr().out
    assert (tmp_path / "data" / "pitstop.key").stat().st_mode & 0o777 == 0o600
    assert "pitstop.key" in said
    assert "apart from the data" in said
    assert key not in said
    Fernet(key)
    read_or_make_key(tmp_path / "data")
    assert capsys.readouterr().out == ""
