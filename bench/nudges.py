"""How nudges are delivered: their pace, their cost, and who waits meanwhile.

``python -m bench.nudges`` measures everything, ``python -m bench.nudges drain claim`` some of it.
Each is measured in a process of its own. Discord is one more, which counts the requests of any
second where that matters.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import psutil
from cachetools import LRUCache

from bench.figures import Figure, percentile, show
from bench.load import (
    FIRST_STUDENT,
    MILLION,
    TOKEN,
    NoDiscord,
    data_folder,
    fill,
    fill_a_million,
    filled,
    make_due,
    paced,
    sent,
    unpaced,
)
from bench.table import CONTACTS, add_contacts, log_once, running
from bot.clock import system_clock
from bot.config import Settings
from bot.nudges.courier import AT_ONCE, BATCH, LARGE_BATCH
from bot.ui.nudges import nudge_card
from tests.wire.discord_server import DiscordServer

LIMIT = 50  # requests a second that Discord takes
DRAINED = 1_500
SAMPLE = 0.001  # seconds
KNOWN = 1_000
WITHOUT_DISCORD = 10_000
ROUNDS = 5
CLAIMS, FIRST_CLAIMS = 120, 5
FALL_DUE, EVERY, BEFORE = 750, timedelta(milliseconds=40), timedelta(seconds=5)
CHANNELS, FEW = 15_000, 1_000
COMMANDS_EVERY, WARM_COMMANDS, SETTING_UP = 0.2, 5, timedelta(seconds=10)
LONGEST = 90  # seconds


async def drain() -> list[Figure]:
    """All that is due on a busy morning, sent by the whole bot."""
    late: list[float] = []
    async with filled(DRAINED, limit=LIMIT) as (elsewhere, settings), paced(settings) as app:
        watching = asyncio.create_task(watch_the_loop(late))
        begun = time.perf_counter()
        await app.courier.deliver()
        took = time.perf_counter() - begun
        watching.cancel()
        report = await elsewhere.report()
        expect(DRAINED, sent(settings))
    return [
        Figure(f"{DRAINED:,} nudges sent at 48 a second", took, 33, "s"),
        Figure("  refused with 429", report["too_many"], 0),
        Figure("  event loop late meanwhile, p99", percentile(late, 99), 5, "ms"),
        Figure("  event loop late meanwhile, at most", max(late), None, "ms"),
    ]


async def watch_the_loop(late: list[float]) -> None:
    """Add how many milliseconds late a short sleep ends, again and again."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(SAMPLE)
        late.append((time.perf_counter() - begun - SAMPLE) * 1000)


async def requests() -> list[Figure]:
    """What is asked of Discord for students who were written to before."""
    async with filled(KNOWN) as (elsewhere, settings), unpaced(settings) as bot:
        before = await elsewhere.report()
        await bot.courier.deliver()
        after = await elsewhere.report()
        expect(KNOWN, sent(settings))
    asked = sum(after["requests"].values()) - sum(before["requests"].values())
    return [Figure(f"requests a nudge, {KNOWN:,} known students", asked / KNOWN, 1.001)]


async def speed() -> list[Figure]:
    """Everything but Discord, on one core."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # before there are threads
    walls: list[float] = []
    cpus: list[float] = []
    with data_folder() as folder:
        settings = Settings.model_construct(data_dir=folder)
        await fill(settings, {FIRST_STUDENT + n: n + 1 for n in range(WITHOUT_DISCORD)})
        async with unpaced(settings, NoDiscord()) as bot:
            for _ in range(ROUNDS):
                wall, cpu = time.perf_counter(), time.process_time()
                await bot.courier.deliver()
                walls.append(WITHOUT_DISCORD / (time.perf_counter() - wall))
                cpus.append(WITHOUT_DISCORD / (time.process_time() - cpu))
                expect(WITHOUT_DISCORD, sent(settings))
                make_due(settings)
    wall, cpu = statistics.median(walls), statistics.median(cpus)
    return [
        Figure("nudges in a second, without pace or Discord", wall, 3_000, at_least=True),
        Figure("  in a second of CPU", cpu, 3_000, at_least=True),
    ]


async def cost() -> list[Figure]:
    """CPU of a nudge beside that of discord.py alone, which sends the same card."""
    figures: dict[str, list[float]] = {"whole": [], "alone": [], "made before": []}
    async with filled(KNOWN) as (_, settings):
        kept = NoDiscord()
        async with unpaced(settings, kept) as bot:
            await bot.courier.deliver()
        letters = list(kept.letters.items())
        async with unpaced(settings) as bot, bare_client() as client:
            for number in range(ROUNDS + 1):  # the first one warms up
                make_due(settings)
                figures["whole"].append(await cpu_of(bot.courier.deliver()))
                expect(KNOWN, sent(settings))
                cards = ((channel_id, nudge_card(letter)) for channel_id, letter in letters)
                figures["alone"].append(await cpu_of(send(client, cards, f"a-{number}")))
                made = [(channel_id, nudge_card(letter)) for channel_id, letter in letters]
                figures["made before"].append(await cpu_of(send(client, made, f"b-{number}")))
    whole, alone, least = (statistics.median(each[1:]) for each in figures.values())
    return [
        Figure("CPU of a nudge", whole / KNOWN * 1000, None, "ms"),
        Figure("  times discord.py's own, card and request", whole / alone, 1.5),
        Figure("  times discord.py's own, request alone", whole / least, None),
    ]


@asynccontextmanager
async def bare_client() -> AsyncGenerator[discord.Client]:
    """Log in with nothing but discord.py, spared what it is slow at as the bot's is."""
    client = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
    limits: Any = LRUCache[str, Any](255)
    client.http._buckets = limits  # noqa: SLF001 - see `bot.client`
    async with client:
        await client.login(TOKEN)
        yield client


async def send(
    client: discord.Client, cards: Iterable[tuple[int, discord.ui.LayoutView]], name: str
) -> None:
    """Send cards to channels, as many at once as the courier does."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def send_one(channel_id: int, card: discord.ui.LayoutView, nonce: str) -> None:
        try:
            await client.get_partial_messageable(channel_id).send(view=card, nonce=nonce)
        finally:
            slots.release()

    async with asyncio.TaskGroup() as sending:
        for number, (channel_id, card) in enumerate(cards):
            await slots.acquire()
            sending.create_task(send_one(channel_id, card, f"{name}-{number}"))


async def cpu_of(what: Awaitable[object]) -> float:
    """Return the seconds of CPU that this process takes until it is done."""
    begun = time.process_time()
    await what
    return time.process_time() - begun


async def claim() -> list[Figure]:
    """Taking what is due out of a million: half a second's worth, and as many as are ever taken."""
    took: dict[int, list[float]] = {BATCH: [], LARGE_BATCH: []}
    with data_folder() as folder:
        settings = Settings.model_construct(data_dir=folder)
        await fill_a_million(settings)
        async with unpaced(settings, NoDiscord()) as bot:
            for size, times in took.items():
                bot.courier._batch = size  # noqa: SLF001
                for _ in range(FIRST_CLAIMS + CLAIMS):
                    begun = time.perf_counter()
                    taken = await bot.courier._take()  # noqa: SLF001 - sending is another figure
                    times.append((time.perf_counter() - begun) * 1000)
                    expect(size, len(taken[0]) if taken else 0)
                del times[:FIRST_CLAIMS]
    return [
        Figure(
            f"{size} claimed of {MILLION:,}, p{percent} of {CLAIMS}",
            percentile(times, percent),
            30 if percent == 99 else None,
            "ms",
        )
        for size, times in took.items()
        for percent in (50, 99)
    ]


async def lateness() -> list[Figure]:
    """From the moment a nudge is due to its arrival, when 25 a second fall due."""
    begun = system_clock() + BEFORE

    def due_at(number: int) -> datetime:
        return begun + number * EVERY

    async with (
        filled(FALL_DUE, limit=LIMIT, due_at=due_at) as (elsewhere, settings),
        paced(settings) as app,
    ):
        app.start()
        await asyncio.sleep((due_at(FALL_DUE) - system_clock()).total_seconds() + 1)
        messages = (await elsewhere.report())["messages"]
    expect(FALL_DUE, len(messages))
    late = [
        datetime.fromisoformat(each["time"]) - due_at(each["user"] - FIRST_STUDENT)
        for each in messages
    ]
    figure = percentile([each.total_seconds() * 1000 for each in late], 99)
    return [Figure("a nudge late, 25 falling due a second, p99", figure, 150, "ms")]


async def commands() -> list[Figure]:
    """A slash command while all that is due is sent; bot and Discord are two processes."""
    took: list[float] = []
    async with DiscordServer(token=TOKEN, now=system_clock, limit=LIMIT) as server:
        people = range(FIRST_STUDENT, FIRST_STUDENT + DRAINED)
        channels = {each: int(server.api.dm_channel(each)["id"]) for each in people}
        with tempfile.TemporaryDirectory(prefix="pitstop-bench-") as folder:
            settings = Settings.model_construct(data_dir=Path(folder) / "data")
            due_at = system_clock() + SETTING_UP
            await fill(settings, channels, lambda _: due_at)
            async with asyncio.timeout(LONGEST), running(server, Path(folder)):
                await add_contacts(server)
                for number in range(WARM_COMMANDS):
                    await log_once(server, DRAINED + 1 + number)
                while not arrived(server, channels.values()):  # noqa: ASYNC110 - the bot says nothing when it begins
                    await asyncio.sleep(SAMPLE)
                while arrived(server, channels.values()) < DRAINED:
                    took.append(await log_once(server, DRAINED + 1 + len(took) % CONTACTS))
                    await asyncio.sleep(COMMANDS_EVERY)
            expect(DRAINED, sent(settings))
    what = f"/log answered meanwhile, p99 of {len(took)}"
    return [Figure(what, percentile(took, 99), 50, "ms")]


def arrived(server: DiscordServer, channel_ids: Iterable[int]) -> int:
    """Return how many messages there are; of requests there can be more, as some are refused."""
    return sum(len(server.api.messages[str(each)]) for each in channel_ids)


async def channels() -> list[Figure]:
    """What a nudge costs in CPU and memory once the bot has written to very many students."""
    far_off = system_clock() + timedelta(days=30)
    async with (
        filled(CHANNELS, due_at=lambda _: far_off) as (_, settings),
        unpaced(settings) as bot,
    ):

        async def cost_of(first: int, count: int) -> float:
            """Send to these of the students; return the CPU of each."""
            make_due(settings, FIRST_STUDENT + first, FIRST_STUDENT + first + count - 1)
            return await cpu_of(bot.courier.deliver()) / count

        few = [await cost_of(0, FEW) for _ in range(ROUNDS)][1:]  # the first one warms up
        await cost_of(FEW, CHANNELS - FEW * ROUNDS)
        many = [await cost_of(CHANNELS - FEW * n, FEW) for n in range(ROUNDS - 1, 0, -1)]
        memory = psutil.Process().memory_info().rss / 1e6
        expect(CHANNELS, sent(settings))
    times = statistics.median(many) / statistics.median(few)
    return [
        Figure(f"CPU of a nudge at {CHANNELS:,} channels to {FEW:,}", times, 1.3),
        Figure(f"  memory at {CHANNELS:,}", memory, 150, "MB"),
    ]


def expect(wanted: int, found: int) -> None:
    """Make sure that what was measured is what was meant."""
    if found != wanted:
        sys.exit(f"{found:,} instead of {wanted:,}; what was measured means nothing.")


ITEMS: dict[str, Callable[[], Coroutine[Any, Any, list[Figure]]]] = {
    each.__name__: each
    for each in (drain, commands, lateness, requests, cost, channels, speed, claim)
}


def main(names: list[str]) -> None:
    """Measure what was named, or everything."""
    if unknown := sorted(set(names) - set(ITEMS)):
        sys.exit(f"{', '.join(unknown)}: not measured here. There is {', '.join(ITEMS)}.")
    if len(names) == 1:
        show(asyncio.run(ITEMS[names[0]]()))
        return
    for name in names or ITEMS:
        subprocess.run([sys.executable, "-m", "bench.nudges", name], check=True)  # noqa: S603


if __name__ == "__main__":
    main(sys.argv[1:])
