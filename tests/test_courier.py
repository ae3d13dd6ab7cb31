"""Delivery over days of trouble, with a Discord that fails as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from conftest import MONDAY

from bot.app import put_together
from bot.contacts.interactions import Talk
from bot.contacts.service import Said
from bot.nudges.courier import GIVE_UP, LONGEST_WAIT, Courier, Receipt, TryLater
from bot.nudges.model import Letter
from bot.nudges.store import Delivery
from bot.opening import open_database, read_or_make_key
from bot.rooms import Rooms

MAYA = 1


class Discord:
    """Takes letters, or refuses them; remembers what has arrived."""

    def __init__(self) -> None:
        self.works = True
        self.sent: list[Letter] = []
        self.arrived: set[int] = set()
        self.before: Callable[[], object] = lambda: None

    async def send(self, student_id: int, channel_id: int | None, letter: Letter) -> Receipt:
        if not self.works:
            raise TryLater("down")
        self.sent.append(letter)
        return Receipt(7, letter.delivery_id)

    async def find(self, channel_id: int, delivery_id: int, since: datetime) -> Receipt | None:
        return Receipt(7, delivery_id) if delivery_id in self.arrived else None


class Post:
    """A courier with a clock that the test turns, and Maya, who is due to write to Ana."""

    def __init__(self) -> None:
        self.time = MONDAY
        self.discord = Discord()
        self.rooms: Rooms
        self.courier: Courier

    def now(self) -> datetime:
        return self.time

    async def at(self, moment: datetime) -> datetime | None:
        self.time = max(self.time, moment)
        return await self.courier.deliver()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    post = Post()
    key = read_or_make_key(tmp_path)
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'pitstop.db'}", [key]) as database:
        rooms = post.rooms = put_together(database, post.now)
        post.courier = Courier(database, post.now, rooms.nudges, post.discord, Random(0))
        await rooms.students.start(MAYA, ZoneInfo("America/Los_Angeles"), "new", 9)
        await rooms.students.agree_to_dms(MAYA, 7)
        await rooms.contacts.add(MAYA, Said(name="Ana Rivera", met_at="1 year ago"))
        yield post


async def due(post: Post) -> datetime:
    upcoming = await post.courier.deliver()
    assert upcoming is not None
    return upcoming


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


async def test_what_has_arrived_is_not_given_up_but_settled(post: Post) -> None:
    post.discord.works = False
    first = await due(post)
    await post.at(first)
    post.discord.arrived.add(1)
    assert await post.at(first + GIVE_UP + timedelta(minutes=1)) is None
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


async def test_nothing_is_sent_after_a_no(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = await due(post)
    take = Courier._take

    async def take_then_decline(courier: Courier) -> Delivery | None:
        taken = await take(courier)
        await post.rooms.students.decline_dms(MAYA)
        return taken

    monkeypatch.setattr(Courier, "_take", take_then_decline)
    await post.at(moment)
    assert post.discord.sent == []


async def test_a_letter_that_cannot_be_composed_holds_nobody_up_and_is_given_up(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> Letter:
        raise KeyError("a bug")

    moment = await due(post)
    with monkeypatch.context() as patched:
        patched.setattr(post.rooms.nudges, "letter", broken)
        assert await post.at(moment) is not None
        await post.at(moment + GIVE_UP + timedelta(minutes=1))
    upcoming = await post.courier.deliver()
    assert upcoming == moment + timedelta(days=1)


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


async def test_the_history_is_read_only_for_what_was_tried_before(post: Post) -> None:
    post.discord.arrived.add(1)  # a history that would be believed
    await post.at(await due(post))
    assert len(post.discord.sent) == 1


async def test_a_courier_that_stops_takes_up_nothing_more(post: Post) -> None:
    moment = await due(post)
    post.courier.stop()
    await post.at(moment)
    assert post.discord.sent == []


async def test_a_slow_send_holds_nobody_else_up(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student_id in range(2, 30):
        await post.rooms.students.start(student_id, ZoneInfo("America/Los_Angeles"), "new", 9)
        await post.rooms.students.agree_to_dms(student_id, student_id)
        await post.rooms.contacts.add(student_id, Said(name="Bo", met_at="1 year ago"))
    moment = await due(post)
    others = asyncio.Event()
    send = post.discord.send

    async def slow_for_maya(student_id: int, channel_id: int | None, letter: Letter) -> Receipt:
        if student_id == MAYA:
            await asyncio.wait_for(others.wait(), 5)
        receipt = await send(student_id, channel_id, letter)
        if len(post.discord.sent) == 28:
            others.set()
        return receipt

    monkeypatch.setattr(post.discord, "send", slow_for_maya)
    await post.at(moment)
    assert len(post.discord.sent) == 29
