"""Requests to mentors: who is asked, what each side hears, and two answers at once."""

import pytest
from sqlalchemy import delete

from bot.database import Database
from bot.meetings.asking import NotOffered, Request
from bot.meetings.desk import Arranged
from bot.meetings.model import HELD_FOR, ImpossibleMove, MeetingNotFound, State
from bot.meetings.offers import NoBookingLink, SlotTaken
from bot.mentors.model import MentorRests, NoMentor
from bot.nudges.model import MEETING_ANSWER, MENTOR_NEWS, MENTOR_REQUEST
from bot.tables import students

from .arranging import (
    JO,
    LEE,
    asked,
    begun,
    comes,
    held,
    mentoring,
    note,
    offered,
    open_of,
    seen,
    times,
)
from .databases import MAYA, SAM, enrol
from .nudging import DAY, MINUTE
from .rooms import Rooms, at_once, rooms_of_maya


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    await rooms.add("Lee Fox")
    await rooms.add("Bo Park")
    await mentoring(rooms, LEE, JO, a_month=2)
    return rooms


async def hears(mayas: Rooms, member: int) -> list[str]:
    kinds = (MENTOR_REQUEST, MENTOR_NEWS, MEETING_ANSWER)
    return [kind for kind, _ in await comes(mayas, *kinds, me=member)]


async def test_a_mentor_is_asked_says_yes_and_calls_off(mayas: Rooms) -> None:
    meeting = await asked(mayas, "Lee", mentor=LEE)
    assert (meeting.state, meeting.draft_id) == (State.ASKED, None)
    assert (await hears(mayas, LEE), await hears(mayas, MAYA)) == ([MENTOR_REQUEST], [])
    for theirs in (mayas.meetings.confirm(MAYA, meeting.id, meeting.offered[0]),):
        with pytest.raises(ImpossibleMove):
            await theirs
    yes = await mayas.requests.accept(LEE, meeting.id, meeting.offered[1])
    assert (yes.meeting.state, yes.meeting.begins_at) == (State.CONFIRMED, meeting.offered[1])
    assert (await hears(mayas, LEE), await hears(mayas, MAYA)) == ([], [MEETING_ANSWER])
    assert (await held(mayas), len(await open_of(mayas))) == ([], 3)
    off = await mayas.requests.call_off(LEE, meeting.id)
    assert (off.meeting.state, off.meeting.sequence) == (State.MOVED, 1)
    assert await open_of(mayas) == []
    for refused in (
        mayas.requests.call_off(LEE, meeting.id),
        mayas.requests.accept(LEE, meeting.id, meeting.offered[1]),
        mayas.requests.suggest(LEE, meeting.id, "Later"),
    ):
        with pytest.raises(ImpossibleMove):
            await refused
    await mayas.offers.offer(MAYA, meeting.id, await times(mayas, meeting.id))
    again = await mayas.offers.send(MAYA, meeting.id)
    await mayas.requests.accept(LEE, meeting.id, again.meeting.offered[0])
    assert (await seen(mayas, meeting.id)).uid == meeting.uid
    await mayas.meetings.cancel(MAYA, meeting.id)
    assert await hears(mayas, LEE) == [MENTOR_NEWS]


async def test_a_mentor_suggests_and_the_student_takes_it_or_they_say_not_now(
    mayas: Rooms,
) -> None:
    first = await asked(mayas, "Lee", mentor=LEE)
    await mayas.requests.suggest(LEE, first.id, "Fridays after 4")
    other = await seen(mayas, first.id)
    assert (other.state, other.word, other.offered) == (State.OTHER_TIMES, "Fridays after 4", ())
    assert await held(mayas) == []
    agreed = await mayas.meetings.confirm(MAYA, first.id, "Fri 4pm")
    assert agreed.meeting.state == State.CONFIRMED
    assert await hears(mayas, LEE) == [MENTOR_NEWS]
    second = await asked(mayas, "Bo", mentor=JO)
    await mayas.requests.not_now(JO, second.id, None)
    assert (await seen(mayas, second.id)).state == State.DECLINED
    assert (await hears(mayas, JO), await hears(mayas, MAYA)) == ([], [MEETING_ANSWER])
    with pytest.raises(MeetingNotFound):
        await mayas.requests.see(JO, first.id)


@pytest.mark.rules
async def test_only_who_agreed_is_asked_and_only_as_often(mayas: Rooms) -> None:
    for _ in range(2):
        meeting = await asked(mayas, "Lee", mentor=LEE)
    third = await offered(mayas, "Lee", mentor=LEE)
    with pytest.raises(MentorRests):
        await mayas.offers.send(MAYA, third.meeting.id)
    assert (await seen(mayas, third.meeting.id)).state == State.DRAFT
    await mayas.requests.suggest(LEE, meeting.id, "Later")
    await mayas.offers.offer(MAYA, meeting.id, await times(mayas, meeting.id, 9, 11))
    await mayas.offers.send(MAYA, meeting.id)  # new times for an old request count once
    mayas.now += 27 * DAY
    await mayas.offers.offer(MAYA, third.meeting.id, await times(mayas, third.meeting.id))
    await mayas.mentors.pause(LEE, paused=True)
    with pytest.raises(MentorRests):
        await mayas.offers.send(MAYA, third.meeting.id)
    await mayas.mentors.leave(LEE)
    with pytest.raises(NoMentor):
        await mayas.offers.send(MAYA, third.meeting.id)
    await mayas.mentors.offer(LEE, 1)
    assert (await mayas.offers.send(MAYA, third.meeting.id)).meeting.state == State.ASKED
    await mayas.availability.set_rules(MAYA, link="https://cal.example/maya")
    with pytest.raises(NoBookingLink):
        await mayas.offers.offer_link(MAYA, (await offered(mayas, "Bo", mentor=JO)).meeting.id)


async def test_silence_of_a_mentor_is_told_once_and_their_late_no_is_a_no(mayas: Rooms) -> None:
    meeting = await asked(mayas, "Lee", mentor=LEE)
    mayas.now += HELD_FOR
    await at_once(mayas.meetings.tidy(), mayas.meetings.tidy())
    assert (await seen(mayas, meeting.id)).state == State.NO_REPLY
    assert (await hears(mayas, LEE), await hears(mayas, MAYA)) == ([], [MEETING_ANSWER])
    with pytest.raises(ImpossibleMove):
        await mayas.requests.accept(LEE, meeting.id, meeting.offered[0])
    await mayas.requests.not_now(LEE, meeting.id, "Sorry, in spring")
    assert (await seen(mayas, meeting.id)).state == State.DECLINED
    assert await hears(mayas, MAYA) == [MEETING_ANSWER]


@pytest.mark.rules
async def test_a_mentor_takes_only_what_is_offered_and_still_to_come(mayas: Rooms) -> None:
    meeting = await asked(mayas, "Lee", mentor=LEE)
    with pytest.raises(NotOffered):
        await mayas.requests.accept(LEE, meeting.id, meeting.offered[0] + MINUTE)
    mayas.now = meeting.offered[0]
    with pytest.raises(NotOffered):
        await mayas.requests.accept(LEE, meeting.id, meeting.offered[0])


@pytest.mark.rules
async def test_a_mentor_hears_nothing_of_whom_else_the_student_meets(mayas: Rooms) -> None:
    meeting = await asked(mayas, "Lee", mentor=LEE)
    mayas.now = meeting.held_until - 3 * DAY
    late = await asked(mayas, "Lee", 22, 23, mentor=JO)
    mayas.now = late.held_until + MINUTE  # no longer held, and nobody has tidied up
    await mayas.meetings.confirm(MAYA, await begun(mayas, "Bo"), late.offered[1])
    with pytest.raises(NotOffered):
        await mayas.requests.accept(JO, late.id, late.offered[1])
    assert (await seen(mayas, late.id)) == late


@pytest.mark.rules
async def test_times_that_are_gone_are_not_sent_to_a_mentor(mayas: Rooms) -> None:
    lees = (await offered(mayas, "Lee", 18, 20, mentor=LEE)).meeting
    mayas.now += HELD_FOR
    taken = lees.offered[1]
    await mayas.meetings.confirm(MAYA, await begun(mayas, "Bo"), taken)
    with pytest.raises(SlotTaken) as error:
        await mayas.offers.send(MAYA, lees.id)
    assert error.value.moment == taken
    mayas.now = lees.offered[0]
    with pytest.raises(SlotTaken) as error:
        await mayas.offers.send(MAYA, lees.id)
    assert error.value.moment == lees.offered[0], "it begins now"
    assert await hears(mayas, LEE) == []


@pytest.mark.rules
async def test_who_is_asked_as_a_mentor_after_all_is_not_asked_by_a_note(mayas: Rooms) -> None:
    first = (await offered(mayas, "Lee")).meeting
    assert await begun(mayas, "Lee", mentor=LEE) == first.id
    assert (await note(mayas, first.draft_id)).state == "dropped"
    assert (await seen(mayas, first.id)).draft_id is None


@pytest.mark.rules
async def test_a_mentor_is_not_asked_any_more_once_the_student_noted_an_answer(
    mayas: Rooms,
) -> None:
    for mentor, answer in ((LEE, "declined"), (JO, "other_times")):
        meeting = await asked(mayas, "Lee", mentor=mentor)
        await getattr(mayas.meetings, answer)(MAYA, meeting.id, "They told me")
        assert await hears(mayas, mentor) == []


@pytest.mark.rules
async def test_a_student_can_call_off_what_a_mentor_who_is_gone_was_asked_for(
    mayas: Rooms,
) -> None:
    meeting = await asked(mayas, "Lee", mentor=LEE)
    await mayas.requests.accept(LEE, meeting.id, meeting.offered[0])
    async with mayas.database.transaction() as tx:
        await tx.execute(delete(students).where(students.c.id == LEE))
    off = await mayas.meetings.cancel(MAYA, meeting.id)
    assert off.meeting.state == State.CANCELLED


# At the same time


async def test_a_yes_and_a_take_back_at_once_leave_a_meeting_that_is_off(mayas: Rooms) -> None:
    for first, mentor in enumerate((LEE, JO)):
        meeting = await asked(mayas, "Lee", mentor=mentor)
        taps = [
            mayas.requests.accept(mentor, meeting.id, meeting.offered[0]),
            mayas.meetings.cancel(MAYA, meeting.id),
        ]
        found = await at_once(*(taps[::-1] if first else taps))
        said = [each for each in found if not isinstance(each, Arranged)]
        assert [type(each) for each in said] in ([Request], [ImpossibleMove]), "a yes came in time"
        after = await seen(mayas, meeting.id)
        assert (after.state, await held(mayas)) == (State.CANCELLED, [])
        assert (after.sequence == 1) == isinstance(said[0], Request), "or nobody has an invitation"
        assert (await open_of(mayas), await hears(mayas, mentor)) == ([], [MENTOR_NEWS])


async def test_a_yes_of_a_mentor_and_a_noted_no_at_once_are_one_of_them(mayas: Rooms) -> None:
    for first, mentor in enumerate((LEE, JO)):
        meeting = await asked(mayas, "Lee", mentor=mentor)
        taps = [
            mayas.requests.accept(mentor, meeting.id, meeting.offered[0]),
            mayas.meetings.declined(MAYA, meeting.id),
        ]
        found = await at_once(*(taps[::-1] if first else taps))
        lost = [each for each in found if isinstance(each, BaseException)]
        assert [type(each) for each in lost] == [ImpossibleMove]
        won = {True: State.CONFIRMED, False: State.DECLINED}
        accepted = any(isinstance(each, Request) for each in found)
        assert (await seen(mayas, meeting.id)).state == won[accepted]
        assert len(await open_of(mayas)) == 3 * accepted
        if accepted:
            await mayas.meetings.cancel(MAYA, meeting.id)


async def test_of_two_answers_of_a_mentor_at_once_one_is_taken(mayas: Rooms) -> None:
    meeting = await asked(mayas, "Lee", mentor=LEE)
    found = await at_once(
        mayas.requests.accept(LEE, meeting.id, meeting.offered[0]),
        mayas.requests.accept(LEE, meeting.id, meeting.offered[1]),
        mayas.requests.not_now(LEE, meeting.id, None),
    )
    names = sorted(type(each).__name__ for each in found)
    assert names == ["ImpossibleMove", "ImpossibleMove", "Request"]
    assert await hears(mayas, MAYA) == [MEETING_ANSWER]


async def test_of_two_students_who_ask_at_once_the_one_place_goes_to_one(mayas: Rooms) -> None:
    await enrol(mayas.database, SAM)
    await mayas.contacts.add(SAM, {"name": "Lee Fox"})
    await mayas.mentors.offer(LEE, 1)
    numbers = {
        me: (await offered(mayas, "Lee", me=me, mentor=LEE)).meeting.id for me in (MAYA, SAM)
    }
    found = await at_once(*(mayas.offers.send(me, each) for me, each in numbers.items()))
    assert sorted(type(each).__name__ for each in found) == ["Arranged", "MentorRests"]
    states = [(await seen(mayas, each, me=me)).state for me, each in numbers.items()]
    assert sorted(states) == [State.ASKED, State.DRAFT]
    assert await hears(mayas, LEE) == [MENTOR_REQUEST]
