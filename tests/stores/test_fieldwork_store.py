"""Placements and exams in the database, and what becomes of them when people go or are one."""

from datetime import date, timedelta

import pytest

from bot.contacts.network import token
from bot.database import Database
from bot.journey.fieldwork import SpanNotFound, TooManySpans
from bot.journey.placements import MOST_STRETCHES
from bot.nudges.model import (
    FIELDWORK_BEGINS,
    FIELDWORK_HELLO,
    FIELDWORK_MIDTERM,
    FIELDWORK_THANKS,
    FIELDWORK_THANKS_AGAIN,
)
from bot.tables import fieldwork

from .databases import MAYA, SAM, enrol
from .nudging import sent
from .rooms import Rooms, rooms_of_maya

ALL = [
    FIELDWORK_BEGINS,
    FIELDWORK_HELLO,
    FIELDWORK_MIDTERM,
    FIELDWORK_THANKS,
    FIELDWORK_THANKS_AGAIN,
]


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    await rooms.students.change(MAYA, stage="programme")
    return rooms


async def level_2(rooms: Rooms, who: str = "", place: str = "") -> int:
    return (await rooms.fieldwork.add(MAYA, "level_2", "2 Feb", "24 April", place, who)).span.id


async def kinds(rooms: Rooms) -> list[str]:
    return [nudge.kind for nudge in await rooms.open() if nudge.kind in ALL]


async def days(rooms: Rooms) -> tuple[str | None, str | None]:
    student = await rooms.students.get(MAYA)
    return student.exam_days, student.fieldwork_days


async def test_a_placement_is_kept_with_its_days_and_reminders(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    number = await level_2(mayas, "Ana", "Lakeside")
    kept = await mayas.fieldwork.see(MAYA, number)
    assert (kept.span.place, kept.span.lighter, kept.educator and kept.educator.name) == (
        "Lakeside",
        True,
        "Ana Rivera",
    )
    assert await kinds(mayas) == ALL
    assert await days(mayas) == (None, "2026-02-02/2026-04-25")


async def test_removing_ends_it_all_and_undo_brings_it_all_back(mayas: Rooms) -> None:
    number = await level_2(mayas)
    exams = await mayas.fieldwork.add(MAYA, "exams", "9 Jan", "16 Jan")
    before = (await kinds(mayas), await days(mayas))
    changes = [await mayas.fieldwork.remove(MAYA, each) for each in (number, exams.span.id)]
    assert (await kinds(mayas), await days(mayas)) == ([], (None, None))
    for change in changes:
        undone = await mayas.contacts.undo(MAYA, change)
        assert undone is not None
        assert undone.kind == "fieldwork"
    assert (await kinds(mayas), await days(mayas)) == before


async def test_an_educator_who_is_deleted_is_nobody_and_undo_names_them_again(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    number = await level_2(mayas, "Ana")
    gone = await mayas.contacts.delete(MAYA, ana)
    assert (await mayas.fieldwork.see(MAYA, number)).educator is None
    assert await kinds(mayas) == ALL, "the notes are still due, and ask whom"
    await mayas.contacts.undo(MAYA, gone.change)
    educator = (await mayas.fieldwork.see(MAYA, number)).educator
    assert educator is not None
    assert educator.id == ana


async def test_an_educator_who_is_merged_goes_over_and_undo_takes_it_back(mayas: Rooms) -> None:
    ana, other = await mayas.add("Ana Rivera"), await mayas.add("A. Rivera")
    number = await level_2(mayas, token(other))
    merged = await mayas.merging.merge(MAYA, ana, other, ())
    educator = (await mayas.fieldwork.see(MAYA, number)).educator
    assert educator is not None
    assert educator.id == ana
    await mayas.contacts.undo(MAYA, merged.change)
    educator = (await mayas.fieldwork.see(MAYA, number)).educator
    assert educator is not None
    assert educator.id == other


async def test_a_note_that_is_sent_is_dealt_with_and_its_undo_brings_the_reminder(
    mayas: Rooms,
) -> None:
    await mayas.add("Ana Rivera")
    number = await level_2(mayas, "Ana")
    draft = await mayas.fieldwork.write(MAYA, number, "hello")
    assert draft.kind == "fieldwork_hello"
    assert draft.brief.begins == "on 2 February"
    done = await mayas.notes.sent(MAYA, draft.id)
    assert "hello" in (await mayas.fieldwork.see(MAYA, number)).span.done
    assert FIELDWORK_HELLO not in await kinds(mayas)
    await mayas.contacts.undo(MAYA, done.change)
    assert "hello" not in (await mayas.fieldwork.see(MAYA, number)).span.done
    assert await kinds(mayas) == ALL


async def test_settling_twice_logs_once_and_can_be_taken_back(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    number = await level_2(mayas, "Ana")
    first = await mayas.fieldwork.settle(MAYA, number, "hello", sent=True)
    second = await mayas.fieldwork.settle(MAYA, number, "hello", sent=True)
    assert (first.change is None, second.change is None) == (False, True)
    assert len((await mayas.contacts.view(MAYA, token(ana))).timeline) == 1
    assert first.change is not None
    await mayas.contacts.undo(MAYA, first.change)
    assert (await mayas.contacts.view(MAYA, token(ana))).timeline == []
    assert FIELDWORK_HELLO in await kinds(mayas)


async def test_what_is_out_stays_out_when_something_else_changes(mayas: Rooms) -> None:
    number = await level_2(mayas)
    [hello] = [each for each in await mayas.open() if each.kind == FIELDWORK_HELLO]
    mayas.now += timedelta(days=15)
    await sent(mayas.database, hello, now=mayas.now)
    await mayas.fieldwork.set_lighter(MAYA, number, on=False)
    [after] = [each for each in await mayas.open() if each.kind == FIELDWORK_HELLO]
    assert after.id == hello.id
    await mayas.fieldwork.change(MAYA, number, "2 March", "22 May", "", "")
    [moved] = [each for each in await mayas.open() if each.kind == FIELDWORK_HELLO]
    assert (moved.id == hello.id, moved.due_on) == (False, date(2026, 2, 16))


async def test_what_is_out_for_too_long_is_put_away(mayas: Rooms) -> None:
    await level_2(mayas)
    for nudge in await mayas.open():
        await sent(mayas.database, nudge, now=mayas.now)
    await mayas.fieldwork.tidy()
    assert await kinds(mayas) == ALL
    mayas.now += timedelta(days=40)  # 14 February
    await mayas.fieldwork.tidy()
    assert await kinds(mayas) == [FIELDWORK_MIDTERM, FIELDWORK_THANKS, FIELDWORK_THANKS_AGAIN]
    mayas.now += timedelta(days=110)
    await mayas.fieldwork.tidy()
    assert await kinds(mayas) == []


async def test_a_new_hour_moves_what_comes_at_the_students_hour(mayas: Rooms) -> None:
    await level_2(mayas)
    await mayas.students.change(MAYA, nudge_hour=17, time_zone="America/New_York")
    [hello] = [each for each in await mayas.open() if each.kind == FIELDWORK_HELLO]
    assert (hello.due_on, hello.due_at.hour) == (date(2026, 1, 19), 22)


async def test_by_hand_beats_days_until_they_are_said_anew(mayas: Rooms) -> None:
    number = (await mayas.fieldwork.add(MAYA, "exams", "today", "16 Jan")).span.id
    await mayas.students.change(MAYA, paused_until=None)
    assert not (await mayas.students.get(MAYA)).rhythm.is_paused(mayas.now)
    await mayas.fieldwork.remove(MAYA, number)
    await mayas.fieldwork.add(MAYA, "exams", "today", "16 Jan")
    assert (await mayas.students.get(MAYA)).rhythm.is_paused(mayas.now)


async def test_placements_are_one_students_and_go_with_them(
    mayas: Rooms, database: Database
) -> None:
    await enrol(database, SAM)
    number = await level_2(mayas)
    assert await mayas.fieldwork.all(SAM) == []
    for attempt in (
        mayas.fieldwork.see(SAM, number),
        mayas.fieldwork.remove(SAM, number),
        mayas.fieldwork.settle(SAM, number, "hello", sent=True),
        mayas.fieldwork.change(SAM, number, "2 Feb", "3 Feb", "", ""),
        mayas.fieldwork.begin_level_2(SAM, number),
    ):
        with pytest.raises(SpanNotFound):
            await attempt
    for nth in range(MOST_STRETCHES - 1):
        await mayas.fieldwork.add(MAYA, "level_1", f"{nth + 1} June", "30 June")
    with pytest.raises(TooManySpans):
        await mayas.fieldwork.add(MAYA, "level_1", "1 June", "2 June")
    assert await mayas.count(fieldwork) == MOST_STRETCHES
