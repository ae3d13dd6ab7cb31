"""The loopback Discord as a process: ``python -m tests.wire.discord_process --token T``.

It prints one line of JSON with its addresses when it listens, and ends at SIGTERM or when its
standard input closes. What it is told to do and asked about comes in under /control/, which counts
as no request; `tests.wire.control` does the asking.
"""

import argparse
import asyncio
import gc
import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.clock import system_clock

from .control import FastClock
from .discord_server import DiscordServer
from .faults import KINDS, Fault, Faults, sends_message
from .gateway import Payload
from .people import components_in
from .records import Reply, Request

CHANNEL = re.compile(r"/channels/\d+/")


class SteeredDiscord(DiscordServer):
    """A Discord that is told over HTTP what to do.

    Args:
        clock: its time; nonces are forgotten by it too.
        latency: how long an answer takes, half of it before anything is done, in real seconds.
        options: see `DiscordServer`.
    """

    def __init__(
        self, clock: Callable[[], datetime] = system_clock, latency: float = 0, **options: Any
    ) -> None:
        self.clock = clock
        super().__init__(now=self._time, monotonic=lambda: self._time().timestamp(), **options)
        self._latency = latency
        self._holding: str | None = None
        self._senders: Counter[str] = Counter()
        self._serving = 0
        self._last_sender = ""
        self._refusals: list[tuple[float, int, int, int | None]] = []
        for method, name, act in (
            ("GET", "report", self._report),
            ("GET", "held", self._held),
            ("GET", "pulse", self._pulse),
            ("POST", "channels", self._channels),
            ("POST", "close", self._close),
            ("POST", "open", self._open),
            ("POST", "hold", self._hold),
            ("POST", "release", self._release),
            ("POST", "faults", self._set_faults),
            ("POST", "clock", self._set_clock),
        ):
            self._web.router.add_route(method, f"/control/{name}", _answered(act))

    def _time(self) -> datetime:
        return self.clock()

    async def _serve(self, http: web.Request) -> web.StreamResponse:
        if http.path.endswith("/messages"):
            # Whoever is told apart has put a name behind discord.py's own words.
            self._last_sender = http.headers.get("User-Agent", "").rpartition(" ")[2]
            self._senders[self._last_sender] += http.method == "POST"
        self._serving += 1
        try:
            if not self._latency:
                return await super()._serve(http)
            await asyncio.sleep(self._latency / 2)
            response = await super()._serve(http)
            await asyncio.sleep(self._latency / 2)
            return response
        finally:
            self._serving -= 1

    def _fault(self, request: Request) -> Fault | None:
        if self._holding and sends_message(request):
            return Fault("held", processed=self._holding == "after", ending="hang")
        return super()._fault(request)

    def _respond(self, request: Request, reply: Reply, *, via: bool = True) -> web.Response:
        status, body = reply
        if status in (401, 403, 429):
            code = body.get("code", 0) if isinstance(body, dict) else 0
            self._refusals.append((self.clock().timestamp(), status, code, self._user(request)))
        return super()._respond(request, reply, via=via)

    def _user(self, request: Request) -> int | None:
        """Whose DM a request is about."""
        channel = (
            self.api.channels.get(request.path.split("/")[2])
            if CHANNEL.match(request.path)
            else None
        )
        return int(channel["recipients"][0]["id"]) if channel and channel["type"] == 1 else None

    # What comes in under /control/: a body, an answer.

    def _report(self, _: Payload) -> Payload:
        return {
            "messages": [
                self._described(message, channel)
                for channel_id, channel in self.api.channels.items()
                if channel["type"] == 1
                for message in self.api.messages[channel_id]
                if _custom_ids(message)
            ],
            "requests": self.tally.requests,
            "statuses": self.tally.statuses,
            "unknown": [f"{r.method} {r.path}" for r in self.unknown_requests],
            "too_many": self.tally.statuses[429],
            "over_the_limit": self.window.refused,
            "faults": self.faults.counts,
            "invalid": self.tally.invalid,
            "peak": self.window.peak,
            "refusals": self._refusals,
            "senders": self._senders,
        }

    def _described(self, message: Payload, channel: Payload) -> Payload:
        return {
            "id": message["id"],
            "user": int(channel["recipients"][0]["id"]),
            "nonce": message.get("nonce"),
            "custom_ids": _custom_ids(message),
            "text": "\n".join(_texts(message)),
            "time": message["timestamp"],
        }

    def _held(self, _: Payload) -> int:
        return self.hanging

    def _pulse(self, _: Payload) -> Payload:
        return {
            "requests": self.tally.requests.total(),
            "held": self.hanging,
            "serving": self._serving,
            "last_sender": self._last_sender,
            "senders": self._senders,
        }

    def _channels(self, body: Payload) -> dict[str, str]:
        return {str(user_id): self.api.dm_channel(user_id)["id"] for user_id in body["users"]}

    def _close(self, body: Payload) -> None:
        for user_id in body["users"]:
            self.close_dm(user_id)

    def _open(self, body: Payload) -> None:
        for user_id in body["users"]:
            self.open_dm(user_id)

    def _hold(self, body: Payload) -> None:
        if body["when"] not in ("before", "after"):
            raise web.HTTPBadRequest
        self._holding = body["when"]

    def _release(self, _: Payload) -> None:
        self._holding = None
        self.let_go()

    def _set_faults(self, body: Payload) -> None:
        counted = self.faults.counts
        self.faults = Faults(body["seed"], body["rate"], body.get("kinds", KINDS))
        self.faults.counts = counted

    def _set_clock(self, body: Payload) -> None:
        began = datetime.fromisoformat(body["began"])
        self.clock = FastClock(began, body["epoch"], body["speed"])


def _answered(
    act: Callable[[Payload], Any],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(http: web.Request) -> web.StreamResponse:
        body = json.loads(await http.read() or b"{}")
        return web.json_response(act(body))

    return handle


def _custom_ids(message: Payload) -> list[str]:
    parts = components_in(message["components"])
    return [part["custom_id"] for part in parts if part.get("type") == 2 and "custom_id" in part]


def _texts(message: Payload) -> list[str]:
    return [part["content"] for part in components_in(message["components"]) if "content" in part]


async def serve(options: argparse.Namespace) -> None:
    """Be Discord until the signal, or until whoever started this is gone."""
    clock: Callable[[], datetime] = system_clock
    if options.began is not None:
        epoch = system_clock().timestamp() if options.epoch is None else options.epoch
        clock = FastClock(options.began, epoch, options.speed)
    seed, rate = options.faults
    discord = SteeredDiscord(
        clock=clock,
        latency=options.latency,
        token=options.token,
        nonce_window=options.nonce_window,
        limit=options.limit,
        faults=Faults(seed, rate),
        keep_requests=False,
    )
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    waiting = asyncio.create_task(_until_input_closes(ended))
    async with discord:
        where = {
            "api_url": discord.api_url,
            "gateway_url": discord.gateway_url,
            "control_url": discord.api.origin,
        }
        sys.stdout.write(json.dumps(where) + "\n")
        sys.stdout.flush()
        # Looking through all that is kept for garbage would stop it for longer and longer.
        gc.freeze()
        gc.set_threshold(50_000, 20, 1_000)
        await ended.wait()
    waiting.cancel()


async def _until_input_closes(ended: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    with suppress(OSError, ValueError):  # no pipe, such as /dev/null: then the signal alone ends it
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        await reader.read()
        ended.set()


def _seed_and_rate(text: str) -> tuple[int, float]:
    seed, _, rate = text.partition(":")
    return int(seed), float(rate)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.wire.discord_process")
    parser.add_argument("--token", required=True, help="the bot's")
    parser.add_argument("--nonce-window", type=float, default=180, metavar="S", help="seconds")
    parser.add_argument("--limit", type=int, help="requests in any one real second")
    parser.add_argument("--faults", type=_seed_and_rate, default=(0, 0.0), metavar="SEED:RATE")
    parser.add_argument("--latency", type=float, default=0, metavar="S", help="real seconds")
    parser.add_argument("--speed", type=float, default=1, metavar="K", help="of its clock")
    parser.add_argument(
        "--began", type=datetime.fromisoformat, metavar="ISO", help="its first time"
    )
    parser.add_argument("--epoch", type=float, help="when that was, in real seconds since 1970")
    return parser


if __name__ == "__main__":
    asyncio.run(serve(_arguments().parse_args()))
