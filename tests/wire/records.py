"""What the loopback Discord remembers: requests, interactions, answers, refusals."""

import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .gateway import Payload

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, AUTOCOMPLETE, MODAL = 4, 5, 6, 7, 8, 9
DEFERRED = (DEFERRED_MESSAGE, DEFERRED_UPDATE)

Reply = tuple[int, Any]


@dataclass
class Request:
    """One API request.

    ``path`` is without /api/v10, ``status`` None where the connection dropped, ``received`` in
    seconds of `time.perf_counter`.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int | None = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    received: float = field(default_factory=time.perf_counter, compare=False)

    @classmethod
    async def read(cls, http: web.Request, prefix: str) -> "Request":
        """Read what came in, without the prefix of its path."""
        request = cls(http.method, http.path.removeprefix(prefix), dict(http.query), None)
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


@dataclass
class Tally:
    """How often what was asked and answered, over a server's life."""

    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def ask(self, request: Request) -> None:
        """Count a request under its method and route."""
        route = re.sub(r"/(\d{3,}|interaction-\d+)", "/{id}", request.path)
        self.requests[f"{request.method} {route}"] += 1

    @property
    def invalid(self) -> int:
        """The answers that Discord counts before it blocks an address."""
        return sum(self.statuses[status] for status in (401, 403, 429))


@dataclass
class Answer:
    """How the bot answered an interaction.

    ``data`` is the callback's data, or the body of the follow-up or edit after a deferred one.
    ``message`` is the one sent or edited; for a modal, the one it was opened from.
    """

    type: int
    data: Payload
    message: Payload | None


@dataclass
class Interaction:
    """What Discord remembers of an interaction while its token lives."""

    id: str
    type: int
    channel_id: str
    message: Payload | None
    answer: Answer | None = None
    original: Payload | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    completed: asyncio.Event = field(default_factory=asyncio.Event)

    def complete(self, data: Payload, message: Payload | None) -> None:
        """A deferred answer has come."""
        if self.answer and self.answer.type in DEFERRED and not self.completed.is_set():
            self.answer.data, self.answer.message = data, message
        self.completed.set()


class Refusal(Exception):
    """An error answer with Discord's own code and message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.reply: Reply = (status, {"message": message, "code": code})
