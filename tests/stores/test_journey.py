"""Seats, goals and reviews on both databases: kept whole, and each student's own."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from bot.contacts.network import token
from bot.database import Database
from bot.journey.goals import Wish
from bot.journey.model import FRESH_DAYS, NobodyAboard, ReviewNotFound, TooManyGoals
from bot.journey.review import Reviewed
from bot.journey.store import Goals, Reviews
from bot.nudges.model import (
    ASK_AGAIN,
    DRAFT,
    GOAL,
    KEEP_IN_TOUCH,
    NO_REPLY,
    QUARTER,
    REVIEW,
    State,
)
from bot.tables import cars, goal_links, goals, review_answers, reviews, students

from .arranging import asked, open_of
from .databases import MAYA, MONDAY, SAM, enrol
from .nudging import find, sent
from .rooms import Rooms, at_once, rooms_of_maya

HAND = Wish("Try hand therapy", "hand_therapy", "splinting", "in 6 weeks")
TABLES = (cars, goals, goal_links, reviews, review_answers)


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    return await rooms_of_maya(database)


async def begun(rooms: Rooms) -> Reviewed:
    """Let Maya begin a review, and go on to the first person."""
    shown = await rooms.reviews.begin(MAYA)
    return await rooms.reviews.goals_seen(MAYA, shown.review.id)


async def decide(rooms: Rooms, shown: Reviewed, after: str) -> Reviewed:
    assert shown.person is not None
    contact = shown.person.contact
    return await rooms.reviews.answer(MAYA, shown.review.id, contact.id, contact.seat, after)


async def linked(rooms: Rooms, *people: int) -> int:
    """Let these people help with a goal; return its id."""
    number = (await rooms.goals.add(MAYA, HAND)).goal.id
    for each in people:
        await rooms.goals.link(MAYA, number, token(each))
    return number


async def helpers(rooms: Rooms, goal_id: int) -> list[str]:
    return [each.name for each in (await rooms.goals.see(MAYA, goal_id)).helpers]


async def answers(rooms: Rooms, shown: Reviewed) -> list[tuple[int, str]]:
    async with rooms.database.reading() as tx:
        found = await Reviews(tx, MAYA).answers(shown.review.id)
    return [(each.contact_id, each.after) for each in found]


# Whose rows


async def test_words_of_goals_are_encrypted_and_everything_goes_with_the_student(
    mayas: Rooms, database: Database
) -> None:
    ana = await mayas.add("Ana Rivera")
    await linked(mayas, ana)
    await mayas.seats.choose(MAYA, "3")
    await decide(mayas, await begun(mayas), "pit_stop")
    async with database.reading() as tx:
        row = (await tx.execute(text("SELECT words, skill FROM goals"))).one()
    assert "hand" not in row.words
    assert "splint" not in row.skill
    assert [await mayas.count(table) for table in TABLES] == [1] * 5
    async with database.transaction() as tx:
        await tx.execute(delete(students).where(students.c.id == MAYA))
    assert [await mayas.count(table) for table in TABLES] == [0] * 5


async def test_two_students_never_meet(mayas: Rooms, database: Database) -> None:
    await enrol(database, SAM)
    ana = await mayas.add("Ana Rivera")
    number = await linked(mayas, ana)
    shown = await begun(mayas)
    await mayas.seats.choose(MAYA, "3")
    await mayas.contacts.add(SAM, {"name": "Zoe Hall"})
    theirs = await mayas.reviews.begin(SAM)
    assert theirs.goals == []
    for wish in (
        mayas.reviews.goals_seen(SAM, shown.review.id),
        mayas.reviews.answer(SAM, shown.review.id, ana, "aboard", "dropped_off"),
        mayas.reviews.leave_rest(SAM, shown.review.id),
        mayas.reviews.finish(SAM, shown.review.id),
        mayas.reviews.back(SAM, shown.review.id, "goals"),
    ):
        with pytest.raises(ReviewNotFound):
            await wish
    sams = await mayas.reviews.goals_seen(SAM, theirs.review.id)
    moved = await mayas.reviews.answer(SAM, sams.review.id, ana, "aboard", "dropped_off")
    assert moved.note == "gone"
    assert (await mayas.contacts.view(MAYA, "Ana")).contact.seat == "aboard"
    assert (await mayas.seats.see(SAM)).seats is None
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await Goals(tx, SAM).link(number, ana)


# Contacts that go, come back, and become one


async def test_goals_and_answers_go_with_a_contact_and_come_back_with_an_undo(
    mayas: Rooms,
) -> None:
    ana, bo = await mayas.add("Ana Rivera"), await mayas.add("Bo Park")
    number = await linked(mayas, ana, bo)
    shown = await decide(mayas, await begun(mayas), "aboard")
    before = (await helpers(mayas, number), await answers(mayas, shown))
    gone = await mayas.contacts.delete(MAYA, before[1][0][0])
    assert len(await helpers(mayas, number)) == 1
    assert await answers(mayas, shown) == []
    await mayas.contacts.undo(MAYA, gone.change)
    assert sorted(await helpers(mayas, number)) == sorted(before[0])
    assert await answers(mayas, shown) == before[1]
    assert (await mayas.reviews.begin(MAYA)).answered == 1


async def test_a_merge_carries_goals_and_answers_and_its_undo_parts_them(mayas: Rooms) -> None:
    ana, anna = await mayas.add("Ana Rivera"), await mayas.add("Anna Rivera")
    both, hers = await linked(mayas, ana, anna), await linked(mayas, anna)
    shown = await decide(mayas, await decide(mayas, await begun(mayas), "aboard"), "pit_stop")
    before = await answers(mayas, shown)
    merged = await mayas.merging.merge(MAYA, ana, anna, ())
    assert await helpers(mayas, both) == ["Ana Rivera"], "once, though both helped"
    assert await helpers(mayas, hers) == ["Ana Rivera"]
    assert [who for who, _ in await answers(mayas, shown)] == [ana]
    await mayas.contacts.undo(MAYA, merged.change)
    assert await helpers(mayas, both) == ["Ana Rivera", "Anna Rivera"]
    assert await helpers(mayas, hers) == ["Anna Rivera"]
    assert sorted(await answers(mayas, shown)) == sorted(before)


async def test_somebody_who_helps_with_a_goal_stays_when_adding_them_is_taken_back(
    mayas: Rooms,
) -> None:
    added = await mayas.contacts.add(MAYA, {"name": "Ana Rivera"})
    number = await linked(mayas, added.details.contact.id)
    undone = await mayas.contacts.undo(MAYA, added.change)
    assert undone is not None
    assert (undone.taken_back, undone.left) == (0, 1)
    assert await helpers(mayas, number) == ["Ana Rivera"]


# Seats


@pytest.mark.rules
async def test_a_seat_means_a_cadence_and_taking_it_back_brings_reminders_back(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera", cadence="2 weeks")
    before = await mayas.open()
    moved = await mayas.seats.move(MAYA, ana, "pit_stop")
    [rest] = await mayas.open()
    assert (rest.due_on - MONDAY.date()).days == 181, "half a year from today"
    again = await mayas.seats.move(MAYA, ana, "pit_stop")
    assert again.change is None, "a second tap changes nothing"
    off = await mayas.seats.move(MAYA, ana, "dropped_off")
    assert await mayas.open() == []
    await mayas.contacts.undo(MAYA, off.change or 0)
    assert [each.id for each in await mayas.open()] == [rest.id]
    await mayas.contacts.undo(MAYA, moved.change or 0)
    assert (await mayas.open())[0].due_on == before[0].due_on


async def test_whom_a_student_drops_off_no_note_and_no_request_reminds_of(mayas: Rooms) -> None:
    await mayas.students.agree_to_dms(MAYA, 7)
    ana = await mayas.add("Ana Rivera")
    meeting = await asked(mayas)
    await mayas.meetings.declined(MAYA, meeting.id, None)
    await mayas.meetings.ask_again(MAYA, meeting.id)
    draft = await mayas.notes.begin(MAYA, "Ana", "thanks_anyway")
    await mayas.notes.answer(MAYA, draft.id, {"me": "Maya", "who": "student, Westfield"})
    kinds = (DRAFT, NO_REPLY, ASK_AGAIN, KEEP_IN_TOUCH)
    before = [each.kind for each in await open_of(mayas, *kinds)]
    assert set(before) >= {DRAFT, ASK_AGAIN, KEEP_IN_TOUCH}
    off = await mayas.seats.move(MAYA, ana, "dropped_off")
    assert await open_of(mayas, *kinds) == []
    await mayas.contacts.undo(MAYA, off.change or 0)
    assert [each.kind for each in await open_of(mayas, *kinds)] == before
    await mayas.contacts.edit(MAYA, "Ana", {"seat": "dropped_off"})
    assert await open_of(mayas, *kinds) == []
    mayas.now += timedelta(hours=1)
    await mayas.contacts.edit(MAYA, "Ana", {"seat": "aboard"})
    assert sorted(each.kind for each in await open_of(mayas, *kinds)) == sorted(before)


# Goals


async def test_five_goals_stay_five_however_many_are_sent_at_once(mayas: Rooms) -> None:
    found = await at_once(*(mayas.goals.add(MAYA, Wish(f"Goal {n}")) for n in range(7)))
    assert sum(isinstance(each, TooManyGoals) for each in found) == 2
    board = await mayas.goals.board(MAYA)
    assert len(board.open) == 5
    assert len(await open_of(mayas, GOAL)) == 5


async def test_each_goal_has_one_reminder_on_its_day_and_none_when_it_is_over(
    mayas: Rooms, database: Database
) -> None:
    number = await linked(mayas)
    [nudge] = await open_of(mayas, GOAL)
    assert (nudge.due_on - MONDAY.date()).days == 42
    await mayas.goals.edit(MAYA, number, Wish("Words only"))
    assert await open_of(mayas, GOAL) == [nudge]
    mayas.now += timedelta(days=42)
    await sent(database, nudge, now=mayas.now)
    await at_once(*(mayas.goals.keep(MAYA, number) for _ in "12"))
    [kept] = await open_of(mayas, GOAL)
    assert kept.due_on == nudge.due_on + QUARTER
    await mayas.goals.settle(MAYA, number, "done")
    await mayas.goals.keep(MAYA, number)
    assert await open_of(mayas, GOAL) == []
    await mayas.goals.settle(MAYA, number, "open")
    assert len(await open_of(mayas, GOAL)) == 1


# Reviews


async def test_one_review_is_open_and_its_next_is_a_quarter_away(mayas: Rooms) -> None:
    with pytest.raises(NobodyAboard):
        await mayas.reviews.begin(MAYA)
    for name in "ABCD":
        await mayas.add(f"{name} One")
    assert await open_of(mayas, REVIEW) == []
    await mayas.add("E One")
    [planned] = await open_of(mayas, REVIEW)
    assert planned.due_on == MONDAY.date() + QUARTER
    mayas.now += timedelta(days=10)
    found = await at_once(*(mayas.reviews.begin(MAYA) for _ in "123"))
    assert len({each.review.id for each in found if isinstance(each, Reviewed)}) == 1
    assert await mayas.count(reviews) == 1
    [again] = await open_of(mayas, REVIEW)
    assert again.due_on == planned.due_on + timedelta(days=10)
    mayas.now += timedelta(days=FRESH_DAYS + 1)
    assert (await mayas.reviews.begin(MAYA)).step == "goals"
    assert await mayas.count(reviews) == 2
    assert len(await open_of(mayas, REVIEW)) == 1


async def test_an_answer_sent_twice_at_once_is_one_answer(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    await mayas.add("Bo Park")
    shown = await begun(mayas)
    await at_once(*(decide(mayas, shown, "pit_stop") for _ in "123"))
    assert len(await answers(mayas, shown)) == 1
    assert (await mayas.seats.see(MAYA)).counts["pit_stop"] == 1
    last = (await mayas.reviews.begin(MAYA)).last
    found = await at_once(*(mayas.reviews.back(MAYA, shown.review.id, last) for _ in "12"))
    assert [type(each) for each in found] == [Reviewed, Reviewed]
    assert await answers(mayas, shown) == []
    assert (await mayas.reviews.begin(MAYA)).step == "people", "only one step is taken back"


@pytest.mark.rules
async def test_three_hundred_people_come_by_who_needs_it_and_the_rest_stays(
    mayas: Rooms,
) -> None:
    table = "\n".join(["Name,Cadence", *(f"Person {n},6 weeks" for n in range(300))])
    found = await mayas.transfer.upload(MAYA, "people.csv", table.encode())
    await mayas.transfer.apply(MAYA, found.upload, {"new"}, "6 weeks", lambda *_: None)
    silent = await mayas.add("Ana Silent", met_at="2 years ago", cadence="6 weeks")
    shown = await begun(mayas)
    assert shown.total == 301
    assert shown.person is not None
    assert shown.person.contact.id == silent
    shown = await decide(mayas, shown, "dropped_off")
    seats = (await mayas.seats.see(MAYA)).counts
    shown = await mayas.reviews.leave_rest(MAYA, shown.review.id)
    assert shown.step == "pick_up"
    assert (await mayas.seats.see(MAYA)).counts == seats
    assert (await mayas.reviews.finish(MAYA, shown.review.id)).step == "end"


async def test_a_review_that_is_ignored_comes_again_each_quarter(
    mayas: Rooms, database: Database
) -> None:
    await enrol(database, MAYA)
    for name in "ABCDE":
        await mayas.add(f"{name} One", cadence="never")
    [nudge] = await open_of(mayas, REVIEW)
    for times in (1, 2, 3, 4, 5):
        mayas.now = nudge.due_at
        await sent(database, nudge, now=mayas.now)
        found = await find(database, nudge)
        assert (found.state, found.times) == (State.SENT, times)
        assert found.due_at.date() == (nudge.due_at + QUARTER).date()
        nudge = found
