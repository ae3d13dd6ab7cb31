"""A row in every table there is, whatever tables there are, each with words that tell whose."""

import zlib
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    insert,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import EncryptedBytes, Json, UtcDateTime
from bot.privacy.whose import NAMED, owned
from bot.tables import contacts, students

from .databases import MONDAY, enrol

#: What the rules of a table want of a column, where any word won't do.
WANTED: dict[str, Any] = {
    "students.time_zone": "America/Los_Angeles",
    "students.stage": "programme",
    "students.nudge_days": "01234",
    "students.exam_days": None,
    "students.fieldwork_days": None,
    "contacts.seat": "aboard",
    "contacts.setting": "research",
    "contacts.relationship": "clinician",
    "contacts.cadence": "6 weeks",
    "contacts.channel": "email",
    "contacts.past_roles": [],
    "interactions.kind": "call",
    "interactions.advice_state": "open",
    "nudges.kind": "promise",
    "nudges.state": "planned",
    "deliveries.state": "sent",
    "meetings.state": "confirmed",
    "meetings.how": "video",
    "meetings.their_zone": "Europe/Berlin",
    "meetings.offered": [MONDAY.isoformat()],
    "meetings.questions": [],
    "availabilities.hours": [],
}


def word_of(table: Table, column: Column[Any], whose: str) -> str:
    return f"{table.name} {column.name} of {whose}"


async def fill(tx: AsyncConnection, student_id: int, whose: str, *, names: int = 0) -> None:
    """Write a row of a student to every table that has rows of students.

    Args:
        tx: to write with.
        student_id: who has a profile already.
        whose: how the words in the rows end.
        names: the student whom others' columns name; 0 for nobody.
    """
    contact_id: int | None = None
    for table, _ in owned():
        if table is students:
            continue
        row: dict[str, Any] = {}
        for column in table.columns:
            where = f"{table.name}.{column.name}"
            if column.name == "student_id":
                row[column.name] = student_id
            elif column.name == "id" and column.primary_key:
                continue
            elif where in NAMED:
                row[column.name] = names or None
            elif where in WANTED:
                row[column.name] = WANTED[where]
            elif column.foreign_keys:
                row[column.name] = contact_id
            else:
                row[column.name] = _value(table, column, whose)
        result = await tx.execute(insert(table).values(row))
        if table is contacts:
            contact_id = int(result.inserted_primary_key[0])


def _value(table: Table, column: Column[Any], whose: str) -> Any:
    kind = column.type
    word = word_of(table, column, whose)
    if isinstance(kind, UtcDateTime):
        return MONDAY
    if isinstance(kind, EncryptedBytes | LargeBinary):
        return zlib.compress(word.encode())
    if isinstance(kind, Json):
        return [word]
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return date(2026, 1, 5)
    if isinstance(kind, SmallInteger | Integer):
        return 3
    length = getattr(kind, "length", None)
    return word[:length] if length else word


async def filled(database: Any, *those: tuple[int, str], names: int = 0) -> None:
    """Let students in, and give each a row in every table."""
    for number, whose in those:
        await enrol(database, number)
        async with database.transaction() as tx:
            await fill(tx, number, whose, names=names if number != names else 0)
