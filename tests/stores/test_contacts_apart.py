"""Two students' contacts never meet, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.contacts.model import Fields
from bot.contacts.store import Contacts
from bot.database import Database
from bot.tables import interactions

from .databases import MAYA, MONDAY, SAM, as_stored
from .people import ANA, TALK, add, log

pytestmark = pytest.mark.usefixtures("two_students")


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
