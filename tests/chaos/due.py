"""What is due: students, their contacts and a nudge for each, as rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.nudges.model import KEEP_IN_TOUCH
from bot.tables import contacts, nudges, students

#: A Monday noon.
BEGAN = datetime(2026, 1, 5, 12, tzinfo=UTC)
FIRST_STUDENT = 100_000
MOST_CONTACTS = 4


def in_shares(
    count: int, *, seed: int = 1, spread: float = 0
) -> list[tuple[int, Sequence[datetime]]]:
    """So many nudges, to students who have one to four each.

    Args:
        count: of the nudges.
        seed: of who has how many, and when.
        spread: over how many seconds of the bot's clock they become due, the last third of them
            together at the end; 0 has them all due before anybody starts.
    """
    random = Random(seed)
    due: list[tuple[int, Sequence[datetime]]] = []
    while count:
        share = min(count, random.randint(1, MOST_CONTACTS))
        count -= share
        due_at = BEGAN + timedelta(seconds=spread * min(1, random.uniform(0, 1.5)))
        due.append((FIRST_STUDENT + len(due), [due_at] * share))
    return due


def one_each(
    count: int, *, seed: int = 1, before: timedelta = timedelta()
) -> list[tuple[int, Sequence[datetime]]]:
    """So many students with one nudge each, due at any moment of the time ``before`` anybody starts."""
    random = Random(seed)
    return [(FIRST_STUDENT + number, [BEGAN - random.random() * before]) for number in range(count)]


async def fill(
    tx: AsyncConnection,
    due: Iterable[tuple[int, Sequence[datetime]]],
    channels: Mapping[int, int],
) -> None:
    """Write down who is due when.

    Args:
        tx: to write with; nobody is there yet.
        due: students, each with the moments of their nudges.
        channels: the DMs that are known.
    """
    rows: defaultdict[Table, list[dict[str, Any]]] = defaultdict(list)
    for student_id, moments in due:
        rows[students].append(_student(student_id, channels.get(student_id)))
        for due_at in moments:
            contact_id = len(rows[contacts]) + 1
            rows[contacts].append(_contact(student_id, contact_id))
            rows[nudges].append(_nudge(student_id, contact_id, due_at))
    for table in (students, contacts, nudges):
        await tx.execute(insert(table), [_fitting(table, row) for row in rows[table]])


def _fitting(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The row without what its table has no column for."""
    return {name: value for name, value in row.items() if name in table.c}


def _student(student_id: int, channel_id: int | None) -> dict[str, Any]:
    return {
        "id": student_id,
        "time_zone": "UTC",
        "stage": "programme",
        "nudge_hour": 9,
        "nudge_days": "0123456",
        "quiet_from": 0,
        "quiet_until": 0,
        "dm_agreed_at": BEGAN - timedelta(days=60),
        "dm_channel_id": channel_id,
        "started_at": BEGAN - timedelta(days=60),
    }


def _contact(student_id: int, contact_id: int) -> dict[str, Any]:
    return {
        "id": contact_id,
        "student_id": student_id,
        "name": f"Person {contact_id}",
        "organisation": "Lakeside Hand Clinic",
        "seat": "aboard",
        "cadence": "6 weeks",
        "archived": False,
        "sought": f"person {contact_id}",
        "created_at": BEGAN - timedelta(days=50),
    }


def _nudge(student_id: int, contact_id: int, due_at: datetime) -> dict[str, Any]:
    return {
        "student_id": student_id,
        "kind": KEEP_IN_TOUCH,
        "subject_id": contact_id,
        "person_id": contact_id,
        "state": "planned",
        "due_on": due_at.date(),
        "due_at": due_at,
        "cadence_days": 42,
        "chosen": False,
        "times": 0,
        "created_at": BEGAN - timedelta(days=50),
    }
