"""Whom nudges are about, for many students at once: one question each, and not one a student.

Unlike the other stores this one is not opened for one student. It says of every row whose it is,
and whoever asks leaves out what is not of the student it is for.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Interaction
from bot.contacts.store import NEWEST_FIRST, OPEN_END, SHOWN
from bot.database import among
from bot.tables import contacts, interactions


@dataclass(frozen=True, slots=True)
class Subject:
    """A contact as a nudge speaks of them.

    Attributes:
        last_kind, last_at: their latest interaction, None when there is none.
        note: of the latest interaction that has one, None when none has.
        earlier: the note is of an interaction before the latest.
        how_met: None too where there is a note, which says more.
        open_ends: interactions with advice to try or a promise to keep, without their notes.
    """

    student_id: int
    contact_id: int
    name: str
    credentials: str | None
    setting: str | None
    organisation: str | None
    met_at: datetime | None
    cadence: str | None
    last_kind: str | None
    last_at: datetime | None
    note: str | None
    how_met: str | None
    open_ends: Sequence[Interaction]
    earlier: bool = False


class Subjects:
    """Contacts and interactions of any student, by id.

    Opening what is encrypted costs more than all the rest, so only what is shown is asked for.
    """

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def contacts(self, ids: Collection[int]) -> list[Subject]:
        """Return those of these contacts that are there."""
        talk = interactions.alias()
        newest = (
            select(talk.c.id)
            .where(talk.c.student_id == contacts.c.student_id, talk.c.contact_id == contacts.c.id)
            .order_by(talk.c.happened_at.desc(), talk.c.id.desc())
            .limit(1)
        )
        query = select(
            *(contacts.c[name] for name in _OF_CONTACT),
            newest.scalar_subquery().label("last_id"),
            newest.where(talk.c.note.is_not(None)).scalar_subquery().label("noted_id"),
        ).where(among(contacts.c.id, ids))
        rows = list(await self._tx.execute(query))
        talks = await self._talks({number for row in rows for number in row[-2:]})
        unnoted = [row.id for row in rows if row.noted_id is None]
        met = select(contacts.c.id, contacts.c.how_met).where(among(contacts.c.id, unnoted))
        how_met = {row.id: row.how_met for row in await self._tx.execute(met)} if unnoted else {}
        ends = await self._open_ends([row.id for row in rows])
        return [
            Subject(
                row.student_id,
                row.id,
                row.name,
                row.credentials,
                row.setting,
                row.organisation,
                row.met_at,
                row.cadence,
                talks[row.last_id][1],
                talks[row.last_id][2],
                talks[row.noted_id][3],
                how_met.get(row.id),
                ends[row.id],
                earlier=row.noted_id is not None and row.noted_id != row.last_id,
            )
            for row in rows
        ]

    async def _talks(self, ids: set[int | None]) -> Mapping[int | None, Sequence[Any]]:
        """Return id, kind, time and note of interactions, by id; nothing of None."""
        query = select(*_OF_TALK).where(among(interactions.c.id, ids - {None}))
        return {None: (None,) * 4} | {row.id: row for row in await self._tx.execute(query)}

    async def _open_ends(self, contact_ids: Collection[int]) -> dict[int, list[Interaction]]:
        query = (
            select(*_OF_END)
            .join(
                contacts,
                (contacts.c.student_id == interactions.c.student_id)
                & (contacts.c.id == interactions.c.contact_id),
            )
            .where(among(contacts.c.id, contact_ids), OPEN_END)
            .order_by(*NEWEST_FIRST)
        )
        found: defaultdict[int, list[Interaction]] = defaultdict(list)
        for row in await self._tx.execute(query):
            found[row.contact_id].append(
                Interaction(
                    row.id,
                    row.contact_id,
                    row.kind,
                    row.happened_at,
                    None,
                    row.advice,
                    row.advice_state,
                    row.promise,
                    row.promise_due,
                    row.promise_kept_at,
                )
            )
        return found

    async def talks(self, ids: Collection[int]) -> list[tuple[int, Interaction]]:
        """Return those of these interactions that are there, each with whose it is."""
        query = select(interactions.c.student_id, *SHOWN).where(interactions.c.id.in_(ids))
        return [
            (row["student_id"], Interaction(**{n: row[n] for n in Interaction.__slots__}))
            for row in (await self._tx.execute(query)).mappings()
        ]


_OF_TALK = tuple(interactions.c[name] for name in ("id", "kind", "happened_at", "note"))
_OF_CONTACT = (
    "student_id",
    "id",
    "name",
    "credentials",
    "setting",
    "organisation",
    "met_at",
    "cadence",
)
_OF_END = tuple(each for each in SHOWN if each.name != "note")
