"""The bot at work inside SimCord, over a real SQLite file, with students who can use it."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import quick
import simcord
from backups import dying
from hypothesis import settings
from stores.databases import KEY
from structlog.testing import capture_logs

from bot.app import App, open_app
from bot.config import Settings
from bot.opening import open_database
from bot.tables import REVISION

# The same examples every time; `--hypothesis-profile search` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("steady")

#: A Monday, 10 in the morning in Los Angeles.
MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", help="folder for the pictures that the browser test takes")
    parser.addoption(
        "--every-step", action="store_true", help="kill at every step, not here and there"
    )


def pytest_configure(config: pytest.Config) -> None:
    dying.EVERY = config.getoption("--every-step")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for what, steps in dying.FIGURES.items() if dying.EVERY else ():
        terminalreporter.write_line(f"killed at each of {steps} steps: {what}")


def pytest_collection_finish() -> None:
    quick.collect_less()


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        quick.keep_statements(patch)
        yield


class Env(simcord.Env):
    """SimCord that looks ten times as often whether the bot's database thread is done."""

    async def _settle_internal(self, *, idle: float = 0.005, **how: Any) -> None:
        await super()._settle_internal(idle=min(idle, 0.005), **how)


class World:
    """A bot, its clock and its people. Two students are there from the start."""

    app: App
    env: simcord.Env
    maya: simcord.UserHandle
    sam: simcord.UserHandle
    channel: simcord.ChannelHandle
    maya_member: simcord.MemberActor
    sam_member: simcord.MemberActor
    logs: list[Any]
    incidents_expected = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = AsyncExitStack()

    async def open_bot(self) -> AsyncExitStack:
        before, self._stack = self._stack, AsyncExitStack()
        settings = Settings.model_construct(data_dir=self.folder)
        self.app = await self._stack.enter_async_context(open_app(settings, self.now, Random(0)))
        return before

    async def restart(self) -> None:
        """End the bot and start another on the same file and the same Discord."""
        before = await self.open_bot()
        await self.env.restart_bot(self.app.client)
        await before.aclose()

    def now(self) -> datetime:
        return self.env.now()

    async def close(self) -> None:
        await self._stack.aclose()

    async def pass_time(self, **span: float) -> None:
        await self.env.advance_time(timedelta(**span).total_seconds())

    async def deliver(self) -> datetime | None:
        upcoming = await self.app.courier.deliver()
        await self.env.settle()
        return upcoming

    def dms(self, user: simcord.UserHandle) -> list[Any]:
        """The messages in a student's DM with the bot, the oldest first."""
        return [m for m in user.dm_channel.history() if m.author.id != user.id]

    async def start(self, user: simcord.UserHandle, zone: str = "America/Los_Angeles") -> None:
        """Meet the bot and agree to DMs."""
        shown = await user.slash("start", time_zone=zone, stage="programme")
        await user.click(shown.response, label="Yes, write to me")


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a first start leaves it, to be copied: making one takes longer."""
    folder = tmp_path_factory.mktemp("blank")

    async def first_start() -> None:
        async with open_database(f"sqlite+aiosqlite:///{folder / 'pitstop.db'}", [KEY], REVISION):
            pass

    asyncio.run(first_start())
    (folder / "pitstop.key").write_text(KEY + "\n")
    (folder / "pitstop.key").chmod(0o600)
    return folder


@pytest.fixture
def folder(blank: Path, tmp_path: Path) -> Path:
    """A data folder with a database of today's schema, and nothing in it."""
    shutil.copytree(blank, tmp_path, dirs_exist_ok=True)
    return tmp_path


@asynccontextmanager
async def open_world(folder: Path) -> AsyncIterator[World]:
    """A bot at work over a data folder; at the end, nothing went wrong that was not expected."""
    world = World(folder)
    with capture_logs() as world.logs:
        await world.open_bot()
        world.env = Env(world.app.client)
        await world.env.start()
        try:
            await world.pass_time(seconds=(MONDAY - world.env.now()).total_seconds())
            server = world.env.create_guild("Westfield OT Club")
            world.channel = server.create_text_channel("general")
            world.maya = world.env.create_user("maya", global_name="Maya Chen")
            world.sam = world.env.create_user("sam", global_name="Sam Okafor")
            world.maya_member = server.add_member(world.maya)
            world.sam_member = server.add_member(world.sam)
            yield world
        finally:
            await world.env.shutdown()
            await world.close()
    assert unfindable(world.env) == []
    assert len(world.env.errors) <= world.incidents_expected, world.env.errors
    incidents = [entry for entry in world.logs if entry["event"] in {"incident", "nudge.failed"}]
    assert len(incidents) == world.incidents_expected, incidents


@pytest.fixture
async def world(folder: Path) -> AsyncIterator[World]:
    async with open_world(folder) as world:
        yield world


@pytest.fixture
async def post(folder: Path) -> AsyncIterator[Any]:
    """A courier, and Maya, who is due to write to Ana."""
    from couriers import MAYA, Post  # which imports this module

    async with Post(folder / "pitstop.db").opened() as post:
        await post.join(MAYA, "Ana Rivera")
        yield post


def texts(message: Any) -> str:
    """Everything a person reads on a message: its content, its cards' texts and labels."""
    found = [message.content or "", *(p["content"] for p in parts(message) if p.get("type") == 10)]
    return "\n".join(part for part in found if part)


def unfindable(env: simcord.Env) -> list[str]:
    """Nudges in students' DMs that would not be found there after a crash."""
    return [
        nonce
        for nonce, body in nudges_sent(env)
        if not any(
            part.get("id") == (1 << 30) + int(nonce.removeprefix("pitstop-"))
            for part in body["components"]
        )
    ]


def nudges_sent(env: simcord.Env) -> Iterator[tuple[str, Any]]:
    """The nonce and the body of each nudge that was sent."""
    for request in env.http_requests:
        nonce = str(request.json.get("nonce")) if isinstance(request.json, dict) else ""
        if request.method == "POST" and re.fullmatch(r"pitstop-\d+", nonce):
            yield nonce, request.json


def parts(message: Any) -> Iterator[dict[str, Any]]:
    """Every part of a message's cards as Discord has it, from the top down."""
    raw = message.components if hasattr(message, "components") else []

    def walk(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            yield node
        for below in node.values() if isinstance(node, dict) else node:
            if isinstance(below, dict | list):
                yield from walk(below)

    return walk([c if isinstance(c, dict) else c.to_dict() for c in raw])
