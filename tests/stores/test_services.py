"""Taps that come at the same time, on both databases: the services answer each and keep one truth."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from bot.contacts.formats import write_json
from bot.contacts.interactions import InteractionNotFound, Logged, Talk
from bot.contacts.journal import Undone
from bot.contacts.lists import Filters
from bot.contacts.model import Fields
from bot.contacts.network import ContactNotFound, token
from bot.contacts.service import Changed, Deleted
from bot.contacts.transfer import Imported, UploadGone
from bot.database import Database
from bot.nudges.model import Snooze
from bot.tables import changes, contacts, interactions, uploads

from .databases import MAYA, MONDAY, SAM
from .rooms import PACIFIC, Rooms, at_once, rooms_of_maya

PEOPLE = b"Name,Email\nAna Rivera,ana@lakeside.example\nJo Park,jo@harbour.example\n"
T = TypeVar("T")


@pytest.fixture
async def rooms(database: Database) -> Rooms:
    return Rooms(database)


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    """The rooms, and Maya is in already."""
    return await rooms_of_maya(database)


def kinds(found: Sequence[object]) -> list[str]:
    return sorted(type(each).__name__ for each in found)


def one(found: Sequence[Any], kind: type[T]) -> T:
    [only] = [each for each in found if isinstance(each, kind)]
    return only


async def nobody_is_told(_done: int, _of: int) -> None: ...


async def test_start_five_times_at_once_is_start_once(rooms: Rooms) -> None:
    starts = (rooms.students.start(MAYA, PACIFIC, "new", hour) for hour in range(7, 12))
    assert len(await asyncio.gather(*starts)) == 5


async def test_the_same_person_five_times_at_once_is_noticed_four_times(mayas: Rooms) -> None:
    adds = (mayas.contacts.add(MAYA, {"name": "Ana Rivera"}) for _ in range(5))
    found = await asyncio.gather(*adds)
    numbers = {each.details.contact.id for each in found}
    twins = [each.twin.id for each in found if each.twin is not None]
    assert await mayas.count(contacts) == len(numbers) == 5
    assert len(twins) == 4
    assert numbers.issuperset(twins)


async def test_five_talks_logged_at_once_are_all_kept_and_one_nudge_is_planned(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera")
    talk = Talk(how="call")
    await asyncio.gather(*(mayas.interactions.log(MAYA, "Ana", talk) for _ in range(5)))
    assert await mayas.count(interactions) == 5
    assert await mayas.due() == [ana]


async def test_a_no_to_dms_is_not_undone_by_a_change_at_the_same_time(mayas: Rooms) -> None:
    for hour in range(6, 16):
        await mayas.students.agree_to_dms(MAYA, 7)
        await asyncio.gather(
            mayas.students.decline_dms(MAYA), mayas.students.change(MAYA, nudge_hour=hour)
        )
        student = await mayas.students.get(MAYA)
        assert (student.dm_agreed_at, student.nudge_hour) == (None, hour)


async def test_of_two_answers_to_one_nudge_the_first_counts(mayas: Rooms) -> None:
    await mayas.students.agree_to_dms(MAYA, 7)
    await mayas.add("Ana Rivera", met_at="1 year ago")
    nudge_id = await mayas.reminded()
    await asyncio.gather(
        mayas.nudges.done(MAYA, nudge_id, "email"),
        mayas.nudges.snooze(MAYA, nudge_id, Snooze.WEEK),
        mayas.nudges.pit_stop(MAYA, nudge_id),
        mayas.nudges.done(MAYA, nudge_id, "email"),
    )
    states = await mayas.states()
    assert len(states) == 2
    assert states[1] == "planned"


async def test_of_two_merges_of_one_pair_the_first_counts(mayas: Rooms) -> None:
    ana, anna = await mayas.add("Ana Rivera"), await mayas.add("Anna Rivera", email="a@x.org")
    for contact_id in (ana, anna):
        await mayas.interactions.log(MAYA, token(contact_id), Talk(how="call"))
    before = await mayas.stored()
    for pairs in ([(ana, anna)] * 3, [(ana, anna), (anna, ana)]):
        found = await at_once(*(mayas.merging.merge(MAYA, *pair, ()) for pair in pairs))
        assert kinds(found) == ["Changed"] + ["ContactNotFound"] * (len(pairs) - 1)
        merged = one(found, Changed)
        assert len(merged.details.timeline) == 2
        assert merged.details.contact.email == "a@x.org"
        assert await mayas.count(contacts) == 1
        assert await mayas.due() == [merged.details.contact.id]
        await mayas.contacts.undo(MAYA, merged.change)
        assert await mayas.stored() == before
        assert await mayas.due() == [ana, anna]


async def test_of_two_deletes_one_is_answered_and_one_finds_nobody(mayas: Rooms) -> None:
    ana, jo = await mayas.add("Ana Rivera"), await mayas.add("Jo Park")
    found = await at_once(*(mayas.contacts.delete(MAYA, ana) for _ in range(2)))
    assert kinds(found) == ["ContactNotFound", "Deleted"]
    assert await mayas.due() == [jo]


async def test_a_talk_with_somebody_who_is_just_being_deleted_is_kept_or_refused(
    mayas: Rooms,
) -> None:
    for talks_first in (False, True):
        ana = await mayas.add("Ana Rivera")
        talk = mayas.interactions.log(MAYA, token(ana), Talk(how="call", note="By phone"))
        delete = mayas.contacts.delete(MAYA, ana)
        taps: list[Awaitable[Any]] = [talk, delete] if talks_first else [delete, talk]
        found = await at_once(*taps)
        gone = one(found, Deleted)
        assert await mayas.count(contacts) == await mayas.count(interactions) == 0
        assert await mayas.due() == []
        # Whoever was told that the talk is kept finds it again with the contact.
        logged = [each for each in found if isinstance(each, Logged)]
        assert logged or one(found, ContactNotFound)
        await mayas.contacts.undo(MAYA, gone.change)
        assert await mayas.count(interactions) == len(logged)
        await mayas.contacts.delete(MAYA, ana)


async def test_a_merge_and_a_delete_of_one_contact_at_once_leave_no_loose_ends(
    mayas: Rooms,
) -> None:
    ana, anna = await mayas.add("Ana Rivera"), await mayas.add("Anna Rivera")
    await mayas.interactions.log(MAYA, token(anna), Talk(how="call"))
    before = await mayas.stored()
    found = await at_once(
        mayas.merging.merge(MAYA, ana, anna, ()),
        mayas.contacts.delete(MAYA, anna),
        mayas.contacts.edit(MAYA, token(anna), {"role": None}),
    )
    assert await mayas.due() == [ana]
    assert await mayas.count(contacts) == 1
    for each in reversed([each for each in found if isinstance(each, Changed | Deleted)]):
        assert await mayas.contacts.undo(MAYA, each.change) is not None
    assert await mayas.stored() == before
    assert await mayas.due() == [ana, anna]


async def test_of_two_undos_of_one_change_one_takes_it_back(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    await mayas.interactions.log(MAYA, "Ana", Talk(how="call"))
    before = await mayas.stored()
    change = (await mayas.contacts.delete(MAYA, ana)).change
    found = await at_once(*(mayas.contacts.undo(MAYA, change) for _ in range(3)))
    plans = dict.fromkeys((1, 2, 3), "planned")
    assert one(found, Undone) == Undone(
        "delete", frozenset({ana}), 2, 0, frozenset({ana}), frozenset({ana}), plans
    )
    assert found.count(None) == 2
    assert await mayas.stored() == before
    assert await mayas.due() == [ana]


async def test_a_talk_removed_twice_at_once_is_removed_once(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    talk = (await mayas.interactions.log(MAYA, "Ana", Talk(how="call"))).interaction.id
    found = await at_once(*(mayas.interactions.remove(MAYA, talk) for _ in range(2)))
    assert kinds(found) == ["InteractionNotFound", "Logged"]
    assert one(found, InteractionNotFound)
    assert await mayas.count(interactions) == 0
    assert await mayas.due() == [ana]


async def test_done_is_said_of_somebody_who_is_just_being_deleted_or_merged(mayas: Rooms) -> None:
    await mayas.students.agree_to_dms(MAYA, 7)
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    nudge_id = await mayas.reminded()
    jo = await mayas.add("Jo Park")
    for takes_away in (mayas.merging.merge(MAYA, jo, ana, ()), mayas.contacts.delete(MAYA, jo)):
        found = await at_once(takes_away, mayas.nudges.done(MAYA, nudge_id, "call"))
        assert not [each for each in found if isinstance(each, BaseException)]
    assert await mayas.due() == []
    assert await mayas.count(contacts) == await mayas.count(interactions) == 0


# Imports


async def test_an_import_applied_twice_at_once_adds_everybody_once(mayas: Rooms) -> None:
    before = await mayas.stored()
    file = await mayas.transfer.upload(MAYA, "people.csv", PEOPLE)
    assert [each.fields.name for each in file.new] == ["Ana Rivera", "Jo Park"]
    found = await at_once(
        *(
            mayas.transfer.apply(MAYA, file.upload, {"new"}, "6 weeks", nobody_is_told)
            for _ in range(3)
        )
    )
    assert kinds(found) == ["Imported", "UploadGone", "UploadGone"]
    imported = one(found, Imported)
    assert imported.added == await mayas.count(contacts) == len(await mayas.due()) == 2
    assert await mayas.count(uploads) == 0

    undone = await at_once(*(mayas.contacts.undo(MAYA, imported.change) for _ in range(2)))
    assert kinds(undone) == ["NoneType", "Undone"]
    assert await mayas.stored() == before
    assert await mayas.due() == []


async def test_of_two_files_at_once_one_waits_and_nobody_else_imports_it(mayas: Rooms) -> None:
    await mayas.students.start(SAM, PACIFIC, "new", 9)
    files = await asyncio.gather(
        *(mayas.transfer.upload(MAYA, f"{name}.csv", PEOPLE) for name in ("one", "two"))
    )
    assert await mayas.count(uploads) == 1
    for file in files:
        with pytest.raises(UploadGone):
            await mayas.transfer.apply(SAM, file.upload, {"new"}, None, nobody_is_told)
        await mayas.transfer.discard(SAM, file.upload)
    assert await mayas.count(uploads) == 1
    found = await at_once(
        *(mayas.transfer.apply(MAYA, f.upload, {"new"}, None, nobody_is_told) for f in files)
    )
    assert kinds(found) == ["Imported", "UploadGone"]
    assert await mayas.count(contacts) == 2


async def test_a_file_discarded_while_it_is_imported_is_imported_whole_or_not_at_all(
    mayas: Rooms,
) -> None:
    file = await mayas.transfer.upload(MAYA, "people.csv", PEOPLE)
    taps: list[Awaitable[Any]] = [
        mayas.transfer.apply(MAYA, file.upload, {"new"}, None, nobody_is_told),
        mayas.transfer.discard(MAYA, file.upload),
    ]
    found = await at_once(*taps)
    assert kinds(found) in (["Imported", "NoneType"], ["NoneType", "UploadGone"])
    assert await mayas.count(contacts) == (2 if "Imported" in kinds(found) else 0)
    assert await mayas.count(uploads) == 0


async def test_a_file_that_brings_news_of_many_is_taken_back_exactly(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", email="ana@lakeside.example", links="https://a.example")
    await mayas.add("Jo Park", organisation="Harbour Hospital")
    before = await mayas.stored()
    people = b"Name,Email,Company\nAna Rivera,ana@lakeside.example,Lakeside\nJo Park,,\nLi Na,,\n"
    file = await mayas.transfer.upload(MAYA, "people.csv", people)
    assert (len(file.new), list(file.changed), len(file.like)) == (1, [ana], 1)
    which = {"new", "changed", "like"}
    done = await mayas.transfer.apply(MAYA, file.upload, which, None, nobody_is_told)
    assert (done.added, done.updated, len(done.pairs)) == (2, 1, 1)
    undone = await mayas.contacts.undo(MAYA, done.change)
    assert undone is not None
    assert (undone.taken_back, undone.left) == (3, 0)
    assert await mayas.stored() == before


async def test_who_comes_at_a_pit_stop_is_left_to_rest(mayas: Rooms) -> None:
    resting = Fields(name="Ana Rivera", seat="pit_stop", cadence="4 weeks")
    file = await mayas.transfer.upload(MAYA, "pitstop.json", write_json([(resting, [])]))
    await mayas.transfer.apply(MAYA, file.upload, {"new"}, None, nobody_is_told)
    jo = await mayas.add("Jo Park", seat="pit_stop", cadence="4 weeks")
    due = await mayas.due_at()
    assert len(due) == 2
    assert set(due.values()) == {due[jo]}


# Promises


async def test_a_new_promise_is_open_although_an_earlier_one_was_kept(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    logged = await mayas.interactions.log(MAYA, "Ana", Talk(how="call", promise="Write"))
    talk = logged.interaction.id
    await mayas.interactions.keep_promise(MAYA, talk, kept=True)
    gone = await mayas.interactions.edit(MAYA, talk, Talk(how="call"))
    assert gone.details.open_ends == []
    anew = await mayas.interactions.edit(MAYA, talk, Talk(how="call", promise="Call back"))
    assert anew.interaction.has_open_promise


# What everybody sees is their own


async def test_nobody_reaches_another_students_people_through_a_service(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", discord_id=7, email="ana@lakeside.example", tags="hands")
    jo = await mayas.add("Jo Park")
    logged = await mayas.interactions.log(
        MAYA, "Ana", Talk(how="call", note="Splints", advice="Read", promise="Write by Friday")
    )
    talk = logged.interaction.id
    await mayas.students.start(SAM, PACIFIC, "new", 9)
    before = await mayas.stored()
    refused: list[Awaitable[Any]] = [
        mayas.contacts.view(SAM, token(ana)),
        mayas.contacts.view(SAM, "Ana Rivera"),
        mayas.contacts.edit(SAM, token(ana), {"role": "Bo was here"}),
        mayas.contacts.delete(SAM, ana),
        mayas.interactions.log(SAM, token(ana), Talk(how="call")),
        mayas.interactions.view(SAM, talk),
        mayas.interactions.edit(SAM, talk, Talk(how="email")),
        mayas.interactions.remove(SAM, talk),
        mayas.interactions.advance(SAM, talk, "told"),
        mayas.interactions.keep_promise(SAM, talk, kept=True),
        mayas.merging.compare(SAM, token(ana), token(jo)),
        mayas.merging.merge(SAM, ana, jo, ()),
    ]
    for each in await at_once(*refused):
        assert isinstance(each, ContactNotFound | InteractionNotFound)
        assert "Ana" not in str(vars(each).get("near"))
    assert await mayas.contacts.undo(SAM, logged.change) is None
    assert await mayas.contacts.on_discord(SAM, 7) is None
    assert await mayas.contacts.suggest(SAM, "") == await mayas.lists.tags(SAM) == []
    assert (await mayas.lists.page(SAM, Filters())).total == 0
    assert (await mayas.lists.find(SAM, "Splints")).hits == []
    assert (await mayas.transfer.export(SAM, "json"))[2] == 0
    file = await mayas.transfer.upload(SAM, "people.csv", PEOPLE)
    assert (len(file.new), file.there) == (2, 0)
    assert await mayas.stored() == before


async def test_what_is_too_old_is_tidied_away(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    await mayas.transfer.upload(MAYA, "people.csv", PEOPLE)
    await mayas.contacts.tidy()
    assert await mayas.count(changes) == await mayas.count(uploads) == 1
    async with mayas.database.transaction() as tx:
        for table in (changes, uploads):
            old = MONDAY - timedelta(hours=1)
            await tx.execute(table.update().values(created_at=old))
    await mayas.contacts.tidy()
    assert await mayas.count(changes) == await mayas.count(uploads) == 0
    assert await mayas.count(contacts) == 1
