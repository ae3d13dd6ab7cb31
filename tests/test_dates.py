"""Days and times that are over, as people type them. It is Tuesday 13 October 2026, 2:20 pm, in Seattle."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dating import SEATTLE, TUESDAY, ZONES, nearly_dates
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates import (
    FutureTime,
    UnreadableTime,
    read_past,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("now", "Tue 2026-10-13 14:20"),
        ("just now", "Tue 2026-10-13 14:20"),
        ("today", "Tue 2026-10-13 14:20"),
        ("10 min ago", "Tue 2026-10-13 14:10"),
        ("an hour ago", "Tue 2026-10-13 13:20"),
        ("this morning", "Tue 2026-10-13 09:00"),
        ("noon", "Tue 2026-10-13 12:00"),
        ("midnight", "Tue 2026-10-13 00:00"),
        ("11am", "Tue 2026-10-13 11:00"),
        ("3pm", "Mon 2026-10-12 15:00"),
        ("last night", "Mon 2026-10-12 20:00"),
        ("yesterday", "Mon 2026-10-12 14:20"),
        ("Yesterday 3pm", "Mon 2026-10-12 15:00"),
        ("2pm yesterday", "Mon 2026-10-12 14:00"),
        ("yesterday evening", "Mon 2026-10-12 18:00"),
        ("yesterday at midnight", "Mon 2026-10-12 00:00"),
        ("day before yesterday", "Sun 2026-10-11 14:20"),
        ("Mon", "Mon 2026-10-12 12:00"),
        ("on Monday", "Mon 2026-10-12 12:00"),
        ("monday 9am", "Mon 2026-10-12 09:00"),
        ("Tue", "Tue 2026-10-06 12:00"),
        ("tue 3pm", "Tue 2026-10-06 15:00"),
        ("Wed", "Wed 2026-10-07 12:00"),
        ("last Friday", "Fri 2026-10-09 12:00"),
        ("last friday at 5pm", "Fri 2026-10-09 17:00"),
        ("3 days ago", "Sat 2026-10-10 14:20"),
        ("a week ago", "Tue 2026-10-06 14:20"),
        ("2 weeks ago", "Tue 2026-09-29 14:20"),
        ("two weeks ago", "Tue 2026-09-29 14:20"),
        ("last month", "Sun 2026-09-13 14:20"),
        ("12 Oct", "Mon 2026-10-12 12:00"),
        ("Oct 12", "Mon 2026-10-12 12:00"),
        ("October 12th", "Mon 2026-10-12 12:00"),
        ("12 Oct 2025", "Sun 2025-10-12 12:00"),
        ("4 Dec 15:00", "Thu 2025-12-04 15:00"),
        ("10/12", "Mon 2026-10-12 12:00"),
        ("2026-10-12", "Mon 2026-10-12 12:00"),
        ("2026-10-12 08:30", "Mon 2026-10-12 08:30"),
        ("29 Feb", "Thu 2024-02-29 12:00"),
        ("the 5th", "Mon 2026-10-05 12:00"),
        ("the 5th at 3pm", "Mon 2026-10-05 15:00"),
        ("12.10. 15:00", "Mon 2026-10-12 15:00"),
        ("on the 31st", "Mon 2026-08-31 12:00"),
        ("a couple of weeks ago", "Tue 2026-09-29 14:20"),
    ],
)
def test_a_past_time_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    moment = read_past(typed, TUESDAY, SEATTLE)
    assert moment.tzinfo is UTC
    assert f"{moment.astimezone(SEATTLE):%a %Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("31 Feb 3pm", "banana", "12", "", " ", "2026", "💀", "!?", "0", "-1", "99999 years ago"),
        *("\x00", "\x00yester\x01day", "\u202e", "\n", "x" * 5000, "yesterday " * 500, "1" * 5000),
    ],
)
def test_what_is_no_date_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnreadableTime) as refusal:
        read_past(typed, TUESDAY, SEATTLE)
    assert refusal.value.text == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow", "Wed 2026-10-14 14:20"),
        ("next Tue", "Tue 2026-10-20 12:00"),
        ("in 2 days", "Thu 2026-10-15 14:20"),
        ("a week from today", "Tue 2026-10-20 14:20"),
        ("next month", "Fri 2026-11-13 14:20"),
        ("this afternoon", "Tue 2026-10-13 15:00"),
        ("tonight", "Tue 2026-10-13 20:00"),
        ("1 Jan 2030", "Tue 2030-01-01 12:00"),
        ("2026-10-14", "Wed 2026-10-14 12:00"),
    ],
)
def test_a_time_ahead_is_refused_and_said_back(typed: str, meant: str) -> None:
    with pytest.raises(FutureTime) as refusal:
        read_past(typed, TUESDAY, SEATTLE)
    moment = refusal.value.moment
    assert moment.tzinfo is not None
    assert f"{moment.astimezone(SEATTLE):%a %Y-%m-%d %H:%M}" == meant


def test_a_day_is_the_day_on_the_students_calendar() -> None:
    for zone in ZONES:
        here = TUESDAY.astimezone(zone)
        yesterday = read_past("yesterday", TUESDAY, zone).astimezone(zone)
        assert yesterday.date() == here.date() - timedelta(days=1)
        assert read_past("3 days ago", TUESDAY, zone) == (TUESDAY - timedelta(days=3))
        noon = read_past("2026-10-06", TUESDAY, zone).astimezone(zone)
        assert (noon.hour, noon.minute, noon.day) == (12, 0, 6)


def test_today_early_in_the_morning_is_not_a_time_ahead() -> None:
    early = datetime(2026, 10, 13, 13, 5, tzinfo=UTC)  # 6:05 am in Seattle
    assert read_past("today", early, SEATTLE) == early
    assert read_past("13 Oct", early, SEATTLE) == early
    assert read_past("2026-10-13", early, SEATTLE) == early


@given(st.one_of(st.text(max_size=70), nearly_dates), st.sampled_from(ZONES))
@settings(deadline=None, max_examples=200)
def test_whatever_is_typed_is_a_past_moment_or_refused(typed: str, zone: ZoneInfo) -> None:
    try:
        moment = read_past(typed, TUESDAY, zone)
    except (UnreadableTime, FutureTime):
        return
    assert moment.tzinfo is UTC
    assert moment <= TUESDAY


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("1 Jan 0001 5am", "Asia/Tokyo"),
        ("31 Dec 9999 11pm", "America/Los_Angeles"),
    ],
)
def test_the_ends_of_the_calendar_are_refused(typed: str, zone: str) -> None:
    with pytest.raises((UnreadableTime, FutureTime)):
        read_past(typed, TUESDAY, ZoneInfo(zone))


def test_just_now_is_now_while_the_clocks_repeat_an_hour() -> None:
    second_turn = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)  # 1:30 am, for the second time
    assert read_past("now", second_turn, SEATTLE) == second_turn
    assert read_past("10 min ago", second_turn, SEATTLE) == second_turn - timedelta(minutes=10)


@pytest.mark.parametrize("typed", ["2026-10-12 00:00", "Mon 00:00", "yesterday 12am"])
def test_an_hour_of_zero_is_midnight(typed: str) -> None:
    midnight = read_past(typed, TUESDAY, SEATTLE).astimezone(SEATTLE)
    assert (midnight.day, midnight.hour) == (12, 0)


def test_a_zone_that_is_typed_counts() -> None:
    moment = read_past("yesterday 3pm UTC", TUESDAY, SEATTLE)
    assert moment == datetime(2026, 10, 12, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Tue 9am", "2026-10-13 09:00"),  # TUESDAY is a Tuesday, 14:20 in Seattle
        ("Tue 3pm", "2026-10-06 15:00"),
        ("Tue 6 Oct 9am", "2026-10-06 09:00"),
        ("Tuesday, October 6, 2026 9am", "2026-10-06 09:00"),
        ("last Tue 9am", "2026-10-06 09:00"),
        ("2026-10-06 10:30:45", "2026-10-06 10:30"),
        ("Thurs", "2026-10-08 12:00"),
        ("a couple of days ago", "2026-10-11 14:20"),
    ],
)
def test_todays_weekday_means_today_only_when_its_hour_has_passed(typed: str, meant: str) -> None:
    assert f"{read_past(typed, TUESDAY, SEATTLE).astimezone(SEATTLE):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize("typed", ["yesterday 25:00", "Mon 9:75", "24:30 yesterday"])
def test_a_time_that_no_clock_shows_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableTime):
        read_past(typed, TUESDAY, SEATTLE)
