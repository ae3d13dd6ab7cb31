"""How much a sentence is like sentences about clients, by its words. No clock.

The rules see what was thought of; this sees what is usual. Each feature of a sentence (a word, two in a
row, a word near a name, a kind of word) has a weight in `weights.txt`, learned from the sentences of the
tests by ``python -m tests.notes.learn``. Names count as names, whichever they are.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.notes import frames
from bot.notes import identifiers as w

_WEIGHTS = Path(__file__).with_name("weights.txt")
_TOKEN = (
    rf"(?P<DR>\b(?:[Dd]r|[Pp]rof(?:essor)?)\b\.? {w.NAME})|(?P<MR>{w.MR} {w.FAMILY})|(?P<NAME>{w.FULL}"
    rf"|{w.LETTERS})"
    rf"|(?P<DATE>{w.DATE})|(?P<CLIENT>{w.ONE}s?\b)|(?P<KIN>\b{w.KIN}s?\b)|(?P<PERSON>\b{w.PERSON}s?\b)"
    r"|(?P<NUMBER>\d+)|(?P<WORD>['’]?[^\W\d_]+)|(?P<MARK>[,:;?])"
)
#: Kinds of words that are features themselves.
_KINDS = {
    name: rf"\b(?:{words})\b"
    for name, words in {
        "PART": frames.PART,
        "AID": w.AIDS,
        "CARING": frames.CARING,
        "PRO": frames.PRO,
        "SAYS": w.SAYS,
        "DONE": frames.DONE,
        "ILLNESS": w.ILLNESS,
        "DOES": w.DOES,
        "TREATED": w.TREATED,
        "THING": w.THINGS,
        "JOB": w.JOB,
    }.items()
}
#: Patterns here and in the rules are long: compiled when first needed, they don't hold up each start.
compiled = cache(re.compile)
_PEOPLE = ("NAME", "MR")
_ENDINGS = ("ed", "ing", "s")


class Name(NamedTuple):
    """A name in a sentence, and how much the words around it are like those around a client's."""

    start: int
    end: int
    weight: float


def features(sentence: str, is_known: Callable[[str], bool] | None = None) -> set[str]:
    """Return what can be said of a sentence; names that are known count as those of contacts."""
    words = [each for each, _ in _words(sentence, is_known)]
    people = [at for at, word in enumerate(words) if word in _PEOPLE]
    found = {*words, f"PEOPLE{min(2, len(people))}"}
    found.update(name for name, kind in _KINDS.items() if compiled(kind).search(sentence))
    for each in (words, [_kind(word) for word in words]):
        found.update(map("_".join, pairwise(each)))
        found.update(*(_around(each, at) for at in people))
    return found


def weight(sentence: str, is_known: Callable[[str], bool] | None = None) -> float:
    """Return how much a sentence is like one about a client: above 0 it is so rather than not."""
    return WEIGHTS[""] + sum(WEIGHTS.get(each, 0) for each in features(sentence, is_known))


def names(sentence: str) -> list[Name]:
    """Return the names in a sentence."""
    found = list(_words(sentence, None))
    words = [each for each, _ in found]
    return [
        Name(*span, sum(WEIGHTS.get(each, 0) for each in _around(words, at)))
        for at, (word, span) in enumerate(found)
        if word in _PEOPLE
    ]


def read(weights: str) -> dict[str, float]:
    """Read lines of a weight and the features that have it; that of "" is there always."""
    lines = (line.split() for line in weights.splitlines() if not line.startswith("#"))
    read = {each: float(number) for number, *some in lines for each in some}
    return {"": read.pop("ALWAYS", 0.0), **read}


def _words(
    sentence: str, is_known: Callable[[str], bool] | None
) -> Iterator[tuple[str, tuple[int, int]]]:
    yield "START", (0, 0)
    for match in compiled(_TOKEN).finditer(sentence):
        kind = match.lastgroup or ""
        if kind in _PEOPLE and is_known is not None and is_known(match[0]):
            kind = "DR"
        word = match[0].lower().replace("’", "'") if kind in ("WORD", "MARK") else kind
        yield word, match.span()


@lru_cache(4096)
def _kind(word: str) -> str:
    """Return the kind of a word, or the word."""
    if not word.islower():
        return word
    kinds = (name for name, kind in _KINDS.items() if compiled(kind).fullmatch(word))
    return next(kinds, word)


def _around(words: list[str], at: int) -> set[str]:
    """Return what is said of the name at a place by the words around it."""
    name, after, before = words[at], words[at + 1 : at + 4], words[max(0, at - 2) : at]
    found = {f"{name}>{word}" for word in after} | {f"{word}<{name}" for word in before}
    if after and after[0].isalpha() and after[0].islower() and len(after[0]) > 3:
        ending = next((each for each in _ENDINGS if after[0].endswith(each)), "")
        found.add(f"{name}+{ending}")
    return (
        found
        | {f"{name}_{word}" for word in after[:1]}
        | {f"{word}_{name}" for word in before[-1:]}
    )


WEIGHTS = read(_WEIGHTS.read_text("utf-8"))
