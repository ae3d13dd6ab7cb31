"""The table of moves: where a meeting can go from where it is, and what it keeps meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.meetings.model import (
    HELD_FOR,
    HOLDING,
    HOW,
    IN_A_NOTE,
    LOGGED_AS,
    MOVES,
    OPEN,
    ImpossibleMove,
    Meeting,
    State,
)

MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
MEETING = Meeting(
    id=7,
    student_id=2**62 + 1,
    contact_id=3,
    purpose="how you chose hands",
    minutes=20,
    how="video",
    place="",
    their_zone=None,
    state=State.DRAFT,
    offered=(MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)),
    held_until=MONDAY + HELD_FOR,
    begins_at=None,
    sequence=0,
    draft_id=None,
    mentor_id=None,
    word="",
    again_on=None,
    questions=(),
    interaction_id=None,
    asked_at=None,
    created_at=MONDAY,
    changed_at=MONDAY,
)

#: Where it can go, in words that are read at a glance.
WAYS = {
    "draft": "asked cancelled",
    "asked": "confirmed declined no_reply other_times cancelled",
    "other_times": "asked confirmed declined cancelled",
    "no_reply": "asked confirmed declined other_times cancelled",
    "declined": "",
    "confirmed": "moved cancelled missed done",
    "moved": "asked confirmed declined cancelled",
    "cancelled": "",
    "missed": "moved cancelled done",
    "done": "",
}


def at(state: State) -> Meeting:
    return replace(MEETING, state=state)


def test_every_state_is_in_the_table_with_all_of_its_moves() -> None:
    assert {state.value: {to.value for to in moves} for state, moves in MOVES.items()} == {
        state: set(ways.split()) for state, ways in WAYS.items()
    }
    assert set(MOVES) == set(State)


@pytest.mark.parametrize(("here", "to"), [*product(State, State)])
def test_a_meeting_goes_on_as_the_table_says_and_in_no_other_way(here: State, to: State) -> None:
    meeting, allowed = at(here), to.value in WAYS[here.value].split()
    assert meeting.may(to) == allowed
    if allowed:
        meeting.require(to)
        return
    with pytest.raises(ImpossibleMove) as error:
        meeting.require(to)
    assert error.value.state == here, "the sentence says where it is"


def test_what_is_over_goes_nowhere_and_everything_else_can_be_called_off() -> None:
    over = {State.DECLINED, State.CANCELLED, State.DONE}
    assert set(State) - OPEN == over
    for state in State:
        assert at(state).is_open == (state not in over)
        assert at(state).may(State.CANCELLED) == (state not in over)


def test_every_state_can_be_reached_from_the_beginning() -> None:
    reached, new = set[State](), {State.DRAFT}
    while new:
        reached |= new
        new = {to for state in new for to in MOVES[state]} - reached
    assert reached == set(State)


def test_a_way_of_several_moves_is_possible_when_each_of_them_is() -> None:
    at(State.DRAFT).require(State.ASKED, State.CONFIRMED)
    at(State.CONFIRMED).require(State.MOVED, State.CONFIRMED)
    at(State.MISSED).require(State.MOVED, State.CONFIRMED)
    at(State.DONE).require()
    for here, way in (
        (State.DRAFT, (State.CONFIRMED,)),
        (State.DRAFT, (State.ASKED, State.DONE)),
        (State.CONFIRMED, (State.CONFIRMED,)),
        (State.CANCELLED, (State.MOVED, State.CONFIRMED)),
    ):
        with pytest.raises(ImpossibleMove) as error:
            at(here).require(*way)
        assert error.value.state == here


def test_its_name_in_calendars_stays_whatever_changes_and_is_its_own() -> None:
    changed = replace(
        MEETING,
        state=State.CONFIRMED,
        contact_id=9,
        begins_at=MONDAY + HELD_FOR,
        place="Room 2",
        sequence=5,
        changed_at=MONDAY + HELD_FOR,
    )
    assert changed.uid == MEETING.uid
    others = (
        replace(MEETING, id=8),
        replace(MEETING, student_id=2**62 + 2),
        replace(MEETING, created_at=MONDAY + timedelta(seconds=1)),
    )
    assert len({MEETING.uid, *(each.uid for each in others)}) == 4


@pytest.mark.parametrize("state", [*State])
def test_what_was_offered_is_held_for_a_week_while_there_may_be_an_answer(state: State) -> None:
    meeting = at(state)
    holds = state in HOLDING
    assert meeting.holds(MONDAY) == holds
    assert meeting.holds(meeting.held_until - timedelta(microseconds=1)) == holds
    assert not meeting.holds(meeting.held_until)
    assert holds <= meeting.is_open
    assert not (holds and meeting.is_booked)


def test_only_what_both_agreed_on_is_booked_and_it_ends_when_its_minutes_are_over() -> None:
    assert [state for state in State if at(state).is_booked] == [State.CONFIRMED]
    assert MEETING.ends_at is None
    assert replace(MEETING, begins_at=MONDAY).ends_at == MONDAY + timedelta(minutes=20)


def test_every_way_to_meet_is_said_in_a_note_and_logged() -> None:
    assert set(HOW) == set(LOGGED_AS) == set(IN_A_NOTE)
