"""Nudges and deliveries of revision 0002, in every state, become right in 0003."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.database import Database
from bot.nudges.deliveries import Deliveries
from bot.nudges.model import Reason, State
from bot.nudges.store import Nudges
from bot.opening import open_database
from bot.students.store import Profile
from bot.tables import REVISION

from .databases import KEY, MAYA, MONDAY, SAM
from .nudging import DAY, KIND, WEEK, next_wake, row, take
from .schema import STUDENT, differences, empty_at, fill

BOT = {"dm_agreed_at": MONDAY - 99 * DAY, "dm_channel_id": 2**62}


def contact(number: int, student_id: int, cadence: str | None) -> dict[str, Any]:
    return {
        "id": number,
        "student_id": student_id,
        "name": f"Person {number}",
        "seat": "aboard",
        "cadence": cadence,
        "archived": False,
        "sought": f"person {number}",
        "created_at": MONDAY,
    }


def delivery(number: int, student_id: int, state: str, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = dict.fromkeys(("channel_id", "message_id", "error", "settled_at"))
    usual |= {"lease_until": MONDAY - DAY, "attempts": 1, "waiting": 0, "claimed_at": MONDAY - DAY}
    return usual | {"id": number, "student_id": student_id, "state": state} | more


def nudge(
    number: int, student_id: int, person: int, state: str, late: int, brought_by: int | None = None
) -> dict[str, Any]:
    at = MONDAY - late * DAY
    return {
        "id": number,
        "student_id": student_id,
        "kind": KIND,
        "subject_id": person,
        "state": state,
        "due_on": at.date(),
        "due_at": at,
        "delivery_id": brought_by,
        "created_at": MONDAY - 99 * DAY,
        "settled_at": None,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "students": [STUDENT | BOT | {"id": MAYA}, STUDENT | BOT | {"id": SAM}],
    "contacts": [
        *(contact(each, MAYA, "6 weeks") for each in (1, 2, 3)),
        contact(4, MAYA, "1 month"),
        contact(5, MAYA, None),
        contact(6, SAM, "10 days"),
    ],
    "deliveries": [
        delivery(10, MAYA, "sent", message_id=77, channel_id=5, settled_at=MONDAY - DAY),
        delivery(11, MAYA, "claimed", lease_until=MONDAY + DAY / 24, attempts=3, waiting=2),
        delivery(12, SAM, "failed", error="nobody left to speak of"),
        delivery(13, SAM, "blocked", error="50007"),
    ],
    "nudges": [
        # The order they are shown in is that of their days.
        nudge(20, MAYA, 1, "sent", late=2, brought_by=10),
        nudge(21, MAYA, 2, "done", late=9, brought_by=10),
        nudge(22, MAYA, 3, "claimed", late=1, brought_by=11),
        nudge(23, MAYA, 4, "claimed", late=5, brought_by=11),
        nudge(24, MAYA, 2, "planned", late=-30),
        nudge(25, MAYA, 5, "snoozed", late=40, brought_by=10),
        nudge(26, SAM, 6, "planned", late=3),
        nudge(27, SAM, 6, "skipped", late=30, brought_by=12),
        nudge(28, SAM, 99, "cancelled", late=50),
    ],
}  # fmt: skip


async def raw(database: Database, query: str) -> list[tuple[Any, ...]]:
    async with database.reading() as tx:
        return [tuple(each) for each in await tx.execute(text(query))]


async def test_nudges_know_whom_they_are_about_how_often_and_what_brought_them(url: str) -> None:
    async with empty_at(url, "0002") as tx:
        await fill(tx, ROWS)
    async with open_database(url, [KEY], REVISION) as database:
        async with database.reading() as tx:
            assert await tx.run_sync(differences) == []
        assert await raw(
            database,
            "SELECT id, person_id, cadence_days, times, state, delivery_id FROM nudges ORDER BY id",
        ) == [
            (20, 1, 42, 1, "sent", 10),
            (21, 2, 42, 0, "done", 10),
            (22, 3, 42, 0, "claimed", 11),
            (23, 4, 30, 0, "claimed", 11),
            (24, 2, 42, 0, "planned", None),
            (25, 5, None, 0, "snoozed", 10),
            (26, 6, 10, 0, "planned", None),
            (27, 6, 10, 0, "skipped", 12),
            (28, 99, None, 0, "cancelled", None),
        ]
        async with database.reading() as tx:
            hers = {n.id: n for n in await Nudges(tx, MAYA).open_page(99, 0)}
            maya = await Profile(tx, MAYA).get()
        assert hers.keys() == {20, 22, 23, 24}
        for before in ROWS["nudges"]:
            if before["id"] in hers:
                now = hers[before["id"]]
                assert not now.chosen
                assert now.due_on == before["due_on"]
                again = WEEK if now.state is State.SENT else timedelta()
                assert now.due_at == before["due_at"] + again
        assert maya is not None
        assert (maya.weekly_cap, maya.paused_until, maya.lighter_until) == (10, None, None)
        assert maya.dm_channel_id == 2**62


async def test_deliveries_know_what_they_brought_and_go_on_where_they_were(url: str) -> None:
    async with empty_at(url, "0002") as tx:
        await fill(tx, ROWS)
    async with open_database(url, [KEY], REVISION) as database:
        out, hand = await row(database, 10), await row(database, 11)
        assert (out.state, out.nudge_ids, out.brought) == ("sent", [25, 21, 20], 3)
        assert (out.message_id, out.channel_id, out.settled_at) == (77, 5, MONDAY - DAY)
        assert (out.next_attempt_at, out.lease, out.attempts) == (None, 0, 1)
        assert (hand.state, hand.nudge_ids, hand.brought) == ("claimed", [23, 22], 2)
        assert (hand.attempts, hand.waiting, hand.also, hand.catch_up) == (3, 2, [], False)
        assert (await row(database, 12)).nudge_ids == [27]
        blocked = await row(database, 13)
        assert (blocked.error, blocked.nudge_ids, blocked.next_attempt_at) == ("50007", [], None)

        lease_ends = MONDAY + DAY / 24
        assert hand.next_attempt_at == lease_ends
        assert await take(database, lease_ends - DAY / 48) == [], "a sender may still be at it"
        [taken] = await take(database, lease_ends)
        assert (taken.id, taken.attempts, taken.channel_id) == (11, 4, 2**62)
        assert await next_wake(database) == MONDAY - 3 * DAY
        async with database.transaction() as tx:
            await Deliveries(tx).sent([(taken, 5, 6)], lease_ends)
        async with database.reading() as tx:
            brought = await Deliveries(tx).nudges_of([taken], {})
        assert {n.state for n in brought.values()} == {State.SENT}
        assert await raw(database, "SELECT count(*) FROM leases") == [(0,)]


async def test_numbers_go_on_after_the_highest_and_what_hangs_together_stays_so(url: str) -> None:
    async with empty_at(url, "0002") as tx:
        await fill(tx, ROWS)
        if tx.dialect.name == "postgresql":  # whose numbers do not follow what is written by hand
            for name in ("deliveries", "nudges"):
                query = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 100)"
                await tx.execute(text(query))
    async with open_database(url, [KEY], REVISION) as database:
        async with database.transaction() as tx:
            store = Nudges(tx, MAYA)
            await store.plan([(5, Reason(KIND, 5, MONDAY.date()), MONDAY)], MONDAY)
            [new] = await store.about([5])
            assert new.id > 28
            shown = await store.show([new], 0, MONDAY + WEEK, MONDAY)
            assert shown > 13
        kept = await raw(database, "SELECT id, delivery_id FROM nudges WHERE id < 23 ORDER BY id")
        assert kept == [(20, 10), (21, 10), (22, 11)]
        async with database.transaction() as tx:
            await tx.execute(text("DELETE FROM students WHERE id = :id"), {"id": MAYA})
        left = await raw(database, "SELECT id FROM nudges ORDER BY id")
        assert left == [(26,), (27,), (28,)]


async def test_what_is_open_is_told_by_when_it_was_settled(url: str) -> None:
    usual: dict[str, Any] = {"student_id": MAYA, "kind": KIND, "person_id": 1, "times": 0}
    usual |= {"due_on": MONDAY.date(), "due_at": MONDAY, "chosen": False, "created_at": MONDAY}
    nudges = [
        usual | {"subject_id": 1, "state": "done", "settled_at": None},
        usual | {"subject_id": 2, "state": "planned", "settled_at": MONDAY},
        usual | {"subject_id": 3, "state": "dropped", "settled_at": MONDAY + DAY},
    ]
    async with empty_at(url, "0005") as tx:
        await fill(tx, {"students": [STUDENT | {"id": MAYA}], "nudges": nudges})
    async with open_database(url, [KEY], REVISION) as database:
        assert await raw(database, "SELECT subject_id FROM nudges WHERE settled_at IS NULL") == [
            (2,)
        ]
        async with database.transaction() as tx:
            store = Nudges(tx, MAYA)
            await store.plan([(1, Reason(KIND, 1, MONDAY.date()), MONDAY)], MONDAY)
            assert [each.subject_id for each in await store.planned()] == [2, 1]
        with pytest.raises(IntegrityError):
            async with database.transaction() as tx:
                await Nudges(tx, MAYA).plan([(1, Reason(KIND, 2, MONDAY.date()), MONDAY)], MONDAY)
