"""Every wording that comes with Pitstop, filled in with much and with little."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes.coach import review
from bot.notes.drafting import compose, count, first_wording, wordings
from bot.notes.model import FIRST, KINDS, NEEDS, TONES, Brief, Note
from bot.notes.phrases import bare, cap, led_by, low, quoted, stop, topic, who, with_article

from .golden import ANA, FOLDER, LOGGED, page

BAREST = Brief(me="Li Wu", name="Grace Osei", greeting="Dr. Osei", studies="OT student")
#: At most this share of the words of two wordings may be the same; of short English texts on one
#: subject about a quarter are, since all need "I", "you", "the" and "thank".
MOST_ALIKE = 0.4
EVERY_WORDING = [
    pytest.param(kind, tone, number, id=f"{kind}-{tone}-{number}")
    for kind, tone in product(KINDS, TONES)
    for number in range(count(kind, tone))
]
FACTS = (
    *("purpose", "detail", "advice", "outcome", "promise", "news", "article", "why", "how_met"),
    *("spoke", "how", "organisation", "role", "setting", "school", "stay", "times", "begins"),
)


def least(kind: str, **said: Any) -> Brief:
    """Return a brief with nothing but what the kind cannot do without."""
    return replace(BAREST, **{name: LOGGED[kind][name] for name in NEEDS[kind]} | said)


def most(**said: Any) -> Brief:
    """Return a brief with every fact there is."""
    everything = {
        name: value for logged in LOGGED.values() for name, value in logged.items() if value
    }
    return replace(ANA, **everything | {"spoke": "on Tuesday"} | said)


def sentences(note: Note) -> list[str]:
    """Return the lines between greeting and closing that are in no list."""
    blocks = note.body.split("\n\n")[1:-1]
    return [line for block in blocks for line in block.split("\n") if not line.startswith("- ")]


def blemishes(note: Note) -> Iterator[str]:
    """Yield what looks wrong in a note, with some words around it."""
    for text in (note.subject, note.body):
        for found in re.finditer(
            r"[{}]|\bNone\b|\bTrue\b| {2}|\n{3}|[ \t]$|^ | [,.;:?!)]|\(\s|\(\)|\"\"|([.,;:?!])\1|[,;:][.?!]"
            r"|[.?!][,;:.](?!\))|[,:;]$(?!\n\n|\n[^\n]*\n[^\n]*\Z|\n[^\n]*\Z)",
            text,
            re.MULTILINE,
        ):
            yield text[max(0, found.start() - 30) : found.end() + 30]


def test_there_are_at_least_four_wordings_of_every_kind_in_every_tone() -> None:
    assert not [each for each in product(KINDS, TONES) if count(*each) < 4]


@pytest.mark.parametrize(("kind", "tone", "number"), EVERY_WORDING)
def test_a_wording_reads_well_whatever_is_known(kind: str, tone: str, number: int) -> None:
    for brief in (least(kind), most(), most(times=())):
        if "times" in NEEDS[kind] and not brief.times:
            continue
        assert not list(blemishes(compose(kind, tone, number, brief)))
    free = [name for name in FACTS if name not in NEEDS[kind]]
    for name in free:
        assert not list(
            blemishes(compose(kind, tone, number, least(kind, **{name: getattr(most(), name)})))
        )
        assert not list(
            blemishes(compose(kind, tone, number, most(**{name: getattr(BAREST, name)})))
        )


@pytest.mark.parametrize(("kind", "tone", "number"), EVERY_WORDING)
def test_the_coach_has_nothing_to_say(kind: str, tone: str, number: int) -> None:
    logged = replace(ANA, **LOGGED[kind])
    for brief in (least(kind), logged):
        assert review(kind, compose(kind, tone, number, brief), brief) == []


@pytest.mark.parametrize(("kind", "tone", "number"), EVERY_WORDING)
def test_a_note_stays_short_with_long_facts_and_says_enough_with_short_ones(
    kind: str, tone: str, number: int
) -> None:
    def filled(words: int, brief: Brief) -> Brief:
        texts = [name for name in NEEDS[kind] if name not in ("times", "begins", "article")]
        fact = " ".join(["word"] * words)
        return replace(brief, **dict.fromkeys(texts, fact))

    short = sentences(compose(kind, tone, number, filled(3, least(kind))))
    long = sentences(compose(kind, tone, number, filled(20, replace(ANA, **LOGGED[kind]))))
    assert sum(len(line.split()) for line in short) >= 50
    assert sum(len(line.split()) for line in long) <= (99 if kind in FIRST else 125)


@pytest.mark.parametrize(("kind", "tone"), list(product(KINDS, TONES)))
def test_two_wordings_are_two_notes(kind: str, tone: str) -> None:
    own = [
        {*re.findall(r"[\w']+", re.sub(r"{{.*?}}|{%.*?%}", "", each.body).lower())}
        for each in wordings(kind, tone)
    ]
    for one, other in combinations(own, 2):
        assert len(one & other) / len(one | other) <= MOST_ALIKE
    assert len({each.subject for each in wordings(kind, tone)}) == len(own)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pages_to_read_aloud_are_up_to_date(kind: str) -> None:
    kept = (FOLDER / f"{kind}.md").read_text(encoding="utf-8")
    assert kept == page(kind), "write them anew with `python -m tests.notes.golden`, and read them"


@pytest.mark.parametrize(("kind", "tone", "number"), EVERY_WORDING)
def test_all_that_was_asked_for_is_said(kind: str, tone: str, number: int) -> None:
    brief = most()
    body = compose(kind, tone, number, brief).body
    for name in NEEDS[kind]:
        said = getattr(brief, name)
        for each in said if isinstance(said, tuple) else (said,):
            assert letters(topic(each)) in letters(body)


def letters(text: str) -> str:
    """Return a text in small letters and without its marks, which a sentence may change."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_a_note_has_a_greeting_and_a_signature() -> None:
    body = compose("thank_you", "plain", 0, most()).body
    assert body.startswith("Dear Ana,\n\nThank you for speaking with me on Tuesday.")
    assert body.endswith(
        "\n\nKind regards,\nMaya Chen\nsecond-year OT student, Westfield University"
    )


def test_a_signature_leaves_out_what_is_not_known() -> None:
    assert compose("thank_you", "plain", 0, least("thank_you")).body.endswith("\nLi Wu\nOT student")


@pytest.mark.parametrize(
    ("tone", "name", "hello"),
    [
        ("warm", "Ana", "Dear Ana,"),
        ("brief", "Ana", "Hi Ana,"),
        ("brief", "Dr. Osei", "Dear Dr. Osei,"),
        ("brief", "Prof. Adeyemi", "Dear Prof. Adeyemi,"),
        ("brief", "Drew", "Hi Drew,"),
    ],
)
def test_a_title_is_greeted_with_dear_in_every_tone(tone: str, name: str, hello: str) -> None:
    note = compose("check_in", tone, 0, replace(most(), greeting=name))
    assert note.body.startswith(f"{hello}\n\n")


def test_times_stand_on_lines_of_their_own() -> None:
    body = compose("other_times", "plain", 0, most(times=("Monday 3 pm", "Friday\n9 am"))).body
    assert "\n\n- Monday 3 pm\n- Friday 9 am\n\n" in body


def test_what_was_typed_makes_no_list_and_no_template() -> None:
    body = compose(
        "check_in", "plain", 0, least("check_in", news="- {{ me }} & <b>O'Brien</b>")
    ).body
    assert ": {{ me }} & <b>O'Brien</b>.\n" in body


def test_numbers_go_round() -> None:
    brief = most()
    first, last = (compose("check_in", "warm", n, brief) for n in (0, count("check_in", "warm")))
    assert first == last != compose("check_in", "warm", 1, brief)


def test_classmates_start_with_different_wordings_every_time() -> None:
    starts = [first_wording("thank_you", "warm", student, 12) for student in range(400)]
    assert all(starts.count(number) > 70 for number in range(count("thank_you", "warm")))
    code = "from bot.notes.drafting import first_wording as f; print(f('thank_you', 'warm', 7, 12))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert int(seen.stdout) == starts[7]


TYPED = st.sampled_from(
    [
        "your talk on splinting",
        "The way you explained protecting motion.",
        'she said "protect motion, not prevent it"',
        "what does a typical week look like?",
        "how you chose hand therapy",
        "Learn how research fits with clinical work",
        "I passed my practical!",
        "you told me about José Núñez's clinic in Zürich...",
        "LinkedIn, of all places",
        "OT is more than exercises; it is a life",
        "“Start with the person”",
        "I'd like to know more about (paediatric) splints",
        "ask early, ask often",
        "Wow, really?!",
        "send the poster by 5 p.m.",
        "https://example.org/a?b=c",
        "two things: rest and play",
        "  spaces   everywhere ,",
        "'quoted'",
        "the OTs' room",
        "Renée said so",
    ]
)
FREE = ("purpose", "detail", "advice", "outcome", "promise", "news", "article", "why")


@given(
    st.sampled_from(EVERY_WORDING),
    st.fixed_dictionaries(dict.fromkeys(FREE, TYPED)),
    st.sets(st.sampled_from(FACTS)),
)
def test_whatever_a_student_types_reads_right(
    which: Any, typed: dict[str, str], unknown: set[str]
) -> None:
    kind, tone, number = which.values
    left_out = {name: getattr(BAREST, name) for name in unknown if name not in NEEDS[kind]}
    brief = most(**typed | left_out)
    note = compose(kind, tone, number, brief)
    assert note == compose(kind, tone, number, brief)
    assert not list(blemishes(note))
    assert max(map(note.body.count, ("\n\n\n", " \n", "!."))) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("so it is", "so it is."),
        ("so it is.", "so it is."),
        ("is it so?", "is it so?"),
        ("is it so?!", "is it so?"),
        ("so it is!!", "so it is."),
        ("so it is ...", "so it is."),
        ('she said "go on"', 'she said "go on."'),
        ('she said "go on".', 'she said "go on."'),
        ('she said "go on!"', 'she said "go on."'),
        ('did she say "go on"?', 'did she say "go on"?'),
        ("by 5 p.m.", "by 5 p.m."),
        ("(so it is)", "(so it is)."),
        ("", ""),
    ],
)
def test_stop_ends_with_one_mark(typed: str, said: str) -> None:
    assert stop(typed) == said
    assert stop(said) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('"so it is."', "so it is"),
        ("“so it is”", "so it is"),
        ('"one" and "two"', '"one" and "two"'),
        ("is it so?", "is it so"),
        ("by 5 p.m.", "by 5 p.m."),
        ("it's", "it's"),
    ],
)
def test_bare_takes_marks_and_quotation_marks_off(typed: str, said: str) -> None:
    assert bare(typed) == said


def test_quoted_has_one_pair_of_quotation_marks() -> None:
    assert quoted('you call it "protecting motion".') == "\"you call it 'protecting motion'\""
    assert stop(quoted("protect motion")) == '"protect motion."'


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("The way you said it", "the way you said it"),
        ("How you chose", "how you chose"),
        ("You're right", "you're right"),
        ("I passed", "I passed"),
        ("I'm here", "I'm here"),
        ("OT is life", "OT is life"),
        ("LinkedIn", "LinkedIn"),
        ("Grace told me", "Grace told me"),
        ("Lakeside is hiring", "Lakeside is hiring"),
        ("", ""),
    ],
)
def test_low_harms_no_name(typed: str, said: str) -> None:
    assert low(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("your talk", "Your talk"),
        ("éclairs", "Éclairs"),
        ("iPad splints", "iPad splints"),
        ("https://example.org", "https://example.org"),
        ("", ""),
    ],
)
def test_cap_leaves_links_and_trade_names(typed: str, said: str) -> None:
    assert cap(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("To learn about hand therapy", "hand therapy"),
        ("I'd like to hear how you chose it", "how you chose it"),
        ("Learn how research fits", "how research fits"),
        ("how you chose it", "how you chose it"),
        ("Learning styles", "learning styles"),
    ],
)
def test_topic_is_what_somebody_hopes_to_learn(typed: str, said: str) -> None:
    assert topic(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("how you chose it.", "I would ask how you chose it."),
        ("what a day is like.", "I would ask what a day is like."),
        ("how did you choose it.", "I would ask this: how did you choose it."),
        ("what's a day like?", "I would ask this: what's a day like?"),
        ("hand therapy.", "I would ask this: hand therapy."),
        ("whatever helps.", "I would ask this: whatever helps."),
    ],
)
def test_a_lead_takes_a_clause_or_a_colon(typed: str, said: str) -> None:
    assert led_by(typed, "I would ask") == said


@pytest.mark.parametrize(
    ("studies", "said"),
    [
        ("second-year OT student", "a second-year OT student"),
        ("Second-year OT student", "a second-year OT student"),
        ("OT student", "an OT student"),
        ("MOT student", "an MOT student"),
        ("BSc student", "a BSc student"),
        ("university student", "a university student"),
        ("entry-level OTD student", "an entry-level OTD student"),
        ("a student of OT", "a student of OT"),
    ],
)
def test_an_article_goes_by_the_sound(studies: str, said: str) -> None:
    assert with_article(studies) == said


def test_who_somebody_is_names_the_school() -> None:
    assert who("OT student", "") == "an OT student"
    assert who("OT student", "Westfield University") == "an OT student at Westfield University"
    assert (
        who("OT student", "University of Washington")
        == "an OT student at the University of Washington"
    )
