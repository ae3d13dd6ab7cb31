"""Profiles, the bot's own memory, and our own column types, on both databases."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from bot.database import Database, sealed, unsealed
from bot.facts import Facts
from bot.opening import open_database
from bot.students.model import Student
from bot.students.store import Profile
from bot.tables import REVISION, contacts, students, uploads

from .databases import KEY, MAYA, MONDAY, OTHER_KEY, SAM, enrol, waits_for_a_lock

MAYAS = Student(
    id=MAYA,
    time_zone="America/Los_Angeles",
    stage="level_1",
    nudge_hour=9,
    started_at=MONDAY,
    nudge_days=frozenset({0, 2, 6}),
    quiet_from=22,
    quiet_until=7,
    dm_agreed_at=MONDAY + timedelta(minutes=1),
    dm_channel_id=2**62,
    unreachable_since=MONDAY + timedelta(days=1),
)


async def get(database: Database, student_id: int) -> Student | None:
    async with database.reading() as tx:
        return await Profile(tx, student_id).get()


async def test_a_profile_is_kept_whole_and_changed_in_parts(database: Database) -> None:
    assert await get(database, MAYA) is None
    async with database.transaction() as tx:
        await Profile(tx, MAYA).add(MAYAS)
    assert await get(database, MAYA) == MAYAS

    async with database.transaction() as tx:
        await Profile(tx, MAYA).change({"time_zone": "Europe/Zurich", "nudge_days": frozenset({6})})
        await Profile(tx, MAYA).change({})
    expected = replace(MAYAS, time_zone="Europe/Zurich", nudge_days=frozenset({6}))
    assert await get(database, MAYA) == expected


async def test_one_students_profile_is_out_of_anothers_reach(database: Database) -> None:
    await enrol(database, MAYA, SAM)
    sams = await get(database, SAM)
    async with database.transaction() as tx:
        await Profile(tx, MAYA).change({"stage": "new"})
    assert await get(database, SAM) == sams
    assert await get(database, 3) is None


async def test_a_profile_opened_for_one_student_never_adds_another(database: Database) -> None:
    async with database.transaction() as tx:
        await Profile(tx, MAYA).add(replace(MAYAS, id=SAM))
    assert await get(database, MAYA) == MAYAS
    assert await get(database, SAM) is None


async def test_a_transaction_that_fails_keeps_nothing(database: Database) -> None:
    async def half() -> None:
        async with database.transaction() as tx:
            await Profile(tx, MAYA).add(MAYAS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await get(database, MAYA) is None


# What the bot remembers


async def test_the_bot_remembers_the_latest_of_each_name(database: Database) -> None:
    async with database.transaction() as tx:
        facts = Facts(tx)
        assert await facts.recall("commands") is None
        await facts.remember("commands", "a")
        await facts.remember("other", "x" * 200)
        await facts.remember("commands", "b")
    async with database.reading() as tx:
        assert await Facts(tx).recall("commands") == "b"
        assert await Facts(tx).recall("other") == "x" * 200


async def test_two_that_remember_a_new_name_at_once_both_succeed(
    database: Database,
) -> None:
    async def remember(value: str) -> None:
        async with database.transaction() as tx:
            await Facts(tx).remember("commands", value)

    async with database.transaction() as tx:
        await Facts(tx).remember("commands", "first")
        second = asyncio.create_task(remember("second"))
        await waits_for_a_lock(database)
    await second
    async with database.reading() as tx:
        assert await Facts(tx).recall("commands") == "second"


# Times


async def test_a_time_comes_back_in_utc_whatever_zone_it_had(database: Database) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = datetime(2026, 1, 5, 23, 45, 1, 123456, tzinfo=kathmandu)
    await enrol(database, MAYA, started_at=moment)
    async with database.reading() as tx:
        stored = await tx.scalar(select(students.c.started_at))
        missing = await tx.scalar(select(students.c.unreachable_since))
        mine = students.c.started_at
        early = await tx.scalar(select(students.c.id).where(mine <= moment))
        late = await tx.scalar(select(students.c.id).where(mine > moment))
    assert stored == moment
    assert stored.tzinfo is not None
    assert stored.utcoffset() == timedelta(0)
    assert missing is None
    assert (early, late) == (MAYA, None)


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        await enrol(database, MAYA, started_at=MONDAY.replace(tzinfo=None))
    assert await get(database, MAYA) is None


# Encrypted text


ANA = {
    "student_id": MAYA,
    "name": "Ana",
    "sought": "ana",
    "seat": "aboard",
    "archived": False,
    "created_at": MONDAY,
}


async def write_note(database: Database, note: str | None) -> None:
    async with database.transaction() as tx:
        await tx.execute(insert(contacts).values(**ANA, how_met=note))


async def notes(database: Database) -> list[str | None]:
    async with database.reading() as tx:
        return list(await tx.scalars(select(contacts.c.how_met).order_by(contacts.c.id)))


async def raw_notes(database: Database) -> list[str | None]:
    async with database.reading() as tx:
        return list(await tx.scalars(text("SELECT how_met FROM contacts ORDER BY id")))


async def test_a_note_is_unreadable_in_the_database_and_whole_when_read(database: Database) -> None:
    await enrol(database, MAYA)
    said = ["Through Jo Park 💀\n李娜", None, "", "Through Jo Park 💀\n李娜"]
    for note in said:
        await write_note(database, note)
    assert await notes(database) == said
    raw = await raw_notes(database)
    assert raw[1] is None
    assert not any("Jo Park" in (each or "") for each in raw)
    assert raw[2] != ""
    assert raw[0] != raw[3]  # not even that two are the same can be seen


async def test_lists_come_back_as_they_were_and_an_empty_one_takes_no_room(
    database: Database,
) -> None:
    await enrol(database, MAYA)
    said = [["hands", "Zoë 💀", 'a "quote"\n李娜'], [], None]
    async with database.transaction() as tx:
        for words in said:
            await tx.execute(insert(contacts).values(**ANA, tags=words, pointers=words))
        query = select(contacts.c.tags, contacts.c.pointers).order_by(contacts.c.id)
        found = [(row.tags, row.pointers) for row in await tx.execute(query)]
        raw = list(await tx.execute(text("SELECT tags, pointers FROM contacts ORDER BY id")))
    assert found == [(said[0], said[0]), ([], []), ([], [])]
    assert "Zoë" in raw[0][0]
    assert "Zoë" not in raw[0][1]
    assert [tuple(row) for row in raw[1:]] == [(None, None)] * 2


async def test_bytes_are_unreadable_in_the_database_and_whole_when_read(database: Database) -> None:
    await enrol(database, MAYA)
    data = bytes(range(256)) + b"Ana Rivera,ana@lakeside.example"
    async with database.transaction() as tx:
        row = {"student_id": MAYA, "name": "people.csv", "created_at": MONDAY}
        await tx.execute(insert(uploads), [row | {"data": each} for each in (data, b"")])
        assert list(await tx.scalars(select(uploads.c.data).order_by(uploads.c.id))) == [data, b""]
        raw = [bytes(each) for each in await tx.scalars(text("SELECT data FROM uploads"))]
    assert not any(b"lakeside" in each or each == b"" for each in raw)


async def test_much_that_is_sealed_is_opened_at_once_in_its_order(database: Database) -> None:
    await enrol(database, MAYA)
    said = [None if number % 3 == 0 else f"Note {number}" for number in range(50)]
    async with database.transaction() as tx:
        await tx.execute(insert(contacts), [ANA | {"how_met": each} for each in said])
        query = select(sealed(contacts.c.how_met)).order_by(contacts.c.id)
        texts = list(await tx.scalars(query))
        assert not any("Note" in (each or "") for each in texts)
        assert await unsealed(tx, texts) == said
        assert await unsealed(tx, []) == []


async def test_keys_rotate_the_first_writes_and_every_one_reads(url: str) -> None:
    async with open_database(url, [KEY], REVISION) as database:
        await enrol(database, MAYA)
        await write_note(database, "with the first key")
    async with open_database(url, [OTHER_KEY, KEY], REVISION) as database:
        await write_note(database, "with the second key")
        assert await notes(database) == ["with the first key", "with the second key"]
    async with open_database(url, [KEY, OTHER_KEY], REVISION) as database:
        assert await notes(database) == ["with the first key", "with the second key"]


async def test_a_reader_never_waits_for_a_writer(database: Database) -> None:
    await enrol(database, MAYA)
    before = await get(database, MAYA)
    async with database.transaction() as tx:
        await Profile(tx, MAYA).change({"stage": "new"})
        assert await get(database, MAYA) == before
    assert await get(database, MAYA) != before


async def test_a_reader_sees_one_moment_from_first_to_last(database: Database) -> None:
    await enrol(database, MAYA)
    before = await get(database, MAYA)
    async with database.reading() as tx:
        assert await Profile(tx, MAYA).get() == before
        await enrol(database, MAYA, stage="new")
        assert await Profile(tx, MAYA).get() == before
    assert await get(database, MAYA) != before
