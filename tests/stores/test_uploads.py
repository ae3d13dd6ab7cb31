"""Files that wait for a student's word, on both databases."""

from datetime import timedelta

import pytest

from bot.contacts.uploads import WAITS, Uploads, forget_uploads
from bot.database import Database

from .databases import MAYA, MONDAY, SAM, as_stored

SECOND = timedelta(seconds=1)
DATA = bytes(range(256))


pytestmark = pytest.mark.usefixtures("two_students")


async def test_a_file_is_kept_whole_until_it_is_dropped_once(database: Database) -> None:
    async with database.transaction() as tx:
        files = Uploads(tx, MAYA)
        number = await files.keep("n" * 500, DATA, MONDAY)
        assert await files.get(number, MONDAY) == ("n" * 100, DATA)
        assert await files.get(number + 1000, MONDAY) is None
        assert [await files.drop(number), await files.drop(number)] == [True, False]
        assert await files.get(number, MONDAY) is None


async def test_a_new_file_takes_the_place_of_the_students_last_one(database: Database) -> None:
    async with database.transaction() as tx:
        mayas, sams = Uploads(tx, MAYA), Uploads(tx, SAM)
        first = await mayas.keep("first", b"1", MONDAY)
        his = await sams.keep("his", b"2", MONDAY)
        second = await mayas.keep("second", b"3", MONDAY)
        assert second not in {first, his}
        assert await mayas.get(first, MONDAY) is None
        assert await mayas.get(second, MONDAY) == ("second", b"3")
        assert await sams.get(his, MONDAY) == ("his", b"2")


async def test_nobody_reaches_another_students_file(database: Database) -> None:
    async with database.transaction() as tx:
        number = await Uploads(tx, MAYA).keep("hers", DATA, MONDAY)
        assert await Uploads(tx, SAM).get(number, MONDAY) is None
        assert not await Uploads(tx, SAM).drop(number)
        assert await Uploads(tx, MAYA).get(number, MONDAY) == ("hers", DATA)


async def test_after_an_hour_a_file_is_forgotten_and_only_then(database: Database) -> None:
    async with database.transaction() as tx:
        mayas, sams = Uploads(tx, MAYA), Uploads(tx, SAM)
        old = await mayas.keep("old", DATA, MONDAY)
        new = await sams.keep("new", DATA, MONDAY + SECOND)
        assert await mayas.get(old, MONDAY + WAITS - SECOND) is not None
        assert await mayas.get(old, MONDAY + WAITS) is None
        await forget_uploads(tx, MONDAY + WAITS - SECOND)
        assert len((await as_stored(tx, "uploads"))["uploads"]) == 2
        await forget_uploads(tx, MONDAY + WAITS)
        assert await sams.get(new, MONDAY + WAITS) == ("new", DATA)
        assert len((await as_stored(tx, "uploads"))["uploads"]) == 1
