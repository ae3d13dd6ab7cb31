"""A small Discord on 127.0.0.1, so that discord.py's real HTTP and gateway code has a peer.

It keeps what a test looks at (requests, messages, commands), refuses what Discord refuses, fails
when told to, and acts as the people who use the bot.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import people
from .api import Api
from .gateway import Gateway, Payload
from .records import DEFERRED, MODAL, Answer, Interaction, Reply, Request

__all__ = ["Answer", "DiscordServer", "Payload", "Request"]

API = "/api/v10"
ANSWER_TIMEOUT = 5  # seconds; Discord itself gives a bot 3
UPLOAD_LIMIT = 10 << 20
SLASH, CLICK, TYPING, SUBMIT = 2, 3, 4, 5  # Discord's interaction types


@dataclass
class Fault:
    """A failure that waits for its request; ``status`` None drops the connection."""

    method: str
    path: re.Pattern[str]
    status: int | None
    times: int
    body: Any


class DiscordServer:
    """Discord for one bot: ``async with DiscordServer(token="…") as discord``."""

    def __init__(
        self,
        *,
        token: str,
        nonce_window: float = 180,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime(2026, 1, 5, 17, tzinfo=UTC),
    ) -> None:
        self.token = token
        self.api = Api(token, nonce_window=nonce_window, monotonic=monotonic, now=now)
        self.gateway = Gateway(token, self._ready_data)
        self.requests: list[Request] = []
        self.unknown_requests: list[Request] = []
        self.member_permissions = 0
        self._faults: list[Fault] = []
        app = web.Application(client_max_size=2 * UPLOAD_LIMIT)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/attachments/{id}/{filename}", self._serve_attachment)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
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
        async with asyncio.timeout(ANSWER_TIMEOUT):
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
        self._faults.append(Fault(method, re.compile(path_regex), status, times, body))

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
        event = self._interaction(interaction, token, user_id, channel) | {"data": data}
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

    def _interaction(
        self, interaction: Interaction, token: str, user_id: int, channel: Payload
    ) -> Payload:
        event: Payload = {
            "id": interaction.id,
            "application_id": self.api.application_id,
            "type": interaction.type,
            "token": token,
            "version": 1,
            "channel_id": channel["id"],
            "channel": channel,
            "locale": "en-US",
            "app_permissions": "0",
            "attachment_size_limit": UPLOAD_LIMIT,
            "entitlements": [],
            "entitlement_sku_ids": [],
        }
        if interaction.message is not None:
            event["message"] = interaction.message
        guild_id = channel.get("guild_id")
        if guild_id is None:
            owners = {"1": str(user_id)}
            person = {"context": 1, "user": people.user(user_id)}
            return event | person | {"authorizing_integration_owners": owners}
        return event | {
            "context": 0,
            "guild_id": guild_id,
            "guild": {"id": guild_id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": people.member(user_id, self.member_permissions),
            "authorizing_integration_owners": {"0": guild_id},
        }

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
        request = await _read(http)
        self.requests.append(request)
        fault = self._due_fault(request)
        if fault is not None and fault.status is not None:
            body = fault.body or {"message": f"{fault.status}: made to fail", "code": 0}
            return _response(request, (fault.status, body))
        reply = self.api.answer(request, http.headers.get("Authorization"))
        if reply is None:
            self.unknown_requests.append(request)
            reply = (404, {"message": "404: Not Found", "code": 0})
        if fault is not None and http.transport is not None:
            http.transport.close()
            return web.Response()
        return _response(request, reply)

    def _due_fault(self, request: Request) -> Fault | None:
        for fault in self._faults:
            if fault.times and fault.method == request.method and fault.path.search(request.path):
                fault.times -= 1
                return fault
        return None

    async def _serve_attachment(self, http: web.Request) -> web.StreamResponse:
        content = self.api.attachments.get(http.path)
        return web.Response(status=404) if content is None else web.Response(body=content)


async def _read(http: web.Request) -> Request:
    request = Request(http.method, http.path.removeprefix(API), dict(http.query), None)
    if http.content_type.startswith("multipart/"):
        for name, part in (await http.post()).items():
            if isinstance(part, web.FileField):
                with part.file:
                    request.files[name] = (part.filename, part.file.read())
            elif name == "payload_json":
                request.body = json.loads(str(part))
    elif raw := await http.read():
        request.body = json.loads(raw)
    return request


def _response(request: Request, reply: Reply) -> web.Response:
    request.status, body = reply
    if request.status == 204:
        return web.Response(status=204)
    # json_response would add a charset, and then discord.py takes the body for text.
    headers = {"Content-Type": "application/json"}
    if request.status == 429:
        # Without it discord.py takes a 429 for Cloudflare's and gives up.
        headers["Via"] = "1.1 loopback"
        body = {"retry_after": 0.0, "global": False} | body
    return web.Response(status=request.status, body=json.dumps(body).encode(), headers=headers)
