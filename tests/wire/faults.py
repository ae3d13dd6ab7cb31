"""What goes wrong between a bot and Discord: on order, by seed, or because there was too much.

Not every failure says whether Discord did what was asked. That is the point of most of them.
"""

import json
import math
import re
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from aiohttp import web

from .records import Reply, Request

MESSAGES = re.compile(r"/channels/\d+/messages")
OPEN_DM = re.compile(r"/users/@me/channels")
EXEMPT = ("/interactions/", "/webhooks/")

#: Every kind of fault; "lost" and "unreadable" come after Discord has done what was asked.
KINDS = (
    "reset", "lost", "hang", "429", "429 without Via",
    "500", "502", "503", "504", "40003", "unreadable",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What becomes of one request.

    Attributes:
        kind: names it.
        processed: Discord does what was asked all the same.
        ending: "answer" with ``status`` and ``body``, "cut off" the true answer, or no answer:
            "reset" and "drop" end the connection, "hang" keeps it.
        via: the answer says that it comes from Discord and not from what stands before it.
    """

    kind: str
    processed: bool = False
    ending: str = "answer"
    status: int = 0
    body: Any = None
    via: bool = True


@dataclass
class Order:
    """A failure that waits for its request; ``status`` None drops the connection."""

    method: str
    path: re.Pattern[str]
    status: int | None
    times: int
    body: Any

    def take(self, request: Request) -> Fault | None:
        """The fault, if it is this request's turn."""
        if not self.times or self.method != request.method or not self.path.search(request.path):
            return None
        self.times -= 1
        if self.status is None:
            return Fault("ordered", processed=True, ending="drop")
        body = self.body or {"message": f"{self.status}: made to fail", "code": 0}
        return Fault("ordered", status=self.status, body=body)


class Faults:
    """Faults by seed for what delivers a DM: sending it, opening a DM, reading its history.

    Args:
        seed: the same seed gives the same faults for the same order of requests.
        rate: the share of requests that go wrong, 0 to 1.
        kinds: some of `KINDS`, all equally likely where they can happen.
    """

    def __init__(self, seed: int = 0, rate: float = 0.0, kinds: Iterable[str] = KINDS) -> None:
        self.rate = rate
        self.kinds = tuple(kinds)
        if unknown := set(self.kinds) - set(KINDS):
            raise ValueError(f"there are no faults called {', '.join(sorted(unknown))}")
        self.counts: Counter[str] = Counter()
        self._random = Random(seed)

    def draw(self, request: Request) -> Fault | None:
        """What goes wrong with this request; None when nothing does."""
        if not self.rate or not _delivers(request) or self._random.random() >= self.rate:
            return None
        kinds = [kind for kind in self.kinds if kind != "40003" or request.method == "POST"]
        if not kinds:
            return None
        fault = self._fault(self._random.choice(kinds))
        self.counts[fault.kind] += 1
        return fault

    def _fault(self, kind: str) -> Fault:
        match kind:
            case "reset":
                return Fault(kind, ending="reset")
            case "lost":
                return Fault(kind, processed=True, ending="drop")
            case "hang":
                return Fault(kind, processed=self._random.random() < 0.5, ending="hang")
            case "unreadable":
                return Fault(kind, processed=True, ending="cut off")
            case "429":
                return Fault(kind, status=429, body=too_many(self._random.uniform(0.05, 0.5)))
            case "429 without Via":
                pages = ("<html><title>Access denied</title>error code: 1015</html>", too_many(0.3))
                return Fault(kind, status=429, body=self._random.choice(pages), via=False)
            case "40003":
                # discord.py's reports have it as "403 Forbidden (error code: 40003)".
                body = {"message": "You are opening direct messages too fast", "code": 40003}
                return Fault(kind, status=403, body=body)
            case _:
                # 502 and 504 are written by a proxy, as a page.
                said = {"message": f"{kind}: Internal Server Error", "code": 0}
                body = f"<html>{kind}</html>" if kind in ("502", "504") else said
                return Fault(kind, status=int(kind), body=body)


class Window:
    """Discord's limit over all routes but answers to interactions: so many in any one second.

    Args:
        limit: how many; None refuses nothing and only counts.
        monotonic: seconds.
    """

    def __init__(
        self, limit: int | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = limit
        self.refused = 0
        self.peak = 0
        self._monotonic = monotonic
        self._came: deque[float] = deque()
        self._admitted: deque[float] = deque()

    def enter(self, request: Request) -> float:
        """Let a request in and return 0, or return the seconds until there is room for it."""
        if request.path.startswith(EXEMPT):
            return 0.0
        now = self._monotonic()
        self._came.append(now)
        self.peak = max(self.peak, _in_last_second(self._came, now))
        if self.limit is None:
            return 0.0
        if _in_last_second(self._admitted, now) < self.limit:
            self._admitted.append(now)
            return 0.0
        self.refused += 1
        return math.ceil((self._admitted[0] + 1 - now) * 1000 + 1) / 1000


def too_many(retry_after: float, *, everywhere: bool = False) -> dict[str, Any]:
    """The body of a 429."""
    wait = round(retry_after, 3)
    said = "You are being rate limited."
    return {"message": said, "retry_after": wait, "global": everywhere}


def cut_off(reply: Reply) -> bytes:
    """The first half of an answer."""
    whole = json.dumps(reply[1]).encode()
    return whole[: len(whole) // 2]


def hang_up(http: web.Request, *, reset: bool) -> None:
    """End the connection: with ``reset`` as a machine that is gone does, else as one that closes."""
    if http.transport is None:
        return
    if reset:
        connection = http.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        http.transport.abort()
    http.transport.close()


def sends_message(request: Request) -> bool:
    """Whether this is a message to a channel."""
    return request.method == "POST" and MESSAGES.fullmatch(request.path) is not None


def _delivers(request: Request) -> bool:
    if request.method == "GET":
        return MESSAGES.fullmatch(request.path) is not None
    return sends_message(request) or (
        request.method == "POST" and OPEN_DM.fullmatch(request.path) is not None
    )


def _in_last_second(moments: deque[float], now: float) -> int:
    while moments and moments[0] <= now - 1:
        moments.popleft()
    return len(moments)
