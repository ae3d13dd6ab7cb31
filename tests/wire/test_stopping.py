"""Stopping in time, with Discord hanging or a thread that doesn't end; and what watches the bot."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

import bot.app
from bot.clock import system_clock

from .club import MAYA, MESSAGES, Club, sent_to_dms, start
from .faults import Fault

ROOT = Path(__file__).parent.parent.parent


async def test_a_discord_that_hangs_holds_nobody_up_and_the_nudge_comes_once_at_the_next_start(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.app, "DELIVERING", 1)  # 4.5 in earnest, see the sum below
    await club.with_a_nudge_due(MAYA)
    draw = club.discord.faults.draw
    hang = Fault("hang", ending="hang")
    monkeypatch.setattr(
        club.discord.faults,
        "draw",
        lambda request: hang if re.search(MESSAGES, request.path) else draw(request),
    )
    async with club.running() as discord:
        async with asyncio.timeout(5):
            while not discord.hanging:  # noqa: ASYNC110 - nothing announces it
                await asyncio.sleep(0.01)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 4
    assert "stop.cut_short" in [entry["event"] for entry in club.logs]
    monkeypatch.setattr(club.discord.faults, "draw", draw)
    club.discord.let_go()
    club.time_passes("leases.until")
    async with club.running() as discord:
        await discord.next_dm(MAYA, count=2)
    nonces = [request.body["nonce"] for request in sent_to_dms(club.discord)]
    assert len(set(nonces)) == 1


def test_all_steps_together_take_less_than_ten_seconds() -> None:
    answers = 3  # see `PitstopClient.finish`
    assert bot.app.DELIVERING + answers + bot.app.LEAVING < 9.5


def test_a_thread_that_does_not_end_ends_with_the_process() -> None:
    code = (
        "import asyncio, time, bot.__main__ as m\n"
        "async def run():\n"
        "    asyncio.get_running_loop().run_in_executor(None, time.sleep, 30)\n"
        "    m.end_in_time(0.3)\n"
        "asyncio.run(run())"
    )
    began = system_clock()
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=20, check=False)  # noqa: S603
    assert ended.returncode == 0
    assert (system_clock() - began).total_seconds() < 15


async def test_health_and_numbers_are_answered_on_this_machine_without_ids_or_names(
    club: Club,
) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    club.settings = club.settings.model_copy(update={"health_port": port})
    async with club.running() as discord, aiohttp.ClientSession() as web:
        await start(discord, MAYA)
        async with web.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "fine\n")
        async with web.get(f"http://127.0.0.1:{port}/metrics") as answer:
            said = await answer.text()
    assert 'pitstop_commands_total{name="start",outcome="done"} 1.0' in said
    for name in ("nudges_waiting", "loop_lag_seconds", "database_bytes"):
        assert f"pitstop_{name} " in said
    assert str(MAYA) not in said
