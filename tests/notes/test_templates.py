"""A student's own templates: what is filled, what is refused, and how a draft becomes one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.notes.model import Brief
from bot.notes.templates import BrokenTemplate, check, fill, needed, placeholders, templated

BRIEF = Brief(
    me="Maya Chen",
    name="Ana Rivera",
    greeting="Ana",
    studies="second-year OT student",
    school="Westfield University",
    organisation="Lakeside Hand Clinic",
    setting="hand therapy",
    how_met="the state conference in October",
    detail="how you fit splints at the bedside",
    advice="shadow before choosing",
    times=("Tuesday 3 March, 3:00 pm Pacific", "Thursday 5 March, 1:00 pm Pacific"),
)

DRAFT = """\
Dear Ana,

Thank you for meeting me at the state conference in October. I keep thinking about how you fit \
splints at the bedside, and what hand therapy at Lakeside Hand Clinic is like.

Could we talk again?

- Tuesday 3 March, 3:00 pm Pacific
- Thursday 5 March, 1:00 pm Pacific

Warmly,
Maya Chen
second-year OT student, Westfield University"""

TEMPLATE = """\
Dear {greeting},

Thank you for meeting me at {how_met}. I keep thinking about {detail}, and what {setting} at \
{organisation} is like.

Could we talk again?

{times}

Warmly,
{me}
{studies}, {school}"""


# Filling


def test_the_names_are_the_facts_of_a_brief() -> None:
    assert {"greeting", "name", "organisation", "me", "times"} <= set(placeholders())
    assert not {"minutes", "stay"} & set(placeholders())


def test_facts_come_in_their_places() -> None:
    assert fill(TEMPLATE, BRIEF) == DRAFT
    assert fill("{ Greeting } of {ORGANISATION}: {how met}", BRIEF) == (
        "Ana of Lakeside Hand Clinic: the state conference in October"
    )


def test_two_braces_are_one() -> None:
    assert fill("{{name}} {{{name}}} }}{{", BRIEF) == "{name} {Ana Rivera} }{"


def test_a_fact_with_braces_is_not_filled_again() -> None:
    brief = replace(BRIEF, detail="{me} {{ {advice", advice="{detail}")
    assert fill("{detail} {advice}", brief) == "{me} {{ {advice {detail}"


def test_what_is_not_known_keeps_its_placeholder() -> None:
    assert fill("{greeting}, {outcome}", BRIEF) == "Ana, {outcome}"
    assert fill("{times}", replace(BRIEF, times=())) == "{times}"


def test_what_is_needed_is_said_once_and_in_order() -> None:
    assert needed("{detail} {{me}} {times} {detail} {greeting}") == ("detail", "times", "greeting")
    assert needed("Hello") == ()


@pytest.mark.parametrize(
    "text",
    [
        "{name.__class__}", "{name.__class__.__mro__}", "{0}", "{}", "{name!r}", "{name:>99999999}",
        "{name[0]}", "{__class__}", "{% for a in b %}{name}{% endfor %}", "{self}", "{{{{name}}}",
        "{fields(Brief)}", "{minutes}", "{stay}",
    ],
)  # fmt: skip
def test_nothing_is_executed(text: str) -> None:
    for each in (check, needed, lambda text: fill(text, BRIEF)):
        with pytest.raises(BrokenTemplate):
            each(text)


# What is refused


@pytest.mark.parametrize(
    ("text", "where", "snippet", "reason"),
    [
        ("Hi {nmae},", (4, 1, 4), "{nmae}", "Did you mean {name}?"),
        ("Hi\n\nat {organization}.", (8, 3, 4), "{organization}", "{organisation}?"),
        ("{first name}", (1, 1, 1), "{first name}", "Did you mean {name}?"),
        ("{xyzzy}", (1, 1, 1), "{xyzzy}", "Choose one"),
        ("Hi {name\nBye", (4, 1, 4), "{name", "not closed"),
        ("Hi {name, at {detail}", (4, 1, 4), "{name, at {detail}", "not closed"),
        ("Hi {my {name}}", (4, 1, 4), "{my {name}}", "cannot hold another"),
        ("Hi {name}} there", (10, 1, 10), "} there", "closes nothing"),
        ("\nHi { }", (5, 2, 4), "{ }", "Type a name"),
        ("{name} {nam} {x", (8, 1, 8), "{nam}", "{name}?"),
        ("{" + "x" * 99 + "}", (1, 1, 1), "{" + "x" * 29, "Choose one"),
    ],
)
def test_what_is_broken_is_said_with_its_place(
    text: str, where: tuple[int, int, int], snippet: str, reason: str
) -> None:
    with pytest.raises(BrokenTemplate) as refused:
        check(text)
    broken = refused.value
    assert (broken.position, broken.line, broken.column) == where
    assert broken.snippet == snippet
    assert reason in broken.reason
    assert str(broken) == broken.reason


def refusal(text: str) -> BrokenTemplate | None:
    try:
        check(text)
    except BrokenTemplate as broken:
        return broken
    return None


braced = st.text(st.sampled_from("{}{}ame n\n"), max_size=30)


@given(braced)
@example("{{{name}}}")
def test_text_is_filled_or_refused_at_a_brace(text: str) -> None:
    broken = refusal(text)
    if broken is None:
        assert set(needed(text)) <= {"name", "me"}
        fill(text, BRIEF)
    else:
        assert text[broken.position - 1] in "{}"
        assert text.split("\n")[broken.line - 1][broken.column - 1 :].startswith(broken.snippet)


# A draft becomes a template


def test_a_draft_becomes_a_template_for_somebody_else() -> None:
    assert templated(DRAFT, BRIEF) == TEMPLATE
    other = replace(BRIEF, greeting="Dr. Osei", organisation="Hillside School", how_met="my class")
    note = fill(TEMPLATE, other)
    assert note.startswith("Dear Dr. Osei,\n")
    assert "at my class" in note
    assert "Ana" not in note


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        # the longest first
        ("Hi Ana Rivera,", {}, "Hi {name},"),
        ("of Ana Rivera Studio", {"organisation": "Ana Rivera Studio"}, "of {organisation}"),
        # whole words
        ("physical hand therapy", {}, "physical {setting}"),
        ("hand therapyist", {}, "hand therapyist"),
        ("beforehand therapy", {}, "beforehand therapy"),
        # the greeting where one greets
        ("Hi Ana - and thanks, Ana", {}, "Hi Ana - and thanks, {greeting}"),
        ("Thank you, Ana", {}, "Thank you, {greeting}"),
        ("Hi Bo,\nBo", {"greeting": "Bo"}, "Hi {greeting},\nBo"),
        ("Dear Will,\n\nWill you?", {"greeting": "Will"}, "Dear {greeting},\n\nWill you?"),
        # one word is the student's own, but for names where names stand
        ("I hope to see", {"promise": "hope", "spoke": "see"}, "I hope to see"),
        ("Hope,\nHope to hear.\nHope", {"me": "Hope"}, "Hope,\nHope to hear.\n{me}"),
        ("work at Kaiser.", {"organisation": "Kaiser"}, "work at {organisation}."),
        ("Unity. Unity is", {"organisation": "Unity"}, "Unity. Unity is"),
        ("a clinic", {"organisation": "clinic"}, "a clinic"),
        ("with Grace", {"name": "Grace"}, "with Grace"),
        # too short
        ("we go on", {"spoke": "on"}, "we go on"),
        # braces of the student's own
        ("Hi {Ana Rivera}", {}, "Hi {{{name}}}"),
        ("nothing known", {"greeting": "", "name": "", "me": ""}, "nothing known"),
    ],
)
def test_only_facts_become_placeholders(text: str, facts: dict[str, Any], expected: str) -> None:
    brief = replace(BRIEF, **facts)
    assert templated(text, brief) == expected
    assert fill(expected, brief) == text


#: Words of which facts and texts are made alike, so that facts occur, overlap and hold one another.
words = st.sampled_from(
    ["Ana", "Rivera", "hand", "therapy", "on", "{", "}", "{name}", "-", ",", "é", "李"]
)
spaces = st.sampled_from([" ", "", "\n"])
phrases = st.lists(st.tuples(words, spaces), max_size=4).map(
    lambda parts: "".join(word + space for word, space in parts)
)
facts = phrases | st.text(max_size=5)
briefs = st.builds(
    Brief,
    **dict.fromkeys(set(placeholders()) - {"times"}, facts),
    times=st.lists(facts, max_size=3).map(tuple),
)


@given(
    briefs, st.lists(phrases | st.sampled_from(placeholders()), max_size=10), st.text(max_size=30)
)
def test_a_template_gives_back_the_draft_it_is_from(
    brief: Brief, parts: list[str], more: str
) -> None:
    known = {name: getattr(brief, name) for name in placeholders() if name != "times"}
    times = "\n".join(f"- {each}" for each in brief.times)
    text = " ".join({**known, "times": times}.get(each, each) for each in parts) + more
    template = templated(text, brief)
    check(template)
    assert fill(template, brief) == text
