"""Meetings that are looked back on, and what is taken back with them."""

from datetime import timedelta

import pytest

from bot.database import Database
from bot.meetings.model import ImpossibleMove, State

from .arranging import (
    agreed,
    looked_back,
    open_of,
)
from .databases import MAYA, MONDAY
from .nudging import MINUTE
from .rooms import Rooms, rooms_of_maya

HOUR = timedelta(hours=1)
ME = {"me": "Maya Chen", "who": "second-year OT student, Westfield University"}


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    for name in ("Ana Rivera", "Bo Park"):
        await rooms.add(name)
    return rooms


# Looking back


async def test_what_did_not_happen_may_have_happened_after_all(mayas: Rooms) -> None:
    meeting = await agreed(mayas)
    mayas.now = (meeting.ends_at or MONDAY) + 5 * MINUTE
    await mayas.meetings.missed(MAYA, meeting.id)
    assert await open_of(mayas) == []
    done = await looked_back(mayas, meeting.id)
    assert done.arranged.meeting.state == State.DONE
    for wish in (mayas.meetings.missed, mayas.meetings.to_move, mayas.meetings.cancel):
        with pytest.raises(ImpossibleMove):
            await wish(MAYA, meeting.id)
