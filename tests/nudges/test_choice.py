"""Which of the people who are due come today, told as stories and held against every case."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nudges.choice import Choice, choose, most_pressing
from bot.nudges.model import (
    ADVICE,
    KEEP_IN_TOUCH,
    KINDS,
    PROMISE,
    THANK_YOU,
    THANKS_OVERDUE,
    Nudge,
    State,
    day_of,
)
from bot.nudges.rhythm import Rhythm

SEATTLE = ZoneInfo("America/Los_Angeles")
MONDAY = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)  # 9 in the morning in Seattle
TODAY = MONDAY.date()
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def rhythm(**changes: Any) -> Rhythm:
    usual: dict[str, Any] = {"zone": SEATTLE, "hour": 9, "days": frozenset(range(5))}
    return Rhythm(**(usual | {"quiet_from": 21, "quiet_until": 8} | changes))


def nudge(
    number: int,
    late: int = 0,
    cadence: int | None = 42,
    *,
    kind: str = KEEP_IN_TOUCH,
    person: int | None = -1,
    today: date = TODAY,
    times: int = 0,
) -> Nudge:
    """Return what is due about a person for some days; about one of their own unless said."""
    return Nudge(
        number,
        1,
        kind,
        number,
        number if person == -1 else person,
        State.PLANNED,
        today - late * DAY,
        MONDAY,
        cadence,
        False,
        times,
        None,
        MONDAY,
    )


def ids(nudges: Collection[Nudge]) -> list[int]:
    return [each.id for each in nudges]


def later(choice: Choice) -> dict[datetime, list[int]]:
    return {moment: ids(waiting) for moment, waiting in choice.later.items() if waiting}


# Stories


def test_one_person_is_due_and_comes() -> None:
    ana = nudge(1)
    assert choose([ana], rhythm(), MONDAY) == Choice([ana], [], {}, [], False)


def test_nobody_is_due_and_nothing_comes() -> None:
    assert choose([], rhythm(), MONDAY) == Choice([], [], {}, [], False)


def test_a_promised_day_comes_before_a_cadence_however_late() -> None:
    mentor = nudge(1, late=40, cadence=42)
    promised = nudge(2, late=0, cadence=None, kind=PROMISE)
    put_off = nudge(3, late=1, cadence=None)
    found = choose([mentor, promised, put_off], rhythm(), MONDAY)
    assert ids(found.digest) == [3, 2, 1]


def test_a_week_late_is_more_for_a_weekly_mentor_than_for_a_yearly_alum() -> None:
    alum, mentor = nudge(1, late=20, cadence=365), nudge(2, late=7, cadence=7)
    assert ids(choose([alum, mentor], rhythm(), MONDAY).digest) == [2, 1]
    assert ids(most_pressing([alum, mentor], rhythm(), MONDAY)) == [2, 1]


def test_of_two_that_press_alike_the_earlier_day_and_then_the_earlier_plan_comes_first() -> None:
    monthly, daily = nudge(1, late=29, cadence=30), nudge(2, late=0, cadence=1)
    assert ids(choose([daily, monthly], rhythm(), MONDAY).digest) == [1, 2]
    assert ids(choose([nudge(4), nudge(3)], rhythm(), MONDAY).digest) == [3, 4]


def test_who_was_brought_without_an_answer_comes_after_who_was_brought_less_often() -> None:
    twice, once, never = nudge(1, late=90, times=2), nudge(2, late=60, times=1), nudge(3)
    found = choose([twice, once, never], rhythm(), MONDAY)
    assert ids(found.digest) == [3, 2, 1]
    assert ids(most_pressing([twice, once, never], rhythm(), MONDAY)) == [3, 2, 1]


def test_another_reason_waits_for_the_persons_turn_unless_it_is_for_a_day_of_its_own() -> None:
    waits, shown = nudge(1), nudge(2, late=9, person=7, times=1)
    advice = nudge(3, late=20, cadence=14, kind=ADVICE, person=7)
    promise = nudge(4, cadence=None, kind=PROMISE, person=7)
    assert ids(choose([waits, shown, advice], rhythm(), MONDAY).digest) == [1, 3]
    assert ids(choose([waits, shown, promise], rhythm(), MONDAY).digest) == [4, 1]
    past = nudge(4, late=7, cadence=None, kind=PROMISE, person=7)
    assert ids(choose([waits, shown, past], rhythm(), MONDAY).digest) == [1, 4]


def test_a_person_comes_up_once_for_what_presses_most_and_again_in_a_week() -> None:
    keep, promise = nudge(1, person=7), nudge(2, cadence=None, kind=PROMISE, person=7)
    advice = nudge(3, cadence=14, kind=ADVICE, person=7)
    found = choose([keep, promise, advice], rhythm(), MONDAY)
    assert ids(found.digest) == [2]
    assert later(found) == {MONDAY + 7 * DAY: [3, 1]}
    assert found.waiting == [], "it is one person, and they are here"
    assert ids(most_pressing([keep, promise, advice], rhythm(), MONDAY)) == [2]


def test_who_was_asked_this_week_is_left_in_peace_until_the_next() -> None:
    found = choose([nudge(1), nudge(2)], rhythm(), MONDAY, asked={1})
    assert ids(found.digest) == [2]
    assert later(found) == {MONDAY + 7 * DAY: [1]}


def test_a_promise_to_somebody_who_was_asked_this_week_comes_on_its_day() -> None:
    keep, promise = nudge(1, person=7), nudge(2, cadence=None, kind=PROMISE, person=7)
    found = choose([keep, promise], rhythm(), MONDAY, asked={7})
    assert (ids(found.digest), later(found)) == ([2], {MONDAY + 7 * DAY: [1]})


def test_what_is_about_nobody_comes_however_much_there_is_of_it() -> None:
    reviews = [nudge(n, kind="review", person=None) for n in (1, 2)]
    assert ids(choose(reviews, rhythm(), MONDAY).digest) == [1, 2]
    assert ids(most_pressing(reviews, rhythm(), MONDAY)) == [1, 2]


def test_of_seven_people_five_come_today_and_two_tomorrow() -> None:
    found = choose([nudge(n, late=n) for n in range(1, 8)], rhythm(), MONDAY)
    assert ids(found.digest) == [7, 6, 5, 4, 3]
    assert ids(found.waiting) == [2, 1]
    assert later(found) == {MONDAY + DAY: [2, 1]}


def test_eleven_people_and_a_cap_of_ten_take_until_the_next_monday() -> None:
    capped, waits = rhythm(weekly_cap=10), [nudge(n) for n in range(1, 12)]
    monday = choose(waits, capped, MONDAY)
    assert (len(monday.digest), list(monday.later)) == (5, [MONDAY + DAY])
    tuesday = choose(monday.waiting, capped, MONDAY + DAY, brought=5)
    assert (len(tuesday.digest), later(tuesday)) == (5, {MONDAY + 7 * DAY: [11]})
    again = choose(tuesday.waiting, capped, MONDAY + 7 * DAY, brought=0)
    assert (ids(again.digest), again.later) == ([11], {})


def test_a_cap_that_is_used_up_leaves_all_for_monday_and_a_smaller_one_leaves_none_below_it() -> (
    None
):
    for cap, brought in ((10, 10), (10, 12), (0, 0)):
        found = choose([nudge(1)], rhythm(weekly_cap=cap), MONDAY + 2 * DAY, brought=brought)
        assert (ids(found.digest), later(found)) == ([], {MONDAY + 7 * DAY: [1]})


def test_who_gets_the_last_place_of_the_week_is_the_most_overdue() -> None:
    people = [nudge(1, late=3), nudge(2, late=9)]
    found = choose(people, rhythm(weekly_cap=10), MONDAY + 4 * DAY, brought=9)
    assert ids(found.digest) == [2]
    assert later(found) == {MONDAY + 7 * DAY: [1]}


def test_at_night_and_on_a_day_off_nobody_comes() -> None:
    night, saturday = MONDAY + 14 * HOUR, MONDAY + 5 * DAY
    assert later(choose([nudge(1)], rhythm(), night)) == {MONDAY + DAY: [1]}
    assert later(choose([nudge(1)], rhythm(), saturday)) == {MONDAY + 7 * DAY: [1]}


def test_a_pause_holds_back_everything() -> None:
    resting = rhythm(paused_until=date(2026, 1, 15))
    kinds = [KEEP_IN_TOUCH, "thank_you", "meeting_soon"]
    due = [nudge(n, kind=kind) for n, kind in enumerate(kinds)]
    found = choose(due, resting, MONDAY)
    assert (found.digest, found.alone) == ([], [])
    assert {m: sorted(some) for m, some in later(found).items()} == {MONDAY + 10 * DAY: [0, 1, 2]}


def test_thanks_come_alone_and_wait_for_the_morning_but_a_meeting_does_not() -> None:
    thanks, soon = nudge(1, kind="thank_you"), nudge(2, kind="meeting_soon")
    by_day = choose([thanks, soon, nudge(3)], rhythm(), MONDAY)
    assert (sorted(ids(by_day.alone)), ids(by_day.digest)) == ([1, 2], [3])
    night = MONDAY + 14 * HOUR
    at_night = choose([thanks, soon], rhythm(), night)
    assert ids(at_night.alone) == [2]
    assert later(at_night) == {MONDAY + 23 * HOUR: [1]}, "at 8, when quiet hours end"


def test_of_two_thanks_for_one_talk_that_are_late_only_the_later_comes() -> None:
    first, other = nudge(1, late=7, kind=THANK_YOU), nudge(3, late=7, kind=THANK_YOU)
    later_one = replace(nudge(2, late=2, kind=THANKS_OVERDUE), subject_id=first.subject_id)
    found = choose([first, other, later_one], rhythm(), MONDAY)
    assert (ids(found.alone), ids(found.over)) == ([3, 2], [1])
    night = choose([first, later_one], rhythm(), MONDAY + 14 * HOUR)
    assert (later(night), ids(night.over)) == ({MONDAY + 23 * HOUR: [2]}, [1])
    assert ids(most_pressing([first, later_one], rhythm(), MONDAY)) == [2]


def test_what_comes_alone_takes_no_place_of_the_week() -> None:
    found = choose(
        [nudge(1, kind="debrief"), nudge(2)], rhythm(weekly_cap=1), MONDAY, asked={1}, brought=0
    )
    assert (ids(found.alone), ids(found.digest)) == ([1], [2])


def test_after_a_lighter_time_those_who_wait_are_named() -> None:
    over = rhythm(lighter_until=TODAY)
    found = choose([nudge(n) for n in range(1, 31)], over, MONDAY)
    assert found.catch_up
    assert (len(found.digest), len(found.waiting)) == (5, 25)
    assert ids(found.named) == list(range(6, 26))


def test_a_catch_up_list_comes_with_the_first_digest_of_the_week_after_or_not_at_all() -> None:
    for ends, expected in ((1, False), (0, True), (-6, True), (-7, False)):
        found = choose([nudge(1)], rhythm(lighter_until=TODAY + ends * DAY), MONDAY)
        assert (found.catch_up, ids(found.named)) == (expected, []), ends
    over = rhythm(lighter_until=TODAY, weekly_cap=3)
    full = choose([nudge(1)], over, MONDAY, brought=3)
    assert (full.catch_up, full.named) == (False, ()), "no digest, no list yet"


def test_a_lighter_time_that_ends_in_a_pause_brings_its_list_in_the_week_after_the_pause() -> None:
    for resumed, expected in ((0, True), (-6, True), (-7, False)):
        over = rhythm(lighter_until=TODAY - 20 * DAY, paused_until=TODAY + resumed * DAY)
        found = choose([nudge(n) for n in range(1, 8)], over, MONDAY)
        assert (found.catch_up, len(found.named)) == (expected, 2 * expected), resumed


def test_a_pause_of_months_later_brings_no_list_of_a_lighter_time_that_was_over() -> None:
    over, back = TODAY - 100 * DAY, TODAY - DAY
    for set_on, expected in ((over - DAY, True), (over, True), (over + DAY, False)):
        hours = rhythm(lighter_until=over, paused_until=back, pause_set_on=set_on)
        found = choose([nudge(n) for n in range(1, 8)], hours, MONDAY)
        assert found.catch_up is expected, set_on


def test_in_a_lighter_time_a_cadence_presses_half_as_much() -> None:
    weekly, fortnightly = nudge(1, late=10, cadence=7), nudge(2, late=16, cadence=14)
    assert ids(choose([weekly, fortnightly], rhythm(), MONDAY).digest) == [1, 2]
    lighter = rhythm(lighter_until=TODAY + 30 * DAY)
    found = choose([weekly, fortnightly, nudge(3, cadence=None)], lighter, MONDAY)
    assert ids(found.digest) == [3, 1, 2]


# Every case

zones = st.sampled_from(
    [
        *("America/Los_Angeles", "Europe/Zurich", "Asia/Kolkata", "Australia/Lord_Howe"),
        *("Pacific/Chatham", "Pacific/Kiritimati", "Africa/Casablanca", "Africa/Cairo", "UTC"),
    ]
).map(ZoneInfo)


@st.composite
def cases(
    draw: st.DrawFn, most_times: int = 0
) -> tuple[list[Nudge], Rhythm, datetime, frozenset[int], int]:
    """What is due to a student, when they want to hear, the moment, who was asked, how many came."""
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(
        minutes=draw(st.integers(0, 13 * 365 * 24 * 60))
    )
    near = st.none() | st.integers(-20, 20).map(lambda n: now.date() + n * DAY)
    mine = Rhythm(
        draw(zones),
        draw(st.integers(0, 23)),
        draw(st.frozensets(st.integers(0, 6), min_size=1)),
        draw(st.integers(0, 23)),
        draw(st.integers(0, 23)),
        draw(st.none() | st.integers(0, 12)),
        draw(near),
        draw(near),
    )
    if draw(st.booleans()):
        now = mine.next_slot(mine.today(now), now) + draw(st.sampled_from([0, 1])) * HOUR
    kinds = st.sampled_from([*[KEEP_IN_TOUCH, PROMISE, ADVICE] * 4, *KINDS])
    cadences = st.none() | st.integers(1, 1826)
    who = st.none() | st.integers(1, 9)
    each = st.tuples(st.integers(-1, 400), cadences, kinds, who, st.integers(0, most_times))
    due = [
        nudge(n, late, cadence, kind=kind, person=person, today=mine.today(now), times=times)
        for n, (late, cadence, kind, person, times) in enumerate(draw(st.lists(each, max_size=14)))
    ]
    return (
        due,
        mine,
        now,
        draw(st.frozensets(st.integers(1, 9), max_size=3)),
        draw(st.integers(0, 12)),
    )


def pressing(each: Nudge, mine: Rhythm, now: datetime) -> float:
    late = mine.today(now) - min(mine.eased(each.due_on, each.cadence_days), day_of(each, mine))
    return (late.days + 1) / (each.cadence_days or 1)


@given(cases())
@settings(max_examples=80)
def test_whatever_is_due_the_rules_hold(
    case: tuple[list[Nudge], Rhythm, datetime, frozenset[int], int],
) -> None:
    due, mine, now, asked, brought = case
    found = choose(due, mine, now, asked=asked, brought=brought)
    waits = [each for some in found.later.values() for each in some]

    every = [*found.digest, *found.alone, *waits]
    assert sorted(ids(every)) == sorted(ids(due)), "nothing is lost, nothing comes twice"
    assert choose(due[::-1], mine, now, asked=asked, brought=brought) == found

    assert len(found.digest) <= 5
    if mine.weekly_cap is not None:
        counted = [each for each in found.digest if each.cadence_days is not None]
        assert len(counted) <= max(0, mine.weekly_cap - brought)
    people = [each.person_id for each in found.digest if each.person_id is not None]
    assert len(people) == len(set(people))
    assert not asked & {n.person_id for n in found.digest if n.cadence_days is not None}

    assert mine.welcomes(now) or not found.digest
    for each in found.alone:
        assert each.manner.alone
        assert not mine.is_paused(now)
        assert each.manner.in_quiet_hours or not mine.is_quiet(now)
    for moment, some in found.later.items():
        assert moment > now
        for each in some:
            if each.manner.alone:
                assert not mine.is_paused(moment)
                assert not mine.is_quiet(moment)
            else:
                assert mine.welcomes(moment)

    order = [pressing(each, mine, now) for each in found.digest]
    assert order == sorted(order, reverse=True)
    assert set(ids(found.waiting)) <= set(ids(waits))
    waiting = [each for each in found.waiting if each.cadence_days is not None]
    taken = [each for each in found.digest if each.cadence_days is not None]
    if waiting and taken:
        least = min(pressing(each, mine, now) for each in taken)
        assert max(pressing(each, mine, now) for each in waiting) <= least
    for chosen in found.digest:
        same = [n for n in due if n.person_id == chosen.person_id and not n.manner.alone]
        if chosen.person_id in asked:
            same = [
                each
                for each in same
                if each.cadence_days is None and mine.today(now) - day_of(each, mine) < 7 * DAY
            ]
        if chosen.person_id is not None:
            best = max(pressing(each, mine, now) for each in same)
            assert pressing(chosen, mine, now) == best

    assert set(ids(found.named)) <= set(ids(found.waiting))
    assert len(found.named) <= 20
    assert found.catch_up or not found.named


@given(cases(most_times=3))
@settings(max_examples=80)
def test_nobody_who_was_shown_takes_the_place_of_somebody_who_waits(
    case: tuple[list[Nudge], Rhythm, datetime, frozenset[int], int],
) -> None:
    due, mine, now, asked, brought = case
    found = choose(due, mine, now, asked=asked, brought=brought)
    assert choose(due[::-1], mine, now, asked=asked, brought=brought) == found

    def turns(each: Nudge) -> int:
        in_time = each.cadence_days is None and mine.today(now) - day_of(each, mine) < 7 * DAY
        if each.times == 0 and in_time:
            return 0
        same = [
            n.times for n in due if n.person_id == each.person_id and each.person_id is not None
        ]
        return max(same, default=each.times)

    came = [turns(each) for each in found.digest]
    assert came == sorted(came)
    counted = [turns(each) for each in found.digest if each.cadence_days is not None]
    waits = [turns(each) for each in found.waiting if each.cadence_days is not None]
    assert max(counted, default=0) <= min(waits, default=3)


@given(cases(most_times=3))
@settings(max_examples=30)
def test_everybody_comes_in_the_end_and_nobody_twice(
    case: tuple[list[Nudge], Rhythm, datetime, frozenset[int], int],
) -> None:
    due, mine, now, asked, brought = case
    if mine.weekly_cap == 0:
        return
    waits = {each.id: (now, each) for each in due}
    came: dict[int, datetime] = {}
    weeks = {mine.monday(now): brought}
    asked_at = dict.fromkeys(asked, now)
    for _ in range(200):
        if not waits:
            break
        now = max(now, min(moment for moment, _ in waits.values()))
        ready = [each for moment, each in waits.values() if moment <= now]
        lately = {who for who, at in asked_at.items() if now < at + 7 * DAY}
        week = mine.monday(now)
        found = choose(ready, mine, now, asked=lately, brought=weeks.get(week, 0))
        weeks[week] = weeks.get(week, 0) + len(found.digest)
        for each in (*found.digest, *found.alone):
            assert each.id not in came
            came[each.id] = now
            del waits[each.id]
        asked_at |= {each.person_id: now for each in found.digest if each.person_id is not None}
        for moment, some in found.later.items():
            waits |= {each.id: (moment, each) for each in some}
    assert not waits
    assert sorted(came) == sorted(ids(due))
