"""The largest nudge cards that can be, beside Discord's limits."""

from datetime import UTC, date, datetime

import pytest

from bot.nudges.model import KEEP_IN_TOUCH, Item, Letter, Nudge, Person, State
from bot.ui.nudges import nudge_card

NOW = datetime(2026, 1, 5, 17, tzinfo=UTC)
LONG = "*" * 500
FULL = Person(LONG, LONG, NOW, "Coffee", LONG, "6 weeks", LONG, NOW.date(), LONG)


def item(number: int) -> Item:
    nudge = Nudge(
        number, 1, KEEP_IN_TOUCH, number, number, State.SENT, NOW.date(), NOW, 42, False, 4, 1, NOW
    )
    return Item(nudge, FULL, was_due=NOW)


@pytest.mark.parametrize("people", [1, 4, 5])
@pytest.mark.parametrize("question", [None, (1, "done"), (1, "snooze"), (1, "drop")])
def test_the_fullest_card_fits_forty_parts_and_4000_characters(
    people: int, question: tuple[int, str] | None
) -> None:
    items = tuple(item(number + 1) for number in range(people))
    letter = Letter(1, items, 900, date(2026, 1, 5), (LONG,) * 20, catch_up=True)
    card = nudge_card(letter, question)  # more than forty parts would raise
    written = [part for part in card.walk_children() if hasattr(part, "content")]
    assert sum(len(part.content) for part in written) <= 4000
    assert "Next time: " in written[-1].content
