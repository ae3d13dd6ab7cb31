"""What one student can have of each thing, on both databases: beyond it a sentence, and nothing lost."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

import bot.contacts.interactions
import bot.contacts.service
import bot.journey.goals
import bot.journey.shoutouts
import bot.meetings.offers
import bot.mentors.series
import bot.notes.desk
from bot.contacts.interactions import Talk
from bot.contacts.network import token
from bot.contacts.service import NetworkFull
from bot.contacts.uploads import MOST_IMPORTS
from bot.contacts.words import Full
from bot.database import Database
from bot.journey.goals import Wish as Goal
from bot.meetings.offers import Wish
from bot.ui.sentences import limits, sentence

from .databases import MAYA, SAM, as_stored, enrol
from .rooms import Rooms, rooms_of_maya

ROOM = 2
FILE = b"Name\nAna Rivera\n"


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    return await rooms_of_maya(database)


async def note(mayas: Rooms, who: int, number: int) -> None:
    await mayas.notes.begin(MAYA, token(who), ("outreach", "check_in", "article")[number])


async def dropped_note(mayas: Rooms, who: int, number: int) -> None:
    draft = await mayas.notes.begin(MAYA, token(who), ("outreach", "check_in", "article")[number])
    await mayas.notes.drop(MAYA, draft.id)


async def talk(mayas: Rooms, who: int, _number: int) -> None:
    await mayas.interactions.log(MAYA, token(who), Talk(how="call"))


async def goal(mayas: Rooms, _who: int, _number: int) -> None:
    kept = await mayas.goals.add(MAYA, Goal("learn about splints"))
    await mayas.goals.settle(MAYA, kept.goal.id, "done")


async def shoutout(mayas: Rooms, who: int, _number: int) -> None:
    post = await mayas.shoutouts.begin(MAYA, token(who), "linkedin")
    await mayas.shoutouts.say(MAYA, post.kept.id, "splints")
    await mayas.shoutouts.name(MAYA, post.kept.id, named=False)
    await mayas.shoutouts.posted(MAYA, post.kept.id)


async def series(mayas: Rooms, who: int, _number: int) -> None:
    shown = await mayas.series.plan(MAYA, token(who), None, None, None)
    await mayas.series.end(MAYA, shown.series.id)


async def meeting(mayas: Rooms, _who: int, number: int) -> None:
    who = await mayas.add(f"Bo {'ABC'[number]}")
    await mayas.offers.request(MAYA, token(who), Wish(purpose="your week", minutes=20, how="video"))


async def cancelled_meeting(mayas: Rooms, who: int, _number: int) -> None:
    begun = await mayas.offers.request(
        MAYA, token(who), Wish(purpose="your week", minutes=20, how="video")
    )
    await mayas.meetings.cancel(MAYA, begun.meeting.id)


CASES: tuple[tuple[Any, str, str, str, Callable[[Rooms, int, int], Awaitable[None]]], ...] = (
    (bot.notes.desk, "MOST_OPEN", "open notes", "drafts", note),
    (bot.notes.desk, "MOST_DRAFTS", "notes", "drafts", dropped_note),
    (bot.contacts.interactions, "MOST_TALKS", "talks", "interactions", talk),
    (bot.journey.goals, "MOST_GOALS_KEPT", "goals", "goals", goal),
    (bot.journey.shoutouts, "MOST_SHOUTOUTS", "shout-outs", "shoutouts", shoutout),
    (bot.mentors.series, "MOST_SERIES", "series", "series", series),
    (bot.meetings.offers, "MOST_OPEN", "open meetings", "meetings", meeting),
    (bot.meetings.offers, "MOST_MEETINGS", "meetings", "meetings", cancelled_meeting),
)


@pytest.mark.parametrize(
    ("where", "most", "what", "table", "one"), CASES, ids=[each[2] for each in CASES]
)
async def test_beyond_the_most_there_is_a_sentence_and_what_was_kept_stays(
    mayas: Rooms,
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    most: str,
    what: str,
    table: str,
    one: Callable[[Rooms, int, int], Awaitable[None]],
) -> None:
    monkeypatch.setattr(where, most, ROOM)
    ana = await mayas.add("Ana Rivera")
    for number in range(ROOM):
        await one(mayas, ana, number)

    async def kept() -> Any:
        async with mayas.database.reading() as tx:
            return await as_stored(tx, table)

    before = await kept()
    assert len(before[table]) == ROOM
    with pytest.raises(Full) as full:
        await one(mayas, ana, ROOM)
    assert (full.value.what, full.value.limit) == (what, ROOM)
    assert await kept() == before


async def test_a_student_hands_in_60_files_an_hour_and_others_are_not_kept_waiting(
    mayas: Rooms,
) -> None:
    await enrol(mayas.database, SAM)
    for _ in range(MOST_IMPORTS):
        last = await mayas.transfer.upload(MAYA, "a.csv", FILE)
    with pytest.raises(Full):
        await mayas.transfer.upload(MAYA, "a.csv", FILE)
    assert (await mayas.transfer.preview(MAYA, last.upload)).new, "the file before waits still"
    await mayas.transfer.upload(SAM, "a.csv", FILE)
    mayas.now += timedelta(minutes=59)
    with pytest.raises(Full):
        await mayas.transfer.upload(MAYA, "a.csv", FILE)
    mayas.now += timedelta(minutes=1)
    assert (await mayas.transfer.upload(MAYA, "a.csv", FILE)).new


async def test_a_full_network_takes_nobody_more_by_a_command_or_a_file(
    mayas: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    import bot.contacts.transfer

    for where in (bot.contacts.service, bot.contacts.transfer):
        monkeypatch.setattr(where, "MOST_CONTACTS", 1)
    await mayas.add("Bo Lee")
    before = await mayas.stored()
    with pytest.raises(NetworkFull):
        await mayas.add("Cy Fox")
    file = await mayas.transfer.upload(MAYA, "a.csv", FILE)
    with pytest.raises(NetworkFull):
        await mayas.transfer.apply(MAYA, file.upload, ["new"], None, lambda *_: None)  # type: ignore[arg-type, return-value]
    assert await mayas.stored() == before
    assert (await mayas.transfer.preview(MAYA, file.upload)).new, "the file waits still"


@pytest.mark.parametrize("what", [*limits.INSTEAD])
def test_each_limit_has_one_clear_sentence_with_its_number(what: str) -> None:
    said = sentence(Full(what, 1000))
    assert said is not None
    assert "1,000" in said
    assert "!" not in said
