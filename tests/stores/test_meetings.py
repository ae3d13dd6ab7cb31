"""How meetings go on, with the notes and the nudges that belong to them."""

from datetime import timedelta

import pytest

from bot.database import Database
from bot.meetings.desk import Arranged, Clash
from bot.meetings.model import HELD_FOR, ImpossibleMove, State
from bot.meetings.offers import SlotTaken, WrongNumber
from bot.nudges.model import (
    ASK_AGAIN,
    DEBRIEF,
    DRAFT,
    KEEP_IN_TOUCH,
    MEETING_SOON,
    MEETING_TOMORROW,
    NO_REPLY,
    Snooze,
)
from bot.tables import meetings

from .arranging import (
    WISH,
    agreed,
    asked,
    begun,
    comes,
    every,
    held,
    note,
    offered,
    open_of,
    seen,
    send,
    times,
    with_ana_and_bo,
)
from .databases import MAYA, MONDAY
from .nudging import DAY, MINUTE, WEEK, sent
from .rooms import PACIFIC, Rooms, at_once

HOUR = timedelta(hours=1)
ME = {"me": "Maya Chen", "who": "second-year OT student, Westfield University"}


@pytest.fixture
async def mayas(database: Database) -> Rooms:
    return await with_ana_and_bo(database)


# From the first thought to a time


async def test_a_request_goes_on_where_it_was_begun(mayas: Rooms) -> None:
    first = await offered(mayas)
    assert await begun(mayas) == first.meeting.id
    assert await held(mayas) == [], "the times are chosen anew"
    assert await mayas.count(meetings) == 1
    await asked(mayas)
    assert await begun(mayas) != first.meeting.id, "who is asked already can be asked once more"


async def test_times_are_held_from_the_offer_on_and_offered_to_nobody_else(mayas: Rooms) -> None:
    ana = await offered(mayas)
    assert await held(mayas) == list(ana.meeting.offered)
    other = await begun(mayas, "Bo")
    free = {slot.begins_at for slot in await mayas.offers.times(MAYA, other)}
    assert not free & set(ana.meeting.offered)
    with pytest.raises(SlotTaken):
        await mayas.offers.offer(MAYA, other, ana.meeting.offered)
    with pytest.raises(Clash) as clash:
        await mayas.meetings.confirm(MAYA, other, ana.meeting.offered[0])
    assert (clash.value.by, clash.value.name) == ("offer", "Ana Rivera")
    assert clash.value.free in free
    assert (await seen(mayas, other)).state == State.DRAFT
    for few_or_many in (ana.meeting.offered[:1], [MONDAY + n * HOUR for n in range(5)], ()):
        with pytest.raises(WrongNumber):
            await mayas.offers.offer(MAYA, other, few_or_many)


async def test_the_note_that_is_sent_asks_and_its_undo_brings_it_back(mayas: Rooms) -> None:
    ana = await offered(mayas)
    before = await every(mayas)
    mayas.now += MINUTE
    change = await send(mayas, ana)
    meeting = await seen(mayas, ana.meeting.id)
    assert (meeting.state, meeting.asked_at) == (State.ASKED, mayas.now)
    assert meeting.held_until == mayas.now + HELD_FOR
    assert (await note(mayas, meeting.draft_id)).state == "sent"
    assert [each.kind for each in await mayas.open()] == [KEEP_IN_TOUCH, KEEP_IN_TOUCH, NO_REPLY]
    await mayas.contacts.undo(MAYA, change)
    assert await every(mayas) == before
    assert (await note(mayas, meeting.draft_id)).state == "open"
    assert [each.kind for each in await mayas.open()] == [KEEP_IN_TOUCH, KEEP_IN_TOUCH]
    await send(mayas, ana)
    assert (await seen(mayas, ana.meeting.id)).state == State.ASKED


async def test_a_request_that_was_written_as_a_note_alone_is_a_meeting_from_then_on(
    mayas: Rooms,
) -> None:
    draft = await mayas.notes.begin(MAYA, "Ana", "meeting_request")
    said = {**ME, "purpose": "hands", "times": "Tue 3pm, Wed 4pm", "detail": "your talk"}
    await mayas.notes.answer(MAYA, draft.id, said)
    change = (await mayas.notes.sent(MAYA, draft.id)).change
    [meeting] = await every(mayas)
    assert (meeting.state, meeting.purpose, meeting.draft_id) == (State.ASKED, "hands", draft.id)
    assert await held(mayas) == [MONDAY + 29 * HOUR, MONDAY + 54 * HOUR]
    await mayas.contacts.undo(MAYA, change)
    assert await every(mayas) == []


async def test_a_yes_books_the_time_lets_go_of_the_rest_and_plans_what_comes(
    mayas: Rooms,
) -> None:
    ana = await asked(mayas, "Ana", 2, 5)
    moment = ana.offered[1]
    meeting = (await mayas.meetings.confirm(MAYA, ana.id, moment, "Room 2")).meeting
    assert (meeting.state, meeting.begins_at, meeting.place) == (State.CONFIRMED, moment, "Room 2")
    assert await held(mayas) == []
    assert (await note(mayas, meeting.draft_id)).state == "answered"
    [before, soon, after] = await open_of(mayas)
    day_before = moment.astimezone(PACIFIC).date() - DAY
    assert (before.kind, before.due_on) == (MEETING_TOMORROW, day_before)
    assert before.due_at.astimezone(PACIFIC).hour == 9
    assert (soon.kind, soon.due_at) == (MEETING_SOON, moment - 15 * MINUTE)
    assert (after.kind, after.due_at) == (DEBRIEF, moment + 80 * MINUTE)
    assert {each.person_id for each in (before, soon, after)} == {meeting.contact_id}
    assert await open_of(mayas, NO_REPLY, DRAFT) == []


@pytest.mark.rules
async def test_what_they_agreed_on_without_a_note_lets_the_note_go(mayas: Rooms) -> None:
    ana = await offered(mayas)
    await mayas.notes.answer(MAYA, ana.meeting.draft_id or 0, {**ME, "detail": "your talk"})
    assert len(await open_of(mayas, DRAFT)) == 1
    await mayas.meetings.confirm(MAYA, ana.meeting.id, "Fri 3pm")
    assert (await note(mayas, ana.meeting.draft_id)).state == "dropped"
    assert await open_of(mayas, DRAFT) == []


@pytest.mark.rules
async def test_nothing_is_agreed_on_for_a_time_that_is_over(mayas: Rooms) -> None:
    ana = await asked(mayas)
    mayas.now = ana.offered[0]
    with pytest.raises(SlotTaken):
        await mayas.meetings.confirm(MAYA, ana.id, ana.offered[0])
    assert (await seen(mayas, ana.id)) == ana


@pytest.mark.rules
async def test_a_second_press_of_the_same_time_changes_nothing(mayas: Rooms) -> None:
    meeting = await agreed(mayas)
    mayas.now += MINUTE
    assert meeting.begins_at is not None
    assert (await mayas.meetings.confirm(MAYA, meeting.id, meeting.begins_at)).meeting == meeting
    moved = await mayas.meetings.confirm(MAYA, meeting.id, meeting.begins_at, "Room 2")
    assert (moved.meeting.place, moved.meeting.sequence) == ("Room 2", 1)


@pytest.mark.rules
async def test_what_is_over_says_so_before_any_clash(mayas: Rooms) -> None:
    ana, bo = await agreed(mayas), await asked(mayas, "Bo")
    await mayas.meetings.cancel(MAYA, bo.id)
    with pytest.raises(ImpossibleMove):
        await mayas.meetings.confirm(MAYA, bo.id, ana.begins_at or MONDAY)


# Silence


async def test_silence_is_noted_once_after_a_week_and_a_late_yes_is_a_yes(mayas: Rooms) -> None:
    ana = await asked(mayas)
    mayas.now += HELD_FOR - MINUTE
    await mayas.meetings.tidy()
    assert (await seen(mayas, ana.id)) == ana
    mayas.now += MINUTE
    await at_once(mayas.meetings.tidy(), mayas.meetings.tidy())
    silent = await seen(mayas, ana.id)
    assert (silent.state, silent.offered, silent.changed_at) == (State.NO_REPLY, (), mayas.now)
    assert await held(mayas) == []
    assert len(await open_of(mayas, NO_REPLY)) == 1
    mayas.now += DAY
    await mayas.meetings.tidy()
    assert await seen(mayas, ana.id) == silent
    yes = await mayas.meetings.confirm(MAYA, ana.id, "next Tue 3pm")
    assert yes.meeting.state == State.CONFIRMED
    assert await open_of(mayas, NO_REPLY) == []


async def test_new_times_after_silence_are_held_and_the_first_note_asks_no_more(
    mayas: Rooms,
) -> None:
    ana = await asked(mayas)
    mayas.now += HELD_FOR
    await mayas.meetings.tidy()
    again = await mayas.offers.offer(MAYA, ana.id, await times(mayas, ana.id))
    assert await held(mayas) == list(again.meeting.offered)
    with pytest.raises(SlotTaken):
        await mayas.offers.offer(MAYA, await begun(mayas, "Bo"), again.meeting.offered)
    await mayas.meetings.confirm(MAYA, ana.id, again.meeting.offered[0])
    assert await open_of(mayas, NO_REPLY, DRAFT) == []
    assert {(await note(mayas, each)).state for each in (ana.draft_id, again.meeting.draft_id)} == {
        *("answered", "dropped")
    }


@pytest.mark.rules
async def test_a_note_that_is_sent_late_holds_what_nobody_else_was_given_meanwhile(
    mayas: Rooms,
) -> None:
    ana = await offered(mayas, "Ana", 18, 20, 23)
    mayas.now += HELD_FOR
    first, second, third = ana.meeting.offered
    await mayas.offers.offer(MAYA, await begun(mayas, "Bo"), [first, second])
    await send(mayas, ana)
    late = await seen(mayas, ana.meeting.id)
    assert (late.state, late.offered) == (State.ASKED, (third,))
    assert await held(mayas) == [first, second, third]
    with pytest.raises(Clash):
        await mayas.meetings.confirm(MAYA, late.id, first)
    draft = await mayas.notes.begin(MAYA, "Ana", "meeting_request")
    said = [each.astimezone(PACIFIC) for each in (second, third + DAY)]
    typed = ", ".join(f"{each:%d %b %H:%M}" for each in said)
    await mayas.notes.answer(MAYA, draft.id, {**ME, "times": typed})
    await mayas.notes.sent(MAYA, draft.id)
    assert (await every(mayas))[-1].offered == (third + DAY,), "and so without `/meet request`"


@pytest.mark.rules
async def test_two_requests_to_one_person_have_a_note_each(mayas: Rooms) -> None:
    numbers = [(await asked(mayas, "Ana", *which)).id for which in ((0, 1), (2, 3))]
    for each in numbers:
        await mayas.meetings.other_times(MAYA, each, "Later, please")
    found = [
        await mayas.offers.offer(MAYA, each, await times(mayas, each, *which))
        for each, which in zip(reversed(numbers), ((4, 5), (8, 9)), strict=True)
    ]
    assert found[0].meeting.draft_id != found[1].meeting.draft_id
    for each in found:
        await send(mayas, each)
        meeting = await seen(mayas, each.meeting.id)
        assert (meeting.state, meeting.offered) == (State.ASKED, each.meeting.offered)


@pytest.mark.rules
async def test_a_chore_goes_on_when_a_student_or_a_contact_is_gone_meanwhile(
    mayas: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await asked(mayas)

    async def gone_meanwhile(*_: object) -> list[tuple[int, int]]:
        return [(MAYA + 99, 1), (MAYA, ana.id + 99), (MAYA, ana.id)]

    monkeypatch.setattr("bot.meetings.service.silent", gone_meanwhile)
    mayas.now += HELD_FOR
    await mayas.meetings.tidy()
    assert (await seen(mayas, ana.id)).state == State.NO_REPLY


# A no


async def test_a_no_is_asked_again_on_the_day_and_not_sooner(mayas: Rooms) -> None:
    ana = await asked(mayas)
    with pytest.raises(ImpossibleMove):
        await mayas.meetings.ask_again(MAYA, ana.id)
    await mayas.meetings.declined(MAYA, ana.id, "Ask me in spring")
    assert await held(mayas) == []
    assert (await note(mayas, ana.draft_id)).state == "answered"
    again = await mayas.meetings.ask_again(MAYA, ana.id)
    assert again.meeting.again_on == (MONDAY + 10 * WEEK).date()
    sooner = await mayas.meetings.ask_again(MAYA, ana.id, "in 2 weeks")
    assert sooner.meeting.again_on == (MONDAY + 2 * WEEK).date()
    [nudge] = await open_of(mayas)
    assert (nudge.kind, nudge.subject_id, nudge.due_on) == (
        *(ASK_AGAIN, ana.id),
        sooner.meeting.again_on,
    )
    mayas.now = nudge.due_at
    await sent(mayas.database, nudge, now=mayas.now)
    for _ in range(2):
        await asked(mayas)  # something else about Ana, on the day itself and after
        assert [each.id for each in await open_of(mayas)] == [nudge.id]
        mayas.now += DAY
    await mayas.nudges.done(MAYA, nudge.id, "email")
    assert (await seen(mayas, ana.id)).again_on is None
    await asked(mayas)
    assert await open_of(mayas) == []


@pytest.mark.rules
@pytest.mark.parametrize("press", ["pit_stop", "drop_off"])
async def test_a_day_to_ask_again_is_settled_by_every_answer(mayas: Rooms, press: str) -> None:
    ana = await asked(mayas)
    await mayas.meetings.declined(MAYA, ana.id)
    await mayas.meetings.ask_again(MAYA, ana.id, "today")
    [nudge] = await open_of(mayas)
    await getattr(mayas.nudges, press)(MAYA, nudge.id)
    await asked(mayas)
    assert await open_of(mayas) == []
    assert (await seen(mayas, ana.id)).again_on is None


# A time that changes


async def test_the_invitation_counts_every_change_and_keeps_its_name(mayas: Rooms) -> None:
    meeting = await agreed(mayas)
    assert meeting.sequence == 0
    number, uid, count = meeting.id, meeting.uid, mayas.meetings
    for expected, change in enumerate(
        (
            lambda: count.confirm(MAYA, number, "next Tue 3pm"),
            lambda: count.place(MAYA, number, "Room 2"),
            lambda: count.to_move(MAYA, number),
            lambda: count.confirm(MAYA, number, "next Wed 3pm"),
            lambda: count.cancel(MAYA, number),
        ),
        start=1,
    ):
        after = (await change()).meeting
        assert (after.sequence, after.uid) == (expected, uid)


async def test_a_meeting_that_is_moved_within_a_day_is_reminded_of_at_its_new_time(
    mayas: Rooms,
) -> None:
    meeting = (await mayas.meetings.confirm(MAYA, await begun(mayas), "Fri 3pm")).meeting
    before = await comes(mayas)
    moved = (await mayas.meetings.confirm(MAYA, meeting.id, "Fri 5pm")).meeting
    assert moved.begins_at == (meeting.begins_at or MONDAY) + 2 * HOUR
    expected = [(kind, due_at + 2 * HOUR) for kind, due_at in before[1:]]
    assert await comes(mayas) == [before[0], *expected]
    mayas.now = expected[1][1]
    debrief = (await open_of(mayas, DEBRIEF))[0]
    await mayas.nudges.snooze(MAYA, debrief.id, Snooze.WEEK)
    mayas.now += MINUTE
    later = (await mayas.meetings.confirm(MAYA, meeting.id, "3 Feb 5pm")).meeting
    assert later.begins_at is not None
    assert (DEBRIEF, later.begins_at + 80 * MINUTE) == (await comes(mayas))[-1]
    assert len(await open_of(mayas)) == 3


@pytest.mark.rules
async def test_a_late_meeting_is_asked_about_after_it_whatever_settings_change(
    mayas: Rooms,
) -> None:
    meeting = (await mayas.meetings.confirm(MAYA, await begun(mayas), "next Tue 23:00")).meeting
    assert meeting.ends_at is not None
    mayas.now = meeting.ends_at - 12 * HOUR
    await mayas.students.change(MAYA, nudge_hour=10)
    assert (DEBRIEF, meeting.ends_at + HOUR) in await comes(mayas)


async def test_what_is_called_off_or_looks_for_another_time_reminds_of_nothing(
    mayas: Rooms,
) -> None:
    meeting = await agreed(mayas)
    await mayas.meetings.to_move(MAYA, meeting.id)
    assert await open_of(mayas) == []
    await mayas.offers.offer(MAYA, meeting.id, await times(mayas, meeting.id))
    other = await seen(mayas, meeting.id)
    assert (await note(mayas, other.draft_id)).kind == "other_times"
    await mayas.meetings.confirm(MAYA, meeting.id, other.offered[1])
    assert len(await open_of(mayas)) == 3
    await mayas.meetings.cancel(MAYA, meeting.id)
    assert await open_of(mayas, *{*(MEETING_SOON, DEBRIEF, MEETING_TOMORROW), DRAFT}) == []
    assert await held(mayas) == []


# At the same time


async def test_of_two_who_take_the_same_time_at_once_one_has_it(mayas: Rooms) -> None:
    numbers = [await begun(mayas, who) for who in ("Ana", "Bo")]
    found = await at_once(*(mayas.meetings.confirm(MAYA, n, "next Tue 3pm") for n in numbers))
    assert sorted(type(each).__name__ for each in found) == ["Arranged", "Clash"]
    states = [(await seen(mayas, each)).state for each in numbers]
    assert sorted(states) == [State.CONFIRMED, State.DRAFT]
    [clash] = [each for each in found if isinstance(each, Clash)]
    assert clash.by == "meeting"


async def test_of_two_who_are_offered_the_same_times_at_once_one_is(mayas: Rooms) -> None:
    numbers = [await begun(mayas, who) for who in ("Ana", "Bo")]
    chosen = await times(mayas, numbers[0])
    found = await at_once(*(mayas.offers.offer(MAYA, each, chosen) for each in numbers))
    assert sorted(type(each).__name__ for each in found) == ["Arranged", "SlotTaken"]
    assert await held(mayas) == chosen


async def test_a_yes_and_a_no_at_once_are_one_of_them(mayas: Rooms) -> None:
    ana = await asked(mayas)
    found = await at_once(
        mayas.meetings.confirm(MAYA, ana.id, ana.offered[0]),
        mayas.meetings.declined(MAYA, ana.id),
    )
    [_won] = [each for each in found if isinstance(each, Arranged)]
    assert sorted(type(each).__name__ for each in found) == ["Arranged", "ImpossibleMove"]
    assert (await note(mayas, ana.draft_id)).state == "answered"


async def test_two_requests_to_one_person_at_once_are_one(mayas: Rooms) -> None:
    found = await at_once(*(mayas.offers.request(MAYA, "Ana", WISH) for _ in range(3)))
    assert {each.meeting.id for each in found if isinstance(each, Arranged)} == {1}
    assert await mayas.count(meetings) == 1
