"""Times to choose from and purposes, as students type them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.dates import PastMoment, UnreadableMoment
from bot.notes.facts import names_placement, read_times

SEATTLE = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 10, 13, 22, tzinfo=UTC)  # 15:00


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Fri 3pm", ["Fri 16 15:00"]),
        ("Fri 3pm and Thu 10am", ["Thu 15 10:00", "Fri 16 15:00"]),
        ("Thu 10am/Fri 3pm", ["Thu 15 10:00", "Fri 16 15:00"]),
        ("Thu, 10am, Fri, 3pm", ["Thu 15 10:00", "Fri 16 15:00"]),
        ("Thu 10am OR Fri noon", ["Thu 15 10:00", "Fri 16 12:00"]),
        ("2026-10-15 10:00; 10/16 3pm", ["Thu 15 10:00", "Fri 16 15:00"]),
        ("Oct 15 at 10am\nSat 3pm", ["Thu 15 10:00", "Sat 17 15:00"]),
    ],
)
def test_times_are_read_one_by_one(typed: str, meant: list[str]) -> None:
    moments = [datetime.fromisoformat(each) for each in read_times(typed, TUESDAY, SEATTLE)]
    assert [f"{each.astimezone(SEATTLE):%a %d %H:%M}" for each in moments] == meant


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        *((each, each) for each in ("Tue 3-5pm", "3 to 5pm", "Tue 3pm–5pm", "Fri 9am until 11")),
        *((each, each) for each in ("Tue 3pm ET", "Tue 3pm et", "Tue 3pm PST", "Tue 3pm IST")),
        *((each, each) for each in ("4pm", "at 4:30", "noon")),
        ("Fri 3pm and 4pm", "4pm"),
        ("Fri 3pm, blah 4pm", "blah 4pm"),
        *((each, each) for each in ("8 Oct 2027 3pm", "13 Oct 2031 3pm", "in 8 months 3pm")),
    ],
)
def test_what_is_no_moment_to_say_yes_to_is_refused(typed: str, refused: str) -> None:
    with pytest.raises(UnreadableMoment) as refusal:
        read_times(typed, TUESDAY, SEATTLE)
    assert refusal.value.text == refused


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("8 Oct 3pm", date(2026, 10, 8)),
        ("15 Apr 3pm", date(2026, 4, 15)),
        ("12 Oct 3pm", date(2026, 10, 12)),
    ],
)
def test_a_day_that_is_over_is_not_put_off_for_a_year(typed: str, day: date) -> None:
    with pytest.raises(PastMoment) as refusal:
        read_times(typed, TUESDAY, SEATTLE)
    assert refusal.value.day == day


@pytest.mark.parametrize(
    ("purpose", "is_placement"),
    [
        ("an FWE spot in spring", True),
        ("whether you take students", True),
        ("do my Level II fieldwork with you", True),
        ("how you chose hand therapy", False),
        ("what students get wrong about splints", False),
    ],
)
def test_a_placement_is_known_by_its_words(purpose: str, *, is_placement: bool) -> None:
    assert names_placement(purpose) is is_placement
