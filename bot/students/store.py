"""A student's profile in the database."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.students.model import Student
from bot.tables import students


class Profile:
    """The profile of one student."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = students.c.id == student_id

    async def get(self) -> Student | None:
        """Return the profile, or None before `/start`."""
        rows = await self._tx.execute(select(students).where(self._mine))
        row = rows.mappings().one_or_none()
        if row is None:
            return None
        values: dict[str, Any] = dict(row)
        values["nudge_days"] = frozenset(int(day) for day in row["nudge_days"])
        return Student(**values)

    async def save(self, student: Student) -> None:
        """Write the whole profile."""
        values = {**asdict(student), "id": self._student_id}
        values["nudge_days"] = "".join(str(day) for day in sorted(student.nudge_days))
        changed = await self._tx.execute(update(students).where(self._mine).values(**values))
        if changed.rowcount == 0:
            await self._tx.execute(insert(students).values(**values))
