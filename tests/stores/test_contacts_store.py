"""One student's contacts and interactions, on both databases."""

from dataclasses import fields
from random import Random
from typing import Any

import pytest

from bot.contacts.model import Contact, Entry, Fields, Interaction, fields_of
from bot.contacts.store import Contacts
from bot.contacts.subjects import Subjects
from bot.database import BATCH, Database

from .databases import MAYA, MONDAY, SAM
from .people import ANA, HOUR, TALK, add, log

pytestmark = pytest.mark.usefixtures("two_students")


async def test_a_contact_is_kept_with_all_that_was_said(database: Database) -> None:
    unsaid = [each.name for each in fields(Fields) if getattr(ANA, each.name) == each.default]
    assert unsaid == []
    async with database.transaction() as tx:
        ana, li = await Contacts(tx, MAYA).add([ANA, Fields(name="李娜")], MONDAY)
    async with database.reading() as tx:
        store = Contacts(tx, MAYA)
        found = await store.some([ana, li])
        assert found[ana].id == ana
        assert found[ana].created_at == MONDAY
        assert fields_of(found[ana]) == ANA
        assert found[li] == Contact(id=li, name="李娜", created_at=MONDAY)
        assert await store.some([ana]) == {ana: found[ana]}
        assert await store.some([]) == {}


async def test_a_contact_is_written_anew_and_nobody_else_changes(database: Database) -> None:
    ana, jo = await add(database, MAYA, "Ana"), await add(database, MAYA, "Jo", tags=("hands",))
    async with database.transaction() as tx:
        store = Contacts(tx, MAYA)
        everybody = await store.some([ana, jo])
        await store.change(ana, ANA)
        found = await store.some([ana, jo])
        assert fields_of(found[ana]) == ANA
        assert (found[ana].id, found[ana].created_at) == (ana, MONDAY)
        assert found[jo] == everybody[jo]
        assert await store.names(archived=True) == [(ana, "ana rivera muller lakeside hand clinic")]
        await store.change(ana, fields_of(everybody[ana]))
        assert await store.some([ana, jo]) == everybody


async def test_everybody_is_listed_by_name_and_twins_by_who_came_first(database: Database) -> None:
    for name in ("Maria", "Ana", "Maria", "Jo", "Élodie", "émile"):
        await add(
            database, MAYA, name, organisation=f"{name}'s clinic", setting="driving", tags=("a",)
        )
    async with database.reading() as tx:
        everybody = await Contacts(tx, MAYA).entries()
        some = await Contacts(tx, MAYA).entries([everybody[5].id, everybody[0].id])
        assert await Contacts(tx, MAYA).entries([]) == []
    names = ["Ana", "Élodie", "émile", "Jo", "Maria", "Maria"]
    assert [entry.name for entry in everybody] == names
    assert everybody[4].id < everybody[5].id
    assert everybody[0] == Entry(everybody[0].id, "Ana", "Ana's clinic", "driving", tags=("a",))
    assert some == [everybody[0], everybody[5]]


async def test_who_is_archived_is_listed_and_counted_and_not_suggested(database: Database) -> None:
    ana, jo = await add(database, MAYA, "Ana"), await add(database, MAYA, "Jo Öz", archived=True)
    async with database.reading() as tx:
        store = Contacts(tx, MAYA)
        assert await store.count() == 2
        assert [(e.id, e.archived) for e in await store.entries()] == [(ana, False), (jo, True)]
        assert await store.names() == [(ana, "ana")]
        assert await store.names(archived=True) == [(jo, "jo oz")]
        assert await store.names(archived=None) == [(ana, "ana"), (jo, "jo oz")]


async def test_a_long_name_is_found_by_its_beginning(database: Database) -> None:
    """One letter can become eighteen when names are compared."""
    name = "ﷺ" * 100
    number = await add(database, MAYA, name, organisation=name)
    async with database.reading() as tx:
        [(found, sought)] = await Contacts(tx, MAYA).names()
        assert (found, len(sought)) == (number, 210)
        assert (await Contacts(tx, MAYA).some([number]))[number].name == name


async def test_a_discord_member_is_found_and_of_two_the_first(database: Database) -> None:
    ana = await add(database, MAYA, "Ana", discord_id=2**62 + 7)
    await add(database, MAYA, "Ana again", discord_id=2**62 + 7)
    await add(database, MAYA, "Jo")
    async with database.reading() as tx:
        assert await Contacts(tx, MAYA).on_discord(2**62 + 7) == ana
        assert await Contacts(tx, MAYA).on_discord(2**62 + 8) is None


async def test_addresses_and_what_was_written_are_read_at_once(database: Database) -> None:
    async with database.transaction() as tx:
        store = Contacts(tx, MAYA)
        ana, jo, li = await store.add(
            [ANA, Fields(name="Jo", email="jo@x.org"), Fields(name="Li")], MONDAY
        )
        await store.log(ana, MONDAY, **TALK)
        await store.log(li, MONDAY, kind="call", happened_at=MONDAY, note="A note")
        await store.log(jo, MONDAY, kind="call", happened_at=MONDAY)
        assert await store.addresses() == {
            ana: ["ana@lakeside.example", *ANA.links],
            jo: ["jo@x.org"],
        }
        written = await store.written()
    assert sorted(written) == [ana, li]
    assert written[li] == ["A note"]
    for said in (ANA.how_met, ANA.purpose, ANA.boundaries, TALK["advice"], TALK["promise"]):
        assert said in written[ana]
    assert TALK["note"] in written[ana]
    assert any(ANA.pointers[0] in text for text in written[ana])


async def test_a_pointer_is_read_as_it_was_written(database: Database) -> None:
    async with database.transaction() as tx:
        [ana] = await Contacts(tx, MAYA).add([ANA], MONDAY)
        written = await Contacts(tx, MAYA).written()
    assert set(ANA.pointers) < set(written[ana])


async def test_an_interaction_is_kept_with_all_that_was_said(database: Database) -> None:
    assert {*TALK, "id", "contact_id"} == set(Interaction.__slots__)
    ana = await add(database, MAYA, "Ana")
    async with database.transaction() as tx:
        store = Contacts(tx, MAYA)
        talk = await store.log(ana, MONDAY, **TALK)
        plain = await store.log(ana, MONDAY, kind="call", happened_at=MONDAY - HOUR)
        assert await store.interaction(talk) == Interaction(id=talk, contact_id=ana, **TALK)
        assert await store.interaction(plain) == Interaction(plain, ana, "call", MONDAY - HOUR)
        assert await store.timelines() == {ana: await store.timeline(ana)}
        assert sorted((await store.belongings(ana))["interactions"]) == [talk, plain]

        await store.change_interaction(talk, note=None, advice_state="told")
        changed = TALK | {"note": None, "advice_state": "told"}
        assert await store.interaction(talk) == Interaction(id=talk, contact_id=ana, **changed)
        await store.delete_interaction(talk)
        assert await store.interaction(talk) is None
        assert (await store.belongings(ana))["interactions"] == [plain]


async def test_the_timeline_brings_the_newest_first_a_part_at_a_time(database: Database) -> None:
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
        assert [each.kind for each in await store.timeline(ana, 2, 1)] == ["coffee", "met"]
        assert await store.timeline(ana, 5, 3) == []
        assert await store.timeline(ana) == timeline


async def test_the_last_time_and_the_last_note_are_found_for_each(database: Database) -> None:
    ana, jo, li = [await add(database, MAYA, name) for name in ("Ana", "Jo", "Li")]
    sams = await add(database, SAM, "Ana")
    await log(database, MAYA, ana, "met", hours=-9, note="Old")
    await log(database, MAYA, ana, "coffee", hours=-5, note="Splints")
    await log(database, MAYA, ana, "email", hours=-1)
    await log(database, MAYA, jo, "call")
    async with database.reading() as tx:
        spoke = await Contacts(tx, MAYA).last_spoke([ana, jo, li])
        found = {each.contact_id: each for each in await Subjects(tx).contacts([ana, jo, li, sams])}
        assert await Subjects(tx).contacts([]) == []
    assert spoke == {ana: MONDAY - HOUR, jo: MONDAY}
    assert {n: (each.last_kind, each.note) for n, each in found.items()} == {
        ana: ("email", "Splints"),
        jo: ("call", None),
        li: (None, None),
        sams: (None, None),
    }
    assert found[ana].last_at == MONDAY - HOUR
    assert {n: each.student_id for n, each in found.items()}[sams] == SAM


async def test_meeting_somebody_counts_as_being_in_touch(database: Database) -> None:
    met_last, spoke_last, only_met, never = [
        await add(database, MAYA, name, met_at=None if hours is None else MONDAY + hours * HOUR)
        for name, hours in (("Ana", 3), ("Jo", -3), ("Li", -7), ("Bo", None))
    ]
    for contact_id in (met_last, spoke_last):
        await log(database, MAYA, contact_id, "call", hours=-9)
        await log(database, MAYA, contact_id, "call", hours=1)
    spoke = {
        met_last: MONDAY + 3 * HOUR,
        spoke_last: MONDAY + HOUR,
        only_met: MONDAY - 7 * HOUR,
    }
    async with database.reading() as tx:
        store = Contacts(tx, MAYA)
        assert await store.last_spoke() == spoke
        assert await store.last_spoke([met_last, never]) == {met_last: spoke[met_last]}


async def test_what_is_still_to_be_done_is_found_the_newest_first(database: Database) -> None:
    ana, jo = await add(database, MAYA, "Ana"), await add(database, MAYA, "Jo")
    said: list[dict[str, Any]] = [
        {"advice": "Read this", "advice_state": "open"},
        {"advice": "Read that", "advice_state": "tried"},
        {"promise": "Write"},
        {"advice": "Read more", "advice_state": "told", "promise": "Call"},
        {"advice": "Read all", "advice_state": "told"},
        {"promise": "Bring cake", "promise_kept_at": MONDAY},
        {"note": "Nothing to do"},
    ]
    talks = [await log(database, MAYA, ana, hours=n, **each) for n, each in enumerate(said)]
    await log(database, MAYA, jo, promise="Something else")
    async with database.reading() as tx:
        found = await Contacts(tx, MAYA).open_ends(ana)
        assert await Contacts(tx, MAYA).owed() == {ana, jo}
    async with database.transaction() as tx:
        for talk in talks[2:4]:
            await Contacts(tx, MAYA).change_interaction(talk, promise_kept_at=MONDAY)
        assert await Contacts(tx, MAYA).owed() == {jo}
    assert [each.id for each in found] == talks[3::-1]
    assert all(each.has_open_advice or each.has_open_promise for each in found)


async def test_interactions_are_handed_over_and_stay_when_the_other_goes(
    database: Database,
) -> None:
    ana, jo = await add(database, MAYA, "Ana"), await add(database, MAYA, "Jo")
    bo = await add(database, MAYA, "Bo")
    talks = [await log(database, MAYA, who, hours=hours) for hours, who in enumerate((jo, jo, bo))]
    async with database.transaction() as tx:
        store = Contacts(tx, MAYA)
        await store.hand_over(jo, ana)
        await store.hand_over(jo, ana)
        await store.delete([jo, bo])
        assert sorted((await store.belongings(ana))["interactions"]) == talks[:2]
        assert await store.interaction(talks[2]) is None
        assert await store.count() == 1


async def test_a_thousand_people_are_added_read_and_deleted_at_once(database: Database) -> None:
    numbers = list(range(2 * BATCH + 200))
    Random(1).shuffle(numbers)
    people = [Fields(name=f"Person {n:04}", tags=(str(n),)) for n in numbers]
    async with database.transaction() as tx:
        store = Contacts(tx, MAYA)
        ids = await store.add(people, MONDAY)
        assert len(set(ids)) == len(people)
        found = await store.some(ids)
        assert [fields_of(found[number]) for number in ids] == people  # in the order they came
        talks = await store.log_all(
            [
                {"contact_id": number, "kind": "call", "happened_at": MONDAY + n * HOUR}
                for number, n in zip(ids, numbers, strict=True)
            ],
            MONDAY,
        )
        spoke = {number: MONDAY + n * HOUR for number, n in zip(ids, numbers, strict=True)}
        assert await store.last_spoke() == spoke
        assert await store.last_spoke(ids) == spoke
        timelines = await store.timelines()
        assert [timelines[number][0].id for number in ids] == talks
        by_name = await store.names()
        assert [name for _number, name in by_name] == sorted(e.name.lower() for e in people)
        rest = [number for number, _name in by_name[-3:]]
        await store.delete(number for number in ids if number not in rest)
        assert await store.names() == by_name[-3:]
        assert sorted(await store.timelines()) == sorted(rest)
        assert await store.add([], MONDAY) == await store.log_all([], MONDAY) == []
