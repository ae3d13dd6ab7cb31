"""What people do with a contact, and what becomes of the nudges about them."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.contacts.formats import write_json
from bot.contacts.interactions import Talk
from bot.contacts.model import Fields, Interaction
from bot.contacts.network import token
from bot.contacts.reasons import KINDS
from bot.database import Database
from bot.nudges.model import ADVICE, KEEP_IN_TOUCH, PROMISE, Reason, Snooze
from bot.nudges.service import NudgeNotFound
from bot.nudges.store import Nudges
from bot.tables import nudges

from .databases import MAYA, MONDAY, SAM, enrol
from .nudging import DAY, sent
from .rooms import PACIFIC, Rooms, rooms_of_maya

pytestmark = pytest.mark.rules

LEFT = Talk(how="email", advice="Try the FIM", promise="Send the article by Friday")


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    return rooms


async def snoozed(mayas: Rooms) -> int:
    """Let Maya put off, for a week, the only person who is due; return the contact's id."""
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    await mayas.nudges.snooze(MAYA, await mayas.reminded(), Snooze.WEEK)
    return ana


def on(day: int, month: int = 1) -> date:
    return date(2026, month, day)


# A day of the student's own


async def test_a_snooze_brings_the_person_back_on_its_day(mayas: Rooms) -> None:
    ana = await snoozed(mayas)
    [nudge] = await mayas.open()
    assert (nudge.person_id, nudge.due_on, nudge.chosen) == (ana, on(12), True)
    assert nudge.cadence_days is None, "nothing stretches a day that was chosen"
    assert await mayas.states() == ["snoozed", "planned"]


async def test_a_nudge_is_moved_to_the_very_day_that_was_named(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    await mayas.nudges.move(MAYA, await mayas.reminded(), on(17))
    [nudge] = await mayas.open()
    assert nudge.due_on == on(17)
    assert nudge.due_at.astimezone(PACIFIC).date() == on(19), "that is a Saturday"


async def test_a_snooze_outlives_a_new_name_a_promise_kept_and_an_earlier_talk(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago", cadence="1 week")
    talk = await mayas.interactions.log(
        MAYA, "Ana", Talk(how="call", when="2 weeks ago", promise="Write")
    )
    [keep] = [each for each in await mayas.open() if each.kind == KEEP_IN_TOUCH]
    await sent(mayas.database, keep)
    await mayas.nudges.snooze(MAYA, keep.id, Snooze.WEEK)
    due = await mayas.due_at()
    edited = await mayas.contacts.edit(MAYA, "Ana", {"name": "Ana Rivera-Lopez"})
    assert await mayas.due_at() == due
    await mayas.contacts.undo(MAYA, edited.change)
    await mayas.interactions.keep_promise(MAYA, talk.interaction.id, kept=True)
    await mayas.interactions.log(MAYA, "Ana", Talk(how="email", when="3 weeks ago"))
    assert await mayas.due_at() == due
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, ana)]


async def test_a_snooze_does_not_outlive_a_new_talk(mayas: Rooms) -> None:
    ana = await snoozed(mayas)
    await mayas.interactions.log(MAYA, "Ana", Talk(how="email"))
    [nudge] = await mayas.open()
    assert (nudge.person_id, nudge.due_on, nudge.chosen) == (ana, on(16, 2), False)


@pytest.mark.parametrize("said", [{"cadence": "1 week"}, {"seat": "pit_stop"}])
async def test_a_snooze_does_not_outlive_a_new_cadence_or_seat(
    mayas: Rooms, said: dict[str, Any]
) -> None:
    await snoozed(mayas)
    before = await mayas.due_at()
    await mayas.contacts.edit(MAYA, "Ana", said)  # type: ignore[arg-type]
    assert await mayas.due_at() != before


# Logging


async def test_logging_moves_the_reminder_and_what_was_sent_is_done(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    await mayas.reminded()
    before = await mayas.open()
    logged = await mayas.interactions.log(MAYA, "Ana", Talk(how="email"))
    assert await mayas.states() == ["done", "planned"]
    assert (await mayas.open())[0].due_on == on(16, 2)
    await mayas.contacts.undo(MAYA, logged.change)
    assert await mayas.open() == before, "it waits for an answer as before"
    assert await mayas.states() == ["sent", "cancelled"]
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, ana)]


async def test_what_is_planned_for_the_same_day_stays_the_same_nudge(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    before = await mayas.open()
    await mayas.interactions.log(MAYA, "Ana", Talk(how="email"))
    await mayas.contacts.edit(MAYA, "Ana", {"seat": "pick_up"})
    assert await mayas.open() == before


async def test_a_talk_that_leaves_something_is_reminded_of_until_it_is_dealt_with(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera")
    talk = (await mayas.interactions.log(MAYA, "Ana", LEFT)).interaction.id
    advice, keep, promise = await mayas.open()
    assert (advice.kind, advice.subject_id, advice.due_on) == (ADVICE, talk, on(19))
    assert (promise.kind, promise.subject_id, promise.due_on) == (PROMISE, talk, on(9))
    assert (keep.kind, keep.subject_id) == (KEEP_IN_TOUCH, ana)
    await mayas.interactions.keep_promise(MAYA, talk, kept=True)
    assert await mayas.reasons() == [(ADVICE, ana), (KEEP_IN_TOUCH, ana)]
    await mayas.interactions.advance(MAYA, talk, "tried")
    assert await mayas.reasons() == [(ADVICE, ana), (KEEP_IN_TOUCH, ana)]
    told = await mayas.interactions.advance(MAYA, talk, "told")
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, ana)]
    await mayas.contacts.undo(MAYA, told.change)
    await mayas.interactions.keep_promise(MAYA, talk, kept=False)
    assert await mayas.reasons() == [(ADVICE, ana), (KEEP_IN_TOUCH, ana), (PROMISE, ana)]
    await mayas.interactions.remove(MAYA, talk)
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, ana)]


async def test_done_on_a_promise_keeps_it_and_done_on_advice_tells_of_it(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    talk = (await mayas.interactions.log(MAYA, "Ana", LEFT)).interaction.id
    advice, _keep, promise = await mayas.open()
    mayas.now += 10 * DAY
    await mayas.nudges.done(MAYA, promise.id, "email")
    assert await mayas.reasons() == [(ADVICE, ana), (KEEP_IN_TOUCH, ana)]
    await mayas.nudges.done(MAYA, advice.id, "email")
    await mayas.nudges.done(MAYA, advice.id, "email")
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, ana)]
    spoken = (await mayas.interactions.view(MAYA, talk)).interaction
    assert (spoken.promise_kept_at, spoken.advice_state) == (mayas.now, "told")
    assert len((await mayas.contacts.view(MAYA, "Ana")).timeline) == 3
    assert (await mayas.open())[0].due_on == on(26, 2), "being in touch counts"


async def test_promises_of_a_file_are_reminded_of(mayas: Rooms) -> None:
    talk = Interaction(1, 1, "email", MONDAY - DAY, promise="Send it", promise_due=on(9))
    data = write_json([(Fields(name="Ana Rivera", cadence="4 weeks"), [talk])])
    file = await mayas.transfer.upload(MAYA, "pitstop.json", data)
    await mayas.transfer.apply(MAYA, file.upload, {"new"}, None, lambda _done, _of: None)
    [(kind, _), (other, _)] = await mayas.reasons()
    assert (kind, other) == (KEEP_IN_TOUCH, PROMISE)


# Whoever is gone


Way = Callable[[Rooms, int], Awaitable[int]]


async def delete(mayas: Rooms, ana: int) -> int:
    return (await mayas.contacts.delete(MAYA, ana)).change


async def archive(mayas: Rooms, ana: int) -> int:
    return (await mayas.contacts.edit(MAYA, token(ana), {"archived": True})).change


async def drop_off(mayas: Rooms, ana: int) -> int:
    return (await mayas.contacts.edit(MAYA, token(ana), {"seat": "dropped_off"})).change


@pytest.mark.parametrize("way", [delete, archive, drop_off])
async def test_who_is_gone_comes_up_no_more_until_it_is_taken_back(mayas: Rooms, way: Way) -> None:
    ana, jo = await mayas.add("Ana Rivera"), await mayas.add("Jo Park")
    for name in ("Ana", "Jo"):
        await mayas.interactions.log(MAYA, name, LEFT)
    before = await mayas.open()
    await sent(mayas.database, before[0])
    change = await way(mayas, ana)
    assert await mayas.reasons() == [(ADVICE, jo), (KEEP_IN_TOUCH, jo), (PROMISE, jo)]
    await mayas.contacts.undo(MAYA, change)
    after = await mayas.open()
    assert [(n.kind, n.subject_id, n.person_id, n.due_on) for n in after] == [
        (n.kind, n.subject_id, n.person_id, n.due_on) for n in before
    ]


async def test_a_nudge_that_drops_somebody_off_ends_everything_about_them(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera")
    await mayas.interactions.log(MAYA, "Ana", LEFT)
    nudge = (await mayas.open())[1]
    await mayas.nudges.drop_off(MAYA, nudge.id)
    await mayas.nudges.drop_off(MAYA, nudge.id)
    assert await mayas.open() == []
    assert (await mayas.contacts.view(MAYA, token(ana))).contact.seat == "dropped_off"
    assert sorted(await mayas.states()) == ["cancelled", "cancelled", "dropped"]


async def test_at_a_pit_stop_half_a_year_passes_and_nothing_else_comes(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    await mayas.interactions.log(MAYA, "Ana", Talk(how="call", when="5 months ago", promise="Call"))
    for nudge in await mayas.open():
        await mayas.nudges.pit_stop(MAYA, nudge.id)
    [nudge] = await mayas.open()
    assert (nudge.person_id, nudge.due_on, nudge.chosen) == (ana, on(5, 7), True)


async def test_what_is_merged_is_reminded_of_as_one_person(mayas: Rooms) -> None:
    """The talk that left something is the later one, so the cadence counts from it too."""
    anna = await mayas.add("Anna Rivera", met_at="1 year ago")
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    talk = (await mayas.interactions.log(MAYA, token(ana), LEFT)).interaction.id
    before = await mayas.reasons()
    merged = await mayas.merging.merge(MAYA, anna, ana, ())
    assert await mayas.reasons() == [(ADVICE, anna), (KEEP_IN_TOUCH, anna), (PROMISE, anna)]
    assert {n.subject_id for n in await mayas.open()} == {anna, talk}
    await mayas.contacts.undo(MAYA, merged.change)
    assert await mayas.reasons() == before


# Whose they are, and what is planned


async def test_nobody_answers_for_another_student(mayas: Rooms) -> None:
    await mayas.students.start(SAM, PACIFIC, "new", 9)
    await mayas.add("Ana Rivera", met_at="1 year ago")
    nudge = await mayas.reminded()
    before = await mayas.open()
    for act in (
        mayas.nudges.done(SAM, nudge, "call"),
        mayas.nudges.snooze(SAM, nudge, Snooze.WEEK),
        mayas.nudges.move(SAM, nudge, on(9)),
        mayas.nudges.pit_stop(SAM, nudge),
        mayas.nudges.drop_off(SAM, nudge),
        mayas.nudges.letter(SAM, before[0].delivery_id or 0),
    ):
        with pytest.raises(NudgeNotFound):
            await act
    assert await mayas.open() == before
    assert await mayas.agenda.one(SAM, nudge) is None
    assert (await mayas.agenda.page(SAM)).total == 0


async def test_what_there_is_no_reason_for_any_more_is_closed_and_the_rest_stays(
    mayas: Rooms,
) -> None:
    rhythm = (await mayas.students.get(MAYA)).rhythm
    planned: list[Any] = []
    mayas.nudges.on_planned = planned.append
    keep, promise = Reason(KEEP_IN_TOUCH, 1, on(20), 42), Reason(PROMISE, 5, on(9))
    async with mayas.database.transaction(MAYA) as tx:
        await mayas.nudges.plan(tx, MAYA, rhythm, {1: [keep, promise]}, KINDS)
        await mayas.nudges.plan_new(tx, MAYA, rhythm, [(2, Reason(KEEP_IN_TOUCH, 2, on(20), 7))])
    first = await mayas.open()
    assert planned == [rhythm.moment(on(9)), rhythm.moment(on(20))]
    async with mayas.database.transaction(MAYA) as tx:
        await mayas.nudges.plan(tx, MAYA, rhythm, {1: [keep, Reason(ADVICE, 5, on(19), 14)]}, KINDS)
    assert await mayas.reasons() == [(ADVICE, 1), (KEEP_IN_TOUCH, 1), (KEEP_IN_TOUCH, 2)]
    assert (await mayas.open())[1:] == first[:2], "not the promise"
    async with mayas.database.transaction(MAYA) as tx:
        await mayas.nudges.cancel(tx, MAYA, [1])
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, 2)]


async def test_new_hours_a_pause_and_a_lighter_time_move_what_comes(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", cadence="2 weeks")  # due on the 19th
    await mayas.add("Jo Park", met_at="1 year ago")
    due = {n.person_id: n for n in await mayas.open()}

    async def comes() -> str:
        [nudge] = [n for n in await mayas.open() if n.person_id == ana]
        assert (nudge.id, nudge.due_on) == (due[ana].id, on(19))
        return nudge.due_at.astimezone(PACIFIC).strftime("%d %b %H")

    assert await comes() == "19 Jan 09"
    await mayas.students.change(MAYA, nudge_hour=7, nudge_days=frozenset({1}))
    assert await comes() == "20 Jan 07"
    await mayas.students.change(MAYA, paused_until=on(1, 2))
    assert await comes() == "03 Feb 07"
    await mayas.students.change(MAYA, paused_until=None)
    assert await comes() == "20 Jan 07"
    await mayas.students.change(MAYA, lighter_until=on(1, 3))
    assert await comes() == "03 Feb 07"
    await mayas.students.change(MAYA, lighter_until=None, time_zone="America/New_York")
    assert await comes() == "20 Jan 04"
    mayas.now += 60 * DAY
    before = await mayas.open()
    await mayas.students.change(MAYA, nudge_hour=20)
    assert await mayas.open() == before, "what is due stays due"


# What comes, and what could not be delivered


async def test_the_agenda_shows_what_comes_page_by_page(mayas: Rooms) -> None:
    people = [await mayas.add(f"Person {n:02}", cadence=f"{n + 1} weeks") for n in range(10)]
    first, last = await mayas.agenda.page(MAYA, -5), await mayas.agenda.page(MAYA, 99)
    assert (first.number, first.pages, first.total, len(first.items)) == (0, 2, 11, 8)
    assert (last.number, [item.person.name for item in last.items]) == (
        1,
        ["Person 08", "Person 09", "Your review"],
    )
    assert [item.nudge.person_id for item in first.items] == people[:8]
    item = await mayas.agenda.one(MAYA, first.items[0].nudge.id)
    assert item is not None
    assert item == first.items[0]
    assert (item.was_due, item.person.every) == (None, "1 week")
    mayas.now += 9 * DAY
    item = await mayas.agenda.one(MAYA, first.items[0].nudge.id)
    assert item is not None
    assert item.was_due == first.items[0].nudge.due_at
    assert (await mayas.agenda.one(MAYA, 10**6)) is None


async def test_what_could_not_be_delivered_is_shown_the_most_pressing_first(mayas: Rooms) -> None:
    for number, name in enumerate(["Ana", "Bo", "Cleo", "Dee", "Eve", "Finn", "Gil"]):
        await mayas.add(name, met_at=f"{number + 2} years ago", cadence="4 weeks")
    await mayas.interactions.log(MAYA, "Gil", Talk(how="call", when="7 years ago", promise="Call"))
    mayas.now += DAY
    assert (await mayas.agenda.inbox(MAYA)).total == 0
    assert await mayas.agenda.show_here(MAYA) is None
    await enrol(mayas.database, MAYA, unreachable_since=MONDAY)
    inbox = await mayas.agenda.inbox(MAYA)
    assert inbox.total == 7, "people, not nudges"
    assert inbox.names == ["Gil", "Finn", "Eve", "Dee", "Cleo"]
    letter = await mayas.agenda.show_here(MAYA)
    assert letter is not None
    assert [item.person.name for item in letter.items] == inbox.names
    assert letter.items[0].nudge.kind == PROMISE
    assert letter.waiting == 2
    assert all(item.nudge.state == "sent" for item in letter.items)
    assert await mayas.nudges.letter(MAYA, letter.delivery_id) == letter
    left = await mayas.agenda.inbox(MAYA)
    assert left.names[-2:] == ["Bo", "Ana"]
    await mayas.students.agree_to_dms(MAYA, 7)
    assert (await mayas.agenda.inbox(MAYA)).total == 0


async def test_a_promise_that_was_put_off_stays_put_off_when_they_talk(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    await mayas.interactions.log(MAYA, "Ana", LEFT)
    mayas.now += 5 * DAY
    await mayas.nudges.snooze(MAYA, (await mayas.open())[2].id, Snooze.MONTH)
    await mayas.interactions.log(MAYA, "Ana", Talk(how="message"))
    promise = (await mayas.open())[2]
    assert (promise.kind, promise.due_on) == (PROMISE, on(10, 2))


async def test_the_question_for_a_seat_comes_once_from_the_inbox_too(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    [nudge] = await mayas.open()
    async with mayas.database.transaction() as tx:
        await tx.execute(nudges.update().values(times=3, due_at=MONDAY))
    await enrol(mayas.database, MAYA, unreachable_since=MONDAY)
    letter = await mayas.agenda.show_here(MAYA)
    assert letter is not None
    assert letter.items[0].asks_for_a_seat
    async with mayas.database.reading() as tx:
        rests = await Nudges(tx, MAYA).find(nudge.id)
    assert rests is not None
    assert rests.due_at > MONDAY + timedelta(weeks=60), "the question comes once"
