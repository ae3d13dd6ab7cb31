"""Who needs a decision most, who could rest, what is missing: whatever the network looks like."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.model import SEATS, SETTINGS
from bot.journey.model import (
    ASKED_ABOUT,
    CHOICES,
    MOST_SEATS,
    MOST_SUGGESTED,
    Answer,
    Member,
    NoNumber,
    Review,
    missing_settings,
    neediest,
    read_seats,
    to_rest,
)

TODAY = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def member(
    number: int,
    silent: int = 0,
    cadence: int | None = 42,
    seat: str = "aboard",
    setting: str | None = None,
    added: int = 0,
    *,
    serves: bool = False,
    owed: bool = False,
) -> Member:
    return Member(
        number,
        f"P{number}",
        "",
        seat,
        setting,
        None,
        cadence,
        TODAY - timedelta(days=silent),
        None,
        NOON + timedelta(hours=added),
        serves,
        owed,
    )


members = st.lists(
    st.builds(
        member,
        st.integers(1, 10**6),
        st.integers(-3, 4000),
        st.none() | st.integers(1, 1826),
        st.sampled_from(list(SEATS)),
        st.none() | st.sampled_from(list(SETTINGS)),
        st.integers(-5, 5),
        serves=st.booleans(),
        owed=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda each: each.id,
)


def ids(people: list[Member]) -> list[int]:
    return [each.id for each in people]


def test_twice_the_cadence_is_more_than_a_long_time_for_a_yearly_friend() -> None:
    weekly, yearly, never = member(1, 21, 7), member(2, 300, 365), member(3, 170, None)
    assert ids(neediest([yearly, never, weekly], TODAY)) == [1, 3, 2]


def test_of_two_who_need_it_alike_who_is_silent_longest_comes_first() -> None:
    assert ids(neediest([member(1, 7, 7), member(2, 14, 14)], TODAY)) == [2, 1]


def test_at_a_pit_stop_half_a_year_is_no_time() -> None:
    assert ids(neediest([member(1, 100, 7, "pit_stop"), member(2, 30, 42)], TODAY)) == [2, 1]


@given(members)
def test_everybody_is_in_the_order_once_and_however_they_come(people: list[Member]) -> None:
    order = neediest(people, TODAY)
    assert sorted(ids(order)) == sorted(ids(people))
    assert neediest(people[::-1], TODAY) == order
    needs = [each.need(TODAY) for each in order]
    assert needs == sorted(needs, reverse=True)


@given(members, st.none() | st.integers(1, 30))
def test_a_pit_stop_is_suggested_only_when_there_is_no_room(
    people: list[Member], seats: int | None
) -> None:
    aboard = [each for each in people if each.seat == "aboard"]
    resting = to_rest(people, seats, TODAY)
    over = 0 if seats is None else max(0, len(aboard) - seats)
    assert len(resting) == min(over, MOST_SUGGESTED)
    assert set(ids(resting)) <= set(ids(aboard))
    if any(each.serves for each in resting):
        left = [each for each in aboard if each not in resting]
        assert all(each.serves for each in left), "who helps with a goal rests last"
    if any(each.owed and not each.serves for each in resting):
        left = [each for each in aboard if each not in resting]
        assert all(each.owed or each.serves for each in left), "a promise comes before a rest"


def test_a_promise_comes_before_a_rest_and_a_goal_before_both() -> None:
    owed, free, serves = (
        member(1, 90, 7, owed=True),
        member(2, 10, 7),
        member(3, 99, 7, serves=True),
    )
    assert ids(to_rest([owed, free, serves], 1, TODAY)) == [2, 1]


@given(members, st.sets(st.sampled_from(list(SETTINGS))))
def test_settings_that_are_missing_are_those_of_nobody_and_goals_come_first(
    people: list[Member], wanted: set[str]
) -> None:
    missing = missing_settings(people, wanted)
    known = {each.setting for each in people}
    assert set(missing) == set(SETTINGS) - known - {"other"}
    goals = [each in wanted for each in missing]
    assert goals == sorted(goals, reverse=True)


@given(st.integers(1, MOST_SEATS))
def test_a_number_of_seats_is_read(number: int) -> None:
    assert read_seats(f" {number} ") == number


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_number_of_seats_or_none(text: str) -> None:
    with suppress(NoNumber):
        assert 1 <= read_seats(text) <= MOST_SEATS


@pytest.mark.parametrize("text", ["", "0", "501", "-1", "1.5", "²", "twelve", "٣"])
def test_what_is_no_number_of_seats_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoNumber):
        read_seats(text)


flags = st.booleans().map(lambda on: NOON if on else None)
reviews = st.builds(Review, st.just(1), st.just(NOON), flags, flags, flags)


@given(reviews, members, st.sets(st.integers(0, 29)))
def test_a_review_asks_about_everybody_who_was_there_once_and_always_ends(
    review: Review, people: list[Member], places: set[int]
) -> None:
    answered = [people[n] for n in places if n < len(people)]
    answers = [Answer(each.id, each.seat, each.seat, None) for each in answered]
    left = review.left(people, answers, TODAY)
    assert len(set(ids(left))) == len(left)
    assert not set(ids(left)) & set(ids(answered)), "nobody is shown twice"
    for each in people:
        asked = each.seat in ASKED_ABOUT and each.added_at <= NOON and each not in answered
        assert (each in left) == asked
    if review.step(left) == "people":
        after = [*answers, Answer(left[0].id, "aboard", "aboard", None)]
        assert ids(review.left(people, after, TODAY)) == ids(left[1:]), "each answer is one less"
    assert review.step([]) != "people"


def test_each_seat_offers_to_leave_it_first_and_no_seat_twice() -> None:
    assert set(CHOICES) == set(ASKED_ABOUT)
    for seat, offered in CHOICES.items():
        assert offered[0] == seat
        assert len(set(offered)) == len(offered) == 3
        assert set(offered) <= set(SEATS)
