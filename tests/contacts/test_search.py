"""Who is meant by what was typed, while it is typed and when it is looked for."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.model import Entry, sought
from bot.contacts.search import Hit, find, rank

ANA = Entry(1, "Ana Rivera", "Lakeside Hand Clinic", None, tags=("splints",))
JOSE = Entry(2, "José Núñez", "Westfield School District", None, tags=("fieldwork 2027",))
MARIA_G = Entry(3, "María García", "Harbor Rehab", None)
MARIA_S = Entry(4, "Maria Silva", "Children's Hospital", None, tags=("splints", "gardening"))
ZOE = Entry(5, "Zoë O'Brien", None, None)
NETWORK = [ANA, JOSE, MARIA_G, MARIA_S, ZOE]
NAMES = [(entry.id, sought(entry.name, entry.organisation)) for entry in NETWORK]
EVERYBODY = [entry.id for entry in NETWORK]

WEBINAR = "Coffee after the career fair. She pointed me to the hand-therapy webinar."
GARDEN = "Runs a gardening group for people after a stroke"
WRITTEN = {
    ANA.id: ["Likes short e-mails", WEBINAR],
    ZOE.id: [GARDEN, "Fährt im Sommer nach Zürich"],
}


def look(
    typed: str,
    entries: Sequence[Entry] = NETWORK,
    written: Mapping[int, Sequence[str]] = WRITTEN,
    limit: int = 40,
) -> list[Hit]:
    return find(typed, entries, written, limit)


# While it is typed


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ana", ANA),
        ("ANA R", ANA),
        ("rivera", ANA),
        ("Ana Riviera", ANA),
        ("lakeside", ANA),
        ("jose", JOSE),
        ("nunez", JOSE),
        ("Jose Nunes", JOSE),
        ("westfield", JOSE),
        ("garcia", MARIA_G),
        ("silva", MARIA_S),
        ("hospital maria", MARIA_S),
        ("zoe", ZOE),
        ("obrien", ZOE),
    ],
)
def test_a_person_is_found_by_a_part_without_accents_and_with_typos(
    typed: str, first: Entry
) -> None:
    assert rank(typed, NAMES, 25)[0] == first.id


def test_two_marias_are_both_offered_before_anybody_else() -> None:
    assert rank("maria", NAMES, 25)[:2] == [MARIA_G.id, MARIA_S.id]
    assert rank("maria s", NAMES, 25)[0] == MARIA_S.id
    assert rank("Maria G", NAMES, 25)[0] == MARIA_G.id


def test_who_begins_with_it_comes_first_then_who_has_it_then_who_is_like_it() -> None:
    names = [(1, "susan marker"), (2, "anna mark"), (3, "mark lee"), (4, "marc hill")]
    assert rank("mark", names, 25) == [3, 1, 2, 4]


def test_before_anything_is_typed_everybody_is_offered_up_to_the_limit() -> None:
    assert rank("", NAMES, 25) == EVERYBODY
    assert rank("  !", NAMES, 2) == [ANA.id, JOSE.id]


def test_nobody_is_offered_when_nobody_fits_or_nobody_is_there() -> None:
    assert rank("xqzw", NAMES, 25) == []
    assert rank("ana", [], 25) == []
    assert rank("", [], 25) == []


@given(st.text(), st.integers(1, 25))
def test_whatever_is_typed_nobody_is_offered_twice(typed: str, limit: int) -> None:
    offered = rank(typed, NAMES, limit)
    assert len(offered) <= limit
    assert len(set(offered)) == len(offered)
    assert set(offered) <= set(EVERYBODY)


@given(st.sampled_from(NETWORK), st.data())
def test_who_is_typed_letter_by_letter_is_offered_all_the_way(
    person: Entry, data: st.DataObject
) -> None:
    length = data.draw(st.integers(1, len(person.name)))
    assert person.id in rank(person.name[:length], NAMES, 25)


# When it is looked for


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("ana", Hit(ANA.id, None)),
        ("nunez", Hit(JOSE.id, None)),
        ("harbor", Hit(MARIA_G.id, None)),
        ("Jose Nunes", Hit(JOSE.id, None)),
        ("childrens hospitl", Hit(MARIA_S.id, None)),
        ("splints", Hit(ANA.id, "#splints")),
        ("#Splints", Hit(ANA.id, "#splints")),
        ("fieldwork 2027", Hit(JOSE.id, "#fieldwork 2027")),
        ("webinar", Hit(ANA.id, WEBINAR)),
        ("career fair", Hit(ANA.id, WEBINAR)),
        ("webinar coffee", Hit(ANA.id, WEBINAR)),
        ("stroke", Hit(ZOE.id, GARDEN)),
        ("zurich", Hit(ZOE.id, WRITTEN[ZOE.id][1])),
    ],
)
def test_somebody_is_found_by_name_place_tag_or_note(typed: str, hit: Hit) -> None:
    assert look(typed)[0] == hit


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("webinr", Hit(ANA.id, WEBINAR)),
        ("carreer fair", Hit(ANA.id, WEBINAR)),
        ("spliints", Hit(ANA.id, "#splints")),
        ("gardning group", Hit(ZOE.id, GARDEN)),
    ],
)
def test_a_note_or_tag_is_found_in_spite_of_typos(typed: str, hit: Hit) -> None:
    assert hit in look(typed)


def test_everybody_with_a_tag_is_found() -> None:
    assert look("splints") == [Hit(ANA.id, "#splints"), Hit(MARIA_S.id, "#splints")]


def test_names_come_before_notes() -> None:
    written = {ANA.id: ["Knows Maria well", "Has a harbor view"]}
    assert [hit.id for hit in look("maria", written=written)] == [MARIA_G.id, MARIA_S.id, ANA.id]
    assert [hit.id for hit in look("harbor", written=written)] == [MARIA_G.id, ANA.id]


def test_a_note_that_says_it_comes_before_a_name_that_is_only_like_it() -> None:
    written = {ZOE.id: ["Went to the Sylvan clinic"]}
    assert [hit.id for hit in look("sylva", written=written)] == [ZOE.id, MARIA_S.id]


def test_who_is_found_by_name_and_by_note_is_found_by_name() -> None:
    assert look("ana", written={ANA.id: ["Ana likes tea"]})[0] == Hit(ANA.id, None)


def test_the_note_that_fits_is_the_one_that_is_shown() -> None:
    written = {ZOE.id: ["Nothing much", "Talked about kayaks", "Nothing else"]}
    assert look("kayaks", written=written) == [Hit(ZOE.id, "Talked about kayaks")]


@pytest.mark.parametrize("typed", ["xqzw", "qqqqqqqq", "💀", "", "  !", "\x00"])
def test_nobody_is_found_for_nonsense(typed: str) -> None:
    assert look(typed) == []


def test_nobody_is_found_where_nobody_is() -> None:
    assert look("ana", [], {}) == []


def test_many_short_tags_do_not_hide_a_note_with_a_typo() -> None:
    crowd = [Entry(n, f"Person {n}", None, None, tags=("ot",)) for n in range(10, 60)]
    assert look("photograpy", [*crowd, ZOE], {ZOE.id: ["Likes photography"]}) == [
        Hit(ZOE.id, "Likes photography")
    ]


def test_one_person_with_many_notes_does_not_hide_another() -> None:
    written = {ANA.id: [f"Photography {n}" for n in range(9)], ZOE.id: ["Photographer, I think"]}
    assert [hit.id for hit in look("photograpy", written=written, limit=2)] == [ANA.id, ZOE.id]


@given(st.text() | st.sampled_from([WEBINAR, GARDEN, "a", "ot"]), st.integers(1, 5))
def test_whatever_is_looked_for_nobody_is_found_twice(typed: str, limit: int) -> None:
    hits = look(typed, limit=limit)
    assert len(hits) <= limit
    assert len({hit.id for hit in hits}) == len(hits)
    for hit in hits:
        [person] = [entry for entry in NETWORK if entry.id == hit.id]
        said = [*WRITTEN.get(person.id, ()), *(f"#{tag}" for tag in person.tags)]
        assert hit.text is None or hit.text in said
