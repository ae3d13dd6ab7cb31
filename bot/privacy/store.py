"""Everything that is kept of one student, whatever tables there are; and when students were seen."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Row,
    Table,
    TypeDecorator,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from bot.database import Tx, UtcDateTime, among, batches
from bot.privacy.whose import named, owned, owner
from bot.tables import contacts, students, visits

#: Rows that are read and turned at once.
PAGE = 100


class Everything:
    """All that is kept of one student."""

    def __init__(self, tx: Tx, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def rows(
        self, table: Table, whose: Column[Any], shown: Sequence[str] = ()
    ) -> AsyncGenerator[Sequence[Any]]:
        """Yield the student's rows of a table, in pages, as they are stored: see `opened`.

        Args:
            table: whose rows.
            whose: the column that names the student.
            shown: the columns; all of them if none is named.
        """
        columns = [table.c[name] for name in shown] or list(table.c)
        query = select(*(_stored(column) for column in columns)).where(whose == self._student_id)
        result = await self._tx.stream(query.order_by(*table.primary_key))
        async for page in result.partitions(PAGE):
            yield page

    async def count(self) -> dict[str, int]:
        """Count the student's rows of each table; a table without any is left out."""
        found: dict[str, int] = {}
        for table, whose in owned():
            query = select(func.count()).select_from(table).where(whose == self._student_id)
            found[table.name] = int(await self._tx.scalar(query) or 0)
        return {name: number for name, number in found.items() if number}

    async def names(self) -> dict[int, str]:
        """Return how the student's contacts are called."""
        query = select(contacts.c.id, contacts.c.name)
        mine = query.where(contacts.c.student_id == self._student_id)
        return {row.id: row.name for row in await self._tx.execute(mine)}

    async def remove(self) -> None:
        """Delete all of it, and take the student out of others' rows."""
        for column, how in named():
            if how.emptied:
                table = owner(column)
                nothing: dict[str, Any] = dict.fromkeys(how.emptied)
                theirs = column == self._student_id
                await self._tx.execute(update(table).where(theirs).values(nothing))
        # Every row of theirs hangs on this one; a test says so of every table.
        await self._tx.execute(delete(students).where(students.c.id == self._student_id))


def opened(table: Table, shown: Sequence[str], row: Row[Any], dialect: Any) -> dict[str, Any]:
    """Return what a stored row says, decrypted. Takes its time: call it in a worker thread."""
    columns = [table.c[name] for name in shown] or list(table.c)
    return {
        column.name: _opened(column, value, dialect)
        for column, value in zip(columns, row, strict=True)
    }


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, TypeDecorator) and not isinstance(column.type, UtcDateTime)


def _stored(column: Column[Any]) -> Any:
    if not _is_sealed(column):
        return column
    kind: Any = column.type
    return type_coerce(column, kind.impl_instance).label(column.name)


def _opened(column: Column[Any], value: Any, dialect: Any) -> Any:
    kind: Any = column.type
    return kind.process_result_value(value, dialect) if _is_sealed(column) else value


class Visits:
    """When students were seen last."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    async def note(self, seen: Mapping[int, datetime]) -> None:
        """Note when students were seen; whoever was told that their data goes may stay."""
        for part in batches(sorted(seen.items())):
            ids = [number for number, _ in part]
            query = select(students.c.id).where(among(students.c.id, ids)).with_for_update()
            there = set(await self._tx.scalars(query))
            rows = [
                {"student_id": number, "seen_at": seen_at, **_NOT_WARNED}
                for number, seen_at in part
                if number in there
            ]
            if rows:
                mine = [row["student_id"] for row in rows]
                await self._tx.execute(delete(visits).where(among(visits.c.student_id, mine)))
                await self._tx.execute(insert(visits), rows)

    async def begin(self, now: datetime) -> None:
        """Count the absence of students who were never noted from now on."""
        query = select(students.c.id).outerjoin(visits).where(visits.c.student_id.is_(None))
        new = list(await self._tx.scalars(query))
        await self.note(dict.fromkeys(new, now))

    async def away(self, since: datetime) -> list[int]:
        """Return students who were not seen since then, those longest away first."""
        query = select(visits.c.student_id).where(visits.c.seen_at <= since)
        return list(await self._tx.scalars(query.order_by(visits.c.seen_at)))

    async def warned(self) -> set[int]:
        """Return the students who were told that their data goes."""
        told = or_(visits.c.first_warned_at.is_not(None), visits.c.last_warned_at.is_not(None))
        return set(await self._tx.scalars(select(visits.c.student_id).where(told)))

    async def find(self, student_id: int) -> Row[Any] | None:
        """Return when a student was seen, and told; None for nobody."""
        query = select(visits).where(visits.c.student_id == student_id)
        return (await self._tx.execute(query)).one_or_none()

    async def change(self, student_id: int, **values: Any) -> None:
        """Note what a student was told."""
        mine = visits.c.student_id == student_id
        await self._tx.execute(update(visits).where(mine).values(values))


_NOT_WARNED: dict[str, Any] = {"first_warned_at": None, "last_warned_at": None}
