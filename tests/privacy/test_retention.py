"""When data goes, and when somebody is told: exact on the student's own clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nudges.rhythm import Rhythm
from bot.privacy.retention import FIRST, LAST, TERMS, Absence, Step

EVERY_DAY = frozenset(range(7))
PACIFIC, BERLIN = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)


def away(
    seen_at: datetime,
    *,
    months: int = 18,
    zone: ZoneInfo = PACIFIC,
    days: frozenset[int] = EVERY_DAY,
    hour: int = 9,
    dms: bool = True,
) -> Absence:
    rhythm = Rhythm(zone, hour, days, 21, 8)
    return Absence(seen_at, None, None, months, dms, rhythm)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc]


def lived(absence: Absence, until: datetime, looks: timedelta) -> list[tuple[Step, datetime]]:
    """What is done, when somebody looks again and again until a moment."""
    done: list[tuple[Step, datetime]] = []
    now = absence.seen_at
    while now <= until:
        step = absence.next_step(now)
        if step == Step.WAIT:
            now += looks
            continue
        done.append((step, now))
        if step == Step.LEAVE:
            break
        column = "first_warned_at" if step == Step.WARN_FIRST else "last_warned_at"
        absence = replace(absence, **{column: now})
    return done


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def test_both_warnings_and_the_end_are_due_at_the_students_hour_to_the_second() -> None:
    absence = away(utc(2025, 1, 6, 18))
    first, last, end = (
        datetime(2026, month, day, 9, tzinfo=PACIFIC) for month, day in ((6, 6), (6, 29), (7, 6))
    )
    assert absence.next_step(first - SECOND) == Step.WAIT
    assert absence.next_step(first) == Step.WARN_FIRST
    absence = replace(absence, first_warned_at=first)
    assert absence.next_step(last - SECOND) == Step.WAIT
    assert absence.next_step(last) == Step.WARN_LAST
    absence = replace(absence, last_warned_at=last)
    assert absence.leaves_on == date(2026, 7, 6)
    assert absence.next_step(end - SECOND) == Step.WAIT
    assert absence.next_step(end) == Step.LEAVE


@pytest.mark.parametrize(
    ("seen", "months", "ends"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),  # a month is shorter than the last
        (date(2023, 8, 31), 6, date(2024, 2, 29)),  # and a leap day is its last
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 18, date(2027, 6, 30)),
    ],
)
def test_a_term_that_ends_on_no_day_ends_on_the_last_of_the_month(
    seen: date, months: int, ends: date
) -> None:
    moment = datetime(seen.year, seen.month, seen.day, 23, 59, tzinfo=PACIFIC)
    assert away(moment.astimezone(UTC), months=months).ends_on == ends


def test_the_day_somebody_was_seen_is_the_one_on_their_own_calendar() -> None:
    just_before_midnight_there = utc(2026, 1, 1, 7, 59)
    assert away(just_before_midnight_there, months=6).ends_on == date(2026, 6, 30)
    assert away(just_before_midnight_there + timedelta(minutes=1), months=6).ends_on == date(
        2026, 7, 1
    )


@pytest.mark.parametrize(
    ("zone", "hour", "day", "due"),
    [
        # 2:00 is skipped: the first moment after the gap.
        (PACIFIC, 2, date(2026, 3, 8), utc(2026, 3, 8, 10)),
        (BERLIN, 2, date(2026, 3, 29), utc(2026, 3, 29, 1)),
        # 1:00 and 2:00 come twice: the first turn.
        (PACIFIC, 1, date(2026, 11, 1), utc(2026, 11, 1, 8)),
        (BERLIN, 2, date(2026, 10, 25), utc(2026, 10, 25, 0)),
    ],
)
def test_a_term_that_ends_while_the_clocks_change_ends_once(
    zone: ZoneInfo, hour: int, day: date, due: datetime
) -> None:
    seen = datetime(day.year - 1, day.month, day.day, 12, tzinfo=zone)
    absence = away(seen.astimezone(UTC), months=12, zone=zone, hour=hour, dms=False)
    assert absence.next_step(due - SECOND) == Step.WAIT
    assert absence.next_step(due) == Step.LEAVE


def test_a_warning_comes_on_the_last_of_the_students_days_before() -> None:
    absence = away(utc(2025, 1, 6, 18), days=frozenset({0}))  # 6 June 2026 is a Saturday
    monday = datetime(2026, 6, 1, 9, tzinfo=PACIFIC)
    assert absence.next_step(monday - SECOND) == Step.WAIT
    assert absence.next_step(monday) == Step.WARN_FIRST


def test_who_gets_no_dms_leaves_at_the_end_and_is_told_nothing() -> None:
    absence = away(utc(2025, 1, 6, 18), dms=False)
    assert [step for step, _ in lived(absence, utc(2027, 1, 1), timedelta(hours=1))] == [Step.LEAVE]


def test_after_the_bot_was_off_at_the_warning_there_are_thirty_days_and_then_seven() -> None:
    absence = away(utc(2025, 1, 6, 18))
    back = datetime(2026, 8, 3, 12, tzinfo=PACIFIC)  # long after the term is over
    assert absence.next_step(back) == Step.WARN_FIRST
    absence = replace(absence, first_warned_at=back)
    assert absence.leaves_on == date(2026, 9, 2)
    assert absence.next_step(back + timedelta(days=20)) == Step.WAIT
    late = datetime(2026, 8, 30, 12, tzinfo=PACIFIC)  # off again, at the last warning
    assert absence.next_step(late) == Step.WARN_LAST
    absence = replace(absence, last_warned_at=late)
    assert absence.leaves_on == date(2026, 9, 6)
    end = datetime(2026, 9, 6, 9, tzinfo=PACIFIC)
    assert absence.next_step(end - SECOND) == Step.WAIT
    assert absence.next_step(end) == Step.LEAVE


def test_a_longer_term_makes_earlier_warnings_count_no_more_and_a_shorter_one_warns_anew() -> None:
    first = datetime(2026, 6, 6, 9, tzinfo=PACIFIC)
    absence = replace(away(utc(2025, 1, 6, 18)), first_warned_at=first, last_warned_at=None)
    longer = replace(absence, months=24)
    assert longer.leaves_on == date(2027, 1, 6)
    assert longer.next_step(first + timedelta(days=60)) == Step.WAIT
    assert longer.next_step(datetime(2026, 12, 7, 9, tzinfo=PACIFIC)) == Step.WARN_FIRST
    shorter = away(utc(2025, 1, 6, 18), months=6)
    assert shorter.next_step(first) == Step.WARN_FIRST


moments = st.integers(0, 730 * 24 * 60).map(lambda n: utc(2024, 1, 1) + timedelta(minutes=n))


@given(
    seen_at=moments,
    months=st.sampled_from(TERMS),
    zone=st.sampled_from([PACIFIC, BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia")]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    hour=st.integers(0, 23),
    looks=st.integers(1, 24 * 50),
)
def test_nobody_leaves_without_both_warnings_in_time_however_seldom_somebody_looks(
    seen_at: datetime, months: int, zone: ZoneInfo, days: frozenset[int], hour: int, looks: int
) -> None:
    absence = away(seen_at, months=months, zone=zone, days=days, hour=hour)
    done = lived(absence, seen_at + timedelta(days=31 * months + 400), timedelta(hours=looks))
    assert [step for step, _ in done] == [Step.WARN_FIRST, Step.WARN_LAST, Step.LEAVE]
    first, last, end = (local(moment, zone).date() for _, moment in done)
    assert end >= absence.ends_on
    assert end - first >= FIRST
    assert end - last >= LAST
