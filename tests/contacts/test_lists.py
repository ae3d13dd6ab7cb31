"""Who a list shows, in which order, and on which page."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.lists import PAGE_SIZE, SORTS, Filters, _fits, _order, _page
from bot.contacts.model import Entry, Line
from bot.nudges.rhythm import Cadence

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
SEATTLE = ZoneInfo("America/Los_Angeles")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


ANA = Line(
    Entry(1, "Ana", None, "hand_therapy", "aboard", ("splints",), met_at=ago(days=200)),
    last_spoke=ago(days=50),
    due_at=ago(days=8),
)
JOSE = Line(Entry(2, "José", None, None, "pit_stop", met_at=ago(days=9)), ago(days=9), None)
MARIA = Line(
    Entry(3, "Maria", None, "hand_therapy", "aboard", archived=True), None, NOW + timedelta(days=2)
)
ZOE = Line(Entry(4, "Zoë", None, None), None, NOW + timedelta(days=1))
EVERYBODY = [ANA, JOSE, MARIA, ZOE]


def shown(filters: Filters, zone: ZoneInfo = SEATTLE) -> list[str]:
    kept = [line for line in EVERYBODY if _fits(line, filters, NOW, zone)]
    return [line.entry.name for line in sorted(kept, key=lambda line: _order(line, filters.sort))]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(sort="name"), ["Ana", "José", "Zoë"]),
        (Filters(setting="hand_therapy"), ["Ana"]),
        (Filters(seat="pit_stop"), ["José"]),
        (Filters(tag="splints"), ["Ana"]),
        (Filters(tag="splint"), []),
        (Filters(overdue=True), ["Ana"]),
        (Filters(archived=True), ["Maria"]),
        (Filters(setting="hand_therapy", seat="pit_stop"), []),
        (Filters(silent=Cadence.read("6 weeks"), sort="name"), ["Ana", "Zoë"]),
        (Filters(silent=Cadence.read("1 week"), sort="name"), ["Ana", "José", "Zoë"]),
    ],
)
def test_a_list_shows_whom_it_was_asked_for(filters: Filters, names: list[str]) -> None:
    assert shown(filters) == names


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("due", ["Ana", "Zoë", "José"]),
        ("name", ["Ana", "José", "Zoë"]),
        ("last", ["Ana", "José", "Zoë"]),
        ("met", ["Ana", "José", "Zoë"]),
    ],
)
def test_what_is_not_known_comes_last(sort: str, names: list[str]) -> None:
    assert shown(Filters(sort=sort)) == names
    assert sort in SORTS


def test_a_list_is_narrow_when_anybody_may_be_left_out() -> None:
    assert not Filters(sort="met", archived=True).narrow
    assert Filters(overdue=True).narrow
    assert Filters(silent=Cadence.read("1 day")).narrow


def test_silence_is_counted_in_days_of_the_students_calendar() -> None:
    late = Line(Entry(5, "Li", None, None), datetime(2026, 1, 5, 9, 0, tzinfo=UTC), None)
    silent = Filters(silent=Cadence.read("1 day"))
    assert not _fits(late, silent, NOW, SEATTLE), "1 am and 10 am are one day in Seattle"
    assert _fits(late, silent, NOW, KIRITIMATI), "11 pm and 8 am are two days on Kiritimati"


@given(st.integers(0, 40), st.integers(-3, 12))
def test_whichever_page_is_asked_for_there_is_one(people: int, number: int) -> None:
    lines = [Line(Entry(n, f"Person {n}", None, None), None, None) for n in range(people)]
    page = _page(lines, number)
    assert 0 <= page.number < page.pages
    assert page.total == people
    assert len(page.lines) <= PAGE_SIZE
    assert bool(page.lines) == bool(people)
    every = [line for n in range(page.pages) for line in _page(lines, n).lines]
    assert every == lines
