"""One person written down twice: how that is noticed, and how two become one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contacts.model import FIELD_NAMES, PAST_ROLES, SEATS, Fields, PastRole, cleaned
from bot.contacts.twins import CHOSEN, Acquaintance, Twin, differences, merged, updated
from bot.contacts.words import LINKS, TAGS, TooMany, same_link

MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
TODAY = MONDAY.date()

ANA = Fields(
    name="Ana Rivera",
    organisation="Lakeside Hand Clinic",
    email="ana@example.org",
    links=("https://www.linkedin.com/in/ana-rivera",),
)


def knowing(*people: Fields) -> Acquaintance:
    """A student's network, numbered from 1."""
    known = Acquaintance()
    for number, each in enumerate(people, start=1):
        addresses = [*each.links, *([each.email] if each.email else [])]
        known.meet(number, each.name, each.organisation, addresses)
    return known


# Whether somebody is known


@pytest.mark.parametrize(
    "said",
    [
        Fields(name="Ana Rivera", organisation="Lakeside Hand Clinic"),
        Fields(name="ANA  RIVERA", organisation="lakeside hand clinic."),
        Fields(name="Aña Rívera", organisation="Lakeside Hand-Clinic"),
        Fields(name="A. Rivera", email="ana@example.org"),
        Fields(name="A. Rivera", email="Ana@Example.ORG"),
        Fields(name="A. Rivera", links=("https://www.linkedin.com/in/ana-rivera",)),
        Fields(name="A. Rivera", links=("https://linkedin.com/in/ana-rivera/",)),
        Fields(name="A. Rivera", links=("http://www.LinkedIn.com/in/Ana-Rivera?trk=x",)),
        Fields(
            name="A. Rivera", links=("https://example.org", "https://linkedin.com/in/ana-rivera")
        ),
    ],
)
def test_an_address_with_a_name_like_it_or_the_whole_name_says_for_certain_who_it_is(
    said: Fields,
) -> None:
    assert knowing(ANA).twin(said) == Twin(1, certain=True)


@pytest.mark.parametrize(
    "said",
    [
        Fields(name="Anna Rivera", organisation="Lakeside Hand Clinic"),
        Fields(name="Rivera, Ana", organisation="Lakeside Hand Clinic"),
        Fields(name="Ana Riviera", organisation="LAKESIDE hand clinic", email="a@example.com"),
        Fields(name="Ana Rivera"),
        Fields(name="Ana Rivera", organisation="Harbor Rehab"),
        Fields(name="Ana Rivera", organisation="Harbor Rehab", email="rivera@example.org"),
    ],
)
def test_a_name_that_is_very_like_or_at_another_place_may_be_the_same_person(said: Fields) -> None:
    assert knowing(ANA).twin(said) == Twin(1, certain=False)


def test_whoever_was_known_without_a_place_may_be_the_one_who_has_one() -> None:
    known = knowing(Fields(name="Ana Rivera"))
    assert known.twin(ANA) == Twin(1, certain=False)


@pytest.mark.parametrize(
    "said",
    [
        Fields(name="Maria Silva", organisation="Lakeside Hand Clinic"),
        Fields(name="Anna Rivera"),
        Fields(name="Ana", organisation="Lakeside Hand Clinic"),
        Fields(name="Jo", links=("https://linkedin.com/in/ana-riviera",)),
    ],
)
def test_another_name_or_another_page_is_somebody_else(said: Fields) -> None:
    assert knowing(ANA).twin(said) is None


def test_two_people_who_differ_in_a_number_are_two() -> None:
    known = knowing(Fields(name="Student 11", organisation="Westfield"))
    assert known.twin(Fields(name="Student 12", organisation="Westfield")) is None
    assert known.twin(Fields(name="Studnet 11", organisation="Westfield")) == Twin(1, certain=False)


def test_nobody_is_known_at_first() -> None:
    assert knowing().twin(ANA) is None


def test_an_address_that_two_people_share_does_not_make_them_one() -> None:
    page = "https://lakeside.example"
    maria = Fields(name="Maria Silva", organisation="Lakeside", email="m@x.org", links=(page,))
    ana = Fields(name="Ana Rivera", organisation="Lakeside", email="a@x.org", links=(page,))
    known = knowing(maria, ana)
    assert known.twin(replace(ana, email=None)) == Twin(2, certain=True)
    assert known.twin(replace(ana, email="m@x.org")) == Twin(2, certain=True)
    assert known.twin(Fields(name="Jo Park", email="m@x.org")) == Twin(1, certain=False)
    assert known.twin(Fields(name="Jo Park", links=(page,))) == Twin(1, certain=False)


def test_pages_that_differ_in_whose_they_are_are_two() -> None:
    papers = "https://scholar.google.com/citations?user="
    known = knowing(Fields(name="Prof. Lee", links=(f"{papers}lee",)))
    assert known.twin(Fields(name="Prof. Ngo", links=(f"{papers}ngo",))) is None


def test_an_address_that_looks_like_a_link_is_an_address() -> None:
    odd = Fields(name="Ana", email="//[ana@example.org")
    assert cleaned(odd) == odd
    assert knowing(odd).twin(replace(odd, name="Ana Rivera")) == Twin(1, certain=True)


names = st.sampled_from(["Ana Rivera", "Maria Silva", "José Núñez", "Li Na", "Student 1"])
places = st.none() | st.sampled_from(["Lakeside", "Harbor Rehab", "", "李"])


@given(st.lists(st.builds(Fields, name=names, organisation=places), max_size=6))
def test_reading_the_same_people_again_finds_every_one_of_them(people: list[Fields]) -> None:
    known = knowing(*people)
    for each in people:
        twin = known.twin(each)
        assert twin is not None
        assert twin.certain
        assert people[twin.id - 1].name == each.name


# Two become one


FIRST = Fields(
    name="Ana Rivera",
    role="Hand therapist",
    organisation="Lakeside",
    email="ana@example.org",
    met_at=MONDAY,
    links=("https://example.org/ana",),
    tags=("splints",),
    pointers=("A talk on burns",),
    seat="aboard",
    cadence="6 weeks",
    past_roles=(PastRole("Intern", "Harbor", date(2020, 5, 1)),),
)
SECOND = Fields(
    name="Ana M. Rivera",
    role="Owner",
    phone="+1 555 0100",
    email="ana@example.org",
    met_at=MONDAY - timedelta(days=100),
    links=("https://linkedin.com/in/ana", "https://example.org/ana"),
    tags=("career fair", "splints"),
    pointers=("Runs a webinar",),
    seat="pit_stop",
    cadence="3 months",
    past_roles=(PastRole("Therapist", "Westfield", date(2024, 5, 1)),),
    archived=True,
)


def test_two_records_differ_where_both_say_something_and_not_the_same() -> None:
    assert differences(FIRST, SECOND) == ("name", "role", "seat", "cadence")
    assert differences(FIRST, FIRST) == ()
    assert differences(FIRST, Fields(name="Ana Rivera", cadence="6 weeks")) == ()


def test_no_reminders_is_an_answer_that_two_records_can_differ_in() -> None:
    silent = replace(FIRST, cadence=None)
    assert differences(silent, FIRST) == ("cadence",)
    assert merged(silent, FIRST, ()).cadence is None
    assert merged(FIRST, silent, ["cadence"]).cadence is None


def test_of_two_records_the_first_wins_and_the_second_fills_in() -> None:
    one = merged(FIRST, SECOND, ())
    assert (one.name, one.role, one.seat, one.cadence) == (
        *("Ana Rivera", "Hand therapist", "aboard", "6 weeks"),
    )
    assert (one.organisation, one.phone, one.email) == (
        *("Lakeside", "+1 555 0100", "ana@example.org"),
    )
    assert not one.archived


def test_where_two_records_differ_the_student_chooses() -> None:
    one = merged(FIRST, SECOND, {"role", "seat"})
    assert (one.name, one.role, one.seat, one.cadence) == (
        *("Ana Rivera", "Owner", "pit_stop", "6 weeks"),
    )


def test_nothing_is_lost_by_choosing_a_record_that_says_nothing() -> None:
    assert merged(FIRST, SECOND, CHOSEN).organisation == "Lakeside"


def test_lists_are_united_the_first_record_first_and_earlier_roles_by_date() -> None:
    one = merged(FIRST, SECOND, ())
    assert one.links == ("https://example.org/ana", "https://linkedin.com/in/ana")
    assert one.tags == ("splints", "career fair")
    assert one.pointers == ("A talk on burns", "Runs a webinar")
    assert [past.role for past in one.past_roles] == ["Therapist", "Intern"]


def test_the_earlier_meeting_counts() -> None:
    earlier = MONDAY - timedelta(days=100)
    assert merged(FIRST, SECOND, ()).met_at == merged(SECOND, FIRST, ()).met_at == earlier
    assert merged(FIRST, Fields(name="Ana"), ()).met_at == MONDAY
    assert merged(Fields(name="Ana"), FIRST, ()).met_at == MONDAY
    assert merged(Fields(name="Ana"), Fields(name="Ana"), ()).met_at is None


def test_two_records_that_have_too_much_between_them_are_refused() -> None:
    one = replace(FIRST, tags=tuple(f"tag {n}" for n in range(TAGS)))
    with pytest.raises(TooMany) as refusal:
        merged(one, SECOND, ())
    assert (refusal.value.field, refusal.value.limit) == ("tags", TAGS)


# What a file brings


def test_a_file_fills_in_what_is_missing_and_changes_nothing_that_was_said() -> None:
    found = Fields(
        name="A. Rivera",
        email="other@example.org",
        phone="+1 555 0100",
        met_at=MONDAY,
        seat="pit_stop",
    )
    known = replace(FIRST, met_at=None)
    assert updated(known, found, TODAY) == replace(known, phone="+1 555 0100", met_at=MONDAY)
    assert updated(FIRST, replace(found, met_at=None), TODAY).met_at == MONDAY


def test_a_file_turns_no_reminders_on() -> None:
    known = replace(FIRST, cadence=None)
    assert updated(known, replace(FIRST, cadence="1 week"), TODAY).cadence is None


def test_a_new_role_in_a_file_keeps_the_earlier_one() -> None:
    after = updated(FIRST, Fields(name="Ana Rivera", role="Owner"), TODAY)
    assert (after.role, after.organisation) == ("Owner", "Lakeside")
    assert after.past_roles == (
        PastRole("Hand therapist", "Lakeside", TODAY),
        *FIRST.past_roles,
    )


def test_a_new_place_in_a_file_keeps_the_earlier_one() -> None:
    after = updated(FIRST, Fields(name="Ana Rivera", organisation="Rivera Hands"), TODAY)
    assert (after.role, after.organisation) == ("Hand therapist", "Rivera Hands")
    assert after.past_roles[0] == PastRole("Hand therapist", "Lakeside", TODAY)


def test_a_place_in_other_capitals_is_no_news() -> None:
    found = Fields(name="ANA RIVERA", role="hand-therapist", organisation="LAKESIDE")
    assert updated(FIRST, found, TODAY) == FIRST


def test_a_first_role_in_a_file_has_none_before_it() -> None:
    known = Fields(name="Ana Rivera")
    assert updated(known, Fields(name="Ana Rivera", role="Owner"), TODAY) == replace(
        known, role="Owner"
    )


def test_a_file_adds_links_and_tags_up_to_what_there_is_room_for() -> None:
    links = tuple(f"https://example.org/{n}" for n in range(LINKS))
    tags = tuple(f"tag {n}" for n in range(TAGS))
    after = updated(FIRST, Fields(name="Ana", links=links, tags=tags), TODAY)
    assert after.links == (*FIRST.links, *links[: LINKS - 1])
    assert after.tags == (*FIRST.tags, *tags[: TAGS - 1])
    assert cleaned(after) == after


def test_a_file_adds_no_page_that_is_there_under_another_address() -> None:
    found = Fields(name="Ana", links=("http://www.example.org/ana/", "https://example.org/more"))
    after = updated(FIRST, found, TODAY)
    assert after.links == ("https://example.org/ana", "https://example.org/more")


def test_a_file_leaves_two_addresses_of_one_page_where_they_are() -> None:
    known = replace(FIRST, links=("https://example.org/ana", "http://www.example.org/ana"))
    assert updated(known, FIRST, TODAY) == known


words = st.none() | st.sampled_from(["Owner", "owner", "Therapist", "Lakeside", "Harbor", "🙂"])
pages = st.sampled_from(
    ["https://example.org", "https://www.example.org/", "http://example.org/a", "https://a.org?b"]
)
days = st.dates(date(2020, 1, 1), TODAY)
people = st.builds(
    Fields,
    name=names,
    role=words,
    organisation=words,
    email=st.none() | st.sampled_from(["a@example.org", "b@example.org"]),
    phone=st.none() | st.just("555"),
    met_at=st.none() | st.just(MONDAY) | st.just(MONDAY - timedelta(days=9)),
    links=st.lists(pages, unique=True, max_size=4).map(tuple),
    tags=st.lists(st.integers(1, 20).map(str), unique=True, max_size=TAGS).map(tuple),
    pointers=st.lists(words.filter(bool), unique=True, max_size=2).map(tuple),
    seat=st.sampled_from([*SEATS]),
    cadence=st.none() | st.sampled_from(["6 weeks", "1 day"]),
    past_roles=st.lists(
        st.builds(PastRole, st.just("Intern"), words, days), unique=True, max_size=3
    ).map(tuple),
    archived=st.booleans(),
)


@given(people, people, st.sets(st.sampled_from(CHOSEN)))
@settings(max_examples=50)
def test_whatever_two_records_say_one_keeps_it(
    kept: Fields, other: Fields, chosen: set[str]
) -> None:
    try:
        one = merged(kept, other, chosen)
    except TooMany:
        assert len({*kept.tags, *other.tags}) > TAGS or len({*kept.links, *other.links}) > LINKS
        return
    for name in CHOSEN:
        mine, theirs = getattr(kept, name), getattr(other, name)
        wanted = theirs if name in chosen else mine
        kept_alone = name == "cadence"  # none is an answer
        assert getattr(one, name) == (wanted if kept_alone else wanted or mine or theirs)
    for name in ("links", "tags", "pointers", "past_roles"):
        assert {*getattr(one, name)} == {*getattr(kept, name), *getattr(other, name)}
    assert merged(one, other, ()) == one


@given(people, people)
@settings(max_examples=50)
def test_reading_a_file_again_changes_nothing(known: Fields, found: Fields) -> None:
    once = updated(known, found, TODAY)
    assert updated(once, found, TODAY) == once
    assert updated(once, found, TODAY + timedelta(days=1)) == once
    assert updated(known, known, TODAY) == known


@given(people, people)
@settings(max_examples=50)
def test_a_file_never_takes_anything_away(known: Fields, found: Fields) -> None:
    after = updated(known, found, TODAY)
    for name in FIELD_NAMES:
        mine, then = getattr(known, name), getattr(after, name)
        if isinstance(mine, tuple):
            assert {*mine} <= {*then}
        elif mine is not None and name not in {"role", "organisation"}:
            assert then == mine, name
    for mine, then in ((known.role, after.role), (known.organisation, after.organisation)):
        past = {*(each.role for each in after.past_roles)} | {
            each.organisation for each in after.past_roles
        }
        assert mine in {None, then, *past}
    assert len(after.past_roles) <= PAST_ROLES
    assert len({same_link(link) for link in after.links}) <= LINKS
    assert cleaned(after) == after
