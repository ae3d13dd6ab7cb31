"""Habits and shout-outs in the database, and what becomes of them when people go or are one."""

from datetime import date, timedelta

import pytest

from bot.contacts.network import token
from bot.database import Database
from bot.journey.habits import HabitOff
from bot.journey.shoutouts import AlreadyPosted, ShoutoutNotFound
from bot.nudges.model import HABIT_ARTICLE
from bot.tables import shoutouts

from .databases import MAYA, SAM, enrol
from .nudging import sent
from .rooms import Rooms, rooms_of_maya


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    return await rooms_of_maya(database)


async def about(rooms: Rooms, who: str = "Ana") -> int:
    """Begin a shout-out that has all it needs; return its id."""
    number = (await rooms.shoutouts.begin(MAYA, who, "x")).kept.id
    await rooms.shoutouts.name(MAYA, number, named=True)
    return (await rooms.shoutouts.say(MAYA, number, "your time")).kept.id


async def test_switching_twice_is_once_and_months_are_kept(mayas: Rooms) -> None:
    for _ in range(2):
        await mayas.habits.switch(MAYA, "article", on=True)
    [nudge] = await mayas.open()
    assert (nudge.kind, nudge.due_on) == (HABIT_ARTICLE, date(2026, 1, 10))
    customs = await mayas.habits.choose_months(MAYA, "article", [3, 3, 99])
    assert [each.months for each in customs if each.is_on] == [(3,)]
    [nudge] = await mayas.open()
    assert nudge.due_on == date(2026, 3, 10)
    await mayas.habits.choose_months(MAYA, "article", [])
    assert await mayas.open() == []
    with pytest.raises(HabitOff):
        await mayas.habits.choose_months(MAYA, "article", [1])


async def test_an_answer_counts_once_and_an_old_card_changes_nothing(mayas: Rooms) -> None:
    await mayas.habits.switch(MAYA, "article", on=True)
    [first] = await mayas.open()
    mayas.now += timedelta(days=8)
    await sent(mayas.database, first, now=mayas.now)
    await mayas.habits.answer(MAYA, "article", first.id)
    [second] = await mayas.open()
    assert second.due_on == date(2026, 2, 10)
    mayas.now += timedelta(days=30)
    await mayas.habits.answer(MAYA, "article", first.id)
    [still] = await mayas.open()
    assert still.id == second.id


async def test_what_was_let_pass_goes_with_its_month(mayas: Rooms) -> None:
    await mayas.habits.switch(MAYA, "article", on=True)
    [first] = await mayas.open()
    await sent(mayas.database, first, now=mayas.now)
    await mayas.habits.tidy()
    [same] = await mayas.open()
    assert same.id == first.id
    mayas.now += timedelta(days=35)
    await mayas.habits.tidy()
    [after] = await mayas.open()
    assert after.due_on == date(2026, 2, 10)


async def test_a_shout_out_goes_and_comes_back_with_its_person(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    number = await about(mayas)
    gone = await mayas.contacts.delete(MAYA, ana)
    with pytest.raises(ShoutoutNotFound):
        await mayas.shoutouts.see(MAYA, number)
    await mayas.contacts.undo(MAYA, gone.change)
    post = await mayas.shoutouts.see(MAYA, number)
    assert "Ana Rivera" in post.text
    assert "your time" in post.text


async def test_a_shout_out_goes_over_when_two_are_one(mayas: Rooms) -> None:
    ana, other = await mayas.add("Ana Rivera"), await mayas.add("A. Rivera")
    number = await about(mayas, token(other))
    merged = await mayas.merging.merge(MAYA, ana, other, ())
    assert (await mayas.shoutouts.see(MAYA, number)).contact.id == ana
    await mayas.contacts.undo(MAYA, merged.change)
    assert (await mayas.shoutouts.see(MAYA, number)).contact.id == other


async def test_posted_is_logged_once_and_can_be_taken_back(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    number = await about(mayas)
    post = await mayas.shoutouts.posted(MAYA, number)
    with pytest.raises(AlreadyPosted):
        await mayas.shoutouts.posted(MAYA, number)
    [talk] = (await mayas.contacts.view(MAYA, token(ana))).timeline
    assert (talk.kind, talk.note) == ("thanks", "Thanked in public: X")
    assert post.change is not None
    await mayas.contacts.undo(MAYA, post.change)
    assert (await mayas.shoutouts.see(MAYA, number)).kept.posted_at is None
    assert (await mayas.contacts.view(MAYA, token(ana))).timeline == []


async def test_they_are_one_students_and_words_are_sealed(mayas: Rooms, database: Database) -> None:
    await enrol(database, SAM)
    await mayas.add("Ana Rivera")
    number = await about(mayas)
    for attempt in (
        mayas.shoutouts.see(SAM, number),
        mayas.shoutouts.posted(SAM, number),
        mayas.shoutouts.say(SAM, number, "x"),
    ):
        with pytest.raises(ShoutoutNotFound):
            await attempt
    async with database.reading() as tx:
        raw = await tx.exec_driver_sql("SELECT what FROM shoutouts")
        assert "your time" not in str(raw.scalar_one())
    assert await mayas.count(shoutouts) == 1
