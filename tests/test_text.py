"""People's own words on a card: they show as typed, and do nothing."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.contacts.words import UnusableAddress, clean_email
from bot.ui.text import address, ago, count, date_of, day, hour, one_line, typed

#: What makes Discord show a line as a heading, small print, a quote or a list.
LINE_STARTS = re.compile(r"(#{1,3}|-#|>|>>>|[-+*])\s")
SPECIAL = frozenset("*_~|`")
MARKDOWN = "*_~|`#->+[]()<>@:/\\ \nab1."


def alive(shown: str) -> list[str]:
    """The markdown characters in a text that no backslash stands before."""
    bare = re.sub(r"\\.", "", shown, flags=re.DOTALL)
    return [each for each in bare if each in SPECIAL]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Ana Rivera", "Ana Rivera"),
        ("", ""),
        ("Zoë 李娜 😀", "Zoë 李娜 😀"),
        ("**bold** _leaning_ ~~gone~~", r"\*\*bold\*\* \_leaning\_ \~\~gone\~\~"),
        ("||secret||", r"\|\|secret\|\|"),
        ("`code`", r"\`code\`"),
        ("```block```", r"\`\`\`block\`\`\`"),
        (r"\*not bold*", r"\\\*not bold\*"),
        ("# heading", r"\# heading"),
        ("### heading", r"\### heading"),
        ("-# small print", r"\-# small print"),
        ("- list", r"\- list"),
        ("* list", r"\* list"),
        ("+ list", r"\+ list"),
        ("> quote", r"\> quote"),
        (">>> quote", r"\>>> quote"),
        ("a\n# b\n- c\n> d", "a\n\\# b\n\\- c\n\\> d"),
        ("@everyone", "@\u200beveryone"),
        ("@here", "@\u200bhere"),
        ("<@1>", "\\<@\u200b1>"),
        ("<@&1>", "\\<@\u200b&1>"),
        ("<#1>", r"\<#1>"),
        ("<t:1700000000:R>", r"\<t:1700000000:R>"),
        ("</start:1>", r"\</start:1>"),
        ("<:wave:1>", r"\<:wave:1>"),
        ("see https://example.org/a_b_c *", "see https://example.org/a_b_c \\*"),
        ("<https://example.org>", "\\<https://example.org>"),
        ("[click](https://example.org)", "\\[click](https://example.org)"),
    ],
)
def test_words_show_as_typed_and_do_nothing(words: str, shown: str) -> None:
    assert typed(words) == shown


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert typed("x" * 1000) == "x" * 1000
    assert typed("x" * 5000) == "x" * 999 + "…"
    assert typed("x y " * 5, 9) == "x y x y…"
    assert one_line("Ana " * 1250, 100) == "Ana " * 24 + "Ana…"
    assert typed("😀" * 5000, 10) == "😀" * 9 + "…"


def test_a_card_line_stays_one_line_and_an_escape_is_never_cut_in_two() -> None:
    assert one_line("  Ana\n\n# Rivera\t🙂 ", 100) == "Ana # Rivera 🙂"
    assert one_line("\n- a", 100) == r"\- a"
    assert typed("*" * 5000, 10) == r"\*" * 9 + "…"
    assert alive(typed("\\" * 5000, 11)) == []


@given(st.text(st.sampled_from(MARKDOWN.replace("[", ""))), st.integers(2, 40))
@settings(deadline=None, max_examples=300)
def test_no_markdown_is_left_alive(words: str, limit: int) -> None:
    assert alive(typed(words, limit)) == []
    assert alive(one_line(words, limit)) == []


@given(st.one_of(st.text(), st.text(st.sampled_from(MARKDOWN))), st.integers(2, 40))
@settings(deadline=None, max_examples=300)
def test_no_line_starts_as_a_heading_a_quote_or_a_list(words: str, limit: int) -> None:
    for shown in (typed(words, limit), one_line(words, limit)):
        assert not any(LINE_STARTS.match(line) for line in shown.split("\n"))


@given(st.one_of(st.text(), st.text(st.sampled_from(MARKDOWN))))
@settings(deadline=None, max_examples=300)
def test_no_mention_or_timestamp_is_left_alive(words: str) -> None:
    shown = typed(words)
    assert not re.search(r"@(?!\u200b)", shown)
    bare = re.sub(r"\\[^\w\s]", "", shown)
    assert "<" not in bare
    assert "\n" not in one_line(words, 100)


@pytest.mark.parametrize(
    "words", ["[**bold**](a)", "[a](`code`)", "[||a||](b)", "[_a_] (b) [c](d)"]
)
def test_no_markdown_is_left_alive_inside_a_masked_link(words: str) -> None:
    assert alive(typed(words)) == []


@pytest.mark.parametrize("words", [" # heading", "  > quote", "\n\n - list"])
def test_no_heading_quote_or_list_starts_behind_a_space(words: str) -> None:
    lines = typed(words).split("\n")
    assert not any(LINE_STARTS.match(line.lstrip(" ")) for line in lines)


def test_a_quote_mark_without_its_space_is_escaped_too() -> None:
    assert not f"{typed('>')} · last week".startswith(">")


@pytest.mark.parametrize("words", ["\n\n- list", " - list", "a\n\n- list"])
def test_an_escape_stands_right_before_what_it_escapes(words: str) -> None:
    assert not re.search(r"(?<!\\)(\\\\)*\\\s", typed(words))


def test_no_character_turns_the_direction_of_writing() -> None:
    assert "\u202e" not in typed("I can't read \u202e3202 tcO")


def test_an_hour_is_said_the_way_people_say_it() -> None:
    assert [hour(each) for each in (0, 1, 9, 11, 12, 13, 23)] == [
        *("12 am", "1 am", "9 am", "11 am", "12 pm", "1 pm", "11 pm"),
    ]
    assert len({hour(each) for each in range(24)}) == 24


def test_a_sentence_begins_with_a_number_in_words_up_to_ten() -> None:
    assert count(0, "person", "people") == "No people"
    assert count(1, "person", "people") == "One person"
    assert count(2, "person", "people") == "Two people"
    assert count(10, "person", "people") == "Ten people"
    assert count(11, "person", "people") == "11 people"


def test_a_moment_is_shown_on_the_readers_own_clock() -> None:
    monday = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
    assert day(monday) == "<t:1767636000:D>"
    assert ago(monday) == "<t:1767636000:R>"


def test_a_day_of_the_students_calendar_is_said_in_words() -> None:
    assert date_of(date(2026, 12, 4)) == "Fri 4 December 2026"
    assert date_of(date(2028, 2, 29)) == "Tue 29 February 2028"


@pytest.mark.parametrize(
    "email",
    [
        "ana@example.org",
        "ana_maria_rivera@example.org",
        "*ana*@example.org",
        "~~ana||@example.org",
        "josé@exämple.org",
        "everyone@here.org",
        "back\\slash@example.org\\",
    ],
)
def test_an_email_address_is_shown_so_that_it_can_be_copied(email: str) -> None:
    assert address(email) == f"`{email}`"


@pytest.mark.parametrize(
    "email", ["`ana`@example.org", "``@example.org", "ana@example.org`", "```**ana**@example.org"]
)
def test_an_email_address_does_not_end_its_code_early(email: str) -> None:
    shown = address(email)
    assert shown.count("`") == 2
    assert len(shown) == len(email) + 2


@given(st.text("ab`*_|~@.\\\n ˋ", min_size=1, max_size=20))
def test_whatever_is_kept_as_an_email_address_is_code_on_one_line(text: str) -> None:
    try:
        email = clean_email(f"{text}@example.org") or ""
    except UnusableAddress:
        return
    assert re.fullmatch(r"`[^`\n]+`", address(email))
