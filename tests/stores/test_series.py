"""Series of sessions: what is planned with them, what both are asked, and hours."""

import csv
import io
from datetime import date, timedelta

import pytest

from bot.contacts.words import UnusableText
from bot.database import Database
from bot.dates import PastTime, UnreadableTime
from bot.meetings.offers import Wish
from bot.mentors.sessions import MOST_SESSIONS, Progress, SeriesNotFound, TooManySessions
from bot.nudges.model import GAINED, GIVE_BACK, MEETING_TOMORROW, MENTOR_GAINED, SESSION
from bot.nudges.rhythm import UnreadableCadence
from bot.nudges.store import Nudges
from bot.students.service import NotStarted
from bot.tables import gains, series, sessions

from .arranging import LEE, begun, comes, looked_back, mentoring, open_of, times
from .databases import MAYA, SAM, as_stored, enrol
from .nudging import DAY
from .rooms import Rooms, rooms_of_maya

SAID = {"strength": "I listen", "edge": "I talk too fast", "step": "Ask, then wait"}


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    rooms = await rooms_of_maya(database)
    await rooms.students.agree_to_dms(MAYA, 7)
    await rooms.add("Ana Rivera")
    return rooms


async def plan(mayas: Rooms, who: str = "Ana", first: str = "next Mon", **how: str) -> int:
    """Plan a series; return its id."""
    every, stage = how.get("every"), how.get("stage", "exploring")
    return (await mayas.series.plan(MAYA, who, first, every, stage)).series.id


async def ids(mayas: Rooms, number: int) -> list[int]:
    return [each.id for each in (await mayas.series.see(MAYA, number)).series.sessions]


async def met(mayas: Rooms, session_id: int, *, mentor: bool) -> None:
    """Ask for a session, meet, and look back on the meeting."""
    shown = await mayas.series.of_session(MAYA, session_id)
    topic = shown.session(session_id).topic
    wish = Wish(purpose=topic, minutes=30, how="video")
    if mentor:
        arranged = (await mayas.offers.ask_mentor(MAYA, LEE, "Lee Fox", wish)).arranged
    else:
        arranged = await mayas.offers.request(MAYA, "Ana", wish)
    number = arranged.meeting.id
    await mayas.series.asked_for(MAYA, session_id, number)
    await mayas.offers.offer(MAYA, number, moments := await times(mayas, number))
    if mentor:
        await mayas.offers.send(MAYA, number)
        await mayas.requests.accept(LEE, number, moments[0])
    else:
        await mayas.meetings.confirm(MAYA, number, moments[0])
    mayas.now = moments[0] + timedelta(hours=2)
    await looked_back(mayas, number)


async def test_a_series_is_planned_once_from_the_outline_and_each_session_reminds_the_day_before(
    mayas: Rooms,
) -> None:
    shown = await mayas.series.plan(MAYA, "Ana", "next Mon", "2 weeks", "programme")
    assert len(shown.series.sessions) == 8
    first = [each.planned_on for each in shown.series.sessions[:3]]
    assert first == [date(2026, 1, 12), date(2026, 1, 26), date(2026, 2, 9)]
    assert (await mayas.series.plan(MAYA, "Ana", "Fri", "1 month", None)).series == shown.series
    found = await open_of(mayas, SESSION)
    assert len(found) == 8
    friday = found[0].due_on
    assert friday == date(2026, 1, 9), "the last of her days before it"
    stored = str(await _lies(mayas, "sessions"))
    assert shown.series.sessions[0].topic not in stored


async def _lies(mayas: Rooms, name: str) -> list[tuple[object, ...]]:
    async with mayas.database.reading() as tx:
        return (await as_stored(tx, name))[name]


@pytest.mark.rules
async def test_topics_and_days_change_sessions_are_added_left_out_and_taken_in_again(
    mayas: Rooms,
) -> None:
    number = await plan(mayas)
    first, second, *_ = await ids(mayas, number)
    shown = await mayas.series.change(MAYA, first, "  what surprises you ", "in 3 weeks")
    changed = shown.session(first)
    assert (changed.topic, changed.planned_on) == ("what surprises you", date(2026, 1, 26))
    assert (await mayas.series.change(MAYA, first, "hands", "")).session(first).topic == "hands"
    shown = await mayas.series.add(MAYA, number, "grading", "in 2 days")
    assert shown.series.sessions[0].topic == "grading"
    assert len(await open_of(mayas, SESSION)) == 7
    await mayas.series.skip(MAYA, second, skipped=True)
    assert len(await open_of(mayas, SESSION)) == 6
    await mayas.series.skip(MAYA, second, skipped=False)
    assert len(await open_of(mayas, SESSION)) == 7
    shown = await mayas.series.pace(MAYA, number, "in 2 weeks", "1 week")
    assert [each.planned_on.day for each in shown.series.sessions[:3]] == [19, 26, 2]
    await mayas.series.end(MAYA, number)
    assert await open_of(mayas, SESSION) == []


@pytest.mark.rules
async def test_what_cant_be_kept_changes_nothing(mayas: Rooms) -> None:
    number = await plan(mayas)
    first, *_ = await ids(mayas, number)
    before = await mayas.series.see(MAYA, number)
    for refused, error in (
        (mayas.series.change(MAYA, first, " ", ""), UnusableText),
        (mayas.series.change(MAYA, first, "x" * 121, ""), UnusableText),
        (mayas.series.change(MAYA, first, "hands", "soonish"), UnreadableTime),
        (mayas.series.add(MAYA, number, "hands", "2 Jan 2026"), PastTime),
        (mayas.series.pace(MAYA, number, "", "now and then"), UnreadableCadence),
        (mayas.series.done(MAYA, first, {"edge": "x" * 501}), UnusableText),
        (mayas.series.see(SAM, number), NotStarted),
    ):
        with pytest.raises(error):
            await refused
    await enrol(mayas.database, SAM)
    for theirs in (
        mayas.series.see(SAM, number),
        mayas.series.done(SAM, first, SAID),
        mayas.series.skip(SAM, first, skipped=True),
        mayas.gains.gained(SAM, first, "much"),
        mayas.gains.thank(SAM, first),
        mayas.gains.mentor_gained(SAM, first, "much"),
    ):
        with pytest.raises(SeriesNotFound):
            await theirs
    assert await mayas.series.see(MAYA, number) == before
    for _ in range(MOST_SESSIONS - 6):
        await mayas.series.add(MAYA, number, "more", "in 2 weeks")
    with pytest.raises(TooManySessions):
        await mayas.series.add(MAYA, number, "more", "in 2 weeks")


@pytest.mark.rules
async def test_what_is_written_afterwards_is_encrypted_and_shown_at_the_next(mayas: Rooms) -> None:
    number = await plan(mayas)
    first, second, *_ = await ids(mayas, number)
    shown = await mayas.series.done(MAYA, first, SAID)
    assert shown.session(first).state == Progress.DONE
    last = shown.series.before(second)
    assert last is not None
    assert (last.strength, last.edge, last.step) == tuple(SAID.values())
    assert "I listen" not in str(await _lies(mayas, "sessions"))
    again = await mayas.series.done(MAYA, first, {"edge": "Slower now"})
    assert again.session(first).done_at == shown.session(first).done_at
    assert (again.session(first).strength, again.session(first).edge) == ("", "Slower now")


@pytest.mark.rules
async def test_a_session_whose_meeting_was_is_done_and_undo_takes_that_back(mayas: Rooms) -> None:
    number = await plan(mayas)
    first, *_ = await ids(mayas, number)
    await met(mayas, first, mentor=False)
    assert (await mayas.series.see(MAYA, number)).session(first).state == Progress.DONE
    assert len(await open_of(mayas, SESSION)) == 5
    change = (await mayas.contacts.edit(MAYA, "Ana", {"role": "OT"})).change - 1
    await mayas.contacts.undo(MAYA, change)
    assert (await mayas.series.see(MAYA, number)).session(first).state == Progress.PLANNED


async def test_series_go_with_their_person_come_back_and_move_to_whom_they_are_merged_with(
    mayas: Rooms,
) -> None:
    number = await plan(mayas)
    ana = (await mayas.series.see(MAYA, number)).contact.id
    before = await mayas.series.see(MAYA, number)
    due = await comes(mayas, SESSION)
    gone = await mayas.contacts.delete(MAYA, ana)
    assert (await mayas.count(series), await mayas.count(sessions)) == (0, 0)
    assert await open_of(mayas, SESSION) == []
    await mayas.contacts.undo(MAYA, gone.change)
    assert await mayas.series.see(MAYA, number) == before
    assert await comes(mayas, SESSION) == due
    bo = await mayas.add("Bo Park")
    merged = await mayas.merging.merge(MAYA, bo, ana, ())
    assert (await mayas.series.see(MAYA, number)).contact.id == bo
    assert await comes(mayas, SESSION) == due
    await mayas.contacts.undo(MAYA, merged.change)
    assert (await mayas.series.see(MAYA, number)).contact.id == ana
    assert await comes(mayas, SESSION) == due


async def before_a_session(mayas: Rooms, number: int) -> dict[str, object]:
    """Return what comes the day before the first session and its meeting, by kind: on which day."""
    first, *_ = await ids(mayas, number)
    meeting = (await mayas.series.see(MAYA, number)).session(first).meeting_id
    about = {(SESSION, first), (MEETING_TOMORROW, meeting)}
    async with mayas.database.reading() as tx:
        open_ones = await Nudges(tx, MAYA).planned()
    await mayas.one_open_for_each_reason()
    return {each.kind: each.due_on for each in open_ones if (each.kind, each.subject_id) in about}


@pytest.mark.parametrize("first", ["session", "meeting"])
async def test_the_day_before_comes_once_whatever_is_planned_first_and_none_is_lost(
    mayas: Rooms, first: str
) -> None:
    async def agree_first() -> int:
        meeting = await begun(mayas)
        await mayas.meetings.confirm(MAYA, meeting, mayas.now + 3 * DAY)
        return meeting

    meeting = await agree_first() if first == "meeting" else 0
    number = await plan(mayas, first="in 8 days")
    session, *_ = await ids(mayas, number)
    meeting = meeting or await begun(mayas)
    alone = await before_a_session(mayas, number)
    assert list(alone) == [SESSION]
    await mayas.series.asked_for(MAYA, session, meeting)
    if first == "session":
        assert await before_a_session(mayas, number) == alone, "only asked for"
        await mayas.meetings.confirm(MAYA, meeting, mayas.now + 3 * DAY)
    agreed = await before_a_session(mayas, number)
    assert list(agreed) == [MEETING_TOMORROW]
    ready = await mayas.preparation.see(MAYA, meeting)
    assert ready.session is not None
    assert (ready.session.session.id, ready.session.number, ready.session.total) == (session, 1, 6)

    await mayas.meetings.to_move(MAYA, meeting)
    assert await before_a_session(mayas, number) == alone, "no time is agreed on"
    await mayas.meetings.confirm(MAYA, meeting, mayas.now + 6 * DAY)
    moved = await before_a_session(mayas, number)
    assert list(moved) == [MEETING_TOMORROW]
    assert moved != agreed
    ana = (await mayas.series.see(MAYA, number)).contact.id
    merged = await mayas.merging.merge(MAYA, await mayas.add("Bo Park"), ana, ())
    assert await before_a_session(mayas, number) == moved
    await mayas.contacts.undo(MAYA, merged.change)
    assert await before_a_session(mayas, number) == moved
    gone = await mayas.contacts.delete(MAYA, ana)
    await mayas.contacts.undo(MAYA, gone.change)
    assert await before_a_session(mayas, number) == moved

    await mayas.series.skip(MAYA, session, skipped=True)
    assert await before_a_session(mayas, number) == moved
    assert (await mayas.preparation.see(MAYA, meeting)).session is None, "it was left out"
    await mayas.series.skip(MAYA, session, skipped=False)
    assert await before_a_session(mayas, number) == moved
    await mayas.meetings.cancel(MAYA, meeting)
    assert await before_a_session(mayas, number) == alone
    assert (await mayas.preparation.see(MAYA, meeting)).session is None


async def test_after_the_third_both_are_asked_what_they_gained_and_each_keeps_their_own(
    mayas: Rooms,
) -> None:
    await mentoring(mayas, LEE)
    await mayas.contacts.edit(MAYA, "Ana", {"name": "Lee Fox", "discord_id": LEE})
    number = await plan(mayas, "Lee")
    first, second, third, *_ = await ids(mayas, number)
    for each in (first, second):
        await met(mayas, each, mentor=True)
    assert await open_of(mayas, GAINED) == []
    await met(mayas, third, mentor=True)
    [nudge] = await open_of(mayas, GAINED)
    assert nudge.subject_id == third
    assert nudge.due_at > mayas.now
    [asked] = await open_of(mayas, MENTOR_GAINED, me=LEE)
    assert asked.subject_id == third
    await mayas.gains.gained(MAYA, third, "I ask better. And more.")
    await mayas.gains.mentor_gained(LEE, third, "Fresh eyes")
    assert (await open_of(mayas, GAINED), await open_of(mayas, MENTOR_GAINED, me=LEE)) == ([], [])
    assert (await mayas.gains.of_mentor(LEE, third)).said == "Fresh eyes"
    assert "Fresh" not in str(await mayas.series.see(MAYA, number))
    assert "Fresh" not in str(await _lies(mayas, "gains"))
    draft = await mayas.notes.see(MAYA, await mayas.gains.thank(MAYA, third))
    assert (draft.kind, draft.brief.detail) == ("thank_you", "I ask better. And more.")
    await mayas.series.change(MAYA, first, "anything", "")  # plans anew
    assert await open_of(mayas, MENTOR_GAINED, me=LEE) == [], "a mentor is asked once"
    await mentoring(mayas, SAM)  # another mentor, who was in none of it
    for theirs in (
        mayas.gains.of_mentor(SAM, third),
        mayas.gains.mentor_gained(SAM, third, "Mine now"),
    ):
        with pytest.raises(SeriesNotFound):
            await theirs
    await mayas.gains.mentor_gained(LEE, third, " ")
    assert await mayas.count(gains) == 0


@pytest.mark.rules
@pytest.mark.parametrize("why", ["left", "a note", "by hand"])
async def test_who_has_not_agreed_to_be_asked_is_not_asked_what_they_gained(
    mayas: Rooms, why: str
) -> None:
    await mentoring(mayas, LEE)
    await mayas.contacts.edit(MAYA, "Ana", {"discord_id": LEE})
    number = await plan(mayas)
    for each in (await ids(mayas, number))[:3]:
        if why == "by hand":
            await mayas.series.done(MAYA, each, SAID)
        else:
            await met(mayas, each, mentor=why == "left")
        if why == "left":
            await mayas.mentors.leave(LEE)
            break
    await mayas.series.end(MAYA, number)
    assert await open_of(mayas, MENTOR_GAINED, me=LEE) == []
    assert len(await open_of(mayas, GAINED)) == 1


@pytest.mark.rules
async def test_who_is_done_is_invited_once_to_be_a_mentor_and_never_after_a_no(
    mayas: Rooms,
) -> None:
    for round_ in range(2):
        number = await plan(mayas)
        await mayas.series.done(MAYA, (await ids(mayas, number))[0], SAID)
        assert len(await open_of(mayas, GIVE_BACK)) == 0
        await mayas.series.end(MAYA, number)
        assert len(await open_of(mayas, GIVE_BACK)) == (round_ == 0)
        await mayas.gains.would_rather_not(MAYA)
        assert await open_of(mayas, GIVE_BACK) == []


@pytest.mark.rules
@pytest.mark.parametrize("why", ["a mentor", "exploring"])
async def test_who_is_one_already_or_has_nobody_behind_them_is_not_invited(
    mayas: Rooms, why: str
) -> None:
    if why == "a mentor":
        await mayas.mentors.offer(MAYA, 1)
    else:
        await mayas.students.change(MAYA, stage="exploring")
    number = await plan(mayas)
    await mayas.series.done(MAYA, (await ids(mayas, number))[0], SAID)
    await mayas.series.end(MAYA, number)
    assert await open_of(mayas, GIVE_BACK) == []


async def test_hours_have_what_took_place_on_the_mentors_calendar_and_no_names(
    mayas: Rooms,
) -> None:
    await mentoring(mayas, LEE)
    await mayas.students.change(LEE, time_zone="Asia/Tokyo")
    await mayas.contacts.edit(MAYA, "Ana", {"name": "Lee Fox", "discord_id": LEE})
    number = await plan(mayas, "Lee")
    first, second, third, *_ = await ids(mayas, number)
    await mayas.series.change(MAYA, first, "=1+1 is how you begin", "")
    await met(mayas, first, mentor=True)
    await mayas.series.done(MAYA, second, SAID)
    hours = await mayas.hours.as_mentor(LEE)
    assert (len(hours.hours), hours.minutes) == (1, 30)
    table = hours.table().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    meeting = (await mayas.series.see(MAYA, number)).meetings[first]
    assert meeting.begins_at is not None
    day = meeting.begins_at + timedelta(hours=9)  # Tokyo
    assert rows[0] == ["Date", "Minutes", "Kind", "Topic"]
    assert rows[1] == [f"{day:%Y-%m-%d}", "30", "By video", "'=1+1 is how you begin"]
    assert rows[2] == ["Total", "30", "", "Dates are those of Asia/Tokyo."]
    assert "Maya" not in table
    mine = await mayas.hours.as_student(MAYA)
    assert [each.minutes for each in mine.hours] == [30, None]
    assert (await mayas.hours.as_mentor(MAYA)).hours == []
    assert third not in {each.minutes for each in mine.hours}
    assert mayas.now - mine.hours[0].began_at < DAY
