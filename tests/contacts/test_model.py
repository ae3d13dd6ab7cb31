"""What a contact is: what is kept of one, and what is kept when somebody moves on."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.contacts.model import (
    ADVICE,
    CHANNELS,
    DEFAULT_CADENCE,
    FIELD_NAMES,
    INTERACTIONS,
    PAST_ROLES,
    RELATIONSHIPS,
    SEATS,
    SETTINGS,
    USUAL_CADENCE,
    Contact,
    Entry,
    Fields,
    Interaction,
    PastRole,
    changed,
    cleaned,
    fields_of,
    sought,
)
from bot.contacts.words import TooMany, UnusableAddress, UnusableText
from bot.nudges.rhythm import Cadence

MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
TODAY = MONDAY.date()

ANA = Fields(
    name="Ana Rivera",
    pronouns="she/her",
    credentials="OTR/L, CHT",
    role="Hand therapist",
    organisation="Lakeside Hand Clinic",
    setting="hand_therapy",
    relationship="clinician",
    how_met="At the career fair.\nShe had splints with her.",
    met_through="Prof. Lee",
    met_at=MONDAY,
    email="ana@example.org",
    phone="+1 555 0100",
    links=("https://www.linkedin.com/in/ana", "https://example.org/ana"),
    channel="linkedin",
    boundaries="LinkedIn only, please",
    tags=("splints", "career fair"),
    pointers=("Talk on burns", "Runs a student webinar", "Went to our school"),
    purpose="What a first year in hand therapy is like",
    seat="pit_stop",
    cadence="6 weeks",
    discord_id=1,
    past_roles=(PastRole("Occupational therapist", "Harbor Rehab", date(2024, 5, 1)),),
    archived=True,
)


# What is kept


def test_what_is_fine_is_kept_as_it_is() -> None:
    assert all(getattr(ANA, name) for name in FIELD_NAMES), "Ana says something in every field"
    assert cleaned(ANA) == ANA


def test_a_name_is_enough() -> None:
    assert cleaned(Fields(name=" Ana ")) == Fields(name="Ana")


def test_what_is_empty_is_not_kept() -> None:
    nothing = Fields(
        name="Ana",
        role=" ",
        how_met="\n",
        email="",
        links=("", " "),
        tags=("#", ""),
        pointers=(" ",),
        past_roles=(PastRole(" ", None, TODAY),),
    )
    assert cleaned(nothing) == Fields(name="Ana")


def test_each_tag_link_and_pointer_is_kept_once() -> None:
    said = Fields(
        name="Ana",
        tags=("#Splints", "splints", "SPLINTS "),
        links=("example.org", "https://example.org"),
        pointers=("A talk", " A  talk"),
    )
    kept = cleaned(said)
    assert kept.tags == ("splints",)
    assert kept.links == ("https://example.org",)
    assert kept.pointers == ("A talk",)


def test_a_choice_that_there_is_not_is_not_kept() -> None:
    said = Fields(name="Ana", setting="moon", relationship="boss", channel="owl", seat="roof")
    assert cleaned(said) == Fields(name="Ana", seat="aboard")


@pytest.mark.parametrize(
    ("field", "limit", "word"),
    [
        ("name", 100, "name"),
        ("pronouns", 50, "pronouns"),
        ("credentials", 100, "credentials"),
        ("role", 100, "role"),
        ("organisation", 100, "organisation"),
        ("how_met", 1000, "how you met"),
        ("met_through", 100, "who introduced you"),
        ("boundaries", 200, "boundaries"),
        ("purpose", 300, "purpose"),
    ],
)
def test_a_text_is_kept_up_to_its_limit_and_refused_beyond(
    field: str, limit: int, word: str
) -> None:
    assert getattr(cleaned(replace(ANA, **{field: "x" * limit})), field) == "x" * limit
    with pytest.raises(UnusableText) as refusal:
        cleaned(replace(ANA, **{field: "x" * (limit + 1)}))
    assert (refusal.value.field, refusal.value.limit) == (word, limit)


@pytest.mark.parametrize(
    ("field", "values", "word", "limit"),
    [
        ("tags", ("x" * 31,), "tag", 30),
        ("pointers", ("x" * 201,), "pointer", 200),
        ("past_roles", (PastRole("x" * 101, None, TODAY),), "role", 100),
        ("past_roles", (PastRole(None, "x" * 101, TODAY),), "organisation", 100),
        ("name", "💀", "name", 0),
    ],
)
def test_what_is_too_long_or_no_name_is_refused(
    field: str, values: object, word: str, limit: int
) -> None:
    with pytest.raises(UnusableText) as refusal:
        cleaned(replace(ANA, **{field: values}))
    assert (refusal.value.field, refusal.value.limit) == (word, limit)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("email", "ana at example", "email"),
        ("phone", "call her", "phone"),
        ("links", ("https://example.org", "javascript:alert(1)"), "link"),
    ],
)
def test_what_is_no_address_is_refused(field: str, value: object, word: str) -> None:
    with pytest.raises(UnusableAddress) as refusal:
        cleaned(replace(ANA, **{field: value}))
    assert refusal.value.field == word


@pytest.mark.parametrize(
    ("field", "most", "word"),
    [
        ("links", tuple(f"https://example.org/{n}" for n in range(5)), "links"),
        ("tags", tuple(f"tag {n}" for n in range(10)), "tags"),
        ("pointers", tuple(f"Pointer {n}" for n in range(5)), "pointers"),
        (
            "past_roles",
            tuple(PastRole(f"Role {n}", None, TODAY) for n in range(PAST_ROLES)),
            "earlier roles",
        ),
    ],
)
def test_only_so_many_of_one_thing_are_kept(
    field: str, most: tuple[object, ...], word: str
) -> None:
    assert getattr(cleaned(replace(ANA, **{field: most})), field) == most
    last = most[-1]
    more = f"{last}x" if isinstance(last, str) else PastRole("One more", None, TODAY)
    with pytest.raises(TooMany) as refusal:
        cleaned(replace(ANA, **{field: (*most, more)}))
    assert (refusal.value.field, refusal.value.limit) == (word, len(most))


anything = st.text(max_size=40) | st.text("aé#@./:\u200b\u0301\n\t İ\u3164", max_size=12)
maybe = st.none() | anything
people = st.builds(
    Fields,
    name=anything,
    pronouns=maybe,
    role=maybe,
    organisation=maybe,
    setting=st.none() | st.sampled_from([*SETTINGS, "moon"]),
    how_met=maybe,
    email=st.none() | st.sampled_from(["ana@example.org", "mailto:MAILTO:a@b.org", " \u200b"]),
    phone=st.none() | st.sampled_from(["tel:tel: 555", "+1 555 0100"]),
    links=st.lists(anything.map("example.org/{}".format), max_size=3).map(tuple),
    tags=st.lists(anything, max_size=4).map(tuple),
    pointers=st.lists(anything, max_size=4).map(tuple),
    seat=st.sampled_from([*SEATS, "roof"]),
    past_roles=st.lists(st.builds(PastRole, maybe, maybe, st.just(TODAY)), max_size=3).map(tuple),
)


@given(people)
@settings(max_examples=60)
def test_what_is_kept_is_kept_the_same_again(said: Fields) -> None:
    try:
        kept = cleaned(said)
    except (UnusableText, UnusableAddress, TooMany):
        assume(False)
        return
    assert cleaned(kept) == kept


# When something changes


def test_who_moves_on_keeps_what_they_were() -> None:
    after = changed(ANA, {"role": "Owner", "organisation": "Rivera Hands"}, moved_on=TODAY)
    assert (after.role, after.organisation) == ("Owner", "Rivera Hands")
    was = PastRole("Hand therapist", "Lakeside Hand Clinic", TODAY)
    assert after.past_roles == (was, *ANA.past_roles), "the latest first"


def test_a_correction_keeps_nothing() -> None:
    after = changed(ANA, {"role": "Certified hand therapist"}, moved_on=None)
    assert after == replace(ANA, role="Certified hand therapist")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"role": ANA.role, "organisation": ANA.organisation},
        {"email": "ana@rivera.example", "seat": "aboard"},
    ],
)
def test_who_stays_where_they_are_has_no_earlier_role(said: dict[str, object]) -> None:
    assert changed(ANA, said, moved_on=TODAY) == replace(ANA, **said)


def test_a_first_role_has_none_before_it() -> None:
    after = changed(Fields(name="Ana"), {"role": "Hand therapist"}, moved_on=TODAY)
    assert after == Fields(name="Ana", role="Hand therapist")


def test_who_leaves_a_place_keeps_it_as_an_earlier_one() -> None:
    after = changed(ANA, {"organisation": None}, moved_on=TODAY)
    assert after.organisation is None
    assert after.past_roles[0] == PastRole(ANA.role, ANA.organisation, TODAY)


def test_of_many_earlier_roles_the_latest_are_kept() -> None:
    person = ANA
    for number in range(PAST_ROLES + 5):
        person = changed(person, {"role": f"Role {number}"}, moved_on=TODAY)
    assert len(person.past_roles) == PAST_ROLES
    assert person.past_roles[0].role == f"Role {PAST_ROLES + 3}"
    assert cleaned(person) == person


def test_two_records_are_compared_by_what_a_student_wrote() -> None:
    values = {name: getattr(ANA, name) for name in FIELD_NAMES}
    one = Contact(**values, id=1, created_at=MONDAY)
    other = Contact(**values, id=2, created_at=MONDAY)
    assert one != other
    assert fields_of(one) == fields_of(other) == ANA


# How somebody is called


def test_a_card_has_the_credentials_and_what_tells_two_people_apart() -> None:
    assert ANA.titled == "Ana Rivera, OTR/L, CHT"
    assert Fields(name="Ana").titled == "Ana"
    assert ANA.about == "Lakeside Hand Clinic"
    assert replace(ANA, organisation=None).about == "Hand therapy"
    assert Fields(name="Ana").about == ""
    assert Entry(1, "Ana", None, "hand_therapy").about == "Hand therapy"


def test_a_person_is_sought_by_name_and_place() -> None:
    assert sought("José Núñez", "Westfield School") == "jose nunez westfield school"
    assert sought("Zoë", None) == "zoe"


@pytest.mark.parametrize(
    ("talk", "advice", "promise"),
    [
        (Interaction(1, 1, "coffee", MONDAY), False, False),
        (Interaction(1, 1, "coffee", MONDAY, advice="Read it", advice_state="open"), True, False),
        (Interaction(1, 1, "coffee", MONDAY, advice="Read it", advice_state="tried"), True, False),
        (Interaction(1, 1, "coffee", MONDAY, advice="Read it", advice_state="told"), False, False),
        (Interaction(1, 1, "coffee", MONDAY, promise="Send it"), False, True),
        (
            Interaction(1, 1, "coffee", MONDAY, promise="Send it", promise_kept_at=MONDAY),
            False,
            False,
        ),
    ],
)
def test_advice_is_open_until_they_were_told_and_a_promise_until_it_is_kept(
    talk: Interaction, advice: bool, promise: bool
) -> None:
    assert (talk.has_open_advice, talk.has_open_promise) == (advice, promise)


# What there is to choose from


def test_every_practice_setting_can_be_chosen() -> None:
    assert [*SETTINGS.values()] == [
        "Paediatrics and school",
        "Early intervention",
        "Hand therapy",
        "Physical disabilities and rehab",
        "Acute care",
        "Skilled nursing",
        "Home health",
        "Mental health",
        "Community and population health",
        "Productive aging",
        "Work and industry",
        "Driving",
        "Low vision",
        "Assistive technology",
        "Telehealth",
        "Academia",
        "Research",
        "Leadership and policy",
        "Other",
    ]


def test_every_relationship_seat_and_way_to_be_in_touch_can_be_chosen() -> None:
    assert set(RELATIONSHIPS) == {
        *("professor", "fieldwork_educator", "mentor", "clinician", "peer", "alum", "employer"),
        "other",
    }
    assert [*SEATS] == ["pick_up", "aboard", "pit_stop", "dropped_off"]
    assert set(INTERACTIONS) == {
        *("message", "email", "call", "video", "coffee", "met", "event", "class", "fieldwork"),
        *("thanks", "other"),
    }
    assert set(CHANNELS) == {"email", "linkedin", "phone", "text", "discord", "in_person"}
    assert [*ADVICE] == ["open", "tried", "told"]


@pytest.mark.parametrize("choices", [SETTINGS, RELATIONSHIPS, SEATS, INTERACTIONS, CHANNELS])
def test_a_choice_fits_a_menu_and_no_two_look_alike(choices: dict[str, str]) -> None:
    assert len(choices) <= 25, "Discord shows no more in a menu"
    assert len(set(choices.values())) == len(choices)
    assert all(0 < len(label) <= 100 for label in choices.values())


def test_every_relationship_has_a_usual_cadence() -> None:
    assert set(USUAL_CADENCE) == set(RELATIONSHIPS)
    for cadence in (*USUAL_CADENCE.values(), DEFAULT_CADENCE):
        assert str(Cadence.read(cadence)) == cadence
