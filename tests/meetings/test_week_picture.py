"""Which of many slots are picked, and what a week looks like in text."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.hours import USUAL, Hours, Span, with_hours
from bot.meetings.slots import Rules, Slot, free_slots, spread, week_picture

SEATTLE = ZoneInfo("America/Los_Angeles")
MINUTE = timedelta(minutes=1)
HALF_HOUR = timedelta(minutes=30)
DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

#: Monday 23 November 2026, 8 in the morning in Seattle.
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)


def on(day: int, begins: str, ends: str) -> Slot:
    """Return a time of a day in November 2026 in Seattle."""
    hours = (time.fromisoformat(each) for each in (begins, ends))
    edges = (datetime.combine(date(2026, 11, day), each, SEATTLE) for each in hours)
    return Slot(*(edge.astimezone(UTC) for edge in edges))


# Picking


TWO_WEEKS = free_slots(Rules(USUAL, SEATTLE), [], HALF_HOUR, MONDAY, None, days=15)


def test_twenty_five_of_many_are_spread_over_all_days_mornings_and_afternoons() -> None:
    assert len(TWO_WEEKS) == 160
    picked = spread(TWO_WEEKS, 25, SEATTLE)
    assert len(picked) == 25
    days = Counter(slot.begins_at.astimezone(SEATTLE).date() for slot in picked)
    assert sorted(days.values()) == [2] * 5 + [3] * 5
    halves = Counter(half(slot) for slot in picked)
    assert len(halves) == 20
    assert Counter(late for (_, late), number in halves.items() if number == 2) == {
        False: 3,
        True: 2,
    }


@pytest.mark.parametrize(
    ("most", "times"),
    [
        (1, "Tue 24 10:30"),
        (3, "Tue 24 10:30, Fri 27 14:30, Wed 02 10:30"),
        (5, "Tue 24 10:30, Thu 26 14:30, Mon 30 10:30, Wed 02 14:30, Fri 04 10:30"),
    ],
)
def test_a_few_of_two_weeks_are_days_apart_mornings_and_afternoons_by_turns(
    most: int, times: str
) -> None:
    picked = (slot.begins_at.astimezone(SEATTLE) for slot in spread(TWO_WEEKS, most, SEATTLE))
    assert ", ".join(f"{local:%a %d %H:%M}" for local in picked) == times


def test_a_day_that_is_short_gives_what_it_has_and_the_others_more() -> None:
    short = [on(23, "09:00", "09:30")]
    long = [on(24, f"{hour}:00", f"{hour}:30") for hour in range(10, 18)]
    picked = spread([*long, *short], 6, SEATTLE)
    assert picked[0] == short[0]
    assert len(picked) == 6


def half(slot: Slot) -> tuple[date, bool]:
    local = slot.begins_at.astimezone(SEATTLE)
    return local.date(), local.hour >= 12


starts = st.lists(st.integers(0, 10 * 96).map(lambda quarter: MONDAY + 15 * quarter * MINUTE))


@given(starts.map(lambda each: [Slot(one, one + HALF_HOUR) for one in each]), st.integers(-1, 60))
def test_what_is_picked_is_shared_by_days_and_by_their_halves(slots: list[Slot], most: int) -> None:
    picked = spread(slots, most, SEATTLE)
    assert picked == sorted(set(picked))
    assert set(picked) <= set(slots)
    assert len(picked) == min(max(most, 0), len(set(slots)))
    assert picked == spread(slots[::-1], most, SEATTLE)

    every, taken = (Counter(half(each) for each in set(some)) for some in (slots, picked))
    by_day = {day: sum(taken[day, late] for late in (False, True)) for day, _ in every}
    room = {
        day for day in by_day if any(taken[day, late] < every[day, late] for late in (False, True))
    }
    assert all(by_day[day] >= max(by_day.values()) - 1 for day in room)
    for day in by_day:
        for late in (False, True):
            if taken[day, late] < every[day, late]:
                assert taken[day, late] >= taken[day, not late] - 1


@given(st.integers(1, 40), st.integers(1, 40))
def test_fewer_than_the_days_are_at_like_distances_from_the_first_day_on(
    most: int, days: int
) -> None:
    slots = [Slot(MONDAY + day * DAY, MONDAY + day * DAY + HALF_HOUR) for day in range(days)]
    picked = spread(slots, most, ZoneInfo("UTC"))
    assert picked[0] == slots[0]
    apart = {(later.begins_at - one.begins_at).days for one, later in pairwise(picked)}
    assert not apart or max(apart) - min(apart) <= 1


# The picture of a week


def test_a_week_is_seen_at_a_glance() -> None:
    rules = Rules(USUAL, SEATTLE, blocked=((date(2026, 11, 26), date(2026, 11, 27)),))
    busy = [on(24, "10:00", "11:00"), on(24, "19:00", "19:30"), on(25, "09:00", "09:29")]
    held = [on(24, "14:00", "15:00"), on(25, "12:00", "13:30")]
    assert week_picture(rules, busy, held, date(2026, 11, 23), MONDAY) == (
        "       9a  1p  5p\n"
        "Mon 23 ···········\n"  # the notice
        "Tue 24 █▒███░██··▒\n"
        "Wed 25 ███░░███···\n"
        "Thu 26 ···········\n"
        "Fri 27 ···········\n"
        "Sat 28 ···········\n"
        "Sun 29 ···········"
    )


def picture(
    hours: Hours = USUAL, *busy: Slot, held: tuple[Slot, ...] = (), now: datetime = LONG_AGO
) -> list[str]:
    return week_picture(Rules(hours, SEATTLE), busy, held, date(2026, 11, 23), now).split("\n")


@pytest.mark.parametrize(
    ("busy", "held", "mark"),
    [
        ([], [], "█"),
        ([("10:00", "10:29")], [], "█"),
        ([("10:00", "10:30")], [], "▒"),
        ([("09:30", "10:10"), ("10:50", "12:00")], [], "█"),
        ([("09:30", "10:15"), ("10:45", "12:00")], [], "▒"),
        ([("10:00", "10:20"), ("10:05", "10:25")], [], "█"),
        ([], [("10:30", "11:00")], "░"),
        ([("10:00", "10:15")], [("10:30", "10:45")], "░"),
        ([("10:00", "10:30")], [("10:00", "11:00")], "▒"),
    ],
)
def test_an_hour_is_taken_when_half_of_it_is(
    busy: list[tuple[str, str]], held: list[tuple[str, str]], mark: str
) -> None:
    booked, kept = (tuple(on(23, *each) for each in some) for some in (busy, held))
    assert picture(USUAL, *booked, held=kept)[1][len("Mon 23 9") :][:1] == mark


def test_half_an_hour_offered_is_an_hour_free_and_less_is_not() -> None:
    hours = (Span(0, 570, 630), Span(1, 540, 569))
    assert picture(hours)[1:3] == ["Mon 23 ██", "Tue 24 ··"]


def test_what_is_sooner_than_the_notice_is_not_offered() -> None:
    noon = on(24, "12:00", "13:00").begins_at
    assert picture(now=noon - DAY)[1:3] == ["Mon 23 ········", "Tue 24 ···█████"]


@pytest.mark.parametrize(
    ("hours", "busy", "shown"),
    [
        (USUAL, [], "9a  1p"),
        ((), [], "9a  1p"),
        (USUAL, [("06:00", "07:00")], "6a  10a 2p"),
        (USUAL, [("00:00", "23:59")], "7a  11a 3p  7p"),
        ([(840, 1440)], [("00:00", "23:59")], "8a  12p 4p  8p"),
        ([(300, 600)], [("00:00", "23:59")], "5a  9a  1p  5p"),
        ([(0, 1440)], [], "7a  11a 3p  7p"),
        ([(0, 1020)], [], "1a  5a  9a  1p"),
        ([(360, 1440)], [], "7a  11a 3p  7p"),
        ([(660, 780)], [("01:00", "02:00"), ("20:00", "21:00")], "5a  9a  1p  5p"),
    ],
)
def test_the_hours_shown_are_the_students_own_and_what_is_near(
    hours: list[tuple[int, int]] | Hours, busy: list[tuple[str, str]], shown: str
) -> None:
    week = tuple(each if isinstance(each, Span) else Span(0, *each) for each in hours)
    assert picture(week, *(on(23, *each) for each in busy))[0].strip() == shown


def test_an_hour_that_the_clocks_skip_is_not_offered_and_one_that_comes_twice_is_both() -> None:
    night = Rules(with_hours((), range(7), [(0, 240)]), SEATTLE)
    spring = week_picture(night, [], [], date(2026, 3, 8), LONG_AGO).split("\n")
    assert spring[1:3] == ["Sun  8 ██·█", "Mon  9 ████"]
    second = Slot(datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 1, 9, 59, tzinfo=UTC))
    for shift, mark in ((timedelta(0), "█"), (-MINUTE, "█")):
        busy = [Slot(second.begins_at + shift, second.ends_at + shift)]
        autumn = week_picture(night, busy, [], date(2026, 11, 1), LONG_AGO).split("\n")
        assert autumn[1] == f"Sun  1 █{mark}██"
    both = [Slot(second.begins_at, second.ends_at + MINUTE)]
    autumn = week_picture(night, both, [], date(2026, 11, 1), LONG_AGO).split("\n")
    assert autumn[1] == "Sun  1 █▒██"


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1380), st.integers(1, 600))),
    st.lists(st.tuples(st.integers(-1440, 8 * 1440), st.integers(0, 3000)), max_size=5),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)
def test_every_picture_fits_a_phone(
    spans: list[tuple[int, int, int]], taken: list[tuple[int, int]], first: date
) -> None:
    hours: Hours = ()
    for day, begins, length in spans:
        hours += with_hours((), {day}, [(begins, min(begins + length, 1440))])
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    begins = ((midnight + at * MINUTE, length * MINUTE) for at, length in taken)
    busy = [Slot(begin, begin + length) for begin, length in begins]
    drawn = week_picture(Rules(hours, SEATTLE), busy[1:], busy[:1], first, midnight - DAY)
    header, *days = drawn.split("\n")
    assert len(days) == 7
    assert len(header) <= 30
    assert len({len(line) for line in days}) == 1
    assert len(days[0]) <= 7 + 16
    assert set("".join(line[7:] for line in days)) <= set("█▒░·")


def test_a_week_with_two_thousand_bookings_is_drawn() -> None:
    busy = tuple(Slot(MONDAY + 5 * k * MINUTE, MONDAY + (5 * k + 2) * MINUTE) for k in range(2000))
    assert picture(USUAL, *busy)[1:] == picture(USUAL)[1:]
