"""Every write of a delivery fails once, in every way: nothing is lost, nothing comes twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog
from couriers import HOUR, MAYA, MINUTE, SAM, SECOND, Discord, Post, due
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.nudges.courier import LEASE
from bot.nudges.postman import NONCE_WINDOW

#: SQLite busy past its time-out, a full disk, a broken one.
ERRORS = ("database is locked", "database or disk is full", "disk I/O error")
TABLES = ("leases", "deliveries", "nudges", "students")
#: What can fail: writing, with the commit at its end; a commit of which only the answer is lost, as
#: of a server; reading.
SORTS = {
    "writes": ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE"),
    "commits that are done": (),
}
NIGHT = 17 * HOUR  # after nine in the morning
MOST_RUNS = 12


class Faults:
    """Lets the n-th of what is asked of the database fail.

    Attributes:
        hit: it has failed.
    """

    def __init__(self, post: Post) -> None:
        self.hit = False
        self._left = 0
        self._error = ""
        self._what = ""
        self._dialect: Any = post.database.engine.sync_engine.dialect
        self._commit = self._dialect.do_commit
        self._engine = post.database.engine.sync_engine
        event.listen(self._engine, "before_cursor_execute", self._execute)
        self._dialect.do_commit = self._do_commit

    @contextmanager
    def nth(self, number: int, what: str) -> Iterator[None]:
        """Fail at the n-th of one sort, see `SORTS`."""
        self.hit, self._left, self._what = False, number, what
        self._error = ERRORS[number % len(ERRORS)]
        try:
            yield
        finally:
            self._left = 0

    def close(self) -> None:
        event.remove(self._engine, "before_cursor_execute", self._execute)
        del self._dialect.do_commit

    def _execute(self, _c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(SORTS.get(self._what, ())) and self._is_due():
            raise sqlite3.OperationalError(self._error)

    def _do_commit(self, connection: Any) -> None:
        if self._what == "writes" and self._is_due():
            raise sqlite3.OperationalError(self._error)
        self._commit(connection)
        if self._what == "commits that are done" and self._is_due():
            raise sqlite3.OperationalError(self._error)

    def _is_due(self) -> bool:
        self._left -= 1
        self.hit = self.hit or self._left == 0
        return self._left == 0


class Bench:
    """One database that is put back to where it was after every run."""

    def __init__(self, post: Post, first: datetime) -> None:
        self.post = post
        self.first = first
        self.faults = Faults(post)
        self._kept: dict[str, list[tuple[Any, ...]]] = {}

    def keep(self) -> None:
        """Note how everything is."""
        self._kept = {name: self.post.rows(f"SELECT * FROM {name}") for name in TABLES}  # noqa: S608
        self._time = self.post.time
        self._messages = list(self.post.discord.messages)

    async def put_back(self) -> None:
        """Make everything as it was noted, and start a courier who knows nothing."""
        await self.die()
        with closing(sqlite3.connect(self.post.file)) as file, file:
            for name in TABLES[:-1]:
                file.execute(f"DELETE FROM {name}")  # noqa: S608
            file.execute("UPDATE students SET unreachable_since = NULL")
            for name in TABLES[:-1]:
                for row in self._kept[name]:
                    marks = ", ".join("?" * len(row))
                    file.execute(f"INSERT INTO {name} VALUES ({marks})", row)  # noqa: S608
        self.post.time = self._time
        self.post.discord.__dict__ |= Discord(self.post.now).__dict__
        self.post.discord.messages = list(self._messages)

    async def die(self) -> None:
        """End the courier in the middle of whatever it does, and start another."""
        courier = self.post.courier
        under_way = [*courier._last.values(), *([courier._settling] if courier._settling else [])]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self.post.start_anew()

    async def deliver(self) -> datetime | None:
        """Deliver as the wake-up call does: a run that fails is logged."""
        try:
            return await self.post.courier.deliver()
        except (sqlite3.OperationalError, OperationalError):
            return None

    async def until_it_is_quiet(self, within: timedelta) -> None:
        """Deliver again and again, until nothing is to come soon."""
        for _ in range(MOST_RUNS):
            upcoming = await self.post.courier.deliver()
            if upcoming is None or upcoming > self.post.time + within:
                return
            self.post.time = max(self.post.time, upcoming)
        raise AssertionError("it comes to no rest")

    def verify(self) -> None:
        post = self.post
        came = [i.nudge.id for letter in post.discord.sent for i in letter.items]
        due = [number for [number] in post.rows("SELECT id FROM nudges")]
        assert sorted(came) == sorted(due)
        assert post.rows("SELECT DISTINCT state, times FROM nudges") == [("sent", 1)]
        assert post.rows("SELECT * FROM deliveries WHERE state = 'claimed'") == []
        again = "SELECT 1 FROM nudges GROUP BY student_id, kind, subject_id HAVING count(*) > 1"
        assert post.rows(again) == []
        assert post.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture
async def bench(folder: Path) -> AsyncIterator[Bench]:
    async with Post(folder / "pitstop.db").opened() as post:
        await post.join(MAYA, "Ana Rivera", "Bo Lind")
        await post.join(SAM, "Cy Young")
        first = await due(post)
        await post.plan("thank_you", first)
        post.rows("DELETE FROM leases")
        bench = Bench(post, first)
        structlog.configure(processors=[drop])
        try:
            yield bench
        finally:
            structlog.reset_defaults()
            bench.faults.close()


def drop(*_args: object) -> Any:
    """Errors by the hundred are no news here."""
    raise structlog.DropEvent


Scene = Callable[[Bench], Awaitable[None]]


async def a_first_claim(bench: Bench) -> None:
    bench.post.time = bench.first


async def a_retry(bench: Bench) -> None:
    """All has arrived, and nobody knows."""
    bench.post.time = bench.first
    bench.post.discord.loses_answers = True
    await bench.post.courier.deliver()
    await bench.post.courier.close()
    bench.post.time += 3 * SECOND


async def a_blocked_dm(bench: Bench) -> None:
    bench.post.time = bench.first


async def quiet_hours(bench: Bench) -> None:
    """What was not taken in time is taken up again at night."""
    bench.post.time = bench.first
    bench.post.discord.works = False
    await bench.post.courier.deliver()
    bench.post.rows("UPDATE nudges SET kind = 'keep_in_touch' WHERE kind = 'thank_you'")
    bench.post.time += NIGHT


SCENES: tuple[Scene, ...] = (a_first_claim, a_retry, a_blocked_dm, quiet_hours)
#: What happens after the fault: how long nothing, and whether the process dies.
AFTERWARDS = (
    (SECOND, False),
    (SECOND, True),
    (NONCE_WINDOW + MINUTE, False),
    (LEASE + SECOND, True),
    (NONCE_WINDOW + LEASE + MINUTE, True),
)


@pytest.mark.parametrize("what", SORTS)
@pytest.mark.parametrize("scene", SCENES)
async def test_whatever_fails_once_everything_comes_once(
    bench: Bench, scene: Scene, what: str
) -> None:
    if scene is quiet_hours:
        # What comes alone is lost there, see test_courier.
        bench.post.rows("DELETE FROM nudges WHERE kind = 'thank_you'")
    await scene(bench)
    bench.keep()
    every = 2 if what == "commits that are done" else 1
    for number in count(1):
        # Of what can happen afterwards each comes in turn: all of it with all takes a minute.
        for turn in range(every):
            pause, dies = AFTERWARDS[(number + turn) % len(AFTERWARDS)]
            await bench.put_back()
            if scene is a_blocked_dm:
                bench.post.discord.closed_dms.add(MAYA)
            with bench.faults.nth(number, what):
                await bench.deliver()
            if not bench.faults.hit:
                assert number > {"writes": 8, "commits that are done": 2}[what]
                return
            if dies:
                await bench.die()
            bench.post.time += pause
            try:
                await come_to_an_end(bench, scene)
                bench.verify()
            except AssertionError as error:
                raise AssertionError(f"fault {number}, {pause}, dies: {dies}") from error


async def come_to_an_end(bench: Bench, scene: Scene) -> None:
    post = bench.post
    await bench.until_it_is_quiet(HOUR)
    if scene is quiet_hours:
        assert post.discord.sent == []  # nobody is written to at night
        await bench.until_it_is_quiet(24 * HOUR)
    if scene is a_blocked_dm:
        assert post.discord.to(MAYA) == []
        assert len(post.discord.to(SAM)) == 1
        states = post.rows("SELECT DISTINCT state FROM nudges WHERE student_id = ?", MAYA)
        assert set(states) <= {("planned",), ("claimed",)}
        post.discord.closed_dms.clear()
        await post.rooms.students.agree_to_dms(MAYA, MAYA)
        await bench.until_it_is_quiet(HOUR)
