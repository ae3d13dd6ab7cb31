"""The REST side of the loopback Discord: routes, what they keep, what they refuse."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from . import people
from .gateway import Payload
from .records import (
    DEFERRED_MESSAGE,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    UPDATE,
    Answer,
    Interaction,
    Refusal,
    Reply,
    Request,
)

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
CONTENT_LIMIT = 2000
EPHEMERAL, LOADING = 1 << 6, 1 << 7


class Api:
    """Discord's state for one bot and the routes that read and change it."""

    def __init__(
        self,
        token: str,
        *,
        nonce_window: float,
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self.token = token
        self.nonce_window = nonce_window
        self.origin = ""
        self.commands: dict[str | None, list[Payload]] = {None: []}
        self.channels: dict[str, Payload] = {}
        self.messages: dict[str, list[Payload]] = {}
        self.interactions: dict[str, Interaction] = {}
        self.attachments: dict[str, bytes] = {}
        self.closed_dms: set[str] = set()
        self.message_came = asyncio.Event()
        self._monotonic, self._now = monotonic, now
        self._nonces: dict[tuple[str, str], tuple[float, Payload]] = {}
        self._dms: dict[str, Payload] = {}
        self._last_snowflake = 0
        self.application_id = self.snowflake()
        self.bot_user = people.user(self.application_id) | {"username": "pitstop", "bot": True}

    def snowflake(self) -> str:
        """The next id: its upper bits are the time now, in milliseconds, and it is never smaller."""
        milliseconds = int((self._now() - DISCORD_EPOCH).total_seconds() * 1000)
        self._last_snowflake = max(milliseconds << 22, self._last_snowflake + 1)
        return str(self._last_snowflake)

    def answer(self, request: Request, authorization: str | None) -> Reply | None:
        """Discord's answer; None where there is no such route."""
        for pattern, handler in BY_METHOD[request.method]:
            ids = pattern.fullmatch(request.path)
            if ids is not None:
                by_interaction_token = "token" in ids.groupdict()
                if not by_interaction_token and authorization != f"Bot {self.token}":
                    return 401, {"message": "401: Unauthorized", "code": 0}
                try:
                    return handler(self, request, **ids.groupdict())
                except Refusal as refusal:
                    return refusal.reply
        return None

    def dm_channel(self, user_id: int | str) -> Payload:
        """The DM with this person, the same one every time."""
        if (known := self._dms.get(str(user_id))) is not None:
            return known
        opened = self._open(people.dm_channel(self.snowflake(), int(user_id)))
        self._dms[str(user_id)] = opened
        return opened

    def guild_channel(self, guild_id: int) -> Payload:
        """The one text channel of this server."""
        for channel in self.channels.values():
            if channel.get("guild_id") == str(guild_id):
                return channel
        return self._open(people.guild_channel(self.snowflake(), guild_id))

    def attach(self, filename: str, content: bytes) -> Payload:
        """Keep a file where the bot can fetch it; its attachment object."""
        attachment_id = self.snowflake()
        path = f"/attachments/{attachment_id}/{filename}"
        self.attachments[path] = content
        url = self.origin + path
        return {
            "id": attachment_id,
            "filename": filename,
            "size": len(content),
            "url": url,
            "proxy_url": url,
        }

    def _open(self, channel: Payload) -> Payload:
        self.channels[channel["id"]] = channel
        self.messages[channel["id"]] = []
        return channel

    # Who the bot is.

    def _me(self, request: Request) -> Reply:
        return 200, self.bot_user | {"verified": True, "mfa_enabled": False, "flags": 0}

    def _user(self, request: Request, user_id: str) -> Reply:
        return 200, people.user(user_id)

    def _application(self, request: Request) -> Reply:
        return 200, people.application(self.application_id)

    def _gateway(self, request: Request) -> Reply:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        url = self.origin.replace("http", "ws", 1) + "/gateway"
        return 200, {"url": url, "shards": 1, "session_start_limit": limit}

    # Commands.

    def _put_commands(self, request: Request, app: str, guild_id: str | None = None) -> Reply:
        known = {(old["name"], old["type"]): old["id"] for old in self.commands.get(guild_id, [])}
        self.commands[guild_id] = [self._command(new, guild_id, known) for new in request.body]
        return 200, self.commands[guild_id]

    def _get_commands(self, request: Request, app: str, guild_id: str | None = None) -> Reply:
        return 200, self.commands.get(guild_id, [])

    def _command(self, body: Payload, guild_id: str | None, known: dict[Any, str]) -> Payload:
        kind, permissions = body.get("type") or 1, body.get("default_member_permissions")
        return (
            {"description": ""}
            | body
            | {
                "id": known.get((body["name"], kind)) or self.snowflake(),
                "type": kind,
                "application_id": self.application_id,
                "default_member_permissions": None if permissions is None else str(permissions),
                "version": self.snowflake(),
                **({"guild_id": guild_id} if guild_id else {}),
            }
        )

    # Channels and messages.

    def _create_dm(self, request: Request) -> Reply:
        return 200, self.dm_channel(request.body["recipient_id"])

    def _channel(self, channel_id: str) -> Payload:
        if channel_id not in self.channels:
            raise Refusal(404, 10003, "Unknown Channel")
        return self.channels[channel_id]

    def _get_channel(self, request: Request, channel_id: str) -> Reply:
        return 200, self._channel(channel_id)

    def _typing(self, request: Request, channel_id: str) -> Reply:
        self._channel(channel_id)
        return 204, None

    def _create_message(self, request: Request, channel_id: str) -> Reply:
        channel = self._channel(channel_id)
        if any(person["id"] in self.closed_dms for person in channel.get("recipients", [])):
            raise Refusal(403, 50007, "Cannot send messages to this user")
        nonce = request.body.get("nonce")
        # The author is always the bot, so channel and nonce are the whole key.
        key = (channel_id, str(nonce))
        if nonce is None or not request.body.get("enforce_nonce"):
            return 200, self._new_message(channel_id, request.body, request)
        sent_at, message = self._nonces.get(key, (float("-inf"), {}))
        if self._monotonic() - sent_at > self.nonce_window:
            message = self._new_message(channel_id, request.body, request)
            self._nonces[key] = (self._monotonic(), message)
        return 200, message

    def _history(self, request: Request, channel_id: str) -> Reply:
        self._channel(channel_id)
        before = int(request.query.get("before", 1 << 63))
        after = int(request.query.get("after", 0))
        limit = int(request.query.get("limit", 50))
        found = [
            message
            for message in self.messages[channel_id]
            if after < int(message["id"]) < before and not message["flags"] & EPHEMERAL
        ]
        # Newest first either way; ``after`` counts from the old end.
        kept = found[:limit] if "after" in request.query else found[-limit:]
        return 200, kept[::-1]

    def _message(self, channel_id: str, message_id: str) -> Payload:
        self._channel(channel_id)
        for message in self.messages[channel_id]:
            if message["id"] == message_id:
                return message
        raise Refusal(404, 10008, "Unknown Message")

    def _get_message(self, request: Request, channel_id: str, message_id: str) -> Reply:
        return 200, self._message(channel_id, message_id)

    def _edit_message(self, request: Request, channel_id: str, message_id: str) -> Reply:
        message = self._message(channel_id, message_id)
        return 200, self._edited(message, request.body, request)

    def _delete_message(self, request: Request, channel_id: str, message_id: str) -> Reply:
        self.messages[channel_id].remove(self._message(channel_id, message_id))
        return 204, None

    def _new_message(self, channel_id: str, data: Payload, request: Request) -> Payload:
        carried = ("content", "embeds", "components", "attachments", "poll", "sticker_ids")
        if not any(data.get(key) for key in carried):
            raise Refusal(400, 50006, "Cannot send an empty message")
        message = self._blank_message(channel_id, data.get("flags") or 0)
        message |= {"nonce": data["nonce"]} if "nonce" in data else {}
        message |= {"tts": bool(data.get("tts"))}
        self._fill(message, data, request)
        self._keep(message)
        return message

    def _blank_message(self, channel_id: str, flags: int) -> Payload:
        sent_at = self._now().isoformat()
        return people.message(self.snowflake(), channel_id, self.bot_user, sent_at, flags)

    def _keep(self, message: Payload) -> None:
        self.messages[message["channel_id"]].append(message)
        self.message_came.set()
        self.message_came = asyncio.Event()

    def _edited(self, message: Payload, data: Payload, request: Request) -> Payload:
        self._fill(message, data, request)
        message["edited_timestamp"] = self._now().isoformat()
        # Of an edit's flags only these two count: no embeds, and components v2.
        message["flags"] |= (data.get("flags") or 0) & (1 << 2 | 1 << 15)
        message["flags"] &= ~LOADING
        return message

    def _fill(self, message: Payload, data: Payload, request: Request) -> None:
        if len(data.get("content") or "") > CONTENT_LIMIT:
            raise Refusal(400, 50035, "Invalid Form Body")
        if "content" in data:
            message["content"] = data["content"] or ""
        for key in ("embeds", "components"):
            if key in data:
                message[key] = json.loads(json.dumps(data[key])) or []
        people.number_components(message["components"])
        if "attachments" in data:
            old = {str(attachment["id"]): attachment for attachment in message["attachments"]}
            message["attachments"] = [
                self.attach(*request.files[key])
                if (key := f"files[{entry['id']}]") in request.files
                else old[str(entry["id"])]
                for entry in data["attachments"] or []
            ]

    # Interactions and their webhooks, which need no Authorization but a living token.

    def _callback(self, request: Request, interaction_id: str, token: str) -> Reply:
        interaction = self.interactions.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.answer is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        kind, data = request.body["type"], request.body.get("data") or {}
        interaction.original = self._original(interaction, kind, data, request)
        shown = interaction.original if kind in (MESSAGE, UPDATE) else interaction.message
        interaction.answer = Answer(kind, data, shown)
        interaction.answered.set()
        if request.query.get("with_response") not in ("1", "true"):
            return 204, None
        return 200, _callback_response(interaction, kind)

    def _original(
        self, interaction: Interaction, kind: int, data: Payload, request: Request
    ) -> Payload | None:
        """The message that ``@original`` stands for after this answer."""
        if kind == MESSAGE:
            return self._new_message(interaction.channel_id, data, request)
        if kind == DEFERRED_MESSAGE:
            flags = (data.get("flags") or 0) | LOADING
            thinking = self._blank_message(interaction.channel_id, flags)
            self._keep(thinking)
            return thinking
        if kind in (UPDATE, DEFERRED_UPDATE) and interaction.message is None:
            raise Refusal(400, 50035, "Invalid Form Body")
        if kind == UPDATE:
            return self._edited(interaction.message or {}, data, request)
        if kind == MODAL:
            people.number_components(data["components"])
        return interaction.message if kind == DEFERRED_UPDATE else None

    def _by_token(self, token: str) -> Interaction:
        interaction = self.interactions.get(token)
        if interaction is None or interaction.answer is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        return interaction

    def _webhook_message(self, token: str, message_id: str) -> tuple[Interaction, Payload]:
        interaction = self._by_token(token)
        if message_id != "@original":
            return interaction, self._message(interaction.channel_id, message_id)
        if interaction.original is None:
            raise Refusal(404, 10008, "Unknown Message")
        return interaction, self._message(interaction.channel_id, interaction.original["id"])

    def _get_answer(self, request: Request, app: str, token: str, message_id: str) -> Reply:
        return 200, self._webhook_message(token, message_id)[1]

    def _edit_answer(self, request: Request, app: str, token: str, message_id: str) -> Reply:
        interaction, message = self._webhook_message(token, message_id)
        self._edited(message, request.body, request)
        interaction.complete(request.body, message)
        return 200, message

    def _delete_answer(self, request: Request, app: str, token: str, message_id: str) -> Reply:
        interaction, message = self._webhook_message(token, message_id)
        self.messages[interaction.channel_id].remove(message)
        interaction.complete({}, None)
        return 204, None

    def _follow_up(self, request: Request, app: str, token: str) -> Reply:
        interaction = self._by_token(token)
        original = interaction.original
        if original is not None and original["flags"] & LOADING:
            # The first follow-up takes the place of "thinking…".
            message = self._edited(original, request.body, request)
        else:
            message = self._new_message(interaction.channel_id, request.body, request)
        interaction.complete(request.body, message)
        return 200, message


def _callback_response(interaction: Interaction, kind: int) -> Payload:
    about: Payload = {"id": interaction.id, "type": interaction.type}
    if (original := interaction.original) is None:
        return {"interaction": about, "resource": {"type": kind}}
    about["response_message_id"] = original["id"]
    about["response_message_loading"] = bool(original["flags"] & LOADING)
    about["response_message_ephemeral"] = bool(original["flags"] & EPHEMERAL)
    return {"interaction": about, "resource": {"type": kind, "message": original}}


def _route(method: str, template: str, handler: Callable[..., Reply]) -> Any:
    return method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template)), handler


_ANSWER = "/webhooks/{app}/{token}/messages/{message_id}"
_COMMANDS = "/applications/{app}/commands"
_GUILD_COMMANDS = "/applications/{app}/guilds/{guild_id}/commands"

ROUTES: tuple[tuple[str, re.Pattern[str], Callable[..., Reply]], ...] = (
    _route("GET", "/users/@me", Api._me),
    _route("GET", "/users/{user_id}", Api._user),
    _route("GET", "/oauth2/applications/@me", Api._application),
    _route("GET", "/applications/@me", Api._application),
    _route("GET", "/gateway", Api._gateway),
    _route("GET", "/gateway/bot", Api._gateway),
    _route("GET", _COMMANDS, Api._get_commands),
    _route("PUT", _COMMANDS, Api._put_commands),
    _route("GET", _GUILD_COMMANDS, Api._get_commands),
    _route("PUT", _GUILD_COMMANDS, Api._put_commands),
    _route("POST", "/users/@me/channels", Api._create_dm),
    _route("GET", "/channels/{channel_id}", Api._get_channel),
    _route("POST", "/channels/{channel_id}/typing", Api._typing),
    _route("POST", "/channels/{channel_id}/messages", Api._create_message),
    _route("GET", "/channels/{channel_id}/messages", Api._history),
    _route("GET", "/channels/{channel_id}/messages/{message_id}", Api._get_message),
    _route("PATCH", "/channels/{channel_id}/messages/{message_id}", Api._edit_message),
    _route("DELETE", "/channels/{channel_id}/messages/{message_id}", Api._delete_message),
    _route("POST", "/interactions/{interaction_id}/{token}/callback", Api._callback),
    _route("POST", "/webhooks/{app}/{token}", Api._follow_up),
    _route("GET", _ANSWER, Api._get_answer),
    _route("PATCH", _ANSWER, Api._edit_answer),
    _route("DELETE", _ANSWER, Api._delete_answer),
)
BY_METHOD: defaultdict[str, list[tuple[re.Pattern[str], Callable[..., Reply]]]] = defaultdict(list)
for _method, _pattern, _handler in ROUTES:
    BY_METHOD[_method].append((_pattern, _handler))
