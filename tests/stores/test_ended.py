"""What has ended long ago is deleted, on both databases, and nothing else."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

import bot.nudges.ended
from bot.database import Database
from bot.nudges.ended import EVERY, KEPT, Ended
from bot.nudges.model import MENTOR_REQUEST, Nudge, State
from bot.nudges.store import Nudges
from bot.tables import deliveries, nudges

from .databases import MAYA, MONDAY, SAM
from .nudging import DAY, KIND, plan, sent

SECOND = timedelta(seconds=1)


pytestmark = pytest.mark.usefixtures("two_students")


async def ended(database: Database, subject: int, at: datetime, kind: str = KIND) -> Nudge:
    """Bring Maya something, which ends at a moment."""
    nudge = await plan(database, MAYA, subject, kind=kind)
    await sent(database, nudge)
    async with database.transaction() as tx:
        assert await Nudges(tx, MAYA).settle(nudge.id, State.DONE, at)
    return nudge


async def left(database: Database, *, of: object = nudges) -> list[int]:
    """Return the ids that are there."""
    async with database.reading() as tx:
        return list(await tx.scalars(select(of.c.id).order_by(of.c.id)))  # type: ignore[attr-defined]


async def test_what_ended_goes_when_its_time_is_over_with_the_dm_that_brought_it(
    database: Database,
) -> None:
    first = await ended(database, 1, MONDAY + DAY)
    later = await ended(database, 2, MONDAY + 5 * DAY)
    waits = await plan(database, MAYA, 3)
    await sent(database, waits)
    request = await ended(database, 4, MONDAY + DAY, MENTOR_REQUEST)
    latest = await plan(database, SAM, 5, days=999)
    all_of_them = [each.id for each in (first, later, waits, request, latest)]
    now = MONDAY + DAY + KEPT
    chore = Ended(database, lambda: now)
    await chore.tidy()
    assert await left(database) == all_of_them, "not a moment before"
    now += SECOND
    await chore.tidy()
    assert await left(database) == all_of_them, "once a day will do"
    now += EVERY
    await chore.tidy()
    assert await left(database) == all_of_them[1:]
    dms = await left(database, of=deliveries)
    assert len(dms) == 3, "what was brought waits still, or ended later; the latest stays"
    now += 9 * DAY
    await chore.tidy()
    await chore.tidy()
    assert await left(database) == [waits.id, request.id, latest.id]
    assert await left(database, of=deliveries) == dms[1:]


async def test_years_of_it_go_in_small_parts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.nudges.ended, "AT_ONCE", 2)
    monkeypatch.setattr(bot.nudges.ended, "MOST_STEPS", 2)
    for number in range(7):
        await ended(database, number, MONDAY + DAY)
    now = MONDAY + 2 * KEPT
    chore = Ended(database, lambda: now)
    counts: list[int] = []
    for _ in range(4):
        counts.append(len(await left(database)))
        await chore.tidy()
    assert counts == [7, 3, 1, 1], "the latest stays"
    assert len(await left(database, of=deliveries)) == 1
