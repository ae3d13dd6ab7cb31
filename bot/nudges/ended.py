"""Deletes reminders that have ended, and DMs that were settled, once nobody asks for them any more."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, delete, or_, select

from bot.clock import Clock
from bot.database import Database, among
from bot.nudges.model import MENTOR_REQUEST
from bot.tables import deliveries, nudges

#: How long a reminder is kept after it has ended: a year, so that whatever comes once a year still
#: finds the last time, and a month for whoever is late.
KEPT = timedelta(days=400)
#: Rows looked at in one transaction, of which some are deleted. Nobody waits long for so few.
AT_ONCE = 300
#: Transactions in one run, so that years of them go over some hours.
MOST_STEPS = 20
#: All are looked at once a day.
EVERY = timedelta(days=1)

log = structlog.get_logger()


class Ended:
    """Looks through what is old from the first on, by id, a part at a time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._rests_until: datetime | None = None
        self._seen = {"nudges": 0, "deliveries": 0}  # ids that were looked at in this round

    async def tidy(self) -> None:
        """Delete some of what ended longer ago than `KEPT`."""
        now = self._clock()
        if self._rests_until is not None and now < self._rests_until:
            return
        before = now - KEPT
        for _ in range(MOST_STEPS):
            more = await self._step(nudges, nudges.c.created_at, _is_over(before), before)
            more |= await self._step(
                deliveries, deliveries.c.claimed_at, _is_settled(before), before
            )
            if not more:
                self._rests_until, self._seen = now + EVERY, dict.fromkeys(self._seen, 0)
                return

    async def _step(
        self, table: Any, begun: Any, over: ColumnElement[bool], before: datetime
    ) -> bool:
        """Delete some rows of a table; return whether there are more old ones."""
        seen = self._seen[table.name]
        async with self._database.reading() as tx:
            query = select(table.c.id, begun).where(table.c.id > seen).order_by(table.c.id)
            rows = list(await tx.execute(query.limit(AT_ONCE + 1)))
            # The latest of all stays: `/admin status` says when it was.
            old = [row[0] for row in rows[:-1] if row[1] < before]
            if not old:
                return False
            query = select(table.c.id).where(among(table.c.id, old), over)
            gone = list(await tx.scalars(query))
        if gone:
            async with self._database.transaction() as tx:
                await tx.execute(delete(table).where(among(table.c.id, gone)))
            log.info("nudges.old_deleted", table=table.name, rows=len(gone))
        self._seen[table.name] = old[-1]
        return len(old) == AT_ONCE


def _is_over(before: datetime) -> ColumnElement[bool]:
    """Return that a reminder has ended, and its day is in no statistics any more.

    Whether a mentor was brought a request is asked for as long as there is the meeting.
    """
    return and_(
        nudges.c.settled_at < before,
        nudges.c.due_on < before.date(),
        nudges.c.kind != MENTOR_REQUEST,
    )


def _is_settled(before: datetime) -> ColumnElement[bool]:
    """Return that a DM is settled, and that what it brought has ended as long ago."""
    waits = select(nudges.c.id).where(
        nudges.c.student_id == deliveries.c.student_id,
        nudges.c.delivery_id == deliveries.c.id,
        or_(nudges.c.settled_at.is_(None), nudges.c.settled_at >= before),
    )
    return and_(deliveries.c.settled_at < before, ~waits.exists())
