"""The coach as a whole: good notes, every rule at once, and whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes.coach import RULES, review
from bot.notes.model import KINDS, Brief, Finding, Note

from .coaching import ANA, GENERIC, GOOD, TIMES, body, words


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_good_note_there_is_nothing_to_say(kind: str) -> None:
    note = Note("A question about splints", body(*GOOD[kind]))
    assert review(kind, note, ANA) == []


def test_the_sample_of_our_voice_is_a_good_note() -> None:
    text = body(
        "Thank you for making time on Tuesday. The way you described splinting a flexor tendon repair "
        'as "protecting motion, not preventing it" changed how I read my notes from last week\'s lab. I '
        "have signed up for the student webinar you suggested, and I will tell you what I make of it. I "
        "would be glad to stay in touch as I head into my Level II fieldwork in January."
    )
    assert review("thank_you", Note("Thank you for Tuesday's conversation", text), ANA) == []


def test_every_rule_speaks_and_says_its_id() -> None:
    bad = body(
        "I saw [Name] there!!! 😊 I'd love to chat sometime for 45 minutes.",
        "Are you hiring? Do you take students?",
        "- Tuesday, 3 pm Pacific",
        greeting="Dear Anna,",
    )
    said = {
        each.rule
        for kind, text in (
            ("meeting_request", bad),
            ("meeting_request", body(words(200))),
            ("thank_you", body(GENERIC)),
        )
        for each in review(kind, Note("Hello", text), ANA)
    }
    assert (
        said
        == {rule.__name__ for rule, _ in RULES}
        == {
            *(
                "too_long",
                "too_short",
                "subject_length",
                "wrong_name",
                "no_self_intro",
                "no_purpose",
            ),
            *("no_specific_detail", "no_ask", "times_missing", "one_zone_only", "no_next_step"),
            *("job_ask_in_first_message", "placement_ask", "placeholder_left"),
            *("too_many_exclamations", "emoji"),
        }
    )


PIECES = st.sampled_from(
    [
        *(
            "Dear Ana,",
            "Hi",
            "Ms. ",
            "Kind regards,\n",
            "Maya Chen",
            "\n",
            "\n\n",
            "\r\n",
            "- ",
            " ",
        ),
        *(
            TIMES[0],
            "3 pm",
            " PT/",
            "(",
            ")",
            " or ",
            "Tuesday",
            "an hour",
            "?",
            "!",
            "!!",
            "…",
            "“",
            "”",
        ),
        *(
            "would you",
            "take me",
            "students",
            "a job",
            "my CV",
            "[x",
            "]",
            "<",
            ">",
            "{",
            "}",
            "___",
        ),
        *(
            "😊",
            "\u200d",
            "\ufe0f",
            "é",
            "\u0301",
            "王",
            "\u2028",
            "\x00",
            "\ud800",
            "Rivara",
            "Dr.",
            "@",
        ),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))
BRIEFS = st.builds(
    Brief,
    me=TEXTS,
    name=TEXTS,
    greeting=TEXTS,
    studies=TEXTS,
    purpose=TEXTS,
    detail=TEXTS,
    times=st.lists(TEXTS, max_size=3).map(tuple),
)


@given(st.sampled_from(sorted(KINDS)), TEXTS, TEXTS, BRIEFS | st.just(ANA))
def test_whatever_is_typed_the_words_are_in_the_text(
    kind: str, subject: str, text: str, brief: Brief
) -> None:
    said = review(kind, Note(subject, text), brief)
    for each in said:
        assert each.where in {"subject", "body"}
        whole = subject if each.where == "subject" else text
        assert 0 <= each.start <= each.end <= len(whole)
        assert each.advice.endswith(".")
        assert "\n" not in each.advice
    assert said == review(kind, Note(subject, text), brief)
    ids = [rule.__name__ for rule, _ in RULES]
    assert [ids.index(each.rule) for each in said] == sorted(ids.index(each.rule) for each in said)


@given(TEXTS, TEXTS)
def test_a_kind_hears_only_its_own_rules(subject: str, text: str) -> None:
    for kind in KINDS:
        own = {rule.__name__ for rule, kinds in RULES if kind in kinds}
        assert {each.rule for each in review(kind, Note(subject, text), ANA)} <= own


@pytest.mark.parametrize(
    "text",
    [
        "a " * 2000,
        "(" * 4000,
        "would you " * 400,
        "3 pm " * 800,
        "!" * 4000,
        "[" * 4000,
        "{" * 4000,
    ],
)
def test_long_texts_are_read_in_no_time(text: str) -> None:
    assert all(
        isinstance(each, Finding) for each in review("meeting_request", Note(text, text), ANA)
    )
