"""What becomes of a DM once it is claimed, on both databases."""

from datetime import datetime

import pytest

from bot.database import Database
from bot.nudges.deliveries import Deliveries
from bot.nudges.model import ADVICE, State
from bot.nudges.outbox import Outbox
from bot.nudges.store import FAR_OFF, Nudges
from bot.students.store import Profile

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

#: A week after Monday, at nine on the student's clock.
AGAIN = (MONDAY + WEEK).replace(hour=17)


pytestmark = pytest.mark.usefixtures("two_students")


async def bring_again(database: Database, now: datetime) -> None:
    async with database.transaction() as tx:
        await Outbox(tx).bring_again(now)


# Taking up again


async def test_what_is_to_be_tried_again_is_taken_when_its_moment_has_come(
    database: Database,
) -> None:
    first = await claimed(database, await plan(database, MAYA, 1))
    second = await claimed(database, await plan(database, SAM, 1))
    later = MONDAY + 9 * MINUTE
    async with database.transaction() as tx:
        await Deliveries(tx).again_at(first, later, "x" * 5000)
    assert (await row(database, first)).error == "x" * 200
    assert await next_wake(database) == later
    assert await take(database, later - MINUTE / 60) == []
    [again] = await take(database, later)
    assert (again.id, again.attempts, again.claimed_at) == (first.id, 2, MONDAY)
    assert again.nudge_ids == first.nudge_ids
    assert await take(database, later) == [], "it is in hand now"
    assert (await row(database, second)).attempts == 1


async def test_a_try_that_never_left_does_not_count(database: Database) -> None:
    delivery = await claimed(database, await plan(database, MAYA, 1))
    for attempts in (1, 1, 1):
        async with database.transaction() as tx:
            await Deliveries(tx).again_at(delivery, MONDAY, "closed", tried=False)
        [delivery] = await take(database)
        assert delivery.attempts == attempts
    async with database.transaction() as tx:
        await Deliveries(tx).again_at(delivery, MONDAY, "time-out")
    [delivery] = await take(database)
    assert delivery.attempts == 2


async def test_what_was_left_is_taken_in_its_order_and_only_as_much_as_wanted(
    database: Database,
) -> None:
    left = [await claimed(database, await plan(database, MAYA, each)) for each in range(4)]
    out = await sent(database, await plan(database, MAYA, 9))
    found = [each.id for _ in range(3) for each in await take(database, lease=2, limit=2)]
    assert found == [each.id for each in left]
    assert (await row(database, out)).lease == 1


# What has become of it


async def test_a_sent_delivery_is_a_message_and_its_channel_is_remembered(
    database: Database,
) -> None:
    answered, open_ = await plan(database, MAYA, 1, -3), await plan(database, MAYA, 2)
    other = await plan(database, MAYA, 3)
    delivery = await claimed(database, answered, open_)
    async with database.transaction() as tx:  # the click was faster than the note of the sending
        assert await Nudges(tx, MAYA).settle(answered.id, State.DONE, MONDAY)
    now = MONDAY + MINUTE
    async with database.transaction() as tx:
        await Deliveries(tx).sent([], now)
        await Deliveries(tx).sent([(delivery, 2**62, 2**62 + 1)], now)
    lies = await row(database, delivery)
    assert (lies.state, lies.channel_id, lies.message_id) == ("sent", 2**62, 2**62 + 1)
    assert lies.settled_at == now
    assert await states(database, answered, open_, other) == ["done", "sent", "planned"]
    assert (await find(database, answered)).times == 0
    now_open = await find(database, open_)
    assert (now_open.times, now_open.due_at, now_open.due_on) == (1, AGAIN, open_.due_on)
    assert await take(database, MONDAY + DAY, lease=9) == []
    async with database.reading() as tx:
        maya, sam = await Profile(tx, MAYA).get(), await Profile(tx, SAM).get()
    assert (maya and maya.dm_channel_id, sam and sam.dm_channel_id) == (2**62, None)
    [found] = await due(database)
    assert found.channel_id == 2**62


async def test_what_nobody_answers_comes_three_times_and_a_question_and_then_rests(
    database: Database,
) -> None:
    for kind, most in ((KIND, 4), (ADVICE, 3), ("thank_you", 1)):
        nudge, now = await plan(database, MAYA, 1, kind=kind), MONDAY
        for time in range(1, most + 1):
            await sent(database, nudge, now=now)
            nudge = await find(database, nudge)
            assert (nudge.state, nudge.times) == (State.SENT, time), kind
            if time < most:
                again = (now + WEEK).replace(hour=17, minute=0)  # nine on the student's clock
                assert nudge.due_at == again, kind
                assert await next_wake(database) == again
                await bring_again(database, again - MINUTE)
                assert await states(database, nudge) == [State.SENT]
                now += WEEK
                await bring_again(database, now)
                assert await states(database, nudge) == [State.PLANNED]
        assert nudge.due_at == FAR_OFF, kind
        await bring_again(database, now + 999 * WEEK)
        async with database.transaction() as tx:
            assert (await Nudges(tx, MAYA).open_page(9, 0))[0].state is State.SENT
            await Nudges(tx, MAYA).settle(nudge.id, State.DONE, MONDAY)


async def test_a_blocked_delivery_ends_and_its_nudges_wait(database: Database) -> None:
    nudge, his = await plan(database, MAYA, 1, -2), await plan(database, SAM, 1)
    delivery = await claimed(database, nudge)
    async with database.transaction() as tx:
        await Deliveries(tx).blocked(delivery, "50007", MONDAY)
        await Deliveries(tx).blocked(delivery, "50007", MONDAY + MINUTE)
    assert (await row(database, delivery)).state == "blocked"
    back = await find(database, nudge)
    assert (back.state, back.delivery_id, back.times) == (State.PLANNED, None, 0)
    assert (back.due_on, back.due_at) == (nudge.due_on, MONDAY)
    assert await due_nudges(database, MONDAY + DAY) == {SAM: {his.id}}
    async with database.reading() as tx:
        maya = await Profile(tx, MAYA).get()
    assert maya is not None
    assert maya.unreachable_since == MONDAY
    await enrol(database, MAYA)  # her DMs are open again
    assert (await due_nudges(database))[MAYA] == {nudge.id}


async def test_a_returned_delivery_ends_and_what_is_unanswered_comes_again(
    database: Database,
) -> None:
    nudge, answered = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    delivery = await claimed(database, nudge, answered)
    async with database.transaction() as tx:
        assert await Nudges(tx, MAYA).settle(answered.id, State.DONE, MONDAY)
        await Deliveries(tx).returned(delivery, "failed", "x" * 5000, MONDAY, MONDAY + DAY)
    lies = await row(database, delivery)
    assert (lies.state, lies.error, lies.settled_at) == ("failed", "x" * 200, MONDAY)
    assert await due(database) == []
    assert await due_nudges(database, MONDAY + DAY) == {MAYA: {nudge.id}}
    assert await states(database, answered) == [State.DONE]


async def test_an_emptied_delivery_ends_with_its_nudges(database: Database) -> None:
    nudge, stays = await plan(database, MAYA, 1), await plan(database, MAYA, 2)
    delivery = await claimed(database, nudge)
    await sent(database, stays)
    async with database.transaction() as tx:
        await Deliveries(tx).emptied(delivery, MONDAY)
    assert (await row(database, delivery)).state == "failed"
    assert await states(database, nudge, stays) == [State.SKIPPED, State.SENT]
    assert await take(database, MONDAY + DAY, lease=9) == []


async def test_the_next_wake_is_the_earliest_of_all_there_is_to_do(database: Database) -> None:
    assert await next_wake(database) is None
    planned, other = await plan(database, MAYA, 1, 20), await plan(database, MAYA, 2)
    assert await next_wake(database) == MONDAY
    delivery = await claimed(database, other)
    assert await next_wake(database) == planned.due_at, "what is in hand wakes nobody"
    async with database.transaction() as tx:
        await Deliveries(tx).again_at(delivery, MONDAY + 3 * MINUTE, "later")
    assert await next_wake(database) == MONDAY + 3 * MINUTE
    [delivery] = await take(database, MONDAY + 3 * MINUTE)
    async with database.transaction() as tx:
        await Deliveries(tx).sent([(delivery, 5, 6)], MONDAY)
    assert await next_wake(database) == AGAIN, "when it comes again"
    await plan(database, SAM, 1, 2)
    assert await next_wake(database) == MONDAY + 2 * DAY


async def test_a_catch_up_list_ends_its_own_lighter_time_and_no_new_one(database: Database) -> None:
    over, new = MONDAY.date() - DAY, MONDAY.date() + 30 * DAY
    for until, left in ((over, None), (new, new)):
        await enrol(database, MAYA, lighter_until=over)
        [delivery] = await claim(
            database, MAYA, choice(await plan(database, MAYA, until.month + 10), catch_up=True)
        )
        await enrol(database, MAYA, lighter_until=until)
        async with database.transaction() as tx:
            await Deliveries(tx).sent([(delivery, 5, 6)], MONDAY)
        async with database.reading() as tx:
            student = await Profile(tx, MAYA).get()
        assert student is not None
        assert student.lighter_until == left
