"""A student's profile in the database."""

from collections.abc import Mapping
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

    async def add(self, student: Student) -> None:
        """Write a new profile."""
        values = _columns(asdict(student)) | {"id": self._student_id}
        await self._tx.execute(insert(students).values(values))

    async def change(self, changes: Mapping[str, Any]) -> None:
        """Change these parts of the profile, named as in `Student`, and no other."""
        if changes:
            await self._tx.execute(update(students).where(self._mine).values(_columns(changes)))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(values)
    if "nudge_days" in columns:
        columns["nudge_days"] = "".join(str(day) for day in sorted(columns["nudge_days"]))
    return columns
