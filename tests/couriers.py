"""A courier with a Discord that fails as it is told, and a clock that the test turns."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from conftest import MONDAY

from bot.app import put_together
from bot.contacts.service import Said
from bot.database import Database
from bot.nudges.courier import Courier
from bot.nudges.letters import Letters
from bot.nudges.model import Letter, Reason
from bot.nudges.post import NotTried, Receipt, TryLater, Unreachable
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
        self.rooms = put_together(self.database, self.now, self.letters, Random(0))
        self.letters.register(self.letters.kinds["keep_in_touch"], "thank_you")
        self.courier = Courier(
            self.database, self.now, self.rooms.nudges, self.letters, self.discord, Random(0)
        )
        self.rooms.nudges.on_changed = self.courier.look_again

    @property
    def refused(self) -> set[int]:
        """Deliveries that were refused, and are still to be looked for."""
        return set(self.courier._postman._refused)

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
