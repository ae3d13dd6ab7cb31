"""Which backups are kept and when the next is due, as a rule."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.backups.model import DAYS, LONGEST, WEEKS, kept, last_night, moment_of, name_of, next_due

DAY = timedelta(days=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

moments = st.datetimes(
    BEGIN.replace(tzinfo=None),
    BEGIN.replace(month=6, tzinfo=None),
    timezones=st.just(UTC),
).map(lambda each: each.replace(microsecond=0))


@given(st.sets(moments, max_size=60), moments)
def test_the_newest_stays_whatever_else_goes_and_there_are_never_many(
    made: set[datetime], now: datetime
) -> None:
    stays = kept(made, now)
    assert stays <= made
    assert len(stays) <= DAYS + WEEKS
    if made:
        assert max(made) in stays
    assert all(now - each <= LONGEST for each in stays - {max(made, default=now)})


@given(st.sets(moments, max_size=60), moments)
def test_thinning_out_twice_is_thinning_out_once(made: set[datetime], now: datetime) -> None:
    assert kept(kept(made, now), now) == kept(made, now)


@given(st.integers(1, 120), st.integers(0, 23), st.sets(st.integers(0, 119), max_size=30))
def test_night_after_night_the_last_seven_and_four_weeks_are_there(
    nights: int, hour: int, missed: set[int]
) -> None:
    there: set[datetime] = set()
    made: list[datetime] = []
    for night in range(nights):
        if night in missed:
            continue
        now = BEGIN + night * DAY + timedelta(hours=hour)
        made.append(now)
        there = kept({*there, now}, now)
        young = [each for each in made[-DAYS:] if now - each <= LONGEST]
        assert set(young) <= there
        weeks = list(dict.fromkeys(each.isocalendar()[:2] for each in reversed(made)))[:WEEKS]
        assert {each.isocalendar()[:2] for each in there} >= {
            week
            for week in weeks
            if any(e.isocalendar()[:2] == week and now - e <= LONGEST for e in young)
        }
    if nights >= 30 and not missed:
        assert DAYS + WEEKS - 2 <= len(there) <= DAYS + WEEKS - 1
        assert now - min(there) >= 2 * 7 * DAY


@given(moments)
def test_a_backup_is_named_after_its_moment_and_no_other_file_is_taken_for_one(
    moment: datetime,
) -> None:
    assert moment_of(name_of(moment)) == moment
    for other in (
        f"{name_of(moment)}.part",
        f"my-{name_of(moment)}",
        "pitstop-2026-99-99-999999.db",
    ):
        assert moment_of(other) is None


@given(moments, moments)
def test_it_is_due_once_a_night_and_a_missed_night_at_once(newest: datetime, now: datetime) -> None:
    assert now - DAY < last_night(now) <= now
    due = next_due(newest, now)
    assert next_due(None, now) == now
    if newest < last_night(now):
        assert due == now
    else:
        assert now < due <= now + DAY
        assert last_night(due) == due
