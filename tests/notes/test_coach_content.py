"""The coach on details, next steps, jobs and marks: what breaks a rule, and what only looks so."""

import pytest

from .coaching import DETAIL, GENERIC, INTRO, NEXT, THANKS, body, found

# Detail


@pytest.mark.parametrize("text", [GENERIC, "It was great to learn so much about therapy from you."])
def test_a_note_that_could_go_to_anybody_lacks_a_detail(text: str) -> None:
    assert found("no_specific_detail", "thank_you", body(text, NEXT)) == [""]


@pytest.mark.parametrize(
    "text",
    [
        "Protecting the motion of a tendon is what I think of now.",
        "I was happy to visit the Lakeside clinic.",
        "Since we met at that conference in the state house, I think of hands.",
        "PROTECT MÓTION is on a card above my desk.",
    ],
)
def test_a_detail_may_be_in_other_words(text: str) -> None:
    assert found("no_specific_detail", "thank_you", body(text, NEXT)) == []


@pytest.mark.parametrize(
    "text",
    [
        "You told me to measure twice before cutting anything.",
        "I keep thinking of your words “slow is smooth”.",
        "I bought the book by Trombly the same evening.",
        "I read https://example.org/hands on the bus.",
    ],
)
def test_something_concrete_of_their_own_will_do(text: str) -> None:
    assert found("no_specific_detail", "thank_you", body(text, NEXT)) == []


def test_without_a_log_there_is_nothing_to_take_up() -> None:
    assert found("no_specific_detail", "thank_you", body(GENERIC), detail="") == []
    assert found("no_specific_detail", "thanks_anyway", body("Thank you all the same.")) == []


# Next step


@pytest.mark.parametrize("kind", ["thank_you", "fieldwork_thanks"])
def test_a_thank_you_has_a_next_step(kind: str) -> None:
    assert found("no_next_step", kind, body(DETAIL, "I hope you are well.")) == [""]
    assert found("no_next_step", kind, body(DETAIL, NEXT)) == []
    assert found("no_next_step", kind, body(DETAIL, "I’d be glad to stay in touch.")) == []
    assert found("no_next_step", kind, body(DETAIL, "I have signed up for the webinar.")) == []


def test_after_a_no_thanks_are_enough() -> None:
    assert found("no_next_step", "thanks_anyway", body("Thank you all the same.")) == []


# Jobs and placements


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Are you hiring new graduates?", "Are you hiring"),
        ("Is your clinic hiring?", "Is your clinic hiring"),
        ("I am looking for a job in hand therapy.", "looking for a job"),
        ("I would like to apply for a position.", "apply for a position"),
        ("I attached my résumé.", "attached my résumé"),
        ("My CV is attached.", "My CV is attached"),
        ("Do you know of any job openings?", "know of any job openings"),
        ("I’d like to know if you’re hiring in May.", "if you’re hiring"),
        ("I don’t know if you are hiring.", "if you are hiring"),
    ],
)
def test_a_first_message_asks_for_no_job(sentence: str, said: str) -> None:
    text = body(INTRO, sentence)
    assert found("job_ask_in_first_message", "outreach", text) == [said]
    assert found("job_ask_in_first_message", "check_in", text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "How did you get your job?",
        "What do you like about your job, and what was your first position like?",
        "I am not looking for a job, only for advice.",
        "Which position of the wrist is best after surgery?",
        "Classes resume in May, when I have my exams.",
        "I saw your talk on how clinics change.",
        "I read about positioning and hand position.",
    ],
)
def test_to_speak_of_a_job_is_not_to_ask_for_one(sentence: str) -> None:
    assert found("job_ask_in_first_message", "outreach", body(INTRO, sentence)) == []


def test_a_job_in_the_subject_is_found_there() -> None:
    said = found("job_ask_in_first_message", "outreach", body(INTRO), "Any job openings this year?")
    assert said == ["subject:Any job openings"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Do you take students?", "Do you take students"),
        (
            "Does your clinic accept Level II students?",
            "Does your clinic accept Level II students",
        ),
        ("Could you take me as a student?", "Could you take me as a student"),
        ("I am looking for a fieldwork placement.", "looking for a fieldwork placement"),
        ("I need a Level II site by May.", "need a Level II site"),
        ("Do you have any fieldwork spots?", "Do you have any fieldwork spots"),
        (
            "I hope to do my Level I fieldwork at your clinic.",
            "hope to do my Level I fieldwork at your",
        ),
        ("Would you be my supervisor?", "Would you be my supervisor"),
        ("Is there room for a fieldwork student?", "Is there room for a fieldwork student"),
    ],
)
def test_a_placement_is_asked_for_elsewhere(sentence: str, said: str) -> None:
    for kind in ("outreach", "check_in", "meeting_request"):
        assert found("placement_ask", kind, body(INTRO, sentence)) == [said]


@pytest.mark.parametrize(
    "kind", ["outreach", "fieldwork_hello", "fieldwork_midterm", "fieldwork_thanks"]
)
@pytest.mark.parametrize(
    "sentence",
    [
        "My Level II fieldwork starts in January.",
        "I look forward to my placement with you and to being your student.",
        "Thank you for taking me on as a student, and for hosting me.",
        "Could I shadow you for a day before my Level II fieldwork?",
        "Do you take students for observation?",
        "What made your own fieldwork placement a good one?",
        "I am not asking for a placement, as my coordinator finds those.",
        "How can I prepare for my first placement?",
        "I would like to learn what you look for in a fieldwork student.",
        "Is there anything I should read before my fieldwork begins?",
        "Could we talk about how my placement goes so far?",
        "A line or two from you would take me a long way.",
        "Do you have any fieldwork tips, or placement stories?",
    ],
)
def test_to_speak_of_a_placement_is_not_to_ask_for_one(kind: str, sentence: str) -> None:
    assert found("placement_ask", kind, body(INTRO, sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Could you tell me who will supervise me?",
        "Do you take students to the team meeting?",
        "I would like to ask about my placement so far.",
        "I want to get the most out of my Level II fieldwork.",
        "I hear you will be my supervisor.",
    ],
)
def test_who_has_a_placement_asks_about_that_one(sentence: str) -> None:
    assert found("placement_ask", "fieldwork_midterm", body(sentence)) == []
    more = body(sentence, "Do you have room for another placement in fall?")
    assert found("placement_ask", "fieldwork_midterm", more) == [
        "Do you have room for another placement"
    ]


# Marks


@pytest.mark.parametrize(
    "gap",
    ["[Name]", "{name}", "<name>", "XXX", "___", "TODO", "Lorem", "{{ detail }}", "<t:1772579:F>"],
)
def test_a_gap_is_still_to_be_filled_in(gap: str) -> None:
    assert found("placeholder_left", "thank_you", body(f"I saw {gap} there.", *THANKS)) == [gap]
    assert found("placeholder_left", "thank_you", body(*THANKS), f"A word on {gap}") == [
        f"subject:{gap}"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "I <3 splints, and 3 < 4 > 2.",
        "He “recieved [sic] it” and wrote [1].",
        "See <https://example.org/a___b> and snake_case.",
        "A todo list, size XXL, and a size XX.",
    ],
)
def test_marks_with_a_meaning_are_no_gaps(sentence: str) -> None:
    assert found("placeholder_left", "thank_you", body(sentence, *THANKS)) == []


def test_a_bracket_that_was_logged_is_no_gap() -> None:
    text = body("I read “[Opinion] Hands first”.", *THANKS)
    assert found("placeholder_left", "article", text, article="[Opinion] Hands first") == []


def test_a_few_exclamation_marks_are_plenty() -> None:
    few = body("Thank you! It was fun!", *THANKS)
    assert found("too_many_exclamations", "thank_you", few) == []
    assert found("too_many_exclamations", "thank_you", body("Really?! Thanks!")) == []
    assert found("too_many_exclamations", "thank_you", body("Hi! Thank you! So fun!")) == ["!"]
    assert found("too_many_exclamations", "thank_you", body("Thank you!!! Bye.")) == ["!!!"]
    assert found("too_many_exclamations", "thank_you", few, "Thank you, Ana!") == ["!"]
    assert found("too_many_exclamations", "thank_you", few, "Thank you, Ana!!") == ["subject:!!"]


@pytest.mark.parametrize(
    "sign", ["😊", "❤️", "👩🏽‍⚕️", "🇺🇸", "1️⃣", "⏰", "✅", "🙏🏾", "<:splint:123>", ":smile:", "☺"]
)
def test_an_emoji_is_found_whole(sign: str) -> None:
    assert found("emoji", "thank_you", body(f"Thank you {sign} so.", *THANKS)) == [sign]
    assert found("emoji", "thank_you", body(*THANKS), f"A word {sign}") == [f"subject:{sign}"]


@pytest.mark.parametrize(
    "sign", ["é", "→", "™", "王丽", "شكرا", "✓", "½", "№", ":)", "10:30:45", "€", "नमस्ते"]
)
def test_letters_of_every_script_and_signs_are_no_emoji(sign: str) -> None:
    assert found("emoji", "thank_you", body(f"Thank you {sign} so.", *THANKS)) == []
