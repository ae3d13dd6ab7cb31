"""Everything of a student, whatever tables there are: taken along, deleted, and nobody else's."""

import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, select

from bot.contacts.interactions import Talk
from bot.database import Database
from bot.meetings.model import State
from bot.nudges.model import MEETING_ANSWER, MENTOR_FREED, MENTOR_NEWS, MENTOR_REQUEST
from bot.privacy.export import Bundle, packed
from bot.privacy.export import File as Made
from bot.privacy.service import ASKED_FOR, LEFT, ConfirmationTooOld
from bot.privacy.store import Everything
from bot.privacy.whose import NAMED, OF_THE_CLUB, named, owned, unplaced
from bot.students.service import NotStarted
from bot.tables import contacts, meetings, metadata, students

from .arranging import JO, LEE, WISH, asked, comes, mentoring, seen
from .databases import MAYA, MONDAY, SAM, enrol
from .filling import WANTED, filled, word_of
from .rooms import PACIFIC, Rooms, at_once, rooms_of_maya

numbers = count(5000)


def opened(bundle: Bundle) -> dict[str, bytes]:
    """Every file of an export, by name."""
    found: dict[str, bytes] = {}
    for each in bundle.zips:
        with zipfile.ZipFile(BytesIO(each.data)) as archive:
            found |= {name: archive.read(name) for name in archive.namelist()}
    return found


def tables_of(bundle: Bundle) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, data in opened(bundle).items():
        if name.endswith(".json"):
            for table, rows in json.loads(data)["tables"].items():
                found.setdefault(table, []).extend(rows)
    return found


async def leave(rooms: Rooms, student_id: int) -> Any:
    return await rooms.privacy.delete(student_id, lambda _student: True)


async def where_named(database: Database, student_id: int) -> list[str]:
    """Every column of every table in which this number stands."""
    found: list[str] = []
    async with database.reading() as tx:
        for table in metadata.tables.values():
            for column in table.columns:
                if isinstance(column.type, BigInteger):
                    query = select(column).where(column == student_id).limit(1)
                    if (await tx.execute(query)).first() is not None:
                        found.append(f"{table.name}.{column.name}")
    return found


# Whatever tables there are


@pytest.mark.rules
def test_every_table_is_a_students_or_the_clubs_and_every_column_that_may_name_somebody_is_decided() -> (
    None
):
    assert unplaced() == []
    for column, how in named():
        table = metadata.tables[str(column.table)]
        assert {*how.shown, *how.emptied} <= {*table.c.keys()}
        assert how.why
        assert all(table.c[name].nullable for name in how.emptied)


@pytest.mark.rules
@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        ([Column("series_id", Integer)], ["surprise"]),
        ([Column("student_id", BigInteger), Column("asked_of", BigInteger)], ["surprise.asked_of"]),
        (
            [
                Column("student_id", BigInteger, primary_key=True),
                Column("with_id", ForeignKey("students.id")),
                Column("note", String(20)),
            ],
            ["surprise.with_id"],
        ),
    ],
)
def test_a_new_table_that_nobody_thought_of_is_noticed(
    columns: list[Any], missing: list[str]
) -> None:
    surprise = Table("surprise", metadata, *columns)
    try:
        assert unplaced() == missing
    finally:
        metadata.remove(surprise)


@pytest.mark.rules
def test_every_row_of_a_student_goes_with_the_student() -> None:
    for table, whose in owned():
        if table is not students:
            [key] = [key for key in whose.foreign_keys if key.column.table is students]
            assert key.ondelete == "CASCADE", table.name
        assert table.name not in OF_THE_CLUB


async def test_an_export_has_every_row_and_every_word_of_a_student_and_nobody_elses(
    database: Database,
) -> None:
    rooms = Rooms(database)
    await filled(database, (MAYA, "maya"), (SAM, "sam"))
    bundle = await rooms.privacy.export(MAYA)
    found, files = tables_of(bundle), opened(bundle)
    said = b"\n".join(files.values()).decode()
    for table, _ in owned():
        [row] = found[table.name]
        assert row.keys() >= {*table.c.keys()}, table.name
        for column in table.columns:
            word = word_of(table, column, "maya")
            if f"{table.name}.{column.name}" not in WANTED and isinstance(column.type, String):
                assert word.startswith(row[column.name]), column
    assert "contacts how_met of maya" in said
    assert files[found["uploads"][0]["data"]] == b"uploads data of maya"
    assert " of sam" not in said
    assert bundle.counts.keys() == found.keys()
    assert {*files} > {"README.txt", "everything.json", "contacts.csv", "contacts.vcf"}
    readme = files["README.txt"].decode()
    assert all(name in readme for name in [*found, *files] if name != "README.txt")


async def test_an_export_has_every_encrypted_text_opened_times_with_their_zone_and_names(
    database: Database,
) -> None:
    rooms = Rooms(database)
    await filled(database, (MAYA, "maya"))
    found = tables_of(await rooms.privacy.export(MAYA))
    assert found["students"][0]["started_at"] == "2026-01-05T10:00:00-08:00"
    assert found["students"][0]["id"] == str(MAYA)  # too large a number for many programs
    for table, _ in owned():
        for column in table.columns:
            if type(column.type).__name__ == "EncryptedText":
                assert found[table.name][0][column.name] == word_of(table, column, "maya")
            if type(column.type).__name__ == "EncryptedJson":
                assert found[table.name][0][column.name] == [word_of(table, column, "maya")]
    assert found["interactions"][0]["contact"] == found["contacts"][0]["name"]
    assert b"BEGIN:VEVENT" in opened(await rooms.privacy.export(MAYA))["meetings.ics"]


async def test_a_mentor_takes_along_when_they_were_asked_and_not_what_the_student_hoped_for(
    database: Database,
) -> None:
    rooms = Rooms(database)
    await filled(database, (LEE, "lee"), (MAYA, "maya"), names=LEE)
    bundle = await rooms.privacy.export(LEE)
    [row] = tables_of(bundle)["meetings.mentor_id"]
    assert row["word"] == "meetings word of maya"
    assert {*row} == {*NAMED["meetings.mentor_id"].shown}
    assert b"purpose of maya" not in b"".join(opened(bundle).values())


async def test_who_leaves_is_named_nowhere_and_every_row_is_gone(database: Database) -> None:
    rooms = Rooms(database)
    await filled(database, (SAM, "sam"), (MAYA, "maya"), names=SAM)
    assert {"students.id", "meetings.mentor_id"} < {*await where_named(database, SAM)}
    receipt = await leave(rooms, SAM)
    assert receipt.counts == {table.name: 1 for table, _ in owned()}
    # An address book is whose it is.
    assert await where_named(database, SAM) == ["contacts.discord_id"]
    async with database.reading() as tx:
        for table, whose in owned():
            rows = (await tx.execute(select(whose))).scalars().all()
            assert set(rows) <= {MAYA}, table.name
        [meeting] = (await tx.execute(select(meetings))).all()
        assert (meeting.mentor_id, meeting.word) == (None, None)
        facts = (await tx.execute(select(metadata.tables["bot_facts"]))).all()
    assert (LEFT, "1") in [tuple(row) for row in facts]
    assert str(SAM) not in str(facts)
    with pytest.raises(NotStarted):
        await rooms.privacy.kept(SAM)


async def test_whatever_names_them_is_emptied_even_where_no_room_thinks_of_it(
    database: Database,
) -> None:
    await filled(database, (SAM, "sam"), (MAYA, "maya"), names=SAM)
    async with database.transaction(SAM) as tx:
        await Everything(tx, SAM).remove()
    assert await where_named(database, SAM) == ["contacts.discord_id"]


async def test_after_leaving_a_student_is_new(database: Database) -> None:
    rooms = await rooms_of_maya(database)
    await rooms.add("Ana Rivera")
    await rooms.students.agree_to_dms(MAYA, 7)
    await leave(rooms, MAYA)
    again = await rooms.students.start(MAYA, PACIFIC, "new", 9)
    assert (again.dm_agreed_at, again.dm_channel_id) == (None, None)
    assert (await rooms.privacy.kept(MAYA)).counts == {"students": 1}


async def test_who_is_to_stay_loses_nothing(database: Database) -> None:
    rooms = await rooms_of_maya(database)
    await rooms.add("Ana Rivera")
    before = opened(await rooms.privacy.export(MAYA))
    assert await rooms.privacy.delete(MAYA, lambda _student: False) is None
    assert opened(await rooms.privacy.export(MAYA)) == before


async def test_of_two_presses_at_once_one_deletes_and_one_finds_nothing(database: Database) -> None:
    rooms = await rooms_of_maya(database)
    both = await at_once(leave(rooms, MAYA), leave(rooms, MAYA))
    assert sorted(type(each).__name__ for each in both) == ["NotStarted", "Receipt"]


async def test_what_breaks_on_the_way_leaves_everything_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    rooms = await rooms_of_maya(database)
    await mentoring(rooms, LEE)
    await rooms.add("Lee Fox")
    await asked(rooms, "Lee", mentor=LEE)
    before = opened(await rooms.privacy.export(MAYA))
    monkeypatch.setattr("bot.privacy.store.Everything.remove", broken)
    with pytest.raises(RuntimeError):
        await leave(rooms, MAYA)
    assert opened(await rooms.privacy.export(MAYA)) == before


async def test_a_question_is_answered_within_its_hour_and_only_for_the_profile_it_was_about(
    database: Database,
) -> None:
    rooms = await rooms_of_maya(database)
    kept = await rooms.privacy.kept(MAYA)
    started, at = int(kept.started_at.timestamp()), int(kept.asked_at.timestamp())
    for wrong in ((started - 1, at), (started, at + 1), (started, at - 3601)):
        with pytest.raises(ConfirmationTooOld):
            await rooms.privacy.confirm(MAYA, *wrong)
    rooms.now += ASKED_FOR + timedelta(seconds=1)
    with pytest.raises(ConfirmationTooOld):
        await rooms.privacy.confirm(MAYA, started, at)
    rooms.now -= timedelta(seconds=1)
    await rooms.privacy.confirm(MAYA, started, at)
    await rooms.students.start(MAYA, PACIFIC, "new", 9)
    with pytest.raises(ConfirmationTooOld):
        await rooms.privacy.confirm(MAYA, started, at)


# What others have with them


async def hears(rooms: Rooms, member: int) -> list[str]:
    kinds = (MENTOR_REQUEST, MENTOR_NEWS, MENTOR_FREED, MEETING_ANSWER)
    return [kind for kind, _ in await comes(rooms, *kinds, me=member)]


async def with_mentors(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    await mentoring(rooms, LEE, JO)
    for name in ("Lee Fox", "Jo Park"):
        await rooms.add(name)
    return rooms


async def test_a_mentor_who_leaves_is_in_no_directory_and_requests_to_them_are_called_off(
    database: Database,
) -> None:
    rooms = await with_mentors(database)
    waits = await asked(rooms, "Lee", mentor=LEE)
    agreed = await asked(rooms, "Lee", 9, 12, mentor=LEE)
    await rooms.requests.accept(LEE, agreed.id, agreed.offered[0])
    thought = (await rooms.offers.request(MAYA, "Lee", WISH, LEE)).meeting
    other = await asked(rooms, "Jo", 15, 18, mentor=JO)
    await leave(rooms, LEE)
    for number in (waits.id, agreed.id, thought.id):
        now = await seen(rooms, number)
        assert (now.state, now.mentor_id) == (State.CANCELLED, None)
    assert (await seen(rooms, other.id)).state == State.ASKED
    assert await hears(rooms, MAYA) == [MEETING_ANSWER, MEETING_ANSWER]
    assert await hears(rooms, JO) == [MENTOR_REQUEST]


async def test_a_meeting_that_was_held_stays_the_students_without_the_mentor(
    database: Database,
) -> None:
    rooms = await with_mentors(database)
    held = await asked(rooms, "Lee", mentor=LEE)
    held = (await rooms.requests.accept(LEE, held.id, held.offered[0])).meeting
    assert held.begins_at is not None
    rooms.now = held.begins_at + timedelta(hours=2)
    await rooms.students.get(MAYA)
    await leave(rooms, LEE)
    now = await seen(rooms, held.id)
    assert (now.state, now.begins_at, now.mentor_id) == (State.CONFIRMED, held.begins_at, None)


async def test_a_mentor_hears_that_a_meeting_is_off_and_not_whose_it_was(
    database: Database,
) -> None:
    rooms = await with_mentors(database)
    meeting = await asked(rooms, "Lee", mentor=LEE)
    meeting = (await rooms.requests.accept(LEE, meeting.id, meeting.offered[0])).meeting
    await asked(rooms, "Jo", 15, 18, mentor=JO)
    await leave(rooms, MAYA)
    assert await hears(rooms, LEE) == [MENTOR_FREED]
    assert await hears(rooms, JO) == [MENTOR_FREED]
    assert await where_named(database, MAYA) == []
    async with database.reading() as tx:
        subjects = (
            await tx.execute(
                select(metadata.tables["nudges"].c.subject_id).where(
                    metadata.tables["nudges"].c.kind == MENTOR_FREED
                )
            )
        ).scalars()
        assert meeting.begins_at is not None
        assert sorted(subjects) == [0, int(meeting.begins_at.timestamp())]


async def test_nobody_hears_who_did_not_agree_to_dms(database: Database) -> None:
    rooms = await with_mentors(database)
    await asked(rooms, "Lee", mentor=LEE)
    await asked(rooms, "Jo", 15, 18, mentor=JO)
    await rooms.students.decline_dms(MAYA)
    await leave(rooms, LEE)
    assert await hears(rooms, MAYA) == []
    await rooms.students.decline_dms(JO)
    await leave(rooms, MAYA)
    assert await hears(rooms, JO) == []


# Two students


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
@given(
    acts=st.lists(
        st.tuples(st.booleans(), st.sampled_from(["add", "talk", "edit", "meet"])), max_size=8
    )
)
async def test_one_leaves_and_what_the_other_takes_along_is_the_same_to_the_byte(
    database: Database, acts: list[tuple[bool, str]]
) -> None:
    rooms = Rooms(database)
    one, other = next(numbers), next(numbers)
    for each in (one, other):
        await rooms.students.start(each, PACIFIC, "new", 9)
        await rooms.contacts.add(each, {"name": "Ana Rivera", "email": f"{each}@a.example"})
    for is_one, act in acts:
        me = one if is_one else other
        match act:
            case "add":
                await rooms.contacts.add(me, {"name": f"Bo {next(numbers)}", "how_met": "At work"})
            case "talk":
                await rooms.interactions.log(me, "Ana", Talk(how="call", note=f"Of {me}"))
            case "edit":
                await rooms.mentors.leave(me)
                await rooms.students.change(me, nudge_hour=10)
            case _:
                await rooms.offers.request(me, "Ana", WISH)
    before = await rooms.privacy.export(other)
    await leave(rooms, one)
    assert await rooms.privacy.export(other) == before
    assert str(one) not in json.dumps(tables_of(before))


# Sizes


@pytest.mark.rules
def test_a_zip_is_never_larger_than_discord_takes_and_what_can_not_go_is_named() -> None:
    noise = Random(1)
    files = [Made(f"{n}.bin", noise.randbytes(400)) for n in range(5)]
    files.append(Made("huge.bin", noise.randbytes(4000)))
    bundle = packed(files, MONDAY, most=1500)
    assert [each.name for each in bundle.zips] == [f"pitstop-{n}.zip" for n in (1, 2, 3)]
    assert all(len(each.data) <= 1500 for each in bundle.zips)
    assert bundle.left_out == ["huge.bin"]
    assert opened(bundle) == {each.name: each.data for each in files[:5]}


def only(found: Mapping[str, int], *names: str) -> dict[str, int]:
    return {name: found[name] for name in names if name in found}


async def test_the_receipt_counts_what_there_was(database: Database) -> None:
    rooms = await rooms_of_maya(database)
    for name in ("Ana", "Bo"):
        await rooms.add(name)
    await rooms.interactions.log(MAYA, "Ana", Talk(how="call"))
    await enrol(database, SAM)
    receipt = await leave(rooms, MAYA)
    assert only(receipt.counts, "contacts", "interactions", "drafts") == {
        "contacts": 2,
        "interactions": 1,
    }
    assert receipt.gone_from_backups - receipt.at == timedelta(days=30)
    assert await rooms.count(contacts) == 0
