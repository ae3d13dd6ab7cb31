"""What is kept of the words somebody typed, and how words are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.words import (
    TooMany,
    UnusableAddress,
    UnusableText,
    clean,
    clean_email,
    clean_line,
    clean_link,
    clean_name,
    clean_phone,
    clean_tag,
    folded,
    same_link,
    unique,
)

HIDDEN = "\x00\x07\x1b\x7f\u200b\u200e\u202a\u202e\u2066\ufeff\ud800\ue000"
anything = st.text(alphabet=st.characters(exclude_categories=()))
PIECES = (
    *("https://", "http:", "www.", "example.org", "/", "//", "?", "#", "[", "]", "@", ":", "%"),
    *("mailto:", "MAILTO:", "tel:", "ana@example.org", "555", "+1", " ", "\n", "\t", "\u200b"),
    *("e", "\u0301", "İ", "ΑΣ", "ß", "\u3164", "\u2028", "\ud800", "😀", "李", "\\", '"', "'"),
)
nearly = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


# Notes and lines


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Met at the fair", "Met at the fair"),
        ("  two lines\nof a note  ", "two lines\nof a note"),
        ("windows\r\nlines", "windows\nlines"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("🧑\u200d⚕️", "🧑\u200d⚕️"),
        (f"a{HIDDEN}b", "ab"),
        (HIDDEN, None),
        ("\u3164\u2800", None),
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


@given(anything)
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


def test_words_that_a_tab_parts_stay_two_words() -> None:
    assert (clean("hand\ttherapy", "note", 100) or "").split() == ["hand", "therapy"]


def test_a_joiner_that_joins_nothing_is_nothing() -> None:
    assert clean("\u200d", "role", 100) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hand\n  therapist ", "Hand therapist"),
        ("she/her", "she/her"),
        (" \n", None),
        ("\u0301", None),
        (None, None),
    ],
)
def test_a_line_is_kept_on_one_line(typed: str | None, kept: str | None) -> None:
    assert clean_line(typed, "role") == kept


# Names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana Rivera", "Ana Rivera"),
        ("  Ana\t\n Rivera ", "Ana Rivera"),
        ("Ana\u2028Rivera", "Ana Rivera"),
        ("Ana\u3164Rivera", "Ana Rivera"),
        ("\u202eAna", "Ana"),
        ("李娜", "李娜"),
        ("O'Brien-Łoś", "O'Brien-Łoś"),
        ("R2", "R2"),
        ("A" * 100, "A" * 100),
    ],
)
def test_a_name_is_kept_on_one_line(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "   ", "\u202e", "…", "!!!", "💀", "\u200d", "A" * 101, "—", "\u3164", "\uffa0"]
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(UnusableText) as refusal:
        clean_name(typed)
    assert (refusal.value.field, refusal.value.limit) == ("name", 100 if len(typed) > 100 else 0)


@given(st.text())
def test_whatever_is_typed_is_a_name_on_one_line_or_refused(typed: str) -> None:
    try:
        name = clean_name(typed)
    except UnusableText:
        return
    assert 1 <= len(name) <= 100
    assert len(name.splitlines()) == 1


# Addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.org", "ana@example.org"),
        ("  Ana.Rivera+ot@Mail.Example.org\n", "Ana.Rivera+ot@Mail.Example.org"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("MAILTO: ana@example.org", "ana@example.org"),
        ("\u202eana@example.org", "ana@example.org"),
        ("josé@exämple.org", "josé@exämple.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        (" ", None),
        ("mailto:", None),
        (None, None),
    ],
)
def test_an_email_address_is_kept_as_it_was_written(typed: str | None, kept: str | None) -> None:
    assert clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("ana", "ana@", "@example.org", "ana@example", "ana@example.o", "ana rivera@example.org"),
        *("a@b@example.org", "Ana <ana@example.org>", "ana@example.org, jo@example.org"),
        *("https://example.org", "ana(at)example.org", f"{'x' * 250}@example.org", "x" * 20_000),
    ],
)
def test_what_is_no_email_address_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises((UnusableAddress, UnusableText)) as refusal:
        clean_email(typed)
    if len(typed) < 10_000:
        assert isinstance(refusal.value, UnusableAddress)
        assert (refusal.value.field, refusal.value.text) == ("email", typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+1 (555) 010-0100", "+1 (555) 010-0100"),
        ("tel:+15550100", "+15550100"),
        ("TEL: 555 0100", "555 0100"),
        ("555 0100 ext. 3", "555 0100 ext. 3"),
        ("911", "911"),
        ("٥٥٥٠١٠٠", "٥٥٥٠١٠٠"),
        ("", None),
        ("tel:", None),
        (None, None),
    ],
)
def test_a_phone_number_is_kept_as_it_was_written(typed: str | None, kept: str | None) -> None:
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["call her", "12", "five five five", "5" * 41, "—"])
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(UnusableAddress) as refusal:
        clean_phone(typed)
    assert (refusal.value.field, refusal.value.text) == ("phone", typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.linkedin.com/in/ana", "https://www.linkedin.com/in/ana"),
        ("linkedin.com/in/ana", "https://linkedin.com/in/ana"),
        (" http://example.org ", "http://example.org"),
        ("HTTPS://Example.org/Ana", "HTTPS://Example.org/Ana"),
        ("example.org:8080/ana", "https://example.org:8080/ana"),
        ("example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
        ("medium.com/@ana", "https://medium.com/@ana"),
        ("例え.jp/安", "https://例え.jp/安"),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_kept_and_leads_to_a_web_page(typed: str | None, kept: str | None) -> None:
    assert clean_link(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://example.org"),
        *("mailto:ana@example.org", "ana@example.org", "https://user:pw@example.org", "localhost"),
        *(
            "her page",
            "https://",
            "https://example",
            "https://.",
            "https://[example.org",
            "//x.org",
        ),
        *("https://example.org/a b", "https://example.org/<b>", 'https://example.org/"', "@ana"),
        *("https://example.org/`x`", "https://example.org\\@evil.org", f"x.org/{'x' * 300}", "—"),
    ],
)
def test_what_leads_to_no_web_page_is_refused(typed: str) -> None:
    with pytest.raises(UnusableAddress) as refusal:
        clean_link(typed)
    assert (refusal.value.field, refusal.value.text) == ("link", typed)


@given(anything | nearly)
def test_whatever_is_typed_is_an_address_that_stays_as_it_is_kept_or_refused(typed: str) -> None:
    for clean_one in (clean_email, clean_phone, clean_link):
        try:
            kept = clean_one(typed)
        except UnusableAddress:
            continue
        assert kept is None or clean_one(kept) == kept
        if kept is not None and clean_one is clean_link:
            assert kept.lower().startswith(("https://", "http://"))
            assert same_link(kept)


# Tags and lists


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("#Hand Therapy ", "hand therapy"),
        ("# # splints", "splints"),
        ("c#", "c#"),
        ("ÄRZTE", "ärzte"),
        ("#", None),
        ("", None),
        (" \u200b", None),
    ],
)
def test_a_tag_is_kept_in_lower_case_without_its_mark(typed: str, kept: str | None) -> None:
    assert clean_tag(typed) == kept


def test_a_tag_that_is_too_long_is_refused() -> None:
    assert clean_tag("#" + "x" * 30) == "x" * 30
    with pytest.raises(UnusableText) as refusal:
        clean_tag("x" * 31)
    assert (refusal.value.field, refusal.value.limit) == ("tag", 30)


@given(anything | nearly)
def test_whatever_is_typed_is_a_tag_that_stays_as_it_is_kept_or_refused(typed: str) -> None:
    try:
        kept = clean_tag(typed)
    except UnusableText:
        return
    assert kept is None or (1 <= len(kept) <= 30 and clean_tag(kept) == kept)


def test_of_words_each_is_kept_once_in_the_order_they_came() -> None:
    assert unique(["b", None, "a", "b", ""], "tags", 2) == ("b", "a")
    assert unique([], "tags", 2) == ()
    with pytest.raises(TooMany) as refusal:
        unique(["a", "b", "c"], "tags", 2)
    assert (refusal.value.field, refusal.value.limit) == ("tags", 2)


@pytest.mark.parametrize(
    "other",
    [
        "http://linkedin.com/in/ana",
        "https://www.linkedin.com/in/ana/",
        "HTTPS://WWW.LinkedIn.com/in/Ana",
        "https://linkedin.com/in/ana?trk=people-search",
    ],
)
def test_a_page_is_the_same_however_its_address_is_written(other: str) -> None:
    assert same_link(other) == same_link("https://linkedin.com/in/ana")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://linkedin.com/in/ana", "https://linkedin.com/in/anna"),
        ("https://example.org/ana", "https://example.com/ana"),
        (
            "https://scholar.google.com/citations?user=ana",
            "https://scholar.google.com/citations?user=jose",
        ),
    ],
)
def test_pages_of_two_people_are_not_the_same(one: str, other: str) -> None:
    assert same_link(one) != same_link(other)


# How words are compared


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("José NÚÑEZ", "jose nunez"),
        ("  Zoë  ", "zoe"),
        ("Jose\u0301", "jose"),
        ("Ａｎａ", "ana"),
        ("O'Brien-Smith", "o brien smith"),
        ("a_b", "a b"),
        ("ä_b", "a b"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_names_are_compared_without_accents_case_and_punctuation(text: str, compared: str) -> None:
    assert folded(text) == compared


def test_marks_that_are_vowels_tell_two_names_apart() -> None:
    assert folded("राम") != folded("रमा")
    assert folded("が") != folded("か")


@given(st.text())
def test_comparing_a_text_in_capitals_or_in_pieces_changes_nothing(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert folded(folded(text)) == folded(text)
