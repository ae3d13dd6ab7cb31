"""SQLite by aiosqlite, with one visit to its thread for each statement.

SQLAlchemy's cursor makes four: it is opened there, executes, fetches and is closed. Every visit waits
for the thread, then for the event loop, and a command has some twenty statements.
"""
# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001 - neither library has a door for this; `uv.lock` holds both where they are

import sqlite3
from collections import deque
from contextlib import closing
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Opens, executes, fetches everything and closes in one go; afterwards nothing is left open."""

    __slots__ = ("_said",)

    def __init__(self, adapted: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection, self._connection = adapted, adapted._connection
        self._rows = deque[Any]()
        self._said: tuple[Any, int, int | None] = (None, -1, None)

    @property
    def description(self) -> Any:
        """What the columns are, None without rows."""
        return self._said[0]

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._said[1]

    @property
    def lastrowid(self) -> Any:
        """The id of the row that was inserted last."""
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
        """Nothing is left open."""

    def close(self) -> None:
        """Forget the rows."""
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        return _Connection(self, super().connect(*arg, **kw)._connection)


#: The ``module`` for `sqlalchemy.create_engine`.
DRIVER = _Driver(aiosqlite, sqlite3)
