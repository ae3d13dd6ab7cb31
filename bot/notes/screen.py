"""The client-information screen: does a free text say who a client is? No I/O, no clock.

It asks, it proves nothing: a text that passes may still be about a client.
"""

import re
from collections.abc import Callable, Iterator, Set
from itertools import pairwise

from bot.contacts.words import folded
from bot.notes import frames, likeness
from bot.notes import identifiers as w
from bot.notes.given import with_capitals
from bot.notes.model import Finding
from bot.notes.rules import NAMED, SAFE_HARBOR, Rule

RULES = (*SAFE_HARBOR, *frames.RULES)
#: Said of words of several kinds that stand together.
TOGETHER = "could identify someone."
#: Said of a sentence that names nobody.
ALL_OF_IT = "reads like something about a client."
#: People of textbooks, studies and exams, unless the student's own client is there as well.
_MADE_UP = re.compile(
    w.word(
        r"""textbook (?<!for.my.)case_stud(?:y|ies) case_of case_report in_class exam quiz standardi[sz]ed
        sim_lab
        sim(?:ulat\w+)?_(?:patient|client) role_?play\w* made_up practi[cs]e_(?:soap|note|case) movie
        documentary film novel book (?:his|her|this|['’]s)_study study_(?:of|about|on|with) trial vignette
        fictional example class_case mock"""
    )
)
_MINE = re.compile(rf"\b(?i:my|our|i treat\w*) (?:own )?(?:{w.ONE}|caseload)")
#: Where a sentence ends.
_END = re.compile(
    r"[.!?](?<!\b[Mm]r.)(?<!\b[Mm]rs.)(?<!\b[Mm]s.)(?<!\b[Dd]r.)(?<!\b[Ss]t.)(?<![Pp]rof.)(?<!\bSgt.)"
    r"(?<!\b[A-Za-z].)(?<!\b[Nn]o.)(?<!\b[Rr]m.)\s+|\n"
)
#: What may stand between words that are quoted together.
_JOINS = re.compile(r"[\s,;:()]{0,3}(?:(?:in|on|at|with|w/|and|is|was|who|has)\b)?[\s,;:(]{0,2}")
#: How much like one about a client a sentence must be, by its words, for that alone to count.
ALIKE = 0.7
#: Below this the words speak so much against it that a frame alone does not count.
UNLIKE = -2.5
_NEEDS = frozenset(each for rule in RULES for each in rule.needs)
_NAME = re.compile(rf"{w.MR} \w+|{w.NAME}")
#: Who is spoken of, where no name is.
_SOMEBODY = re.compile(
    rf"\b(?i:he|she|his|her|him|hers)\b|{w.CLIENT}|\b{w.PERSON}s?\b|\b{w.KIN}\b|\b(?:twins|family|one)\b|\d"
)
_TITLE = re.compile(rf"^{w.MR} ")
_CLIENT = re.compile(w.CLIENT)
_Known = Callable[[str], bool]


def screen(text: str, *, where: str = "body", known: Set[str] = frozenset()) -> list[Finding]:
    """Return the words of a text, typed in the field ``where``, that may say who a client is.

    They are in order and apart.

    Args:
        text: what was typed.
        where: in which field.
        known: names that are nobody's client as far as is known: those of the student's contacts,
            and their own. They are passed by where they stand alone, not in "my client Ana".
    """
    is_known = _knowing(known)
    found: list[Finding] = []
    for start, end, reason in sorted(_hits(text, is_known), key=lambda hit: hit[:2]):
        first, last, why = start, end, reason
        if found and (start <= found[-1].end or _JOINS.fullmatch(text, found[-1].end, start)):
            before = found.pop()
            first, last = before.start, max(end, before.end)
            why = before.advice if end <= before.end or reason == before.advice else TOGETHER
        found.append(Finding("client_info", where, first, last, why))
    return found


def _hits(text: str, is_known: _Known | None) -> Iterator[tuple[int, int, str]]:
    text = with_capitals(text)
    start, before = 0, frozenset[str]()
    for end in _ends(text):
        said = frozenset(
            each for each in _NEEDS if likeness.compiled(each).search(text, start, end)
        )
        made_up = _MADE_UP.search(text, start, end) and not _MINE.search(text, start, end)
        sentence = text[start:end]
        alike = 0.0 if made_up else likeness.weight(sentence)
        asked = False
        for rule in SAFE_HARBOR if alike < UNLIKE else RULES:
            there = said if rule.near else said | before
            if there.isdisjoint(rule.needs) or (made_up and not rule.always):
                continue
            for first, last in _matches(rule, text, start, end):
                words = text[first:last].rstrip()
                asked = True
                if rule.reason != NAMED or not (is_known and is_known(words)):
                    yield first, first + len(words), rule.reason
        if alike > ALIKE and not asked and not made_up:
            yield from _alike(sentence, start, is_known)
        start, before = end, said


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, with all that is between them."""
    ends = [0, *_ends(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def _ends(text: str) -> Iterator[int]:
    yield from (each.end() for each in _END.finditer(text))
    yield len(text)


def _matches(rule: Rule, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Find what a rule says where nothing between the commas around it speaks against it."""
    pattern = likeness.compiled(rule.pattern)
    other = dict[int, bool]()
    for match in pattern.finditer(text, start, end):
        clause = text.rfind(",", start, match.start()) + 1 or start
        if clause not in other:
            stop = text.find(",", match.end(), end)
            unless = likeness.compiled(rule.unless or "(?!)")
            other[clause] = bool(unless.search(text, clause, end if stop < 0 else stop))
        if not other[clause]:
            yield match.span("who" if "who" in pattern.groupindex else 0)


def _alike(sentence: str, start: int, is_known: _Known | None) -> Iterator[tuple[int, int, str]]:
    """Find whom a sentence is about that is like those about clients."""
    names = likeness.names(sentence)
    unknown = [
        each for each in names if not (is_known and is_known(sentence[each.start : each.end]))
    ]
    if is_known and len(unknown) < len(names) and likeness.weight(sentence, is_known) <= ALIKE:
        return
    if unknown:
        name = max(unknown, key=lambda each: each.weight)
        yield start + name.start, start + name.end, NAMED
    elif _SOMEBODY.search(sentence):
        first = len(sentence) - len(sentence.lstrip())
        yield start + first, start + len(sentence.rstrip()), ALL_OF_IT


def _knowing(known: Set[str]) -> _Known | None:
    """Return what says of words whether all the names in them are of people the student knows."""
    people = [frozenset(folded(each).split()) for each in known]
    if not people:
        return None

    def is_known(words: str) -> bool:
        if _CLIENT.search(words):
            return False
        names = [folded(_TITLE.sub("", each[0])).split() for each in _NAME.finditer(words)]
        return bool(names) and all(any(each.issuperset(n) for each in people) for n in names)

    return is_known
