"""Databases full of nudges, and the bot put together to deliver them."""

import gc
import sqlite3
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table, insert

from bot.app import App, data_keys, open_app, put_together
from bot.client import PitstopClient
from bot.clock import system_clock
from bot.config import Settings
from bot.logs import configure_logs
from bot.nudges.courier import Courier
from bot.nudges.gate import Gate
from bot.nudges.letters import Letters
from bot.nudges.model import KEEP_IN_TOUCH, Letter
from bot.nudges.post import Receipt, Sender
from bot.nudges.sender import DiscordSender
from bot.opening import open_database
from bot.run import point_elsewhere
from bot.tables import contacts, interactions, nudges, students
from bot.ui.card import brings
from bot.ui.nudges import nudge_card
from tests.wire.control import DiscordElsewhere

TOKEN = "loopback-application.pitstop.not-a-secret-but-long-enough"  # noqa: S105 - nobody's
FIRST_STUDENT = 100_000
MILLION = 1_000_000
EACH = 5  # of a million nudges, those of one student
ROWS = 1_000  # written at once
TROUBLE = ('"level": "warning"', '"level": "error"', '"level": "critical"')

#: A student's id and the channel of their DM, None for one who was never written to.
Whom = tuple[int, int | None]


class NoDiscord:
    """A `bot.nudges.post.Sender` that takes every letter at once, and keeps the last to each."""

    def __init__(self) -> None:
        self.letters: dict[int, Letter] = {}

    def closed_until(self) -> None:
        """Never."""

    async def send(
        self, student_id: int, channel_id: int | None, letter: Letter, until: datetime
    ) -> Receipt:
        """Take it."""
        where = channel_id or student_id
        self.letters[where] = letter
        return Receipt(where, letter.delivery_id)

    async def find(
        self, student_id: int, channel_id: int | None, delivery_id: int, since: datetime
    ) -> Receipt | None:
        """Find nothing."""
        return None


@dataclass(frozen=True)
class Unpaced:
    """What delivers, as fast as it can."""

    client: PitstopClient
    courier: Courier


@asynccontextmanager
async def unpaced(settings: Settings, sender: Sender | None = None) -> AsyncGenerator[Unpaced]:
    """Open what `bot.app.open_app` opens to deliver, with a gate at which nobody waits.

    Args:
        settings: where the database is.
        sender: in Discord's place; None for the real way out.
    """
    async with open_database(settings.database, data_keys(settings)) as database:
        letters, gate, random = Letters(), Gate(system_clock, pace=None), Random(1)  # noqa: S311
        rooms = put_together(database, system_clock, letters, random)
        client = PitstopClient(database, rooms, random, gate.trace)
        way_out = sender or DiscordSender(client, gate, nudge_card, brings)
        courier = Courier(database, system_clock, rooms.nudges, letters, way_out, random)
        rooms.nudges.on_changed = courier.look_again
        try:
            if sender is None:
                await client.login(TOKEN)
            settle_down()
            yield Unpaced(client, courier)
        finally:
            await courier.close()
            await client.close()


@asynccontextmanager
async def paced(settings: Settings) -> AsyncGenerator[App]:
    """Open the whole bot and log in; only the gateway is not connected."""
    async with open_app(settings, system_clock, Random(1)) as app:  # noqa: S311
        await app.client.login(TOKEN)
        settle_down()
        yield app


def settle_down() -> None:
    """Put away what is loaded by now, as the bot does once it is ready, see `bot.run`."""
    gc.collect()
    gc.freeze()


@contextmanager
def data_folder() -> Generator[Path]:
    """Make a folder for a bot's data; what it logs goes there, and what went wrong is said."""
    with tempfile.TemporaryDirectory(prefix="pitstop-bench-") as name:
        path = Path(name) / "log"
        with path.open("w") as file:
            with redirect_stderr(file):
                configure_logs("INFO", "json")
            try:
                yield Path(name)
            finally:
                lines = path.read_text("utf-8").splitlines()
                wrong = [line for line in lines if any(level in line for level in TROUBLE)]
                for line in wrong[:5]:
                    print(line[:2_000], file=sys.stderr)
                if wrong:
                    print(f"{len(wrong)} warnings and errors in the log.", file=sys.stderr)


@asynccontextmanager
async def filled(
    count: int, *, limit: int | None = None, due_at: Callable[[int], datetime] | None = None
) -> AsyncGenerator[tuple[DiscordElsewhere, Settings]]:
    """Start a Discord that takes ``limit`` requests a second, and fill a database for it.

    Args:
        count: students, each with a known DM channel and one nudge.
        limit: None for as many as may come.
        due_at: see `fill`.
    """
    with data_folder() as folder:
        async with DiscordElsewhere(token=TOKEN, limit=limit) as discord:
            settings = Settings.model_construct(
                data_dir=folder,
                discord_api_url=discord.api_url,
                discord_gateway_url=discord.gateway_url,
            )
            point_elsewhere(settings)
            people = range(FIRST_STUDENT, FIRST_STUDENT + count)
            await fill(settings, await discord.channels(people), due_at)
            yield discord, settings


async def fill(
    settings: Settings,
    channels: Mapping[int, int | None] | Mapping[int, int],
    due_at: Callable[[int], datetime] | None = None,
) -> None:
    """Write students with one contact each, a coffee with a note and advice, and one nudge.

    Args:
        settings: where the database is.
        channels: the students, each with their DM's channel.
        due_at: when the nudge of the first (0), second, … of them is due; None for an hour ago.
    """
    now = system_clock()
    people = enumerate(channels.items())
    made: tuple[tuple[Table, Callable[..., dict[str, Any]]], ...] = (
        (students, _student),
        (contacts, _contact),
        (interactions, _coffee),
    )
    async with open_database(settings.database, data_keys(settings)) as database:
        while part := list(islice(people, ROWS)):
            due = [
                _nudge(n + 1, whom[0], due_at(n) if due_at else now - timedelta(hours=1), now)
                for n, whom in part
            ]
            async with database.transaction() as tx:
                for table, make in made:
                    await tx.execute(insert(table), [make(n + 1, whom, now) for n, whom in part])
                await tx.execute(insert(nudges), due)


def _student(_number: int, whom: Whom, now: datetime) -> dict[str, Any]:
    return {
        "id": whom[0],
        "time_zone": "America/Los_Angeles",
        "stage": "programme",
        "nudge_hour": 9,
        "nudge_days": "0123456",
        "quiet_from": 0,  # whenever this runs, it is no quiet hour
        "quiet_until": 0,
        "dm_agreed_at": now,
        "dm_channel_id": whom[1],
        "started_at": now,
    }


def _contact(number: int, whom: Whom, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "student_id": whom[0],
        "name": f"Ana Rivera {number}",
        "credentials": "OTR/L, CHT",
        "organisation": "Lakeside Hand Clinic",
        "setting": "hand_therapy",
        "seat": "aboard",
        "cadence": "6 weeks",
        "archived": False,
        "sought": f"ana rivera {number} lakeside hand clinic",
        "met_at": now - timedelta(days=90),
        "created_at": now - timedelta(days=90),
    }


def _coffee(number: int, whom: Whom, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "student_id": whom[0],
        "contact_id": number,
        "kind": "coffee",
        "happened_at": now - timedelta(weeks=7),
        "note": f"Her clinic takes two students a year; last year number {number} was there.",
        "advice": "Watch the webinar on relative motion splints before the next fieldwork.",
        "advice_state": "open",
        "created_at": now - timedelta(weeks=7),
    }


def _nudge(number: int, student_id: int, due_at: datetime, now: datetime) -> dict[str, Any]:
    """Return a nudge about contact ``number``."""
    return {
        "student_id": student_id,
        "kind": KEEP_IN_TOUCH,
        "subject_id": number,
        "person_id": number,
        "state": "planned",
        "due_on": due_at.date(),
        "due_at": due_at,
        "cadence_days": 42,
        "chosen": False,
        "times": 0,
        "created_at": now,
    }


async def fill_a_million(settings: Settings) -> None:
    """Write a million nudges in no order; one of each student's was due in the last day.

    The others come in the two months from now. Nobody of the people they are about is there.
    """
    async with open_database(settings.database, data_keys(settings)):
        pass  # that makes the tables
    with closing(sqlite3.connect(settings.data_dir / "pitstop.db")) as file:
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -200000"):
            file.execute(f"PRAGMA {pragma}")
        with file:
            made = (
                "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'nudges' AND type = 'index'"
            )
            indexes = file.execute(made).fetchall()
            for name, _ in indexes:  # it is quicker to make them at the end
                file.execute(f"DROP INDEX {name}")
            for table, rows in (("students", _many_students()), ("nudges", _many_nudges())):
                first = next(rows)
                names, marks = ", ".join(first), ", ".join("?" * len(first))
                statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
                file.execute(statement, tuple(first.values()))
                file.executemany(statement, (tuple(row.values()) for row in rows))
            for _, statement in indexes:
                file.execute(statement)


def _many_students() -> Iterator[dict[str, Any]]:
    alike = _raw(_student(0, (0, None), system_clock()))
    for number in range(MILLION // EACH):
        yield alike | {"id": FIRST_STUDENT + number, "dm_channel_id": number + 1}


def _many_nudges() -> Iterator[dict[str, Any]]:
    random = Random(1)  # noqa: S311 - the same rows every time
    now = system_clock()
    alike = _raw(_nudge(0, 0, now, now))
    whose = list(range(FIRST_STUDENT, FIRST_STUDENT + MILLION // EACH))
    person_id = 0
    for turn in range(EACH):
        random.shuffle(whose)
        for student_id in whose:
            person_id += 1
            days = random.uniform(-1, 0) if turn == 0 else random.uniform(1, 60)
            due_at = str(_stored(now + timedelta(days=days)))
            yield alike | {
                "student_id": student_id,
                "subject_id": person_id,
                "person_id": person_id,
                "due_on": due_at[:10],
                "due_at": due_at,
            }


def _raw(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as SQLAlchemy writes it into SQLite."""
    return {name: _stored(value) for name, value in row.items()}


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def make_due(settings: Settings, first: int = 0, last: int = 1 << 62) -> None:
    """Let the nudges of these students be due, as if they had never been before."""
    whose = "WHERE student_id BETWEEN ? AND ?"
    due_at = _stored(system_clock() - timedelta(hours=1))
    again = "state = 'planned', due_at = ?, times = 0, delivery_id = NULL"
    _execute(settings, f"UPDATE nudges SET {again} {whose}", due_at, first, last)  # noqa: S608
    _execute(settings, f"DELETE FROM deliveries {whose}", first, last)  # noqa: S608


def sent(settings: Settings) -> int:
    """Count the nudges that are sent."""
    [[count]] = _execute(settings, "SELECT count(*) FROM nudges WHERE state = 'sent'")
    return int(count)


def _execute(settings: Settings, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(settings.data_dir / "pitstop.db", timeout=10)) as file, file:
        return file.execute(sql, values).fetchall()
