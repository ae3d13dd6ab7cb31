"""What `pitstop doctor` says of keys: nothing on most days, else what a change of them has left."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

from stores.databases import KEY, OTHER_KEY

from bot.backups.model import name_of
from bot.clock import system_clock
from bot.doctor import Finding, examine
from bot.keyring import KeyFile
from bot.keys import rotate

from .test_rotate import settings_of

DAY = timedelta(days=1)


def said_of_keys(folder: Path, *keys: str) -> Finding | None:
    findings = asyncio.run(examine(settings_of(folder, *keys)))
    return next((each for each in findings if each.what == "Keys"), None)


def is_of_before(file: Path, days: int) -> None:
    moment = (system_clock() - days * DAY).timestamp()
    os.utime(file, (moment, moment))


def test_with_one_key_there_is_nothing_to_say(folder: Path) -> None:
    assert said_of_keys(folder) is None
    assert said_of_keys(folder, KEY) is None


def test_a_change_that_is_not_finished_is_to_be_finished(folder: Path) -> None:
    KeyFile(folder).write([OTHER_KEY, KEY])
    left = said_of_keys(folder)
    assert left is not None
    assert str(left) == (
        "to do  Keys         A change of keys is not finished. Run `pitstop keys rotate`: it goes "
        "on where it was."
    )
    asyncio.run(rotate(settings_of(folder)))
    after = said_of_keys(folder)
    assert after is not None
    assert after.fine


def test_several_keys_in_the_settings_lead_to_the_command_that_says_what_is_next(
    folder: Path,
) -> None:
    left = said_of_keys(folder, OTHER_KEY, KEY)
    assert left is not None
    assert not left.fine
    assert "Run `pitstop keys rotate`: it says when the others can be taken out." in left.note


def test_the_old_key_is_kept_as_long_as_a_backup_may_need_it_and_then_to_be_deleted(
    folder: Path,
) -> None:
    asyncio.run(rotate(settings_of(folder)))
    old = KeyFile(folder).old_path
    is_of_before(old, 29)
    left = said_of_keys(folder)
    last = system_clock() + DAY
    assert left == Finding(
        "Keys",
        fine=True,
        note="pitstop.key.old opens backups from before the new key: delete it after "
        f"{last.day} {last:%B}",
    )
    is_of_before(old, 31)
    (folder / "backups").mkdir()
    backup = folder / "backups" / name_of(system_clock() - 40 * DAY)
    backup.touch()
    left = said_of_keys(folder)
    assert left is not None
    assert left.fine
    assert "still opens the backup of" in left.note
    backup.rename(backup.with_name(name_of(system_clock() - DAY)))
    left = said_of_keys(folder)
    assert left == Finding("Keys", fine=False, note=f"No backup needs {old} any more. Delete it.")
    old.unlink()
    assert said_of_keys(folder) is None
