"""When chats come: read as people say it, and on the right day and hour, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.recurrence import UnreadableWhen, When, read_when

NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
OTALK = read_when("Tuesdays 3 pm")
SUNDAY = read_when("first Sunday of the month 7 pm")


def on(*day: int) -> datetime:
    return datetime(*day, tzinfo=UTC)


def starts(when: When, zone: ZoneInfo, since: datetime, count: int) -> list[str]:
    """The first so many, on the zone's wall."""
    found = islice(when.starts(zone, since), count)
    return [f"{each.astimezone(zone):%a %d %b %Y %H:%M %z}" for each in found]


@pytest.mark.parametrize(
    ("said", "rule", "minute"),
    [
        ("Tuesdays 3 pm", "FREQ=WEEKLY;BYDAY=TU", 900),
        ("every Tuesday at 15:00", "FREQ=WEEKLY;BYDAY=TU", 900),
        ("Mon-Thu 5.30pm", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", 1050),
        ("weekdays noon", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 720),
        ("daily 9:30", "FREQ=DAILY", 570),
        ("first Sunday of the month 7 pm", "FREQ=MONTHLY;BYDAY=1SU", 1140),
        ("7pm, on the 1st Sunday of each month", "FREQ=MONTHLY;BYDAY=1SU", 1140),
        ("1st and 3rd Monday of the month 6:30pm", "FREQ=MONTHLY;BYDAY=1MO,3MO", 1110),
        ("last Friday of every month, midnight", "FREQ=MONTHLY;BYDAY=-1FR", 0),
        ("15th of the month 12 am", "FREQ=MONTHLY;BYMONTHDAY=15", 0),
        ("last day of the month 12 pm", "FREQ=MONTHLY;BYMONTHDAY=-1", 720),
        ("29 February 3 pm", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 900),
        ("every year on Feb 29, 3pm", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 900),
    ],
)
def test_what_people_say_is_read_and_said_back_so_that_it_reads_the_same(
    said: str, rule: str, minute: int
) -> None:
    assert read_when(said) == When(rule, minute)
    assert read_when(str(When(rule, minute))) == When(rule, minute)


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("", ""),
        ("soon", ""),
        ("3 pm", ""),
        ("Tuesdays", "time"),
        ("Tuesdays 3", ""),
        ("Tuesday 25:00", "time"),
        ("Tuesday 13 pm", "time"),
        ("Tuesdays 3 pm and 5 pm", ""),
        ("every other Tuesday 3 pm", "fortnight"),
        ("fortnightly on Tuesdays 3 pm", "fortnight"),
        ("30 February 3 pm", ""),
        ("32nd of the month 3 pm", ""),
        ("0th of the month 3 pm", ""),
        ("first Sunday and third Monday of the month 3 pm", ""),
        ("Tuesdays 3 pm " * 20, ""),
    ],
)
def test_what_is_no_time_of_a_chat_says_what_is_missing(said: str, lacks: str) -> None:
    with pytest.raises(UnreadableWhen) as refused:
        read_when(said)
    assert refused.value.lacks == lacks


def test_three_o_clock_stays_three_o_clock_over_both_changes_of_the_clocks() -> None:
    assert starts(OTALK, NEW_YORK, on(2026, 3, 1), 3) == [
        "Tue 03 Mar 2026 15:00 -0500",
        "Tue 10 Mar 2026 15:00 -0400",
        "Tue 17 Mar 2026 15:00 -0400",
    ]
    assert starts(OTALK, NEW_YORK, on(2026, 10, 27), 2) == [
        "Tue 27 Oct 2026 15:00 -0400",
        "Tue 03 Nov 2026 15:00 -0500",
    ]
    assert starts(OTALK, LONDON, on(2026, 3, 24), 2) == [
        "Tue 24 Mar 2026 15:00 +0000",
        "Tue 31 Mar 2026 15:00 +0100",
    ]
    assert starts(OTALK, LONDON, on(2026, 10, 20), 2) == [
        "Tue 20 Oct 2026 15:00 +0100",
        "Tue 27 Oct 2026 15:00 +0000",
    ]


def test_first_sundays_fall_on_the_first_and_on_the_seventh() -> None:
    assert starts(SUNDAY, NEW_YORK, on(2026, 1, 6), 3) == [
        "Sun 01 Feb 2026 19:00 -0500",
        "Sun 01 Mar 2026 19:00 -0500",
        "Sun 05 Apr 2026 19:00 -0400",
    ]
    assert starts(SUNDAY, NEW_YORK, on(2026, 6, 2), 1) == ["Sun 07 Jun 2026 19:00 -0400"]
    # 7 pm in New York is the 2nd already in London, and still the first Sunday.
    assert next(SUNDAY.starts(NEW_YORK, on(2026, 2, 1))) == on(2026, 2, 2)
    # The clocks change on the first Sunday of November 2026, long before 7 pm.
    assert starts(SUNDAY, NEW_YORK, on(2026, 11, 1), 1) == ["Sun 01 Nov 2026 19:00 -0500"]


def test_an_hour_that_is_skipped_comes_after_the_gap_and_one_that_is_doubled_once() -> None:
    half_past_two = read_when("Sundays 2:30 am")
    assert starts(half_past_two, NEW_YORK, on(2026, 3, 7), 2) == [
        "Sun 08 Mar 2026 03:30 -0400",
        "Sun 15 Mar 2026 02:30 -0400",
    ]
    half_past_one = read_when("Sundays 1:30 am")
    assert starts(half_past_one, NEW_YORK, on(2026, 10, 31), 2) == [
        "Sun 01 Nov 2026 01:30 -0400",
        "Sun 08 Nov 2026 01:30 -0500",
    ]
    # Seen from between the two, the one that has been is over.
    between = on(2026, 11, 1, 6)
    assert starts(half_past_one, NEW_YORK, between, 1) == ["Sun 08 Nov 2026 01:30 -0500"]


def test_months_without_the_day_are_left_out_and_leap_days_are_found_over_a_century() -> None:
    def days(said: str, since: datetime, count: int) -> list[str]:
        return [each[4:10] for each in starts(read_when(said), LONDON, since, count)]

    year = on(2026, 1, 1)
    assert days("31st of the month 9 am", year, 3) == ["31 Jan", "31 Mar", "31 May"]
    assert days("last day of the month 9 am", on(2028, 2, 1), 2) == ["29 Feb", "31 Mar"]
    assert days("fifth Monday of the month 9 am", year, 2) == ["30 Mar", "29 Jun"]
    leap = read_when("29 February 3 pm")
    assert starts(leap, NEW_YORK, on(2026, 1, 1), 1) == ["Tue 29 Feb 2028 15:00 -0500"]
    assert starts(leap, NEW_YORK, on(2097, 1, 1), 1) == ["Fri 29 Feb 2104 15:00 -0500"]


# Against brute force: every day is looked at, and every minute.

DAYS = {
    "FREQ=DAILY": lambda _day: True,
    "FREQ=WEEKLY;BYDAY=TU": lambda day: day.weekday() == 1,
    "FREQ=WEEKLY;BYDAY=SA,SU": lambda day: day.weekday() > 4,
    "FREQ=MONTHLY;BYDAY=1SU": lambda day: day.weekday() == 6 and day.day <= 7,
    "FREQ=MONTHLY;BYDAY=2TU,4TU": lambda day: day.weekday() == 1 and (day.day - 1) // 7 in {1, 3},
    "FREQ=MONTHLY;BYDAY=-1FR": lambda day: (
        day.weekday() == 4 and (day + timedelta(days=7)).month != day.month
    ),
    "FREQ=MONTHLY;BYMONTHDAY=31": lambda day: day.day == 31,
    "FREQ=MONTHLY;BYMONTHDAY=-1": lambda day: (day + timedelta(days=1)).day == 1,
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": lambda day: (day.month, day.day) == (2, 29),
}
ZONES = (NEW_YORK, LONDON, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata"))


QUARTERS = [timedelta(minutes=15 * n) for n in range(-12 * 4, 14 * 4 + 1)]  # every offset there is


def on_the_wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first moment at which a wall clock shows this, found by trying every offset.

    Of a time that is skipped: with the offset of the day before.
    """
    wanted = datetime.combine(day, time()) + timedelta(minutes=minute)
    tried = sorted((wanted - each).replace(tzinfo=UTC) for each in QUARTERS)
    shown = (each for each in tried if each.astimezone(zone).replace(tzinfo=None) == wanted)
    day_before = (wanted - timedelta(days=1)).replace(tzinfo=zone).utcoffset()
    assert day_before is not None
    return next(shown, (wanted - day_before).replace(tzinfo=UTC))


@given(
    rule=st.sampled_from(sorted(DAYS)),
    minute=st.integers(0, 1439) | st.sampled_from([0, 90, 120, 150, 1439]),
    zone=st.sampled_from(ZONES),
    since=st.integers(0, 7 * 366 * 24 * 60).map(lambda n: on(2024, 1, 1) + timedelta(minutes=n))
    | st.sampled_from([on(2026, 3, 8, 6), on(2026, 11, 1, 5), on(2026, 3, 29, 0), on(2026, 10, 4)]),
)
def test_it_comes_on_each_day_of_its_rule_and_on_no_other(
    rule: str, minute: int, zone: ZoneInfo, since: datetime
) -> None:
    until = since + timedelta(days=70)
    found = list(takewhile(lambda each: each < until, When(rule, minute).starts(zone, since)))
    first = since.astimezone(zone).date() - timedelta(days=2)
    days = [first + timedelta(days=number) for number in range(76)]
    moments = [on_the_wall(day, minute, zone) for day in days if DAYS[rule](day)]
    assert found == [each for each in moments if since <= each < until]
