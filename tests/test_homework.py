"""Where to look somebody up: addresses of searches that hold whatever somebody is called."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contacts.model import Contact
from bot.contacts.words import UnusableText, clean_line, clean_name
from bot.ui.homework import MOST_URL, homework_card, link

MONDAY = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
WEB = "https://www.google.com/search?q="
PEOPLE = "https://www.linkedin.com/search/results/people/?keywords="


def asked(url: str | None) -> str:
    """The words that a search page reads from its address."""
    assert url is not None
    parts = urlsplit(url)
    assert parts.scheme == "https"
    assert not parts.fragment
    assert url.isascii()
    assert len(url) <= MOST_URL
    [(_name, [words])] = parse_qs(parts.query, strict_parsing=True, errors="strict").items()
    return words


def searches(contact: Contact) -> dict[str, str]:
    """What each search on the homework card asks for, by the label of its button."""
    view = homework_card(contact)
    buttons = [each for each in view.walk_children() if getattr(each, "url", None)]
    return {each.label: asked(each.url) for each in buttons}


@pytest.mark.parametrize(
    "words",
    [
        ("Ana Rivera",),
        ("Ana Rivera", "Lakeside Hand Clinic"),
        ('"Ana Rivera"', "Smith & Sons", "occupational therapy"),
        ("a=b&q=c", "#tag", "100%", "1+1", "%26", "?", "/../"),
        ("李娜", "北京大学第一医院"),
        ("Zoë O'Brien-Łoś", "Ärzte & Söhne"),
        ("🧑\u200d⚕️", "💀"),
        ("\\\"'<>`{}|^", "@evil.org"),
    ],
)
def test_a_search_asks_for_the_words_as_they_are(words: tuple[str, ...]) -> None:
    for base in (WEB, PEOPLE):
        assert asked(link("Web", base, *words).url) == " ".join(words)


def test_words_that_are_missing_leave_no_gap() -> None:
    assert asked(link("Web", WEB, "Ana", "", "therapy").url) == "Ana therapy"


@pytest.mark.parametrize("name", ["💀" * 100, "李" * 100, "é" * 100, "%" * 200, "a" * 2000])
def test_a_name_that_is_too_long_for_an_address_is_cut(name: str) -> None:
    url = link("Web", WEB, name, "Lakeside").url
    words = asked(url)
    assert words
    assert name.startswith(words)
    assert len(url or "") > MOST_URL - len("%F0%9F%92%80"), "no more than it has to be"


@given(st.lists(st.text(max_size=120), min_size=1, max_size=3))
def test_whatever_somebody_is_called_a_search_asks_for_the_beginning_of_it(
    words: list[str],
) -> None:
    said = " ".join(word for word in words if word)
    url = link("Web", WEB, *words).url
    if not said:
        assert url == WEB
        return
    assert said.startswith(asked(url))


def person(name: str, organisation: str | None, **more: str) -> Contact:
    return Contact(id=1, created_at=MONDAY, name=name, organisation=organisation, **more)


def test_a_person_is_looked_up_by_name_and_place() -> None:
    assert searches(person("Ana Rivera", "Smith & Sons")) == {
        "LinkedIn": "Ana Rivera Smith & Sons",
        "Web": '"Ana Rivera" Smith & Sons occupational therapy',
        "Where they work": "Smith & Sons",
    }


def test_somebody_without_a_place_is_looked_up_by_name() -> None:
    assert searches(person("李娜", None)) == {
        "LinkedIn": "李娜",
        "Web": '"李娜" occupational therapy',
    }


@pytest.mark.parametrize(
    "more", [{"relationship": "professor"}, {"setting": "research"}, {"setting": "academia"}]
)
def test_whoever_writes_papers_is_looked_up_by_them(more: dict[str, str]) -> None:
    assert searches(person("Jo Lee", None, **more))["Papers"] == 'author:"Jo Lee"'


@given(st.text(max_size=100), st.text(max_size=100))
@settings(max_examples=40)
def test_whoever_is_kept_can_be_looked_up(name: str, organisation: str) -> None:
    try:
        contact = person(clean_name(name), clean_line(organisation, "organisation"))
    except UnusableText:
        return
    assert contact.name.startswith(searches(contact)["LinkedIn"][: len(contact.name)])
