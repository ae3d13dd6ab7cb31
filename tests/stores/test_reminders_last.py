"""Reminders through merges, undo, pauses and late talks: nothing is lost and nothing comes back."""

import pytest

from bot.contacts.interactions import Talk
from bot.contacts.network import token
from bot.database import Database
from bot.nudges.choice import choose
from bot.nudges.deliveries import Deliveries
from bot.nudges.model import ADVICE, KEEP_IN_TOUCH, PROMISE, Snooze
from bot.nudges.store import FAR_OFF, Nudges
from bot.tables import nudges

from .databases import MAYA, MONDAY
from .nudging import DAY, WEEK, claim, due, plan, sent
from .rooms import Rooms, rooms_of_maya
from .test_reminders import LEFT, on, snoozed

pytestmark = pytest.mark.rules


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    return rooms


async def test_a_merge_keeps_what_the_other_ones_talks_have_left(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    anna = await mayas.add("Anna Rivera", met_at="1 year ago")
    await mayas.interactions.log(MAYA, token(ana), Talk(how="email"))
    earlier = Talk(how="call", when="2 weeks ago", promise="Send it", advice="Read it")
    await mayas.interactions.log(MAYA, token(anna), earlier)
    await mayas.merging.merge(MAYA, ana, anna, ())
    assert await mayas.reasons() == [(ADVICE, ana), (KEEP_IN_TOUCH, ana), (PROMISE, ana)]


async def test_a_merge_into_the_newer_contact_is_taken_back(mayas: Rooms) -> None:
    ana = await mayas.add("Ana Rivera", met_at="1 year ago")
    anna = await mayas.add("Anna Rivera", met_at="1 year ago")
    await mayas.interactions.log(MAYA, token(ana), LEFT)
    before = await mayas.reasons()
    merged = await mayas.merging.merge(MAYA, anna, ana, ())
    assert await mayas.contacts.undo(MAYA, merged.change) is not None
    assert await mayas.reasons() == before


async def test_a_snooze_outlives_a_promise_kept_by_mistake(mayas: Rooms) -> None:
    await mayas.add("Ana Rivera", met_at="1 year ago", cadence="1 week")
    talk = Talk(how="call", when="2 weeks ago", promise="Write")
    logged = await mayas.interactions.log(MAYA, "Ana", talk)
    [keep] = [each for each in await mayas.open() if each.kind == KEEP_IN_TOUCH]
    await mayas.nudges.snooze(MAYA, keep.id, Snooze.WEEK)
    due = await mayas.due_at()
    kept = await mayas.interactions.keep_promise(MAYA, logged.interaction.id, kept=True)
    await mayas.contacts.undo(MAYA, kept.change)
    assert await mayas.due_at() == due


async def test_a_talk_of_yesterday_that_is_later_than_all_others_moves_a_snooze(
    mayas: Rooms,
) -> None:
    await snoozed(mayas)
    mayas.now += 3 * DAY
    await mayas.interactions.log(MAYA, "Ana", Talk(how="call", when="yesterday"))
    assert (await mayas.open())[0].due_on == on(18, 2)


async def test_thanks_that_could_not_go_out_on_a_saturday_come_another_day(mayas: Rooms) -> None:
    """The courier returns it, because Saturday is no day of hers, and `replan` leaves it there."""
    thanks = await plan(mayas.database, MAYA, 1, kind="thank_you")
    saturday = MONDAY + 5 * DAY
    mayas.now = saturday
    [found] = await due(mayas.database, saturday)
    chosen = choose(found.nudges, found.rhythm, saturday)
    if chosen.alone:  # `Courier._attempt` then says "quiet hours", see `Result.end` "failed"
        assert not found.rhythm.welcomes(saturday)
        [delivery] = await claim(mayas.database, MAYA, chosen, now=saturday)
        async with mayas.database.transaction(MAYA) as tx:
            await Deliveries(tx).returned(delivery, "failed", "quiet hours", saturday, FAR_OFF)
            await mayas.nudges.replan(tx, MAYA)
    async with mayas.database.reading() as tx:
        found_now = await Nudges(tx, MAYA).find(thanks.id)
    assert found_now is not None
    assert found_now.due_at < saturday + 9 * DAY


async def test_thanks_that_a_pause_held_back_come_when_it_is_ended_early(mayas: Rooms) -> None:
    thanks = await plan(mayas.database, MAYA, 1, kind="thank_you")
    await mayas.students.change(MAYA, paused_until=on(1, 3))
    [found] = await due(mayas.database)
    await claim(mayas.database, MAYA, choose(found.nudges, found.rhythm, MONDAY))
    await mayas.students.change(MAYA, paused_until=None)
    async with mayas.database.reading() as tx:
        found_now = await Nudges(tx, MAYA).find(thanks.id)
    assert found_now is not None
    assert found_now.due_at < MONDAY + WEEK


async def test_who_was_just_asked_for_a_seat_has_been_asked_this_week(mayas: Rooms) -> None:
    keep = await plan(mayas.database, MAYA, 1)
    async with mayas.database.transaction() as tx:
        await tx.execute(nudges.update().values(times=3))
    await sent(mayas.database, keep)  # the question; then it rests
    await plan(mayas.database, MAYA, 5, 1, ADVICE, person_id=1)
    [found] = await due(mayas.database, MONDAY + DAY)
    assert found.asked == {1}
