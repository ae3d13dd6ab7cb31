"""Taps that come at the same time, on both databases: the services answer each and keep one truth."""

import asyncio
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.contacts.service import ContactExists, ContactService, KeepInTouch, NewContact
from bot.database import Database
from bot.nudges.model import KEEP_IN_TOUCH, Snooze
from bot.nudges.service import NudgeService
from bot.nudges.store import Outbox
from bot.students.service import StudentService
from bot.tables import contacts, interactions, nudges

from .databases import MAYA, MONDAY

PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass
class Rooms:
    database: Database
    students: StudentService
    contacts: ContactService
    nudges: NudgeService

    async def count(self, table: object) -> int:
        async with self.database.reading() as tx:
            return await tx.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


@pytest.fixture
async def rooms(database: Database) -> Rooms:
    def clock() -> object:
        return MONDAY

    nudge_service = NudgeService(database, clock)  # type: ignore[arg-type]
    students = StudentService(database, clock, nudge_service)  # type: ignore[arg-type]
    people = ContactService(database, clock, students, nudge_service)  # type: ignore[arg-type]
    nudge_service.register(KEEP_IN_TOUCH, KeepInTouch(people, clock))  # type: ignore[arg-type]
    return Rooms(database, students, people, nudge_service)


async def test_start_five_times_at_once_is_start_once(rooms: Rooms) -> None:
    starts = (rooms.students.start(MAYA, PACIFIC, "new", hour) for hour in range(7, 12))
    assert len(await asyncio.gather(*starts)) == 5


async def test_the_same_person_five_times_at_once_is_added_once(rooms: Rooms) -> None:
    await rooms.students.start(MAYA, PACIFIC, "new", 9)
    adds = (rooms.contacts.add(MAYA, NewContact("Ana Rivera")) for _ in range(5))
    found = await asyncio.gather(*adds, return_exceptions=True)
    assert sum(isinstance(each, ContactExists) for each in found) == 4
    assert await rooms.count(contacts) == 1


async def test_five_talks_logged_at_once_are_all_kept_and_one_nudge_is_planned(
    rooms: Rooms,
) -> None:
    await rooms.students.start(MAYA, PACIFIC, "new", 9)
    await rooms.contacts.add(MAYA, NewContact("Ana Rivera"))
    await asyncio.gather(*(rooms.contacts.log(MAYA, "Ana", "call", None, None) for _ in range(5)))
    assert await rooms.count(interactions) == 6
    async with rooms.database.reading() as tx:
        due = await rooms.nudges.due(tx, MAYA, KEEP_IN_TOUCH)
    assert len(due) == 1


async def test_a_no_to_dms_is_not_undone_by_a_change_at_the_same_time(rooms: Rooms) -> None:
    await rooms.students.start(MAYA, PACIFIC, "new", 9)
    for hour in range(6, 16):
        await rooms.students.agree_to_dms(MAYA, 7)
        await asyncio.gather(
            rooms.students.decline_dms(MAYA), rooms.students.change(MAYA, nudge_hour=hour)
        )
        student = await rooms.students.get(MAYA)
        assert (student.dm_agreed_at, student.nudge_hour) == (None, hour)


async def test_of_two_answers_to_one_nudge_the_first_counts(rooms: Rooms) -> None:
    await rooms.students.start(MAYA, PACIFIC, "new", 9)
    await rooms.students.agree_to_dms(MAYA, 7)
    await rooms.contacts.add(MAYA, NewContact("Ana Rivera", when="1 year ago"))
    async with rooms.database.transaction() as tx:
        [nudge_id] = (await tx.scalars(select(nudges.c.id))).all()
        await Outbox(tx).claim(MAYA, [nudge_id], 0, MONDAY)
    await asyncio.gather(
        rooms.nudges.done(MAYA, nudge_id, "call"),
        rooms.nudges.snooze(MAYA, nudge_id, Snooze.WEEK),
        rooms.nudges.pit_stop(MAYA, nudge_id),
        rooms.nudges.done(MAYA, nudge_id, "call"),
    )
    async with rooms.database.reading() as tx:
        states = (await tx.scalars(select(nudges.c.state).order_by(nudges.c.id))).all()
    assert len(states) == 2
    assert states[1] == "planned"
