"""One student's contacts and interactions, on both databases."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.contacts.journal import Journal
from bot.contacts.model import Contact, Entry, Fields, Interaction, PastRole, fields_of
from bot.contacts.store import Contacts
from bot.contacts.subjects import Subjects
from bot.contacts.uploads import Uploads
from bot.database import BATCH, Database, EncryptedBytes, EncryptedJson, EncryptedText, Tx
from bot.tables import (
    availabilities,
    chats,
    drafts,
    fieldwork,
    gains,
    goals,
    interactions,
    meetings,
    mentors,
    metadata,
    series,
    servers,
    sessions,
    shoutouts,
    signatures,
    templates,
)

from .databases import MAYA, MONDAY, SAM, as_stored, enrol

HOUR = timedelta(hours=1)

#: Somebody of whom everything is known.
ANA = Fields(
    name="Ana Rivera-Müller",
    pronouns="she/her",
    credentials="OTR/L, CHT",
    role="Clinic lead",
    organisation="Lakeside Hand Clinic",
    setting="hand_therapy",
    relationship="mentor",
    how_met="State conference 💀\nafter her talk",
    met_through="Jo Park",
    met_at=MONDAY - 24 * HOUR,
    email="ana@lakeside.example",
    phone="+1 (555) 010-0199",
    links=("https://lakeside.example/ana", "https://orcid.example/0000"),
    channel="email",
    boundaries="E-mail only, no evenings",
    tags=("hands", "李娜"),
    pointers=("Wrote the splint guide", 'Says "hello" to anybody'),
    purpose="How to start in hand therapy",
    seat="pick_up",
    cadence="6 weeks",
    discord_id=2**62 + 5,
    past_roles=(
        PastRole("Therapist", "Harbour Hospital", date(2025, 3, 1)),
        PastRole(None, "St. Élodie", date(2020, 2, 29)),
    ),
    archived=True,
)
#: The same of a talk.
TALK: dict[str, Any] = {
    "kind": "coffee",
    "happened_at": MONDAY,
    "note": "Splints, and her daughter's name",
    "advice": "Read Colditz first",
    "advice_state": "tried",
    "promise": "Send her the poster",
    "promise_due": date(2026, 1, 9),
    "promise_kept_at": MONDAY + HOUR,
}


@pytest.fixture
async def database(database: Database) -> Database:
    await enrol(database, MAYA, SAM)
    return database


async def add(database: Database, student_id: int, name: str, **values: Any) -> int:
    async with database.transaction() as tx:
        people = [Fields(name=name, **values)]
        [contact_id] = await Contacts(tx, student_id).add(people, MONDAY)
        return contact_id


async def log(
    database: Database,
    student_id: int,
    contact_id: int,
    kind: str = "coffee",
    *,
    hours: int = 0,
    **values: Any,
) -> int:
    async with database.transaction() as tx:
        at = MONDAY + hours * HOUR
        return await Contacts(tx, student_id).log(
            contact_id, MONDAY, kind=kind, happened_at=at, **values
        )


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


# What the contact and the interaction of another student are asked for, and the answer.
NOTHING: dict[str, tuple[Callable[[Contacts, int, int], Any], Any]] = {
    "change": (lambda sams, ana, _talk: sams.change(ana, Fields(name="Bo")), None),
    "delete": (lambda sams, ana, _talk: sams.delete([ana]), None),
    "count": (lambda sams, _ana, _talk: sams.count(), 0),
    "names": (lambda sams, _ana, _talk: sams.names(), []),
    "names of the archive": (lambda sams, _ana, _talk: sams.names(archived=True), []),
    "names of all": (lambda sams, _ana, _talk: sams.names(archived=None), []),
    "entries": (lambda sams, _ana, _talk: sams.entries(), []),
    "entries of some": (lambda sams, ana, _talk: sams.entries([ana]), []),
    "some": (lambda sams, ana, _talk: sams.some([ana]), {}),
    "on_discord": (lambda sams, _ana, _talk: sams.on_discord(ANA.discord_id or 0), None),
    "addresses": (lambda sams, _ana, _talk: sams.addresses(), {}),
    "written": (lambda sams, _ana, _talk: sams.written(), {}),
    "change_interaction": (
        lambda sams, _ana, talk: sams.change_interaction(talk, note="Bo was here"),
        None,
    ),
    "delete_interaction": (lambda sams, _ana, talk: sams.delete_interaction(talk), None),
    "hand_over": (lambda sams, ana, _talk: sams.hand_over(ana, ana + 1), None),  # to Jo
    "interaction": (lambda sams, _ana, talk: sams.interaction(talk), None),
    "timeline": (lambda sams, ana, _talk: sams.timeline(ana), []),
    "timelines": (lambda sams, _ana, _talk: sams.timelines(), {}),
    "belongings": (
        lambda sams, ana, _talk: sams.belongings(ana),
        {
            "interactions": [],
            "drafts": [],
            "meetings": [],
            "series": [],
            "sessions": [],
            "fieldwork": [],
            "shoutouts": [],
            "goal_links": [],
            "review_answers": [],
        },
    ),
    "change_all": (lambda sams, ana, _talk: sams.change_all({ana: Fields(name="Bo")}), None),
    "count_talks": (lambda sams, ana, _talk: sams.count_talks(ana), 0),
    "last_talk": (lambda sams, ana, _talk: sams.last_talk(ana), None),
    "logged_at": (lambda sams, _ana, talk: sams.logged_at(talk), None),
    "open_ends": (lambda sams, ana, _talk: sams.open_ends(ana), []),
    "owed": (lambda sams, _ana, _talk: sams.owed(), set()),
    "rhythms": (lambda sams, _ana, _talk: sams.rhythms(), {}),
    "last_spoke": (lambda sams, _ana, _talk: sams.last_spoke(), {}),
    "last_spoke of some": (lambda sams, ana, _talk: sams.last_spoke([ana]), {}),
}


async def test_no_method_reaches_another_students_people(database: Database) -> None:
    refused = {"add", "log", "log_all"}  # these write; see the next tests
    public = {name for name in vars(Contacts) if not name.startswith("_")}
    assert {name.partition(" ")[0] for name in NOTHING} | refused == public
    async with database.transaction() as tx:
        mayas = Contacts(tx, MAYA)
        ana, jo = await mayas.add([ANA, Fields(name="Jo", email="jo@x.org")], MONDAY)
        assert jo == ana + 1
        talk = await mayas.log(ana, MONDAY, **TALK | {"advice_state": "open"})
        hers = await as_stored(tx)
    for name, (call, answer) in NOTHING.items():
        async with database.transaction() as tx:
            assert await call(Contacts(tx, SAM), ana, talk) == answer, name
            assert await as_stored(tx) == hers, name


async def test_two_students_have_the_same_people_and_each_has_their_own(
    database: Database,
) -> None:
    for student_id in (MAYA, SAM):
        ana = await add(database, student_id, "Ana", discord_id=7, email="ana@x.org")
        await log(database, student_id, ana, note=f"Of {student_id}")
    for student_id in (MAYA, SAM):
        async with database.transaction() as tx:
            store = Contacts(tx, student_id)
            [(ana, _name)] = await store.names()
            assert await store.on_discord(7) == ana
            assert await store.written() == {ana: [f"Of {student_id}"]}
            assert list(await store.addresses()) == [ana]
            assert await store.count() == 1


async def test_nobody_can_log_to_another_students_contact(database: Database) -> None:
    ana, bo = await add(database, MAYA, "Ana"), await add(database, SAM, "Bo")
    for student_id, contact_id in ((SAM, ana), (MAYA, ana + 1000)):
        with pytest.raises(IntegrityError):
            await log(database, student_id, contact_id)
    async with database.reading() as tx:
        assert await tx.scalar(select(func.count()).select_from(interactions)) == 0
    talk = await log(database, SAM, bo)
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await Contacts(tx, SAM).hand_over(bo, ana)
    async with database.reading() as tx:
        assert (await Contacts(tx, SAM).belongings(bo))["interactions"] == [talk]


async def test_nobody_has_contacts_before_they_have_a_profile(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add(database, 3, "Ana")


async def write_notes(tx: Tx, contact_id: int, words: Iterator[str]) -> None:
    """Plant words wherever a note, a template, a signature or a server's settings are kept."""
    note = {"kind": "thanks", "created_at": MONDAY}
    draft = note | {"contact_id": contact_id, "tone": "warm", "wording": 0, "state": "open"}
    rows: dict[Table, dict[str, Any]] = {
        signatures: {name: next(words) for name in ("name", "studies", "school")},
        drafts: draft
        | {"facts": {"thing": next(words)}}
        | {name: next(words) for name in ("subject", "body")},
        templates: note | {name: next(words) for name in ("name", "subject", "body")},
        availabilities: {"notice_hours": 24, "buffer_minutes": 15, "booking_link": next(words)},
        meetings: {
            "contact_id": contact_id,
            "minutes": 20,
            "how": "video",
            "state": "asked",
            "held_until": MONDAY,
            "sequence": 0,
            "created_at": MONDAY,
            "changed_at": MONDAY,
            **{name: next(words) for name in ("purpose", "place", "word")},
        },
        mentors: {
            "a_month": 2,
            "paused": False,
            "since": MONDAY,
            "name": next(words),
            "topics": [next(words)],
        },
        series: {
            "id": 1,
            "contact_id": contact_id,
            "outline": "new",
            "every": "1 month",
            "created_at": MONDAY,
        },
        sessions: {
            "contact_id": contact_id,
            "series_id": 1,
            "planned_on": MONDAY.date(),
            "state": "done",
            "mentor_asked": False,
            "created_at": MONDAY,
            **{name: next(words) for name in ("topic", "strength", "edge", "step", "gained")},
        },
        gains: {"session_id": 1, "said": next(words), "created_at": MONDAY},
        goals: {
            "words": next(words),
            "skill": next(words),
            "review_on": MONDAY.date(),
            "state": "open",
            "created_at": MONDAY,
        },
        fieldwork: {
            "what": "level_2",
            "first_on": MONDAY.date(),
            "last_on": MONDAY.date(),
            "place": next(words),
            "lighter": True,
            "created_at": MONDAY,
        },
        shoutouts: {
            "contact_id": contact_id,
            "platform": "linkedin",
            "tone": "warm",
            "wording": 0,
            "named": True,
            "what": next(words),
            "created_at": MONDAY,
        },
    }
    for table, row in rows.items():
        await tx.execute(insert(table).values(row | {"student_id": MAYA}))
    await tx.execute(insert(servers).values(id=7, coordinator=next(words)))
    chat = {name: next(words) for name in ("name", "hashtag", "how", "link", "warning")}
    when = {"rule": "FREQ=WEEKLY", "minute": 900, "zone": "UTC", "minutes": 60, "open_hours": 0}
    await tx.execute(
        insert(chats).values(server_id=7, hidden=False, changed_at=MONDAY, **when, **chat)
    )


async def test_what_is_private_lies_nowhere_in_clear(database: Database) -> None:
    private = ("how_met", "email", "phone", "links", "boundaries", "pointers", "purpose")
    planted = [f"violet-{number:02}" for number in range(41)]
    words = dict(zip((*private, "note", "advice", "promise"), planted[:10], strict=True))
    lists = {"links", "pointers"}
    ana = Fields(
        name="Ana Violetta",
        tags=("orchid",),
        **{name: (words[name],) if name in lists else words[name] for name in private},
    )
    talk = {name: words[name] for name in ("note", "advice", "promise")}
    async with database.transaction() as tx:
        store, journal = Contacts(tx, MAYA), Journal(tx, MAYA)
        [number] = await store.add([ana], MONDAY)
        logged = await store.log(number, MONDAY, kind="call", happened_at=MONDAY, **talk)
        rows = await journal.rows(contacts=[number], interactions=[logged])
        await store.change(number, Fields(name="Ana"))
        await store.change(number, ana)
        await journal.keep("edit", rows, MONDAY)
        await Uploads(tx, MAYA).keep("violetta.csv", " ".join(planted).encode(), MONDAY)
        await write_notes(tx, number, iter(planted[10:]))
        notes = ("signatures", "drafts", "templates", "servers", "availabilities", "meetings")
        notes = (*notes, "mentors", "series", "sessions", "gains")
        notes = (*notes, "goals", "fieldwork", "shoutouts", "chats")
        lying = await as_stored(tx, "contacts", "interactions", "changes", "uploads", *notes)
    assert {len(rows) for rows in lying.values()} == {1}
    readable = {name: str(rows).lower() for name, rows in lying.items()}
    for name, text in readable.items():
        assert not [word for word in planted if word in text], name
    assert "orchid" in readable["contacts"]  # tags are not private
    for word in ("violetta", "orchid", "ana "):
        assert word not in readable["changes"] + readable["uploads"]
    async with database.reading() as tx:
        plain = {"students", "nudges", "deliveries", "leases", "bot_facts", "cleared_texts"}
        plain |= {"blocked_days", "busy_times", "invitations", "visits", "cars", "habits"}
        plain |= {"goal_links", "reviews", "review_answers"}
        plain |= {"chat_channels", "chat_posts", "chat_visits", "chat_reminders"}
        assert sorted(metadata.tables) == sorted({*lying, *plain})
        for column in (column for table in metadata.sorted_tables for column in table.c):
            if isinstance(column.type, EncryptedText | EncryptedJson | EncryptedBytes):
                assert "violet" in str(await tx.scalar(select(column))).lower(), column
        assert (await Contacts(tx, MAYA).written())[number].count(words["how_met"]) == 1
    if database.engine.dialect.name == "sqlite":
        path = Path(str(database.engine.url.database))
        for file in path.parent.glob(f"{path.name}*"):
            data = file.read_bytes()
            assert not [word for word in planted if word.encode() in data], file.name
