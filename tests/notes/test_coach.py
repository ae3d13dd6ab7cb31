"""The coach, rule by rule: what breaks it, and what only looks as if it did."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes.coach import RULES, review
from bot.notes.model import FIRST, KINDS, Brief, Finding, Note

TIMES = (
    "Tuesday 3 March, 3:00 pm Pacific (6:00 pm Eastern)",
    "Thursday 5 March, 1:00 pm Pacific (4:00 pm Eastern)",
)
ANA = Brief(
    me="Maya Chen",
    studies="second-year OT student",
    school="Westfield University",
    name="Ana Rivera",
    greeting="Ana",
    organisation="Lakeside Hand Clinic",
    setting="hand therapy",
    how_met="the state conference in October",
    purpose="how you chose hand therapy",
    detail="splinting a flexor tendon repair is protecting motion, not preventing it",
    times=TIMES,
)
INTRO = "I am a second-year OT student at Westfield University."
WHY = "I hope to learn how you chose hand therapy after school."
ASK = "Would you have 20 minutes for a call by video?"
DETAIL = "You said that splinting is about protecting motion, and I think of it in every lab."
NEXT = "I will try it this week and tell you how it went."
FILL = "It was a clear spring day and the bus came late, which gave me time to sort my notes. " * 2
LISTED = "\n".join(f"- {each}" for each in TIMES)
CLOSE = "Kind regards,\nMaya Chen\nsecond-year OT student, Westfield University"

#: A note of each sort that the coach has nothing to say of.
REQUEST = (INTRO, DETAIL, WHY, FILL.strip(), ASK, LISTED)
THANKS = ("Thank you for Tuesday.", DETAIL, NEXT, FILL.strip())
GOOD = dict.fromkeys(KINDS, THANKS) | dict.fromkeys(
    ("outreach", "meeting_request", "other_times", "follow_up", "fieldwork_hello"), REQUEST
)


def body(*paragraphs: str, greeting: str = "Dear Ana,", close: str = CLOSE) -> str:
    return "\n\n".join(each for each in (greeting, *paragraphs, close) if each)


def found(
    rule: str, kind: str, text: str, subject: str = "A question about splints", **known: Any
) -> list[str]:
    """Return the words of each finding of a rule, with ``subject:`` before those in the subject."""
    note = Note(subject, text)
    return [
        ("subject:" if each.where == "subject" else "")
        + each.words(note.subject if each.where == "subject" else note.body)
        for each in review(kind, note, replace(ANA, **known))
        if each.rule == rule
    ]


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


# Length


def words(count: int) -> str:
    return " ".join(["word"] * count) + "."


@pytest.mark.parametrize(
    ("kind", "most"), [("outreach", 99), ("fieldwork_hello", 99), ("thank_you", 125)]
)
def test_a_note_is_too_long_from_one_word_past_the_most(kind: str, most: int) -> None:
    assert found("too_long", kind, body(words(most + 1))) == [""]
    assert found("too_long", kind, body(words(most))) == []


def test_greeting_sign_off_and_times_are_not_counted() -> None:
    for close in (CLOSE, "Best,\nMaya", "Thanks,\nMaya Chen", "Maya Chen", "Warmly, Maya", ""):
        text = body(words(99), LISTED, greeting="Dear Ana Rivera,", close=close)
        assert found("too_long", "outreach", text) == [], close
    after = f"{CLOSE}\n\nP.S. {words(40)}"
    assert found("too_long", "outreach", body(words(99), close=after)) == []
    assert found("too_long", "outreach", body("Many thanks for your card.", words(95))) == [""]


def test_a_greeting_that_runs_into_the_note_counts_as_far_as_the_name() -> None:
    assert found("too_long", "outreach", body(f"Hi Ana, {words(99)}", greeting="")) == []
    assert found("too_long", "outreach", body(f"Hi Ana, {words(100)}", greeting="")) == [""]


def test_a_note_of_49_words_is_too_short() -> None:
    assert found("too_short", "thank_you", body(words(49))) == [""]
    assert found("too_short", "thank_you", body(words(50))) == []
    assert found("too_short", "thanks_anyway", body(words(12))) == []
    assert found("too_short", "thank_you", "") == [""]


@pytest.mark.parametrize(
    "subject", ["", "Hello", "Hello Ana", "Re: Hello Ana", "a b c d e f g h i"]
)
def test_a_subject_has_three_to_eight_words(subject: str) -> None:
    assert found("subject_length", "thank_you", body(*THANKS), subject) == ["subject:"]


@pytest.mark.parametrize(
    "subject", ["Thank you, Ana", "Re: Fwd: one two three", "a b c – d e f g h"]
)
def test_marks_and_what_a_reply_adds_are_no_words_of_a_subject(subject: str) -> None:
    assert found("subject_length", "thank_you", body(*THANKS), subject) == []


# Names


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        ("Dear Anna,", "Anna"),
        ("Hi Tom,", "Tom"),
        ("Dear Ms. Rivera,", "Ms."),
        ("Dear Mrs Ana Rivera,", "Mrs"),
        ("Dear Sir or Madam,", "Sir"),
        ("Dear Ana Rivera, OTR/L,", "OTR/L"),
        ("Dear Ana, OTR", "OTR"),
        ("Dear Ana and Tom,", "Tom"),
        ("Hello,", "Hello"),
        ("To whom it may concern,", "To whom it may concern"),
        ("Dear Rivera,", "Rivera"),
        ("", ""),
    ],
)
def test_a_greeting_has_the_name_from_the_log_and_nothing_guessed(greeting: str, said: str) -> None:
    assert found("wrong_name", "thank_you", body(*THANKS, greeting=greeting)) == [said]


@pytest.mark.parametrize(
    "greeting",
    [
        "Dear Ana,",
        "hi ana",
        "Hello again Ana!",
        "Dear Ana Rivera,",
        "Ana,",
        "Good morning, Ana,",
        "Hi Ana -",
        "DEAR ANA:",
        "Dear Aña,",
    ],
)
def test_a_greeting_may_be_warmer_or_longer(greeting: str) -> None:
    assert found("wrong_name", "thank_you", body(*THANKS, greeting=greeting)) == []


def test_a_title_that_was_logged_belongs_there() -> None:
    osei = {"name": "Dr. Kwame Osei", "greeting": "Dr. Osei"}
    for right in ("Dear Dr. Osei,", "Dear Dr Osei,", "Dear Doctor Osei,", "Hi Dr. Kwame Osei,"):
        assert found("wrong_name", "thank_you", body(*THANKS, greeting=right), **osei) == []
    text = body(*THANKS, greeting="Dear Kwame,")
    assert found("wrong_name", "thank_you", text, **osei) == ["Kwame"]
    lee = {"name": "Ms. Lee", "greeting": "Ms. Lee"}
    assert found("wrong_name", "thank_you", body(*THANKS, greeting="Dear Ms. Lee,"), **lee) == []


@pytest.mark.parametrize(
    "name", ["O'Neil Brown", "Mary-Jane Poe", "José Núñez", "王丽", "A. J. Park", "فاطمة علي"]
)
def test_names_of_every_kind_are_found_in_their_greeting(name: str) -> None:
    text = body(*THANKS, greeting="Dear " + name.replace("'", "’") + ",")
    assert found("wrong_name", "thank_you", text, name=name, greeting=name) == []


def test_a_name_misspelled_further_down_is_a_slip() -> None:
    text = body("I told Jo that Ana Rivara knows hands.", "Thank you, Anna.", *THANKS)
    assert found("wrong_name", "thank_you", text) == ["Rivara", "Anna"]
    assert found("wrong_name", "thank_you", body(*THANKS), "Thanks to Ana Rivrea") == [
        "subject:Rivrea"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "I told Jo that Ana Rivera’s clinic is near the Riverside bus.",
        "And any river is calm on Friday.",
        "My friend Maria sends her best.",
        "I met you at Lakeside, and I met Oliver and Ann Bond there too.",
    ],
)
def test_another_word_is_no_slip(sentence: str) -> None:
    assert found("wrong_name", "thank_you", body(sentence, *THANKS)) == []


def test_a_name_that_the_log_has_elsewhere_is_no_slip() -> None:
    text = body("Thank you for having me, says Anna.", *THANKS, close="Best,\nAnna")
    assert found("wrong_name", "thank_you", text, me="Anna Chen") == []
    marsh = {"name": "Kay Marsh", "greeting": "Kay"}
    text = body("I start in March, at last.", *THANKS, greeting="Dear Kay,")
    assert found("wrong_name", "thank_you", text, **marsh) == []


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


# Detail


GENERIC = (
    "Thank you so much for your time. Everything you shared was very helpful to me as a student."
)


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


# All of them


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
