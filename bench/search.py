"""Finding a person among 1,000,000 contacts, on SQLite and PostgreSQL: `python -m bench.search`.

200 students have 5,000 contacts each, stored in no order. One of them has three notes with every
contact. What is measured is what a keystroke waits for in the bot, from the service's call to
its answer, without Discord.
"""

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import insert

from bench.figures import Figure, percentile, show
from bot.app import put_together
from bot.clock import system_clock
from bot.contacts.lists import Filters
from bot.contacts.model import SETTINGS, sought
from bot.contacts.network import token
from bot.contacts.store import Contacts
from bot.database import Database
from bot.nudges.letters import Letters
from bot.opening import open_database
from bot.rooms import Rooms
from bot.tables import contacts, students
from tests.stores.databases import postgres_server

STUDENTS = 200
EACH = 5_000
ROUNDS = 20
LIMIT = 25.0  # milliseconds for a suggestion
BATCH = 10_000
MAYA = 7
NOTES = (
    "Pointed me to the hand-therapy student webinar on {}.",
    "About the {} study; I promised to send the poster.",
    "Happy to have me shadow her for a morning in {}.",
)
FIRST = ("Ana", "María", "José", "Tom", "Grace", "Priya", "Daniel", "Hannah", "Miguel", "Ruth")
LAST = ("Rivera", "Núñez", "Adeyemi", "Osei", "Raman", "Brooks", "Weiss", "Santos", "Abramson")
PLACES = ("Lakeside Hand Clinic", "Harbor Rehab", "Westfield University", "St. Brendan Hospital")
TYPED = ("a", "mar", "maria nu", "Maira Nunes 17", "westfield", "brooks 31 harbor", "xqzw")


def both(what: str, took: list[float], limit: float | None = None) -> list[Figure]:
    """Return how many milliseconds something took half of the time, and nearly always."""
    return [
        Figure(f"{what}, p50", percentile(took, 50), None, "ms"),
        Figure(f"{what}, p99", percentile(took, 99), limit, "ms"),
    ]


def people() -> Iterator[dict[str, Any]]:
    """Yield a million rows, of all students by turns of chance."""
    random = Random(1)  # noqa: S311 - the same rows every time
    owners = [student for student in range(1, STUDENTS + 1) for _ in range(EACH)]
    random.shuffle(owners)
    now = system_clock()
    for number, student_id in enumerate(owners):
        name = f"{random.choice(FIRST)} {random.choice(LAST)} {number % 997}"
        place = random.choice(PLACES)
        yield {
            "student_id": student_id,
            "name": name,
            "organisation": place,
            "setting": list(SETTINGS)[number % len(SETTINGS)],
            "seat": "aboard",
            "tags": ["splinting"] if number % 9 == 0 else None,
            "archived": False,
            "sought": sought(name, place),
            "met_at": now,
            "created_at": now,
        }


async def fill(database: Database) -> None:
    """Write the million rows, and one student's notes."""
    begun = system_clock()
    enrolled = [
        {
            "id": number,
            "time_zone": "America/Los_Angeles",
            "stage": "programme",
            "nudge_hour": 9,
            "nudge_days": "01234",
            "quiet_from": 21,
            "quiet_until": 8,
            "started_at": begun,
        }
        for number in range(1, STUDENTS + 1)
    ]
    rows = people()
    async with database.transaction() as tx:
        await tx.execute(insert(students), enrolled)
        while part := [row for row, _ in zip(rows, range(BATCH), strict=False)]:
            await tx.execute(insert(contacts), part)
    async with database.transaction(MAYA) as tx:
        store = Contacts(tx, MAYA)
        talks = [
            {"contact_id": number, "kind": "call", "happened_at": begun, "note": note.format(name)}
            for number, name in await store.names()
            for note in NOTES
        ]
        await store.log_all(talks, begun)
    async with database.engine.execution_options(
        isolation_level="AUTOCOMMIT"
    ).connect() as connection:
        # What both databases do by themselves in a night: PostgreSQL reads an index alone after it.
        postgresql = database.engine.dialect.name == "postgresql"
        await connection.exec_driver_sql("VACUUM ANALYZE" if postgresql else "ANALYZE")


async def timed(what: Callable[[], Awaitable[object]]) -> float:
    """Return the milliseconds until it is there."""
    begun = time.perf_counter()
    await what()
    return (time.perf_counter() - begun) * 1000


async def measure(rooms: Rooms) -> list[Figure]:
    """Return the figures for one database."""
    suggested: list[float] = []
    for _ in range(ROUNDS):
        suggested += [
            await timed(lambda typed=typed: rooms.contacts.suggest(MAYA, typed)) for typed in TYPED
        ]
    found = [
        await timed(lambda words=words: rooms.lists.find(MAYA, words))
        for words in ("maria", "stroke study", "webniar", "splinting") * 3
    ]
    paged = [await timed(lambda: rooms.lists.page(MAYA, Filters(sort="last"))) for _ in range(10)]
    [somebody] = await rooms.contacts.suggest(MAYA, "maria", limit=1)
    who = token(somebody.id)
    viewed = [await timed(lambda: rooms.contacts.view(MAYA, who)) for _ in range(10)]
    return [
        *both("suggestions while a name is typed", suggested, LIMIT),
        *both("/contact find, in 15,000 notes too", found),
        *both("/contact list, sorted by last spoke", paged),
        *both("/contact view, as suggested", viewed),
    ]


@asynccontextmanager
async def filled(url: str) -> AsyncGenerator[Rooms]:
    """Open a database at this address with a million contacts."""
    async with open_database(url, [Fernet.generate_key().decode()]) as database:
        await fill(database)
        gc.collect()
        gc.freeze()  # as the bot does once it is ready, see `bot.run`
        yield put_together(database, system_clock, Letters(), Random(0))  # noqa: S311


async def main() -> None:
    """Measure on both databases and print the table."""
    with tempfile.TemporaryDirectory(prefix="pitstop-bench-") as folder:
        await report("SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'pitstop.db'}")
    with postgres_server() as server:
        async with server.fresh() as url:
            await report("PostgreSQL", url)


async def report(name: str, url: str) -> None:
    """Fill one database, measure, print."""
    begun = time.perf_counter()
    async with filled(url) as rooms:
        print(
            f"{name}, {STUDENTS * EACH:,} contacts, filled in {time.perf_counter() - begun:.0f} s"
        )
        await measure(rooms)  # warms caches, as a bot that has run for a while
        show(await measure(rooms))


if __name__ == "__main__":
    asyncio.run(main())
