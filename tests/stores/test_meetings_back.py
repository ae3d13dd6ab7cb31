"""Meetings that are looked back on, and what is taken back with them."""

from datetime import timedelta

import pytest

from bot.contacts.network import token
from bot.database import Database
from bot.meetings.model import ImpossibleMove, State
from bot.nudges.model import (
    KEEP_IN_TOUCH,
    NO_REPLY,
)

from .arranging import (
    agreed,
    asked,
    begun,
    comes,
    every,
    looked_back,
    offered,
    open_of,
    seen,
    times,
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


# People who go, come back, and become one


async def test_a_meeting_goes_with_its_contact_and_comes_back_with_them(mayas: Rooms) -> None:
    meeting = await agreed(mayas)
    await mayas.meetings.place(MAYA, meeting.id, "Room 2")
    before, planned = await every(mayas), await comes(mayas)
    deleted = await mayas.contacts.delete(MAYA, meeting.contact_id)
    assert (await every(mayas), await open_of(mayas)) == ([], [])
    await mayas.contacts.undo(MAYA, deleted.change)
    assert (await every(mayas), await comes(mayas)) == (before, planned)


async def test_two_who_become_one_keep_their_meetings_and_give_them_back(mayas: Rooms) -> None:
    ana, bo = await agreed(mayas), await agreed(mayas, "Bo")
    silent = await asked(mayas, "Bo")
    await offered(mayas, "Bo")
    before = {(each.kind, each.subject_id, each.person_id) for each in await mayas.open()}
    merged = await mayas.merging.merge(MAYA, ana.contact_id, bo.contact_id, ())
    ours = {(kind, subject) for kind, subject, _ in before if kind != KEEP_IN_TOUCH}
    found = [each for each in await mayas.open() if each.kind != KEEP_IN_TOUCH]
    assert {(each.kind, each.subject_id) for each in found} == ours
    assert (NO_REPLY, silent.draft_id) in ours
    assert {each.person_id for each in found} == {ana.contact_id}
    await mayas.contacts.undo(MAYA, merged.change)
    there = {(each.kind, each.subject_id, each.person_id) for each in await mayas.open()}
    assert there == before


@pytest.mark.rules
async def test_who_comes_back_to_a_time_that_is_given_away_looks_for_another(mayas: Rooms) -> None:
    ana = await agreed(mayas)
    assert ana.begins_at is not None
    deleted = await mayas.contacts.delete(MAYA, ana.contact_id)
    bo = (await mayas.meetings.confirm(MAYA, await begun(mayas, "Bo"), ana.begins_at)).meeting
    await mayas.contacts.undo(MAYA, deleted.change)
    back = await seen(mayas, ana.id)
    assert (back.state, back.sequence) == (State.MOVED, ana.sequence + 1)
    assert {each.subject_id for each in await open_of(mayas)} == {bo.id}


@pytest.mark.rules
async def test_times_that_were_given_away_are_not_held_for_who_comes_back(mayas: Rooms) -> None:
    ana = await asked(mayas)
    booked = await agreed(mayas, "Bo", 5, 6)
    deleted = await mayas.contacts.delete(MAYA, ana.contact_id)
    third = (await mayas.add("Cy Lee"), ana.offered[0])[1]
    await mayas.meetings.confirm(MAYA, await begun(mayas, "Cy"), third)
    await mayas.contacts.undo(MAYA, deleted.change)
    assert (await seen(mayas, ana.id)).offered == ana.offered[1:]
    deleted = await mayas.contacts.delete(MAYA, booked.contact_id)
    assert booked.begins_at is not None
    dee = await begun(mayas, token(await mayas.add("Dee Fox")))
    late = next(each for each in await times(mayas, dee, 7, 9, 11) if each != booked.begins_at)
    await mayas.meetings.offer(MAYA, dee, [booked.begins_at, late])
    await mayas.contacts.undo(MAYA, deleted.change)
    assert await seen(mayas, booked.id) == booked, "it was agreed on, and the other only offered"
    assert (await seen(mayas, dee)).offered == (late,)
