"""Start, memory and answers of the real bot over loopback: `python -m bench.table`."""

import asyncio
import json
import signal
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.figures import Figure, percentile, show
from bot.clock import system_clock
from tests.wire.discord_server import DiscordServer

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "loopback-application.pitstop.not-a-secret-but-long-enough"  # noqa: S105 - nobody's
MAYA = 501
ROUNDS = 3  # data folders, each with a first and a later start
CONTACTS = 50
COMMANDS = 200
GUILD_WAIT = 2.0  # seconds in which discord.py waits for servers before it calls itself ready
IDLE = 2.0  # seconds after which the memory is read
AT_MOST = 55  # seconds for everything


@dataclass(frozen=True)
class Running:
    """A bot that is ready; ``start`` in seconds, from the process's begin and without the wait."""

    start: float
    process: psutil.Process

    def memory(self) -> float:
        """Return its resident memory in megabytes."""
        return self.process.memory_info().rss / 1e6


async def main() -> None:
    """Measure everything and print the table."""
    async with asyncio.timeout(AT_MOST):
        figures = await measure()
    show(figures)


async def measure() -> list[Figure]:
    """Return the figures, in the order in which they are shown."""
    first: list[tuple[float, float]] = []
    later: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        async with DiscordServer(token=TOKEN, now=system_clock) as discord:
            with tempfile.TemporaryDirectory(prefix="pitstop-bench-") as folder:
                for found in (first, later):
                    async with running(discord, Path(folder)) as bot:
                        await asyncio.sleep(IDLE)
                        found.append((bot.start, bot.memory()))
                if len(later) == ROUNDS:
                    async with running(discord, Path(folder)) as bot:
                        answers = await log_often(discord)
                        busy = bot.memory()
    return [
        Figure("first start to ready (worst of 3)", max(s for s, _ in first), 2, "s"),
        Figure("later start to ready (worst of 3)", max(s for s, _ in later), 2, "s"),
        Figure("idle memory, first start (worst of 3)", max(m for _, m in first), 100, "MB"),
        Figure("idle memory, later start (worst of 3)", max(m for _, m in later), 100, "MB"),
        Figure(f"memory after {COMMANDS} commands", busy, 150, "MB"),
        Figure(f"/log answered, p50 of {COMMANDS}", percentile(answers, 50), 20, "ms"),
        Figure(f"/log answered, p99 of {COMMANDS}", percentile(answers, 99), 20, "ms"),
    ]


@asynccontextmanager
async def running(discord: DiscordServer, folder: Path) -> AsyncGenerator[Running]:
    """Run `python -m bot run` in its own process until the block ends."""
    env = {
        "PYTHONPATH": str(ROOT),
        "PITSTOP_TOKEN": TOKEN,
        "PITSTOP_LOG_FORMAT": "json",
        "PITSTOP_DISCORD_API_URL": discord.api_url,
        "PITSTOP_DISCORD_GATEWAY_URL": discord.gateway_url,
    }
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stderr=asyncio.subprocess.PIPE
    )
    reading: asyncio.Task[None] | None = None
    try:
        start = await ready(process) - begun - GUILD_WAIT
        reading = asyncio.create_task(drain(process))  # a full pipe would stop the bot
        yield Running(start, psutil.Process(process.pid))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        if reading is not None:
            await reading


async def ready(process: asyncio.subprocess.Process) -> float:
    """Return the moment at which the bot logged that it is ready."""
    said: list[str] = []
    while process.stderr is not None and (line := await process.stderr.readline()):
        said.append(line.decode())
        if line.startswith(b"{") and json.loads(line)["event"] == "ready":
            return time.perf_counter()
    sys.exit("The bot did not start:\n" + "".join(said))


async def drain(process: asyncio.subprocess.Process) -> None:
    """Read what the bot logs until it ends."""
    while process.stderr is not None and await process.stderr.readline():
        pass


async def log_often(discord: DiscordServer) -> list[float]:
    """Return how long each `/log` took, in milliseconds, in a network of `CONTACTS` people."""
    await add_contacts(discord)
    return [await log_once(discord, number % CONTACTS + 1) for number in range(COMMANDS)]


async def add_contacts(discord: DiscordServer) -> None:
    """Let Maya start, and fill her network."""
    await discord.slash(MAYA, "start", {"time_zone": "America/Los_Angeles", "stage": "programme"})
    for number in range(CONTACTS):
        await discord.slash(
            MAYA, "contact add", {"name": f"Person Number{number}", "every": "6 weeks"}
        )


async def log_once(discord: DiscordServer, contact_id: int) -> float:
    """Return how long a `/log` of Maya's took, in milliseconds.

    From the gateway's event to the arrival of the answer, both ways over loopback counted in.
    """
    options = {
        "contact": f"contact:{contact_id}",
        "how": "coffee",
        "note": "Talked about splinting.",
    }
    begun = time.perf_counter()
    answer = await discord.slash(MAYA, "log", options)
    took = (discord.sent("POST", "/callback$")[-1].received - begun) * 1000
    if not answer.data.get("components"):
        sys.exit(f"/log was not answered with a card: {answer.data}")
    return took


if __name__ == "__main__":
    asyncio.run(main())
