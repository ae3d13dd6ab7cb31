"""What a student can fill with entries, whatever brings them, and what takes a machine's time."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

import bot.contacts.store
import bot.contacts.transfer
import bot.journey.overview
import bot.journey.review
import bot.meetings.availability
import bot.notes.store
import bot.privacy.service
from bot.contacts.interactions import Talk
from bot.contacts.network import token
from bot.contacts.words import Full
from bot.database import Database
from bot.meetings.busy import NotACalendar
from bot.tables import interactions, metadata

from .arranging import agreed, begun, looked_back, send, times
from .databases import MAYA, SAM, as_stored, enrol
from .nudging import DAY
from .rooms import Rooms, rooms_of_maya

HOUR = timedelta(hours=1)
Act = Callable[[], Awaitable[Any]]


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    return await rooms_of_maya(database)


async def logging(mayas: Rooms, ana: str) -> Act:
    return lambda: mayas.interactions.log(MAYA, ana, Talk(how="call"))


async def a_note_is_sent(mayas: Rooms, ana: str) -> Act:
    number = await begun(mayas)
    arranged = await mayas.offers.offer(MAYA, number, await times(mayas, number))
    return lambda: send(mayas, arranged)


async def a_meeting_is_looked_back_on(mayas: Rooms, ana: str) -> Act:
    meeting = await agreed(mayas)
    mayas.now += 30 * DAY
    return lambda: looked_back(mayas, meeting.id, highlight="splints")


async def a_nudge_is_done(mayas: Rooms, ana: str) -> Act:
    nudge = await mayas.reminded()
    return lambda: mayas.nudges.done(MAYA, nudge, "call")


async def a_shoutout_is_posted(mayas: Rooms, ana: str) -> Act:
    post = await mayas.shoutouts.begin(MAYA, ana, "linkedin")
    await mayas.shoutouts.say(MAYA, post.kept.id, "splints")
    await mayas.shoutouts.name(MAYA, post.kept.id, named=False)
    return lambda: mayas.shoutouts.posted(MAYA, post.kept.id)


async def an_educator_was_written_to(mayas: Rooms, ana: str) -> Act:
    placed = await mayas.fieldwork.add(MAYA, "level_2", "2 Feb", "24 April", "", ana)
    return lambda: mayas.fieldwork.settle(MAYA, placed.span.id, "hello", sent=True)


async def a_file_comes_in(mayas: Rooms, ana: str) -> Act:
    await enrol(mayas.database, SAM)
    await mayas.contacts.add(SAM, {"name": "Cy Fox"})
    await mayas.interactions.log(SAM, "Cy", Talk(how="call"))
    _name, data, _people = await mayas.transfer.export(SAM, "json")
    upload = (await mayas.transfer.upload(MAYA, "a.json", data)).upload
    return lambda: mayas.transfer.apply(MAYA, upload, ["new"], None, lambda *_: None)  # type: ignore[arg-type, return-value]


WRITERS = (
    logging,
    a_note_is_sent,
    a_meeting_is_looked_back_on,
    a_nudge_is_done,
    a_shoutout_is_posted,
    an_educator_was_written_to,
    a_file_comes_in,
)


@pytest.mark.parametrize("writer", WRITERS)
async def test_a_full_log_takes_no_more_whatever_brings_it_and_nothing_else_changes(
    mayas: Rooms, monkeypatch: pytest.MonkeyPatch, writer: Callable[[Rooms, str], Awaitable[Act]]
) -> None:
    ana = token(await mayas.add("Ana Rivera", cadence="6 weeks"))
    act = await writer(mayas, ana)
    names = [each.name for each in metadata.sorted_tables if "student_id" in each.c]
    async with mayas.database.reading() as tx:
        mine = select(func.count()).select_from(interactions)
        there = await tx.scalar(mine.where(interactions.c.student_id == MAYA))
        before = await as_stored(tx, *names)
    monkeypatch.setattr(bot.contacts.store, "MOST_ENTRIES", there)
    with pytest.raises(Full) as full:
        await act()
    assert (full.value.what, full.value.limit) == ("entries", there)
    async with mayas.database.reading() as tx:
        assert await as_stored(tx, *names) == before
    monkeypatch.setattr(bot.contacts.store, "MOST_ENTRIES", (there or 0) + 1)
    await act()


async def calendar(mayas: Rooms, who: int) -> None:
    with pytest.raises(NotACalendar):
        await mayas.availability.read_calendar(who, b"no calendar")


async def a_map(mayas: Rooms, who: int) -> None:
    await mayas.overview.map(who, "initials")


async def export(mayas: Rooms, who: int) -> None:
    await mayas.privacy.export(who)


async def people(mayas: Rooms, who: int) -> None:
    await mayas.transfer.export(who, "csv")


@pytest.mark.parametrize(
    ("where", "most", "what", "one"),
    [
        (bot.meetings.availability, "MOST_CALENDARS", "calendars", calendar),
        (bot.journey.overview, "MOST_MAPS", "maps", a_map),
        (bot.privacy.service, "MOST_EXPORTS", "exports", export),
        (bot.contacts.transfer, "MOST_EXPORTS", "exports", people),
    ],
    ids=["calendars", "maps", "exports", "people"],
)
async def test_what_takes_long_is_done_so_often_an_hour_for_each_student(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    most: str,
    what: str,
    one: Callable[[Rooms, int], Awaitable[None]],
) -> None:
    monkeypatch.setattr(where, most, 1)
    mayas = await rooms_of_maya(database)
    await enrol(database, SAM)
    await one(mayas, MAYA)
    with pytest.raises(Full) as full:
        await one(mayas, MAYA)
    assert (full.value.what, full.value.limit) == (what, 1)
    await one(mayas, SAM)
    mayas.now += HOUR - timedelta(seconds=1)
    with pytest.raises(Full):
        await one(mayas, MAYA)
    mayas.now += timedelta(seconds=1)
    await one(mayas, MAYA)


async def test_there_is_a_most_of_reviews_and_the_last_one_can_be_gone_on_with(
    mayas: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.journey.review, "MOST_REVIEWS", 1)
    await mayas.add("Ana Rivera", cadence="6 weeks")
    first = (await mayas.reviews.begin(MAYA)).review.id
    assert (await mayas.reviews.begin(MAYA)).review.id == first
    await mayas.reviews.goals_seen(MAYA, first)
    await mayas.reviews.leave_rest(MAYA, first)
    await mayas.reviews.finish(MAYA, first)
    with pytest.raises(Full):
        await mayas.reviews.begin(MAYA)


async def test_of_texts_that_are_about_no_client_the_oldest_are_asked_about_again(
    mayas: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.notes.store, "MOST_CLEARED", 2)
    said = [f"the patient in room 41{number}" for number in range(4)]

    async def asked() -> list[int]:
        return [n for n, text in enumerate(said) if await mayas.screen.findings(MAYA, {"a": text})]

    assert await asked() == [0, 1, 2, 3]
    for text in said[:3]:
        mayas.now += HOUR
        await mayas.screen.clear(MAYA, [text])
    assert await asked() == [0, 3]
    mayas.now += HOUR
    await mayas.screen.clear(MAYA, said)
    assert await asked() == [], "what is cleared at once stays together, as a file's texts do"
