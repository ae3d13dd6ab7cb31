"""The post before a chat over the wire: once, with a nonce, and found again after a crash."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest

import bot.app
from bot.app import data_keys, put_together
from bot.clock import system_clock
from bot.nudges.letters import Letters
from bot.opening import open_database

from .club import GUILD, MAYA, MESSAGES, Club, buttons, text
from .faults import Fault


async def announce(club: Club, channel_id: int | None = None) -> str:
    """Let the server have a chat that begins in half an hour, and a channel for posts; return that.

    The bot is off.
    """
    channel = club.discord.api.guild_channel(GUILD)["id"]
    begins = system_clock() + timedelta(minutes=30)
    async with open_database(club.settings.database, data_keys(club.settings)) as database:
        officers = put_together(database, system_clock, Letters(), Random(0)).chat_officers
        for number in (1, 2):  # only its own
            await officers.hide(GUILD, number, hidden=True)
        await officers.add(
            GUILD, name="@everyone talks", when=f"daily {begins:%H:%M}", time_zone="UTC"
        )
        await officers.post_in(GUILD, channel_id or int(channel))
    return channel


def posts(club: Club) -> list[Any]:
    found = club.discord.sent("POST", MESSAGES)
    return [r for r in found if str(r.body.get("nonce")).startswith("pitstop-post-")]


async def test_a_post_comes_by_itself_once_and_calls_nobody(club: Club) -> None:
    channel = await announce(club)
    async with club.running() as discord:
        await club.logged("post.settled")
    async with club.running():
        pass
    [request] = posts(club)
    assert request.path == f"/channels/{channel}/messages"
    assert (request.body["nonce"], request.body["enforce_nonce"]) == ("pitstop-post-1", True)
    assert request.body["allowed_mentions"] == {"parse": []}
    [message] = discord.api.messages[channel]
    assert "### @\u200beveryone talks begins" in text(message)
    assert buttons(message) == {"Remind me": "post:remind:1003:1"}
    assert club.row("SELECT state, message_id FROM chat_posts") == {
        "state": "sent",
        "message_id": int(message["id"]),
    }


@pytest.mark.parametrize("discord_remembers", [True, False])
async def test_an_answer_lost_on_the_way_makes_no_second_post(
    club: Club, discord_remembers: bool
) -> None:
    channel = await announce(club)
    club.discord.fail_next("POST", MESSAGES, status=None)
    async with club.running() as discord:
        await club.logged("post.again")
    assert club.row("SELECT state FROM chat_posts") == {"state": "claimed"}
    club.time_passes("chat_posts.next_attempt_at", timedelta(seconds=1))
    if not discord_remembers:
        discord.api.nonce_window = -1
        club.time_passes("chat_posts.claimed_at", timedelta(minutes=10))
    async with club.running():
        await club.logged("post.settled")
    [message] = discord.api.messages[channel]
    assert [r.body["nonce"] for r in posts(club)] == ["pitstop-post-1"] * (1 + discord_remembers)
    assert len(discord.sent("GET", MESSAGES)) == (0 if discord_remembers else 1)
    assert club.row("SELECT state, message_id FROM chat_posts") == {
        "state": "sent",
        "message_id": int(message["id"]),
    }


async def test_a_channel_that_is_gone_costs_one_refusal(club: Club) -> None:
    await announce(club, channel_id=12345)
    async with club.running():
        await club.logged("post.given_up")
    async with club.running():
        await asyncio.sleep(0)
    assert [r.status for r in posts(club)] == [404]
    assert club.row("SELECT state, error FROM chat_posts") == {"state": "failed", "error": "10003"}


async def test_a_channel_that_discord_is_slow_to_write_to_holds_up_no_nudge(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.app, "DELIVERING", 0.4)  # 4.5 in earnest
    await club.with_a_nudge_due(MAYA)
    channel = await announce(club)
    draw, hang = club.discord.faults.draw, Fault("hang", ending="hang")
    monkeypatch.setattr(
        club.discord.faults,
        "draw",
        lambda request: hang if request.path == f"/channels/{channel}/messages" else draw(request),
    )
    told = len(club.discord.dms(MAYA))
    club.time_passes("nudges.due_at", -timedelta(seconds=1))  # when the post is under way
    async with club.running() as discord:
        await discord.next_dm(MAYA, count=told + 1)
        assert discord.hanging
    discord.let_go()
