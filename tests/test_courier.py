"""Delivery over days of trouble, with a Discord that fails as it is told."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import MONDAY
from sqlalchemy import event

from bot.app import open_app, put_together
from bot.config import Settings
from bot.contacts.interactions import Talk
from bot.contacts.service import Said
from bot.database import Database
from bot.nudges.courier import AT_ONCE, Courier
from bot.nudges.letters import Letters
from bot.nudges.model import AGAIN_AFTER, Letter, Reason
from bot.nudges.post import NotTried, Receipt, TryLater, Unreachable
from bot.nudges.postman import GIVE_UP, LONGEST_WAIT
from bot.opening import open_database, read_or_make_key
from bot.rooms import Rooms

MAYA, SAM = 1, 2
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86400))


@dataclass(frozen=True)
class Message:
    """A DM as it stands at Discord."""

    id: int
    student_id: int
    letter: Letter
    at: datetime


async def _nothing(_letter: Letter) -> None:
    pass


@dataclass
class Discord:
    """Takes letters, or refuses them; remembers what has arrived, and nonces for a while.

    Attributes:
        works: it takes what is sent.
        loses_answers: it takes it, and nobody hears of that.
        closed: until when nothing may be sent.
        closed_dms: students who take nothing.
        asked: whom it was asked to write to, once for each request.
        arrived: deliveries that are in the history whatever was sent.
        looked: how often the history was read.
        before, after: awaited around what Discord does.
    """

    now: Callable[[], datetime]
    works: bool = True
    loses_answers: bool = False
    closed: datetime | None = None
    closed_dms: set[int] = field(default_factory=set)
    window: timedelta = timedelta(minutes=2)
    asked: list[int] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    arrived: set[int] = field(default_factory=set)
    looked: int = 0
    before: Callable[[Letter], Awaitable[None]] = _nothing
    after: Callable[[Letter], Awaitable[None]] = _nothing

    @property
    def sent(self) -> list[Letter]:
        return [message.letter for message in self.messages]

    def to(self, student_id: int) -> list[Letter]:
        return [m.letter for m in self.messages if m.student_id == student_id]

    def closed_until(self) -> datetime | None:
        return self.closed if self.closed is not None and self.closed > self.now() else None

    async def send(
        self, student_id: int, channel_id: int | None, letter: Letter, until: datetime
    ) -> Receipt:
        await self.before(letter)
        if self.now() >= until or self.closed_until() is not None:
            raise NotTried("not now")
        self.asked.append(student_id)
        self.nonces.append(letter.nonce)
        if not self.works:
            raise TryLater("down")
        if student_id in self.closed_dms:
            raise Unreachable("50007")
        message = self._message(student_id, letter)
        await self.after(letter)
        if self.loses_answers:
            raise TryLater("lost")
        return Receipt(student_id, message.id)

    def _message(self, student_id: int, letter: Letter) -> Message:
        for known in self.messages:
            if known.letter.nonce == letter.nonce and self.now() - known.at <= self.window:
                return known
        message = Message(len(self.messages) + 1, student_id, letter, self.now())
        self.messages.append(message)
        return message

    async def find(
        self, student_id: int, channel_id: int | None, delivery_id: int, since: datetime
    ) -> Receipt | None:
        self.looked += 1
        if delivery_id in self.arrived:
            return Receipt(student_id, delivery_id)
        for message in self.messages:
            here = (message.student_id, message.letter.delivery_id) == (student_id, delivery_id)
            if here and message.at >= since - MINUTE:
                return Receipt(student_id, message.id)
        return None


class Post:
    """A courier with a clock that the test turns, and Maya, who is due to write to Ana."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.time = MONDAY
        self.discord = Discord(self.now)
        self.database: Database
        self.letters: Letters
        self.rooms: Rooms
        self.courier: Courier

    def now(self) -> datetime:
        return self.time

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Post"]:
        key = read_or_make_key(self.file.parent)
        async with open_database(f"sqlite+aiosqlite:///{self.file}", [key]) as self.database:
            self.start_anew()
            yield self

    def start_anew(self) -> None:
        """As after a restart: what was in memory is gone."""
        self.letters = Letters()
        self.rooms = put_together(self.database, self.now, self.letters)
        self.letters.register(self.letters.kinds["keep_in_touch"], "thank_you")
        self.courier = Courier(
            self.database, self.now, self.rooms.nudges, self.letters, self.discord, Random(0)
        )
        self.rooms.nudges.on_changed = self.courier.look_again

    async def join(self, student_id: int, *names: str) -> None:
        """A student who agreed to DMs, whose channel has the same number, with people who are due."""
        await self.rooms.students.start(student_id, LOS_ANGELES, "new", 9)
        await self.rooms.students.agree_to_dms(student_id, student_id)
        for name in names:
            await self.rooms.contacts.add(student_id, Said(name=name, met_at="1 year ago"))

    async def at(self, moment: datetime) -> datetime | None:
        self.time = max(self.time, moment)
        return await self.courier.deliver()

    async def plan(self, kind: str, due_at: datetime, student_id: int = MAYA) -> None:
        """Plan something that comes alone; it is about nobody, so it holds up no other nudge."""
        student = await self.rooms.students.get(student_id)
        sql = "SELECT min(id) FROM contacts WHERE student_id = ?"
        [contact_id] = self.row(sql, student_id)
        reason = Reason(kind, contact_id, student.rhythm.today(due_at), due_at=due_at)
        async with self.database.transaction() as tx:
            await self.rooms.nudges.plan_new(tx, student_id, student.rhythm, [(None, reason)])

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as file, file:
            return file.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...]:
        [row] = self.rows(sql, *values)
        return row


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with Post(tmp_path / "pitstop.db").opened() as post:
        await post.join(MAYA, "Ana Rivera")
        yield post


async def due(post: Post) -> datetime:
    upcoming = await post.courier.deliver()
    assert upcoming is not None
    return upcoming


async def until(ready: Callable[[], bool]) -> None:
    """Let others go on until this is so; nothing announces it."""
    async with asyncio.timeout(5):
        while not ready():  # noqa: ASYNC110
            await asyncio.sleep(0)


def held(post: Post, *student_ids: int) -> asyncio.Event:
    """Hold up what is sent to some students, or to all, until the event is set."""
    free = asyncio.Event()

    async def before(letter: Letter) -> None:
        if not student_ids or letter.items[0].nudge.student_id in student_ids:
            await asyncio.wait_for(free.wait(), 5)

    post.discord.before = before
    return free


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
    settled = first + GIVE_UP + timedelta(minutes=1)
    assert await post.at(settled) == settled + AGAIN_AFTER
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
    await post.rooms.interactions.log(MAYA, "Ana", Talk(how="call"))
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
