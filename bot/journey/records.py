"""What a student's network has on record, as rows that numbers and pictures are made of. Read only."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import BATCH
from bot.journey.statistics import Asked, CameDue, Member, Sent, Touch
from bot.meetings.model import State
from bot.notes.desk import ASKING
from bot.nudges.model import KEEP_IN_TOUCH
from bot.tables import contacts, drafts, interactions, meetings, nudges

#: A request in these states has no answer.
_UNANSWERED = frozenset({State.DRAFT, State.ASKED, State.NO_REPLY, State.CANCELLED})


class Records:
    """The records of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def members(self) -> list[Member]:
        """Return everybody who is not in the archive, by id."""
        query = select(*(contacts.c[name] for name in Member.__slots__)).where(
            contacts.c.student_id == self._student_id, contacts.c.archived.is_(False)
        )
        return [Member(*row) for row in await self._tx.execute(query.order_by(contacts.c.id))]

    async def touches(self, since: datetime) -> list[Touch]:
        """Return every interaction since then."""
        query = select(
            interactions.c.contact_id, interactions.c.kind, interactions.c.happened_at
        ).where(interactions.c.student_id == self._student_id, interactions.c.happened_at >= since)
        found: list[Touch] = []
        async with self._tx.stream(query) as rows:
            async for part in rows.partitions(BATCH):  # others are answered in between
                found += [Touch(*row) for row in part]
        return found

    async def sent(self, since: datetime) -> list[Sent]:
        """Return every note that was sent since then."""
        query = select(drafts.c.contact_id, drafts.c.kind, drafts.c.settled_at).where(
            drafts.c.student_id == self._student_id,
            drafts.c.state.in_(("sent", "answered")),
            drafts.c.settled_at >= since,
        )
        return [Sent(*row) for row in await self._tx.execute(query)]

    async def asked(self, since: datetime) -> list[Asked]:
        """Return every request since then, by a note or by a DM to a mentor.

        A meeting that was called off before there was an answer is no request.
        """
        mine = (drafts.c.student_id == self._student_id, drafts.c.settled_at >= since)
        notes = select(drafts.c.id, drafts.c.contact_id, drafts.c.settled_at).where(
            *mine, drafts.c.state.in_(("sent", "answered")), drafts.c.kind.in_(ASKING)
        )
        meant = select(
            meetings.c.draft_id,
            meetings.c.contact_id,
            meetings.c.asked_at,
            meetings.c.state,
            meetings.c.begins_at,
        ).where(meetings.c.student_id == self._student_id, meetings.c.asked_at >= since)
        found = {row.id: (row.contact_id, row.settled_at) for row in await self._tx.execute(notes)}
        asked: list[Asked] = []
        for row in await self._tx.execute(meant):
            found.pop(row.draft_id, None)
            answered = row.begins_at is not None or State(row.state) not in _UNANSWERED
            if answered or row.state != State.CANCELLED:
                asked.append(Asked(row.contact_id, row.asked_at, answered))
        return asked + [Asked(*each) for each in found.values()]

    async def came_due(self, since: date) -> list[CameDue]:
        """Return the reminders to keep in touch that are settled, due on that day or later."""
        query = select(nudges.c.person_id, nudges.c.due_on, nudges.c.settled_at).where(
            nudges.c.student_id == self._student_id,
            nudges.c.kind == KEEP_IN_TOUCH,
            nudges.c.settled_at.is_not(None),
            nudges.c.due_on >= since,
        )
        return [CameDue(*row) for row in await self._tx.execute(query)]
