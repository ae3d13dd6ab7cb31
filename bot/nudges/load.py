"""How much there is to deliver and was delivered, as numbers alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.database import Database, size_of
from bot.nudges.model import State
from bot.tables import deliveries, nudges


@dataclass(frozen=True, slots=True)
class Load:
    """Numbers of one moment.

    Attributes:
        deliveries: DMs in the database, by state.
        waiting: nudges whose moment has come and that are not out.
        bytes: the size of the database, without what it has not written back yet.
    """

    deliveries: Mapping[str, int]
    waiting: int
    bytes: int


async def load(database: Database, now: datetime) -> Load:
    """Count; indexes answer, so it is quick with a million rows too."""
    states = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    due = select(func.count()).where(nudges.c.state == State.PLANNED, nudges.c.due_at <= now)
    async with database.reading() as tx:
        found = {str(state): int(count) for state, count in (await tx.execute(states)).all()}
        waiting = (await tx.execute(due)).scalar_one()
        return Load(found, int(waiting), await size_of(tx))
