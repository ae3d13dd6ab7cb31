"""The websocket side of the loopback Discord: hello, identify, resume, heartbeats, events."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import WSMsgType, web

Payload = dict[str, Any]

AUTHENTICATION_FAILED = 4004
HEARTBEAT_INTERVAL = 41_250  # milliseconds, what Discord says too


class Opcode(IntEnum):
    """Discord's gateway opcodes, those the server takes or sends."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


@dataclass
class Session:
    """What Discord remembers of one identify, so that a resume can replay what was missed."""

    session_id: str
    socket: web.WebSocketResponse | None
    events: list[Payload] = field(default_factory=list)


class Gateway:
    """One shard's gateway.

    Frames are plain JSON text: discord.py asks for zlib-stream and takes text as well.
    """

    def __init__(self, token: str, ready_data: Callable[[str], Payload]) -> None:
        self.token = token
        self.ready = asyncio.Event()
        self.resumed = asyncio.Event()
        self.sessions: dict[str, Session] = {}
        self.received: list[Payload] = []
        self._ready_data = ready_data
        self._identified = 0
        self._sockets: set[web.WebSocketResponse] = set()
        self._pong = asyncio.Event()

    async def handle(self, http: web.Request) -> web.WebSocketResponse:
        """Serve one websocket until either side closes it."""
        socket = web.WebSocketResponse(autoping=False)  # so that ``settle`` sees the pongs
        await socket.prepare(http)
        self._sockets.add(socket)
        try:
            await _send(socket, Opcode.HELLO, {"heartbeat_interval": HEARTBEAT_INTERVAL})
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._receive(socket, frame.json())
                elif frame.type is WSMsgType.PING:
                    await socket.pong(frame.data)
                elif frame.type is WSMsgType.PONG:
                    self._pong.set()
        finally:
            self._pong.set()
            self._sockets.discard(socket)
            self._forget_socket(socket)
        return socket

    async def dispatch(self, event: str, data: Payload) -> None:
        """Send an event to every session; one without a socket gets it when it resumes."""
        for session in self.sessions.values():
            await _dispatch(session, event, data)

    async def settle(self) -> None:
        """Wait for one round trip, in which the client also takes in what HTTP just told it.

        discord.py knows a view or modal only once the callback's response has come back; a click
        sent before that would find nothing.
        """
        for session in list(self.sessions.values()):
            if session.socket is not None and not session.socket.closed:
                self._pong.clear()
                await session.socket.ping()
                await self._pong.wait()

    async def drop(self, *, code: int = 4000, resumable: bool = True) -> None:
        """Close every websocket; without ``resumable`` the next resume is an invalid session."""
        self.ready.clear()
        self.resumed.clear()
        if not resumable:
            self.sessions.clear()
        for socket in list(self._sockets):
            self._forget_socket(socket)
            await socket.close(code=code)

    async def _receive(self, socket: web.WebSocketResponse, frame: Payload) -> None:
        self.received.append(frame)
        match frame["op"]:
            case Opcode.HEARTBEAT:
                await _send(socket, Opcode.HEARTBEAT_ACK, None)
            case Opcode.IDENTIFY | Opcode.RESUME if frame["d"]["token"] != self.token:
                await socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            case Opcode.IDENTIFY:
                await self._identify(socket)
            case Opcode.RESUME:
                await self._resume(socket, frame["d"])
            case _:
                pass  # presence and the like have no answer

    async def _identify(self, socket: web.WebSocketResponse) -> None:
        self._identified += 1
        session = Session(f"session-{self._identified}", socket)
        # One bot, one shard: a new identify is the one that gets the events from now on.
        self.sessions = {session.session_id: session}
        await _dispatch(session, "READY", self._ready_data(session.session_id))
        self.ready.set()

    async def _resume(self, socket: web.WebSocketResponse, resume: Payload) -> None:
        session = self.sessions.get(resume["session_id"])
        if session is None:
            await _send(socket, Opcode.INVALID_SESSION, data=False)
            return
        session.socket = socket
        for event in [missed for missed in session.events if missed["s"] > (resume["seq"] or 0)]:
            await socket.send_json(event)
        await _dispatch(session, "RESUMED", {"_trace": []})
        self.resumed.set()

    def _forget_socket(self, socket: web.WebSocketResponse) -> None:
        for session in self.sessions.values():
            if session.socket is socket:
                session.socket = None


async def _dispatch(session: Session, event: str, data: Payload) -> None:
    number = len(session.events) + 1
    frame = {"op": Opcode.DISPATCH, "t": event, "s": number, "d": data}
    session.events.append(frame)
    if session.socket is not None and not session.socket.closed:
        await session.socket.send_json(frame)


async def _send(socket: web.WebSocketResponse, op: Opcode, data: object) -> None:
    await socket.send_json({"op": op, "d": data, "s": None, "t": None})
