"""Meetings that are looked back on, and what is taken back with them."""

from datetime import timedelta

import pytest

from bot.contacts.network import token
from bot.database import Database
from bot.meetings.debrief import Debriefed, NotYet
from bot.meetings.model import HELD_FOR, ImpossibleMove, State
from bot.nudges.model import (
    DEBRIEF,
    DRAFT,
    KEEP_IN_TOUCH,
    NO_REPLY,
    THANK_YOU,
    THANKS_OVERDUE,
)
from bot.tables import drafts, interactions

from .arranging import (
    agreed,
    asked,
    begun,
    comes,
    every,
    looked_back,
    note,
    offered,
    open_of,
    seen,
    times,
    with_ana_and_bo,
)
from .databases import MAYA, MONDAY
from .nudging import MINUTE
from .rooms import Rooms, at_once

HOUR = timedelta(hours=1)
ME = {"me": "Maya Chen", "who": "second-year OT student, Westfield University"}


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    return await with_ana_and_bo(database)


# Looking back


async def test_a_meeting_is_looked_back_on_once_and_its_undo_brings_it_back(mayas: Rooms) -> None:
    meeting = await agreed(mayas)
    with pytest.raises(NotYet):
        await looked_back(mayas, meeting.id)
    mayas.now = (meeting.ends_at or MONDAY) + 5 * MINUTE
    before = (await every(mayas), await comes(mayas), await mayas.count(interactions))
    found = await at_once(*(looked_back(mayas, meeting.id, highlight="patience") for _ in "12"))
    assert sorted(type(each).__name__ for each in found) == ["Debriefed", "ImpossibleMove"]
    [done] = [each for each in found if isinstance(each, Debriefed)]
    assert done.arranged.meeting.state == State.DONE
    assert await open_of(mayas) == []
    assert await mayas.count(interactions) == before[2] + 1
    talk = (await mayas.contacts.view(MAYA, "Ana")).timeline[0]
    assert (talk.kind, talk.happened_at, talk.note) == ("video", meeting.begins_at, "patience")
    assert len(await open_of(mayas, THANK_YOU, THANKS_OVERDUE)) == 2
    assert (await note(mayas, done.draft_id)).interaction_id == talk.id
    mayas.now += MINUTE
    await mayas.contacts.undo(MAYA, done.change)
    assert (await every(mayas), await comes(mayas, DEBRIEF), await mayas.count(interactions)) == (
        *(before[0], before[1][-1:]),
        before[2],
    )
    assert await open_of(mayas, THANK_YOU, THANKS_OVERDUE, DRAFT) == []
    assert await mayas.count(drafts) == 1, "the thank-you goes with it"
    again = await looked_back(mayas, meeting.id)
    assert (await note(mayas, again.draft_id)).kind == "thank_you"


@pytest.mark.rules
async def test_thanks_that_were_begun_before_the_meeting_are_as_they_were_after_an_undo(
    mayas: Rooms,
) -> None:
    meeting = await agreed(mayas)
    mine = (await mayas.notes.begin(MAYA, "Ana", "thank_you")).id
    mayas.now = (meeting.ends_at or MONDAY) + 5 * MINUTE
    before = await note(mayas, mine)
    done = await looked_back(mayas, meeting.id, highlight="patience", cadence="2 weeks")
    await mayas.contacts.undo(MAYA, done.change)
    assert await note(mayas, mine) == before
    contact = (await mayas.contacts.view(MAYA, "Ana")).contact
    assert contact.cadence != "2 weeks"


@pytest.mark.rules
async def test_a_talk_that_stays_when_the_rest_is_taken_back_keeps_its_meeting(
    mayas: Rooms,
) -> None:
    meeting = await agreed(mayas)
    mayas.now = (meeting.ends_at or MONDAY) + 5 * MINUTE
    done = await looked_back(mayas, meeting.id, cadence="2 weeks")
    await mayas.contacts.edit(MAYA, "Ana", {"cadence": "3 weeks"})
    talks = await mayas.count(interactions)
    await mayas.contacts.undo(MAYA, done.change)
    kept = await seen(mayas, meeting.id)
    gone = await mayas.count(interactions) < talks
    assert (kept.state == State.CONFIRMED) == gone, "it is logged once, or not at all"


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
@pytest.mark.parametrize("kept", [0, 1])
async def test_what_two_who_were_one_have_each_is_told_apart_again(mayas: Rooms, kept: int) -> None:
    who = [(await asked(mayas, each)).contact_id for each in ("Ana", "Bo")]
    mayas.now += HELD_FOR
    await mayas.meetings.tidy()
    before = [(each.kind, each.subject_id, each.person_id) for each in await mayas.open()]
    assert len(before) == 4
    merged = await mayas.merging.merge(MAYA, who[kept], who[1 - kept], ())
    await mayas.contacts.undo(MAYA, merged.change)
    there = [(each.kind, each.subject_id, each.person_id) for each in await mayas.open()]
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
    await mayas.offers.offer(MAYA, dee, [booked.begins_at, late])
    await mayas.contacts.undo(MAYA, deleted.change)
    assert await seen(mayas, booked.id) == booked, "it was agreed on, and the other only offered"
    assert (await seen(mayas, dee)).offered == (late,)
