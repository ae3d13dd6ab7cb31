"""Why somebody comes up: their cadence, a promise, advice to tell of, thanks for their time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.model import INTERACTIONS, SEATS, Fields, Interaction
from bot.contacts.reasons import THANKS_AFTER, is_prompt, reasons_to_write
from bot.nudges.model import ADVICE, KEEP_IN_TOUCH, PROMISE, THANK_YOU, THANKS_OVERDUE, Reason
from bot.nudges.rhythm import Cadence, Rhythm

SEATTLE = ZoneInfo("America/Los_Angeles")
MINE = Rhythm(SEATTLE, 9, frozenset(range(5)), 21, 8)
MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
TODAY = MONDAY.date()
ANA = 7
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def ana(**said: Any) -> Fields:
    return Fields(**({"name": "Ana Rivera", "cadence": "6 weeks"} | said))


def talk(number: int = 3, when: datetime = MONDAY, how: str = "coffee", **left: Any) -> Interaction:
    return Interaction(number, ANA, how, when, **left)


def why(
    contact: Fields,
    *talks: Interaction,
    last: Interaction | None = None,
    mine: Rhythm = MINE,
    **more: Any,
) -> Sequence[Reason]:
    return reasons_to_write(ANA, contact, TODAY, talks, last, mine, **more)


@given(st.timedeltas(-2 * DAY, 3 * DAY))
def test_thanks_are_prompt_from_the_talk_on_until_a_day_after_it(later: timedelta) -> None:
    assert is_prompt(MONDAY, MONDAY + later) == (timedelta() <= later <= DAY)
    assert is_prompt(MONDAY, MONDAY + THANKS_AFTER)


def test_a_cadence_counts_from_when_they_last_spoke() -> None:
    assert why(ana()) == [Reason(KEEP_IN_TOUCH, ANA, date(2026, 2, 16), 42)]
    assert why(ana(seat="pick_up")) == why(ana())


def test_a_month_is_as_many_days_as_it_has() -> None:
    assert why(ana(cadence="1 month")) == [Reason(KEEP_IN_TOUCH, ANA, date(2026, 2, 5), 31)]


def test_without_a_cadence_only_what_a_talk_has_left_is_a_reason() -> None:
    assert why(ana(cadence=None)) == []
    promised = talk(promise="Send the article", promise_due=date(2026, 1, 8))
    assert why(ana(cadence=None), promised) == [Reason(PROMISE, 3, date(2026, 1, 8))]


def test_at_a_pit_stop_the_cadence_is_half_a_year_and_all_there_is() -> None:
    left = talk(promise="Send it", advice="Read it", advice_state="open")
    assert why(ana(seat="pit_stop"), left) == [Reason(KEEP_IN_TOUCH, ANA, date(2026, 7, 5), 181)]
    assert why(ana(seat="pit_stop", cadence="12 months")) == [
        Reason(KEEP_IN_TOUCH, ANA, date(2027, 1, 5), 365)
    ]
    assert why(ana(seat="pit_stop", cadence=None), left) == []


@pytest.mark.parametrize("gone", [{"archived": True}, {"seat": "dropped_off"}])
def test_nobody_is_reminded_of_who_is_in_the_archive_or_was_dropped_off(
    gone: dict[str, Any],
) -> None:
    left = talk(promise="Send it", advice="Read it", advice_state="tried")
    assert why(ana(**gone), left, last=left, chosen=True) == []


def test_a_promise_without_a_day_comes_to_mind_after_a_week() -> None:
    keep, promise = why(ana(), talk(promise="Send the article"))
    assert keep.kind == KEEP_IN_TOUCH
    assert promise == Reason(PROMISE, 3, date(2026, 1, 12))


def test_a_promise_for_the_weekend_comes_on_friday_and_is_stretched_by_nothing() -> None:
    sunday = talk(promise="Send it", promise_due=date(2026, 1, 11))
    promise = why(ana(), sunday)[1]
    assert promise == Reason(PROMISE, 3, date(2026, 1, 11))
    lighter = Rhythm(SEATTLE, 9, frozenset(range(5)), 21, 8, lighter_until=date(2026, 3, 1))
    assert promise.moment(lighter, MONDAY) == lighter.moment(date(2026, 1, 9))


def test_advice_waits_two_weeks_and_in_a_lighter_time_for_its_end() -> None:
    for state in ("open", "tried"):
        advice = why(ana(), talk(advice="Try the FIM", advice_state=state))[1]
        assert advice == Reason(ADVICE, 3, date(2026, 1, 19), 14)
    lighter = Rhythm(SEATTLE, 9, frozenset(range(5)), 21, 8, lighter_until=date(2026, 3, 1))
    assert advice.moment(lighter, MONDAY) == lighter.moment(date(2026, 3, 2)), "a Monday"


def test_what_is_kept_or_told_is_no_reason_any_more() -> None:
    kept = talk(promise="Send it", promise_kept_at=MONDAY)
    told = talk(4, advice="Read it", advice_state="told")
    assert why(ana(), kept, told, talk(5)) == why(ana())


def test_one_talk_may_leave_both_and_every_talk_is_a_subject_of_its_own() -> None:
    both = talk(3, promise="Send it", advice="Read it", advice_state="open")
    found = why(ana(), both, talk(4, promise="Call back"))
    assert [(each.kind, each.subject_id) for each in found] == [
        (KEEP_IN_TOUCH, ANA),
        (PROMISE, 3),
        (ADVICE, 3),
        (PROMISE, 4),
    ]


def test_days_are_counted_on_the_students_own_calendar() -> None:
    late = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)  # Monday evening in Seattle
    tokyo = Rhythm(ZoneInfo("Asia/Tokyo"), 9, frozenset(range(7)), 21, 8)
    said = talk(when=late, advice="Read it", advice_state="open")
    assert why(ana(cadence=None), said)[0].due_on == date(2026, 1, 19)
    assert why(ana(cadence=None), said, mine=tokyo)[0].due_on == date(2026, 1, 20)


def test_a_day_that_the_student_has_just_set_holds_for_the_cadence_alone() -> None:
    found = why(ana(), talk(promise="Send it"), chosen=True)
    assert [(each.kind, each.chosen) for each in found] == [(KEEP_IN_TOUCH, True), (PROMISE, False)]


@pytest.mark.parametrize("how", ["coffee", "video", "call", "met"])
def test_whoever_gave_their_time_is_thanked_after_a_day_and_on_the_fifth_at_the_latest(
    how: str,
) -> None:
    thanks = [
        Reason(THANK_YOU, 3, date(2026, 1, 6), due_at=MONDAY + DAY),
        Reason(THANKS_OVERDUE, 3, date(2026, 1, 10), due_at=MONDAY + 5 * DAY),
    ]
    assert why(ana(cadence=None), last=talk(how=how)) == thanks
    assert why(ana(), last=talk(how=how)) == [*why(ana()), *thanks]


@pytest.mark.parametrize("how", sorted(INTERACTIONS.keys() - {"coffee", "video", "call", "met"}))
def test_nobody_is_thanked_for_a_message_or_a_class_or_for_thanks(how: str) -> None:
    assert why(ana(cadence=None), last=talk(how=how)) == []


def test_only_the_latest_talk_is_thanked_for() -> None:
    coffee, call = talk(3, promise="Send it"), talk(4, MONDAY + DAY, "call")
    found = why(ana(cadence=None), coffee, last=call)
    assert [(each.kind, each.subject_id) for each in found] == [
        (THANK_YOU, 4),
        (THANKS_OVERDUE, 4),
        (PROMISE, 3),
    ]
    assert why(ana(cadence=None), last=None) == []


def test_somebody_at_a_pit_stop_is_thanked_once_and_their_promises_rest() -> None:
    coffee = talk(promise="Send it", advice="Read it", advice_state="open")
    found = why(ana(seat="pit_stop"), coffee, last=coffee)
    assert [each.kind for each in found] == [KEEP_IN_TOUCH, THANK_YOU]


def test_thanks_come_at_their_own_moment_on_a_saturday_and_in_a_lighter_time_too() -> None:
    lighter = Rhythm(SEATTLE, 9, frozenset(range(5)), 21, 8, lighter_until=date(2026, 3, 1))
    for mine in (MINE, lighter):
        thanks = why(ana(cadence=None), last=talk(), mine=mine)
        moments = [each.moment(mine, MONDAY) for each in thanks]
        assert moments == [MONDAY + DAY, MONDAY + 5 * DAY]


def test_thanks_are_due_on_the_students_own_calendar_at_the_same_moment() -> None:
    late = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)  # Monday evening in Seattle
    tokyo = Rhythm(ZoneInfo("Asia/Tokyo"), 9, frozenset(range(7)), 21, 8)
    here = why(ana(cadence=None), last=talk(when=late))
    there = why(ana(cadence=None), last=talk(when=late), mine=tokyo)
    assert [each.due_on.day for each in here] == [6, 10]
    assert [each.due_on.day for each in there] == [7, 11]
    assert [each.due_at for each in here] == [each.due_at for each in there]


def test_a_day_passes_in_hours_though_the_clocks_change_in_between() -> None:
    saturday = datetime(2026, 3, 7, 18, 0, tzinfo=UTC)  # in the night an hour is skipped
    thanks = why(ana(cadence=None), last=talk(when=saturday))[0]
    assert thanks.due_at == saturday + timedelta(hours=24)
    assert thanks.due_on == date(2026, 3, 8)


@pytest.mark.parametrize(
    ("ago", "thanks"),
    [
        (timedelta(hours=23), [(THANK_YOU, timedelta(hours=1)), (THANKS_OVERDUE, 4 * DAY + HOUR)]),
        (DAY, [(THANK_YOU, 23 * HOUR), (THANKS_OVERDUE, 4 * DAY)]),
        (3 * DAY, [(THANK_YOU, 23 * HOUR), (THANKS_OVERDUE, 2 * DAY)]),
        (4 * DAY, [(THANK_YOU, 23 * HOUR)]),  # an hour later is no other day
        (4 * DAY + HOUR, [(THANKS_OVERDUE, 23 * HOUR)]),
        (6 * DAY, [(THANKS_OVERDUE, -DAY)]),  # which is past
    ],
)
def test_a_talk_that_is_logged_late_is_thanked_for_at_the_students_next_hour(
    ago: timedelta, thanks: list[tuple[str, timedelta]]
) -> None:
    ten = MONDAY.replace(hour=18)  # 10 in the morning, an hour after the student's
    found = why(ana(cadence=None), last=talk(when=ten - ago), logged_at=ten)
    assert [(each.kind, each.due_at - ten) for each in found if each.due_at] == thanks
    assert [each.due_on for each in found] == [MINE.today(ten + after) for _, after in thanks]


def test_on_a_saturday_too_the_students_next_hour_is_the_next_morning() -> None:
    saturday = datetime(2026, 1, 10, 16, 0, tzinfo=UTC)  # 8 in the morning
    for hours in (1, 25):
        logged = saturday + timedelta(hours=hours - 1)
        found = why(ana(cadence=None), last=talk(when=logged - 2 * DAY), logged_at=logged)
        assert found[0].due_at == saturday + timedelta(hours=hours)


@given(
    st.sampled_from([None, "1 day", "1 week", "6 weeks", "1 month", "60 months", "1826 days"]),
    st.sampled_from(sorted(SEATS)),
    st.booleans(),
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.sampled_from(sorted(INTERACTIONS)),
            st.none() | st.just("Send it"),
            st.none() | st.just("Read it"),
        ),
        max_size=4,
    ),
)
def test_whoever_it_is_each_reason_is_one_that_a_nudge_can_keep(
    cadence: str | None,
    seat: str,
    archived: bool,
    talks: list[tuple[int, str, str | None, str | None]],
) -> None:
    left = [
        talk(
            number,
            MONDAY - timedelta(days=ago),
            how,
            promise=promise,
            advice=advice,
            advice_state=advice and "open",
        )
        for number, (ago, how, promise, advice) in enumerate(talks)
    ]
    last = max(left, key=lambda each: each.happened_at, default=None)
    found = why(ana(cadence=cadence, seat=seat, archived=archived), *left, last=last)
    keys = [(each.kind, each.subject_id) for each in found]
    assert len(keys) == len(set(keys)), "one open nudge for each"
    for each in found:
        assert each.cadence_days is None or 1 <= each.cadence_days <= 1826
        assert each.moment(MINE, MONDAY) >= MONDAY
    if cadence is not None and not archived and seat != "dropped_off":
        assert found[0].kind == KEEP_IN_TOUCH
        assert found[0].due_on >= Cadence.read(cadence).after(TODAY)
