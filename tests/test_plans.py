"""How SQLite finds rows in what is done for everybody: never by looking through all there are.

What is sent and settled stays for a year and more. A round that looked through it would be quick in
every test and slow in every club.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conftest import MONDAY
from couriers import DAY, HOUR, SAM, Post
from sqlalchemy import event

from bot.nudges.ended import KEPT, Ended

#: A step through a whole table that grows with the years, or through all deliveries that ended alike.
_THROUGH_ALL = re.compile(
    r"SCAN (deliveries|nudges|contacts|interactions|meetings|drafts)\b"
    r"|SEARCH deliveries USING .*\(state=\?\)"
)


class Statements:
    """What was executed, once each, with the values it was executed with."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}

    def note(self, _c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        several = many and isinstance(values[0], tuple)
        self.seen.setdefault(sql, values[0] if several else values)


@contextmanager
def listening(post: Post) -> Generator[Statements]:
    statements, engine = Statements(), post.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", statements.note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", statements.note)


def plans(post: Post, statements: Statements) -> Iterator[tuple[str, str]]:
    for sql, values in statements.seen.items():
        if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            for *_, step in post.rows(f"EXPLAIN QUERY PLAN {sql}", *values):
                yield step, sql


async def test_no_round_looks_through_all_that_was_ever_sent(tmp_path: Path) -> None:
    post = Post(tmp_path / "pitstop.db")
    async with post.opened():
        for student_id in range(1, 12):  # SQLite finds a few in another way than many
            await post.join(student_id, "Ana Rivera", "Ben Okafor")
        with listening(post) as statements:
            await post.at(MONDAY + DAY)
            post.discord.works = False
            await post.at(post.time + 8 * DAY)
            post.discord.works = True
            post.start_anew()
            await post.at(post.time + HOUR)
            await post.at(post.time + 8 * DAY)
            post.discord.closed_dms = {SAM}
            await post.at(post.time + 30 * DAY)
            for room in (post.rooms.contacts, post.rooms.meetings, post.rooms.chats):
                await room.tidy()
            post.time += 2 * KEPT
            await Ended(post.database, post.now).tidy()
        assert post.discord.sent
        looked_through = [each for each in plans(post, statements) if _THROUGH_ALL.match(each[0])]
    assert looked_through == []
