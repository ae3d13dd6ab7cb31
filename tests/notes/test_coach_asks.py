"""The coach on who writes, what they ask and when: what breaks a rule, and what only looks so."""

import pytest

from bot.notes.coach import review
from bot.notes.model import FIRST, Note

from .coaching import ANA, ASK, DETAIL, INTRO, LISTED, TIMES, WHY, body, found

# Who writes, and why


@pytest.mark.parametrize("kind", sorted(FIRST))
def test_a_first_note_says_who_writes_before_the_signature(kind: str) -> None:
    assert found("no_self_intro", kind, body(DETAIL, WHY, ASK)) == [""]


@pytest.mark.parametrize(
    "sentence",
    ["I loved the student webinar.", "Your students must be busy.", "I am writing to you."],
)
def test_the_word_student_alone_introduces_nobody(sentence: str) -> None:
    assert found("no_self_intro", "outreach", body(sentence, WHY, ASK)) == [""]


@pytest.mark.parametrize(
    "sentence",
    [
        INTRO,
        "My name is Maya.",
        "I’m studying occupational therapy in Westfield.",
        "As an OTA student in my last term, I read a lot.",
        "I am Maya Chen and I read your post.",
        "I’m in my second year at school.",
    ],
)
def test_there_are_many_ways_to_say_who_one_is(sentence: str) -> None:
    assert found("no_self_intro", "outreach", body(sentence, WHY, ASK)) == []


def test_who_knows_the_student_needs_no_introduction() -> None:
    assert found("no_self_intro", "check_in", body(DETAIL)) == []


@pytest.mark.parametrize("text", ["Do you have 20 minutes to chat?", "I know the bus is late."])
def test_a_first_note_says_what_the_student_hopes_to_learn(text: str) -> None:
    assert found("no_purpose", "outreach", body(INTRO, text)) == [""]


@pytest.mark.parametrize(
    "text",
    [
        "I would love to hear how you began.",
        "I am curious about your first year in practice.",
        "You chose hands over everything else.",
        "May I get your perspective on research?",
    ],
)
def test_a_purpose_may_be_in_other_words(text: str) -> None:
    assert found("no_purpose", "outreach", body(INTRO, text)) == []


# The ask


@pytest.mark.parametrize("kind", ["outreach", "meeting_request", "other_times", "follow_up"])
def test_a_note_that_wants_something_asks_for_it(kind: str) -> None:
    assert found("no_ask", kind, body(INTRO, "How are you? I hope you are well.", DETAIL)) == [""]


@pytest.mark.parametrize(
    "ask",
    [
        ASK,
        "Would you have 20 to 30 minutes?",
        "Could we talk for half an hour?",
        "I’d love to chat sometime.",
        "I was wondering if a short call is possible.",
        "Do you have a half-hour for a coffee?",
        "I know your clinic is an hour away, so could we meet by video?",
        "Please let me know what suits you.",
    ],
)
def test_an_ask_of_half_an_hour_or_less_is_fine(ask: str) -> None:
    assert found("no_ask", "outreach", body(INTRO, ask)) == []


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ("Could we talk for 45 minutes?", "45 minutes"),
        ("Would you have 30 to 60 minutes?", "60 minutes"),
        ("Do you have an hour to chat?", "an hour"),
        ("Could we meet for an hour and a half?", "an hour and a half"),
        ("Could you spare forty-five minutes?", "forty-five minutes"),
        ("I’d love to have a 90-minute call with you.", "90-minute"),
        ("Would 2 hours be possible?", "2 hours"),
    ],
)
def test_more_than_half_an_hour_is_too_much_to_ask(ask: str, said: str) -> None:
    assert found("no_ask", "meeting_request", body(INTRO, ask)) == [said]
    assert found("no_ask", "follow_up", body(INTRO, ask)) == []


def test_hours_that_nobody_asks_for_are_no_ask() -> None:
    text = body("I sat in a lab of two hours on splints.", ASK)
    assert found("no_ask", "meeting_request", text) == []


# Times


def test_a_request_to_meet_without_times_names_the_words() -> None:
    note = Note("A question about splints", body(INTRO, "I'd love to chat sometime. It was fun."))
    (finding,) = [
        each for each in review("meeting_request", note, ANA) if each.rule == "times_missing"
    ]
    assert finding.words(note.body) == "I'd love to chat sometime"
    assert finding.advice == (
        "“I'd love to chat sometime” has no times to choose from. "
        "Two or three make it easy to say yes."
    )
    assert found("times_missing", "other_times", body("It was fun.")) == [""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"- {TIMES[0]}", TIMES[0]),
        ("Would Tuesday at 3 pm PT / 6 pm ET work?", "Tuesday at 3 pm PT / 6 pm ET"),
        ("Is Monday from 3–4 pm good?", "Monday from 3–4 pm"),
        ("Is 15:00 to 15:20 on 3 March good?", "15:00 to 15:20 on 3 March"),
        ("Is noon Pacific, 3 pm Eastern good?", "noon Pacific, 3 pm Eastern"),
    ],
)
def test_one_time_is_no_choice_in_whatever_zones(text: str, said: str) -> None:
    for kind in ("meeting_request", "other_times", "outreach"):
        assert found("times_missing", kind, body(INTRO, text)) == [said]


@pytest.mark.parametrize(
    "text",
    [
        LISTED,
        "Would Tuesday or Thursday at 3 pm work?",
        "Would Tuesday at 3 or 4 pm work?",
        "I am free at 3 p.m. on 3 March, and at 10:30 a.m. on 4 March.",
        "Is 3/3 at 15:00 or 4/3 at 9:00 good?",
        "Would tomorrow at noon suit you? Or Friday, 9 am?",
        "• Mon, 3 pm\n• Wed, 4 pm",
    ],
)
def test_two_times_are_a_choice(text: str) -> None:
    assert found("times_missing", "meeting_request", body(INTRO, text)) == []


def test_a_first_note_may_leave_the_times_for_later() -> None:
    assert found("times_missing", "outreach", body(INTRO, ASK)) == []
    assert found("one_zone_only", "outreach", body(INTRO, ASK)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- Tuesday 3 March, 3:00 pm Pacific\n- Thursday, 1 pm PT",
            "Tuesday 3 March, 3:00 pm Pacific",
        ),
        (f"- {TIMES[0]}\n- Thursday, 1 pm UTC+2", "Thursday, 1 pm UTC+2"),
        ("Is Tuesday, 3 pm or Friday, 4 pm good?", "Tuesday, 3 pm or Friday, 4 pm"),
        ("Is Tuesday, 3 pm or Friday, 4 pm London time good?",) * 2,
        ("- 3 pm PST (3 pm Pacific Time)", "3 pm PST (3 pm Pacific Time)"),
    ],
)
def test_times_stand_in_both_zones(text: str, said: str) -> None:
    said = said.removeprefix("Is ").removesuffix(" good?")
    assert found("one_zone_only", "meeting_request", body(INTRO, text)) == [said]
    assert found("one_zone_only", "outreach", body(INTRO, text), times=()) == [said]


@pytest.mark.parametrize(
    "text",
    [
        LISTED,
        "Would Tuesday at 3 pm PT / 6 pm ET or Friday at 4 pm PT/ET suit you?",
        "- Tuesday, 15:00 UTC+2 (9:00 am EST)\n- Friday, 16:00 UTC+2 (10:00 am EST)",
        "- Tuesday, 3 pm my time (6 pm your time)",
        "- Tuesday, 3 pm London time, 4 pm in Paris",
        "- 3:00 pm Central European (9:00 am Eastern)",
        "All times are Pacific, with Eastern in brackets. Is 3 pm (6 pm) on Monday good?",
        "Your talk at 3 pm was great. Is Friday at 3 pm PDT (6 pm EDT) good?",
    ],
)
def test_zones_have_many_names(text: str) -> None:
    assert found("one_zone_only", "meeting_request", body(INTRO, text)) == []


def test_in_one_zone_together_there_is_nothing_to_add() -> None:
    here = ("Tuesday 3 March, 3:00 pm Pacific", "Thursday 5 March, 1:00 pm Pacific")
    text = body(INTRO, "\n".join(f"- {each}" for each in here))
    assert found("one_zone_only", "meeting_request", text, times=here) == []
