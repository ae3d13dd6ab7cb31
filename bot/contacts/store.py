"""Contacts and interactions in the database."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, String, bindparam, delete, func, insert, select, update
from sqlalchemy import cast as cast_as
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import (
    FIELD_NAMES,
    MOST_ENTRIES,
    Contact,
    Entry,
    Fields,
    Interaction,
    PastRole,
    sought,
)
from bot.contacts.words import require_room
from bot.database import batches, sealed, unsealed
from bot.tables import (
    contacts,
    drafts,
    fieldwork,
    goal_links,
    interactions,
    meetings,
    review_answers,
    series,
    sessions,
    shoutouts,
)


class Contacts:
    """The contacts of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = contacts.c.student_id == student_id
        self._ours = interactions.c.student_id == student_id

    async def add(self, people: Sequence[Fields], now: datetime) -> list[int]:
        """Add contacts; return their ids, in the same order."""
        ids: list[int] = []
        for part in batches(people):
            rows = [_row(each) | self._owner(now) for each in part]
            statement = insert(contacts).returning(contacts.c.id, sort_by_parameter_order=True)
            ids += [row.id for row in await self._tx.execute(statement, rows)]
        return ids

    async def change(self, contact_id: int, fields: Fields) -> None:
        """Write a contact's fields anew."""
        await self.change_all({contact_id: fields})

    async def change_all(self, people: Mapping[int, Fields]) -> None:
        """Write the fields of contacts anew, by id."""
        statement = update(contacts).where(self._mine, contacts.c.id == bindparam("number"))
        for part in batches(people.items()):
            rows = [{"number": number, **_row(fields)} for number, fields in part]
            await self._tx.execute(statement, rows)

    async def delete(self, ids: Iterable[int]) -> None:
        """Delete contacts with all their interactions."""
        for part in batches(ids):
            await self._tx.execute(delete(contacts).where(self._mine, contacts.c.id.in_(part)))

    async def count(self) -> int:
        """Count the student's contacts, archived ones too."""
        query = select(func.count()).select_from(contacts).where(self._mine)
        return cast("int", await self._tx.scalar(query))

    async def names(self, *, archived: bool | None = False) -> Sequence[tuple[int, str]]:
        """Return the ids of everybody, with what they are found by, by name.

        Args:
            archived: those in the archive, or those who are not; None for all.
        """
        query = select(contacts.c.id, contacts.c.sought).where(self._mine)
        if archived is not None:
            query = query.where(contacts.c.archived == archived)
        each = query.order_by(contacts.c.sought, contacts.c.id).subquery()
        # Every keystroke asks for this, and two long strings arrive sooner than 5,000 rows.
        ids = func.aggregate_strings(cast_as(each.c.id, String), ",")
        names = func.aggregate_strings(each.c.sought, "\n")
        row = (await self._tx.execute(select(ids, names))).one()
        if not row[0]:
            return []
        return list(zip(map(int, row[0].split(",")), row[1].split("\n"), strict=True))

    async def entries(self, ids: Collection[int] | None = None) -> list[Entry]:
        """Return everybody as lists show them, by name, archived ones too; or some of them."""
        query = select(*(contacts.c[name] for name in _ENTRY)).where(self._mine)
        if ids is not None:
            query = query.where(contacts.c.id.in_(ids))
        found = await self._tx.execute(query.order_by(contacts.c.sought, contacts.c.id))
        return [_entry(row) for row in found]

    async def rhythms(self) -> dict[int, tuple[str | None, datetime]]:
        """Return everybody's cadence and when they were added, by id; archived ones too."""
        query = select(contacts.c.id, contacts.c.cadence, contacts.c.created_at).where(self._mine)
        return {row.id: (row.cadence, row.created_at) for row in await self._tx.execute(query)}

    async def some(self, ids: Iterable[int]) -> dict[int, Contact]:
        """Return those of these contacts that are this student's, by id."""
        found: dict[int, Contact] = {}
        for part in batches(ids):
            query = select(contacts).where(self._mine, contacts.c.id.in_(part))
            found |= {row.id: _contact(row) for row in await self._tx.execute(query)}
        return found

    async def on_discord(self, discord_id: int) -> int | None:
        """Return the id of the contact who is this Discord member, if one is."""
        query = select(contacts.c.id).where(self._mine, contacts.c.discord_id == discord_id)
        return cast("int | None", await self._tx.scalar(query.order_by(contacts.c.id).limit(1)))

    async def addresses(self) -> dict[int, list[str]]:
        """Return the e-mail address and the links of everybody who has any, by id."""
        query = select(contacts.c.id, sealed(contacts.c.email), sealed(contacts.c.links))
        rows = list(await self._tx.execute(query.where(self._mine)))
        emails = await unsealed(self._tx, (row[1] for row in rows))
        links = await unsealed(self._tx, (row[2] for row in rows))
        return {
            row.id: ([email] if email else []) + (json.loads(some) if some else [])
            for row, email, some in zip(rows, emails, links, strict=True)
            if email or some
        }

    async def written(self) -> dict[int, list[str]]:
        """Return what the student has written about everybody, by contact id."""
        of_contact = ("how_met", "purpose", "boundaries")
        of_talk = ("note", "advice", "promise")
        first = select(contacts.c.id, *(sealed(contacts.c[name]) for name in of_contact))
        second = select(
            interactions.c.contact_id, *(sealed(interactions.c[name]) for name in of_talk)
        )
        third = select(contacts.c.id, sealed(contacts.c.pointers)).where(
            contacts.c.pointers.is_not(None)
        )
        rows = [
            *(await self._tx.execute(first.where(self._mine))),
            *(await self._tx.execute(second.where(self._ours))),
        ]
        texts = [(row[0], text) for row in rows for text in row[1:] if text is not None]
        opened = await unsealed(self._tx, (text for _id, text in texts))
        found: dict[int, list[str]] = {}
        for (contact_id, _sealed), text in zip(texts, opened, strict=True):
            found.setdefault(contact_id, []).append(text or "")
        lists = list(await self._tx.execute(third.where(self._mine)))
        for row, text in zip(lists, await unsealed(self._tx, (r[1] for r in lists)), strict=True):
            found.setdefault(row[0], []).extend(json.loads(text or "[]"))
        return found

    async def log(self, contact_id: int, now: datetime, **values: Any) -> int:
        """Note that the student and the contact were in touch; return the interaction's id.

        The values are named as in the table. The database refuses a contact of another student,
        by its foreign key.
        """
        [logged] = await self.log_all([{"contact_id": contact_id, **values}], now)
        return logged

    async def log_all(self, talks: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
        """Note interactions, each with values named as in the table; return their ids.

        Raises:
            Full: they are more than a student can have.
        """
        ids: list[int] = []
        if talks:
            query = select(func.count()).select_from(interactions).where(self._ours)
            there = int(await self._tx.scalar(query) or 0)
            require_room("entries", there + len(talks) - 1, MOST_ENTRIES)
        for part in batches(talks):
            rows = [_TALK | dict(each) | self._owner(now) for each in part]
            statement = insert(interactions).returning(
                interactions.c.id, sort_by_parameter_order=True
            )
            ids += [row.id for row in await self._tx.execute(statement, rows)]
        return ids

    async def change_interaction(self, interaction_id: int, **values: Any) -> None:
        """Change parts of an interaction, named as in the table."""
        await self._tx.execute(
            update(interactions)
            .where(self._ours, interactions.c.id == interaction_id)
            .values(**values)
        )

    async def delete_interaction(self, interaction_id: int) -> None:
        """Delete an interaction."""
        await self._tx.execute(
            delete(interactions).where(self._ours, interactions.c.id == interaction_id)
        )

    async def belongings(self, contact_id: int) -> dict[str, list[int]]:
        """Return what there is about one contact: ids, by the name of their table."""
        found: dict[str, list[int]] = {}
        for table in _ABOUT_CONTACTS:
            query = select(table.c.id).where(
                table.c.student_id == self._student_id, table.c.contact_id == contact_id
            )
            found[table.name] = list(await self._tx.scalars(query))
        return found

    async def hand_over(self, contact_id: int, other_id: int) -> None:
        """Let all that is about one contact of the student be about another.

        What the other has already, such as a goal that both help with, stays theirs alone.
        """
        for column in _ONCE:
            table = column.table
            known = select(column).where(
                table.c.student_id == self._student_id, table.c.contact_id == other_id
            )
            await self._tx.execute(
                delete(table).where(
                    table.c.student_id == self._student_id,
                    table.c.contact_id == contact_id,
                    column.in_(known),
                )
            )
        for table in _ABOUT_CONTACTS:
            await self._tx.execute(
                update(table)
                .where(table.c.student_id == self._student_id, table.c.contact_id == contact_id)
                .values(contact_id=other_id)
            )

    async def interaction(self, interaction_id: int) -> Interaction | None:
        """Return one of this student's interactions, or None."""
        query = select(*SHOWN).where(self._ours, interactions.c.id == interaction_id)
        row = (await self._tx.execute(query)).mappings().one_or_none()
        return None if row is None else Interaction(**row)

    async def logged_at(self, interaction_id: int) -> datetime | None:
        """Return when an interaction was logged, None when there is none."""
        query = select(interactions.c.created_at)
        query = query.where(self._ours, interactions.c.id == interaction_id)
        return cast("datetime | None", await self._tx.scalar(query))

    async def timeline(
        self, contact_id: int, limit: int | None = None, offset: int = 0
    ) -> list[Interaction]:
        """Return the interactions with one contact, the newest first, from ``offset`` on."""
        query = select(*SHOWN).where(self._ours, interactions.c.contact_id == contact_id)
        query = query.order_by(*NEWEST_FIRST).limit(limit).offset(offset)
        return [Interaction(**row) for row in (await self._tx.execute(query)).mappings()]

    async def timelines(self) -> dict[int, list[Interaction]]:
        """Return all interactions of the student, the newest first, by contact id."""
        query = select(*SHOWN).where(self._ours).order_by(*NEWEST_FIRST)
        found: dict[int, list[Interaction]] = {}
        for row in (await self._tx.execute(query)).mappings():
            found.setdefault(row["contact_id"], []).append(Interaction(**row))
        return found

    async def count_talks(self, contact_id: int) -> int:
        """Count the interactions with one contact."""
        query = select(func.count()).where(self._ours, interactions.c.contact_id == contact_id)
        return cast("int", await self._tx.scalar(query))

    async def last_talk(self, contact_id: int) -> datetime | None:
        """Return when the latest interaction with one contact was, None without any."""
        latest = func.max(interactions.c.happened_at, type_=interactions.c.happened_at.type)
        query = select(latest).where(self._ours, interactions.c.contact_id == contact_id)
        return cast("datetime | None", await self._tx.scalar(query))

    async def open_ends(self, contact_id: int) -> list[Interaction]:
        """Return the interactions that left advice to try or a promise to keep, the newest first."""
        query = select(*SHOWN).where(self._ours, interactions.c.contact_id == contact_id, OPEN_END)
        found = await self._tx.execute(query.order_by(*NEWEST_FIRST))
        return [Interaction(**row) for row in found.mappings()]

    async def owed(self) -> set[int]:
        """Return the ids of the contacts to whom the student has promised something still to keep."""
        query = select(interactions.c.contact_id).where(self._ours, OWED)
        return set(await self._tx.scalars(query))

    async def last_spoke(self, ids: Collection[int] | None = None) -> dict[int, datetime]:
        """Return when the student and each contact were last in touch, by contact id.

        Meeting them counts. Somebody who was never met nor written to is absent.
        """
        talked = select(interactions.c.contact_id, func.max(interactions.c.happened_at)).where(
            self._ours
        )
        met = select(contacts.c.id, contacts.c.met_at).where(
            self._mine, contacts.c.met_at.is_not(None)
        )
        if ids is not None:
            talked = talked.where(interactions.c.contact_id.in_(ids))
            met = met.where(contacts.c.id.in_(ids))
        found: dict[int, datetime] = {row[0]: row[1] for row in await self._tx.execute(met)}
        for row in await self._tx.execute(talked.group_by(interactions.c.contact_id)):
            found[row[0]] = max(row[1], found.get(row[0], row[1]))
        return found

    def _owner(self, now: datetime) -> dict[str, Any]:
        return {"student_id": self._student_id, "created_at": now}


_ENTRY = tuple(Entry.__slots__)
#: What there is about a contact.
_ABOUT_CONTACTS = (
    interactions,
    drafts,
    meetings,
    series,
    sessions,
    fieldwork,
    shoutouts,
    goal_links,
    review_answers,
)
#: Of these a contact has one for each of something else.
_ONCE = (goal_links.c.goal_id, review_answers.c.review_id)
SHOWN = tuple(interactions.c[name] for name in Interaction.__slots__)
NEWEST_FIRST = (interactions.c.happened_at.desc(), interactions.c.id.desc())
#: A promise of it is still to keep.
OWED = interactions.c.promise.is_not(None) & interactions.c.promise_kept_at.is_(None)
#: It left advice to try, or a promise to keep.
OPEN_END = interactions.c.advice_state.in_(("open", "tried")) | OWED
#: An interaction with nothing but what it must have; all rows of one statement name the same.
_TALK: dict[str, Any] = dict.fromkeys(
    ("note", "advice", "advice_state", "promise", "promise_due", "promise_kept_at")
)


def _row(fields: Fields) -> dict[str, Any]:
    """Return a contact's fields as the table has them."""
    values = {name: getattr(fields, name) for name in FIELD_NAMES}
    past = [asdict(each) | {"until": each.until.isoformat()} for each in fields.past_roles]
    return values | {
        "past_roles": past,
        "sought": sought(fields.name, fields.organisation)[:210],
    }


def _entry(row: Row[Any]) -> Entry:
    values = {name: getattr(row, name) for name in _ENTRY}
    values["tags"] = tuple(row.tags)
    return Entry(**values)


def _contact(row: Row[Any]) -> Contact:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in (*FIELD_NAMES, "id", "created_at")
    }
    past = (
        PastRole(each["role"], each["organisation"], date.fromisoformat(each["until"]))
        for each in row.past_roles
    )
    values.update({name: tuple(values[name]) for name in ("links", "tags", "pointers")})
    values["past_roles"] = tuple(past)
    return Contact(**values)
