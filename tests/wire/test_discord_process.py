"""The loopback Discord that goes wrong by seed, and the one that is a process of its own."""

import asyncio
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest
from discord.http import Route

from .control import DiscordElsewhere, FastClock
from .discord_server import DiscordServer
from .faults import KINDS, Faults, Window
from .records import Request

TOKEN = "a-token-for-loopback"
MAYA, TOM = 501, 502
MONDAY = datetime(2026, 1, 5, 17, tzinfo=UTC)
LOST = (aiohttp.ClientConnectionError, ConnectionResetError)


def message(nonce: str, *custom_ids: str) -> dict[str, Any]:
    buttons = [
        {"type": 2, "style": 1, "label": "Done", "custom_id": custom_id} for custom_id in custom_ids
    ]
    rows = [{"type": 1, "components": buttons}] if buttons else []
    return {"content": "hello", "components": rows, "nonce": nonce, "enforce_nonce": True}


class Sender:
    """Plain HTTP in the bot's place: nothing is tried again behind the test's back."""

    def __init__(self, api_url: str, http: aiohttp.ClientSession) -> None:
        self.api_url, self.http = api_url, http

    async def send(self, channel_id: int | str, body: dict[str, Any]) -> int:
        url = f"{self.api_url}/channels/{channel_id}/messages"
        async with self.http.post(url, json=body) as answer:
            await answer.read()
            return answer.status

    async def history(self, channel_id: int | str, **query: int) -> list[dict[str, Any]]:
        url = f"{self.api_url}/channels/{channel_id}/messages"
        async with self.http.get(url, params=query) as answer:
            return await answer.json()


@asynccontextmanager
async def sender(api_url: str) -> AsyncIterator[Sender]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as http:
        yield Sender(api_url, http)


async def outcome(sender: Sender, server: DiscordServer, nonce: str) -> tuple[str, bool]:
    """What the sender of one message sees, and whether it is in the DM all the same."""
    dm = server.api.dm_channel(MAYA)
    before = len(server.dms(MAYA))
    asking = asyncio.create_task(answered(sender, f"{sender.api_url}/channels/{dm['id']}", nonce))
    async with asyncio.timeout(5):
        while not (asking.done() or server.hanging):  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0)
        if server.hanging:
            asking.cancel()
        while server.hanging:  # noqa: ASYNC110 - until the server has seen us leave
            await asyncio.sleep(0)
    try:
        seen = await asking
    except asyncio.CancelledError:
        seen = "silence"
    except aiohttp.ServerDisconnectedError:
        seen = "closed"
    except LOST:
        seen = "reset"
    return seen, len(server.dms(MAYA)) > before


async def answered(sender: Sender, channel: str, nonce: str) -> str:
    async with sender.http.post(f"{channel}/messages", json=message(nonce)) as answer:
        said = await answer.read()
        via = " via" if "Via" in answer.headers else ""
        whole = "" if said[-1:] in (b"}", b">") else " cut off"
        return f"{answer.status}{via}{whole}"


@pytest.mark.parametrize(
    ("kind", "seen", "arrives"),
    [
        ("reset", "reset", {False}),
        ("lost", "closed", {True}),
        ("hang", "silence", {True, False}),
        ("429", "429 via", {False}),
        ("429 without Via", "429", {False}),
        ("500", "500", {False}),
        ("502", "502", {False}),
        ("503", "503", {False}),
        ("504", "504", {False}),
        ("40003", "403", {False}),
        ("unreadable", "200 cut off", {True}),
    ],
)
async def test_every_kind_of_fault(kind: str, seen: str, arrives: set[bool]) -> None:
    faults = Faults(seed=2, rate=1, kinds=[kind])
    async with DiscordServer(token=TOKEN, faults=faults) as server, sender(server.api_url) as to:
        outcomes = [await outcome(to, server, f"nudge-{number}") for number in range(4)]
    assert {what for what, _ in outcomes} == {seen}
    assert {arrived for _, arrived in outcomes} == arrives
    assert faults.counts == {kind: 4}
    assert len(server.dms(MAYA)) == sum(arrived for _, arrived in outcomes)


def drawn(faults: Faults, requests: Iterable[Request]) -> list[str | None]:
    return [fault.kind if (fault := faults.draw(request)) else None for request in requests]


def test_a_seed_gives_the_same_faults_at_the_rate_and_every_kind_of_them() -> None:
    sends = [Request("POST", f"/channels/{number}/messages", {}, {}) for number in range(5000)]
    once, again, other = (Faults(seed, rate=0.05) for seed in (7, 7, 8))
    kinds = drawn(once, sends)
    assert kinds == drawn(again, sends) != drawn(other, sends)
    counted = Counter(kind for kind in kinds if kind)
    assert once.counts == counted
    assert set(counted) == set(KINDS)
    assert 180 < counted.total() < 320


def test_faults_happen_where_a_dm_is_delivered_and_nowhere_else() -> None:
    faults = Faults(rate=1, kinds=["40003", "503"])
    elsewhere = [
        Request("GET", "/users/@me", {}, None),
        Request("PATCH", "/channels/1/messages/2", {}, {}),
        Request("POST", "/interactions/1/t/callback", {}, {}),
    ]
    assert drawn(faults, elsewhere) == [None, None, None]
    assert faults.draw(Request("POST", "/users/@me/channels", {}, {})) is not None
    history = [Request("GET", "/channels/1/messages", {}, None)] * 20
    assert set(drawn(faults, history)) == {"503"}
    with pytest.raises(ValueError, match="no faults called flood"):
        Faults(kinds=["flood"])


def test_the_window_slides_and_answers_to_interactions_do_not_count() -> None:
    seconds = 0.0
    window = Window(limit=3, monotonic=lambda: seconds)
    send = Request("POST", "/channels/1/messages", {}, {})
    answer = Request("POST", "/interactions/1/t/callback", {}, {})
    for moment in (0.0, 0.4, 0.8):
        seconds = moment
        assert window.enter(send) == 0
        assert window.enter(answer) == 0
    seconds = 0.9
    wait = window.enter(send)
    assert 0.1 < wait < 0.11
    seconds += wait
    assert window.enter(send) == 0  # only the first has left
    assert window.enter(send) > 0.3
    assert (window.refused, window.peak) == (2, 5)


async def test_the_limit_refuses_as_discord_does_and_a_client_that_waits_gets_through() -> None:
    async with DiscordServer(token=TOKEN, limit=5) as server, sender(server.api_url) as to:
        dm = server.api.dm_channel(MAYA)["id"]
        statuses = [await to.send(dm, message(f"nudge-{number}")) for number in range(6)]
        assert statuses == [200] * 5 + [429]
        url = f"{server.api_url}/channels/{dm}/messages"
        async with to.http.post(url, json=message("nudge-6")) as refused:
            said = await refused.json()
        assert refused.headers["X-RateLimit-Global"] == "true"
        assert "Via" in refused.headers
        assert said["global"] is True
        assert 0 < said["retry_after"] <= 1.01
        assert (server.window.refused, server.tally.invalid, server.window.peak) == (2, 2, 7)
        await asyncio.sleep(said["retry_after"])
        assert await to.send(dm, message("nudge-6")) == 200


class Bot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none())


async def test_a_process_remembers_what_a_dead_bot_has_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The clock is put forward while nobody runs; it is asked for by id, by nonce and by report."""
    clock = FastClock.from_now(MONDAY, speed=5)
    async with (
        DiscordElsewhere(token=TOKEN, clock=clock, limit=50) as elsewhere,
        sender(elsewhere.api_url) as to,
    ):
        channels = await elsewhere.channels([MAYA, TOM])
        maya, tom = channels[MAYA], channels[TOM]
        assert await elsewhere.channels([TOM]) == {TOM: tom}

        await elsewhere.hold("after")
        first = asyncio.create_task(to.send(maya, message("pitstop-1", "nudge:done:7:1")))
        assert await elsewhere.until_held(1) == 1
        await elsewhere.hold("before")
        second = asyncio.create_task(to.send(tom, message("pitstop-2", "nudge:done:8:2")))
        assert await elsewhere.until_held(2) == 2
        await elsewhere.release()
        answers = await asyncio.gather(first, second, return_exceptions=True)
        assert [type(answer) for answer in answers] == [aiohttp.ServerDisconnectedError] * 2
        assert await elsewhere.held() == 0

        [arrived] = (await elsewhere.report())["messages"]
        assert (arrived["user"], arrived["nonce"]) == (MAYA, "pitstop-1")
        assert arrived["custom_ids"] == ["nudge:done:7:1"]

        assert await to.send(maya, message("pitstop-1")) == 200
        assert len(await to.history(maya)) == 1
        clock = clock.skip(200)
        await elsewhere.set_clock(clock)
        assert await to.send(maya, message("pitstop-1")) == 200
        assert len(await to.history(maya)) == 2

        monkeypatch.setattr(Route, "BASE", elsewhere.api_url)
        bot = Bot()
        await bot.login(TOKEN)
        dm = bot.get_partial_messageable(maya)
        found = [m async for m in dm.history(after=clock() - timedelta(seconds=100))]
        [later] = found
        assert clock() - timedelta(seconds=30) < later.created_at <= clock()
        assert later.id > int(arrived["id"])
        await elsewhere.close_dms([TOM])
        with pytest.raises(discord.Forbidden, match="Cannot send messages to this user"):
            await bot.get_partial_messageable(tom).send("hello")
        await elsewhere.open_dms([TOM])
        await bot.get_partial_messageable(tom).send("hello")
        await bot.close()

        await elsewhere.faults(seed=1, rate=1, kinds=["503"])
        assert await to.send(maya, message("pitstop-3")) == 503
        report = await elsewhere.report()
    assert report["faults"] == {"503": 1}
    assert report["requests"]["POST /channels/{id}/messages"] == 7
    assert (report["unknown"], report["too_many"], report["invalid"]) == ([], 0, 1)
    assert not any("control" in route for route in report["requests"])
    assert 0 < report["peak"] <= sum(report["requests"].values())


async def test_a_process_keeps_the_limit_and_leaves_at_sigterm() -> None:
    async with DiscordElsewhere(token=TOKEN, limit=10, faults=(1, 0.0)) as elsewhere:
        [dm] = (await elsewhere.channels([MAYA])).values()
        async with sender(elsewhere.api_url) as to:
            sends = (to.send(dm, message(f"nudge-{number}", "again")) for number in range(15))
            statuses = Counter(await asyncio.gather(*sends))
        assert statuses == {200: 10, 429: 5}
        report = await elsewhere.report()
        assert (report["too_many"], report["over_the_limit"], report["peak"]) == (5, 5, 15)
        ids = [int(sent["id"]) for sent in report["messages"]]
        assert ids == sorted(set(ids))
        assert re.fullmatch(r"http://127.0.0.1:\d+/api/v10", elsewhere.api_url)
        elsewhere._process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(elsewhere._process.wait(), 5) == 0
