"""Drafts, signatures, templates, cleared texts and servers, on both databases."""

from typing import Any

import pytest
from sqlalchemy import delete, event

from bot.contacts.interactions import Talk
from bot.contacts.network import token
from bot.contacts.words import UnusableText
from bot.database import Database
from bot.notes.desk import AlreadySent, DraftNotFound, Sent
from bot.notes.library import MOST_TEMPLATES, TooManyTemplates
from bot.notes.model import Note
from bot.notes.service import BODY_LENGTH, SUBJECT_LENGTH
from bot.notes.store import Cleared, Notes
from bot.nudges.model import DRAFT, KEEP_IN_TOUCH, NO_REPLY, THANK_YOU, THANKS_OVERDUE
from bot.students.service import NotStarted
from bot.tables import (
    cleared_texts,
    contacts,
    drafts,
    interactions,
    signatures,
    students,
    templates,
)

from .databases import MAYA, MONDAY, SAM, as_stored, enrol
from .nudging import DAY, MINUTE
from .rooms import Rooms, at_once, rooms_of_maya

ME = {"me": "Maya Chen", "who": "second-year OT student, Westfield University"}
LEARN = {"purpose": "how you chose hands", "detail": "your talk on splinting"}
SECRETS = ("Maya Chen", "second-year", "Westfield", "splinting", "Splints", "patience", "Mine")
TABLES = ("drafts", "signatures", "templates", "cleared_texts", "servers")
CLIENT = "Saw my client Bob Jones in room 412"


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    return rooms


async def begun(mayas: Rooms, kind: str = "outreach", who: str = "Ana") -> int:
    """Let Maya draft a note that lacks nothing; return its id."""
    draft = await mayas.notes.begin(MAYA, who, kind)
    said = {**ME, **LEARN} if draft.missing else ME
    return (await mayas.notes.answer(MAYA, draft.id, said)).id


async def everything(mayas: Rooms) -> dict[str, list[tuple[Any, ...]]]:
    async with mayas.database.reading() as tx:
        return await as_stored(tx, *TABLES, "contacts", "interactions", "nudges")


async def test_two_students_never_meet(mayas: Rooms) -> None:
    await enrol(mayas.database, SAM)
    await mayas.add("Ana Rivera")
    number = await begun(mayas)
    template = await mayas.templates.save(MAYA, number, "Mine")
    sams = (await mayas.contacts.add(SAM, {"name": "Ana Rivera"})).details.contact.id
    theirs = await mayas.notes.begin(SAM, "Ana", "outreach")
    assert theirs.contact.id == sams
    assert theirs.id != number
    assert (theirs.brief.me, theirs.templates) == ("", [])
    before = await everything(mayas)
    notes = mayas.notes
    for refused in (
        notes.see(SAM, number),
        notes.answer(SAM, number, ME),
        notes.no_placement(SAM, number),
        notes.changeable(SAM, number),
        notes.reword(SAM, number),
        notes.retone(SAM, number),
        notes.edit(SAM, number, "Hello", "Dear Ana"),
        notes.stay_in_touch(SAM, number),
        notes.drop(SAM, number),
        notes.sent(SAM, number),
        mayas.templates.save(SAM, number, "Mine"),
        mayas.templates.use(SAM, theirs.id, template.id),
    ):
        with pytest.raises(DraftNotFound):
            await refused
    await mayas.templates.remove(SAM, template.id)
    async with mayas.database.transaction() as tx:
        store = Notes(tx, SAM)
        assert await store.find(number) is None
        assert await store.lately(theirs.contact.id) == [await store.find(theirs.id)]
        assert await store.templates() == []
        await store.change(number, tone="plain", facts={"detail": "stolen"})
        await store.remove_template(template.id)
    assert await everything(mayas) == before


async def test_a_signature_is_kept_once_and_written_anew(mayas: Rooms) -> None:
    async with mayas.database.transaction() as tx:
        mine, sams = Notes(tx, MAYA), Notes(tx, SAM)
        assert await mine.signature() == ("", "", "")
        await mine.sign("Maya Chen", "OT student", "Westfield University")
        await mine.sign("Maya", "second-year OT student", None)
        assert await mine.signature() == ("Maya", "second-year OT student", "")
        assert await sams.signature() == ("", "", "")
    assert await mayas.count(signatures) == 1


async def test_a_draft_is_as_it_was_left(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    facts = {"detail": "ä “b”\n", "times": ["2026-01-06T23:00:00+00:00"], "stay": True, "why": None}
    async with mayas.database.transaction() as tx:
        store = Notes(tx, MAYA)
        number = await store.add(ana, "thank_you", "warm", 3, 2**40, MONDAY)
        await store.change(number, facts=facts, subject="", body="Dear Ana", settled_at=MONDAY)
        later = await store.add(ana, "thank_you", "plain", 0, None, MONDAY)
        await store.add(ana, "check_in", "plain", 0, None, MONDAY + MINUTE)
    async with mayas.database.reading() as tx:
        store = Notes(tx, MAYA)
        kept = await store.find(number)
        assert kept is not None
        assert (kept.kind, kept.tone, kept.wording, kept.state) == ("thank_you", "warm", 3, "open")
        assert (kept.interaction_id, kept.facts) == (2**40, facts)
        assert (kept.note, kept.created_at, kept.settled_at) == (
            Note("", "Dear Ana"),
            MONDAY,
            MONDAY,
        )
        newest = await store.open_about(ana, "thank_you")
        assert newest is not None
        assert newest.id == later
        assert newest.note is None
        assert [each.kind for each in await store.lately(ana, 2)] == ["check_in", "thank_you"]


async def test_begin_twice_gives_one_draft(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    found = await at_once(*(mayas.notes.begin(MAYA, token(ana), "outreach") for _ in range(4)))
    assert {each.id for each in found if not isinstance(each, BaseException)} == {1}
    assert await mayas.count(drafts) == 1
    await mayas.notes.begin(MAYA, token(ana), "check_in")
    assert await mayas.count(drafts) == 2
    for kind, tone in (("nonsense", "warm"), ("outreach", "shrill")):
        with pytest.raises(DraftNotFound):
            await mayas.notes.begin(MAYA, token(ana), kind, tone)


async def test_two_presses_of_sent_at_once_log_once(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    number = await begun(mayas)
    found = await at_once(*(mayas.notes.sent(MAYA, number) for _ in range(4)))
    assert sorted(type(each).__name__ for each in found) == ["AlreadySent"] * 3 + ["Sent"]
    assert await mayas.count(interactions) == 1
    [sent] = [each for each in found if isinstance(each, Sent)]
    [talk] = (await mayas.contacts.view(MAYA, token(sent.draft.contact.id))).timeline
    assert (talk.kind, talk.note) == ("email", "A first note")
    assert sent.draft.state == "sent"
    assert [kind for kind, _ in await mayas.reasons()] == [KEEP_IN_TOUCH, NO_REPLY]
    for refused in (
        mayas.notes.edit(MAYA, number, "Hello", "Dear Ana"),
        mayas.notes.drop(MAYA, number),
        mayas.notes.answer(MAYA, number, ME),
    ):
        with pytest.raises(AlreadySent):
            await refused
    assert (await mayas.notes.see(MAYA, number)).note == sent.draft.note


async def test_sent_and_the_nudges_sent_already_at_once_log_once(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    number = await begun(mayas)
    [nudge] = [each for each in await mayas.open() if each.kind == DRAFT]
    await at_once(mayas.notes.sent(MAYA, number), mayas.nudges.done(MAYA, nudge.id, "email"))
    assert await mayas.count(interactions) == 1
    assert [kind for kind, _ in await mayas.reasons()] == [KEEP_IN_TOUCH, NO_REPLY]


async def test_a_talk_is_thanked_for_and_both_nudges_are_settled(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    first = (
        await mayas.interactions.log(MAYA, token(ana), Talk(how="coffee", note="splinting"))
    ).interaction
    number = await begun(mayas, "thank_you")
    thanks = [KEEP_IN_TOUCH, THANK_YOU, THANKS_OVERDUE]
    assert [kind for kind, _ in await mayas.reasons()] == thanks, "they bring the draft"
    mayas.now += MINUTE
    await mayas.interactions.log(MAYA, token(ana), Talk(how="call"))
    await mayas.notes.begin(MAYA, token(ana), "thank_you", talk=first.id)
    assert [kind for kind, _ in await mayas.reasons()] == [DRAFT, *thanks], "for the talk before"
    mayas.now += MINUTE
    await mayas.notes.sent(MAYA, number)
    assert [kind for kind, _ in await mayas.reasons()] == [KEEP_IN_TOUCH]


async def test_short_facts_make_a_short_note_and_that_is_said_of_own_words_only(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera")
    await mayas.interactions.log(MAYA, token(ana), Talk(how="coffee", note="hands"))
    number = (await mayas.notes.begin(MAYA, token(ana), "thank_you")).id
    await mayas.notes.answer(MAYA, number, {**ME, "detail": "hands"})
    said = set[str]()
    for _ in range(4):
        draft = await mayas.notes.reword(MAYA, number)
        assert draft.note is not None
        own = await mayas.notes.edit(MAYA, number, draft.note.subject, draft.note.body)
        own_words, ours = ({each.rule for each in found.findings} for found in (own, draft))
        assert ours == own_words - {"too_short"}
        said |= own_words
        await mayas.notes.reword(MAYA, number)
    assert "too_short" in said


async def test_thanks_come_as_a_draft_when_no_nudge_to_say_them_is_to_come(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    await mayas.interactions.log(MAYA, token(ana), Talk(how="coffee", note="splinting"))
    mayas.now += 5 * DAY
    await begun(mayas, "thank_you")
    assert DRAFT in {kind for kind, _ in await mayas.reasons()}


async def test_a_request_is_followed_up_in_a_week_unless_somebody_was_in_touch(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera")
    await mayas.notes.sent(MAYA, await begun(mayas))
    [nudge] = [each for each in await mayas.open() if each.kind == NO_REPLY]
    assert nudge.due_on == (MONDAY + 7 * DAY).date()
    mayas.now += DAY
    await mayas.interactions.log(MAYA, token(ana), Talk(how="email"))
    assert [kind for kind, _ in await mayas.reasons()] == [KEEP_IN_TOUCH]
    await mayas.notes.begin(MAYA, token(ana), "check_in")
    assert [kind for kind, _ in await mayas.reasons()] == [KEEP_IN_TOUCH], "nor is it planned anew"


async def test_a_follow_up_takes_up_what_was_asked(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    await mayas.notes.sent(MAYA, await begun(mayas))
    draft = await mayas.notes.begin(MAYA, token(ana), "follow_up")
    assert draft.missing == ()
    assert (draft.brief.purpose, draft.brief.detail) == (LEARN["purpose"], LEARN["detail"])


async def test_what_is_too_long_or_empty_is_refused_and_changes_nothing(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    number = await begun(mayas)
    before = await everything(mayas)
    for subject, body, field, limit in (
        ("x" * (SUBJECT_LENGTH + 1), "Dear Ana", "subject", SUBJECT_LENGTH),
        ("Hello", "x" * (BODY_LENGTH + 1), "note", BODY_LENGTH),
        ("\u200b", "Dear Ana", "subject", 0),
        ("Hello", " \n", "note", 0),
    ):
        with pytest.raises(UnusableText) as error:
            await mayas.notes.edit(MAYA, number, subject, body)
        assert (error.value.field, error.value.limit) == (field, limit)
    for said in ({"detail": "x" * 121}, {"me": "!!", "who": "x"}, {"me": "M", "who": "x" * 201}):
        with pytest.raises(UnusableText):
            await mayas.notes.answer(MAYA, number, said)
    assert await everything(mayas) == before


async def test_templates_are_25_at_most_and_gone_ones_leave_a_wording(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    number = await begun(mayas)
    first = (await mayas.notes.see(MAYA, number)).note
    kept = await mayas.templates.save(MAYA, number, "Mine")
    async with mayas.database.transaction(MAYA) as tx:
        for each in range(1, MOST_TEMPLATES):
            await Notes(tx, MAYA).add_template(f"No. {each}", "outreach", kept.note, MONDAY)
    with pytest.raises(TooManyTemplates):
        await mayas.templates.save(MAYA, number, "One more")
    used = await mayas.templates.use(MAYA, number, kept.id)
    assert (used.template, used.note) == (kept, first)
    assert [each.name for each in used.templates][:2] == ["No. 24", "No. 23"]
    await mayas.templates.remove(MAYA, kept.id)
    await mayas.templates.remove(MAYA, kept.id)
    left = await mayas.notes.see(MAYA, number)
    assert (left.template, left.note) == (None, first)
    with pytest.raises(DraftNotFound):
        await mayas.templates.use(MAYA, number, kept.id)
    await mayas.notes.edit(MAYA, number, "Hello", "Dear Ana, a {brace} stays.")
    saved = await mayas.templates.save(MAYA, number, "Braces")
    assert "{{brace}}" in saved.note.body
    assert await mayas.count(templates) == MOST_TEMPLATES


async def test_a_text_that_is_not_about_a_client_is_known_again_by_its_words(mayas: Rooms) -> None:
    await enrol(mayas.database, SAM)
    said = {"note": CLIENT, "advice": "Try it first"}
    assert {each.where for each in await mayas.screen.findings(MAYA, said)} == {"note"}
    await at_once(*(mayas.screen.clear(MAYA, [CLIENT]) for _ in range(3)))
    assert await mayas.count(cleared_texts) == 1
    assert await mayas.screen.findings(MAYA, {"body": f" {CLIENT}\n"}) == []
    assert await mayas.screen.findings(MAYA, {"note": f"{CLIENT}, on Monday"}) != []
    assert await mayas.screen.findings(SAM, said) != []
    assert await mayas.screen.findings(SAM + 1, said) == [], "who stores nothing is not asked"
    many = [f"{number:064x}" for number in range(1200)]
    async with mayas.database.transaction(MAYA) as tx:
        await Cleared(tx, MAYA).add(many[:600], MONDAY)
        await Cleared(tx, MAYA).add(many, MONDAY)
        assert await Cleared(tx, MAYA).among(many) == set(many)
        assert await Cleared(tx, SAM).among(many) == set()


async def test_names_of_contacts_and_of_who_is_being_added_are_no_clients(mayas: Rooms) -> None:
    await enrol(mayas.database, SAM)
    await mayas.contacts.add(MAYA, {"name": "Ana Rivera"})
    said = {"note": "Worked with Ana on dressing", "advice": "Fed Mr. Hale his lunch"}
    found = await mayas.screen.findings(MAYA, said)
    assert {each.where for each in found} == {"advice"}
    assert {each.where for each in await mayas.screen.findings(SAM, said)} == {"note", "advice"}
    assert await mayas.screen.findings(MAYA, said, ["Tom Hale"]) == []
    assert await mayas.screen.stopped(SAM, said.values(), ["Tom Hale"]) == [said["note"]]


async def test_a_server_has_one_coordinator_and_a_dm_that_of_the_only_server(mayas: Rooms) -> None:
    servers = mayas.servers
    assert await servers.coordinator(1) is None
    await servers.set_coordinator(2**62, "Dr. Lee")
    await servers.set_coordinator(2**62, "Dr. Osei")
    assert [await servers.coordinator(each) for each in (2**62, 2, None)] == [
        *("Dr. Osei", None, "Dr. Osei")
    ]
    await servers.set_coordinator(2, "Dr. Park")
    assert await servers.coordinator(None) is None, "nobody knows which of the two"
    await servers.set_coordinator(2**62, None)
    assert await servers.coordinator(None) == "Dr. Park"


async def filled(mayas: Rooms) -> int:
    """Fill every table of this room; return the contact's id."""
    ana = await mayas.add("Ana Rivera")
    number = await begun(mayas)
    await mayas.notes.edit(MAYA, number, "Splints", "Dear Ana, splinting is patience.")
    await mayas.templates.save(MAYA, number, "Mine")
    await mayas.screen.clear(MAYA, ["splinting with my client Bob"])
    await mayas.servers.set_coordinator(1, "Dr. Lee of Westfield")
    return ana


async def test_what_students_write_is_not_in_the_database_in_clear(mayas: Rooms) -> None:
    await filled(mayas)
    found = await everything(mayas)
    assert all(found[name] for name in TABLES)
    for name in TABLES:
        # Three letters alone come up in what is encrypted, by chance.
        for secret in (*SECRETS, "Dr. Lee", "client Bob", "hands"):
            assert secret not in str(found[name]), (name, secret)
            assert secret.encode() not in b"".join(
                value for row in found[name] for value in row if isinstance(value, bytes)
            )


async def test_notes_go_with_the_contact_and_everything_with_the_student(mayas: Rooms) -> None:
    ana = await filled(mayas)
    deleted = await mayas.contacts.delete(MAYA, ana)
    assert await mayas.count(drafts) == 0
    assert await mayas.open() == []
    await mayas.contacts.undo(MAYA, deleted.change)
    assert await mayas.count(drafts) == 1
    assert (await mayas.notes.see(MAYA, 1)).contact.id == ana
    async with mayas.database.transaction() as tx:
        await tx.execute(delete(students).where(students.c.id == MAYA))
    for table in (drafts, signatures, templates, cleared_texts, contacts):
        assert await mayas.count(table) == 0, table.name


async def test_whatever_breaks_in_the_middle_leaves_all_as_it_was(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    number = await begun(mayas)
    engine = mayas.database.engine.sync_engine
    left = 0

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal left
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            left -= 1
            if left == 0:
                raise OSError("the power is gone")

    event.listen(engine, "before_cursor_execute", fail)
    try:
        for wish in (
            lambda: mayas.notes.sent(MAYA, number),
            lambda: mayas.notes.answer(MAYA, number + 1, {**ME, **LEARN, "news": "I moved"}),
            lambda: mayas.notes.begin(MAYA, token(ana), "follow_up"),
        ):
            before = await everything(mayas)
            for nth in range(1, 30):
                left = nth
                try:
                    await wish()
                except OSError:
                    left = 0
                    assert await everything(mayas) == before, nth
                else:
                    assert nth > 1
                    break
            left = 0
            await mayas.notes.begin(MAYA, token(ana), "check_in")
    finally:
        event.remove(engine, "before_cursor_execute", fail)


async def test_a_student_who_is_not_there_begins_nothing(database: Database) -> None:
    rooms = Rooms(database)
    for wish in (
        rooms.notes.begin(SAM, "Ana", "outreach"),
        rooms.notes.see(SAM, 1),
        rooms.templates.remove(SAM, 1),
        rooms.screen.clear(SAM, [CLIENT]),
    ):
        with pytest.raises(NotStarted):
            await wish
    assert await rooms.count(drafts) == 0
