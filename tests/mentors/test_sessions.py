"""Series of sessions: their days, what comes next, and when one looks back."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bot.mentors.outlines import outline
from bot.mentors.sessions import Progress, Series, Session, days, planned
from bot.nudges.rhythm import Cadence
from bot.students.model import STAGES

DAY = date(2026, 1, 31)
NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
some_days = st.dates(date(2025, 1, 1), date(2030, 12, 31))
often = st.sampled_from(["1 week", "2 weeks", "1 month", "2 months", "10 days"])


def series(*states: Progress, answered: int = 0) -> Series:
    """A series in which the sessions up to ``answered`` were looked back on."""
    some = tuple(
        Session(
            id=number,
            series_id=1,
            contact_id=1,
            topic="hands",
            key=None,
            planned_on=DAY + timedelta(days=number),
            state=state,
            done_at=NOW + timedelta(days=number) if state == Progress.DONE else None,
            edge="more" if number <= answered else "",
        )
        for number, state in enumerate(states, 1)
    )
    return Series(id=1, contact_id=1, outline="programme", every="1 month", sessions=some)


@given(some_days, often, st.integers(1, 24))
def test_sessions_come_at_even_distances_from_the_first_day(
    first: date, every: str, number: int
) -> None:
    found = days(first, every, number)
    assert (found[0], len(found)) == (first, number)
    assert found == sorted(set(found))
    cadence = Cadence.read(every)
    if cadence.unit == "month":
        assert found[-1] == first + relativedelta(months=cadence.count * (number - 1))
    else:
        assert {later - day for day, later in pairwise(found)} <= {timedelta(days=cadence.days)}


@given(
    some_days,
    st.sampled_from(["1 week", "2 weeks", "1 month", "2 months", "10 days"]),
    st.integers(1, 24),
    st.frozensets(st.integers(0, 6), min_size=1),
)
def test_sessions_give_way_to_days_that_are_welcome_and_never_meet(
    first: date, every: str, number: int, welcome: frozenset[int]
) -> None:
    even, found = days(first, every, number), days(first, every, number, welcome)
    assert found[0] == first, "the first was chosen"
    assert {each.weekday() for each in found} <= welcome | {first.weekday()}
    assert found == sorted(set(found))
    assert all(0 <= (moved - day).days < 7 for day, moved in zip(even, found, strict=True))


def test_sessions_a_few_days_apart_stay_where_they_are() -> None:
    assert days(DAY, "1 day", 3, {0}) == days(DAY, "1 day", 3)


def test_a_series_from_the_31st_comes_back_to_a_31st() -> None:
    assert days(DAY, "1 month", 3) == [DAY, date(2026, 2, 28), date(2026, 3, 31)]


@given(st.sampled_from(list(STAGES)), some_days)
def test_an_outline_becomes_sessions_in_its_order(stage: str, first: date) -> None:
    shipped = outline(stage)
    found = planned(shipped, first, shipped.every)
    assert [topic for topic, _ in found] == list(shipped.topics)


@given(st.lists(st.sampled_from(list(Progress)), max_size=9))
def test_one_looks_back_after_the_third_and_after_the_last(states: list[Progress]) -> None:
    found = series(*states)
    done = [each.id for each in found.done]
    asked = [each.id for each in found.looks_back()]
    assert set(asked) <= set(done)
    assert (len(done) >= 3) == (len(done) >= 3 and done[2] in asked)
    assert found.is_over == (Progress.PLANNED not in states and bool(done))
    assert (bool(done) and done[-1] in asked) == (found.is_over or len(done) == 3)
    assert len(asked) == len(set(asked)) <= 2


def test_what_was_written_last_is_what_one_sees_before_the_next() -> None:
    done, to_come = Progress.DONE, Progress.PLANNED
    found = series(done, done, to_come, answered=2)
    last = found.before(3)
    assert last is not None
    assert last.id == 2
    assert series(done, to_come).before(2) is None
    assert series(to_come, answered=1).before(1) is None
