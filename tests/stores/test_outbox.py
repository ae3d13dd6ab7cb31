"""What is due to anybody, and how it is claimed, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.database import Database
from bot.nudges.choice import Choice
from bot.nudges.deliveries import Deliveries, Delivery
from bot.nudges.model import ADVICE, State
from bot.nudges.outbox import Due, Outbox
from bot.nudges.store import Nudges
from bot.students.store import Profile
from bot.tables import nudges as nudges_table

from .databases import MAYA, MONDAY, SAM, enrol
from .nudging import (
    DAY,
    KIND,
    MINUTE,
    WEEK,
    choice,
    claim,
    claimed,
    due,
    due_nudges,
    find,
    next_wake,
    plan,
    row,
    sent,
    states,
    take,
)

pytestmark = pytest.mark.usefixtures("two_students")


# What is due


async def test_who_has_waited_longest_comes_first_with_all_that_is_due(database: Database) -> None:
    hers = [await plan(database, MAYA, each, days) for each, days in ((1, -1), (2, 0))]
    await plan(database, MAYA, 3, 1)
    his = [await plan(database, SAM, each, days) for each, days in ((1, -3), (2, 0))]
    first, second = await due(database)
    assert [first.student_id, second.student_id] == [SAM, MAYA]
    assert {n.id for n in first.nudges} == {n.id for n in his}
    assert {n.id for n in second.nudges} == {n.id for n in hers}
    assert hers[0] in second.nudges
    assert (first.channel_id, first.rhythm.hour, first.rhythm.weekly_cap) == (None, 9, 10)
    assert (first.asked, first.brought) == (set(), 0)
    assert await due_nudges(database, limit=1) == {SAM: {n.id for n in his}}
    assert await due_nudges(database, limit=2) == await due_nudges(database)
    assert await due(database, MONDAY - 9 * DAY) == []


@pytest.mark.parametrize("change", [{"dm_agreed_at": None}, {"unreachable_since": MONDAY}])
async def test_nobody_is_due_who_did_not_agree_or_cannot_be_reached(
    database: Database, change: dict[str, Any]
) -> None:
    hers, his = await plan(database, MAYA, 1, -2), await plan(database, SAM, 1)
    left = await claimed(database, await plan(database, MAYA, 2))
    await enrol(database, MAYA, **change)
    async with database.reading() as tx:
        assert not await Deliveries(tx).is_wanted(MAYA)
        assert await Deliveries(tx).is_wanted(SAM)
        assert not await Deliveries(tx).is_wanted(SAM + 1)
    assert await due_nudges(database) == {SAM: {his.id}}
    assert await due_nudges(database, limit=1) == {SAM: {his.id}}
    assert await take(database, lease=2) == []
    assert await next_wake(database) == his.due_at
    await enrol(database, MAYA)  # she agrees, and can be reached again
    assert await due_nudges(database) == {MAYA: {hers.id}, SAM: {his.id}}
    assert [each.id for each in await take(database, lease=2)] == [left.id]


async def test_the_person_of_a_nudge_that_waits_for_an_answer_has_been_asked(
    database: Database,
) -> None:
    in_hand, out, answered = [await plan(database, MAYA, each) for each in (1, 2, 3)]
    await claimed(database, in_hand)
    await sent(database, out, answered)
    async with database.transaction() as tx:
        await Nudges(tx, MAYA).settle(answered.id, State.DONE, MONDAY)
    about_nobody = await plan(database, MAYA, 0, 0, "review", person_id=None)
    await sent(database, about_nobody)
    advice = await plan(database, MAYA, 77, 0, ADVICE, person_id=2)
    await plan(database, SAM, 2)
    found = {each.student_id: each for each in await due(database)}
    assert found[MAYA].nudges == [advice]
    assert found[MAYA].asked == {1, 2}
    assert found[SAM].asked == set()
    async with database.transaction() as tx:
        await Nudges(tx, MAYA).settle(out.id, State.DONE, MONDAY)
    found = {each.student_id: each for each in await due(database)}
    assert found[MAYA].asked == {1}


async def test_people_count_since_monday_on_the_students_own_calendar(database: Database) -> None:
    await enrol(database, SAM, time_zone="Asia/Tokyo")
    monday_in_tokyo = datetime(2026, 1, 11, 15, 0, tzinfo=UTC)  # it is Sunday in Los Angeles
    for student_id in (MAYA, SAM):
        for many, at in ((1, -WEEK), (2, -DAY), (3, -MINUTE), (4, 0 * DAY), (5, 30 * MINUTE)):
            nudges = [await plan(database, student_id, 10 * many + each) for each in range(many)]
            await claimed(database, *nudges, now=monday_in_tokyo + at)
        await plan(database, student_id, 99)

    async def brought(hours: int) -> dict[int, int]:
        found = await due(database, monday_in_tokyo + hours * DAY / 24)
        return {each.student_id: each.brought for each in found}

    assert await brought(1) == {MAYA: 2 + 3 + 4 + 5, SAM: 4 + 5}
    assert await brought(16) == {MAYA: 2 + 3 + 4 + 5, SAM: 4 + 5}
    assert await brought(17) == {MAYA: 0, SAM: 4 + 5}
    assert await brought(8 * 24) == {MAYA: 0, SAM: 0}


async def test_only_digests_that_arrive_count_for_the_week(database: Database) -> None:
    nudges = [await plan(database, MAYA, each) for each in range(6)]
    thanks = await plan(database, MAYA, 50, kind="thank_you")
    await plan(database, MAYA, 99)
    kept, back, empty = [await claimed(database, *nudges[first : first + 2]) for first in (0, 2, 4)]
    await claim(database, MAYA, choice(alone=[thanks]))
    assert (await due(database))[0].brought == 6
    async with database.transaction() as tx:
        await Deliveries(tx).sent([(kept, 5, 6)], MONDAY)
        await Deliveries(tx).returned(back, "failed", "quiet hours", MONDAY, MONDAY + DAY)
        await Deliveries(tx).emptied(empty, MONDAY)
    assert (await due(database))[0].brought == 2


async def test_who_is_busy_is_left_out_for_now(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("a SQLite file has one writer at a time")
    hers, his = await plan(database, MAYA, 1), await plan(database, SAM, 1)
    async with database.transaction(MAYA), database.transaction() as courier:
        [found] = await Outbox(courier).due(MONDAY, 9)
        assert (found.student_id, list(found.nudges)) == (SAM, [his])
        async with database.transaction() as second:  # Sam is in the first one's hands
            assert await Outbox(second).due(MONDAY, 9) == []
    assert await due_nudges(database) == {MAYA: {hers.id}, SAM: {his.id}}


# Claiming


async def test_a_claimed_digest_is_a_delivery_and_no_longer_due(database: Database) -> None:
    await enrol(database, MAYA, dm_channel_id=2**62)
    one, two, named, rest = [await plan(database, MAYA, each) for each in range(1, 5)]
    [found] = await due(database)
    chosen = choice(two, one, waiting=(named, rest), later={MONDAY + DAY: [named, rest]})
    async with database.transaction() as tx:
        [delivery] = await Outbox(tx).claim([(found, chosen)], 7, MONDAY)
    ids = [two.id, one.id]
    assert delivery == Delivery(
        *(delivery.id, MAYA, 2**62, 7, MONDAY, 1), ids, [], 2, False, found.rhythm
    )
    lies = await row(database, delivery)
    assert (lies.state, lies.lease, lies.attempts, lies.next_attempt_at) == ("claimed", 7, 1, None)
    assert (lies.nudge_ids, lies.also, lies.waiting, lies.brought) == (ids, [], 2, 2)
    assert await states(database, one, two) == [State.CLAIMED] * 2
    assert (await find(database, one)).delivery_id == delivery.id
    for waits in (named, rest):
        found_now = await find(database, waits)
        assert (found_now.state, found_now.due_at) == (State.PLANNED, MONDAY + DAY)
        assert found_now.due_on == waits.due_on, "its day stays, so that a card can say so"
    assert await due(database) == []
    async with database.reading() as tx:
        assert await Deliveries(tx).find(delivery.id) == delivery
        assert await Deliveries(tx).find(delivery.id + 1000) is None


async def test_of_many_dms_claimed_at_once_each_has_its_own_nudges(database: Database) -> None:
    students = [MAYA + 10 + each for each in range(60)]
    await enrol(database, *students)
    chosen: list[tuple[Due, Choice]] = []
    expected: set[tuple[int, tuple[int, ...]]] = set()
    async with database.transaction() as tx:
        rows = [
            {
                "student_id": student,
                "kind": kind,
                "subject_id": subject,
                "person_id": subject,
                "state": "planned",
                "due_on": MONDAY.date(),
                "due_at": MONDAY,
                "cadence_days": 7,
                "chosen": False,
                "times": 0,
                "created_at": MONDAY,
            }
            for student in students
            for subject, kind in ((1, KIND), (2, KIND), (3, "thank_you"), (4, "debrief"))
        ]
        await tx.execute(nudges_table.insert(), rows)
        for each in await Outbox(tx).due(MONDAY, 999):
            one, two, thanks, debrief = sorted(each.nudges, key=lambda n: n.subject_id)
            chosen.append((each, choice(two, one, alone=[debrief, thanks])))
            for brought in ((two, one), (debrief,), (thanks,)):
                expected.add((each.student_id, tuple(n.id for n in brought)))
        found = await Outbox(tx).claim(chosen, 1, MONDAY)
    assert len(found) == 180
    assert {(each.student_id, tuple(each.nudge_ids)) for each in found} == expected
    async with database.reading() as tx:
        for each in found[::7]:
            assert await Deliveries(tx).find(each.id) == each
        by_id = await Deliveries(tx).nudges_of(found, {})
    assert len(by_id) == 240
    for each in found:
        for number in each.nudge_ids:
            assert by_id[number].delivery_id == each.id
            assert by_id[number].student_id == each.student_id


async def test_nothing_chosen_writes_no_delivery_and_what_waits_moves(database: Database) -> None:
    waits = [await plan(database, MAYA, each) for each in (1, 2)]
    later = {MONDAY + DAY: waits[:1], MONDAY + WEEK: waits[1:], MONDAY + 2 * DAY: []}
    assert await claim(database, MAYA, choice(later=later)) == []
    assert [(await find(database, n)).due_at for n in waits] == [MONDAY + DAY, MONDAY + WEEK]
    assert await next_wake(database) == MONDAY + DAY
    async with database.transaction() as tx:
        assert await Outbox(tx).claim([], 1, MONDAY) == []


async def test_a_catch_up_list_names_who_waits_and_ends_the_lighter_time(
    database: Database,
) -> None:
    over = date(2026, 1, 4)
    await enrol(database, MAYA, SAM, lighter_until=over)
    here, *waits = [await plan(database, MAYA, each) for each in range(30)]
    caught_up = choice(here, waiting=waits, later={MONDAY + DAY: waits}, catch_up=True)
    [delivery] = await claim(database, MAYA, caught_up)
    async with database.transaction() as tx:
        assert (await Profile(tx, MAYA).get() or enrol).lighter_until == over, (
            "until it has arrived"
        )
        await Deliveries(tx).sent([(delivery, 5, 6)], MONDAY)
    assert (delivery.catch_up, delivery.waiting) == (True, 29)
    assert delivery.also == [each.id for each in waits[:20]]
    async with database.reading() as tx:
        maya, sam = await Profile(tx, MAYA).get(), await Profile(tx, SAM).get()
        assert await Deliveries(tx).nudges_of([], {}) == {}
        found = await Deliveries(tx).nudges_of([delivery], {here.id: here})
        assert (await Deliveries(tx).find(delivery.id) or delivery).also == delivery.also
    assert (maya and maya.lighter_until, sam and sam.lighter_until) == (None, over)
    assert found.keys() == {here.id, *delivery.also}
    assert found[here.id] == here, "it is known, and not read again"
    assert found[waits[0].id].state is State.PLANNED
