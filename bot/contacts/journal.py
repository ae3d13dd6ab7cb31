"""What a student can take back: rows as they were before, kept for ten minutes."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Date, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import PLANNED_BY
from bot.database import (
    Encrypted,
    EncryptedJson,
    EncryptedText,
    Json,
    UtcDateTime,
    batches,
    sealed,
    unsealed,
)
from bot.tables import (
    changes,
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

#: How long a change can be taken back.
UNDO = timedelta(minutes=10)

_TABLES = {
    "contacts": contacts,
    "interactions": interactions,
    "drafts": drafts,
    "meetings": meetings,
    "series": series,
    "sessions": sessions,
    "fieldwork": fieldwork,
    "shoutouts": shoutouts,
    "goal_links": goal_links,
    "review_answers": review_answers,
}
#: What other rooms keep about contacts.
_OF_OTHERS = tuple(name for name in _TABLES if name not in {"contacts", "interactions"})
#: What is there without anybody too.
_APART = frozenset({"contacts", "fieldwork"})
#: What stands in place of a table's name for a nudge, which is noted by its state alone.
_NUDGES = "nudges"
_SEALED = (EncryptedText, EncryptedJson, Json)
_SECRETS = {
    name: [each.name for each in table.c if isinstance(each.type, Encrypted)]
    for name, table in _TABLES.items()
}

#: Rows as they are stored, still encrypted, by table and id; None for one that is not there.
Rows = Mapping[tuple[str, int], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of taking a change back.

    Attributes:
        kind: what the change was called.
        contacts: the ids of the contacts that it touched.
        taken_back: how many rows are as they were before.
        left: how many rows were changed since by something else, and stay.
        moved: the ids of the contacts whose reminder may be another now.
        talked: the ids of the contacts of whom talks were taken back.
        plans: nudges that the change has ended, by id, each with the state it was in, and None for
            those that it has begun.
        others: the ids of the contacts of whom notes or meetings were taken back.
    """

    kind: str
    contacts: frozenset[int]
    taken_back: int
    left: int
    moved: frozenset[int]
    talked: frozenset[int] = frozenset()
    plans: Mapping[int, str | None] = field(default_factory=dict[int, str | None])
    others: frozenset[int] = frozenset()


class Journal:
    """The changes of one student that can still be taken back."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def rows(self, **ids: Iterable[int]) -> Rows:
        """Return rows as they are now, by the name of their table, see `_TABLES`."""
        found: dict[tuple[str, int], Mapping[str, Any] | None] = {}
        for name, some in ids.items():
            table = _TABLES[name]
            columns = [
                sealed(each).label(each.name) if isinstance(each.type, _SEALED) else each
                for each in table.c
            ]
            for part in batches(some):
                found |= dict.fromkeys((name, each) for each in part)
                query = select(*columns).where(self._mine(table), table.c.id.in_(part))
                for row in (await self._tx.execute(query)).mappings():
                    found[name, row["id"]] = dict(row)
        return found

    async def keep(
        self,
        kind: str,
        before: Rows,
        now: datetime,
        plans: Mapping[int, str | None] = MappingProxyType({}),
    ) -> int:
        """Note that these rows have just changed from what they were ``before``.

        Args:
            kind: what the change is called.
            before: the rows as they were.
            now: the moment.
            plans: nudges that were changed with them, see `Undone`.

        Returns:
            The change's id, for `undo`.
        """
        after = await self._as_now(before)
        others = {key: after[key] for key, row in before.items() if row != after[key]}
        digests = await self._digests(others)
        noted: list[Any] = [[*key, before[key], digests[key]] for key in others]
        noted += [[_NUDGES, number, state, ""] for number, state in plans.items()]
        statement = insert(changes).values(
            student_id=self._student_id,
            kind=kind,
            rows=json.dumps(noted, default=_as_text),
            created_at=now,
        )
        result = await self._tx.execute(statement.returning(changes.c.id))
        return int(result.scalar_one())

    async def undo(self, change_id: int, now: datetime) -> Undone | None:
        """Take a change back; rows that changed again since stay. Return None when it is too late."""
        this = (self._mine(changes), changes.c.id == change_id)
        found = await self._tx.execute(
            select(changes.c.kind, changes.c.rows).where(*this, changes.c.created_at > now - UNDO)
        )
        change = found.one_or_none()
        if change is None:
            return None
        await self._tx.execute(delete(changes).where(*this))
        noted = json.loads(change.rows)
        plans = {number: state for name, number, state, _ in noted if name == _NUDGES}
        noted = [each for each in noted if each[0] != _NUDGES]
        current = await self._as_now({(name, number): None for name, number, *_ in noted})
        digests = await self._digests(current)
        changed_since = {
            (name, number)
            for name, number, _before, digest in noted
            if digests[name, number] != digest
        }
        changed_since |= _staying(noted, current, changed_since)
        spoken_with = await self._spoken_with(current)
        spoken_with |= {  # a talk that was changed since stays, and so does whom it was with
            row["contact_id"]
            for name, number in changed_since
            if name == "interactions" and (row := current[name, number]) is not None
        }
        there = await self._there(noted)
        gone: dict[str, list[int]] = {name: [] for name in _TABLES}
        back: dict[tuple[str, bool], list[Mapping[str, Any]]] = {
            (name, are_there): [] for name in _TABLES for are_there in (False, True)
        }
        touched: dict[str, set[int]] = {name: set() for name in _TABLES}
        moved: set[int] = set()
        left = 0
        for name, number, before, _digest_then in noted:
            row = current[name, number]
            added_and_used = name == "contacts" and before is None and number in spoken_with
            homeless = (
                name not in _APART and before is not None and before["contact_id"] not in there
            )
            if (name, number) in changed_since or added_and_used or homeless:
                left += 1
                continue
            whose = {
                known["id"] if name == "contacts" else known["contact_id"]
                for known in (row, before)
                if known is not None
            } - {None}
            touched[name] |= whose
            if _matters(row) != _matters(before):
                moved |= whose
            if before is None:
                gone[name].append(number)
            else:
                back[name, row is not None].append(before)
                if name == "contacts":
                    there.add(number)
        for (name, are_there), rows in back.items():  # contacts come before their talks
            await self._restore(_TABLES[name], rows, are_there=are_there)
        for name, ids in gone.items():
            await self._remove(_TABLES[name], ids)
        taken_back = len(noted) - left
        return Undone(
            change.kind,
            frozenset(number for some in touched.values() for number in some),
            taken_back,
            left,
            frozenset(moved),
            frozenset(touched["interactions"]),
            plans,
            frozenset(number for name in _OF_OTHERS for number in touched[name]),
        )

    async def _as_now(self, keys: Iterable[tuple[str, int]]) -> Rows:
        ids: dict[str, list[int]] = {}
        for name, number in keys:
            ids.setdefault(name, []).append(number)
        return await self.rows(**ids)

    async def _digests(self, rows: Rows) -> Mapping[tuple[str, int], str]:
        """Return what tells whether rows say something else by now; a new key is no change."""
        plain = {key: None if row is None else dict(row) for key, row in rows.items()}
        secrets = [
            (row, secret)
            for (name, _), row in plain.items()
            if row is not None
            for secret in _SECRETS[name]
        ]
        texts = await unsealed(self._tx, (row[secret] for row, secret in secrets))
        for (row, secret), text in zip(secrets, texts, strict=True):
            row[secret] = text
        return {key: _digest(row) for key, row in plain.items()}

    async def _spoken_with(self, known: Rows) -> set[int]:
        """Return which contacts have interactions, drafts or meetings other than the known ones."""
        found: set[int] = set()
        for part in batches(number for name, number in known if name == "contacts"):
            for name, table in _TABLES.items():
                if table is contacts:
                    continue
                query = select(table.c.id, table.c.contact_id).where(
                    self._mine(table), table.c.contact_id.in_(part)
                )
                found |= {
                    row.contact_id
                    for row in await self._tx.execute(query)
                    if (name, row.id) not in known
                }
        return found

    async def _there(self, noted: Sequence[Any]) -> set[int]:
        """Return which contacts that talks are to go back to are in the network now."""
        wanted = {row["contact_id"] for name, _, row, _ in noted if row and name not in _APART}
        now = await self.rows(contacts=wanted)
        return {number for (_name, number), row in now.items() if row is not None}

    async def _restore(
        self, table: Table, rows: Sequence[Mapping[str, Any]], *, are_there: bool
    ) -> None:
        """Write rows as the journal has them; what is encrypted stays as it is."""
        written = {
            each.name: bindparam(
                f"old_{each.name}", type_=Text() if isinstance(each.type, _SEALED) else each.type
            )
            for each in table.c
        }
        if are_there:
            mine = update(table).where(self._mine(table), table.c.id == bindparam("number"))
            statement: Any = mine.values(written)
        else:
            statement = insert(table).values(written)
        for part in batches(rows):
            values = [
                {f"old_{name}": _stored(table.c[name], value) for name, value in row.items()}
                | ({"number": row["id"]} if are_there else {})
                for row in part
            ]
            await self._tx.execute(statement, values)

    async def _remove(self, table: Table, ids: Sequence[int]) -> None:
        for part in batches(ids):
            await self._tx.execute(delete(table).where(self._mine(table), table.c.id.in_(part)))

    def _mine(self, table: Table) -> Any:
        return table.c.student_id == self._student_id


async def forget(tx: AsyncConnection, now: datetime) -> None:
    """Delete every student's changes that can't be taken back any more."""
    await tx.execute(delete(changes).where(changes.c.created_at <= now - UNDO))


def _staying(noted: Sequence[Any], current: Rows, changed_since: Collection[Any]) -> set[Any]:
    """Return talks that came with somebody who was changed since, and what is about talks that stay."""
    talks: set[Any] = set()
    for name, number, before, _digest_then in noted:
        row = current[name, number]
        if name == "interactions" and before is None and row is not None:
            keys = {(name, number), ("contacts", row["contact_id"])}
            talks |= {number} if keys & set(changed_since) else set()
    about = {
        (name, number)
        for (name, number), row in current.items()
        if name in {"drafts", "meetings"} and row is not None and row["interaction_id"] in talks
    }
    return about | {("interactions", number) for number in talks}


def _digest(row: Mapping[str, Any] | None) -> str:
    text = json.dumps(row, default=_as_text, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _matters(row: Mapping[str, Any] | None) -> tuple[str, ...] | None:
    """Return what of a row a reminder depends on; None for one that is not there."""
    names = (*PLANNED_BY, "happened_at", "contact_id")
    return None if row is None else tuple(_said(row.get(name)) for name in names)


def _said(value: Any) -> str:
    return _as_text(value) if isinstance(value, date) else str(value)


def _as_text(value: date) -> str:
    return value.isoformat()


def _stored(column: Column[Any], value: Any) -> Any:
    """Return a value of the journal as the table wants it."""
    if value is not None and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if value is not None and isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value
