"""Nudges over the real discord.py: what goes wrong on the way, and how much may go out at all."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import discord
import pytest
from aiohttp import ClientRequest
from conftest import MONDAY
from discord.http import Route
from structlog.testing import capture_logs

import bot.nudges.gate
import bot.nudges.sender
from bot.app import App, open_app
from bot.config import Settings
from bot.contacts.service import Said
from bot.nudges.gate import HOLD, REFUSALS, REFUSALS_WITHIN, Gate
from bot.nudges.model import Letter
from bot.nudges.post import NotTried, Receipt, TryLater, Unreachable
from bot.nudges.sender import DiscordSender

from .club import MESSAGES, OPEN_DM, TOKEN, sent_to_dms
from .discord_server import DiscordServer
from .faults import KINDS, Faults, too_many

MAYA, SAM = 501, 502
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
FOREVER = MONDAY + timedelta(days=999)
TOO_FAST = {"message": "You are opening direct messages too fast", "code": 40003}


class Way:
    """The bot without a gateway, before a Discord that does what the test says; the test's clock."""

    def __init__(self, server: DiscordServer, folder: Path) -> None:
        self.discord = server
        self.folder = folder
        self.time = MONDAY
        self.app: App
        self.logs: list[Any] = []

    def now(self) -> datetime:
        return self.time

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Way"]:
        settings = Settings.model_construct(data_dir=self.folder)
        async with open_app(settings, self.now, Random(0)) as self.app:
            await self.app.client.login(TOKEN)
            yield self

    @property
    def sender(self) -> DiscordSender:
        found = self.app.courier._sender
        assert isinstance(found, DiscordSender)
        return found

    @property
    def gate(self) -> Gate:
        return self.sender._gate

    @property
    def tries(self) -> list[str]:
        """The nonces of what was sent, one for each request."""
        return [request.body["nonce"] for request in sent_to_dms(self.discord)]

    def channel(self, student_id: int) -> int:
        return int(self.discord.api.dm_channel(student_id)["id"])

    def here(self, *student_ids: int) -> int:
        """How many messages stand in these DMs."""
        return sum(len(self.discord.dms(each)) for each in student_ids)

    async def join(self, *student_ids: int, known: bool = True) -> datetime:
        """Students who agreed to DMs, each with one person; return when those are due."""
        for each in student_ids:
            await self.app.rooms.students.start(each, ZoneInfo("America/Los_Angeles"), "new", 9)
            await self.app.rooms.students.agree_to_dms(each, self.channel(each))
            if not known:
                with closing(sqlite3.connect(self.folder / "pitstop.db")) as file, file:
                    file.execute("UPDATE students SET dm_channel_id = NULL WHERE id = ?", [each])
            await self.app.rooms.contacts.add(each, Said(name="Ana", met_at="1 year ago"))
        upcoming = await self.app.courier.deliver()
        assert upcoming is not None
        return upcoming

    async def at(self, moment: datetime) -> datetime | None:
        self.time = moment
        return await self.app.courier.deliver()

    async def send(self, student_id: int, number: int | None = None) -> Receipt:
        """Send something past the courier."""
        letter = Letter(number or student_id, (), 0, date(2026, 1, 5))
        return await self.sender.send(student_id, self.channel(student_id), letter, FOREVER)

    async def is_refused(self, student_id: int) -> type[Exception] | None:
        try:
            await self.send(student_id)
        except (NotTried, TryLater, Unreachable) as error:
            return type(error)
        return None


@pytest.fixture
async def way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Way]:
    async with DiscordServer(token=TOKEN, limit=50, now=lambda: MONDAY) as server:
        monkeypatch.setattr(Route, "BASE", server.api_url)
        way = Way(server, folder)
        server.api._now = way.now
        with capture_logs() as way.logs:
            async with way.opened():
                yield way
        assert server.unknown_requests == []
        assert [e for e in way.logs if e["event"] == "nudge.failed"] == []


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("kind", [*KINDS, "501", "529"])
async def test_whatever_happens_on_the_way_one_message_arrives(
    way: Way, kind: str, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(bot.nudges.sender, "PATIENCE", 0.2)
    due = await way.join(MAYA, known=known)
    if kind in KINDS:
        way.discord.faults = Faults(rate=1, kinds=(kind,))
    else:
        way.discord.fail_next("POST", MESSAGES, status=int(kind))
    again = await way.at(due)
    monkeypatch.setattr(bot.nudges.sender, "PATIENCE", 15)
    opens_first = not known and kind not in KINDS  # that goes well
    assert len(way.discord.sent("POST", ".")) == 1 + opens_first
    assert again is not None
    assert again > due
    way.discord.faults = Faults()
    await way.at(again)
    assert set(way.tries) == {"pitstop-1"}
    assert len(way.tries) == (1 if not known and kind in KINDS else 2)
    assert way.here(MAYA) == 1
    letter = await way.app.rooms.nudges.letter(MAYA, 1)
    assert letter.items[0].nudge.state == "sent"


@pytest.mark.parametrize("kind", ["reset", "lost", "500", "unreadable", "429"])
async def test_a_history_that_cannot_be_read_is_read_again(way: Way, kind: str) -> None:
    due = await way.join(MAYA)
    way.discord.fail_next("POST", MESSAGES, status=None)
    await way.at(due)
    way.discord.api.nonce_window = -1
    way.discord.faults = Faults(rate=1, kinds=(kind,))
    again = await way.at(due + 5 * MINUTE)
    assert len(way.discord.sent("GET", MESSAGES)) == (2 if kind in {"lost", "reset"} else 1)
    way.discord.faults = Faults()
    assert again is not None
    await way.at(again)
    assert way.tries == ["pitstop-1"]
    assert way.here(MAYA) == 1


@pytest.mark.parametrize("body", [too_many(3, everywhere=True), "<html>error code: 1015</html>"])
async def test_too_many_for_everybody_holds_everybody(way: Way, body: Any) -> None:
    """One is Discord's for the whole bot; the other one's who stands before it, without Via."""
    wait = 3 * SECOND if isinstance(body, dict) else HOLD
    due = await way.join(SAM)
    way.discord.fail_next("POST", MESSAGES, status=429, body=body)
    assert await way.is_refused(MAYA) is TryLater
    assert await way.is_refused(SAM) is NotTried
    assert way.gate.closed_until() == MONDAY + wait
    way.gate._closed_until = due + wait
    assert await way.at(due) == due + wait
    assert len(way.tries) == 1
    await way.at(due + wait)
    assert way.here(SAM) == 1


async def test_too_many_in_one_channel_holds_only_that(way: Way) -> None:
    way.discord.fail_next("POST", MESSAGES, status=429, body=too_many(7))
    with pytest.raises(TryLater) as later:
        await way.send(MAYA)
    assert later.value.wait == 7 * SECOND
    await way.send(SAM)
    assert way.here(SAM) == 1


async def test_what_discord_wants_to_wait_is_waited(way: Way) -> None:
    due = await way.join(MAYA)
    way.discord.fail_next("POST", MESSAGES, status=429, body=too_many(40))
    again = await way.at(due)
    assert again is not None
    assert 40 * SECOND <= again - due <= 50 * SECOND


@pytest.mark.parametrize(
    ("status", "body", "counts"),
    [(401, None, 1), (403, TOO_FAST, 1), (429, too_many(0.1), 1), (404, None, 0), (500, None, 0)],
)
async def test_what_discord_refuses_is_counted(
    way: Way, status: int, body: Any, counts: int
) -> None:
    way.discord.fail_next("POST", MESSAGES, status=status, body=body)
    way.discord.fail_next("POST", OPEN_DM, status=500)
    assert await way.is_refused(MAYA) is TryLater
    assert len(way.gate._refusals) == counts


async def test_after_too_many_refusals_nothing_is_sent_until_the_window_has_passed(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.nudges.gate, "REFUSALS", 3)
    due = await way.join(SAM)
    way.time = due
    for number in range(3):
        way.discord.close_dm(600 + number)
        assert way.gate.closed_until() is None
        assert await way.is_refused(600 + number) is Unreachable
        way.time += MINUTE
    opens = due + REFUSALS_WITHIN
    assert await way.at(way.time) == opens
    assert await way.is_refused(603) is NotTried
    assert len(way.tries) == 3
    await way.at(opens)
    assert way.here(SAM) == 1
    # The first is forgotten by now: two in the window and one more are too many again.
    assert await way.is_refused(600) is Unreachable
    assert way.gate.closed_until() == opens + MINUTE


async def test_a_hundred_refusals_are_too_many(way: Way) -> None:
    way.gate._interval = 0
    way.discord.window.limit = None
    people = range(1000, 1000 + REFUSALS)
    for each in people:
        way.discord.close_dm(each)
    results = await asyncio.gather(*map(way.is_refused, people))
    assert set(results) == {Unreachable}
    assert await way.is_refused(MAYA) is NotTried
    assert way.discord.tally.invalid == REFUSALS
    assert way.gate.closed_until() == MONDAY + REFUSALS_WITHIN


async def test_a_closed_dm_costs_one_refusal(way: Way) -> None:
    due = await way.join(MAYA)
    way.discord.close_dm(MAYA)
    for hours in range(3):
        await way.at(due + timedelta(hours=hours))
    assert way.discord.tally.statuses[403] == 1
    assert len(way.tries) == 1


async def test_a_channel_that_is_gone_is_opened_anew(way: Way) -> None:
    due = await way.join(MAYA)
    with closing(sqlite3.connect(way.folder / "pitstop.db")) as file, file:
        file.execute("UPDATE students SET dm_channel_id = 123456")
    await way.at(due)
    assert way.here(MAYA) == 1
    assert way.tries == ["pitstop-1"] * 2
    student = await way.app.rooms.students.get(MAYA)
    assert student.dm_channel_id == way.channel(MAYA)


async def test_nothing_leaves_after_its_moment(way: Way) -> None:
    letter = Letter(1, (), 0, date(2026, 1, 5))
    with pytest.raises(NotTried):
        await way.sender.send(MAYA, way.channel(MAYA), letter, way.now())
    assert way.tries == []


async def test_what_waits_for_its_turn_past_its_moment_does_not_leave(way: Way) -> None:
    """It is told so by the gate, as late as can be."""
    letter = Letter(1, (), 0, date(2026, 1, 5))
    channel = way.channel(MAYA)
    await way.gate._turn()
    await way.gate._turn()
    sending = asyncio.create_task(way.sender.send(MAYA, channel, letter, MONDAY + SECOND))
    await asyncio.sleep(0)
    way.time += SECOND
    with pytest.raises(NotTried):
        await sending
    assert way.tries == []


async def test_who_is_stopped_between_the_headers_and_the_words_sends_neither(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, write = Letter(1, (), 0, date(2026, 1, 5)), ClientRequest.write_bytes

    async def late(self: ClientRequest, *given: Any) -> None:
        way.time = stopped_until
        await write(self, *given)

    stopped_until = MONDAY + SECOND
    monkeypatch.setattr(ClientRequest, "write_bytes", late)
    with pytest.raises(NotTried):
        await way.sender.send(MAYA, way.channel(MAYA), letter, MONDAY + SECOND)
    assert way.tries == []
    stopped_until = MONDAY
    assert (await way.send(MAYA)).channel_id == way.channel(MAYA), "the next one arrives"


async def test_answers_to_interactions_pass_without_waiting(way: Way) -> None:
    gate = Gate(way.now, pace=0.01)
    gate._close(FOREVER, "everything")
    url = way.discord.api_url
    async with aiohttp.ClientSession(trace_configs=[gate.trace]) as session:
        (await session.get(f"{url}/gateway")).close()  # the first one's turn is at once
        async with asyncio.timeout(5):
            for path in ("/interactions/1/token/callback", "/webhooks/1/token"):
                async with session.post(url + path, json={"type": 4, "data": {}}) as response:
                    assert response.status == 404
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await session.get(f"{url}/gateway")


async def test_a_pause_of_the_whole_process_is_not_made_up_for() -> None:
    gate = Gate(lambda: MONDAY)
    loop = asyncio.get_running_loop()
    left: list[float] = []

    async def leave() -> None:
        async with gate._queue:
            await gate._turn()
        left.append(loop.time())

    async with asyncio.TaskGroup() as leaving:
        for _ in range(70):
            leaving.create_task(leave())
        loop.call_later(0.1, time.sleep, 0.3)  # as when much is written, or the machine is busy
    most = max(sum(begun <= each < begun + 1 for each in left) for begun in left)
    assert most <= 50, "that is Discord's limit"


async def test_the_pace_stays_under_discords_limit(way: Way) -> None:
    receipts = await asyncio.gather(*map(way.send, range(1000, 1060)))
    assert len({receipt.message_id for receipt in receipts}) == 60
    assert way.discord.window.refused == 0
    assert way.discord.window.peak <= 50
    assert way.discord.tally.statuses[429] == 0


async def test_the_memory_of_rate_limits_does_not_grow(way: Way) -> None:
    way.gate._interval = 0
    way.discord.window.limit = None
    for first in range(1000, 1400, 50):
        await asyncio.gather(*map(way.send, range(first, first + 50)))
    assert len(way.tries) == 400
    assert len(way.app.client.http._buckets) == 255


async def test_the_sender_waits_no_longer_than_its_patience(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.nudges.sender, "PATIENCE", 0.05)
    way.discord.faults = Faults(rate=1, kinds=("hang",))
    assert await way.is_refused(MAYA) is TryLater
    assert len(way.tries) == 1


async def test_a_card_without_buttons_is_found_too_and_not_taken_for_another(way: Way) -> None:
    sent = await way.send(MAYA, 7)
    where = way.channel(MAYA)
    assert await way.sender.find(MAYA, where, 7, MONDAY) == sent
    assert await way.sender.find(MAYA, where, 8, MONDAY) is None


@pytest.mark.parametrize(
    "header",
    [
        *("nan", "inf", "-5", "soon", "1e9", "1e12", "Wed, 21 Oct 2026 07:28:00 GMT"),
    ],
)
async def test_a_strange_wait_is_no_harm(header: str) -> None:
    """What stands before Discord may say anything."""

    class Response:
        status = 429
        headers = {"Retry-After": header}  # noqa: RUF012

        def close(self) -> None:
            pass

    gate = Gate(lambda: MONDAY)
    about: Any = type("About", (), {"response": Response()})()
    async with gate.nudging(FOREVER):
        with pytest.raises(bot.nudges.gate.NotTaken) as refused:
            await gate._after(None, None, about)  # type: ignore[arg-type]
    assert refused.value.wait <= timedelta(days=1)


@pytest.mark.parametrize("number", [54, 10054])
async def test_a_reset_as_macos_and_windows_number_it_is_no_second_request(
    way: Way, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The message has arrived, the answer is lost; then the gate closes."""
    session: Any = way.app.client.http._HTTPClient__session  # type: ignore[attr-defined]
    request = session.request

    @asynccontextmanager
    async def reset(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with request(*args, **kwargs):
            way.gate._close(MONDAY + MINUTE, "a 429 of somebody else's")
            raise ConnectionResetError(number, "Connection reset by peer")
        yield

    monkeypatch.setattr(session, "request", reset)
    monkeypatch.setattr("discord.http.asyncio.sleep", soon)
    assert await way.is_refused(MAYA) is TryLater  # it may have arrived: nobody may say NotTried
    assert len(way.tries) == 1


async def soon(_seconds: float) -> None:
    pass


def test_discord_py_still_has_what_the_gate_leans_on() -> None:
    assert discord.__version__.startswith("2.7.")
