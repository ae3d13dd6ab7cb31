"""Meetings, availability and mentors in the database, on both of them."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from bot.contacts.model import Fields
from bot.contacts.network import ContactNotFound
from bot.contacts.store import Contacts
from bot.database import BATCH, Database
from bot.meetings.debrief import Reflection
from bot.meetings.hours import Span
from bot.meetings.model import Meeting, MeetingNotFound, State
from bot.meetings.offers import Wish
from bot.meetings.slots import Slot
from bot.meetings.store import Asked, Availability, Calendar, Meetings, silent
from bot.mentors.model import NoMentor
from bot.mentors.service import MentorService
from bot.students.service import NotStarted
from bot.tables import availabilities, blocked_days, busy_times, meetings, mentors, students

from .databases import EVER, MAYA, MONDAY, SAM, as_stored, enrol
from .nudging import DAY, MINUTE
from .rooms import Rooms

TABLES = ("meetings", "availabilities", "blocked_days", "busy_times", "mentors")
#: A mentor, and another.
ANA, JO = SAM + 1, SAM + 2
TODAY = MONDAY.date()

#: Everything there is to say of a meeting.
ALL: dict[str, Any] = {
    "purpose": "how you chose “hands” 💀",
    "minutes": 25,
    "how": "in_person",
    "place": "Café Élodie, 李娜 street 5",
    "their_zone": "America/New_York",
    "state": State.OTHER_TIMES,
    "offered": (MONDAY + 2 * DAY, MONDAY + 3 * DAY + MINUTE),
    "held_until": MONDAY + 7 * DAY,
    "begins_at": MONDAY + 4 * DAY,
    "draft_id": 2**40,
    "mentor_id": ANA,
    "word": "Thursdays,\nafter 4",
    "again_on": date(2026, 3, 16),
    "questions": ("hand_therapy.first_look", "new.start"),
    "interaction_id": 2**41,
    "asked_at": MONDAY - MINUTE,
}
#: As little as possible.
LITTLE: dict[str, Any] = {
    "purpose": "hands",
    "minutes": 20,
    "how": "video",
    "state": State.DRAFT,
    "offered": (),
    "held_until": MONDAY,
}


@pytest.fixture
async def database(database: Database) -> Database:
    await enrol(database, MAYA, SAM)
    return database


async def met(database: Database, student_id: int, **values: Any) -> int:
    """Let a student have a meeting with somebody new; return its id."""
    async with database.transaction() as tx:
        [contact] = await Contacts(tx, student_id).add([Fields(name="Ana")], MONDAY)
        return await Meetings(tx, student_id).add(MONDAY, contact_id=contact, **LITTLE | values)


async def stored(database: Database) -> Mapping[str, list[tuple[Any, ...]]]:
    async with database.reading() as tx:
        return await as_stored(tx, *TABLES)


# Meetings


async def test_a_meeting_is_kept_with_all_that_was_said(database: Database) -> None:
    number = await met(database, MAYA, **ALL)
    async with database.reading() as tx:
        found = await Meetings(tx, MAYA).find(number)
    assert found is not None
    known = {each.name: getattr(found, each.name) for each in fields(Meeting)}
    assert known == ALL | {
        "id": number,
        "student_id": MAYA,
        "contact_id": found.contact_id,
        "sequence": 0,
        "created_at": MONDAY,
        "changed_at": MONDAY,
    }


async def test_what_was_not_said_is_empty_and_can_be_said_and_taken_back(
    database: Database,
) -> None:
    number = await met(database, MAYA)
    async with database.transaction() as tx:
        store = Meetings(tx, MAYA)
        before = await store.find(number)
        assert before is not None
        assert (before.place, before.word, before.offered, before.questions) == ("", "", (), ())
        await store.change(number, MONDAY + MINUTE, **ALL, sequence=3)
        after = await store.find(number)
        assert after is not None
        assert {name: getattr(after, name) for name in ALL} == ALL
        assert (after.sequence, after.created_at, after.changed_at) == (3, MONDAY, MONDAY + MINUTE)
        assert after.uid == before.uid
        nothing = {name: getattr(before, name) for name in ALL}
        await store.change(number, MONDAY, **nothing, sequence=0)
        assert await store.find(number) == before


async def test_meetings_are_found_by_state_contact_and_note_the_oldest_first(
    database: Database,
) -> None:
    states = (State.ASKED, State.DONE, State.ASKED, State.DRAFT)
    numbers = [
        await met(database, MAYA, state=state, draft_id=nth) for nth, state in enumerate(states)
    ]
    await met(database, SAM, state=State.ASKED, draft_id=1)
    async with database.transaction() as tx:
        store = Meetings(tx, MAYA)
        everything = await store.all()
        assert [each.id for each in everything] == numbers
        assert await store.among([State.ASKED]) == [everything[0], everything[2]]
        assert await store.among([*State]) == everything
        assert await store.among([]) == []
        assert await store.with_contact(everything[1].contact_id) == [everything[1]]
        assert await store.by_draft(1) == everything[1]
        assert await store.by_draft(9) is None
        await store.change(numbers[3], MONDAY, draft_id=1)
        assert await store.by_draft(1) == await store.find(numbers[3]), "the latest"


async def test_silence_is_found_for_everybody_once_a_week_is_over(database: Database) -> None:
    mayas = await met(database, MAYA, state=State.ASKED, held_until=MONDAY)
    sams = await met(database, SAM, state=State.ASKED, held_until=MONDAY - MINUTE)
    await met(database, SAM, state=State.ASKED, held_until=MONDAY + MINUTE)
    for state in set(State) - {State.ASKED}:
        await met(database, SAM, state=state, held_until=MONDAY - DAY)
    async with database.reading() as tx:
        assert sorted(await silent(tx, MONDAY, 9)) == [(MAYA, mayas), (SAM, sams)]
        assert len(await silent(tx, MONDAY, 1)) == 1
        assert await silent(tx, MONDAY - DAY, 9) == []


async def test_a_mentor_finds_what_reached_them_and_nothing_else(database: Database) -> None:
    asked = await met(database, MAYA, **ALL)
    not_yet = await met(database, MAYA, **ALL | {"asked_at": None})
    others = await met(database, SAM, **ALL | {"mentor_id": JO})
    earlier = await met(database, SAM, **ALL | {"asked_at": MONDAY - 30 * DAY})
    async with database.reading() as tx:
        anas, mine = Asked(tx, ANA), Meetings(tx, MAYA)
        assert await anas.find(asked) == await mine.find(asked)
        for hidden in (not_yet, others, earlier + 99):
            assert await anas.find(hidden) is None
        assert [each.id for each in await anas.some([asked, not_yet, others])] == [asked]
        assert await anas.some([]) == []
        assert [each.id for each in await anas.all()] == [asked, earlier]
        assert await anas.count(EVER) == 2
        assert await anas.count(MONDAY - MINUTE) == 1
        assert await anas.count(MONDAY) == 0
        assert await Asked(tx, JO).find(asked) is None
        assert {each.id for each in await anas.naming()} > {asked, not_yet}
        assert not {asked, not_yet} & {each.id for each in await Asked(tx, JO).naming()}
        assert await Asked(tx, JO).count(EVER) == 1


# What the meeting of another student is asked for, and the answer.
NOTHING: dict[str, tuple[Callable[[Meetings, int, int], Any], Any]] = {
    "change": (lambda sams, number, _who: sams.change(number, MONDAY, purpose="Sam's"), None),
    "find": (lambda sams, number, _who: sams.find(number), None),
    "among": (lambda sams, _number, _who: sams.among([*State]), []),
    "with_contact": (lambda sams, _number, who: sams.with_contact(who), []),
    "by_draft": (lambda sams, _number, _who: sams.by_draft(ALL["draft_id"]), None),
    "all": (lambda sams, _number, _who: sams.all(), []),
    "count": (lambda sams, _number, _who: sams.count(), 0),
}


async def test_no_method_reaches_another_students_meetings(database: Database) -> None:
    public = {name for name in vars(Meetings) if not name.startswith("_")}
    assert NOTHING.keys() | {"add"} == public  # what it writes is refused below
    number = await met(database, MAYA, **ALL)
    hers = await stored(database)
    async with database.reading() as tx:
        found = await Meetings(tx, MAYA).find(number)
    assert found is not None
    for name, (call, answer) in NOTHING.items():
        async with database.transaction() as tx:
            assert await call(Meetings(tx, SAM), number, found.contact_id) == answer, name
        assert await stored(database) == hers, name
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await Meetings(tx, SAM).add(MONDAY, contact_id=found.contact_id, **LITTLE)
    assert await stored(database) == hers


async def test_no_service_reaches_another_students_meetings(database: Database) -> None:
    rooms = Rooms(database)
    number = await met(database, MAYA, **ALL | {"mentor_id": None, "state": State.CONFIRMED})
    declined = await met(database, MAYA, state=State.DECLINED)
    before = await stored(database)
    times = (MONDAY + 2 * DAY, MONDAY + 3 * DAY)
    of_meetings: dict[str, Callable[[int, int], Any]] = {
        "see": rooms.meetings.see,
        "times": rooms.offers.times,
        "offer": lambda who, one: rooms.offers.offer(who, one, times),
        "offer_link": rooms.offers.offer_link,
        "send": rooms.offers.send,
        "confirm": lambda who, one: rooms.meetings.confirm(who, one, times[0]),
        "declined": rooms.meetings.declined,
        "ask_again": rooms.meetings.ask_again,
        "other_times": lambda who, one: rooms.meetings.other_times(who, one, "Later"),
        "to_move": rooms.meetings.to_move,
        "cancel": rooms.meetings.cancel,
        "missed": rooms.meetings.missed,
        "place": lambda who, one: rooms.meetings.place(who, one, "Sam's"),
        "other_person": lambda who, one: rooms.offers.other_person(who, one, 1),
    }
    others = {"request", "ask_mentor", "agenda", "tidy"}  # they take no meeting's id; see below
    both = vars(type(rooms.meetings)).keys() | vars(type(rooms.offers)).keys()
    public = {name for name in both if not name.startswith("_")}
    assert of_meetings.keys() | others == public
    calls = [
        *of_meetings.values(),
        lambda who, one: rooms.debriefs.debrief(who, one, Reflection()),
        rooms.preparation.see,
        lambda who, one: rooms.preparation.choose(who, one, []),
        rooms.requests.see,
        lambda who, one: rooms.requests.accept(who, one, times[0]),
        lambda who, one: rooms.requests.suggest(who, one, "Later"),
        lambda who, one: rooms.requests.not_now(who, one, None),
        rooms.requests.call_off,
    ]
    for call in calls:
        for one in (number, declined, declined + 99):
            with pytest.raises(MeetingNotFound):
                await call(SAM, one)
            with pytest.raises(NotStarted):
                await call(JO, one)
    assert (await rooms.meetings.agenda(SAM)).upcoming == []
    assert (await rooms.availability.week(SAM)).picture.count("▒") == 0
    async with database.reading() as tx:
        contact = (await Meetings(tx, MAYA).all())[0].contact_id
    wish = Wish(purpose="hands", minutes=20, how="video")
    with pytest.raises(ContactNotFound):
        await rooms.offers.request(SAM, f"contact:{contact}", wish)
    assert await stored(database) == before


# When a student can meet


async def test_availability_is_the_usual_until_it_is_said_and_kept_once(
    database: Database,
) -> None:
    own = Availability(
        (Span(0, 540, 720), Span(6, 0, 1440)),
        timedelta(hours=48),
        timedelta(minutes=5),
        "https://cal.example/maya",
        is_own=True,
    )
    async with database.transaction() as tx:
        hers, sams = Calendar(tx, MAYA), Calendar(tx, SAM)
        assert await hers.availability(TODAY) == Availability()
        for each in (Availability(link="https://a.example"), own):
            await hers.keep(each)
        assert await hers.availability(TODAY) == own
        assert await sams.availability(TODAY) == Availability()
        await hers.keep(Availability(hours=(), link=""))
        assert await hers.availability(TODAY) == Availability(hours=(), is_own=True), (
            "no day at all"
        )
        await sams.forget()
        assert (await hers.availability(TODAY)).is_own
        await hers.forget()
        assert await hers.availability(TODAY) == Availability()


async def test_days_are_blocked_until_they_are_over(database: Database) -> None:
    days = [(TODAY + 5 * DAY, TODAY + 9 * DAY), (TODAY, TODAY), (TODAY - DAY, TODAY - DAY)]
    async with database.transaction() as tx:
        hers, sams = Calendar(tx, MAYA), Calendar(tx, SAM)
        for first, last in days:
            await hers.block(first, last)
        assert (await hers.availability(TODAY)).blocked == (days[1], days[0])
        assert (await hers.availability(TODAY + 9 * DAY)).blocked == (days[0],)
        assert (await sams.availability(TODAY)).blocked == ()
        await sams.unblock()
        assert len((await hers.availability(TODAY)).blocked) == 2
        await hers.unblock()
        assert (await hers.availability(TODAY)).blocked == ()


async def test_a_calendar_replaces_the_one_before_and_only_its_owners(database: Database) -> None:
    def at(nth: int) -> tuple[datetime, datetime]:
        return MONDAY + nth * MINUTE, MONDAY + (nth + 1) * MINUTE

    many = [at(nth) for nth in range(BATCH + 3)]
    async with database.transaction() as tx:
        hers, sams = Calendar(tx, MAYA), Calendar(tx, SAM)
        await hers.replace_busy(reversed(many))
        await sams.replace_busy(many[:1])
        assert await hers.busy(MONDAY) == [Slot(*each) for each in many]
        assert await hers.busy(MONDAY + MINUTE) == [Slot(*each) for each in many[1:]], "ends now"
        await sams.replace_busy(())
        assert len(await hers.busy(MONDAY)) == len(many)
        await hers.replace_busy(many[-2:])
        assert await hers.busy(MONDAY) == [Slot(*each) for each in many[-2:]]
        assert await sams.busy(EVER) == []


async def test_every_method_of_the_calendar_is_one_of_those_above() -> None:
    public = {name for name in vars(Calendar) if not name.startswith("_")}
    told = {"availability", "keep", "forget", "block", "unblock", "busy", "replace_busy"}
    assert public == told
    of_mentors = {name for name in vars(Asked) if not name.startswith("_")}
    assert of_mentors == {"find", "some", "all", "naming", "count"}


# Mentors, and what lies in the tables


async def test_a_mentor_offers_rests_and_leaves_by_themselves(database: Database) -> None:
    mentoring: MentorService = Rooms(database).mentors
    await mentoring.offer(MAYA, 2)
    await mentoring.offer(SAM, 5)
    assert (await mentoring.pause(MAYA, paused=True)).paused
    assert not (await mentoring.get(SAM)).paused
    again = await mentoring.offer(MAYA, 3)
    assert (again.a_month, again.paused) == (3, False), "it ends the pause"
    await mentoring.leave(MAYA)
    await mentoring.leave(MAYA)
    for refused in (mentoring.get(MAYA), mentoring.pause(MAYA, paused=False)):
        with pytest.raises(NoMentor):
            await refused
    assert (await mentoring.get(SAM)).a_month == 5


async def test_what_is_private_lies_in_the_database_encrypted(database: Database) -> None:
    secrets = {"purpose": "violet-1", "place": "violet-2", "word": "violet-3"}
    await met(database, MAYA, **ALL | secrets)
    async with database.transaction() as tx:
        await Calendar(tx, MAYA).keep(Availability(link="https://violet.example"))
    lying = await stored(database)
    assert len(lying["meetings"]) == len(lying["availabilities"]) == 1
    assert "violet" not in str(lying)
    async with database.transaction() as tx:
        for column in ("purpose", "place", "word"):
            await tx.execute(update(meetings).values({column: "the same"}))
        twice = (await as_stored(tx, "meetings"))["meetings"][0]
        assert len(set(twice) & {each for each in twice if str(each).startswith("gAAAA")}) == 3


async def test_everything_goes_with_the_student_and_meetings_with_the_contact(
    database: Database,
) -> None:
    for who in (MAYA, SAM):
        number = await met(database, who, **ALL)
        async with database.transaction() as tx:
            await Calendar(tx, who).keep(Availability())
            await Calendar(tx, who).block(TODAY, TODAY)
            await Calendar(tx, who).replace_busy([(MONDAY, MONDAY + DAY)])
            row = {"student_id": who, "a_month": 1, "paused": False, "since": MONDAY}
            await tx.execute(insert(mentors).values(row))
    every = (meetings, availabilities, blocked_days, busy_times, mentors)
    async with database.transaction() as tx:
        await tx.execute(delete(students).where(students.c.id == MAYA))
        found = await Meetings(tx, SAM).find(number)
        assert found is not None
    rooms = Rooms(database)
    assert [await rooms.count(table) for table in every] == [1] * 5
    async with database.transaction() as tx:
        await Contacts(tx, SAM).delete([found.contact_id])
    assert [await rooms.count(table) for table in every] == [0, 1, 1, 1, 1]
