"""One student's drafts, templates and signature in the database."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import batches
from bot.notes.model import Note
from bot.tables import cleared_texts, drafts, signatures, templates


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept, see the table ``drafts``.

    Attributes:
        interaction_id: the talk it is about, if there is one.
        facts: what was answered for it, by name.
        note: in the student's own words; None while it is made from the facts.
        state: ``open``, ``sent``, ``answered`` (by what became of the meeting) or ``dropped``.
    """

    id: int
    contact_id: int
    interaction_id: int | None
    kind: str
    tone: str
    wording: int
    template_id: int | None
    facts: Mapping[str, Any]
    note: Note | None
    state: str
    created_at: datetime
    settled_at: datetime | None

    @property
    def is_sent(self) -> bool:
        """It has left, answered or not."""
        return self.state in {"sent", "answered"}


@dataclass(frozen=True, slots=True)
class Template:
    """A student's own template: subject and body with named placeholders."""

    id: int
    name: str
    kind: str
    note: Note


class Notes:
    """What one student writes. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def add(
        self, contact_id: int, kind: str, tone: str, wording: int, talk: int | None, now: datetime
    ) -> int:
        """Begin a draft and return its id."""
        row: dict[str, Any] = {
            "student_id": self._student_id,
            "contact_id": contact_id,
            "interaction_id": talk,
            "kind": kind,
            "tone": tone,
            "wording": wording,
            "state": "open",
            "created_at": now,
        }
        result = await self._tx.execute(insert(drafts).values(row).returning(drafts.c.id))
        return int(result.scalar_one())

    async def find(self, draft_id: int) -> Kept | None:
        """Return one of this student's drafts, or None."""
        found = await self._some(drafts.c.id == draft_id)
        return found[0] if found else None

    async def open_about(
        self, contact_id: int, kind: str, meeting: int | None = None
    ) -> Kept | None:
        """Return the draft of this kind to somebody that is not sent yet, or None.

        ``meeting`` leaves out those that ask for another one.
        """
        found = await self._some(
            drafts.c.contact_id == contact_id, drafts.c.kind == kind, drafts.c.state == "open"
        )
        if meeting is not None:
            found = [each for each in found if each.facts.get("meeting", meeting) == meeting]
        return found[0] if found else None

    async def lately(self, contact_id: int, limit: int = 10) -> list[Kept]:
        """Return what was written to somebody, sent or not, the latest first."""
        return await self._some(
            drafts.c.contact_id == contact_id, drafts.c.state != "dropped", limit=limit
        )

    async def _some(self, *which: Any, limit: int | None = None) -> list[Kept]:
        query = select(drafts).where(drafts.c.student_id == self._student_id, *which)
        query = query.order_by(drafts.c.created_at.desc(), drafts.c.id.desc()).limit(limit)
        return [
            Kept(
                row.id,
                row.contact_id,
                row.interaction_id,
                row.kind,
                row.tone,
                row.wording,
                row.template_id,
                dict(row.facts),
                None if row.body is None else Note(row.subject or "", row.body),
                row.state,
                row.created_at,
                row.settled_at,
            )
            for row in await self._tx.execute(query)
        ]

    async def change(self, draft_id: int, **values: Any) -> None:
        """Change a draft, by the columns of its table; ``facts`` are all of them, by name."""
        if "facts" in values:
            values["facts"] = list(values["facts"].items())
        mine = (drafts.c.student_id == self._student_id, drafts.c.id == draft_id)
        await self._tx.execute(update(drafts).where(*mine).values(values))

    async def signature(self) -> tuple[str, str, str]:
        """Return the student's name, studies and school; empty when they were never asked."""
        query = select(signatures).where(signatures.c.student_id == self._student_id)
        row = (await self._tx.execute(query)).one_or_none()
        return ("", "", "") if row is None else (row.name, row.studies, row.school or "")

    async def sign(self, name: str, studies: str, school: str | None) -> None:
        """Keep how the student signs."""
        values = {"name": name, "studies": studies, "school": school}
        mine = signatures.c.student_id == self._student_id
        changed = await self._tx.execute(update(signatures).where(mine).values(values))
        if not changed.rowcount:
            await self._tx.execute(
                insert(signatures).values(values | {"student_id": self._student_id})
            )

    async def templates(self, kind: str | None = None) -> list[Template]:
        """Return the student's own templates, of one kind or all, the latest first."""
        query = select(templates).where(templates.c.student_id == self._student_id)
        if kind is not None:
            query = query.where(templates.c.kind == kind)
        rows = await self._tx.execute(query.order_by(templates.c.id.desc()))
        return [Template(row.id, row.name, row.kind, Note(row.subject, row.body)) for row in rows]

    async def counts(self) -> tuple[int, int]:
        """Count the drafts that are open, and all of them."""
        by_state = select(drafts.c.state, func.count()).where(
            drafts.c.student_id == self._student_id
        )
        rows = await self._tx.execute(by_state.group_by(drafts.c.state))
        found: dict[str, int] = {state: number for state, number in rows}  # noqa: C416 - rows are no pairs to pyright
        return found.get("open", 0), sum(found.values())

    async def count_templates(self) -> int:
        """Count the student's own templates."""
        mine = templates.c.student_id == self._student_id
        return int(await self._tx.scalar(select(func.count()).where(mine)) or 0)

    async def add_template(self, name: str, kind: str, note: Note, now: datetime) -> int:
        """Keep a template and return its id."""
        values = {
            "student_id": self._student_id,
            "name": name,
            "kind": kind,
            "subject": note.subject,
            "body": note.body,
            "created_at": now,
        }
        result = await self._tx.execute(insert(templates).values(values).returning(templates.c.id))
        return int(result.scalar_one())

    async def remove_template(self, template_id: int) -> None:
        """Delete a template. Drafts that were made with it go back to a wording."""
        mine = (templates.c.student_id == self._student_id, templates.c.id == template_id)
        await self._tx.execute(delete(templates).where(*mine))


#: As many texts of one student are remembered; a whole import can be among them.
MOST_CLEARED = 50_000


class Cleared:
    """Texts of which one student said that they are not about a client, as digests."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def among(self, digests: Collection[str]) -> frozenset[str]:
        """Return which of these are known."""
        found: set[str] = set()
        for part in batches(digests):
            query = select(cleared_texts.c.digest).where(
                cleared_texts.c.student_id == self._student_id, cleared_texts.c.digest.in_(part)
            )
            found |= set(await self._tx.scalars(query))
        return frozenset(found)

    async def add(self, digests: Collection[str], now: datetime) -> None:
        """Remember these. Whoever writes holds the student's transaction, so nobody adds them too."""
        mine = cleared_texts.c.student_id == self._student_id
        for part in batches(set(digests)):
            await self._tx.execute(
                delete(cleared_texts).where(mine, cleared_texts.c.digest.in_(part))
            )
            owner = {"student_id": self._student_id, "cleared_at": now}
            await self._tx.execute(
                insert(cleared_texts), [{"digest": each} | owner for each in part]
            )
        await self._forget_oldest(now)

    async def _forget_oldest(self, now: datetime) -> None:
        """Keep no more than can be kept; what is forgotten is asked about once more."""
        mine = cleared_texts.c.student_id == self._student_id
        count = await self._tx.scalar(select(func.count()).select_from(cleared_texts).where(mine))
        over = int(count or 0) - MOST_CLEARED
        if over > 0:
            query = select(cleared_texts.c.digest).where(mine, cleared_texts.c.cleared_at < now)
            oldest = query.order_by(cleared_texts.c.cleared_at, cleared_texts.c.digest).limit(over)
            await self._tx.execute(
                delete(cleared_texts).where(mine, cleared_texts.c.digest.in_(oldest))
            )


def digest(student_id: int, text: str) -> str:
    """Return what a text is remembered by, from which it can't be read."""
    words = " ".join(text.split()).casefold()
    return hashlib.blake2b(f"{student_id}:{words}".encode(), digest_size=32).hexdigest()
