"""The gate that every request to Discord's API passes: its pace, its end, and what stops it.

It hangs on aiohttp's request traces, next to the wire, so that nothing that discord.py does on the
way is left out. Answers to interactions are exempt from Discord's limit and pass freely.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace

import aiohttp
import structlog

from bot.clock import Clock

#: Requests a second. Discord takes 50 of a bot over all routes (API reference, "Global Rate Limit"),
#: and counts them when they arrive.
PACE = 48
#: Seconds of a late waking that are made up for: one turn, which the 50 leave room for.
MADE_UP = 0.02
#: Discord blocks an address for a while after 10,000 refused requests in 10 minutes (API reference,
#: "Invalid Request Limit"). At one in a hundred of that we stop by ourselves.
REFUSALS = 100
REFUSALS_WITHIN = timedelta(minutes=10)
#: How long nothing is sent when somebody in front of Discord says "too many" without saying more.
HOLD = timedelta(minutes=1)
#: Seconds that we wait at most because an answer says so.
LONGEST_HOLD = 3600.0
#: Discord did not take it; discord.py would try some of these again by itself.
NOT_TAKEN = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})

log = structlog.get_logger()


class NotTaken(Exception):
    """Discord answered that it has not taken a nudge now; ``wait`` is how long it wants us to."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.wait = wait


class TooLate(Exception):
    """The moment until which a nudge might be sent has passed; it has not been."""


@dataclass(slots=True)
class _Pass:
    """What a nudge's requests are allowed: none after a moment, and each message once."""

    until: datetime
    posted: set[str]


_pass: ContextVar[_Pass | None] = ContextVar("pass", default=None)


class Gate:
    """Lets requests out one after another.

    Args:
        clock: tells the time.
        pace: requests a second; None for as fast as they come.
    """

    def __init__(self, clock: Clock, pace: float | None = PACE) -> None:
        self._clock = clock
        self._interval = 0.0 if pace is None else 1 / pace
        self._next_turn = 0.0  # on the event loop's clock
        self._queue = asyncio.Lock()
        self._refusals: deque[datetime] = deque()
        self._closed_until: datetime | None = None
        #: What a client has to be made with.
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._before)
        self.trace.on_request_headers_sent.append(self._about_to_write)
        self.trace.on_request_chunk_sent.append(self._about_to_write)
        self.trace.on_request_end.append(self._after)

    def closed_until(self) -> datetime | None:
        """Return until when nudges wait, None while they may be sent."""
        if self._closed_until is not None and self._closed_until <= self._clock():
            self._closed_until = None
        return self._closed_until

    @asynccontextmanager
    async def nudging(self, until: datetime) -> AsyncGenerator[None]:
        """Within this block requests are a nudge's: not after a moment, and tried once.

        Raises:
            TooLate, NotTaken: from the request in the block.
        """
        token = _pass.set(_Pass(until, set()))
        try:
            yield
        finally:
            _pass.reset(token)

    async def _before(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        request: aiohttp.TraceRequestStartParams,
    ) -> None:
        allowed = _pass.get()
        is_first = allowed is not None and request.url.path not in allowed.posted
        if self._interval and not _is_exempt(request.url.path):
            async with self._queue:
                if allowed is not None and is_first:  # whoever is too late takes no turn
                    self._check(allowed)
                await self._turn()
        if allowed is None:
            return
        if is_first:
            self._check(allowed)
        if request.method == "POST":
            if request.url.path in allowed.posted:  # discord.py repeats some resets by itself
                raise NotTaken("repeated", timedelta())
            allowed.posted.add(request.url.path)

    async def _turn(self) -> None:
        """Wait for a turn; what a late waking costs is made up for, a little.

        Called one after another: of several who slept through a pause of the whole process, only
        the first may go at once.
        """
        time = asyncio.get_running_loop().time
        turn = max(self._next_turn, time() - MADE_UP)
        if turn > time():
            await asyncio.sleep(turn - time())
        self._next_turn = max(turn, time() - MADE_UP) + self._interval

    async def _about_to_write(self, *_: object) -> None:
        """Look once more when there is a connection, which can take a while to be made.

        And again just before the words go out, with which aiohttp holds the headers back: before
        Python 3.12 others have a turn in between, and the process may be stopped there. From here to
        the socket it is some microseconds: who is stopped in them for minutes sends all the same.
        """
        allowed = _pass.get()
        if allowed is not None and self._clock() >= allowed.until:
            raise TooLate

    def _check(self, allowed: "_Pass") -> None:
        if self._clock() >= allowed.until or self.closed_until() is not None:
            raise TooLate

    async def _after(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        request: aiohttp.TraceRequestEndParams,
    ) -> None:
        response = request.response
        if response.status < 400:
            return
        wait = _wait(response)
        if response.status == 429 and ("Via" not in response.headers or _is_global(response)):
            self._close(self._clock() + (wait or HOLD), "too many requests")
        if response.status in {401, 403, 429} and not _is_shared(response):
            self._count_refusal()
        if _pass.get() is not None and response.status in NOT_TAKEN:
            response.close()
            raise NotTaken(f"HTTP {response.status}", wait)

    def _count_refusal(self) -> None:
        now = self._clock()
        self._refusals.append(now)
        while self._refusals[0] <= now - REFUSALS_WITHIN:
            self._refusals.popleft()
        if len(self._refusals) >= REFUSALS:
            self._close(self._refusals[0] + REFUSALS_WITHIN, "too many refused")

    def _close(self, until: datetime, reason: str) -> None:
        if self._closed_until is None or self._closed_until < until:
            self._closed_until = until
            log.warning("gate.closed", reason=reason, until=until.isoformat())


def _is_exempt(path: str) -> bool:
    """Say whether Discord leaves this path out of its limit: answers to interactions."""
    return "/interactions/" in path or "/webhooks/" in path


def _is_global(response: aiohttp.ClientResponse) -> bool:
    return response.headers.get("X-RateLimit-Global", "").lower() == "true"


def _is_shared(response: aiohttp.ClientResponse) -> bool:
    """Say whether others used up the limit, which Discord does not hold against us."""
    return response.headers.get("X-RateLimit-Scope") == "shared"


def _wait(response: aiohttp.ClientResponse) -> timedelta:
    try:
        seconds = float(response.headers.get("Retry-After", 0))
        return timedelta(seconds=max(0.0, min(seconds, LONGEST_HOLD)))
    except ValueError:
        return timedelta()
