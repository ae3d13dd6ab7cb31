"""The rules of nudges: how often, on which day, at which moment on the student's own clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nudges.clocks import Change, changes

from bot.nudges.model import Letter, Snooze
from bot.nudges.rhythm import Cadence, Rhythm, UnreadableCadence, due_on

MOST = {"day": 1826, "week": 260, "month": 60}
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
NEW_YORK = ZoneInfo("America/New_York")

cadences = st.sampled_from(sorted(MOST)).flatmap(
    lambda unit: st.builds(Cadence, st.integers(1, MOST[unit]), st.just(unit))
)
days = st.dates(date(1970, 1, 1), date(2200, 1, 1))
moments = st.integers(0, 7_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def rhythm(
    zone: ZoneInfo = NEW_YORK,
    hour: int = 9,
    days: frozenset[int] = WEEKDAYS,
    quiet_from: int = 21,
    quiet_until: int = 8,
    **more: Any,
) -> Rhythm:
    return Rhythm(zone, hour, days, quiet_from, quiet_until, **more)


# Cadence


@given(cadences)
@settings(deadline=None)
def test_a_cadence_that_is_written_down_reads_as_itself(cadence: Cadence) -> None:
    assert Cadence.read(str(cadence)) == cadence
    assert Cadence.read(f"  Every {cadence} ".upper()) == cadence


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("6 weeks", "6 weeks"),
        ("every 10 days", "10 days"),
        ("each week", "1 week"),
        ("once a month", "1 month"),
        ("once every 2 months", "2 months"),
        ("daily", "1 day"),
        ("Weekly", "1 week"),
        ("monthly", "1 month"),
        ("yearly", "12 months"),
        ("3 mo", "3 months"),
        ("2w", "2 weeks"),
        ("6wks", "6 weeks"),
        ("1 yr", "12 months"),
        ("5 years", "60 months"),
        ("1826 days", "1826 days"),
    ],
)
def test_a_cadence_is_read_the_way_people_say_it(typed: str, meant: str) -> None:
    assert str(Cadence.read(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "0 days", "0 weeks", "-1 week", "1.5 weeks", "6", "weeks 6", "soon", "banana"),
        *("1827 days", "261 weeks", "61 months", "6 years", "9999 d", "99999 days", "💀", "\x00"),
        *("6 weeks and 2 days", "every", "never", "a", "6 weeks\n7 weeks", "w" * 5000),
    ],
)
def test_what_is_not_a_cadence_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnreadableCadence) as refusal:
        Cadence.read(typed)
    assert refusal.value.text == typed


@given(st.text())
@settings(deadline=None)
def test_whatever_is_typed_is_a_usable_cadence_or_refused(typed: str) -> None:
    try:
        cadence = Cadence.read(typed)
    except UnreadableCadence:
        return
    assert 1 <= cadence.count <= MOST[cadence.unit]


@pytest.mark.parametrize(
    ("last", "cadence", "due"),
    [
        (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
        (date(2028, 1, 31), "1 month", date(2028, 2, 29)),
        (date(2026, 8, 31), "6 months", date(2027, 2, 28)),
        (date(2026, 3, 31), "1 month", date(2026, 4, 30)),
        (date(2028, 2, 29), "12 months", date(2029, 2, 28)),
        (date(2026, 12, 15), "1 month", date(2027, 1, 15)),
        (date(2026, 1, 31), "2 weeks", date(2026, 2, 14)),
        (date(2026, 2, 28), "1 day", date(2026, 3, 1)),
    ],
)
def test_a_month_later_stays_inside_the_month(last: date, cadence: str, due: date) -> None:
    assert Cadence.read(cadence).after(last) == due


def test_a_snooze_brings_the_nudge_back_after_what_its_button_says() -> None:
    monday = date(2026, 1, 5)
    assert Snooze.WEEK.after(monday) == date(2026, 1, 12)
    assert Snooze.FORTNIGHT.after(monday) == date(2026, 1, 19)
    assert Snooze.MONTH.after(monday) == date(2026, 2, 5)


# The day, by seat


@given(cadences, days, st.integers(0, 4000), st.sampled_from(["pick_up", "aboard", "pit_stop"]))
@settings(deadline=None)
def test_who_was_met_later_is_never_due_earlier(
    cadence: Cadence, last: date, later: int, seat: str
) -> None:
    first = due_on(cadence, last, seat)
    second = due_on(cadence, last + timedelta(days=later), seat)
    assert first is not None
    assert second is not None
    assert last < first <= second


@given(cadences, days)
@settings(deadline=None)
def test_the_seat_stretches_the_cadence_and_never_shortens_it(cadence: Cadence, last: date) -> None:
    aboard = due_on(cadence, last, "aboard")
    resting = due_on(cadence, last, "pit_stop")
    assert aboard == cadence.after(last) == due_on(cadence, last, "pick_up")
    assert due_on(cadence, last, "dropped_off") is None
    assert resting is not None
    assert resting == max(aboard, Cadence(6, "month").after(last))


# The moment


def test_the_next_slot_is_the_students_hour_on_one_of_their_days() -> None:
    friday_noon = datetime(2026, 1, 9, 17, 0, tzinfo=UTC)
    mine = rhythm()
    assert mine.today(friday_noon) == date(2026, 1, 9)
    slot = mine.next_slot(date(2026, 1, 9), friday_noon)
    assert slot == datetime(2026, 1, 12, 14, 0, tzinfo=UTC)
    assert mine.next_slot(date(2025, 1, 1), slot) == slot  # due at this very moment
    assert mine.next_slot(date(2026, 1, 17), slot) == datetime(2026, 1, 19, 14, 0, tzinfo=UTC)


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 23),
    days,
    moments,
)
@settings(deadline=None)
def test_the_next_slot_is_never_past_and_never_skips_an_allowed_day(
    allowed: frozenset[int], hour: int, day: date, now: datetime
) -> None:
    mine = rhythm(days=allowed, hour=hour, zone=ZoneInfo("UTC"))
    slot = mine.next_slot(day, now)
    assert slot >= now
    assert slot.date() >= day
    assert (slot.hour, slot.minute) == (hour, 0)
    assert slot.weekday() in allowed
    earlier = slot - timedelta(days=1)
    while earlier.date() >= day and earlier >= now:
        assert earlier.weekday() not in allowed
        earlier -= timedelta(days=1)


def test_an_allowed_day_is_itself_and_a_saturday_waits_for_monday() -> None:
    assert rhythm().allowed_day(date(2026, 1, 9)) == date(2026, 1, 9)
    assert rhythm().allowed_day(date(2026, 1, 10)) == date(2026, 1, 12)
    assert rhythm(days=frozenset({5})).allowed_day(date(2026, 1, 11)) == date(2026, 1, 17)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "hour", "quiet"),
    [
        (21, 8, 9, {21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7}),
        (21, 8, 7, {21, 22, 23, 0, 1, 2, 3, 4, 5, 6}),
        (12, 14, 9, {12, 13}),
        (12, 14, 13, {12}),
        (0, 0, 9, set()),
        (21, 21, 9, set()),
        (22, 0, 9, {22, 23}),
        (0, 6, 9, {0, 1, 2, 3, 4, 5}),
    ],
)
def test_quiet_hours_hold_over_midnight_but_not_in_the_students_own_hour(
    quiet_from: int, quiet_until: int, hour: int, quiet: set[int]
) -> None:
    mine = rhythm(quiet_from=quiet_from, quiet_until=quiet_until, hour=hour)
    on_the_clock = (datetime(2026, 1, 5, each, 30, tzinfo=NEW_YORK) for each in range(24))
    assert {at.hour for at in on_the_clock if mine.is_quiet(at.astimezone(UTC))} == quiet


def test_a_nudge_is_welcome_outside_quiet_hours_on_the_students_days() -> None:
    welcome = [
        (at.weekday(), at.hour)
        for at in (
            datetime(2026, 1, 5, 0, 30, tzinfo=NEW_YORK) + timedelta(hours=h) for h in range(168)
        )
        if rhythm().welcomes(at.astimezone(UTC))
    ]
    assert welcome == [(day, hour) for day in range(5) for hour in range(8, 21)]


# Lighter times, pauses, weeks


@given(days, st.integers(1, 1826), st.integers(-400, 400))
def test_a_lighter_time_doubles_the_cadence_and_holds_nobody_back_past_its_end(
    due: date, cadence: int, left: int
) -> None:
    end = due + timedelta(days=left)
    lighter = rhythm(lighter_until=end)
    assert rhythm().eased(due, cadence) == due, "without a lighter time nothing moves"
    assert lighter.eased(due, None) == due, "a day of its own stays"
    twice = due + timedelta(days=cadence)
    assert lighter.eased(due, cadence) == (due if due >= end else min(twice, end))
    next_day = due + timedelta(days=1)
    assert lighter.eased(due, cadence) <= lighter.eased(next_day, cadence), "nobody overtakes"


def test_before_an_exam_a_fortnights_cadence_waits_a_fortnight_more() -> None:
    exams = rhythm(lighter_until=date(2026, 2, 1))
    assert exams.eased(date(2026, 1, 5), 14) == date(2026, 1, 19)
    assert exams.eased(date(2026, 1, 25), 14) == date(2026, 2, 1)


def test_the_last_allowed_day_is_itself_and_a_sunday_goes_back_to_friday() -> None:
    assert rhythm().last_allowed_day(date(2026, 1, 9)) == date(2026, 1, 9)
    assert rhythm().last_allowed_day(date(2026, 1, 11)) == date(2026, 1, 9)
    assert rhythm(days=frozenset({6})).last_allowed_day(date(2026, 1, 10)) == date(2026, 1, 4)


def test_a_pause_is_over_on_its_day_by_the_students_own_calendar() -> None:
    resting = rhythm(paused_until=date(2026, 1, 7))
    midnight = datetime(2026, 1, 7, 5, 0, tzinfo=UTC)  # in New York
    assert resting.is_paused(midnight - timedelta(seconds=1))
    assert not resting.is_paused(midnight)
    assert not rhythm().is_paused(midnight)


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 23),
    st.integers(-40, 400),
    st.integers(-40, 400),
    moments,
)
def test_no_slot_lies_in_a_pause_and_all_else_stays_as_it_is(
    allowed: frozenset[int], hour: int, planned_in: int, paused_for: int, now: datetime
) -> None:
    mine = rhythm(days=allowed, hour=hour)
    day, ends = (mine.today(now) + timedelta(days=each) for each in (planned_in, paused_for))
    resting = replace(mine, paused_until=ends)
    slot = resting.next_slot(day, now)
    assert slot == mine.next_slot(max(day, ends), now)
    assert not resting.is_paused(slot)
    assert resting.welcomes(slot)


def test_a_week_begins_on_monday_wherever_and_whenever_the_clocks_change() -> None:
    for change in changes():
        mine = rhythm(change.zone)
        for hours in range(-8 * 24, 8 * 24, 29):
            now = change.moment + timedelta(hours=hours)
            begun = mine.monday(now)
            local = begun.astimezone(change.zone)
            where = (change, now)
            assert begun <= now < begun + timedelta(days=7, hours=3), where
            assert (local.weekday(), local.hour, local.minute) == (0, 0, 0), where
            assert mine.monday(begun) == begun, where
            assert mine.monday(begun - timedelta(seconds=1)) < begun, where


def test_the_next_welcome_moment_is_the_first_wherever_and_whenever_the_clocks_change() -> None:
    for change in changes()[::9]:
        mine = rhythm(change.zone, 9, WEEKDAYS, 22, 4)
        for quarters in range(-20, 24, 3):
            now = change.moment + timedelta(minutes=15 * quarters + 5)
            found = mine.next_welcome(now)
            first = now
            while mine.is_quiet(first):
                first += timedelta(minutes=5)
            assert found == first, (change, now)


@given(moments, st.sampled_from(sorted(available_timezones())), st.integers(0, 23))
def test_a_welcome_moment_is_now_or_ahead_in_every_zone(
    now: datetime, name: str, hour: int
) -> None:
    mine = rhythm(ZoneInfo(name), hour, quiet_from=20, quiet_until=10)
    found = mine.next_welcome(now)
    assert now <= found < now + timedelta(hours=18)
    assert not mine.is_quiet(found)
    assert (found == now) == (not mine.is_quiet(now))
    resting = replace(mine, paused_until=mine.today(now) + timedelta(days=9))
    assert resting.next_welcome(now) == resting.next_slot(mine.today(now), now)


def test_where_clocks_are_half_an_hour_off_quiet_hours_end_on_their_hour() -> None:
    for name in ("Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham"):
        mine = rhythm(ZoneInfo(name), quiet_until=8)
        late = datetime(2026, 6, 1, 23, 17, 5, 99, tzinfo=mine.zone)
        found = mine.next_welcome(late.astimezone(UTC)).astimezone(mine.zone)
        assert found == datetime(2026, 6, 2, 8, 0, tzinfo=mine.zone)
        assert found.astimezone(UTC).minute


# The moment, whenever the clocks change, anywhere


def awkward(change: Change, hour: int) -> bool:
    """Say whether the hour is in the gap, yet not where the gap begins."""
    first, _ = change.skips_or_repeats
    walls = [datetime.combine(day, time(hour)) for day in change.days()]
    return any(change.skips(wall) and wall != first for wall in walls)


def slots_are_right(change: Change, hour: int) -> None:
    mine = rhythm(change.zone, hour, EVERY_DAY)
    start = datetime.combine(change.days()[0], time(0), UTC) - timedelta(days=2)
    planned = [mine.next_slot(day, start) for day in change.days()]
    one_after_another = [planned[0]]
    for day in change.days()[1:]:
        just_after = one_after_another[-1] + timedelta(seconds=1)
        one_after_another.append(mine.next_slot(day, just_after))
    where = (change, hour)
    assert planned == one_after_another, where
    assert all(a < b for a, b in pairwise(planned)), where
    for day, slot in zip(change.days(), planned, strict=True):
        wall = datetime.combine(day, time(hour))
        assert slot == change.first(wall), where
        local = slot.astimezone(change.zone)
        if change.skips(wall):
            assert local.replace(tzinfo=None) == change.local(change.after), where
        else:
            assert (local.date(), local.hour, local.minute, local.fold) == (day, hour, 0, 0), where


def test_the_years_ahead_bring_gaps_and_folds_in_many_places() -> None:
    assert len(changes()) > 400
    assert any(change.after > change.before for change in changes())
    assert any(change.after < change.before for change in changes())
    for one, other in pairwise(changes()):
        if one.zone is other.zone:
            assert other.moment - one.moment > timedelta(days=7)


def test_every_day_brings_one_slot_wherever_and_whenever_the_clocks_change() -> None:
    for change in changes():
        for hour in change.hours():
            if not awkward(change, hour):
                slots_are_right(change, hour)


def test_an_hour_inside_a_long_gap_is_the_first_moment_after_it() -> None:
    for change in changes():
        for hour in change.hours():
            if awkward(change, hour):
                slots_are_right(change, hour)


def test_zones_whose_clocks_never_change_keep_the_hour_for_a_year() -> None:
    restless = {change.zone.key for change in changes()}
    for name in sorted(available_timezones() - restless):
        mine = rhythm(ZoneInfo(name), 2, EVERY_DAY)
        first = mine.moment(date(2026, 1, 1))
        last = mine.moment(date(2026, 12, 31))
        assert last - first == timedelta(days=364), name
        assert first.astimezone(mine.zone).hour == 2, name


def test_the_students_own_slot_is_never_quiet_even_when_the_clocks_skip_it() -> None:
    for change in changes():
        for hour in change.hours():
            mine = rhythm(change.zone, hour, EVERY_DAY, quiet_from=21, quiet_until=8)
            for day in change.days():
                assert not mine.is_quiet(mine.moment(day)), (change, day, hour)


def test_the_name_of_a_message_fits_what_discord_allows() -> None:
    nonce = Letter(2**53, (), 0, date(2026, 1, 5)).nonce
    assert nonce == "pitstop-9007199254740992"
    assert len(nonce) <= 25
