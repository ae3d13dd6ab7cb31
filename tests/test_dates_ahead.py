"""Days and times to come, as people type them. It is Tuesday 13 October 2026, 2:20 pm, in Seattle."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dating import SEATTLE, TUESDAY, ZONES, nearly_dates
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates import (
    NoHour,
    PastMoment,
    PastTime,
    SkippedHour,
    UnreadableMoment,
    UnreadableTime,
    read_ahead,
    read_day_ahead,
    read_past,
)

# By when something is to be done


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", "Tue 2026-10-13"),
        ("tonight", "Tue 2026-10-13"),
        ("by 5pm", "Tue 2026-10-13"),
        ("13 Oct", "Tue 2026-10-13"),
        ("Oct 13", "Tue 2026-10-13"),
        ("10/13", "Tue 2026-10-13"),
        ("the 13th", "Tue 2026-10-13"),
        ("2026-10-13", "Tue 2026-10-13"),
        ("tomorrow", "Wed 2026-10-14"),
        (" By tomorrow ", "Wed 2026-10-14"),
        ("Friday", "Fri 2026-10-16"),
        ("by Friday", "Fri 2026-10-16"),
        ("before friday", "Fri 2026-10-16"),
        ("this Friday", "Fri 2026-10-16"),
        ("by next Friday", "Fri 2026-10-16"),
        ("Friday 5pm", "Fri 2026-10-16"),
        ("Thurs", "Thu 2026-10-15"),
        ("on Mon", "Mon 2026-10-19"),
        ("Tue", "Tue 2026-10-20"),
        ("next Tue", "Tue 2026-10-20"),
        ("until next Tues", "Tue 2026-10-20"),
        ("in 3 days", "Fri 2026-10-16"),
        ("next week", "Tue 2026-10-20"),
        ("a week from today", "Tue 2026-10-20"),
        ("in 2 weeks", "Tue 2026-10-27"),
        ("in a couple of weeks", "Tue 2026-10-27"),
        ("next month", "Fri 2026-11-13"),
        ("a month from today", "Fri 2026-11-13"),
        ("the 20th", "Tue 2026-10-20"),
        ("by the 1st", "Sun 2026-11-01"),
        ("5th", "Thu 2026-11-05"),
        ("by the 5th, 3pm", "Thu 2026-11-05"),
        ("31st", "Sat 2026-10-31"),
        ("4 Dec", "Fri 2026-12-04"),
        ("Dec 4th", "Fri 2026-12-04"),
        ("12/4", "Fri 2026-12-04"),
        ("1 Jan", "Fri 2027-01-01"),
        ("29 Feb", "Tue 2028-02-29"),
        ("in 1 year", "Wed 2027-10-13"),
        ("in 5 years", "Mon 2031-10-13"),
    ],
)
def test_a_day_ahead_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert f"{read_day_ahead(typed, TUESDAY, SEATTLE):%a %Y-%m-%d}" == meant


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("yesterday", date(2026, 10, 12)),
        ("by yesterday", date(2026, 10, 12)),
        ("3 days ago", date(2026, 10, 10)),
        ("last Friday", date(2026, 10, 9)),
        ("1 Jan 2026", date(2026, 1, 1)),
        ("2026-10-12", date(2026, 10, 12)),
        ("1 Jan 0001", date(1, 1, 1)),
    ],
)
def test_a_day_that_is_over_is_refused_and_said_back(typed: str, day: date) -> None:
    with pytest.raises(PastTime) as refusal:
        read_day_ahead(typed, TUESDAY, SEATTLE)
    assert refusal.value.day == day


@pytest.mark.parametrize(
    "typed",
    [
        *("e-mail", "12", "her card", "", " ", "phone", "hand", "the end", "by", "31 Feb", "32nd"),
        *("in 6 years", "1 Jan 2060", "31 Dec 9999", "in 99999 years", "💀", "\x00", "\u202e"),
        *("x" * 10_000, "Friday " * 1_500, "1" * 10_000, "by " * 3_000, "a couple of " * 900),
    ],
)
def test_what_is_no_day_ahead_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnreadableTime) as refusal:
        read_day_ahead(typed, TUESDAY, SEATTLE)
    assert refusal.value.text == typed


def test_a_day_ahead_is_a_day_on_the_students_calendar() -> None:
    days = set()
    for zone in ZONES:
        today = TUESDAY.astimezone(zone).date()
        days.add(today)
        assert read_day_ahead("today", TUESDAY, zone) == today
        assert read_day_ahead("tomorrow", TUESDAY, zone) == today + timedelta(days=1)
        assert read_day_ahead("in 2 weeks", TUESDAY, zone) == today + timedelta(weeks=2)
        assert read_day_ahead(f"{today:%d %b}", TUESDAY, zone) == today
        friday = read_day_ahead("Friday", TUESDAY, zone)
        assert (friday, f"{friday:%a}") == (date(2026, 10, 16), "Fri")
        with pytest.raises(PastTime):
            read_day_ahead("yesterday", TUESDAY, zone)
    assert len(days) == 2, "it is Wednesday in Tokyo"


def test_a_day_that_is_not_in_every_month_is_the_next_one_there_is() -> None:
    february = datetime(2027, 2, 1, 20, 0, tzinfo=UTC)
    assert read_day_ahead("the 31st", february, SEATTLE) == date(2027, 3, 31)
    assert read_past("the 31st", february, SEATTLE).date() == date(2027, 1, 31)


@given(st.one_of(st.text(max_size=70), nearly_dates), st.sampled_from(ZONES))
@settings(deadline=None, max_examples=200)
def test_whatever_is_typed_is_a_day_from_today_on_or_refused(typed: str, zone: ZoneInfo) -> None:
    today = TUESDAY.astimezone(zone).date()
    try:
        day = read_day_ahead(typed, TUESDAY, zone)
    except UnreadableTime as refusal:
        said_back = refusal.text
    except PastTime as refusal:
        said_back = typed if refusal.day < today else ""
    else:
        said_back = typed if today <= day <= today + timedelta(days=5 * 366) else ""
    assert said_back == typed


@given(st.dates(date(2026, 10, 13), date(2031, 10, 1)), st.sampled_from(ZONES))
@settings(deadline=None, max_examples=50)
def test_a_day_that_is_written_out_is_that_day(day: date, zone: ZoneInfo) -> None:
    noon = datetime(2026, 10, 13, 12, 0, tzinfo=zone)
    for written in (f"{day:%Y-%m-%d}", f"{day.day} {day:%b %Y}", f"{day:%B} {day.day}, {day.year}"):
        assert read_day_ahead(written, noon, zone) == day


@pytest.mark.parametrize("text", ["12.10.2025", "12. 10. 2025", "12.10.25", "am 12.10."])
def test_dots_put_the_day_first_wherever_the_student_is(text: str) -> None:
    now = datetime(2025, 11, 3, 18, 0, tzinfo=UTC)
    for zone in ("America/Los_Angeles", "Europe/Berlin"):
        said = text.removeprefix("am ")
        assert read_past(said, now, ZoneInfo(zone)).date() == date(2025, 10, 12)


# When something is to be


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3pm", "Tue 2026-10-13 15:00"),
        ("2pm", "Wed 2026-10-14 14:00"),
        ("13 Oct 15:00", "Tue 2026-10-13 15:00"),
        ("in 2 hours", "Tue 2026-10-13 16:20"),
        ("in an hour", "Tue 2026-10-13 15:20"),
        ("tonight 8pm", "Tue 2026-10-13 20:00"),
        ("noon", "Wed 2026-10-14 12:00"),
        ("tomorrow at noon", "Wed 2026-10-14 12:00"),
        ("Friday 12pm", "Fri 2026-10-16 12:00"),
        ("midnight", "Wed 2026-10-14 00:00"),
        ("Fri midnight", "Fri 2026-10-16 00:00"),
        ("Friday 12am", "Fri 2026-10-16 00:00"),
        ("Tue 3pm", "Tue 2026-10-20 15:00"),
        ("next Tue 3pm", "Tue 2026-10-20 15:00"),
        ("Thurs 3 p.m.", "Thu 2026-10-15 15:00"),
        ("3:30pm on Fri", "Fri 2026-10-16 15:30"),
        ("the 5th at 3pm", "Thu 2026-11-05 15:00"),
        ("the 20th 9:15", "Tue 2026-10-20 09:15"),
        ("20.10. 15:00", "Tue 2026-10-20 15:00"),
        ("4 Dec 15:00", "Fri 2026-12-04 15:00"),
        ("2026-12-04 15:00", "Fri 2026-12-04 15:00"),
        ("in 2 weeks 3pm", "Tue 2026-10-27 15:00"),
        ("3pm UTC tomorrow", "Wed 2026-10-14 08:00"),
        ("13 Oct 2031 3pm", "Mon 2031-10-13 15:00"),
    ],
)
def test_a_moment_ahead_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    moment = read_ahead(typed, TUESDAY, SEATTLE)
    assert moment.tzinfo is UTC
    assert f"{moment.astimezone(SEATTLE):%a %Y-%m-%d %H:%M}" == meant


def test_the_night_in_which_the_clocks_change_has_its_hours() -> None:
    for typed, meant in (
        ("14 Mar 2027 1:30am", datetime(2027, 3, 14, 9, 30, tzinfo=UTC)),
        ("14 Mar 2027 3pm", datetime(2027, 3, 14, 22, 0, tzinfo=UTC)),
        ("1 Nov 1:30am", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),  # for the first time
        ("1 Nov 3pm", datetime(2026, 11, 1, 23, 0, tzinfo=UTC)),
    ):
        assert read_ahead(typed, TUESDAY, SEATTLE) == meant, typed
    for before in (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), datetime(2027, 3, 14, 9, tzinfo=UTC)):
        assert read_ahead("in 2 hours", before, SEATTLE) == before + timedelta(hours=2)


def test_an_hour_that_the_clocks_skip_is_refused_with_its_day() -> None:
    for typed in ("14 Mar 2027 2:00am", "14 Mar 2027 2:30am", "14.3.2027 02:59"):
        with pytest.raises(SkippedHour) as refusal:
            read_ahead(typed, TUESDAY, SEATTLE)
        assert refusal.value.day == date(2027, 3, 14), typed
    assert read_ahead("14 Mar 2027 3am", TUESDAY, SEATTLE).hour == 10


def test_a_moment_that_is_over_is_refused_with_its_day_and_not_put_off_for_a_year() -> None:
    for typed, day in (
        ("yesterday 3pm", 12),
        ("12.10.2026 15:00", 12),
        ("today 2pm", 13),
        ("13 Oct 2pm", 13),
        ("the 13th 14:20", 13),
    ):
        with pytest.raises(PastMoment) as refusal:
            read_ahead(typed, TUESDAY, SEATTLE)
        assert refusal.value.day == date(2026, 10, day), typed


@pytest.mark.parametrize(
    ("error", "typed"),
    [
        (NoHour, ("Tue", "4 Dec", "tomorrow", "20.10.", "20.10.2026", "2026-10-20", "the 5th")),
        (NoHour, ("tomorrow at 10", "Fri at 3", "Friday morning", "in 2 weeks")),
        (UnreadableMoment, ("banana", "banana 3pm", "31 Feb 4pm", "31 Feb", "yesterday", "3", "")),
        (UnreadableMoment, ("Mon 25:00", "Mon 9:75", "Fri 13pm", "\x00", "\u202e", "Fri 3pm" * 9)),
        (UnreadableMoment, ("1 Jan 2032 3pm", "in 6 years 3pm", "in 9999999 hours", "9 " * 5000)),
    ],
)
def test_what_is_no_moment_ahead_is_refused_with_what_was_typed(
    error: type[UnreadableTime], typed: tuple[str, ...]
) -> None:
    for text in typed:
        with pytest.raises(error) as refusal:
            read_ahead(text, TUESDAY, SEATTLE)
        assert (type(refusal.value), refusal.value.text) == (error, text)


@given(st.one_of(st.text(max_size=70), nearly_dates), st.sampled_from(ZONES))
@settings(deadline=None, max_examples=100)
def test_whatever_is_typed_is_a_moment_ahead_or_refused(typed: str, zone: ZoneInfo) -> None:
    try:
        moment = read_ahead(typed, TUESDAY, zone)
    except (UnreadableMoment, NoHour, PastMoment):
        return
    assert moment.tzinfo is UTC
    assert TUESDAY < moment <= TUESDAY + timedelta(days=5 * 366)
