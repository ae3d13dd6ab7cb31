"""Reminders of chats in the database: one for each chat, planned for the start that comes next."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.community.model import MOST_CHATS, ChatGone, NoDms, TooManyChats
from bot.database import Database
from bot.nudges.model import CHAT
from bot.tables import chat_reminders, chat_visits, students

from .databases import MAYA, SAM, enrol
from .rooms import Rooms, at_once, rooms_of_maya

SERVER, ELSEWHERE = 2**62 + 70, 2**62 + 71
OTALK = 1
TUESDAY = datetime.fromisoformat("2026-01-06T20:00:00+00:00")
WEEK = timedelta(days=7)


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await enrol(database, MAYA, SAM)
    return rooms


async def planned(rooms: Rooms) -> list[datetime]:
    return [nudge.due_at for nudge in await rooms.open() if nudge.kind == CHAT]


async def test_there_is_one_nudge_for_a_chat_whatever_is_pressed_at_once(mayas: Rooms) -> None:
    await at_once(*(mayas.chats.remind(MAYA, OTALK, lead) for lead in (None, 30, 60, 30)))
    await mayas.chats.remind(MAYA, OTALK, 60)
    await mayas.chats.remind(SAM, OTALK)
    assert await planned(mayas) == [TUESDAY - timedelta(hours=1)]
    assert await mayas.count(chat_reminders) == 2
    await mayas.one_open_for_each_reason()


async def test_after_a_chat_has_begun_the_next_is_planned_also_after_months(mayas: Rooms) -> None:
    await mayas.chats.remind(MAYA, OTALK)
    assert await mayas.chats.next_wake() == TUESDAY
    mayas.now = TUESDAY
    await mayas.chats.tidy()
    assert await planned(mayas) == [TUESDAY + WEEK - timedelta(minutes=30)]
    mayas.now = TUESDAY + 20 * WEEK + timedelta(hours=1)
    await mayas.chats.tidy()
    # It is summer in New York by then.
    assert await planned(mayas) == [TUESDAY + 21 * WEEK - timedelta(hours=1, minutes=30)]
    await mayas.chats.tidy()
    await mayas.one_open_for_each_reason()


async def test_officers_of_one_server_move_it_for_their_students_alone(mayas: Rooms) -> None:
    await mayas.chats.coming(MAYA, SERVER)
    await mayas.chats.coming(SAM, ELSEWHERE)
    for student in (MAYA, SAM):
        await mayas.chats.remind(student, OTALK)
    await mayas.chat_officers.change(SERVER, OTALK, when="Tuesdays 4 pm")
    assert await planned(mayas) == [TUESDAY + timedelta(minutes=30)]
    assert (await mayas.chats.one(SAM, OTALK)).occasion.begins_at == TUESDAY
    await mayas.chat_officers.hide(SERVER, OTALK, hidden=True)
    assert await planned(mayas) == []
    with pytest.raises(ChatGone):
        await mayas.chats.one(MAYA, OTALK)
    with pytest.raises(ChatGone):
        await mayas.chats.remind(MAYA, OTALK)
    await mayas.chat_officers.reset(SERVER, OTALK)
    assert await planned(mayas) == [TUESDAY - timedelta(minutes=30)]


async def test_a_student_of_two_servers_sees_it_while_one_of_them_does(mayas: Rooms) -> None:
    for server in (SERVER, ELSEWHERE):
        await mayas.chats.coming(MAYA, server)
    await mayas.chat_officers.hide(SERVER, OTALK, hidden=True)
    assert (await mayas.chats.one(MAYA, OTALK)).occasion.begins_at == TUESDAY
    await mayas.chat_officers.change(ELSEWHERE, OTALK, when="Tuesdays 5 pm")
    assert (await mayas.chats.one(MAYA, OTALK)).occasion.begins_at == TUESDAY + timedelta(hours=2)
    await mayas.chat_officers.hide(ELSEWHERE, OTALK, hidden=True)
    with pytest.raises(ChatGone):
        await mayas.chats.one(MAYA, OTALK)


async def test_no_dms_no_reminder_and_whoever_leaves_takes_everything_along(mayas: Rooms) -> None:
    await enrol(mayas.database, SAM, dm_agreed_at=None)
    with pytest.raises(NoDms):
        await mayas.chats.remind(SAM, OTALK)
    await mayas.chats.coming(MAYA, SERVER)
    await mayas.chats.remind(MAYA, OTALK)
    async with mayas.database.transaction(MAYA) as tx:
        await tx.execute(delete(students).where(students.c.id == MAYA))
    assert await mayas.count(chat_reminders) == await mayas.count(chat_visits) == 0


async def test_what_officers_typed_is_encrypted_and_more_than_fit_are_refused(
    mayas: Rooms,
) -> None:
    said = {"when": "Tuesdays 3 pm", "time_zone": "ET"}
    for number in range(MOST_CHATS):
        await mayas.chat_officers.add(SERVER, name=f"Secret club {number}", **said)
    with pytest.raises(TooManyChats):
        await mayas.chat_officers.add(SERVER, name="One too many", **said)
    async with mayas.database.reading() as tx:
        rows = await tx.exec_driver_sql("SELECT name FROM chats")
        assert not [row for row in rows if "Secret" in row[0]]
        assert await tx.scalar(select(chat_visits.c.server_id)) is None
