"""A small Discord on 127.0.0.1, so that discord.py's real HTTP and gateway code has a peer.

It keeps what a test looks at (requests, messages, commands), refuses what Discord refuses, fails
when told to, and acts as the people who use the bot.
"""

import asyncio
import json
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import people
from .api import Api
from .faults import Fault, Faults, Order, Window, cut_off, hang_up, too_many
from .gateway import Gateway, Payload
from .records import DEFERRED, MODAL, Answer, Interaction, Reply, Request, Tally

__all__ = ["Answer", "DiscordServer", "Payload", "Request"]

API = "/api/v10"
JSON = {"Content-Type": "application/json"}  # with a charset discord.py would take it for text
ANSWER_TIMEOUT = 5  # seconds; Discord itself gives a bot 3
START_TIMEOUT = 30  # a process of its own has to import everything first, beside other tests
SLASH, CLICK, TYPING, SUBMIT = 2, 3, 4, 5  # Discord's interaction types


class DiscordServer:
    """Discord for one bot: ``async with DiscordServer(token="…") as discord``.

    Args:
        token: the bot's.
        nonce_window: how long a nonce is good for one message, in seconds of ``monotonic``.
        limit: requests in any one second of real time; None for as many as may come.
        faults: what goes wrong by itself.
        keep_requests: whether ``requests`` fills; ``tally`` counts them either way.
        monotonic: seconds for nonces.
        now: the time that messages and their ids carry.
    """

    def __init__(
        self,
        *,
        token: str,
        nonce_window: float = 180,
        limit: int | None = None,
        faults: Faults | None = None,
        keep_requests: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime(2026, 1, 5, 17, tzinfo=UTC),
    ) -> None:
        self.token = token
        self.api = Api(token, nonce_window=nonce_window, monotonic=monotonic, now=now)
        self.gateway = Gateway(token, self._ready_data)
        self.requests: list[Request] = []
        self.unknown_requests: list[Request] = []
        self.tally = Tally()
        self.window = Window(limit)
        self.faults = faults or Faults()
        self.hanging = 0
        self.member_permissions = 0
        self._keep_requests = keep_requests
        self._orders: list[Order] = []
        self._let_go = asyncio.Event()
        self._web = web.Application(client_max_size=2 * people.UPLOAD_LIMIT)
        self._web.router.add_get("/gateway", self.gateway.handle)
        self._web.router.add_get("/attachments/{id}/{filename}", self._serve_attachment)
        # What waits for nobody any more, since the bot has hung up, is cancelled.
        self._runner = web.AppRunner(
            self._web, access_log=None, handler_cancellation=True, shutdown_timeout=1
        )

    async def __aenter__(self) -> Self:
        self._web.router.add_route("*", "/{path:.*}", self._serve)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.api.origin = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.gateway.drop(code=1001)
        self.let_go()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """What goes into ``discord.http.Route.BASE``."""
        return self.api.origin + API

    @property
    def gateway_url(self) -> str:
        """What goes, as ``yarl.URL``, into ``DiscordWebSocket.DEFAULT_GATEWAY``."""
        return self.api.origin.replace("http", "ws", 1) + "/gateway"

    @property
    def commands(self) -> list[Payload]:
        """The global commands as last synced."""
        return self.api.commands[None]

    @property
    def application_id(self) -> int:
        """The bot's application and user id."""
        return int(self.api.application_id)

    # What a test looks at.

    def sent(self, method: str, path_regex: str) -> list[Request]:
        """The recorded requests of this method whose path the expression is found in."""
        wanted = re.compile(path_regex)
        return [r for r in self.requests if r.method == method and wanted.search(r.path)]

    def dms(self, user_id: int) -> list[Payload]:
        """Every message that stands in this person's DM, oldest first, ephemeral ones too."""
        return self.api.messages[self.api.dm_channel(user_id)["id"]]

    async def next_dm(self, user_id: int, *, count: int = 1) -> list[Payload]:
        """Wait until the person's DM holds at least ``count`` messages; all of them."""
        async with asyncio.timeout(ANSWER_TIMEOUT):
            while len(self.dms(user_id)) < count:
                await self.api.message_came.wait()
        return self.dms(user_id)

    async def ready(self) -> None:
        """Wait until a client has been sent READY."""
        async with asyncio.timeout(START_TIMEOUT):
            await self.gateway.ready.wait()

    async def resumed(self) -> None:
        """Wait until a client has been sent RESUMED after ``drop_gateway``."""
        async with asyncio.timeout(ANSWER_TIMEOUT):
            await self.gateway.resumed.wait()

    # What a test makes happen.

    def close_dm(self, user_id: int) -> None:
        """This person takes no messages from the bot any more."""
        self.api.closed_dms.add(str(user_id))

    def open_dm(self, user_id: int) -> None:
        """This person takes messages again."""
        self.api.closed_dms.discard(str(user_id))

    def fail_next(
        self,
        method: str,
        path_regex: str,
        *,
        status: int | None = 503,
        times: int = 1,
        body: Any = None,
    ) -> None:
        """Fail the next requests whose path (without /api/v10) the expression is found in.

        ``status`` None does what was asked and then drops the connection without an answer.
        """
        self._orders.append(Order(method, re.compile(path_regex), status, times, body))

    def let_go(self) -> None:
        """Drop every connection that hangs."""
        self._let_go.set()
        self._let_go = asyncio.Event()

    async def drop_gateway(self, *, code: int = 4000, resumable: bool = True) -> None:
        """Close the websocket; without ``resumable`` the client's resume is an invalid session."""
        await self.gateway.drop(code=code, resumable=resumable)

    # What people do.

    async def slash(
        self,
        user_id: int,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        guild_id: int | None = None,
        wait_for_edit: bool = True,
    ) -> Answer:
        """Run ``"contact add"``; a user option takes an id, an attachment (filename, bytes)."""
        data = self._command_data(command, options or {}, guild_id)
        channel = self._channel(user_id, guild_id)
        return await self._act(SLASH, user_id, channel, data, wait_for_edit=wait_for_edit)

    async def autocomplete(
        self,
        user_id: int,
        command: str,
        option: str,
        typed: str,
        options: Mapping[str, Any] | None = None,
        *,
        guild_id: int | None = None,
    ) -> Answer:
        """Type into one option; the choices are in the answer's ``data["choices"]``."""
        values = {**(options or {}), option: typed}
        data = self._command_data(command, values, guild_id, focused=option)
        return await self._act(TYPING, user_id, self._channel(user_id, guild_id), data)

    async def click(
        self,
        user_id: int,
        message: Payload,
        custom_id: str,
        values: Sequence[str] | None = None,
        *,
        wait_for_edit: bool = True,
    ) -> Answer:
        """Press a button, or with ``values`` choose in a select, of a message the bot sent."""
        data = people.component_data(message, custom_id, values)
        channel = self.api.channels[message["channel_id"]]
        return await self._act(
            CLICK, user_id, channel, data, message=message, wait_for_edit=wait_for_edit
        )

    async def submit_modal(
        self,
        user_id: int,
        modal: Answer,
        values: Mapping[str, Any],
        *,
        guild_id: int | None = None,
        wait_for_edit: bool = True,
    ) -> Answer:
        """Fill in the modal of an answer, fields by custom_id or label, and submit it."""
        if modal.type != MODAL:
            raise LookupError(f"the answer is no modal but of type {modal.type}")
        data = people.modal_data(modal.data, values)
        message = modal.message
        channel = self._channel(user_id, guild_id)
        if message is not None:
            channel = self.api.channels[message["channel_id"]]
        return await self._act(
            SUBMIT, user_id, channel, data, message=message, wait_for_edit=wait_for_edit
        )

    def _channel(self, user_id: int, guild_id: int | None) -> Payload:
        return self.api.guild_channel(guild_id) if guild_id else self.api.dm_channel(user_id)

    def _command_data(
        self,
        line: str,
        values: Mapping[str, Any],
        guild_id: int | None,
        *,
        focused: str | None = None,
    ) -> Payload:
        name, *words = line.split()
        offered = [*self.api.commands.get(str(guild_id), []), *self.commands]
        command = people.find_command(offered, name, guild=guild_id is not None)
        data = people.command_data(command, words, values, focused=focused)
        users: Payload = {}
        attachments: Payload = {}
        for option in people.options_of(data):
            if option["type"] == people.USER_OPTION:
                users[option["value"]] = people.user(option["value"])
            elif option["type"] == people.ATTACHMENT_OPTION:
                attachment = self.api.attach(*option["value"])
                attachments[attachment["id"]] = attachment
                option["value"] = attachment["id"]
        data["resolved"] = {"users": users, "attachments": attachments}
        return data

    async def _act(
        self,
        kind: int,
        user_id: int,
        channel: Payload,
        data: Payload,
        *,
        message: Payload | None = None,
        wait_for_edit: bool = True,
    ) -> Answer:
        interaction = Interaction(self.api.snowflake(), kind, channel["id"], message)
        token = f"interaction-{interaction.id}"
        self.api.interactions[token] = interaction
        about: Payload = {"id": interaction.id, "type": kind, "token": token, "data": data}
        if message is not None:
            about["message"] = message
        event = people.interaction(
            channel, user_id, self.api.application_id, self.member_permissions, **about
        )
        await self.gateway.dispatch("INTERACTION_CREATE", event)
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT):
                await interaction.answered.wait()
                if interaction.answer and interaction.answer.type in DEFERRED and wait_for_edit:
                    await interaction.completed.wait()
                await self.gateway.settle()
        except TimeoutError:
            what = data.get("name") or data.get("custom_id")
            state = "deferred and left" if interaction.answer else "left without an answer"
            raise TimeoutError(f"{what!r} (interaction type {kind}) was {state}") from None
        if interaction.answer is None:
            raise AssertionError("answered without an answer")
        return interaction.answer

    def _ready_data(self, session_id: str) -> Payload:
        return {
            "v": 10,
            "user": self.api.bot_user | {"verified": True, "mfa_enabled": False, "flags": 0},
            "application": {"id": self.api.application_id, "flags": 0},
            "guilds": [],
            "private_channels": [],
            "session_id": session_id,
            "session_type": "normal",
            "resume_gateway_url": self.gateway_url,
            "shard": [0, 1],
        }

    # The HTTP server.

    async def _serve(self, http: web.Request) -> web.StreamResponse:
        request = await Request.read(http, API)
        self.tally.ask(request)
        if self._keep_requests:
            self.requests.append(request)
        if wait := self.window.enter(request):
            return self._respond(request, (429, too_many(wait, everywhere=True)))
        fault = self._fault(request)
        reply = (0, None)
        if fault is None or fault.processed:
            reply = self._reply(request, http.headers.get("Authorization"))
        if fault is None:
            return self._respond(request, reply)
        if fault.ending == "answer":
            return self._respond(request, (fault.status, fault.body), via=fault.via)
        if fault.ending == "cut off":
            return web.Response(body=cut_off(reply), headers=JSON)
        if fault.ending == "hang":
            await self._hang()
        hang_up(http, reset=fault.ending == "reset")
        return web.Response()

    def _fault(self, request: Request) -> Fault | None:
        due = (order.take(request) for order in self._orders)
        return next((fault for fault in due if fault), None) or self.faults.draw(request)

    def _reply(self, request: Request, authorization: str | None) -> Reply:
        reply = self.api.answer(request, authorization)
        if reply is None:
            self.unknown_requests.append(request)
            return 404, {"message": "404: Not Found", "code": 0}
        return reply

    async def _hang(self) -> None:
        """Wait until the bot hangs up, which ends this, or until all is let go."""
        self.hanging += 1
        try:
            await self._let_go.wait()
        finally:
            self.hanging -= 1

    def _respond(self, request: Request, reply: Reply, *, via: bool = True) -> web.Response:
        request.status, body = reply
        self.tally.statuses[request.status] += 1
        if request.status == 204:
            return web.Response(status=204)
        if isinstance(body, str):
            return web.Response(status=request.status, text=body, content_type="text/html")
        headers = dict(JSON)
        if request.status == 429:
            body = {"retry_after": 0.0, "global": False} | body
            headers["Retry-After"] = str(math.ceil(body["retry_after"]))
            if body["global"]:
                headers["X-RateLimit-Global"] = "true"
            if via:
                # Without it discord.py takes a 429 for Cloudflare's and gives up.
                headers["Via"] = "1.1 loopback"
        content = json.dumps(body, separators=(",", ":")).encode()
        return web.Response(status=request.status, body=content, headers=headers)

    async def _serve_attachment(self, http: web.Request) -> web.StreamResponse:
        content = self.api.attachments.get(http.path)
        return web.Response(status=404) if content is None else web.Response(body=content)
