"""On which day a small habit comes, and what a public thank-you says within its length."""

from datetime import date, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.words import NAME_LENGTH
from bot.journey.habits import DAYS, next_due, next_month, usual_months
from bot.journey.shoutouts import PLATFORMS, compose, length, wordings
from bot.notes.model import FACT_LENGTH, TONES

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
months = st.frozensets(st.integers(1, 12), min_size=1)
names = st.sampled_from(sorted(DAYS))
EVERY = [
    pytest.param(platform, tone, number, id=f"{platform}-{tone}-{number}")
    for platform, tone in product(PLATFORMS, TONES)
    for number in range(len(wordings(platform, tone)))
]


@given(names, months, days, days)
def test_a_habit_comes_in_a_month_that_was_chosen_and_never_before_it_was_asked_for(
    name: str, chosen: frozenset[int], since: date, today: date
) -> None:
    found = next_due(name, chosen, since, today)
    assert found.month in chosen
    assert found.day == DAYS[name]
    assert found >= since
    assert found >= today.replace(day=1)
    before = found - timedelta(days=1)
    while before >= max(since, today.replace(day=1)):
        assert (before.month, before.day) not in {(month, DAYS[name]) for month in chosen}
        before -= timedelta(days=1)


@given(names, months, days)
def test_what_was_answered_comes_no_more_in_its_month(
    name: str, chosen: frozenset[int], today: date
) -> None:
    found = next_due(name, chosen, next_month(today), today)
    assert (found.year, found.month) > (today.year, today.month)


@given(names, days)
def test_it_waits_all_month_and_lets_the_month_go(name: str, today: date) -> None:
    every = range(1, 13)
    first = today.replace(day=1)
    assert next_due(name, every, first, today) == next_due(name, every, first, first)
    assert next_due(name, every, first, next_month(today)).month == next_month(today).month


@given(days)
def test_the_profile_comes_twice_a_year_and_the_rest_every_month(today: date) -> None:
    one, other = usual_months("profile", today)
    assert other - one == 6
    assert today.month % 12 + 1 in {one, other}
    assert usual_months("article", today) == usual_months("thanks", today) == tuple(range(1, 13))


@pytest.mark.parametrize(("platform", "tone", "number"), EVERY)
def test_a_post_names_whom_and_what_for_and_nothing_else_is_left_to_fill_in(
    platform: str, tone: str, number: int
) -> None:
    said = compose(platform, tone, number, "Ana Rivera", "for showing me how a splint moves. ")
    assert said.count("Ana Rivera") == 1
    assert "for showing me how a splint moves" in said
    assert "for for" not in said
    assert not {"{", "}", "  ", "!", "..", ",,"} & {
        said[n : n + k] for n in range(len(said)) for k in (1, 2)
    }
    assert said[0].isupper()
    assert compose(platform, tone, number, "someone in hand therapy", "x")[0].isupper()


@pytest.mark.parametrize(("platform", "tone", "number"), EVERY)
def test_a_post_fits_its_platform_with_the_longest_name_and_reason(
    platform: str, tone: str, number: int
) -> None:
    said = compose(platform, tone, number, "N" * NAME_LENGTH, "w" * FACT_LENGTH)
    assert length(platform, said) <= PLATFORMS[platform].most


@pytest.mark.parametrize(("platform", "tone"), list(product(["x", "linkedin"], TONES)))
def test_two_wordings_are_two_posts(platform: str, tone: str) -> None:
    found = wordings(platform, tone)
    assert len(found) >= 4
    for one, other in combinations([{*each.lower().split()} for each in found], 2):
        assert len(one & other) / len(one | other) <= 0.6


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_said_as_it_is(who: str, what: str) -> None:
    said = compose("x", "brief", 0, who, what)
    assert who[:1].upper() + who[1:] in said or who in said or who[1:] in said
    assert " ".join(what.split()).removeprefix("for ").rstrip(" .,;:!") in said


@pytest.mark.parametrize(
    ("platform", "text", "count"),
    [("x", "Zoë", 3), ("x", "東京", 4), ("bluesky", "東京", 2), ("x", "“so” – yes", 10)],
)
def test_characters_are_counted_as_the_platform_does(platform: str, text: str, count: int) -> None:
    assert length(platform, text) == count
