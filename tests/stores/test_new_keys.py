"""A new key for every encrypted column, on both databases."""

from keys.planting import COLUMNS, plant, read_back

from bot.keys import encrypt_anew
from bot.opening import open_database
from bot.tables import REVISION

from .databases import KEY, OTHER_KEY


async def test_after_a_change_of_keys_the_new_one_alone_reads_everything(url: str) -> None:
    async with open_database(url, [KEY], REVISION) as database, database.transaction() as tx:
        await plant(tx)
    async with open_database(url, [OTHER_KEY, KEY], REVISION) as database:
        assert await read_back(database) == len(COLUMNS)
        assert await encrypt_anew(database) == len(COLUMNS)
        assert await encrypt_anew(database) == 0
    async with open_database(url, [OTHER_KEY], REVISION) as database:
        assert await read_back(database) == len(COLUMNS)
