"""Two postmen on one database; the one that delivers is stopped past its lease, and goes on.

Putting the clocks forward ends a lease in no real time. So two may send within one real second, and
Discord, which counts those, may refuse some; that is the harness's doing.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.chaos.due import in_shares
from tests.chaos.harness import AFTER, WITHIN, Chaos, Verdict
from tests.chaos.table import Rows
from tests.stores.databases import postgres_server
from tests.wire.faults import KINDS

NAMES = ("1", "2")
STOPS = 30
HOW_OFTEN = {WITHIN: 0.5, AFTER: 0.5}
PAUSE = 1.1
CONNECTING = 0.1  # real seconds, as across the world
HOLD = 0.15  # real seconds in which messages pile up before a stop
TAKEOVER = 7.0  # real seconds; a statement waits 5 for a file that somebody else has locked
SILENCE = 1.5  # real seconds after which the clocks are put forward
SOON = 65.0  # seconds of the bot's clock, more than a lease
LOST, TOO_LATE, FAILED = "nudges.lease_lost", "postman.too_late", "postman.failed"


@dataclass
class Stop:
    """One stop of one postman.

    Attributes:
        name: whose.
        skip: seconds of the bot's clock until the other could take over.
        late: seconds from when the other had sent something to when it went on.
        taken_over: the other has sent something before it ended.
        since: how much the postman had said when it was let go.
        said: the events in what it said until its next stop.
    """

    name: str
    skip: float
    late: float = 0
    taken_over: bool = False
    since: int = 0
    said: Counter[str] = field(default_factory=Counter)


class Duel:
    """Stops one of two, again and again.

    Args:
        chaos: which has nobody yet.
        at_rest: one is stopped only while it waits; else also while it writes, which on SQLite
            keeps the other waiting.
        pause: real seconds after a stop, so that the limit of a second does not count both.
    """

    def __init__(self, chaos: Chaos, pause: float = 0, *, at_rest: bool = False) -> None:
        self.chaos = chaos
        self.at_rest = at_rest
        self.pause = pause
        self.stops: list[Stop] = []
        self._open: dict[str, Stop] = {}  # the last of each

    async def start(self) -> None:
        """Start both, so that one delivers."""
        for name in NAMES:
            await self.chaos.start(name)
        for name in NAMES:
            await self.chaos.until_up(name)

    async def stop_at_random(self) -> None:
        """Stop whoever delivers, at any moment, or with messages on their way."""
        chaos = self.chaos
        await self._until_somebody_sends()
        await asyncio.sleep(chaos.random.uniform(0, 0.8))
        held = chaos.random.choice((None, None, "before", "after"))
        if held is not None:
            await chaos.discord.hold(held)
            await asyncio.sleep(HOLD)
        [skip] = chaos.random.choices([*HOW_OFTEN], [*HOW_OFTEN.values()])
        until_sent = chaos.random.randint(1, 25)
        late = chaos.random.choice((0, AFTER))
        await self.stop_whoever_delivers(skip, until_sent, late)

    async def stop_whoever_delivers(self, skip: float, until_sent: int, late: float = 0) -> None:
        """Stop one, let time pass, and let it go when the other has sent so many.

        Args:
            skip: seconds of the bot's clock until the other can take over.
            until_sent: how many it sends.
            late: seconds from then on, so that Discord has forgotten the other's nonces.
        """
        chaos = self.chaos
        name = (await chaos.discord.pulse())["last_sender"]
        other = NAMES[1 - NAMES.index(name)]
        if self.at_rest:
            await chaos.stop_at_rest(name)
        else:
            chaos.stop(name)
        stop = Stop(name, skip, late)
        self._close(name)
        await asyncio.sleep(self.pause)
        before = await self._sent()
        await chaos.skip(skip)
        await chaos.discord.release()
        stop.taken_over = await self._until_sent(before, until_sent, TAKEOVER, other)
        if late and self.at_rest:  # to leap while something is on its way would be minutes for that
            await chaos.stop_at_rest(other)
            while (await chaos.discord.pulse())["serving"]:  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.01)
            await chaos.skip(late)
            chaos.go_on(other)
        else:
            await chaos.skip(late)
        stop.since = len(chaos.log(name))
        chaos.go_on(name)
        self.stops.append(stop)
        self._open[name] = stop

    def close(self) -> None:
        """Note what each has said since its last stop."""
        for name in NAMES:
            self._close(name)

    def _close(self, name: str) -> None:
        if (stop := self._open.pop(name, None)) is not None:
            stop.said = Counter(entry["event"] for entry in self.chaos.log(name)[stop.since :])

    async def _until_somebody_sends(self) -> None:
        before = await self._sent()
        while not await self._until_sent(before, 1, SILENCE):
            await self.chaos.discord.release()
            await self.chaos.skip(SOON)

    async def _until_sent(
        self, before: Counter[str], count: int, patience: float, name: str | None = None
    ) -> bool:
        """Wait until somebody has sent so many more; whether that came to pass."""
        try:
            async with asyncio.timeout(patience):
                while True:
                    more = await self._sent() - before
                    if (more[name] if name else more.total()) >= count:
                        return True
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return bool(name and (await self._sent() - before)[name])

    async def _sent(self) -> Counter[str]:
        return Counter((await self.chaos.discord.pulse())["senders"])

    def rows(self) -> Rows:
        """What there is to say of the stops."""
        said = sum((stop.said for stop in self.stops), Counter[str]())
        noticed = [stop for stop in self.stops if stop.said[LOST] or stop.said[TOO_LATE]]
        skips = Counter(stop.skip for stop in self.stops)
        late = sum(stop.late > 0 for stop in self.stops)
        failed = sum(e["event"] == FAILED for name in NAMES for e in self.chaos.log(name))
        return [
            ("stops", len(self.stops)),
            ("  past the lease", skips[WITHIN]),
            ("  past the nonce window", skips[AFTER]),
            ("  past the other's nonces too", late),
            ("  the other took over", sum(stop.taken_over for stop in self.stops)),
            ("the first found its lease lost", len(noticed)),
            (f"  {LOST}", said[LOST]),
            ("  not sent, as it was too late", said[TOO_LATE]),
            ("  with nothing in its hands", len(self.stops) - len(noticed)),
            ("found in the history", self._all("nudge.found")),
            ("database was locked", failed),
        ]

    def _all(self, event: str) -> int:
        return sum(e["event"] == event for name in NAMES for e in self.chaos.log(name))

    def judged(self, verdict: Verdict) -> Verdict:
        """The verdict, with a complaint if hardly anybody took over."""
        taken = sum(stop.taken_over for stop in self.stops)
        few = taken < 0.6 * len(self.stops)
        return replace(verdict, wrong=("the other hardly ever took over",)) if few else verdict


async def run(
    options: argparse.Namespace, folder: Path, say: Callable[[str], None]
) -> tuple[Chaos, Verdict, Rows]:
    """Deliver through stops and faults."""
    with postgres_server() if options.postgresql else nullcontext() as server:
        if server is None:
            return await _run(options, folder, say, None)
        async with server.fresh() as url:
            return await _run(options, folder, say, url)


async def _run(
    options: argparse.Namespace, folder: Path, say: Callable[[str], None], url: str | None
) -> tuple[Chaos, Verdict, Rows]:
    stops = STOPS if options.kills is None else options.kills
    lasts = stops * sum(skip * share for skip, share in HOW_OFTEN.items())
    due = in_shares(options.nudges or 100 * stops, seed=options.seed, spread=lasts)
    chaos = Chaos(
        folder,
        due,
        seed=options.seed,
        mutant=options.mutant,
        speed=options.speed or 3,
        latency=options.latency,
        connecting=CONNECTING,
        database=url,
    )
    async with chaos:
        # Without the one that closes the gate: then nothing but the lease makes it too late.
        kinds = [kind for kind in KINDS if kind != "429 without Via"]
        await chaos.discord.faults(options.seed, options.fault_rate, kinds)
        duel = Duel(chaos, PAUSE)
        await duel.start()
        for number in range(1, stops + 1):
            await duel.stop_at_random()
            if number % 5 == 0:
                left = await chaos.waiting()
                say(f"{number} of {stops} stops, {left} of {chaos.nudges} nudges wait")
        await chaos.drain()
        duel.close()
        verdict = duel.judged(await chaos.verdict())
        return chaos, verdict, [("database", "PostgreSQL" if url else "SQLite"), *duel.rows()]
