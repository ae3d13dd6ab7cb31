"""Contacts and interactions in the database."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact, Entry, Interaction
from bot.tables import contacts, interactions


class Contacts:
    """The contacts of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = contacts.c.student_id == student_id

    async def add(self, **values: Any) -> int:
        """Add a contact, with values named as in the table; return its id."""
        result = await self._tx.execute(
            insert(contacts).values(student_id=self._student_id, **values)
        )
        return cast("int", cast("Any", result.inserted_primary_key)[0])

    async def entries(self) -> list[Entry]:
        """Return everybody as lists show them, by name; nothing has to be decrypted for it."""
        query = (
            select(contacts.c.id, contacts.c.name, contacts.c.organisation, contacts.c.setting)
            .where(self._mine)
            .order_by(contacts.c.name, contacts.c.id)
        )
        return [Entry(*row) for row in await self._tx.execute(query)]

    async def some(self, ids: Collection[int]) -> dict[int, Contact]:
        """Return those of these contacts that are this student's, by id."""
        query = select(contacts).where(self._mine, contacts.c.id.in_(ids))
        return {row.id: _contact(row) for row in await self._tx.execute(query)}

    async def seat(self, contact_id: int, seat: str) -> None:
        """Give a contact another seat."""
        await self._tx.execute(
            update(contacts).where(self._mine, contacts.c.id == contact_id).values(seat=seat)
        )

    async def log(
        self, contact_id: int, kind: str, happened_at: datetime, note: str | None, now: datetime
    ) -> None:
        """Note that the student and the contact were in touch.

        The database refuses a contact of another student, by its foreign key.
        """
        await self._tx.execute(
            insert(interactions).values(
                student_id=self._student_id,
                contact_id=contact_id,
                kind=kind,
                happened_at=happened_at,
                note=note,
                created_at=now,
            )
        )

    async def timeline(self, contact_id: int, limit: int) -> list[Interaction]:
        """Return the latest interactions with one contact, the newest first."""
        query = (
            select(interactions)
            .where(
                interactions.c.student_id == self._student_id,
                interactions.c.contact_id == contact_id,
            )
            .order_by(interactions.c.happened_at.desc(), interactions.c.id.desc())
            .limit(limit)
        )
        return [_interaction(row) for row in await self._tx.execute(query)]

    async def last_spoke(self, ids: Collection[int]) -> dict[int, datetime]:
        """Return when the student and each of these contacts were last in touch, by contact id."""
        query = (
            select(interactions.c.contact_id, func.max(interactions.c.happened_at).label("moment"))
            .where(
                interactions.c.student_id == self._student_id, interactions.c.contact_id.in_(ids)
            )
            .group_by(interactions.c.contact_id)
        )
        return {row.contact_id: row.moment for row in await self._tx.execute(query)}

    async def last(self, ids: Collection[int]) -> dict[int, Interaction]:
        """Return the latest interaction with each of these contacts, by contact id."""
        return await self._newest(interactions.c.contact_id.in_(ids))

    async def last_notes(self, ids: Collection[int]) -> dict[int, Interaction]:
        """Return the latest interaction that has a note, by contact id."""
        return await self._newest(
            interactions.c.contact_id.in_(ids), interactions.c.note.is_not(None)
        )

    async def _newest(self, *which: Any) -> dict[int, Interaction]:
        newest_first = func.row_number().over(
            partition_by=interactions.c.contact_id,
            order_by=(interactions.c.happened_at.desc(), interactions.c.id.desc()),
        )
        ranked = (
            select(interactions, newest_first.label("place"))
            .where(interactions.c.student_id == self._student_id, *which)
            .subquery()
        )
        rows = await self._tx.execute(select(ranked).where(ranked.c.place == 1))
        return {row.contact_id: _interaction(row) for row in rows}


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        id=row.id,
        name=row.name,
        credentials=row.credentials,
        role=row.role,
        organisation=row.organisation,
        setting=row.setting,
        how_met=row.how_met,
        seat=row.seat,
        cadence=row.cadence,
        created_at=row.created_at,
    )


def _interaction(row: Row[Any]) -> Interaction:
    return Interaction(
        id=row.id,
        contact_id=row.contact_id,
        kind=row.kind,
        happened_at=row.happened_at,
        note=row.note,
    )
