"""Which times are free for both, told as stories and held against every minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.hours import USUAL, Hours, with_hours
from bot.meetings.slots import Rules, Slot, clash, free_slots, local_time, nearest
from tests.nudges.clocks import changes_of

ZONES = [
    ZoneInfo(name)
    for name in (
        *("America/New_York", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe"),
        *("Asia/Kolkata", "Africa/Casablanca"),
    )
]
NEW_YORK, SEATTLE, LONDON, LORD_HOWE, KOLKATA, CASABLANCA = ZONES
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
EVERY_DAY = range(7)
DAY, HOUR, HALF_HOUR, MINUTE = (timedelta(minutes=each) for each in (1440, 60, 30, 1))

#: Monday 23 November 2026, 8 in the morning in Seattle.
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)


def at(zone: ZoneInfo, said: str, length: timedelta = HOUR) -> Slot:
    """Return a slot that begins at what the clocks there say."""
    begins = datetime.strptime(said, "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(UTC)
    return Slot(begins, begins + length)


def rules(hours: Hours = USUAL, zone: ZoneInfo = SEATTLE, **changes: Any) -> Rules:
    return Rules(hours, zone, **changes)


def one_day(begins: int, ends: int) -> Hours:
    return with_hours((), EVERY_DAY, [(begins, ends)])


def times(slots: Sequence[Slot], zone: ZoneInfo) -> list[str]:
    """Return when slots begin by the clocks there."""
    return [f"{slot.begins_at.astimezone(zone):%a %H:%M %Z}" for slot in slots]


def on(day: date, zone: ZoneInfo, hours: Hours, length: timedelta = HOUR) -> list[Slot]:
    """Return what is free on one day, asked two days before."""
    midnight = local_time(day, 0, zone)
    assert midnight is not None
    found = free_slots(rules(hours, zone), [], length, midnight - 2 * DAY, None, days=4)
    return [slot for slot in found if slot.begins_at.astimezone(zone).date() == day]


# A week as it is


def test_a_student_with_usual_hours_has_slots_from_nine_to_the_last_that_ends_at_five() -> None:
    found = free_slots(rules(), [], HALF_HOUR, MONDAY, None, days=2)
    assert times(found, SEATTLE)[0] == "Tue 09:00 PST"
    assert times(found, SEATTLE)[15:] == ["Tue 16:30 PST"]


def test_both_are_awake_and_at_work() -> None:
    found = free_slots(rules(), [], HOUR, MONDAY, LONDON, days=2)
    assert times(found, LONDON) == ["Tue 17:00 GMT"]  # 9 in the morning in Seattle


def test_saturday_there_is_no_day_for_a_meeting_though_it_is_friday_here() -> None:
    sydney = ZoneInfo("Australia/Sydney")
    found = free_slots(rules(one_day(0, 1440)), [], HOUR, MONDAY, sydney, days=8)
    assert {each[:3] for each in times(found, SEATTLE)} == {"Mon", "Tue", "Wed", "Thu", "Sun"}
    assert {each[:3] for each in times(found, sydney)} == {"Mon", "Tue", "Wed", "Thu", "Fri"}


def test_a_day_that_is_blocked_has_none_and_its_ends_are_blocked_too() -> None:
    blocked = ((date(2026, 11, 25), date(2026, 11, 27)), (date(2026, 12, 1), date(2026, 12, 1)))
    found = free_slots(rules(blocked=blocked), [], HOUR, MONDAY, None, days=10)
    assert {each[:3] for each in times(found, SEATTLE)} == {"Tue", "Mon", "Wed"}


def test_the_notice_is_kept_to_the_minute() -> None:
    ten = at(SEATTLE, "2026-11-24 10:00").begins_at
    for now, first in ((ten - DAY, "Tue 10:00 PST"), (ten - DAY + MINUTE, "Tue 10:30 PST")):
        assert times(free_slots(rules(), [], HOUR, now, None), SEATTLE)[0] == first
    soon = rules(notice=timedelta(0))
    assert free_slots(soon, [], HOUR, ten, None)[0].begins_at == ten


def test_the_last_slot_begins_so_many_days_ahead() -> None:
    ten = at(SEATTLE, "2026-11-24 10:00").begins_at
    assert free_slots(rules(), [], HOUR, ten, None, days=7)[-1].begins_at == ten + 7 * DAY
    assert free_slots(rules(), [], HOUR, ten, None, days=0) == []


def test_a_quarter_of_an_hour_stays_free_around_what_is_booked_and_no_more() -> None:
    busy = [at(SEATTLE, "2026-11-24 10:45", HALF_HOUR)]
    found = free_slots(rules(one_day(540, 780)), busy, HALF_HOUR, MONDAY, None, days=1)
    assert found == []
    found = free_slots(rules(one_day(540, 780)), busy, HALF_HOUR, MONDAY, None, days=2)
    tuesday = [each[4:9] for each in times(found, SEATTLE) if each.startswith("Tue")]
    assert tuesday == ["09:00", "09:30", "10:00", "11:30", "12:00", "12:30"]


def test_what_is_booked_may_end_or_begin_just_a_quarter_of_an_hour_away() -> None:
    hours = one_day(600, 660)
    slot = at(SEATTLE, "2026-11-24 10:00")
    for gap, free in ((16 * MINUTE, [slot]), (15 * MINUTE, [slot]), (14 * MINUTE, [])):
        before = Slot(slot.begins_at - gap - HOUR, slot.begins_at - gap)
        after = Slot(slot.ends_at + gap, slot.ends_at + gap + HOUR)
        for busy in (before, after):
            assert free_slots(rules(hours), [busy], HOUR, MONDAY, None, days=2) == free


def test_their_day_begins_at_eight_and_ends_at_six() -> None:
    hours = one_day(0, 1440)
    found = free_slots(rules(hours), [], HALF_HOUR, MONDAY, NEW_YORK, days=3)
    wednesday = [each[4:9] for each in times(found, NEW_YORK) if each.startswith("Wed")]
    assert (wednesday[0], wednesday[-1], len(wednesday)) == ("08:00", "17:30", 20)


def test_a_long_booking_that_began_days_ago_still_counts() -> None:
    away = Slot(MONDAY - 5 * DAY, MONDAY + 3 * DAY)
    short = at(SEATTLE, "2026-11-24 08:00", MINUTE)
    found = free_slots(rules(), [short, away], HOUR, MONDAY, None, days=4)
    assert times(found, SEATTLE)[0] == "Thu 09:00 PST"


def test_the_grid_begins_with_each_span() -> None:
    hours = with_hours((), {1}, [(555, 630), (840, 900)])
    found = free_slots(rules(hours), [], HALF_HOUR, MONDAY, None, days=3)
    assert [each[4:9] for each in times(found, SEATTLE)] == ["09:15", "09:45", "14:00", "14:30"]


def test_without_hours_or_with_a_meeting_longer_than_them_there_is_nothing() -> None:
    assert free_slots(rules(()), [], HOUR, MONDAY, None) == []
    assert free_slots(rules(one_day(540, 600)), [], HOUR + MINUTE, MONDAY, None) == []


def test_two_thousand_busy_times_take_no_time() -> None:
    busy = [Slot(MONDAY + 10 * k * MINUTE, MONDAY + (10 * k + 1) * MINUTE) for k in range(2000)]
    every = rules(one_day(0, 1440), buffer=timedelta(0))
    began = process_time()
    found = free_slots(every, busy[::-1], 9 * MINUTE, MONDAY, None, step=MINUTE)
    assert process_time() - began < 2
    assert len(found) > 700
    assert all((slot.begins_at - MONDAY) % (10 * MINUTE) == MINUTE for slot in found[:700])


# Days on which the clocks change


@pytest.mark.parametrize(
    ("zone", "day", "hours", "begins"),
    [
        # 2:00 to 3:00 is skipped.
        (NEW_YORK, date(2026, 3, 8), (60, 240), "01:00 EST, 01:30 EST, 03:00 EDT"),
        (NEW_YORK, date(2026, 3, 8), (60, 150), "01:00 EST"),
        (NEW_YORK, date(2026, 3, 8), (135, 255), "03:15 EDT"),
        (NEW_YORK, date(2026, 3, 8), (135, 165), ""),
        (SEATTLE, date(2027, 3, 14), (60, 240), "01:00 PST, 01:30 PST, 03:00 PDT"),
        # 1:00 to 2:00 comes twice.
        (
            *(NEW_YORK, date(2026, 11, 1), (0, 180)),
            "00:00 EDT, 00:30 EDT, 01:00 EDT, 01:30 EDT, 02:00 EST",
        ),
        (NEW_YORK, date(2026, 11, 1), (60, 90), ""),
        (LONDON, date(2026, 3, 29), (0, 180), "00:00 GMT, 00:30 GMT, 02:00 BST"),
        (LONDON, date(2026, 10, 25), (60, 120), "01:00 BST, 01:30 BST"),
        # Half an hour is skipped, and comes twice.
        (LORD_HOWE, date(2026, 10, 4), (60, 180), "01:00 +1030, 01:30 +1030"),
        (LORD_HOWE, date(2026, 4, 5), (60, 150), "01:00 +11, 01:30 +11"),
        # The month of Ramadan begins and ends.
        (CASABLANCA, date(2026, 2, 15), (90, 240), "01:30 +01, 02:00 +01, 02:30 +01, 03:00 +00"),
        (CASABLANCA, date(2026, 3, 22), (60, 240), "01:00 +00, 01:30 +00, 03:00 +01"),
        # Nothing ever changes.
        (KOLKATA, date(2026, 3, 29), (60, 180), "01:00 IST, 01:30 IST, 02:00 IST"),
    ],
)
def test_an_hour_is_an_hour_on_the_days_on_which_the_clocks_change(
    zone: ZoneInfo, day: date, hours: tuple[int, int], begins: str
) -> None:
    found = times(on(day, zone, one_day(*hours)), zone)
    assert ", ".join(each[4:] for each in found) == begins


def test_hours_across_a_change_are_as_long_as_the_wall_says_at_their_edges() -> None:
    night = one_day(0, 180)
    assert len(on(date(2026, 11, 1), NEW_YORK, night, 4 * HOUR)) == 1
    assert on(date(2026, 11, 1), NEW_YORK, night, 4 * HOUR + MINUTE) == []
    assert len(on(date(2026, 3, 8), NEW_YORK, night, 2 * HOUR)) == 1
    assert on(date(2026, 3, 8), NEW_YORK, night, 2 * HOUR + MINUTE) == []


def test_where_midnight_is_skipped_the_day_before_ends_when_the_clocks_change() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # Friday 24 April 2026 begins at 1 am there
    assert local_time(date(2026, 4, 24), 0, cairo) is None
    found = on(date(2026, 4, 23), cairo, one_day(1380, 1440))
    assert times(found, cairo) == ["Thu 23:00 EET"]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_on_every_day_of_three_years_each_time_is_offered_once_and_the_first_time(
    zone: ZoneInfo,
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    days = (date(2029, 1, 1) - date(2026, 1, 1)).days
    always = rules(one_day(0, 1440), zone, notice=timedelta(0))
    found = {slot.begins_at for slot in free_slots(always, [], HALF_HOUR, now, None, days)}
    moments = (now + number * HALF_HOUR for number in range(days * 48 + 1))
    assert found == {moment for moment in moments if moment.astimezone(zone).fold == 0}


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_wall_time_is_found_whenever_clocks_show_it(zone: ZoneInfo) -> None:
    for day in changing(zone) or [FIRST]:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        shown: dict[datetime, datetime] = {}
        for ahead in range(-900, 1440 + 900, 5):
            moment = midnight + ahead * MINUTE
            shown.setdefault(moment.astimezone(zone).replace(tzinfo=None), moment)
        for minutes in range(0, 1441, 5):
            wall = midnight.replace(tzinfo=None) + minutes * MINUTE
            assert local_time(day, minutes, zone) == shown.get(wall)


# Every rule, against every minute


@cache
def changing(zone: ZoneInfo) -> list[date]:
    """Return the days of three years on which the clocks change."""
    days = (change.skips_or_repeats[0].date() for change in changes_of(zone))
    return [day for day in days if FIRST <= day <= LAST]


@dataclass(frozen=True)
class Wish:
    """Everything that decides what is free."""

    rules: Rules
    busy: list[Slot]
    length: timedelta
    now: datetime
    theirs: ZoneInfo | None
    days: int
    step: timedelta

    def free(self) -> list[Slot]:
        return free_slots(
            *(self.rules, self.busy, self.length, self.now, self.theirs, self.days, self.step)
        )


#: Minutes of the day at which hours begin, and end.
HALVES = ((0, 719), (720, 1440))


@st.composite
def wishes(draw: st.DrawFn, most_days: int) -> Wish:
    zone, theirs = draw(st.sampled_from(ZONES)), draw(st.sampled_from([None, *ZONES]))
    day = draw(st.sampled_from(changing(zone) or [FIRST]) | st.dates(FIRST, LAST))
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    now = midnight - draw(st.integers(0, 86400)) * timedelta(seconds=1)
    early, late = (st.integers(*ends) | st.sampled_from(range(*ends, 30)) for ends in HALVES)
    hours = with_hours((), EVERY_DAY, [(draw(early), draw(late))])
    if draw(st.booleans()):  # some days are others
        spans = [(draw(early), draw(late) - 700), (draw(early) + 720, draw(late))]
        some = [(begins, ends) for begins, ends in spans if begins < ends]
        hours = with_hours(hours, draw(st.sets(st.integers(0, 6))), some)
    booked = st.tuples(st.integers(-600, (most_days + 1) * 1440), st.integers(0, 150))
    starts = draw(st.lists(booked, max_size=6))
    first = day + draw(st.integers(-2, most_days)) * DAY
    blocked = draw(st.sampled_from([(), (), ((first, first),), ((first, first + DAY),)]))
    return Wish(
        Rules(
            hours,
            zone,
            blocked,
            notice=draw(st.integers(0, 12 * 60)) * MINUTE,
            buffer=draw(st.sampled_from([0, 15, 15, 60])) * MINUTE,
        ),
        [Slot(now + at * MINUTE, now + (at + length) * MINUTE) for at, length in starts],
        draw(st.sampled_from([15, 20, 30, 60, 150])) * MINUTE,
        now,
        theirs,
        draw(st.sampled_from([most_days, most_days, 1, 0])),
        draw(st.sampled_from([15, 30, 30, 60, 7])) * MINUTE,
    )


def by_the_minute(wish: Wish) -> list[Slot]:
    """Return what is free by looking at the clocks on both walls in every minute."""
    rules, length = wish.rules, wish.length // MINUTE
    first = wish.now.replace(second=0)
    clock = [first + each * MINUTE for each in range(wish.days * 1440 + length + 2)]
    mine = [moment.astimezone(rules.zone) for moment in clock]
    walls = [local.replace(tzinfo=None) for local in mine]
    at_work = [wish.theirs is None or works(moment.astimezone(wish.theirs)) for moment in clock]

    def is_free(at: int) -> bool:
        begins_at, ends_at = clock[at], clock[at] + wish.length
        local, day = mine[at], mine[at].date()
        minutes = local.hour * 60 + local.minute
        ends = [
            span.ends
            for span in rules.hours
            if span.weekday == day.weekday()
            and span.begins <= minutes < span.ends
            and (minutes - span.begins) % (wish.step // MINUTE) == 0
        ]
        if not ends or local.fold or any(one <= day <= other for one, other in rules.blocked):
            return False
        over = walls[at].replace(hour=0, minute=0) + ends[0] * MINUTE
        return (
            wish.now + rules.notice <= begins_at <= wish.now + wish.days * DAY
            and all(wall < over for wall in walls[at : at + length])
            and all(at_work[at : at + length])
            and not any(
                each.begins_at < ends_at + rules.buffer and begins_at - rules.buffer < each.ends_at
                for each in wish.busy
            )
        )

    every = (at for at in range(wish.days * 1440 + 2) if is_free(at))
    return [Slot(clock[at], clock[at] + wish.length) for at in every]


def works(local: datetime) -> bool:
    return local.weekday() < 5 and 8 <= local.hour < 18


@given(wishes(most_days=2))
def test_what_is_offered_is_all_that_keeps_every_rule(wish: Wish) -> None:
    assert wish.free() == by_the_minute(wish)


@given(wishes(most_days=14))
def test_whatever_is_offered_keeps_every_rule(wish: Wish) -> None:
    rules = wish.rules
    found = wish.free()
    assert found == sorted(set(found))
    for slot in found:
        assert slot.begins_at.tzinfo is slot.ends_at.tzinfo is UTC
        assert slot.ends_at - slot.begins_at == wish.length
        assert wish.now + rules.notice <= slot.begins_at <= wish.now + wish.days * DAY
        assert clash(slot, wish.busy, rules.buffer) is None
        begins, ends = (each.astimezone(rules.zone) for each in (slot.begins_at, slot.ends_at))
        assert begins.fold == 0
        assert local_time(begins.date(), begins.hour * 60 + begins.minute, rules.zone) is not None
        assert not any(first <= begins.date() <= last for first, last in rules.blocked)
        wall, days = begins.replace(tzinfo=None), (ends.date() - begins.date()).days
        from_, until = (each.hour * 60 + each.minute for each in (begins, ends))
        assert any(
            span.begins <= from_ and until + days * 1440 <= span.ends
            for span in rules.hours
            if span.weekday == wall.weekday()
        )
        if wish.theirs:
            assert works(slot.begins_at.astimezone(wish.theirs))
            assert works((slot.ends_at - MINUTE).astimezone(wish.theirs))


# One slot and another


def test_the_first_that_is_too_near_is_said() -> None:
    slot = at(SEATTLE, "2026-11-24 10:00")
    late = at(SEATTLE, "2026-11-24 11:10")
    early = at(SEATTLE, "2026-11-24 09:00", 50 * MINUTE)
    assert clash(slot, [late, early], 15 * MINUTE) == early
    assert clash(slot, [late, early], 10 * MINUTE) is None
    assert clash(slot, [late, slot], timedelta(0)) == slot
    assert clash(slot, [], HOUR) is None


def test_the_nearest_is_found_before_and_after_and_the_earlier_of_two() -> None:
    ten, eleven, two = (at(SEATTLE, f"2026-11-24 {hour}:00") for hour in (10, 11, 14))
    slots = [two, eleven, ten]
    assert nearest(slots, ten.begins_at - DAY) == ten
    assert nearest(slots, two.begins_at + DAY) == two
    assert nearest(slots, ten.begins_at + HALF_HOUR) == ten
    assert nearest(slots, ten.begins_at + HALF_HOUR + MINUTE) == eleven
    assert nearest([], MONDAY) is None
