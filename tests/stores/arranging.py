"""Meetings as students and mentors arrange them, a step at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from bot.database import Database
from bot.meetings.debrief import Debriefed, Reflection
from bot.meetings.desk import Arranged
from bot.meetings.model import Meeting
from bot.meetings.offers import Wish
from bot.meetings.store import Meetings
from bot.notes.store import Kept, Notes
from bot.nudges.model import (
    ASK_AGAIN,
    DEBRIEF,
    MEETING_SOON,
    MEETING_TOMORROW,
    MENTOR_REQUEST,
    Nudge,
)
from bot.nudges.store import Nudges
from bot.tables import nudges

from .databases import MAYA, SAM, enrol
from .rooms import Rooms, rooms_of_maya

WISH = Wish(purpose="how you chose hands", minutes=20, how="video")
#: Two members who may be mentors.
LEE, JO = SAM + 10, SAM + 11
OF_MEETINGS = {MEETING_TOMORROW, MEETING_SOON, DEBRIEF, ASK_AGAIN}


async def with_ana_and_bo(database: Database) -> Rooms:
    """Maya, who gets DMs, and two people to meet."""
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    for name in ("Ana Rivera", "Bo Park"):
        await rooms.add(name)
    return rooms


async def begun(
    rooms: Rooms, who: str = "Ana", *, me: int = MAYA, mentor: int | None = None
) -> int:
    """Let a student think of asking somebody; return the meeting's id."""
    return (await rooms.offers.request(me, who, WISH, mentor)).meeting.id


async def times(rooms: Rooms, number: int, *which: int, me: int = MAYA) -> list[datetime]:
    """Return some of the times that there are to choose from."""
    slots = await rooms.offers.times(me, number)
    return [slots[nth].begins_at for nth in which or (4, 7)]  # the day after tomorrow, and later


async def offered(rooms: Rooms, who: str = "Ana", *which: int, **how: Any) -> Arranged:
    """Let a student choose times for somebody, not sent yet."""
    number = await begun(rooms, who, **how)
    me = how.get("me", MAYA)
    return await rooms.offers.offer(me, number, await times(rooms, number, *which, me=me))


async def send(rooms: Rooms, arranged: Arranged, *, me: int = MAYA) -> int:
    """Send the note that asks; return the change that takes it back."""
    assert arranged.meeting.draft_id is not None
    return (await rooms.notes.sent(me, arranged.meeting.draft_id)).change


async def asked(rooms: Rooms, who: str = "Ana", *which: int, **how: Any) -> Meeting:
    """Let a student ask somebody, by a note or, if it is a mentor, by DM."""
    arranged, me = await offered(rooms, who, *which, **how), how.get("me", MAYA)
    if how.get("mentor") is None:
        await send(rooms, arranged, me=me)
    else:
        await rooms.offers.send(me, arranged.meeting.id)
        async with rooms.database.transaction() as tx:  # the DM reaches them
            mine = (nudges.c.kind == MENTOR_REQUEST, nudges.c.student_id == how["mentor"])
            await tx.execute(update(nudges).where(*mine).values(times=1))
    return (await rooms.meetings.see(me, arranged.meeting.id)).meeting


async def agreed(rooms: Rooms, who: str = "Ana", *which: int) -> Meeting:
    """Let Maya ask somebody who takes the first time."""
    meeting = await asked(rooms, who, *which)
    return (await rooms.meetings.confirm(MAYA, meeting.id, meeting.offered[0])).meeting


async def mentoring(rooms: Rooms, *members: int, a_month: int = 20) -> None:
    """Let members be mentors."""
    await enrol(rooms.database, *members)
    for each in members:
        await rooms.mentors.offer(each, a_month)


async def seen(rooms: Rooms, number: int, *, me: int = MAYA) -> Meeting:
    return (await rooms.meetings.see(me, number)).meeting


async def every(rooms: Rooms, *, me: int = MAYA) -> list[Meeting]:
    """Return all meetings of a student."""
    async with rooms.database.reading() as tx:
        return await Meetings(tx, me).all()


async def held(rooms: Rooms) -> list[datetime]:
    """Return every moment that Maya keeps free for somebody."""
    found = [each for each in await every(rooms) if each.holds(rooms.now)]
    return sorted(moment for each in found for moment in each.offered)


async def looked_back(rooms: Rooms, number: int, **said: str) -> Debriefed:
    return await rooms.debriefs.debrief(MAYA, number, Reflection(**said))


async def note(rooms: Rooms, draft_id: int | None, *, me: int = MAYA) -> Kept:
    """Return a note as it is kept."""
    async with rooms.database.reading() as tx:
        found = await Notes(tx, me).find(draft_id or 0)
    assert found is not None
    return found


async def open_of(rooms: Rooms, *kinds: str, me: int = MAYA) -> list[Nudge]:
    """Return what is open of these kinds, or of those of one's own meetings, by its moment."""
    async with rooms.database.reading() as tx:
        found = await Nudges(tx, me).open_page(999, 0)
        found += [each for each in await Nudges(tx, me).planned() if each not in found]
    which = [each for each in found if each.kind in (kinds or OF_MEETINGS)]
    return sorted(which, key=lambda nudge: (nudge.due_at, nudge.kind))


async def comes(rooms: Rooms, *kinds: str, me: int = MAYA) -> list[tuple[str, datetime]]:
    """Return what is open and its moments."""
    return [(each.kind, each.due_at) for each in await open_of(rooms, *kinds, me=me)]
