"""The hours of a week as people type them, as they are kept and as they are said."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.hours import (
    USUAL,
    Hours,
    Span,
    UnreadableDays,
    UnreadableHours,
    in_words,
    packed,
    read_days,
    read_spans,
    unpacked,
    with_hours,
    without,
)

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@st.composite
def spans(draw: st.DrawFn, shortest: int = 1, most: int = 6) -> list[tuple[int, int]]:
    """Up to six spans of a day, apart from each other; they may fill it to midnight."""
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=2 * most)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [(begins, ends) for begins, ends in pairs if ends - begins >= shortest]


@st.composite
def weeks(draw: st.DrawFn, shortest: int = 1) -> Hours:
    """Hours in which some days are alike, as those of people are."""
    kinds = draw(st.lists(spans(shortest), min_size=1, max_size=3))
    days = draw(st.lists(st.sampled_from(kinds), min_size=7, max_size=7))
    return tuple(Span(day, *each) for day, of_day in enumerate(days) for each in of_day)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mon-Fri", {MON, TUE, WED, THU, FRI}),
        ("Monday to Friday", {MON, TUE, WED, THU, FRI}),
        ("Monday through Thursday", {MON, TUE, WED, THU}),
        ("weekdays", {MON, TUE, WED, THU, FRI}),
        ("Every weekday", {MON, TUE, WED, THU, FRI}),
        ("Tue, Thu", {TUE, THU}),
        ("tues/thurs", {TUE, THU}),
        ("mon wed fri", {MON, WED, FRI}),
        ("MWF", {MON, WED, FRI}),
        ("TTh", {TUE, THU}),
        ("every day", set(range(7))),
        ("everyday", set(range(7))),
        ("all week", set(range(7))),
        ("daily", set(range(7))),
        ("weekends", {SAT, SUN}),
        ("weekdays and Saturday", {MON, TUE, WED, THU, FRI, SAT}),
        ("Mondays and Wednesdays", {MON, WED}),
        ("every Monday", {MON}),
        ("on Tuesdays", {TUE}),
        ("Sat–Mon", {SAT, SUN, MON}),
        ("Fri—Tue", {FRI, SAT, SUN, MON, TUE}),
        ("Sun - Thu", {SUN, MON, TUE, WED, THU}),
        ("Mon.–Wed. & Fri.", {MON, TUE, WED, FRI}),
        ("mon-mon", {MON}),
        ("  WEDNESDAY ", {WED}),
        ("Mo, We", {MON, WED}),
        ("mon mon mon", {MON}),
    ],
)
def test_days_are_read_as_they_were_meant(typed: str, meant: set[int]) -> None:
    assert read_days(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "and", "every", "never", "m", "xyz", "Mon-", "-Fri", "-", "Mon-Wed-Fri"),
        *("Mon-weekend", "weekdays except Wed", "not Friday", "Mon 9-5", "1-5", "tomorrow"),
        *("Monday!", "\x00", "💀", "mon " * 100, "-" * 10_000),
    ],
)
def test_what_is_no_day_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnreadableDays) as refusal:
        read_days(typed)
    assert refusal.value.text == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9am-12pm, 2-5pm", "9:00-12:00 14:00-17:00"),
        ("9-17", "9:00-17:00"),
        ("9-5", "9:00-17:00"),
        ("9to5", "9:00-17:00"),
        ("9 a.m. – 5 p.m.", "9:00-17:00"),
        ("9a-5p", "9:00-17:00"),
        ("9:30 to 11", "9:30-11:00"),
        ("9.30 until 11.15", "9:30-11:15"),
        ("930-1100", "9:30-11:00"),
        ("14:00–16:30", "14:00-16:30"),
        ("1400-1630", "14:00-16:30"),
        ("noon to 3", "12:00-15:00"),
        ("12 noon - 1", "12:00-13:00"),
        ("9 to noon", "9:00-12:00"),
        ("9am - midnight", "9:00-24:00"),
        ("20:00-00:00", "20:00-24:00"),
        ("8pm-12", "20:00-24:00"),
        ("0-24", "0:00-24:00"),
        ("midnight to midnight", "0:00-24:00"),
        ("midnight-1am", "0:00-1:00"),
        ("from 10 to 2", "10:00-14:00"),
        ("between 9 and 11", "9:00-11:00"),
        ("between 9 and 11 and 1-3", "9:00-11:00 13:00-15:00"),
        ("9-11 and 2-4", "9:00-11:00 14:00-16:00"),
        ("9-11; 2-4 & 6-8pm", "9:00-11:00 14:00-16:00 18:00-20:00"),
        ("2-4, 9-11", "9:00-11:00 14:00-16:00"),
        ("10-2, 1-4", "10:00-16:00"),
        ("9-12, 12-3", "9:00-15:00"),
        ("9-9:15", "9:00-9:15"),
    ],
)
def test_hours_are_read_as_they_were_meant(typed: str, meant: str) -> None:
    assert said(read_spans(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # Neither end says it: a day begins at 7.
        ("7-8", "7:00-8:00"),
        ("11-1", "11:00-13:00"),
        ("12-2", "12:00-14:00"),
        ("2-5", "14:00-17:00"),
        ("2:30-5:30", "14:30-17:30"),
        ("6-8", "18:00-20:00"),
        ("5-7", "17:00-19:00"),
        # One end says it: the other is as near as it can be.
        ("9-5pm", "9:00-17:00"),
        ("9am-5", "9:00-17:00"),
        ("8-9pm", "20:00-21:00"),
        ("5-7am", "5:00-7:00"),
        ("9-12am", "21:00-24:00"),
        ("11-1pm", "11:00-13:00"),
        ("12-1pm", "12:00-13:00"),
        ("12-1am", "0:00-1:00"),
        ("midnight-6", "0:00-6:00"),
        # One end is on a 24-hour clock, so both are.
        ("2-17", "2:00-17:00"),
        ("05:00-6:30", "5:00-6:30"),
        ("12-13", "12:00-13:00"),
    ],
)
def test_an_hour_without_am_or_pm_is_read_by_one_rule(typed: str, meant: str) -> None:
    assert said(read_spans(typed)) == meant


def said(read: tuple[tuple[int, int], ...]) -> str:
    def clock(minutes: int) -> str:
        return f"{minutes // 60}:{minutes % 60:02}"

    return " ".join(f"{clock(begins)}-{clock(ends)}" for begins, ends in read)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", ",", "9", "9am", "mornings", "Mon 9-5", "9-", "-5", "9-12-3", "9-5, soon"),
        *("5pm-9am", "10pm-2am", "9am-9am", "9-9", "17-9", "9-9:14", "9am-9:10am", "14-5"),
        *("25-26", "24-25", "9:60-11", "9-24:30", "13pm-3pm", "0am-9am", "9:5-10", "12345-5"),
        *("9-10,11-12,1-2,3-4,5-6,7-8pm,9-10pm", "9-5!", "\x00", "💀", "9-5," * 60),
        *("-" * 10_000, "between " * 2000, "९-१२"),
    ],
)
def test_what_is_no_hours_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnreadableHours) as refusal:
        read_spans(typed)
    assert refusal.value.text == typed


@given(st.text(max_size=40) | st.text("0123456789:-–,. apmtonidghfrsw", max_size=30))
def test_anything_typed_is_read_or_refused_and_what_is_read_is_in_order(typed: str) -> None:
    try:
        read = read_spans(typed)
    except UnreadableHours:
        return
    edges = [edge for span in read for edge in span]
    assert edges == sorted(set(edges))
    assert all(ends - begins >= 15 for begins, ends in read)
    assert 0 <= edges[0] <= edges[-1] <= 1440


@given(st.text(max_size=40) | st.text("montuewdhfrisa -,y", max_size=30))
def test_any_days_typed_are_read_or_refused(typed: str) -> None:
    try:
        read = read_days(typed)
    except UnreadableDays:
        return
    assert read
    assert read <= set(range(7))


def test_the_usual_hours_are_nine_to_five_on_weekdays() -> None:
    assert in_words(USUAL) == ["Mon–Fri 9 am–5 pm"]


def test_new_hours_replace_those_days_and_no_others() -> None:
    hours = with_hours(USUAL, {FRI, SAT}, [(600, 960)])
    assert in_words(hours) == ["Mon–Thu 9 am–5 pm", "Fri–Sat 10 am–4 pm"]


def test_days_can_be_left_out() -> None:
    assert in_words(without(USUAL, {WED})) == ["Mon–Tue 9 am–5 pm", "Thu–Fri 9 am–5 pm"]
    assert without(USUAL, range(7)) == ()


def test_hours_that_overlap_or_touch_become_one() -> None:
    assert with_hours((), {MON}, [(600, 660), (540, 600), (630, 700), (900, 960)]) == (
        Span(MON, 540, 700),
        Span(MON, 900, 960),
    )


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        ((), []),
        ([(MON, 540, 720)], ["Mon 9 am–12 pm"]),
        ([(MON, 720, 780), (MON, 840, 1020)], ["Mon 12–1 pm, 2–5 pm"]),
        ([(MON, 570, 675)], ["Mon 9:30–11:15 am"]),
        ([(MON, 690, 750)], ["Mon 11:30 am–12:30 pm"]),
        ([(SUN, 0, 60), (SUN, 1260, 1440)], ["Sun midnight–1 am", "9 pm–midnight"]),
        ([(SAT, 0, 1440)], ["Sat midnight–midnight"]),
        ([(MON, 540, 600), (WED, 540, 600)], ["Mon 9–10 am", "Wed 9–10 am"]),
        ([(SAT, 540, 600), (SUN, 540, 600)], ["Sat–Sun 9–10 am"]),
    ],
)
def test_hours_are_said_in_few_words(hours: list[tuple[int, int, int]], lines: list[str]) -> None:
    assert ", ".join(in_words(unpacked(hours))) == ", ".join(lines)


@given(weeks(shortest=15))
def test_what_is_said_reads_as_what_was_meant(hours: Hours) -> None:
    read: Hours = ()
    for line in in_words(hours):
        days, times = line.split(" ", 1)
        assert not read_days(days) & {span.weekday for span in read}
        read = with_hours(read, read_days(days), read_spans(times))
    assert read == hours


@given(weeks())
def test_neighbours_that_are_alike_share_a_line(hours: Hours) -> None:
    lines = [line.split(" ", 1) for line in in_words(hours)]
    for (days, times), (next_days, next_times) in pairwise(lines):
        assert max(read_days(days)) < min(read_days(next_days))
        is_next = max(read_days(days)) + 1 == min(read_days(next_days))
        assert not (is_next and times == next_times)


@given(weeks())
def test_hours_come_back_from_where_they_are_kept(hours: Hours) -> None:
    assert unpacked(json.loads(json.dumps(packed(hours)))) == hours


@pytest.mark.parametrize(
    "row",
    [
        *([7, 540, 600], [-1, 540, 600], [0, 600, 600], [0, 600, 540]),
        *([0, -1, 60], [0, 540, 1441], [0, 540], [0, 540, 600, 660], []),
    ],
)
def test_hours_that_cannot_be_are_not_unpacked(row: list[int]) -> None:
    with pytest.raises(ValueError, match=r"no hours|unpack"):
        unpacked([row])


@given(weeks(), st.sets(st.integers(0, 6)), st.lists(st.tuples(*[st.integers(0, 1440)] * 2)))
def test_whatever_is_changed_hours_stay_sorted_and_apart(
    hours: Hours, days: set[int], pairs: list[tuple[int, int]]
) -> None:
    new = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    changed = with_hours(hours, days, new)
    assert list(changed) == sorted(changed)
    for one, other in pairwise(changed):
        assert one.weekday < other.weekday or one.ends < other.begins
    assert without(changed, days) == without(hours, days)
    offered = {minute for begins, ends in new for minute in range(begins, ends)}
    for day in days:
        of_day = [span for span in changed if span.weekday == day]
        assert {m for span in of_day for m in range(span.begins, span.ends)} == offered
