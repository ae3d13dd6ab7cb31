"""The coach on length, subject and names: what breaks a rule, and what only looks as if it did."""

import pytest

from .coaching import CLOSE, LISTED, THANKS, body, found, words

# Length


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
