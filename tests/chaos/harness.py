"""A database full of due nudges, a Discord of its own, and postmen that are killed and stopped."""

import asyncio
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.nudges.gate import REFUSALS_WITHIN
from bot.opening import open_database, read_or_make_key
from tests.chaos.clock import SharedClock
from tests.chaos.due import BEGAN, fill
from tests.chaos.nursery import Nursery
from tests.chaos.postman import TOKEN, UP, log_file
from tests.wire.control import DiscordElsewhere, FastClock

#: What may pass between a kill and the next start, in seconds of the bot's clock: nothing, so that
#: the dead one's lease still stands; more than a lease, so that Discord still knows the nonce; more
#: than Discord's nonce window.
AT_ONCE, WITHIN, AFTER = 0, 62, 240

CALM = 0.1  # nothing goes wrong any more while the last share of the nudges is delivered
STARTING = 20  # real seconds, at most
DRAIN_TIMEOUT = 900  # real seconds
#: What can be delivered, and is not settled: how much, and when somebody does something next.
WAITING = """
    WITH reachable AS (SELECT id FROM students WHERE unreachable_since IS NULL)
    SELECT count(*) FROM nudges
        WHERE state IN ('planned', 'claimed') AND student_id IN (SELECT id FROM reachable)
    UNION ALL SELECT count(*) FROM deliveries
        WHERE state = 'claimed' AND student_id IN (SELECT id FROM reachable)
"""
NEXT = """
    WITH reachable AS (SELECT id FROM students WHERE unreachable_since IS NULL)
    SELECT min(next_attempt_at) FROM deliveries
        WHERE state = 'claimed' AND student_id IN (SELECT id FROM reachable)
    UNION ALL SELECT min(due_at) FROM nudges
        WHERE state = 'planned' AND student_id IN (SELECT id FROM reachable)
    UNION ALL SELECT until FROM leases
"""
#: Waiting for the network, as Linux counts its calls on x86-64 and on ARM.
EPOLL = frozenset({"232", "281", "22"})


@dataclass(frozen=True)
class Verdict:
    """What has become of the nudges.

    Attributes:
        lost, doubled: nudges in no message that should be in one, and in more than one.
        states: how many of those that should be sent are in which state.
        unsettled: deliveries that nobody has settled.
        integrity: the database's own word on itself.
        report: what Discord has seen.
        wrong: what else there is to complain of.
    """

    lost: list[int]
    doubled: list[int]
    states: dict[str, int]
    unsettled: int
    integrity: str
    report: dict[str, Any]
    wrong: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether every nudge has come once and is known to, and nothing else is wrong."""
        all_sent = set(self.states) == {"sent"} and not self.unsettled
        ok = all_sent and self.integrity == "ok" and not self.wrong
        return ok and not self.lost and not self.doubled


@dataclass
class Chaos:
    """``async with Chaos(folder, in_shares(30)) as chaos``; then start, kill, skip, drain, verdict.

    Attributes:
        folder: for the database, the clock and the logs; empty.
        due: students, each with the moments of their nudges.
        seed: of everything that is random here.
        fault_rate: the share of requests that go wrong, until most is delivered.
        mutant: one of `tests.chaos.mutants.MUTANTS`.
        speed: seconds of the bot's clock in a real one. Discord.py's own tries take up to 16 real
            seconds, which have to stay under a lease.
        latency: how long Discord takes, in real seconds.
        limit: requests that Discord takes in a second.
        connecting: how long a postman takes to connect, in real seconds.
        refusals: how many close the gate; None as the bot has it.
        pace: how many requests a second the gate lets out; None as the bot has it.
        never_written_to: one student in so many has no known DM channel; 0 for none.
        database: an empty PostgreSQL; None for a file in the folder.
        idle: real seconds without a request, after which there is nothing left to do but wait.
        nursery: one that others use too; None for one of its own.
    """

    folder: Path
    due: Sequence[tuple[int, Sequence[datetime]]]
    seed: int = 1
    fault_rate: float = 0
    mutant: str | None = None
    speed: float = 1
    latency: float = 0
    limit: int | None = 50
    connecting: float = 0
    refusals: int | None = None
    pace: float | None = None
    never_written_to: int = 4
    database: str | None = None
    idle: float = 0.5
    nursery: Nursery | None = None
    kills: Counter[float] = field(default_factory=Counter)
    discord: DiscordElsewhere = field(init=False)

    async def __aenter__(self) -> Self:
        self.random = Random(self.seed)
        self.nudges = sum(len(moments) for _, moments in self.due)
        self._url = self.database or f"sqlite+aiosqlite:///{self.folder / 'pitstop.db'}"
        self._engine = create_async_engine(self._url, poolclass=NullPool)
        self._postmen: dict[str, int] = {}
        self._stack = AsyncExitStack()
        self._nursery = self.nursery or self._stack.enter_context(Nursery())
        self.clock = SharedClock(FastClock.from_now(BEGAN, self.speed), self.folder)
        self.discord = DiscordElsewhere(
            token=TOKEN,
            clock=self.clock.now,
            limit=self.limit,
            faults=(self.seed, self.fault_rate),
            latency=self.latency,
        )
        try:
            await self._stack.enter_async_context(self.discord)
            self._stack.callback(self._end_all)
            known = [
                student_id
                for number, (student_id, _) in enumerate(self.due)
                if not self.never_written_to or number % self.never_written_to != 1
            ]
            channels = await self.discord.channels(known)
            key = read_or_make_key(self.folder)
            async with open_database(self._url, [key]) as database, database.transaction() as tx:
                await fill(tx, self.due, channels)
            await asyncio.to_thread(self._nursery.ready)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    def _end_all(self) -> None:
        for postman in self._postmen.values():
            self._nursery.kill(postman)

    # What happens to the postmen.

    async def start(self, name: str = "1") -> None:
        """Start a postman, who delivers from then on."""
        options = ["--data", str(self.folder), "--api", self.discord.api_url, "--name", name]
        options += [*self.clock.clock.options, "--seed", str(self.random.randrange(1 << 30))]
        options += ["--mutant", self.mutant] if self.mutant else []
        options += ["--connecting", str(self.connecting)] if self.connecting else []
        options += ["--refusals", str(self.refusals)] if self.refusals else []
        options += ["--pace", str(self.pace)] if self.pace else []
        options += ["--database", self.database] if self.database else []
        self._postmen[name] = self._nursery.start(options)

    async def kill(self, skip: float = 0, name: str = "1") -> None:
        """Kill a postman with signal 9, and let ``skip`` seconds of the bot's clock pass.

        Raises:
            AssertionError: it was not alive.
        """
        status = self._nursery.kill(self._postmen.pop(name))
        if status != -9:
            raise AssertionError(
                f"the postman ended by itself ({status}):\n{self.last_words(name)}"
            )
        await self.skip(skip)

    def stop(self, name: str) -> None:
        """Stop a postman with SIGSTOP, wherever it is."""
        self._nursery.stop(self._postmen[name])

    async def stop_at_rest(self, name: str) -> None:
        """Stop a postman that waits for the network and does not keep SQLite's only writer.

        Nobody can hold it back between its last look at the clock and the socket. On a busy machine
        that is where one stop in ten would find it, as it is seldom anywhere else for long.
        """
        self.stop(name)
        while self._is_locked() or not self._waits(name):
            self.go_on(name)
            await asyncio.sleep(0.01)
            self.stop(name)

    def _waits(self, name: str) -> bool:
        """Say whether a postman that was stopped was waiting for the network; yes if nobody knows."""
        doing = Path(f"/proc/{self._postmen[name]}/syscall")
        return not doing.exists() or doing.read_text().split()[0] in EPOLL

    def _is_locked(self) -> bool:
        file = self.folder / "pitstop.db"
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False

    async def until_up(self, name: str = "1") -> None:
        """Wait until a postman has opened the database and logged in.

        Raises:
            TimeoutError: it has not.
        """
        async with asyncio.timeout(STARTING):
            while not any(e["event"] == UP for e in self.log(name)):  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.02)

    def go_on(self, name: str) -> None:
        """Let a postman that was stopped go on, as if nothing had been."""
        self._nursery.go_on(self._postmen[name])

    async def skip(self, seconds: float) -> None:
        """Let seconds of the bot's clock, and of Discord's, pass at once."""
        self.clock.skip(seconds)
        await self.discord.set_clock(self.clock.now)

    async def until_in_flight(self, when: str, count: int, name: str = "1") -> None:
        """Hold messages "before" Discord has made them, or "after", until so many hang at least.

        The postman is started if it is not there.

        Raises:
            AssertionError: that many are not sent.
        """
        await self.discord.hold(when)
        if name not in self._postmen:
            await self.start(name)
        try:
            await self.discord.until_held(count)
        except TimeoutError:
            raise AssertionError(f"nothing is sent:\n{self.last_words(name)}") from None

    async def kill_in_flight(self, when: str, count: int, skip: float) -> None:
        """Start a postman and kill it while so many messages hang, at least."""
        await self.until_in_flight(when, count)
        await self.kill(skip)
        await self.discord.release()

    async def drain(self, patience: float = DRAIN_TIMEOUT) -> None:
        """Let postmen deliver all the rest; at the end nothing goes wrong any more, and they end.

        When there is nothing to do but wait, the clocks are put forward.

        Raises:
            AssertionError: it comes to no end within ``patience`` real seconds.
        """
        if not self._postmen:
            await self.start()
        try:
            async with asyncio.timeout(patience):
                await self._drain()
        except TimeoutError:
            words = "\n".join(map(self.last_words, self._postmen))
            raise AssertionError(f"{await self.waiting()} nudges wait:\n{words}") from None
        for name in list(self._postmen):
            await self.kill(name=name)

    async def _drain(self) -> None:
        calm, still, before = False, 0.0, 0
        while (waiting := await self.waiting()) > 0:
            await asyncio.sleep(0.05)
            if not calm and waiting <= CALM * self.nudges:
                await self.discord.faults(rate=0)
                calm = True
            requests = (await self.discord.pulse())["requests"]
            still = still + 0.05 if requests == before else 0.0
            before = requests
            if still > self.idle:
                still = 0.0
                await self.discord.release()
                await self.skip(await self._until_something())

    async def _until_something(self) -> float:
        """How long everybody waits, in seconds of the bot's clock."""
        now = self.clock()
        closed = [
            datetime.fromisoformat(entry["until"])
            for name in self._postmen
            for entry in self.log(name)
            if entry["event"] == "gate.closed"
        ]
        if closed and max(closed) > now:  # just when it opens, or when all is forgotten
            more = self.random.choice((timedelta(), REFUSALS_WITHIN, REFUSALS_WITHIN))
            return (max(closed) - now + more).total_seconds()
        moments = [_moment(row[0]) for row in await self.rows(NEXT) if row[0]]
        ahead = [(moment - now).total_seconds() for moment in moments if moment > now]
        return min(ahead, default=0) + 0.5

    # What has become of everything.

    async def verdict(self, closed: Collection[int] = ()) -> Verdict:
        """Compare what Discord has with what was due to students whose DMs are not closed."""
        report = await self.discord.report()
        came: defaultdict[int, int] = defaultdict(int)
        for message in report["messages"]:
            for nudge_id in nudges_in(message):
                came[nudge_id] += 1
        rows = await self.rows("SELECT id, student_id, state FROM nudges ORDER BY id")
        due = {nudge_id: state for nudge_id, student_id, state in rows if student_id not in closed}
        [[unsettled]] = await self.rows("SELECT count(*) FROM deliveries WHERE state = 'claimed'")
        integrity = "ok"
        if self.database is None:
            [[integrity]] = await self.rows("PRAGMA integrity_check")
        return Verdict(
            lost=[nudge_id for nudge_id in due if not came[nudge_id]],
            doubled=[nudge_id for nudge_id, times in sorted(came.items()) if times > 1],
            states=dict(Counter(due.values())),
            unsettled=unsettled,
            integrity=integrity,
            report=report,
        )

    async def waiting(self) -> int:
        """How many nudges or deliveries are not settled and can be."""
        [[nudges], [deliveries]] = await self.rows(WAITING)
        return max(nudges, deliveries)

    async def rows(self, sql: str) -> list[Any]:
        """Ask the database, past the bot."""
        async with self._engine.connect() as connection:
            return list(await connection.execute(text(sql)))

    def log(self, name: str = "1") -> list[dict[str, Any]]:
        """What a postman has said, one entry a line."""
        file = log_file(self.folder, name)
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def last_words(self, name: str = "1") -> str:
        """What a postman has said last, whatever it is."""
        return log_file(self.folder, name).read_text("utf-8")[-3000:]


def nudges_in(message: dict[str, Any]) -> set[int]:
    """The nudges that a message has buttons for."""
    ids = [custom_id.split(":") for custom_id in message["custom_ids"]]
    return {int(parts[2]) for parts in ids if parts[0] == "nudge"}


def _moment(stored: Any) -> datetime:
    """A moment as a driver gives it: SQLite's is text without a zone, and stands for UTC."""
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
