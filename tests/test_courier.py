"""Delivery over days of trouble, with a Discord that fails as it is told."""

import asyncio
import sqlite3
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import MONDAY
from couriers import (
    DAY,
    MAYA,
    MINUTE,
    SAM,
    Post,
    due,
    held,
    until,
)

from bot.contacts.interactions import Talk
from bot.nudges.courier import AT_ONCE
from bot.nudges.model import AGAIN_AFTER, Letter
from bot.nudges.post import NotTried
from bot.nudges.postman import GIVE_UP, LONGEST_WAIT


async def test_waits_grow_and_stop_growing_at_a_quarter_of_an_hour(post: Post) -> None:
    post.discord.works = False
    moment = await due(post)
    waits: list[timedelta] = []
    for _ in range(14):
        again = await post.at(moment)
        assert again is not None
        waits.append(again - moment)
        moment = again
    assert waits[0] < timedelta(seconds=3)
    assert waits[1] > waits[0]
    assert all(wait <= LONGEST_WAIT * 1.25 for wait in waits)
    assert waits[-1] >= LONGEST_WAIT


async def test_what_is_given_up_comes_at_the_students_next_hour(post: Post) -> None:
    post.discord.works = False
    first = await due(post)
    await post.at(first)
    next_try = await post.at(first + GIVE_UP + timedelta(minutes=1))
    assert next_try == first + timedelta(days=1)
    post.discord.works = True
    await post.at(next_try)
    assert [letter.delivery_id for letter in post.discord.sent] == [2]


async def closed_after_a_try(post: Post) -> datetime | None:
    """Let a DM be tried that may have arrived, and Maya close hers; return when it is tried again."""
    post.discord.works = False
    again = await post.at(await due(post))  # it may have arrived
    post.discord.works = True
    post.discord.closed_dms = {MAYA}
    return again


async def not_tried(*_: Any) -> None:
    raise NotTried("not now")


async def test_closed_dms_cost_one_refusal_though_the_history_can_be_read_only_later(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = await closed_after_a_try(post)
    asked = len(post.discord.asked)
    with monkeypatch.context() as closed:
        closed.setattr(post.discord, "find", not_tried)
        for _ in range(3):
            assert again is not None
            again = await post.at(again + timedelta(seconds=1))
    assert again is not None
    await post.at(again + timedelta(seconds=1))
    assert len(post.discord.asked) == asked + 1
    assert post.row("SELECT state FROM deliveries") == ("blocked",)


@pytest.mark.parametrize("end", ["paused", "nobody_left", "given_up", "arrived"])
async def test_a_refusal_is_forgotten_however_its_delivery_ends(
    post: Post, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    again = await closed_after_a_try(post)
    with monkeypatch.context() as closed:
        closed.setattr(post.discord, "find", not_tried)
        assert again is not None
        again = await post.at(again + timedelta(seconds=1))
    assert post.refused == {1}
    assert again is not None
    moment = again + timedelta(seconds=1)
    match end:
        case "paused":
            await post.rooms.students.pause(MAYA, "in 2 weeks")
        case "nobody_left":
            await post.rooms.interactions.log(MAYA, "Ana", Talk(how="call"))
        case "given_up":
            moment += GIVE_UP
        case _:
            post.discord.arrived.add(1)
    await post.at(moment)
    assert post.row("SELECT state FROM deliveries WHERE id = 1") != ("claimed",)
    assert post.refused == set()


async def test_what_has_arrived_is_not_given_up_but_settled(post: Post) -> None:
    post.discord.works = False
    first = await due(post)
    await post.at(first)
    post.discord.arrived.add(1)
    settled = first + GIVE_UP + timedelta(minutes=1)
    assert await post.at(settled) == first + timedelta(days=1) + AGAIN_AFTER  # at the hour again
    letter = await post.rooms.nudges.letter(MAYA, 1)
    assert letter.items[0].nudge.state == "sent"


async def test_a_nudge_that_is_answered_meanwhile_is_not_sent(post: Post) -> None:
    post.discord.works = False
    again = await post.at(await due(post))
    await post.rooms.interactions.log(MAYA, "Ana", Talk(how="call"))
    post.discord.works = True
    assert again is not None
    await post.at(again)
    assert post.discord.sent == []


async def test_nothing_is_sent_after_a_no(post: Post) -> None:
    """She says no while the first of two DMs is under way."""
    moment = await due(post)
    await post.plan("thank_you", moment)
    free = held(post)
    post.time = moment
    await post.courier.dispatch()
    await post.rooms.students.decline_dms(MAYA)
    free.set()
    await post.courier.finish()
    assert len(post.discord.sent) == 1  # which had left already
    assert post.rows("SELECT state FROM deliveries ORDER BY id") == [("sent",), ("failed",)]


async def test_nothing_is_sent_after_a_no_between_the_claim_and_the_letter(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = await due(post)
    write = post.letters.write

    async def decline_then_write(*args: Any) -> dict[int, Letter]:
        monkeypatch.setattr(post.letters, "write", write)
        await post.rooms.students.decline_dms(MAYA)
        return await write(*args)

    monkeypatch.setattr(post.letters, "write", decline_then_write)
    await post.at(moment)
    assert post.discord.sent == []


@pytest.mark.parametrize("how", ["declines", "answers"])
async def test_whoever_waits_for_a_free_hand_may_still_change_their_mind(
    post: Post, how: str
) -> None:
    last = AT_ONCE + 5
    for student_id in range(2, last + 1):
        await post.join(student_id, "Bo")
    post.time = await due(post)
    free = held(post)
    dispatching = asyncio.create_task(post.courier.dispatch())
    await until(lambda: len(post.courier._last) == AT_ONCE)
    if how == "declines":
        await post.rooms.students.decline_dms(last)
    else:
        await post.rooms.interactions.log(last, "Bo", Talk(how="call"))
    free.set()
    await dispatching
    await post.courier.finish()
    assert len(post.discord.to(MAYA)) == 1
    assert post.discord.to(last) == []


async def test_a_letter_that_cannot_be_composed_holds_nobody_up_and_is_given_up(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> dict[int, Letter]:
        raise KeyError("a bug")

    moment = await due(post)
    with monkeypatch.context() as patched:
        patched.setattr("bot.nudges.letters.Letters.write", broken)
        assert await post.at(moment) is not None
        await post.at(moment + GIVE_UP + timedelta(minutes=1))
    upcoming = await post.courier.deliver()
    assert upcoming == moment + timedelta(days=1)


async def test_what_cannot_be_read_of_one_student_holds_nobody_else_up(post: Post) -> None:
    """One note is damaged in the file."""
    await post.join(SAM, "Bo")
    moment = await due(post)
    post.rows("UPDATE contacts SET how_met = 'damaged' WHERE student_id = ?", MAYA)
    for _ in range(5):
        try:
            moment = await post.at(moment) or post.time + MINUTE
        except Exception:  # noqa: BLE001 - the wake-up call goes on after any
            moment = post.time + MINUTE
    assert len(post.discord.to(SAM)) == 1


async def test_letters_that_could_not_be_read_once_are_taken_up_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object) -> dict[int, Letter]:
        raise sqlite3.OperationalError("disk I/O error")

    moment = await due(post)
    with monkeypatch.context() as patched:
        patched.setattr(post.letters, "write", fail)
        await post.at(moment)
    for minutes in range(1, 60, 5):
        await post.at(moment + minutes * MINUTE)
    assert len(post.discord.sent) == 1


async def test_looking_at_the_settings_leaves_waiting_reminders_waiting(post: Post) -> None:
    moment = await due(post)
    post.time = moment + timedelta(hours=3)
    await post.rooms.students.change(MAYA, stage="practitioner")
    await post.courier.deliver()
    assert len(post.discord.sent) == 1


async def test_a_retry_is_not_sent_at_night(post: Post) -> None:
    post.discord.works = False
    first = await due(post)
    await post.at(first)
    post.discord.works = True
    night = first + timedelta(hours=17)  # two in the morning
    assert await post.at(night) == first + timedelta(days=1)
    assert post.discord.sent == []
    await post.at(first + timedelta(days=1))
    assert len(post.discord.sent) == 1


async def test_what_comes_alone_and_is_not_sent_at_night_comes_in_the_morning(post: Post) -> None:
    await post.plan("thank_you", MONDAY)
    post.discord.works = False
    await post.at(MONDAY)
    post.discord.works = True
    night = MONDAY + timedelta(hours=16)
    await post.at(night)
    assert post.discord.sent == []
    await post.at(MONDAY + DAY)
    assert "thank_you" in {i.nudge.kind for letter in post.discord.sent for i in letter.items}
