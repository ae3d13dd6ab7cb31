"""Who fits whom, and who comes first."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.model import SETTINGS
from bot.mentors.fit import Candidate, Wanted, fit, lacks, ranked
from bot.mentors.model import Mentor
from bot.students.model import STAGES

NOW = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
PACIFIC = ZoneInfo("America/Los_Angeles")
SOME_SETTINGS, SOME_TOPICS = list(SETTINGS)[:4], ["splinting", "job interviews", "night shifts"]

mentor_facts = {
    "a_month": st.integers(1, 4),
    "stage": st.sampled_from(list(STAGES)),
    "settings": st.lists(st.sampled_from(SOME_SETTINGS), max_size=3).map(tuple),
    "topics": st.lists(st.sampled_from(SOME_TOPICS), max_size=2).map(tuple),
    "languages": st.lists(st.sampled_from(["en", "es", "ase"]), max_size=3).map(tuple),
}
some_mentors = st.builds(Mentor, id=st.integers(1, 9), paused=st.just(value=False), **mentor_facts)
some_wants = st.builds(
    Wanted,
    stage=st.sampled_from(list(STAGES)),
    setting=st.sampled_from(["", *SOME_SETTINGS]),
    topic=st.sampled_from(["", "splints", "my first interview", "poetry"]),
    language=st.sampled_from(["", "es", "ase"]),
)
days_ago = st.integers(0, 31).map(lambda days: NOW - timedelta(days=days))
some_candidates = st.builds(
    Candidate, some_mentors, st.just(PACIFIC), st.lists(days_ago, max_size=4).map(tuple)
)
many = st.lists(some_candidates, max_size=9, unique_by=lambda each: each.mentor.id)

ANA = Mentor(
    1,
    2,
    paused=False,
    stage="practitioner",
    settings=("hand_therapy",),
    topics=("splinting", "night shifts"),
    languages=("en", "es"),
)


def test_what_fits_is_what_was_asked_for_and_the_stages_ahead() -> None:
    wanted = Wanted(
        stage="level_2", setting="hand_therapy", topic="how to make splints", language="es"
    )
    found = fit(ANA, wanted)
    assert (found.setting, found.topic, found.language, found.ahead) == (
        "hand_therapy",
        "splinting",
        "es",
        2,
    )
    assert not lacks(found, wanted)
    other = replace(wanted, setting="driving")
    assert lacks(fit(ANA, other), other)
    assert fit(ANA, Wanted(stage="practitioner")).ahead == 0


def test_small_words_are_no_topic_in_common() -> None:
    both = replace(ANA, topics=("working with the team and how",))
    assert fit(both, Wanted(stage="programme", topic="how to work with the hands")).topic == ""


@given(some_mentors, some_wants)
def test_knowing_more_never_makes_a_mentor_fit_less(mentor: Mentor, wanted: Wanted) -> None:
    more = replace(
        mentor,
        settings=(*mentor.settings, wanted.setting),
        languages=(*mentor.languages, wanted.language),
        topics=(*mentor.topics, wanted.topic),
    )
    assert fit(more, wanted).points >= fit(mentor, wanted).points
    assert not lacks(fit(more, wanted), wanted) or not wanted.topic.strip()


@given(many, some_wants)
def test_who_fits_better_comes_first_and_of_those_who_fit_alike_who_was_asked_less(
    some: list[Candidate], wanted: Wanted
) -> None:
    found = ranked(some, wanted, NOW)
    asked = {each.mentor.id: each.asked for each in some}
    for one, other in pairwise(found):
        assert one.points >= other.points
        if one.points == other.points:
            ours, theirs = asked[one.mentor.id], asked[other.mentor.id]
            assert len(ours) <= len(theirs)
            if ours and len(ours) == len(theirs):
                assert max(ours) <= max(theirs)


@given(many, some_wants, st.sets(st.integers(1, 9)))
def test_everybody_with_room_is_there_once_and_nobody_else(
    some: list[Candidate], wanted: Wanted, leave_out: set[int]
) -> None:
    found = [each.mentor.id for each in ranked(some, wanted, NOW, leave_out)]
    room = {each.mentor.id for each in some if each.has_room(NOW)} - leave_out
    assert sorted(found) == sorted(room)


@given(many, some_wants, st.randoms())
def test_the_order_in_which_they_are_read_does_not_matter(
    some: list[Candidate], wanted: Wanted, random: object
) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranked(shuffled, wanted, NOW) == ranked(some, wanted, NOW)


@given(some_candidates)
def test_the_month_is_that_of_the_mentors_own_calendar(candidate: Candidate) -> None:
    this_month = [each for each in candidate.asked if each.astimezone(PACIFIC).month == 1]
    assert candidate.has_room(NOW) == (len(this_month) < candidate.mentor.a_month)


@pytest.mark.parametrize("seed", range(2))
def test_of_200_students_and_20_mentors_nobody_is_over_their_number_and_the_spread_is_within_2(
    seed: int,
) -> None:
    """Spread: most less least asked, among mentors with the same number who fit equally well.

    Students ask who comes first on their card, every fifth one of the first three. There are 180
    places for 200 students, half of them in each of two settings.
    """
    random = Random(seed)
    mentors = [
        Mentor(
            number,
            12 if number % 2 else 6,
            paused=False,
            stage="practitioner",
            settings=(SOME_SETTINGS[number > 10],),
        )
        for number in range(1, 21)
    ]
    asked: defaultdict[int, list[datetime]] = defaultdict(list)
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for each in mentors:
        groups[each.settings, each.a_month].append(each.id)
    empty = 0
    for student in range(200):
        now = NOW + timedelta(minutes=student)
        candidates = [Candidate(each, PACIFIC, asked[each.id]) for each in mentors]
        wanted = Wanted(stage="programme", setting=random.choice(SOME_SETTINGS[:2]))
        card = ranked(candidates, wanted, now)
        alike = [each for each in card if each.points == card[0].points]
        if alike:
            one = random.choice(alike[:3]) if random.random() < 0.2 else alike[0]
            asked[one.mentor.id].append(now)
        else:
            empty += 1
        for same in groups.values():
            counts = Counter({each: len(asked[each]) for each in same}).values()
            assert max(counts) - min(counts) <= 2
    assert {each.id: len(asked[each.id]) for each in mentors} == {m.id: m.a_month for m in mentors}
    assert empty == 20
