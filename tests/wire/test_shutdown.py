"""Stopping the bot while somebody waits for an answer."""

import asyncio
import sqlite3
from contextlib import closing

from .club import MAYA, Club, start, text


async def test_a_command_under_way_is_answered_before_the_bot_stops(club: Club) -> None:
    async with club.running() as discord:
        await start(discord, MAYA)
        with closing(
            sqlite3.connect(club.file, isolation_level=None, check_same_thread=False)
        ) as other:
            # Another program is writing; the bot has to wait.
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
            asking = asyncio.create_task(
                discord.slash(MAYA, "contact add", {"name": "Ana", "every": "6 weeks"})
            )
            await club.busy()
            club.stop()
            other.execute("ROLLBACK")
        answer = await asking
    assert "Added" in text(answer.message or {})
    assert club.row("SELECT name FROM contacts")["name"] == "Ana"
