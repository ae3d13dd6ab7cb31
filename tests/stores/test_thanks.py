"""Thanks for somebody's time: when they are planned, and what lets them go."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.contacts.interactions import Talk
from bot.contacts.model import Interaction
from bot.contacts.network import token
from bot.database import Database
from bot.nudges.model import DRAFT, KEEP_IN_TOUCH, THANK_YOU, THANKS_OVERDUE, Nudge, Reason, Snooze
from bot.tables import interactions

from .databases import MAYA, MONDAY
from .nudging import DAY, MINUTE, sent
from .rooms import PACIFIC, Rooms, at_once, rooms_of_maya
from .test_reminders import Way, archive, delete, drop_off, on

pytestmark = pytest.mark.rules

COFFEE = Talk(how="coffee")
HOUR = timedelta(hours=1)


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    return rooms


async def thanks(mayas: Rooms) -> list[Nudge]:
    """Return the thanks that are open, the earlier first."""
    return [each for each in await mayas.open() if each.kind in (THANK_YOU, THANKS_OVERDUE)]


async def kinds(mayas: Rooms) -> list[str]:
    return [each.kind for each in await mayas.open()]


async def logged(mayas: Rooms, how: str = "coffee", when: str | None = None) -> Interaction:
    """Let Maya log a talk with Ana."""
    talk = Talk(how=how, when=when)
    return (await mayas.interactions.log(MAYA, "Ana", talk)).interaction


async def brought(mayas: Rooms) -> Nudge:
    """Let Maya have coffee with Ana, and bring her the thanks a day after."""
    await mayas.add("Ana Rivera")
    await logged(mayas)
    mayas.now += DAY
    nudge = (await thanks(mayas))[0]
    await sent(mayas.database, nudge, now=mayas.now)
    return nudge


# What is planned


async def test_a_coffee_is_thanked_for_a_day_after_and_on_the_fifth_day_at_the_latest(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera")
    coffee = await logged(mayas)
    assert [
        (each.kind, each.subject_id, each.person_id, each.due_on, each.due_at)
        for each in await thanks(mayas)
    ] == [
        (THANK_YOU, coffee.id, ana, on(6), MONDAY + DAY),
        (THANKS_OVERDUE, coffee.id, ana, on(10), MONDAY + 5 * DAY),
    ]


@pytest.mark.parametrize(
    ("when", "left"),
    [
        ("yesterday 3pm", [KEEP_IN_TOUCH, THANK_YOU, THANKS_OVERDUE]),
        ("2 days ago", [KEEP_IN_TOUCH, THANK_YOU, THANKS_OVERDUE]),
        ("4 days ago", [KEEP_IN_TOUCH, THANK_YOU]),
        ("6 days ago", [KEEP_IN_TOUCH]),
    ],
)
async def test_of_a_coffee_that_is_logged_late_only_what_is_still_to_come_is_planned(
    mayas: Rooms, when: str, left: list[str]
) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    await logged(mayas, when=when)
    assert await kinds(mayas) == left


async def test_what_would_come_alone_this_very_moment_is_past(mayas: Rooms) -> None:
    rhythm = (await mayas.students.get(MAYA)).rhythm
    moments: dict[int, datetime] = {1: MONDAY - MINUTE, 2: MONDAY, 3: MONDAY + MINUTE}
    wanted = {
        number: [Reason(THANK_YOU, number, on(5), due_at=moment)]
        for number, moment in moments.items()
    }
    async with mayas.database.transaction(MAYA) as tx:
        await mayas.nudges.plan(tx, MAYA, rhythm, wanted, {THANK_YOU})
    assert await mayas.reasons() == [(THANK_YOU, 3)]


async def test_a_call_that_another_nudge_was_answered_with_is_thanked_for(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    await mayas.nudges.done(MAYA, await mayas.reminded(), "call")
    assert await kinds(mayas) == [KEEP_IN_TOUCH, THANK_YOU, THANKS_OVERDUE]


async def test_a_talk_that_is_another_kind_after_all_is_thanked_for_or_not(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    talk = await logged(mayas, "email")
    assert await thanks(mayas) == []
    edited = await mayas.interactions.edit(MAYA, talk.id, COFFEE)
    assert [each.subject_id for each in await thanks(mayas)] == [talk.id, talk.id]
    await mayas.contacts.undo(MAYA, edited.change)
    assert await thanks(mayas) == []


async def test_an_earlier_coffee_is_not_thanked_for_any_more(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    await logged(mayas, "email")
    await logged(mayas, when="yesterday 3pm")
    assert await thanks(mayas) == []


async def test_a_coffee_that_was_earlier_after_all_is_thanked_for_at_the_next_hour(
    mayas: Rooms,
) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    coffee = await logged(mayas)
    await mayas.interactions.edit(MAYA, coffee.id, Talk(how="coffee", when="yesterday 9am"))
    assert [(each.kind, each.due_on, each.due_at) for each in await thanks(mayas)] == [
        (THANK_YOU, on(6), MONDAY + DAY),
        (THANKS_OVERDUE, on(9), MONDAY + 4 * DAY - HOUR),
    ]


async def test_late_thanks_that_were_answered_are_not_planned_anew(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago")
    await logged(mayas, when="2 days ago")
    mayas.now += DAY
    nudge = (await thanks(mayas))[0]
    await sent(mayas.database, nudge, now=mayas.now)
    await mayas.nudges.pit_stop(MAYA, nudge.id)
    await mayas.contacts.edit(MAYA, "Ana", {"cadence": "2 weeks"})
    assert await thanks(mayas) == []


# What settles them


@pytest.mark.parametrize("how", ["thanks", "message", "class"])
async def test_whatever_is_logged_later_settles_both(mayas: Rooms, how: str) -> None:
    await brought(mayas)
    await logged(mayas, how)
    assert await kinds(mayas) == [KEEP_IN_TOUCH]
    assert sorted(await mayas.states()) == ["cancelled", "cancelled", "done", "planned"], (
        "it was out, and what was planned is off: the fifth day, and the cadence of before"
    )


async def test_another_coffee_settles_both_and_is_to_be_thanked_for_itself(mayas: Rooms) -> None:
    await brought(mayas)
    again = await logged(mayas)
    found = [(each.kind, each.subject_id, each.due_at) for each in await thanks(mayas)]
    assert found == [
        (THANK_YOU, again.id, MONDAY + 2 * DAY),
        (THANKS_OVERDUE, again.id, MONDAY + 6 * DAY),
    ]


@pytest.mark.parametrize("how", ["email", "call", "met"])
async def test_done_logs_thanks_in_whatever_way_they_were_sent(mayas: Rooms, how: str) -> None:
    nudge = await brought(mayas)
    mayas.now += HOUR
    await at_once(*(mayas.nudges.done(MAYA, nudge.id, how) for _ in range(2)))
    timeline = (await mayas.contacts.view(MAYA, "Ana")).timeline
    assert [(each.kind, each.happened_at) for each in timeline] == [
        ("thanks", mayas.now),
        ("coffee", MONDAY),
    ]
    assert await kinds(mayas) == [KEEP_IN_TOUCH]
    assert (await mayas.open())[0].due_on == on(17, 2), "being in touch counts"


async def test_done_on_the_fifth_day_settles_what_was_ignored_before(mayas: Rooms) -> None:
    await brought(mayas)
    mayas.now += 4 * DAY
    overdue = (await thanks(mayas))[1]
    await sent(mayas.database, overdue, now=mayas.now)
    await mayas.nudges.done(MAYA, overdue.id, "email")
    assert await kinds(mayas) == [KEEP_IN_TOUCH]
    assert await mayas.count(interactions) == 2


async def test_a_pit_stop_on_the_thanks_brings_them_no_more(mayas: Rooms) -> None:
    nudge = await brought(mayas)
    await mayas.nudges.pit_stop(MAYA, nudge.id)
    assert await kinds(mayas) == [KEEP_IN_TOUCH]
    assert (await mayas.contacts.view(MAYA, "Ana")).contact.seat == "pit_stop"


async def test_who_is_dropped_off_is_not_to_be_thanked_any_more(mayas: Rooms) -> None:
    nudge = await brought(mayas)
    await mayas.nudges.drop_off(MAYA, nudge.id)
    assert await mayas.open() == []


# What stays


@pytest.mark.parametrize("said", [{"cadence": "2 weeks"}, {"cadence": "never"}])
async def test_thanks_that_are_out_stay_out_when_something_else_changes(
    mayas: Rooms, said: dict[str, Any]
) -> None:
    await brought(mayas)
    before = await thanks(mayas)
    assert [each.state for each in before] == ["sent", "planned"]
    await mayas.contacts.edit(MAYA, "Ana", said)  # type: ignore[arg-type]
    await logged(mayas, "email", "2 weeks ago")
    assert await thanks(mayas) == before


async def test_at_a_pit_stop_the_first_thanks_stay_out_and_no_others_come(mayas: Rooms) -> None:
    await brought(mayas)
    first, _ = await thanks(mayas)
    await mayas.contacts.edit(MAYA, "Ana", {"seat": "pit_stop"})
    assert await thanks(mayas) == [first]


async def test_thanks_that_wait_for_a_welcome_hour_are_not_lost_by_a_change(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    mayas.now += 12 * HOUR  # Monday, 10 in the evening
    await logged(mayas)
    before = await thanks(mayas)
    mayas.now += 26 * HOUR
    for zone, cadence in (("America/Los_Angeles", "2 weeks"), ("Asia/Tokyo", "3 weeks")):
        await mayas.students.change(MAYA, time_zone=zone)
        await mayas.contacts.edit(MAYA, "Ana", {"cadence": cadence})
        assert (await thanks(mayas))[0] == before[0], zone


async def test_a_snooze_keeps_the_thanks_until_they_talk(mayas: Rooms) -> None:
    nudge = await brought(mayas)
    await mayas.nudges.snooze(MAYA, nudge.id, Snooze.WEEK)
    snoozed = (await thanks(mayas))[0]
    assert (snoozed.kind, snoozed.due_on, snoozed.chosen) == (THANK_YOU, on(13), True)
    assert snoozed.due_at.astimezone(PACIFIC).hour == 9
    await mayas.contacts.edit(MAYA, "Ana", {"cadence": "2 weeks", "name": "Ana Rivera-Lopez"})
    await logged(mayas, "coffee", "2 weeks ago")
    assert (await thanks(mayas))[0] == snoozed
    mayas.now += DAY
    await logged(mayas, "message")
    assert await thanks(mayas) == []


# What is taken back


async def test_an_undo_of_the_coffee_lets_both_go(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    before = await mayas.open()
    coffee = await mayas.interactions.log(MAYA, "Ana", COFFEE)
    assert len(await mayas.open()) == 3
    await mayas.contacts.undo(MAYA, coffee.change)
    assert await mayas.open() == before


async def test_a_coffee_that_is_removed_and_taken_back_is_thanked_for(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera")
    coffee = await logged(mayas)
    before = [(each.kind, each.subject_id, each.due_at) for each in await thanks(mayas)]
    removed = await mayas.interactions.remove(MAYA, coffee.id)
    assert await thanks(mayas) == []
    await mayas.contacts.undo(MAYA, removed.change)
    assert [(each.kind, each.subject_id, each.due_at) for each in await thanks(mayas)] == before


async def test_an_undo_of_the_thanks_brings_back_what_waits_and_what_is_still_to_come(
    mayas: Rooms,
) -> None:
    await brought(mayas)
    before = await thanks(mayas)
    assert [(each.kind, each.state) for each in before] == [
        (THANK_YOU, "sent"),
        (THANKS_OVERDUE, "planned"),
    ]
    written = await mayas.interactions.log(MAYA, "Ana", Talk(how="thanks"))
    await mayas.contacts.undo(MAYA, written.change)
    assert await thanks(mayas) == before
    assert before[1].due_at == MONDAY + 5 * DAY


@pytest.mark.parametrize("way", [delete, archive, drop_off])
async def test_who_is_gone_is_not_thanked_until_it_is_taken_back(mayas: Rooms, way: Way) -> None:
    ana = await mayas.add("Ana Rivera")
    coffee = await logged(mayas)
    change = await way(mayas, ana)
    assert await mayas.open() == []
    await mayas.contacts.undo(MAYA, change)
    assert [(each.kind, each.person_id, each.subject_id) for each in await thanks(mayas)] == [
        (THANK_YOU, ana, coffee.id),
        (THANKS_OVERDUE, ana, coffee.id),
    ]


async def test_a_merge_hands_over_the_thanks_and_gives_them_back(mayas: Rooms) -> None:
    anna = await mayas.add("Anna Rivera", met_at="1 year ago")
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    coffee = (await mayas.interactions.log(MAYA, token(ana), COFFEE)).interaction.id
    before = await mayas.reasons()
    merged = await mayas.merging.merge(MAYA, anna, ana, ())
    assert await mayas.reasons() == [
        (KEEP_IN_TOUCH, anna),
        (THANK_YOU, anna),
        (THANKS_OVERDUE, anna),
    ]
    assert {each.subject_id for each in await thanks(mayas)} == {coffee}
    await mayas.contacts.undo(MAYA, merged.change)
    assert await mayas.reasons() == before


async def test_a_merge_with_somebody_who_was_written_to_since_needs_no_thanks(
    mayas: Rooms,
) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    anna = await mayas.add("Anna Rivera", met_at="1 year ago")
    await mayas.interactions.log(MAYA, token(ana), COFFEE)
    mayas.now += HOUR
    await mayas.interactions.log(MAYA, token(anna), Talk(how="thanks"))
    merged = await mayas.merging.merge(MAYA, ana, anna, ())
    assert await mayas.reasons() == [(KEEP_IN_TOUCH, ana)]
    await mayas.contacts.undo(MAYA, merged.change)
    assert [each.person_id for each in await thanks(mayas)] == [ana, ana]


# Other rooms


async def plan_drafts(mayas: Rooms, person_id: int, *reasons: Reason) -> None:
    rhythm = (await mayas.students.get(MAYA)).rhythm
    async with mayas.database.transaction(MAYA) as tx:
        await mayas.nudges.plan(tx, MAYA, rhythm, {person_id: reasons}, {DRAFT})


async def drafts(mayas: Rooms) -> list[Nudge]:
    return [each for each in await mayas.open() if each.kind == DRAFT]


async def test_what_another_room_plans_about_somebody_is_left_alone(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    await plan_drafts(mayas, ana, Reason(DRAFT, 5, on(9)))
    [draft] = before = await drafts(mayas)
    await logged(mayas)
    assert await drafts(mayas) == before
    await sent(mayas.database, draft)
    before = await drafts(mayas)
    for how in ("thanks", "met"):
        mayas.now += HOUR
        await logged(mayas, how)
    await mayas.contacts.edit(MAYA, "Ana", {"cadence": "2 weeks"})
    dropped = await drop_off(mayas, ana)
    assert await mayas.open() == before, "it is that room's to let go of"
    await mayas.contacts.undo(MAYA, dropped)
    assert await drafts(mayas) == before
    await mayas.contacts.delete(MAYA, ana)
    assert await mayas.open() == [], "nobody is reminded of who is not there"


async def test_another_room_leaves_alone_what_contacts_have_planned(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    await logged(mayas)
    before = await mayas.open()
    await plan_drafts(mayas, ana, Reason(DRAFT, 5, on(9)), Reason(DRAFT, 6, on(9)))
    assert [each for each in await mayas.open() if each.kind != DRAFT] == before
    await plan_drafts(mayas, ana, Reason(DRAFT, 6, on(9)))
    assert [each.subject_id for each in await drafts(mayas)] == [6]
    await plan_drafts(mayas, ana)
    assert await mayas.open() == before
