"""What maps and numbers are made of, on both databases: one student's rows, and in time."""

from datetime import timedelta

from bot.contacts.interactions import Talk
from bot.database import Database
from bot.journey.map import Person
from bot.journey.records import Records
from bot.journey.statistics import Member, Sent, Touch

from .arranging import agreed, asked, begun, note, with_ana_and_bo
from .databases import EVER, MAYA, SAM, enrol
from .rooms import rooms_of_maya

DAY = timedelta(days=1)


async def test_records_are_of_one_student_and_since_a_moment(database: Database) -> None:
    rooms = await rooms_of_maya(database)
    await enrol(database, SAM)
    ana = await rooms.add("Ana Rivera", setting="driving", cadence="6 weeks", met_at="yesterday")
    gone = await rooms.add("Bo Park")
    await rooms.interactions.log(MAYA, "Ana", Talk(how="coffee", when="2 weeks ago"))
    await rooms.interactions.log(MAYA, "Ana", Talk(how="email", when="yesterday"))
    await rooms.contacts.edit(MAYA, f"contact:{gone}", {"archived": True})
    async with database.reading() as tx:
        mine, others = Records(tx, MAYA), Records(tx, SAM)
        assert await mine.members() == [Member(ana, "Ana Rivera", "driving", "aboard", "6 weeks")]
        [touch] = await mine.touches(rooms.now - 7 * DAY)
        assert (touch.contact_id, touch.kind) == (ana, "email")
        assert isinstance(touch, Touch)
        assert len(await mine.touches(EVER)) == 2
        for found in (
            await others.members(),
            await others.touches(EVER),
            await others.sent(EVER),
            await others.asked(EVER),
            await others.came_due(EVER.date()),
        ):
            assert found == []


async def test_a_request_has_its_answer_from_the_meeting(database: Database) -> None:
    rooms = await with_ana_and_bo(database)

    async def answers() -> list[bool]:
        async with database.reading() as tx:
            return [each.answered for each in await Records(tx, MAYA).asked(EVER)]

    assert await answers() == []
    await begun(rooms)
    assert await answers() == [], "it is not sent yet"
    waiting = await asked(rooms, "Bo")
    assert await answers() == [False]
    draft = await note(rooms, waiting.draft_id)
    async with database.reading() as tx:
        assert draft.settled_at is not None
        [sent] = await Records(tx, MAYA).sent(EVER)
        assert sent == Sent(waiting.contact_id, "meeting_request", draft.settled_at)
    stats = await rooms.overview.stats(MAYA)
    assert (stats.replies.asked, stats.replies.answered) == (1, 0), "the own note is no answer"
    rooms.now += 8 * DAY
    assert (await rooms.overview.stats(MAYA)).replies.silent == (waiting.contact_id,)
    await rooms.meetings.cancel(MAYA, waiting.id)
    assert await answers() == [], "it was called off before there was an answer"
    await agreed(rooms, "Ana", 1, 3)
    assert await answers() == [True]
    stats = await rooms.overview.stats(MAYA)
    assert (stats.replies.asked, stats.replies.answered) == (1, 1)


async def test_who_was_due_and_is_written_to_counts_once(database: Database) -> None:
    rooms = await rooms_of_maya(database)
    await rooms.add("Ana Rivera", cadence="1 week")
    bo = await rooms.add("Bo Park", cadence="1 week")
    rooms.now += 3 * DAY
    await rooms.interactions.log(MAYA, "Ana", Talk(how="email"))
    assert (await rooms.overview.stats(MAYA)).due.people == 0, "nobody was due yet"
    rooms.now += 8 * DAY
    due = (await rooms.overview.stats(MAYA)).due
    assert (due.people, due.written) == (2, 0)
    await rooms.interactions.log(MAYA, "Ana", Talk(how="email"))
    due = (await rooms.overview.stats(MAYA)).due
    assert (due.people, due.written, due.waiting) == (2, 1, (bo,))


async def test_the_map_has_who_is_not_in_the_archive_with_the_share_of_their_time(
    database: Database,
) -> None:
    rooms = await rooms_of_maya(database)
    await rooms.add("Ana Rivera", setting="driving", cadence="2 weeks", met_at="1 week ago")
    await rooms.add("Bo Park", seat="pit_stop", archived=True)
    seen, people = await rooms.overview.map(MAYA, "initials")
    assert people == [Person("Ana Rivera", "driving", "aboard", 0.5)]
    assert (seen.shown, seen.total, seen.warmth) == (1, 1, {"on_time": 1})
