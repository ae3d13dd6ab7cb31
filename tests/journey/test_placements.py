"""On which day what a placement asks for comes, and which days can be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.journey.placements import (
    MOST_WEEKS,
    STEPS,
    THANKED_WITHIN,
    Span,
    TooLong,
    TwoAtOnce,
    WrongOrder,
    free_day,
    meant,
    require_apart,
    require_days,
    steps,
    written_for,
)
from bot.nudges.model import (
    FIELDWORK_BEGINS,
    FIELDWORK_HELLO,
    FIELDWORK_MIDTERM,
    FIELDWORK_THANKS,
    FIELDWORK_THANKS_AGAIN,
)
from bot.nudges.rhythm import Rhythm, Stretch, written

NOW = datetime(2026, 1, 5, 18, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
PACIFIC = ZoneInfo("America/Los_Angeles")

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
stretches = st.builds(lambda first, length: (first, first + length * DAY), days, st.integers(1, 60))


def span(
    what: str = "level_2", first: date = date(2026, 2, 2), weeks: int = 12, **said: object
) -> Span:
    last = first + timedelta(weeks=weeks) - 3 * DAY
    values = {"place": "", "contact_id": None, "lighter": True, "created_at": NOW, **said}
    return Span(1, what, first, last, **values)  # type: ignore[arg-type]


def test_a_hello_comes_two_weeks_before_midterm_halfway_and_thanks_on_the_last_day() -> None:
    found = steps(span(), [], TODAY, "programme")
    assert found == {
        FIELDWORK_HELLO: date(2026, 1, 19),
        FIELDWORK_BEGINS: date(2026, 2, 2),
        FIELDWORK_MIDTERM: date(2026, 3, 13),  # halfway is a Saturday, so the Friday before
        FIELDWORK_THANKS: date(2026, 4, 24),
        FIELDWORK_THANKS_AGAIN: date(2026, 4, 28),
    }


@given(days, st.integers(3, 16), st.integers(0, 6))
def test_a_midterm_is_on_a_working_day_near_the_middle(first: date, weeks: int, more: int) -> None:
    last = first + timedelta(weeks=weeks, days=more)
    placement = replace(span(), first_on=first, last_on=last)
    found = steps(placement, [], first, "programme")[FIELDWORK_MIDTERM]
    assert found.weekday() < 5
    assert abs((found - first) - (last - found)) <= 5 * DAY


def test_level_1_has_no_midterm_and_no_question_and_exams_ask_for_nothing() -> None:
    found = steps(span("level_1", weeks=2), [], TODAY, "programme")
    assert set(found) == {FIELDWORK_HELLO, FIELDWORK_THANKS, FIELDWORK_THANKS_AGAIN}
    assert steps(span("exams"), [], TODAY, "programme") == {}


def test_who_is_on_level_2_already_is_not_asked_about_the_stage() -> None:
    assert FIELDWORK_BEGINS not in steps(span(), [], TODAY, "level_2")


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 2, 2), {"begins", "midterm", "thanks"}),
        (date(2026, 2, 10), {"midterm", "thanks"}),
        (date(2026, 4, 24), {"thanks"}),
        (date(2026, 4, 24) + THANKED_WITHIN + DAY, set()),
    ],
)
def test_what_is_too_late_is_not_asked_for(today: date, left: set[str]) -> None:
    assert {STEPS[kind] for kind in steps(span(), [], today, "programme")} == left


@given(st.frozensets(st.sampled_from(sorted(set(STEPS.values())))), days)
def test_what_is_dealt_with_never_comes_again(done: frozenset[str], today: date) -> None:
    found = steps(span(done=done), [], today, "programme")
    assert not {STEPS[kind] for kind in found} & done


@given(days, st.lists(stretches, max_size=4))
def test_a_hello_comes_before_the_first_day_and_out_of_exams_if_that_can_be(
    first: date, exams: list[Stretch]
) -> None:
    found = steps(span(first=first), exams, first - 60 * DAY, "programme")[FIELDWORK_HELLO]
    assert first - 35 * DAY <= found < first
    possible = [first - number * DAY for number in range(3, 36)]
    free = [day for day in possible if not any(a <= day < b for a, b in exams)]
    assert found in free or not free


@given(days, st.integers(0, 40), st.lists(stretches, max_size=3))
def test_no_free_day_is_nearer(wanted: date, room: int, exams: list[Stretch]) -> None:
    earliest, latest = wanted - room * DAY, wanted + room * DAY
    found = free_day(wanted, earliest, latest, exams)
    nearer = [
        wanted + n * DAY for n in range(-room, room + 1) if abs(n) < abs((found - wanted).days)
    ]
    assert all(any(a <= day < b for a, b in exams) for day in nearer)


@given(st.sampled_from(sorted(MOST_WEEKS)), days, st.integers(-30, 400))
def test_days_in_the_wrong_order_and_a_year_are_refused(what: str, first: date, more: int) -> None:
    last = first + more * DAY
    if more < 0:
        with pytest.raises(WrongOrder):
            require_days(what, first, last)
    elif more >= 7 * MOST_WEEKS[what]:
        with pytest.raises(TooLong):
            require_days(what, first, last)
    else:
        require_days(what, first, last)


@pytest.mark.parametrize(
    ("first", "last", "fixed", "expected"),
    [
        # In February, "4 Jan to 27 March" began last month.
        (date(2027, 1, 4), date(2026, 3, 27), set(), (date(2026, 1, 4), date(2026, 3, 27))),
        # "7 Sep 2027 to 27 Nov", typed in 2026.
        (date(2027, 9, 7), date(2026, 11, 27), {"first"}, (date(2027, 9, 7), date(2027, 11, 27))),
        # Really the wrong way round.
        (date(2026, 11, 27), date(2026, 11, 26), set(), (date(2026, 11, 27), date(2026, 11, 26))),
    ],
)
def test_a_year_that_was_left_out_is_the_one_that_fits(
    first: date, last: date, fixed: set[str], expected: tuple[date, date]
) -> None:
    assert meant(first, last, fixed=fixed, today=date(2026, 2, 10)) == expected


@given(days, days, st.sets(st.sampled_from(["first", "last"])))
@example(date(2028, 2, 29), date(2027, 6, 1), set())
def test_days_in_order_are_never_changed_and_years_that_were_typed_stay(
    first: date, last: date, fixed: set[str]
) -> None:
    found = meant(first, last, fixed=fixed, today=TODAY)
    if first <= last:
        assert found == (first, last)
    assert found[0] == first or "first" not in fixed
    assert found[1] == last or "last" not in fixed


@pytest.mark.parametrize(
    ("one", "other", "can_be"),
    [
        ("level_2", "level_2", False),
        ("level_2", "level_1", False),
        ("level_1", "level_1", True),
        ("exams", "level_2", True),
        ("exams", "exams", False),
    ],
)
def test_two_at_once_can_be_where_a_week_has_room_for_both(
    one: str, other: str, *, can_be: bool
) -> None:
    assert span(one).overlaps(span(other)) is not can_be
    assert span(other).overlaps(span(one)) is not can_be
    assert not span(one).overlaps(span(other, first=date(2026, 5, 4)))
    if not can_be:
        with pytest.raises(TwoAtOnce):
            require_apart(span(one), [span(other)])


def test_a_note_that_was_sent_is_about_the_placement_nearest_to_it() -> None:
    one = span("level_1", date(2026, 1, 12), 2)
    other = span("level_1", date(2026, 3, 2), 2)
    assert written_for("hello", [one, other], TODAY) is one
    assert written_for("thanks", [one, other], date(2026, 3, 10)) is other
    assert written_for("hello", [span(first=date(2026, 9, 7))], TODAY) is None
    assert written_for("hello", [span(done=frozenset({"hello"}))], TODAY) is None


# The rhythm: what a pause and a lighter time do by themselves


def rhythm(**how: object) -> Rhythm:
    return Rhythm(PACIFIC, 9, frozenset(range(5)), 21, 8, None, **how)  # type: ignore[arg-type]


@given(days, st.lists(stretches, max_size=4), st.none() | days)
def test_exams_pause_on_their_days_and_end_by_themselves(
    day: date, exams: list[Stretch], until: date | None
) -> None:
    own = rhythm(exam_days=written(exams), paused_until=until)
    now = datetime.combine(day, datetime.min.time(), PACIFIC) + timedelta(hours=7)
    in_exams = any(first <= day < end for first, end in exams)
    assert own.is_paused(now) is (in_exams or (until is not None and day < until))
    slot = own.next_slot(day, now)
    assert not own.is_paused(slot)
    assert slot.astimezone(PACIFIC).weekday() < 5
    assert own.through_exams.is_paused(now) is (until is not None and day < until)


@given(stretches, days, st.integers(0, 59))
def test_what_is_set_by_hand_during_exams_or_fieldwork_wins(
    stretch: Stretch, set_on: date, nth: int
) -> None:
    first, end = stretch
    day = first + (nth % (end - first).days) * DAY
    by_hand = rhythm(
        exam_days=written([stretch]),
        fieldwork_days=written([stretch]),
        pause_set_on=set_on,
        lighter_set_on=set_on,
    )
    overruled = first <= set_on < end
    assert (by_hand.free_from(day) == day) is overruled
    assert by_hand.lighter_end(day) == (None if overruled else end)


@given(days, st.lists(stretches, max_size=3), st.none() | days, st.integers(1, 60))
def test_fieldwork_never_brings_a_reminder_sooner_than_a_lighter_time_set_by_hand(
    due: date, fieldwork: list[Stretch], until: date | None, cadence: int
) -> None:
    with_both = rhythm(fieldwork_days=written(fieldwork), lighter_until=until)
    by_hand = rhythm(lighter_until=until)
    assert with_both.eased(due, cadence) >= by_hand.eased(due, cadence) >= due
    assert with_both.eased(due, None) == due
    if not any(first <= due < end for first, end in fieldwork):
        assert with_both.eased(due, cadence) == by_hand.eased(due, cadence)


@given(stretches, st.integers(-3, 12), st.none() | st.integers(-3, 12))
def test_a_lighter_time_that_is_over_brings_one_list_within_a_week(
    stretch: Stretch, later: int, caught_up: int | None
) -> None:
    end = stretch[1]
    on = None if caught_up is None else end + caught_up * DAY
    found = rhythm(fieldwork_days=written([stretch]), caught_up_on=on).catches_up(end + later * DAY)
    assert found is (0 <= later < 7 and (caught_up is None or caught_up < 0))


def test_lighter_days_follow_the_students_calendar_where_clocks_change() -> None:
    own = rhythm(exam_days=written([(date(2026, 3, 8), date(2026, 3, 9))]))
    before = datetime(2026, 3, 8, 7, 59, tzinfo=UTC)  # 11:59 pm the day before
    assert not own.is_paused(before)
    assert own.is_paused(before + timedelta(minutes=1))
    assert own.is_paused(before + timedelta(hours=23))  # the day has 23 hours
    assert not own.is_paused(before + timedelta(hours=23, minutes=1))
