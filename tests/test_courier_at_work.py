"""Many deliveries at once, stops, refusals and what is left over."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from conftest import MONDAY
from couriers import (
    DAY,
    HOUR,
    MAYA,
    MINUTE,
    SAM,
    SECOND,
    Post,
    due,
    held,
    until,
)
from sqlalchemy import event

from bot.app import open_app
from bot.config import Settings
from bot.contacts.interactions import Talk
from bot.nudges.model import AGAIN_AFTER, Letter


async def test_the_history_is_read_only_for_what_was_tried_before(post: Post) -> None:
    post.discord.arrived.add(1)  # a history that would be believed
    await post.at(await due(post))
    assert len(post.discord.sent) == 1


async def test_a_courier_that_stops_takes_up_nothing_more(post: Post) -> None:
    moment = await due(post)
    post.courier.stop()
    await post.at(moment)
    assert post.discord.sent == []


async def test_a_courier_that_stops_finishes_and_leaves_at_once_to_another(post: Post) -> None:
    await post.join(SAM, "Bo")
    post.time = await due(post)
    free = held(post, MAYA)
    await post.courier.dispatch()
    post.courier.stop()
    closing_down = asyncio.create_task(post.courier.close())
    await asyncio.sleep(0)
    assert not closing_down.done()
    free.set()
    await closing_down
    assert [len(post.discord.to(each)) for each in (MAYA, SAM)] == [1, 1]
    assert post.rows("SELECT DISTINCT state FROM deliveries") == [("sent",)]
    await post.join(3, "Cy")
    post.start_anew()
    await post.courier.deliver()
    assert len(post.discord.to(3)) == 1


async def test_what_is_in_hand_and_not_begun_is_left_to_the_next(post: Post) -> None:
    post.time = await due(post)
    await post.plan("thank_you", post.time)
    free = held(post)
    await post.courier.dispatch()
    post.courier.stop()
    free.set()
    await post.courier.close()
    assert len(post.discord.sent) == 1
    assert post.rows("SELECT state, attempts FROM deliveries ORDER BY id") == [
        ("sent", 1),
        ("claimed", 0),
    ]
    post.start_anew()
    await post.courier.deliver()
    assert len(post.discord.sent) == 2


@pytest.mark.parametrize("why", ["stopping", "closed"])
async def test_what_was_left_over_is_not_sent_at_night(post: Post, why: str) -> None:
    post.time = await due(post)
    await post.plan("thank_you", post.time)
    free = held(post)
    await post.courier.dispatch()
    if why == "stopping":
        post.courier.stop()
        free.set()
        await post.courier.close()
        post.start_anew()
    else:
        post.discord.closed = post.time + HOUR
        free.set()
        await post.courier.finish()
    before = len(post.discord.sent)
    await post.at(post.time + 17 * HOUR)  # two in the morning
    assert len(post.discord.sent) == before


async def test_another_courier_can_go_on_at_the_same_moment(post: Post) -> None:
    moment = await due(post)
    await post.courier.close()
    post.start_anew()
    post.time = moment
    assert await post.courier.dispatch() is None
    await post.courier.finish()
    assert len(post.discord.sent) == 1


async def test_a_slow_send_holds_nobody_else_up(post: Post) -> None:
    for student_id in range(2, 30):
        await post.join(student_id, "Bo")
    moment = await due(post)
    others = asyncio.Event()

    async def slow_for_maya(letter: Letter) -> None:
        if letter.items[0].nudge.student_id == MAYA:
            await asyncio.wait_for(others.wait(), 5)

    async def count(_letter: Letter) -> None:
        if len(post.discord.sent) == 28:
            others.set()

    post.discord.before, post.discord.after = slow_for_maya, count
    await post.at(moment)
    assert len(post.discord.sent) == 29


async def test_a_slow_send_does_not_hold_up_what_falls_due_meanwhile(post: Post) -> None:
    await post.join(SAM, "Bo")
    post.time = await due(post)
    await post.plan("thank_you", post.time + 10 * SECOND, SAM)
    free = held(post, MAYA)
    for seconds, count in ((0, 1), (10, 2)):
        post.time += seconds * SECOND
        await post.courier.dispatch()
        await until(
            lambda: post.row("SELECT count(*) FROM deliveries WHERE state = 'sent'") == (count,)  # noqa: B023
        )
    assert [len(post.discord.to(each)) for each in (MAYA, SAM)] == [0, 2]
    free.set()
    await post.courier.finish()
    assert len(post.discord.to(MAYA)) == 1


async def test_a_students_own_dms_wait_for_each_other(post: Post) -> None:
    post.time = await due(post)
    await post.plan("thank_you", post.time)
    free = held(post)
    under_way = 0

    async def one_at_a_time(_letter: Letter) -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        await asyncio.wait_for(free.wait(), 5)
        under_way -= 1

    post.discord.before = one_at_a_time
    await post.courier.dispatch()
    free.set()
    await post.courier.finish()
    assert len(post.discord.to(MAYA)) == 2


async def test_a_closed_dm_costs_one_send_an_episode(post: Post) -> None:
    post.time = await due(post)
    await post.plan("thank_you", post.time)
    post.discord.closed_dms.add(MAYA)
    for episode in (1, 2):
        await post.courier.deliver()
        await post.at(post.time + HOUR)
        assert post.discord.asked == [MAYA] * episode
        ends = [("blocked",), ("failed",)] * episode  # the other was not tried
        assert sorted(post.rows("SELECT state FROM deliveries")) == sorted(ends)
        assert post.rows("SELECT state, delivery_id FROM nudges") == [("planned", None)] * 2
        await post.rooms.students.agree_to_dms(MAYA, MAYA)
    post.discord.closed_dms.clear()
    await post.courier.deliver()
    assert len(post.discord.to(MAYA)) == 2


async def test_results_are_settled_together(post: Post) -> None:
    for student_id in range(2, 30):
        await post.join(student_id, "Bo")
    post.time = await due(post)
    free = held(post)
    await post.courier.dispatch()
    commits: list[object] = []
    event.listen(post.database.engine.sync_engine, "commit", commits.append)
    free.set()
    await post.courier.finish()
    assert 1 <= len(commits) <= 2
    assert post.rows("SELECT DISTINCT state FROM deliveries") == [("sent",)]


async def test_what_cannot_be_settled_is_kept_and_settled_later(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    post.time = await due(post)
    with monkeypatch.context() as patched:
        patched.setattr(post.courier, "_write_down", fail)
        with pytest.raises(sqlite3.OperationalError):
            await post.courier.deliver()
        with pytest.raises(sqlite3.OperationalError):
            await post.courier.deliver()
    await post.at(post.time + HOUR)
    assert post.discord.asked == [MAYA]
    assert post.row("SELECT state FROM deliveries") == ("sent",)


async def test_while_discord_wants_no_requests_nothing_is_claimed(post: Post) -> None:
    moment = await due(post)
    post.discord.closed = moment + 5 * MINUTE
    assert await post.at(moment) == moment + 5 * MINUTE
    assert post.rows("SELECT * FROM deliveries") == []
    await post.at(moment + 5 * MINUTE)
    assert len(post.discord.sent) == 1


async def test_what_was_in_hand_waits_and_is_not_counted_as_tried(post: Post) -> None:
    post.time = moment = await due(post)
    free = held(post)
    await post.courier.dispatch()
    post.discord.closed = moment + HOUR
    free.set()
    await post.courier.finish()
    assert post.row("SELECT state, attempts FROM deliveries") == ("claimed", 0)
    post.discord.arrived.add(1)  # nothing of it can be there, so nobody looks
    assert await post.at(moment + MINUTE) == moment + HOUR
    await post.at(moment + HOUR)
    assert post.row("SELECT state, attempts FROM deliveries") == ("sent", 1)
    assert len(post.discord.sent) == 1


async def test_what_was_tried_and_then_had_to_wait_is_looked_for(post: Post) -> None:
    moment = await due(post)
    post.discord.loses_answers = True
    again = await post.at(moment)
    assert again is not None
    free = held(post)
    post.time = again
    await post.courier.dispatch()
    post.discord.closed = moment + HOUR
    free.set()
    await post.courier.finish()
    assert post.row("SELECT attempts FROM deliveries") == (1,)
    await post.at(moment + HOUR)
    assert len(post.discord.sent) == 1
    assert post.row("SELECT state FROM deliveries") == ("sent",)


async def test_an_ignored_nudge_comes_three_times_then_asks_once_then_rests(post: Post) -> None:
    moment = first = await due(post)
    for times in range(1, 5):
        again = await post.at(moment)
        assert len(post.discord.sent) == times
        assert post.row("SELECT state, times FROM nudges") == ("sent", times)
        moment += AGAIN_AFTER
        assert again == (moment if times < 4 else None)
    asks = [letter.items[0].asks_for_a_seat for letter in post.discord.sent]
    assert asks == [False, False, False, True]
    assert await post.at(moment) is None
    await post.at(first + 2000 * DAY)
    assert len(post.discord.sent) == 4
    await post.rooms.interactions.log(MAYA, "Ana", Talk(how="email"))
    await post.at(post.time + 200 * DAY)
    assert len(post.discord.sent) == 5
    assert not post.discord.sent[-1].items[0].asks_for_a_seat


async def test_an_answer_lost_where_no_channel_was_known_makes_no_second_message(
    post: Post,
) -> None:
    moment = await due(post)
    post.rows("UPDATE students SET dm_channel_id = NULL")
    post.discord.loses_answers = True
    await post.at(moment)
    post.discord.loses_answers = False
    await post.at(moment + HOUR)
    assert len(post.discord.sent) == 1


async def test_many_who_sleep_do_not_hold_up_who_is_awake(post: Post) -> None:
    day = "2026-01-01 00:00:00.000000"
    for number in range(1000, 1210):
        post.rows(
            "INSERT INTO students (id, time_zone, stage, nudge_hour, nudge_days, quiet_from, "
            "quiet_until, dm_agreed_at, dm_channel_id, started_at) "
            "VALUES (?, 'Asia/Tokyo', 'new', 9, '01234', 21, 8, ?, ?, ?)",
            *(number, day, number, day),
        )
        post.rows(
            "INSERT INTO nudges (student_id, kind, subject_id, state, due_on, due_at, chosen, "
            "times, created_at) VALUES (?, 'keep_in_touch', 1, 'planned', '2026-01-01', ?, 0, 0, ?)",
            *(number, day, day),
        )
    post.time = MONDAY + 23 * HOUR  # nine in Los Angeles, two at night in Tokyo
    while (again := await post.courier.deliver()) and again <= post.time:
        pass  # as the wake-up call does
    assert len(post.discord.to(MAYA)) == 1


async def test_what_is_known_of_a_send_is_not_lost_by_a_claim_that_failed(post: Post) -> None:
    """A claim fails while a DM is under way that turns out to be closed."""
    post.time = await due(post)
    post.discord.closed_dms.add(MAYA)
    free = held(post)
    await post.courier.dispatch()

    def fail(_connection: object) -> None:
        raise OSError("disk I/O error")

    engine = post.database.engine.sync_engine
    event.listen(engine, "commit", fail)
    with pytest.raises(OSError, match="disk"):
        await post.courier.dispatch()
    event.remove(engine, "commit", fail)
    free.set()
    await post.courier.finish()
    await post.courier.deliver()
    assert post.discord.asked == [MAYA]


async def test_what_falls_due_while_a_closed_dm_turns_out_so_is_not_sent(post: Post) -> None:
    """The refusal is known and not yet written down."""
    post.time = await due(post)
    post.discord.closed_dms.add(MAYA)
    await post.plan("thank_you", post.time + SECOND)
    free = held(post)
    await post.courier.dispatch()
    post.time += SECOND
    async with post.database.transaction():  # others write, so settling has to wait
        free.set()
        taking = asyncio.create_task(post.courier.dispatch())
        await until(lambda: MAYA in post.courier._unsettled)
    await taking
    await post.courier.finish()
    assert post.discord.asked == [MAYA]


async def test_the_rest_is_closed_though_the_last_cannot_be_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    settings = Settings.model_construct(data_dir=tmp_path)
    with suppress(sqlite3.OperationalError):
        async with open_app(settings, lambda: MONDAY, Random(0)) as app:
            monkeypatch.setattr(app.courier, "finish", fail)
    assert app.client.is_closed()


async def test_who_pauses_between_two_tries_gets_nothing_more(post: Post) -> None:
    post.discord.works = False
    again = await post.at(await due(post))
    assert again is not None
    await post.rooms.students.pause(MAYA, None)
    post.discord.works = True
    await post.at(again)
    assert post.discord.sent == []
    await post.rooms.students.change(MAYA, paused_until=None)
    await post.at(again + timedelta(days=1))
    assert len(post.discord.sent) == 1


async def test_a_late_answer_does_not_move_the_hour_of_the_next_time(post: Post) -> None:
    moment = await due(post)
    post.time = moment + timedelta(hours=5)
    upcoming = await post.courier.deliver()
    assert upcoming == moment + AGAIN_AFTER
