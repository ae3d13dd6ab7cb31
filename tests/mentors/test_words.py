"""Languages as people type them, and the outlines that are shipped."""

import pytest

from bot.meetings.model import PURPOSE_LENGTH
from bot.mentors.languages import UnknownLanguage, in_words, like, read_languages
from bot.mentors.outlines import EDGE, STRENGTH, outline, topic
from bot.nudges.rhythm import Cadence
from bot.students.model import STAGES

#: What stands below a field of a form.
HINT_LENGTH = 100


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("English", ("en",)),
        ("spanish, English and ASL", ("es", "en", "ase")),
        ("Español, français, Deutsch", ("es", "fr", "de")),
        ("Mandarin, 中文", ("zh",)),
        ("Tagalog, Filipino", ("fil",)),
        (" , ,", ()),
    ],
)
def test_languages_are_read_as_people_call_them(typed: str, codes: tuple[str, ...]) -> None:
    assert read_languages(typed) == codes
    assert read_languages(in_words(codes)) == codes


@pytest.mark.parametrize(
    ("typed", "near"), [("Spannish", "Spanish"), ("zzzz", ""), ("@everyone", "")]
)
def test_what_is_no_language_is_named_with_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(UnknownLanguage) as error:
        read_languages(f"English, {typed}")
    assert (error.value.text, error.value.near) == (typed, near)


def test_languages_are_suggested_while_they_are_typed() -> None:
    assert "Spanish" in like("")
    assert like("span") == ["Spanish"]
    assert len(like("a")) <= 25


@pytest.mark.parametrize("stage", list(STAGES))
def test_every_stage_has_an_outline_that_fits_its_cards(stage: str) -> None:
    shipped = outline(stage)
    assert str(Cadence.read(shipped.every)) == shipped.every
    assert 5 <= len(shipped.topics) <= 12
    for each in shipped.topics:
        assert topic(each.key) == each
        assert len(each.key) <= 64
        assert 10 <= len(each.text) <= PURPOSE_LENGTH
        assert each.text[0].islower()
        assert not each.text.endswith(".")
        for question in (each.strength, each.edge):
            assert question.endswith("?")
            assert 10 <= len(question) <= HINT_LENGTH
        said = f"{each.text} {each.strength} {each.edge}".casefold()
        assert not {"placement", "client", "patient"} & set(said.replace("?", "").split())


def test_a_session_of_the_students_own_has_questions_too() -> None:
    for key in (None, "nothing.here", "programme.gone"):
        assert (topic(key).strength, topic(key).edge) == (STRENGTH, EDGE)
