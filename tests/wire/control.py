"""The loopback Discord as a process of its own, as a test sees and steers it.

``async with DiscordElsewhere(token="…") as discord`` starts `tests.wire.discord_process` and ends
it. A bot that is killed takes nothing of Discord's with it, and the two share no event loop.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.clock import system_clock

ROOT = Path(__file__).parent.parent.parent
START_TIMEOUT = 30  # seconds
HELD_TIMEOUT = 20  # seconds
LOOK_EVERY = 0.01  # seconds


@dataclass(frozen=True)
class FastClock:
    """A clock that runs ``speed`` times as fast as the machine's.

    Attributes:
        began: what it showed at ``epoch``.
        epoch: a moment of the machine's clock, in seconds since 1970.
        speed: its seconds in one real second.
    """

    began: datetime
    epoch: float
    speed: float = 1.0

    @classmethod
    def from_now(cls, began: datetime, speed: float = 1.0) -> "FastClock":
        """A clock that shows ``began`` now."""
        return cls(began, system_clock().timestamp(), speed)

    def __call__(self) -> datetime:
        passed = (system_clock().timestamp() - self.epoch) * self.speed
        return self.began + timedelta(seconds=passed)

    def skip(self, seconds: float) -> "FastClock":
        """The clock after somebody has put it forward, in its own seconds."""
        return replace(self, began=self.began + timedelta(seconds=seconds))

    @property
    def options(self) -> list[str]:
        """What a process is started with to have the same clock."""
        began = self.began.astimezone(UTC).isoformat()
        return ["--speed", str(self.speed), "--began", began, "--epoch", repr(self.epoch)]


class DiscordElsewhere:
    """Discord in another process.

    Args:
        token: the bot's.
        clock: the time there; None is the machine's.
        nonce_window: how long a nonce is good for one message, in the clock's seconds.
        limit: requests in any one real second.
        faults: seed and rate, see `tests.wire.faults.Faults`.
        latency: how long an answer takes, in real seconds.
    """

    def __init__(
        self,
        *,
        token: str,
        clock: FastClock | None = None,
        nonce_window: float = 180,
        limit: int | None = None,
        faults: tuple[int, float] | None = None,
        latency: float = 0,
    ) -> None:
        self.api_url = self.gateway_url = ""
        self._options = ["--token", token, "--nonce-window", str(nonce_window)]
        self._options += ["--latency", str(latency)]
        self._options += clock.options if clock else []
        self._options += ["--limit", str(limit)] if limit else []
        self._options += ["--faults", "{}:{}".format(*faults)] if faults else []
        self._process: Process
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        command = [sys.executable, "-m", "tests.wire.discord_process", *self._options]
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, cwd=ROOT
        )
        if self._process.stdout is None:
            raise AssertionError("it was given a pipe")
        line = await asyncio.wait_for(self._process.stdout.readline(), START_TIMEOUT)
        urls = json.loads(line)
        self.api_url, self.gateway_url = urls["api_url"], urls["gateway_url"]
        self._session = aiohttp.ClientSession(urls["control_url"])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def report(self) -> dict[str, Any]:
        """What has arrived and what was asked; see `tests.wire.discord_process`."""
        return await self._ask("GET", "report")

    async def channels(self, user_ids: Iterable[int]) -> dict[int, int]:
        """Open a DM with each of them, without a request; the channels by person."""
        opened = await self._ask("POST", "channels", users=list(user_ids))
        return {int(user_id): int(channel_id) for user_id, channel_id in opened.items()}

    async def close_dms(self, user_ids: Collection[int]) -> None:
        """Let these people take no messages from the bot any more."""
        await self._ask("POST", "close", users=list(user_ids))

    async def open_dms(self, user_ids: Collection[int]) -> None:
        """Let these people take messages again."""
        await self._ask("POST", "open", users=list(user_ids))

    async def hold(self, when: str) -> None:
        """Answer no message from now on: held "before" it is one, or "after"."""
        await self._ask("POST", "hold", when=when)

    async def held(self) -> int:
        """How many requests are held now, by ``hold`` or by a fault."""
        return int(await self._ask("GET", "held"))

    async def pulse(self) -> dict[str, Any]:
        """How many requests there were, how many are held, and who has sent messages, and last."""
        return await self._ask("GET", "pulse")

    async def until_held(self, count: int) -> int:
        """Wait until at least so many requests are held; how many are."""
        async with asyncio.timeout(HELD_TIMEOUT):
            while (held := await self.held()) < count:  # noqa: ASYNC110 - it is elsewhere
                await asyncio.sleep(LOOK_EVERY)
        return held

    async def release(self) -> None:
        """Drop every request that is held, and answer again from now on."""
        await self._ask("POST", "release")

    async def faults(
        self, seed: int = 0, rate: float = 0, kinds: Iterable[str] | None = None
    ) -> None:
        """Let another share of the requests go wrong; what has gone wrong stays counted."""
        chosen = {} if kinds is None else {"kinds": list(kinds)}
        await self._ask("POST", "faults", seed=seed, rate=rate, **chosen)

    async def set_clock(self, clock: FastClock) -> None:
        """Give it another clock, which is never behind the one before."""
        began = clock.began.isoformat()
        await self._ask("POST", "clock", began=began, epoch=clock.epoch, speed=clock.speed)

    async def _ask(self, method: str, what: str, **body: Any) -> Any:
        async with self._session.request(method, f"/control/{what}", json=body) as answer:
            answer.raise_for_status()
            return await answer.json()
