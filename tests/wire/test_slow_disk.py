"""A disk that takes nothing while the bot is told to stop: it ends in time, and nothing comes twice."""

import asyncio
import re
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.clock import system_clock

from .club import MAYA, MESSAGES, TOKEN, Club, buttons, sent_to_dms

ROOT = Path(__file__).parent.parent.parent
#: The bot, which waits for its disk for ever, and ends 1 s after it was told to, in earnest 9.5.
PATIENT = """
import asyncio
from sqlalchemy import event
import bot.__main__, bot.app, bot.opening, bot.run

def patient(connection, _record):
    connection.execute("PRAGMA busy_timeout = 1000000")

def make(*given):
    engine = make_engine(*given)
    event.listen(engine.sync_engine, "connect", patient)
    return engine

make_engine, bot.opening.make_engine = bot.opening.make_engine, make
bot.app.DELIVERING, bot.app.LEAVING = 0.3, 0.2
settings = bot.__main__.read_settings()
asyncio.run(bot.run.run(settings, lambda: bot.__main__.end_in_time(1)))
"""


async def begin(club: Club) -> asyncio.subprocess.Process:
    env = {
        "PYTHONPATH": str(ROOT),
        "PITSTOP_TOKEN": TOKEN,
        "PITSTOP_DATA_DIR": str(club.file.parent),
        "PITSTOP_DISCORD_API_URL": club.discord.api_url,
        "PITSTOP_DISCORD_GATEWAY_URL": club.discord.gateway_url,
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PATIENT), env=env, stderr=asyncio.subprocess.PIPE
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
async def test_it_ends_in_time_and_what_was_on_its_way_comes_once(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club.with_a_nudge_due(MAYA)
    draw, arrived = club.discord.faults.draw, asyncio.Event()
    with closing(sqlite3.connect(club.file, isolation_level=None)) as disk:

        def stall(request: Any) -> Any:
            if re.search(MESSAGES, request.path) and not arrived.is_set():
                disk.execute("BEGIN IMMEDIATE")  # from now on nobody else writes
                arrived.set()
            return draw(request)

        monkeypatch.setattr(club.discord.faults, "draw", stall)
        process = await begin(club)
        try:
            await asyncio.wait_for(arrived.wait(), 20)
            asking = asyncio.create_task(
                club.discord.slash(MAYA, "contact add", {"name": "Bo Lind", "every": "6 weeks"})
            )
            await club.discord.next_dm(MAYA, count=2)
            began = system_clock()
            process.send_signal(signal.SIGTERM)
            _, said = await asyncio.wait_for(process.communicate(), 10)
        finally:
            if process.returncode is None:
                process.kill()
            asking.cancel()
        assert process.returncode == 0, said
        assert (system_clock() - began).total_seconds() < 5
        disk.execute("ROLLBACK")
    assert club.rows("SELECT name FROM contacts WHERE name = 'Bo Lind'") == []
    club.time_passes("leases.until")
    async with club.running() as discord:
        await club.logged("nudge.sent")
        await discord.slash(MAYA, "contact add", {"name": "Bo Lind", "every": "6 weeks"})
    assert len(club.rows("SELECT name FROM contacts WHERE name = 'Bo Lind'")) == 1
    assert len({request.body["nonce"] for request in sent_to_dms(club.discord)}) == 1
    pressed = ["".join(buttons(each).values()) for each in club.discord.dms(MAYA)]
    assert len([each for each in pressed if "nudge:" in each]) == 1
    assert club.rows(
        "SELECT state, times FROM nudges WHERE kind = 'keep_in_touch' AND times > 0"
    ) == [{"state": "sent", "times": 1}]
