"""What saves the tests time and leaves what they see as it is. Each of it is for this process alone."""

import gc
from collections import deque
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from cryptography.fernet import MultiFernet
from sqlalchemy import Dialect, event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.opening


class Statements:
    """Makes engines that compile a statement once for all of them; each alone would do so anew."""

    def __init__(self, make_engine: Callable[[str, MultiFernet], AsyncEngine]) -> None:
        self._make_engine = make_engine
        self._known: dict[tuple[Any, ...], tuple[Dialect, dict[Any, Any]]] = {}

    def __call__(self, url: str, ring: MultiFernet) -> AsyncEngine:
        made = self._make_engine(url, ring)
        engine = made.sync_engine
        # The dialect has the key ring that encrypts, so databases of other keys have another.
        keys = (key._signing_key + key._encryption_key for key in ring._fernets)
        known = (engine.dialect.name, *keys)
        dialect, _ = self._known.get(known, (None, None))
        if dialect is None or dialect.server_version_info is None:  # it has never connected
            self._known[known] = engine.dialect, {}
        engine.dialect, cache = self._known[known]
        engine.update_execution_options(compiled_cache=cache)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _without_waiting_for_the_disk)
        return made


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # no test cuts the power


class OneVisit(AsyncAdapt_aiosqlite_cursor):
    """A cursor that visits SQLite's thread once for each statement, and not four times.

    It asks for its cursor, its statement, its rows and its end together. Whoever else there is
    comes in between two statements as ever.
    """

    __slots__ = ("_said",)

    def __init__(self, adapted: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection, self._connection = adapted, adapted._connection
        self._rows = deque[Any]()
        self._said: tuple[Any, int, int | None] = (None, -1, None)

    @property
    def description(self) -> Any:
        return self._said[0]

    @property
    def rowcount(self) -> int:
        return self._said[1]

    @property
    def lastrowid(self) -> Any:
        return self._said[2]

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._visit("execute", operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._visit("executemany", operation, seq_of_parameters)

    async def _visit(self, method: str, *given: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            self._rows = await self._connection._execute(self._in_the_thread, method, *given)

    def _in_the_thread(self, method: str, *given: Any) -> deque[Any]:
        with closing(self._connection._conn.cursor()) as cursor:
            getattr(cursor, method)(*given)
            self._said = cursor.description, cursor.rowcount, cursor.lastrowid
            return deque(cursor if cursor.description else ())

    async def _async_soft_close(self) -> None:
        """It has nothing left open."""

    def close(self) -> None:
        self._rows.clear()


def visit_once(patch: pytest.MonkeyPatch) -> None:
    """Let each statement go to SQLite's thread and back once."""
    patch.setattr(AsyncAdapt_aiosqlite_connection, "_cursor_cls", OneVisit)


def keep_statements(patch: pytest.MonkeyPatch) -> None:
    """Compile statements once for all databases that are opened."""
    patch.setattr(bot.opening, "make_engine", Statements(bot.opening.make_engine))


def collect_less() -> None:
    """Look for garbage among what tests leave, and not each time among all that was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
