"""What is kept of a name and a note, and who is meant by what was typed so far."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contacts.model import Contact, UnusableText, clean, clean_name, folded, rank

MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
HIDDEN = "\x00\x07\x1b\x7f\u200b\u200e\u202a\u202e\u2066\ufeff\ud800\ue000"


def contact(number: int, name: str, organisation: str | None = None) -> Contact:
    return Contact(
        id=number,
        name=name,
        credentials=None,
        role=None,
        organisation=organisation,
        setting=None,
        how_met=None,
        seat="aboard",
        cadence="6 weeks",
        created_at=MONDAY,
    )


ANA = contact(1, "Ana Rivera", "Lakeside Hand Clinic")
JOSE = contact(2, "José Núñez", "Westfield School District")
MARIA_G = contact(3, "María García", "Harbor Rehab")
MARIA_S = contact(4, "Maria Silva", "Children's Hospital")
ZOE = contact(5, "Zoë O'Brien")
NETWORK = [ANA, JOSE, MARIA_G, MARIA_S, ZOE]


# What is kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Met at the fair", "Met at the fair"),
        ("  two lines\nof a note  ", "two lines\nof a note"),
        ("windows\r\nlines", "windows\nlines"),
        ("e\u0301", "é"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("🧑\u200d⚕️", "🧑\u200d⚕️"),
        (f"a{HIDDEN}b", "ab"),
        (HIDDEN, None),
        ("", None),
        (" \n ", None),
        (None, None),
    ],
)
def test_text_is_kept_without_what_cannot_be_seen(typed: str | None, kept: str | None) -> None:
    assert clean(typed, "note", 1000) == kept


def test_text_is_kept_up_to_its_limit_and_refused_beyond_it() -> None:
    assert clean("x" * 10, "note", 10) == "x" * 10
    assert clean(" " + "x" * 10 + "\u200b\n", "note", 10) == "x" * 10
    with pytest.raises(UnusableText) as refusal:
        clean("x" * 11, "note", 10)
    assert (refusal.value.field, refusal.value.limit) == ("note", 10)


@given(st.text(alphabet=st.characters(exclude_categories=())))
@settings(deadline=None)
def test_nothing_hidden_survives_whatever_is_typed(typed: str) -> None:
    try:
        kept = clean(typed, "note", 50)
    except UnusableText:
        return
    if kept is None:
        return
    assert 1 <= len(kept) <= 50
    assert kept.strip() == kept
    kept.encode()  # no half of a surrogate pair is left
    for each in kept:
        assert each in "\n\u200d" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana Rivera", "Ana Rivera"),
        ("  Ana\t\n Rivera ", "Ana Rivera"),
        ("Ana\u2028Rivera", "Ana Rivera"),
        ("\u202eAna", "Ana"),
        ("李娜", "李娜"),
        ("O'Brien-Łoś", "O'Brien-Łoś"),
        ("R2", "R2"),
        ("A" * 100, "A" * 100),
    ],
)
def test_a_name_is_kept_on_one_line(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u202e", "…", "!!!", "💀", "\u200d", "A" * 101, "—"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(UnusableText) as refusal:
        clean_name(typed)
    assert (refusal.value.field, refusal.value.limit) == ("name", 100 if len(typed) > 100 else 0)


@given(st.text())
@settings(deadline=None)
def test_whatever_is_typed_is_a_name_on_one_line_or_refused(typed: str) -> None:
    try:
        name = clean_name(typed)
    except UnusableText:
        return
    assert 1 <= len(name) <= 100
    assert len(name.splitlines()) == 1


def test_words_that_a_tab_parts_stay_two_words() -> None:
    assert (clean("hand\ttherapy", "note", 100) or "").split() == ["hand", "therapy"]


def test_a_joiner_that_joins_nothing_is_nothing() -> None:
    assert clean("\u200d", "role", 100) is None


# Who is meant


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("José NÚÑEZ", "jose nunez"),
        ("  Zoë  ", "zoe"),
        ("Jose\u0301", "jose"),
        ("Ａｎａ", "ana"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_names_are_compared_without_accents_case_and_punctuation(text: str, compared: str) -> None:
    assert folded(text) == compared


@given(st.text())
@settings(deadline=None)
def test_comparing_a_text_in_capitals_or_in_pieces_changes_nothing(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert folded(folded(text)) == folded(text)


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
        ("zoe", ZOE),
        ("obrien", ZOE),
    ],
)
def test_a_person_is_found_by_a_part_without_accents_and_with_typos(
    typed: str, first: Contact
) -> None:
    assert rank(typed, NETWORK, 25)[0] == first


def test_two_marias_are_both_offered_before_anybody_else() -> None:
    assert {c.id for c in rank("maria", NETWORK, 25)[:2]} == {MARIA_G.id, MARIA_S.id}
    assert rank("maria s", NETWORK, 25)[0] == MARIA_S
    assert rank("Maria G", NETWORK, 25)[0] == MARIA_G


def test_before_anything_is_typed_everybody_is_offered_up_to_the_limit() -> None:
    assert rank("", NETWORK, 25) == NETWORK
    assert rank("  !", NETWORK, 2) == [ANA, JOSE]


def test_nobody_is_offered_when_nobody_fits_or_nobody_is_there() -> None:
    assert rank("xqzw", NETWORK, 25) == []
    assert rank("ana", [], 25) == []
    assert rank("", [], 25) == []


@given(st.text(), st.integers(1, 25))
@settings(deadline=None)
def test_whatever_is_typed_nobody_is_offered_twice(typed: str, limit: int) -> None:
    offered = rank(typed, NETWORK, limit)
    assert len(offered) <= limit
    assert len({c.id for c in offered}) == len(offered)
    assert all(c in NETWORK for c in offered)
