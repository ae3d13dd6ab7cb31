"""Taking changes back, on both databases: the rows are as before, byte for byte."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.journal import UNDO, Journal, forget
from bot.contacts.model import Fields, fields_of
from bot.contacts.store import Contacts
from bot.contacts.twins import merged
from bot.database import BATCH, Database

from .databases import MAYA, MONDAY, SAM, as_stored
from .people import ANA, TALK

SECOND = timedelta(seconds=1)


pytestmark = pytest.mark.usefixtures("two_students")


class Came(NamedTuple):
    """What came of taking a change back, see `Undone`."""

    kind: str
    contacts: frozenset[int]
    taken_back: int
    left: int


class Hand:
    """A student's hand, that changes rows and notes it in the journal; each act returns the change."""

    def __init__(self, tx: AsyncConnection, student_id: int = MAYA) -> None:
        self.store = Contacts(tx, student_id)
        self.journal = Journal(tx, student_id)
        self.made = 0  # the row that came last

    async def add(self, fields: Fields) -> int:
        [self.made] = await self.store.add([fields], MONDAY)
        return await self.journal.keep("add", {("contacts", self.made): None}, MONDAY)

    async def edit(self, contact_id: int, **changes: Any) -> int:
        rows = await self.journal.rows(contacts=[contact_id])
        contact = (await self.store.some([contact_id]))[contact_id]
        await self.store.change(contact_id, replace(fields_of(contact), **changes))
        return await self.journal.keep("edit", rows, MONDAY)

    async def delete(self, contact_id: int) -> int:
        talks = (await self.store.belongings(contact_id))["interactions"]
        rows = await self.journal.rows(contacts=[contact_id], interactions=talks)
        await self.store.delete([contact_id])
        return await self.journal.keep("delete", rows, MONDAY)

    async def log(self, contact_id: int, **values: Any) -> int:
        self.made = await self.store.log(contact_id, MONDAY, **TALK | values)
        return await self.journal.keep("log", {("interactions", self.made): None}, MONDAY)

    async def edit_talk(self, talk: int, **changes: Any) -> int:
        rows = await self.journal.rows(interactions=[talk])
        await self.store.change_interaction(talk, **changes)
        return await self.journal.keep("talk", rows, MONDAY)

    async def remove_talk(self, talk: int) -> int:
        rows = await self.journal.rows(interactions=[talk])
        await self.store.delete_interaction(talk)
        return await self.journal.keep("remove", rows, MONDAY)

    async def merge(self, kept: int, other: int) -> int:
        talks = (await self.store.belongings(other))["interactions"]
        people = await self.store.some([kept, other])
        rows = await self.journal.rows(contacts=[kept, other], interactions=talks)
        await self.store.hand_over(other, kept)
        await self.store.change(kept, merged(people[kept], people[other], ()))
        await self.store.delete([other])
        return await self.journal.keep("merge", rows, MONDAY)

    async def undo(self, change: int) -> Came | None:
        undone = await self.journal.undo(change, MONDAY + UNDO - SECOND)
        return undone and Came(undone.kind, undone.contacts, undone.taken_back, undone.left)


async def network(tx: AsyncConnection, student_id: int = MAYA) -> tuple[int, int, list[int]]:
    """Make Ana with three talks, and Jo with none; return their ids and those of the talks."""
    store = Contacts(tx, student_id)
    ana, jo = await store.add([ANA, Fields(name="Jo Öz")], MONDAY)
    talks = await store.log_all(
        [{"contact_id": ana} | TALK | {"kind": kind} for kind in ("call", "email", "met")], MONDAY
    )
    return ana, jo, talks


async def test_somebody_who_was_added_is_gone_again(database: Database) -> None:
    async with database.transaction() as tx:
        await network(tx)
        before = await as_stored(tx)
        hand = Hand(tx)
        change = await hand.add(ANA)
        assert await hand.undo(change) == ("add", frozenset({hand.made}), 1, 0)
        assert await as_stored(tx) == before


async def test_somebody_who_was_edited_is_as_before(database: Database) -> None:
    async with database.transaction() as tx:
        ana, jo, _talks = await network(tx)
        before = await as_stored(tx)
        hand = Hand(tx)
        for contact_id, said in ((ana, Fields(name="Nobody")), (jo, replace(ANA, archived=False))):
            changes = {name: getattr(said, name) for name in Fields.__slots__}
            change = await hand.edit(contact_id, **changes)
            assert await as_stored(tx) != before
            assert await hand.undo(change) == ("edit", frozenset({contact_id}), 1, 0)
            assert await as_stored(tx) == before


async def test_somebody_who_was_deleted_is_back_with_every_talk_and_every_number(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        ana, jo, talks = await network(tx)
        before = await as_stored(tx)
        hand = Hand(tx)
        change = await hand.delete(ana)
        assert await hand.store.names() == [(jo, "jo oz")]
        assert await hand.undo(change) == ("delete", frozenset({ana}), 4, 0)
        assert await as_stored(tx) == before
        assert sorted((await hand.store.belongings(ana))["interactions"]) == talks
        assert fields_of((await hand.store.some([ana]))[ana]) == ANA


async def test_two_that_were_merged_are_two_again(database: Database) -> None:
    async with database.transaction() as tx:
        ana, jo, _talks = await network(tx)
        hand = Hand(tx)
        await hand.log(jo, note="With Jo")
        before = await as_stored(tx)
        for kept, other, moved in ((jo, ana, 3), (ana, jo, 1)):
            change = await hand.merge(kept, other)
            assert len((await hand.store.belongings(kept))["interactions"]) == 4
            undone = await hand.undo(change)
            assert undone is not None
            assert (undone.contacts, undone.left) == (frozenset({ana, jo}), 0)
            # A kept contact that learned nothing from the other was not changed.
            assert undone.taken_back in {moved + 1, moved + 2}
            assert await as_stored(tx) == before


async def test_talks_that_were_logged_edited_or_removed_are_as_before(database: Database) -> None:
    async with database.transaction() as tx:
        ana, _jo, talks = await network(tx)
        before = await as_stored(tx)
        hand = Hand(tx)
        blank = dict.fromkeys(TALK) | {"kind": "call", "happened_at": MONDAY - 9 * SECOND}
        for act, kind in (
            (hand.log(ana), "log"),
            (hand.edit_talk(talks[1], **blank), "talk"),
            (hand.remove_talk(talks[0]), "remove"),
        ):
            change = await act
            assert await as_stored(tx) != before
            assert await hand.undo(change) == (kind, frozenset({ana}), 1, 0)
            assert await as_stored(tx) == before


async def test_a_thousand_people_that_came_at_once_go_at_once(database: Database) -> None:
    async with database.transaction() as tx:
        ana, _jo, _talks = await network(tx)
        before = await as_stored(tx)
        store, journal = Contacts(tx, MAYA), Journal(tx, MAYA)
        rows = dict(await journal.rows(contacts=[ana]))
        ids = await store.add([replace(ANA, name=f"Ana {n}") for n in range(2 * BATCH)], MONDAY)
        talks = await store.log_all([{"contact_id": n} | TALK for n in (ana, *ids)], MONDAY)
        await store.change(ana, replace(ANA, tags=()))
        rows.update(dict.fromkeys(("contacts", n) for n in ids))
        rows.update(dict.fromkeys(("interactions", n) for n in talks))
        change = await journal.keep("import", rows, MONDAY)
        undone = await Hand(tx).undo(change)
        assert undone == ("import", frozenset({ana, *ids}), 4 * BATCH + 2, 0)
        assert await as_stored(tx) == before


async def test_a_change_that_changed_nothing_is_taken_back_as_well(database: Database) -> None:
    async with database.transaction() as tx:
        _ana, jo, _talks = await network(tx)
        before = await as_stored(tx)
        hand = Hand(tx)
        change = await hand.edit(jo)
        assert await hand.undo(change) == ("edit", frozenset(), 0, 0)
        assert await as_stored(tx) == before


async def test_after_ten_minutes_it_is_too_late(database: Database) -> None:
    async with database.transaction() as tx:
        ana, _jo, _talks = await network(tx)
        hand = Hand(tx)
        change = await hand.delete(ana)
        after = await as_stored(tx)
        assert await hand.journal.undo(change, MONDAY + UNDO) is None
        assert await as_stored(tx) == after
        assert await hand.journal.undo(change, MONDAY + UNDO - SECOND / 1000) is not None


async def test_twice_is_once(database: Database) -> None:
    async with database.transaction() as tx:
        ana, _jo, _talks = await network(tx)
        hand = Hand(tx)
        change = await hand.edit(ana, name="Anna")
        assert await hand.undo(change) is not None
        await hand.edit(ana, name="Anna")
        after = await as_stored(tx)
        assert await hand.undo(change) is None
        assert await as_stored(tx) == after


async def test_nobody_takes_back_what_another_student_changed(database: Database) -> None:
    async with database.transaction() as tx:
        ana, jo, talks = await network(tx)
        bo, _cy, _talks = await network(tx, SAM)
        mayas, sams = Hand(tx), Hand(tx, SAM)
        before = await as_stored(tx)
        made = [await mayas.edit(jo, name="Joe"), await mayas.delete(ana), await sams.delete(bo)]
        after = await as_stored(tx)
        for change in made[:2]:
            assert await sams.undo(change) is None
        assert await mayas.undo(made[2]) is None
        assert await as_stored(tx) == after
        assert await sams.journal.rows(contacts=[ana, jo], interactions=talks) == dict.fromkeys(
            [("contacts", ana), ("contacts", jo), *(("interactions", each) for each in talks)]
        )
        assert None not in [await mayas.undo(each) for each in made[:2]]
        assert await sams.undo(made[2]) is not None
        assert await as_stored(tx) == before


async def test_what_was_changed_since_stays_and_is_counted(database: Database) -> None:
    async with database.transaction() as tx:
        ana, jo, talks = await network(tx)
        hand = Hand(tx)
        before = await as_stored(tx)
        change = await hand.merge(jo, ana)
        await hand.edit(jo, role="Something new")
        await hand.edit_talk(talks[2], note="Something new")
        undone = await hand.undo(change)
        assert undone == ("merge", frozenset({ana, jo}), 3, 2)
        people = await hand.store.some([ana, jo])
        assert fields_of(people[ana]) == ANA
        assert people[jo].role == "Something new"
        assert sorted((await hand.store.belongings(ana))["interactions"]) == talks[:2]
        assert (await hand.store.belongings(jo))["interactions"] == talks[2:]
        assert (await as_stored(tx))["contacts"][0] == before["contacts"][0]


async def test_what_is_gone_since_stays_gone(database: Database) -> None:
    async with database.transaction() as tx:
        ana, jo, talks = await network(tx)
        hand = Hand(tx)
        changes = [
            await hand.edit(ana, name="Anna"),
            await hand.edit_talk(talks[0], note="Something new"),
            await hand.log(ana),
        ]
        await hand.delete(ana)
        after = await as_stored(tx)
        for change, kind in zip(changes, ("edit", "talk", "log"), strict=True):
            assert await hand.undo(change) == (kind, frozenset(), 0, 1)
        assert await as_stored(tx) == after
        assert await hand.store.names() == [(jo, "jo oz")]


async def test_somebody_who_was_talked_to_since_is_kept(database: Database) -> None:
    async with database.transaction() as tx:
        hand = Hand(tx)
        change = await hand.add(ANA)
        ana = hand.made
        await hand.log(ana)
        after = await as_stored(tx)
        undone = await hand.undo(change)
        assert undone is not None
        assert (undone.taken_back, undone.left) == (0, 1)
        assert await as_stored(tx) == after


async def test_somebody_imported_whose_talk_was_edited_since_is_kept(database: Database) -> None:
    async with database.transaction() as tx:
        hand = Hand(tx)
        [ana] = await hand.store.add([ANA], MONDAY)
        talk = await hand.store.log(ana, MONDAY, **TALK)
        rows = {("contacts", ana): None, ("interactions", talk): None}
        change = await hand.journal.keep("import", rows, MONDAY)
        await hand.edit_talk(talk, note="Something new")
        after = await as_stored(tx)
        undone = await hand.undo(change)
        assert undone is not None
        assert (undone.taken_back, undone.left) == (0, 2)
        assert await as_stored(tx) == after


@pytest.mark.parametrize("goes", ["deleted", "merged"])
async def test_a_talk_stays_away_when_its_contact_is_gone_since(
    database: Database, goes: str
) -> None:
    async with database.transaction() as tx:
        ana, jo, talks = await network(tx)
        hand = Hand(tx)
        change = await hand.remove_talk(talks[0])
        await (hand.delete(ana) if goes == "deleted" else hand.merge(jo, ana))
        after = await as_stored(tx)
        assert await hand.undo(change) == ("remove", frozenset(), 0, 1)
        assert await as_stored(tx) == after


async def test_only_old_changes_are_forgotten_and_those_of_everybody(database: Database) -> None:
    async with database.transaction() as tx:
        made = {}
        for student_id in (MAYA, SAM):
            ana, jo, _talks = await network(tx, student_id)
            journal = Journal(tx, student_id)
            for contact_id, at in ((ana, MONDAY), (jo, MONDAY + SECOND)):
                rows = await journal.rows(contacts=[contact_id])
                await Contacts(tx, student_id).change(contact_id, Fields(name="Nobody"))
                made[student_id, at] = await journal.keep("edit", rows, at)
        await forget(tx, MONDAY + UNDO - SECOND)
        assert len((await as_stored(tx, "changes"))["changes"]) == 4
        await forget(tx, MONDAY + UNDO)
        for (student_id, at), change in made.items():
            undone = await Journal(tx, student_id).undo(change, at)
            assert (undone is None) == (at == MONDAY)
        assert (await as_stored(tx, "changes"))["changes"] == []


class Busy:
    """A student who does anything at all, and remembers each change."""

    def __init__(self, tx: AsyncConnection, random: Random) -> None:
        self.hand = Hand(tx)
        self.random = random
        self.said: list[str] = []
        self.changes: list[int] = []

    async def act(self) -> None:
        """Do one thing that is possible now."""
        people = [number for number, _name in await self.hand.store.names(archived=None)]
        talks = [t.id for some in (await self.hand.store.timelines()).values() for t in some]
        possible = ["add"] + ["edit", "delete", "log", "log"] * bool(people)
        possible += ["edit_talk", "remove_talk"] * bool(talks) + ["merge"] * (len(people) > 1)
        name = self.random.choice(possible)
        word = f"{name} {len(self.said)}"
        hand = self.hand
        match name:
            case "add":
                fields = replace(ANA, name=word, archived=self.random.random() < 0.5)
                act = hand.add(self.random.choice([fields, Fields(name=word)]))
            case "edit":
                changes = [{"how_met": word}, {"links": ()}, {"met_at": None}, {"tags": ("a", "é")}]
                act = hand.edit(self.random.choice(people), **self.random.choice(changes))
            case "merge":
                act = hand.merge(*self.random.sample(people, 2))
            case "delete":
                act = hand.delete(self.random.choice(people))
            case "log":
                act = hand.log(self.random.choice(people), note=self.random.choice([None, word]))
            case "edit_talk":
                changed = {"advice": self.random.choice([None, word]), "promise_due": None}
                act = hand.edit_talk(self.random.choice(talks), **changed)
            case _:
                act = hand.remove_talk(self.random.choice(talks))
        self.said.append(name)
        self.changes.append(await act)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_was_done_is_taken_back_step_by_step(database: Database, seed: int) -> None:
    random = Random(seed)
    async with database.transaction() as tx:
        await network(tx, SAM)
        await network(tx)
        states = []
        busy = Busy(tx, random)
        for _ in range(20):
            states.append(await as_stored(tx))
            await busy.act()
        while states:
            undone = await busy.hand.undo(busy.changes.pop())
            assert undone is not None, busy.said
            assert undone.left == 0, busy.said
            assert await as_stored(tx) == states.pop(), busy.said
            busy.said.pop()
        assert (await as_stored(tx, "changes"))["changes"] == []


@pytest.mark.parametrize("seed", [1, 3])
async def test_taken_back_in_any_order_nothing_breaks_and_nobody_else_is_touched(
    database: Database, seed: int
) -> None:
    random = Random(seed)
    async with database.transaction() as tx:
        await network(tx, SAM)
        await network(tx)
        hers = await as_stored(tx, student_id=SAM)
        busy = Busy(tx, random)
        for _ in range(30):
            await busy.act()
            if random.random() < 0.4:
                change = busy.changes.pop(random.randrange(len(busy.changes)))
                assert await busy.hand.undo(change) is not None
        random.shuffle(busy.changes)
        for change in busy.changes:
            assert await busy.hand.undo(change) is not None
        assert await as_stored(tx, student_id=SAM) == hers
