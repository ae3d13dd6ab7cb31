"""Whether a note calls somebody by their name. No I/O, no clock."""

import re
from collections.abc import Collection, Iterator

from bot.contacts.words import folded
from bot.notes.moments import CALENDAR
from bot.notes.reading import CAPITALISED, CREDENTIALS, GUESSED_TITLES, Letter, Span, name_words

_NAME = re.compile(r"[^\s,;:!?()]*\w[^\s,;:!?()]*")
_GREETED = """
    dear hi hiya hello hey greetings good morning afternoon evening day there again and all my
"""
_NO_NAMES = frozenset(_GREETED.split())
_SHORTEST_NAME = 4  # letters; shorter ones are too often other words


def trouble(letter: Letter, right: str) -> tuple[str, Span] | None:
    """Return what is wrong with a greeting, and its words; None when it is right.

    Args:
        letter: the note.
        right: how the log greets them.

    Returns:
        ``missing``, ``title`` for one that was guessed, ``credentials``, or ``other`` for a name that
        is not theirs or only part of what should stand there.
    """
    span = letter.greeting
    if span.start == span.end:
        return "missing", span
    logged = {*name_words(letter.brief.name), *name_words(right)}
    words = list(_NAME.finditer(letter.body, *span))
    for word in words:
        if folded(word[0]).replace(" ", "") in GUESSED_TITLES - logged:
            return "title", Span(*word.span())
    for letters in CREDENTIALS.finditer(letter.body, *span):
        if not logged.issuperset(name_words(letters[0])):
            return "credentials", Span(*letters.span())
    names = [word for word in words if folded(word[0]) not in _NO_NAMES]
    others = [
        word
        for word in names
        if not logged.issuperset(name_words(word[0])) and word[0] != word[0].lower()
    ]
    complete = {*name_words(letter.text(span))}.issuperset(name_words(right))
    if complete and not others:
        return None
    if complete:
        names = others
    return "other", Span(names[0].start(), names[-1].end()) if names else span


def slips(letter: Letter, known: Collection[str]) -> Iterator[tuple[str, Span, str]]:
    """Yield where their name is misspelled after the greeting: field, words, and the right name.

    Args:
        letter: the note.
        known: words, folded, that are no slips as they stand in the log.
    """
    called = {folded(each): each for each in letter.brief.name.split() if folded(each).isalpha()}
    for where, text, spans in (
        ("subject", letter.subject, (Span(0, len(letter.subject)),)),
        ("body", letter.body, letter.sentences),
    ):
        for part in spans:
            for word in CAPITALISED.finditer(text, *part):
                said = folded(word[0])
                if said in known or CALENDAR.fullmatch(word[0]):
                    continue
                begins = word.start() == part.start
                meant = [name for name in called if _slip(said, name, begins=begins)]
                if meant:
                    yield where, Span(*word.span()), called[meant[0]]


def _slip(said: str, name: str, *, begins: bool) -> bool:
    """Say whether a word is a misspelled name rather than another word.

    One letter may differ, two in a long name, or a letter stands twice. The first letter is rarely
    wrong, and the capital of a word that begins a sentence says nothing of names.
    """
    from rapidfuzz.distance import OSA

    if said == name or said[:1] != name[:1] or said == f"{name}s":
        return False
    if len(name) > 2 and re.sub(r"(.)\1", r"\1", said) == re.sub(r"(.)\1", r"\1", name):
        return True
    if len(name) < _SHORTEST_NAME + 2 * begins or len(said) < _SHORTEST_NAME:
        return False
    allowed = 2 if len(name) >= 2 * _SHORTEST_NAME else 1
    return OSA.distance(said, name, score_cutoff=allowed) <= allowed
