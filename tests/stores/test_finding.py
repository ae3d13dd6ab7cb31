"""Finding a mentor: who is shown, who is not, and that nobody is asked beyond their number."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.contacts.words import UnusableText
from bot.database import Database
from bot.meetings.model import State
from bot.meetings.offers import AlreadyAsked, AskedYourself, Wish
from bot.meetings.store import Asked, Meetings
from bot.mentors.model import MOST_TOPICS, MentorRests, NeedsDms, NoMentor, TooMuchSaid
from bot.mentors.service import Offer
from bot.tables import contacts

from .arranging import JO, LEE, WISH, every, mentoring, times
from .databases import MAYA, MONDAY, SAM, enrol
from .rooms import Rooms, rooms_of_maya


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    await enrol(database, LEE, JO, SAM, stage="practitioner")
    return rooms


async def shown(mayas: Rooms, **wanted: str) -> list[int]:
    return [each.mentor.id for each in (await mayas.finding.find(MAYA, **wanted)).fits]


async def test_what_a_mentor_says_is_kept_and_changing_one_thing_keeps_the_rest(
    mayas: Rooms,
) -> None:
    first = await mayas.mentors.offer(LEE, None, "Lee Fox")
    assert (first.name, first.a_month, first.stage) == ("Lee Fox", 2, "practitioner")
    said = Offer(
        settings=["hand_therapy", "no such"],
        topics="splinting,  night shifts ,, splinting",
        languages="English, español",
    )
    full = await mayas.mentors.say(LEE, said)
    assert full == replace(
        first,
        settings=("hand_therapy",),
        topics=("splinting", "night shifts"),
        languages=("en", "es"),
    )
    assert await mayas.mentors.offer(LEE, 5, "Another") == replace(full, a_month=5)
    await mayas.mentors.pause(LEE, paused=True)
    assert await mayas.mentors.say(LEE, Offer(topics="")) == replace(full, a_month=5, topics=())
    with pytest.raises(TooMuchSaid):
        await mayas.mentors.say(LEE, Offer(topics=", ".join(map(str, range(MOST_TOPICS + 1)))))
    await mayas.students.decline_dms(JO)
    with pytest.raises(NeedsDms):
        await mayas.mentors.offer(JO, 1)


async def test_only_who_takes_a_request_now_is_shown(mayas: Rooms) -> None:
    assert await shown(mayas) == []
    await mentoring(mayas, LEE, JO, SAM, MAYA, a_month=1)
    assert sorted(await shown(mayas)) == sorted([LEE, JO, SAM]), "not oneself"
    await mayas.mentors.pause(LEE, paused=True)
    await mayas.mentors.leave(JO)
    assert await shown(mayas) == [SAM]
    await mayas.students.change(SAM, unreachable_since=MONDAY)
    assert await shown(mayas) == []
    await enrol(mayas.database, SAM, dm_agreed_at=None)
    assert await shown(mayas) == []
    await enrol(mayas.database, SAM)
    assert await shown(mayas) == [SAM]
    await reached(mayas, LEE, SAM)  # somebody else takes this month's one place
    assert await shown(mayas) == []
    mayas.now += timedelta(days=31)
    assert await shown(mayas) == [SAM]


async def reached(rooms: Rooms, student_id: int, mentor_id: int) -> None:
    """Let a student's request reach a mentor, if they take one; times are not what this is about."""
    asking = await rooms.offers.ask_mentor(student_id, mentor_id, "A Mentor", WISH)
    async with rooms.database.transaction(student_id) as tx:
        number, sent = asking.arranged.meeting.id, {"state": State.ASKED, "asked_at": rooms.now}
        await Meetings(tx, student_id).change(number, rooms.now, **sent)


@pytest.mark.rules
async def test_whom_the_student_has_asked_already_is_not_shown_again(mayas: Rooms) -> None:
    await mentoring(mayas, LEE, JO)
    asking = await mayas.offers.ask_mentor(MAYA, LEE, "Lee Fox", WISH)
    assert sorted(await shown(mayas)) == sorted([LEE, JO]), "nothing has gone out yet"
    number = asking.arranged.meeting.id
    await mayas.offers.offer(MAYA, number, await times(mayas, number))
    await mayas.offers.send(MAYA, number)
    assert await shown(mayas) == [JO]
    with pytest.raises(AlreadyAsked):
        await mayas.offers.ask_mentor(MAYA, LEE, "Lee Fox", WISH)
    await mayas.requests.not_now(LEE, number, None)
    assert await shown(mayas) == [JO, LEE], "who was asked lately comes later"


@pytest.mark.rules
async def test_the_setting_a_topic_and_a_language_bring_somebody_up(mayas: Rooms) -> None:
    await mentoring(mayas, LEE, JO, SAM)
    await mayas.mentors.say(JO, Offer(settings=["driving"], languages="Spanish"))
    await mayas.mentors.say(SAM, Offer(topics="night shifts"))
    assert (await shown(mayas, setting="driving"))[0] == JO
    assert (await shown(mayas, topic="a night shift"))[0] == SAM
    assert (await shown(mayas, language="español"))[0] == JO


# Asking


async def test_somebody_of_that_name_is_taken_for_the_mentor_and_can_be_told_apart(
    mayas: Rooms,
) -> None:
    await mentoring(mayas, LEE)
    known = await mayas.add("Lee Fox", organisation="Lakeside Hand Clinic")
    asking = await mayas.offers.ask_mentor(MAYA, LEE, "lee  fox", WISH)
    number = asking.arranged.meeting.id
    assert (asking.linked, asking.arranged.contact.id) == (known, known)
    assert asking.arranged.contact.discord_id == LEE
    again = await mayas.offers.ask_mentor(MAYA, LEE, "Lee Fox", WISH)
    assert (again.linked, again.arranged.meeting.id) == (None, number)
    for _ in range(2):  # pressed twice
        other = await mayas.offers.other_person(MAYA, number, known)
        assert (other.contact.id, other.contact.discord_id) != (known, None)
        assert other.contact.discord_id == LEE
    before = await mayas.contacts.view(MAYA, f"contact:{known}")
    assert before.contact.discord_id is None
    assert len(await every(mayas)) == 1


@pytest.mark.rules
async def test_asking_in_vain_adds_nobody(mayas: Rooms) -> None:
    await mentoring(mayas, LEE)
    await mayas.mentors.pause(LEE, paused=True)
    for mentor, refusal in ((MAYA, AskedYourself), (JO, NoMentor), (LEE, MentorRests)):
        with pytest.raises(refusal):
            await mayas.offers.ask_mentor(MAYA, mentor, "Lee Fox", WISH)
    await mayas.mentors.pause(LEE, paused=False)
    with pytest.raises(UnusableText):
        await mayas.offers.ask_mentor(
            MAYA, LEE, "Lee Fox", Wish(purpose=" ", minutes=20, how="video")
        )
    assert await mayas.count(contacts) == 0


async def test_a_mentor_sees_what_waits_what_is_agreed_on_and_what_was(mayas: Rooms) -> None:
    await mentoring(mayas, LEE)
    found = await mayas.requests.all(LEE)
    assert (found.waiting, found.agreed, found.past) == ([], [], [])
    meeting = None
    for _ in range(3):
        asking = await mayas.offers.ask_mentor(MAYA, LEE, "Lee Fox", WISH)
        number = asking.arranged.meeting.id
        offered = await mayas.offers.offer(MAYA, number, await times(mayas, number))
        await mayas.offers.send(MAYA, number)
        if meeting is None:
            meeting = (await mayas.requests.accept(LEE, number, offered.meeting.offered[0])).meeting
        elif len(await every(mayas)) == 2:
            await mayas.meetings.cancel(MAYA, number)  # taken back before anybody has seen it
    found = await mayas.requests.all(LEE)
    assert [each.meeting.id for each in found.agreed] == [meeting.id if meeting else 0]
    assert [each.meeting.state for each in found.waiting] == [State.ASKED]
    assert found.past == []
    await mayas.requests.not_now(LEE, found.waiting[0].meeting.id, None)
    await mayas.mentors.leave(LEE)
    found = await mayas.requests.all(LEE)
    assert (len(found.waiting), len(found.agreed), len(found.past)) == (0, 1, 1)
    other = await mayas.requests.all(JO)
    assert (other.waiting, other.agreed, other.past) == ([], [], [])


# Fairness


@pytest.mark.rules
async def test_students_who_ask_whoever_comes_first_ask_all_alike_until_all_are_full(
    mayas: Rooms,
) -> None:
    students = range(101, 111)
    await enrol(mayas.database, *students)
    await mentoring(mayas, LEE, JO, SAM, a_month=3)
    asked: Counter[int] = Counter()
    for student in students:
        mayas.now += timedelta(minutes=1)
        fits = (await mayas.finding.find(student)).fits
        if not fits:
            break
        await reached(mayas, student, fits[0].mentor.id)
        asked[fits[0].mentor.id] += 1
        assert max(asked.values()) - min(asked[each] for each in (LEE, JO, SAM)) <= 1
    assert asked == {LEE: 3, JO: 3, SAM: 3}
    with pytest.raises(MentorRests):
        await reached(mayas, students[-1], LEE)
    async with mayas.database.reading() as tx:
        assert await Asked(tx, LEE).count(MONDAY) == 3
