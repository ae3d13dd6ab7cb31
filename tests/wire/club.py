"""The bot as `pitstop run` runs it, over real HTTP and a real gateway, started and stopped at will.

The bot's clock is the machine's. A test that needs a nudge to be due stops the bot, moves the nudge
back in the file, and starts it again: for the bot, that is to have been off for a while.
"""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState
from pydantic import SecretStr
from structlog.testing import capture_logs

import bot.run
from bot.clock import system_clock
from bot.config import Settings

from . import openapi, people
from .discord_server import DiscordServer, Payload, Request

TOKEN = "loopback-application.pitstop.not-a-secret-but-long-enough"
MAYA, SAM, GUILD = 501, 502, 77
EPHEMERAL = 1 << 6
MESSAGES = r"^/channels/\d+/messages$"
OPEN_DM = r"^/users/@me/channels$"


class Club:
    """One Discord and one data folder, on which the bot is started and stopped."""

    def __init__(self, discord: DiscordServer, folder: Path) -> None:
        self.discord = discord
        self.file = folder / "pitstop.db"
        self.settings = Settings.model_construct(
            token=SecretStr(TOKEN),
            data_dir=folder,
            discord_api_url=discord.api_url,
            discord_gateway_url=discord.gateway_url,
        )
        self.logs: list[Any] = []
        self._logged = asyncio.Event()
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[DiscordServer]:
        """The bot, from ready until SIGTERM has ended it."""
        self.logs.clear()
        self._stopping = False
        running = asyncio.create_task(bot.run.run(self.settings))
        try:
            await self.logged("ready", unless=running)
            yield self.discord
        finally:
            if not running.done():
                self.stop()
            await asyncio.wait_for(running, 5)
        assert self.logs[-1]["event"] == "stopped"

    def stop(self) -> None:
        """Ask the bot to end, once: a second signal would end the process, which is pytest."""
        if not self._stopping:
            self._stopping = True
            signal.raise_signal(signal.SIGTERM)

    async def busy(self) -> None:
        """Wait until a command waits for the file."""
        async with asyncio.timeout(5):
            # Nothing announces it.
            while not _answering():  # noqa: ASYNC110
                await asyncio.sleep(0)

    def take_note(self, _logger: Any, _method: str, entry: Any) -> Any:
        """A structlog processor that wakes whoever waits for an event."""
        self._logged.set()
        self._logged = asyncio.Event()
        return entry

    async def logged(self, event: str, *, unless: "asyncio.Task[None] | None" = None) -> None:
        """Wait until the bot has logged this event, or the task has ended."""
        async with asyncio.timeout(5):
            while event not in [entry["event"] for entry in self.logs]:
                noted = asyncio.create_task(self._logged.wait())
                ends = {noted} if unless is None else {noted, unless}
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                noted.cancel()
                if unless is not None and unless.done():
                    unless.result()

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.file)) as file, file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute(sql, values)]

    def row(self, sql: str, *values: object) -> dict[str, Any]:
        [row] = self.rows(sql, *values)
        return row

    def time_passes(self, where: str, by: timedelta = timedelta(hours=1)) -> None:
        """Move a column of the file, named as "table.column", to so long ago."""
        table, column = where.split(".")
        then = (system_clock() - by).replace(tzinfo=None).isoformat(" ")
        self.rows(f"UPDATE {table} SET {column} = ?", then)  # noqa: S608 - named by the tests

    def hold_lease(self, seconds: float) -> None:
        """Leave the lease as a process does that was killed and had so long to go."""
        until = (system_clock() + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat(" ")
        self.rows("UPDATE leases SET number = number + 1, until = ?", until)

    def requests_since(self, before: int) -> list[str]:
        """What the bot has sent Discord since, without what every start asks."""
        start = ("/users/@me", "/oauth2/applications/@me", "/applications/@me", "/gateway/bot")
        new = self.discord.requests[before:]
        return [f"{r.method} {r.path}" for r in new if r.path not in start]

    async def with_a_nudge_due(self, *user_ids: int) -> None:
        """Students who have started and agreed, each with one person due; the bot is off."""
        async with self.running() as discord:
            for user_id in user_ids:
                await start(discord, user_id)
                await add_ana(discord, user_id)
        self.make_due()

    def make_due(self) -> None:
        self.time_passes("nudges.due_at")
        # The tests run at any hour of any day.
        self.rows("UPDATE students SET quiet_from = 0, quiet_until = 0, nudge_days = '0123456'")


@asynccontextmanager
async def open_club(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Club]:
    # The bot points discord.py elsewhere for good; this puts it back.
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    # Its logs would outlive the test. The front door's tests read the real ones.
    monkeypatch.setattr(bot.run, "configure_logs", lambda _level, _form: None)
    spare_the_wait_for_servers(monkeypatch)
    async with DiscordServer(token=TOKEN, now=system_clock) as discord:
        club = Club(discord, folder)
        with capture_logs(processors=[club.take_note]) as club.logs:
            yield club
        assert [e for e in club.logs if e["log_level"] in ("error", "critical")] == []
        assert discord.unknown_requests == []
        bodies = [request for request in discord.requests if shows_something(request)]
        assert [r.path for r in bodies if mentions(r) != {"parse": []}] == []
        if openapi.available():
            checked = {r.path: openapi.schema_errors(r) for r in discord.requests if r.body}
            assert {path: errors for path, errors in checked.items() if errors} == {}


def _answering() -> bool:
    return any(task.get_name().startswith("CommandTree-") for task in asyncio.all_tasks())


def spare_the_wait_for_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py be ready at once, where it waits 2 s for servers that might come."""
    make = ConnectionState.__init__

    def make_impatient(state: Any, **options: Any) -> None:
        make(state, **options | {"guild_ready_timeout": 0})

    monkeypatch.setattr(ConnectionState, "__init__", make_impatient)


def shown_by(request: Request) -> Payload:
    """The message in a request's body, wherever it is put."""
    body = request.body if isinstance(request.body, dict) else {}
    return body.get("data") or body if request.path.endswith("/callback") else body


def shows_something(request: Request) -> bool:
    shown = shown_by(request)
    return bool(shown.get("content") or shown.get("components"))


def mentions(request: Request) -> Any:
    """What a message lets be mentioned; discord.py's word on pinging the replied-to is no list."""
    allowed = dict(shown_by(request).get("allowed_mentions") or {"parse": "everything"})
    if allowed.get("replied_user") is False:
        del allowed["replied_user"]
    return allowed


def buttons(message: Payload) -> dict[str, str]:
    """The custom_id of each button, by its label."""
    found = people.components_in(message["components"])
    return {part["label"]: part["custom_id"] for part in found if part["type"] == 2}


def text(message: Payload) -> str:
    found = people.components_in(message["components"])
    written = [part["content"] for part in found if part["type"] == 10]
    return "\n".join([message["content"], *written])


def sent_to_dms(discord: DiscordServer) -> Iterator[Request]:
    """The requests that sent a nudge."""
    for request in discord.sent("POST", MESSAGES):
        if str(request.body.get("nonce")).startswith("pitstop-"):
            yield request


async def start(discord: DiscordServer, user_id: int) -> None:
    options = {"time_zone": "America/Los_Angeles", "stage": "programme"}
    asked = await discord.slash(user_id, "start", options)
    await discord.click(
        user_id, asked.message or {}, buttons(asked.message or {})["Yes, write to me"]
    )


async def add_ana(discord: DiscordServer, user_id: int, **more: str) -> Payload:
    options = {"name": "Ana Rivera", "organisation": "Lakeside", "when": "10 weeks ago", **more}
    answer = await discord.slash(user_id, "contact add", options)
    assert answer.message is not None
    assert "Added" in text(answer.message)
    return answer.message
