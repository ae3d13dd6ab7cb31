"""One student's contacts and interactions, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.contacts.model import Contact, Entry, Interaction
from bot.contacts.store import Contacts
from bot.database import Database
from bot.tables import interactions

from .databases import MAYA, MONDAY, SAM, enrol

HOUR = timedelta(hours=1)


@pytest.fixture
async def database(database: Database) -> Database:
    await enrol(database, MAYA, SAM)
    return database


async def add(database: Database, student_id: int, name: str, **values: Any) -> int:
    async with database.transaction() as tx:
        return await Contacts(tx, student_id).add(
            **({"name": name, "seat": "aboard", "created_at": MONDAY} | values)
        )


async def log(
    database: Database,
    student_id: int,
    contact_id: int,
    kind: str = "coffee",
    *,
    hours: int = 0,
    note: str | None = None,
) -> None:
    async with database.transaction() as tx:
        await Contacts(tx, student_id).log(contact_id, kind, MONDAY + hours * HOUR, note, MONDAY)


async def test_a_contact_is_kept_with_all_that_was_said(database: Database) -> None:
    said: dict[str, Any] = {
        "name": "Ana Rivera",
        "credentials": "OTR/L, CHT",
        "role": "Clinic lead",
        "organisation": "Lakeside Hand Clinic",
        "setting": "hand_therapy",
        "how_met": "State conference, through Jo Park",
        "seat": "aboard",
        "cadence": "6 weeks",
        "created_at": MONDAY,
    }
    ana = await add(database, MAYA, **said)
    li = await add(database, MAYA, "李娜")
    async with database.reading() as tx:
        store = Contacts(tx, MAYA)
        assert await store.some([ana]) == {ana: Contact(id=ana, **said)}
        assert (await store.some([li]))[li].how_met is None
        assert await store.some([]) == {}


async def test_everybody_is_listed_by_name_and_twins_by_who_came_first(database: Database) -> None:
    for name in ("Maria", "Ana", "Maria", "Jo"):
        await add(database, MAYA, name, organisation=f"{name}'s clinic", setting="driving")
    async with database.reading() as tx:
        everybody = await Contacts(tx, MAYA).entries()
    assert [entry.name for entry in everybody] == ["Ana", "Jo", "Maria", "Maria"]
    assert everybody[2].id < everybody[3].id
    assert everybody[0] == Entry(everybody[0].id, "Ana", "Ana's clinic", "driving")


async def test_a_contact_takes_another_seat_and_nobody_else_moves(database: Database) -> None:
    ana, jo = await add(database, MAYA, "Ana"), await add(database, MAYA, "Jo")
    async with database.transaction() as tx:
        await Contacts(tx, MAYA).seat(ana, "pit_stop")
    async with database.reading() as tx:
        people = await Contacts(tx, MAYA).some([ana, jo])
    assert (people[ana].seat, people[jo].seat) == ("pit_stop", "aboard")


async def test_the_timeline_brings_the_newest_first_up_to_the_limit(database: Database) -> None:
    ana, jo = await add(database, MAYA, "Ana"), await add(database, MAYA, "Jo")
    await log(database, MAYA, ana, "coffee", hours=2, note="Splints")
    await log(database, MAYA, ana, "met", hours=-5)
    await log(database, MAYA, ana, "email", hours=2)  # at the same time, said later
    await log(database, MAYA, jo, "call", hours=9)
    async with database.reading() as tx:
        store = Contacts(tx, MAYA)
        timeline = await store.timeline(ana, 5)
        assert [each.kind for each in timeline] == ["email", "coffee", "met"]
        assert timeline[1] == Interaction(
            timeline[1].id, ana, "coffee", MONDAY + 2 * HOUR, "Splints"
        )
        assert [each.kind for each in await store.timeline(ana, 1)] == ["email"]


async def test_the_last_time_and_the_last_note_are_found_for_each(database: Database) -> None:
    ana, jo, li = [await add(database, MAYA, name) for name in ("Ana", "Jo", "Li")]
    await log(database, MAYA, ana, "met", hours=-9, note="Old")
    await log(database, MAYA, ana, "coffee", hours=-5, note="Splints")
    await log(database, MAYA, ana, "email", hours=-1)
    await log(database, MAYA, jo, "call")
    async with database.reading() as tx:
        store = Contacts(tx, MAYA)
        last = await store.last([ana, jo, li])
        notes = await store.last_notes([ana, jo, li])
        assert await store.last([jo]) == {jo: last[jo]}
        assert await store.last_spoke([ana, jo, li]) == {ana: MONDAY - HOUR, jo: MONDAY}
        assert await store.last_spoke([]) == {}
        assert await store.last([]) == await store.last_notes([]) == {}
    assert {each: last[each].kind for each in last} == {ana: "email", jo: "call"}
    assert {each: notes[each].note for each in notes} == {ana: "Splints"}
    assert notes[ana].happened_at == MONDAY - 5 * HOUR


async def test_no_method_reaches_another_students_people(database: Database) -> None:
    ana = await add(database, MAYA, "Ana")
    await log(database, MAYA, ana, "met", note="Splints")
    bo = await add(database, SAM, "Bo")
    async with database.transaction() as tx:
        sams = Contacts(tx, SAM)
        await sams.seat(ana, "dropped_off")
        assert [entry.id for entry in await sams.entries()] == [bo]
        assert list(await sams.some([ana, bo])) == [bo]
        assert await sams.timeline(ana, 5) == []
        assert await sams.last_spoke([ana, bo]) == {}
        assert await sams.last([ana, bo]) == {}
        assert await sams.last_notes([ana, bo]) == {}
    async with database.reading() as tx:
        mayas = Contacts(tx, MAYA)
        assert (await mayas.some([ana]))[ana].seat == "aboard"
        assert [each.note for each in await mayas.timeline(ana, 5)] == ["Splints"]


async def test_nobody_can_log_to_another_students_contact(database: Database) -> None:
    ana = await add(database, MAYA, "Ana")
    for student_id, contact_id in ((SAM, ana), (MAYA, ana + 1000)):
        with pytest.raises(IntegrityError):
            await log(database, student_id, contact_id)
    async with database.reading() as tx:
        assert await tx.scalar(select(func.count()).select_from(interactions)) == 0


async def test_nobody_has_contacts_before_they_have_a_profile(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add(database, 3, "Ana")
