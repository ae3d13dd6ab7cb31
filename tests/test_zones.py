"""Finding a student's time zone by what they call it."""

from datetime import UTC, datetime
from importlib import resources
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.students.zones import Place, UnknownZone, find_zone, suggest, zone_name

MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


def cities() -> list[list[str]]:
    text = resources.files("bot.students").joinpath("cities.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def names(typed: str) -> list[str]:
    return [place.name for place in suggest(typed, MONDAY)]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Seattle", "America/Los_Angeles"),
        ("seattle, wa", "America/Los_Angeles"),
        ("  london ", "Europe/London"),
        ("new york", "America/New_York"),
        ("Zürich", "Europe/Zurich"),
        ("zurich", "Europe/Zurich"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("Portland", "America/Los_Angeles"),
        ("portland, me", "America/New_York"),
        ("Portland, OR · Pacific Time", "America/Los_Angeles"),
        ("America/New_York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("UTC", "UTC"),
        ("pdt", "America/Los_Angeles"),
        ("BST", "Europe/London"),
        ("aest", "Australia/Sydney"),
    ],
)
def test_a_zone_is_found_by_city_abbreviation_or_name(typed: str, zone: str) -> None:
    assert find_zone(typed, MONDAY).key == zone


@pytest.mark.parametrize(
    ("typed", "offset"), [("CET", 1), ("cet", 1), ("EET", 2), ("GMT", 0), ("HST", -10)]
)
def test_an_abbreviation_finds_a_zone_with_its_winter_offset(typed: str, offset: int) -> None:
    found = MONDAY.astimezone(find_zone(typed, MONDAY)).utcoffset()
    assert found is not None
    assert found.total_seconds() == offset * 3600


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("PST", "America/Los_Angeles"),
        ("PT", "America/Los_Angeles"),
        ("pt", "America/Los_Angeles"),
        ("cst", "America/Chicago"),
        ("est", "America/New_York"),
        ("ET", "America/New_York"),
    ],
)
def test_an_american_abbreviation_means_its_largest_city(typed: str, zone: str) -> None:
    assert find_zone(typed, MONDAY).key == zone


@pytest.mark.parametrize("typed", ["EST", "MST"])
def test_an_abbreviation_in_capitals_means_what_it_means_in_small_letters(typed: str) -> None:
    assert find_zone(typed, MONDAY) == find_zone(typed.lower(), MONDAY)


def test_a_typo_brings_the_city_among_the_suggestions() -> None:
    assert "Seattle, WA" in names("seatle")
    assert "Philadelphia, PA" in names("philadelfia")
    with pytest.raises(UnknownZone) as refusal:
        find_zone("seatle", MONDAY)
    assert refusal.value.text == "seatle"
    assert "Seattle, WA" in [place.name for place in refusal.value.near]


def test_both_portlands_are_offered_the_larger_one_first() -> None:
    assert names("portland")[:2] == ["Portland, OR", "Portland, ME"]
    assert [place.label for place in suggest("portland", MONDAY)[:2]] == [
        "Portland, OR · Pacific Time",
        "Portland, ME · Eastern Time",
    ]


@pytest.mark.parametrize("typed", ["Nowhereville", "", " ", "💀", "東京", "x" * 5000, "\x00", "?"])
def test_an_unknown_place_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UnknownZone) as refusal:
        find_zone(typed, MONDAY)
    assert refusal.value.text == typed
    assert len(refusal.value.near) <= 5


def test_before_anything_is_typed_the_commonest_places_are_offered() -> None:
    assert names("")[0] == "New York City, NY"
    assert len(names("")) == 8
    assert names("") == names("  ") == names("💀")


def test_what_is_suggested_is_never_more_than_discord_shows() -> None:
    assert len(suggest("a", MONDAY)) == 25
    assert len(suggest("san", MONDAY, limit=5)) == 5


def test_every_city_of_the_list_has_a_zone_that_exists_and_a_label_that_fits() -> None:
    known = available_timezones()
    assert len(cities()) > 5000
    for city in cities():
        name, zone = city
        assert zone in known, city
        assert name.strip() == name, city
        assert 1 <= len(Place(name, zone).name) <= 100, city
    for zone in sorted({zone for _, zone in cities()} | known):
        assert zone_name(zone), zone
        assert len(Place(zone, zone).label) <= 100, zone
    longest = max(cities(), key=lambda city: len(city[0]))
    assert len(Place(*longest).label) <= 100
    assert len(Place("x" * 200, "America/New_York").label) == 100


def test_a_zone_is_found_by_its_own_name() -> None:
    for zone in sorted(name for name in available_timezones() if "/" in name)[::9]:
        assert find_zone(zone, MONDAY).key == zone


def test_a_city_that_was_suggested_is_found_again_by_its_label() -> None:
    for name, zone in cities()[:40]:
        assert find_zone(Place(name, zone).label, MONDAY).key == zone, name


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[A-Za-z/ ,.+-]{1,12}", fullmatch=True)))
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_brings_at_most_25_places_and_never_fails(typed: str) -> None:
    places = suggest(typed, MONDAY)
    assert len(places) <= 25
    assert len(set(places)) == len(places)
    assert all(len(place.label) <= 100 for place in places)
    try:
        zone = find_zone(typed, MONDAY)
    except UnknownZone as refusal:
        near = refusal.near
        assert len(near) <= 5
    else:
        assert zone.key in available_timezones()


def test_suggestions_work_in_any_year() -> None:
    for year in (2024, 2030, 2037):
        summer = datetime(year, 7, 1, tzinfo=UTC)
        assert suggest("pdt", summer)[0].zone == "America/Los_Angeles"


@pytest.mark.parametrize("typed", ["saint louis", "St. Louis", "st louis", "Saint Louis, MO"])
def test_a_saint_may_be_written_short_or_long(typed: str) -> None:
    assert find_zone(typed, MONDAY).key == "America/Chicago"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("pacific", "America/Los_Angeles"),
        ("Mountain Time", "America/Denver"),
        ("LA", "America/Los_Angeles"),
        ("atlantic", "America/Halifax"),
        ("AST", "America/Halifax"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(typed: str, zone: str) -> None:
    assert find_zone(typed, MONDAY).key == zone
