"""How a note is taken apart: greeting, sentences, lists, sign-off, words. No I/O, no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.contacts.words import folded
from bot.notes.model import Brief, Note


class Span(NamedTuple):
    """Where something stands in a text; empty (start equals end) when it is not there."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A note as the coach reads it; all spans are positions in ``body``.

    Attributes:
        kind, brief: what it should be, and what was known for it.
        subject, body: its words.
        greeting: "Dear Ana" with credentials that follow, without the comma.
        sentences: everything from there to the sign-off that is in no list.
        items: lines of a list, such as times to choose from, without the dash.
    """

    kind: str
    brief: Brief
    subject: str
    body: str
    greeting: Span
    sentences: tuple[Span, ...]
    items: tuple[Span, ...]

    def text(self, span: Span) -> str:
        """Return the words at a span."""
        return self.body[span.start : span.end]

    def said(self) -> str:
        """Return what is said between greeting and sign-off, lists too, one part a line."""
        return "\n".join(self.text(each) for each in sorted((*self.sentences, *self.items)))

    def word_count(self) -> int:
        """Count the words of the sentences: no greeting, no sign-off, no list."""
        return sum(count_words(self.text(each)) for each in self.sentences)


def read(kind: str, note: Note, brief: Brief) -> Letter:
    """Take a note apart, however the student has changed it."""
    lines = list(_lines(note.body))
    first = next((line for line in lines if line.start < line.end), Span(0, 0))
    greeting = _greeting(note.body, first, brief)
    end = _sign_off(note.body, [line for line in lines if line.start > first.start], brief)
    sentences: list[Span] = []
    items: list[Span] = []
    block = Span(0, 0)
    for line in lines:
        if line.start >= end:
            break
        if greeting.end > greeting.start and line.start <= greeting.start:
            line = _trimmed(note.body, greeting.end, line.end, " \t,:;.!?–—-")  # noqa: PLW2901
        item = _ITEM.match(note.body, line.start, line.end)
        if line.start == line.end or item:
            sentences += _sentences(note.body, block)
            block = Span(0, 0)
            if item:
                items.append(_trimmed(note.body, item.end(), line.end))
        else:
            block = Span(block.start if block.end else line.start, line.end)
    sentences += _sentences(note.body, block)
    return Letter(
        kind=kind,
        brief=brief,
        subject=note.subject,
        body=note.body,
        greeting=greeting,
        sentences=tuple(sentences),
        items=tuple(items),
    )


def count_words(text: str) -> int:
    """Count the words between blanks; a dash or a smile between two blanks is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


#: Forms of address. Those in the first set guess something about a person.
GUESSED_TITLES = frozenset({"mr", "mister", "ms", "mrs", "miss", "mx", "sir", "madam", "maam"})
TITLES = {"doctor": "dr", "professor": "prof"}

_OPENER = re.compile(
    r"(?:to whom it may concern|good (?:morning|afternoon|evening|day)|"
    r"dear|hi|hiya|hello|hey|greetings)\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"\s*[,:;!?–—]|\s+-|(?<!\bdr)(?<!\bprof)(?<!\bm[rsx])(?<!\bmrs)(?<!\b\w)\.\s",
    re.IGNORECASE,
)
#: What people write after their name; see AOTA's and NBCOT's lists for the first ones.
CREDENTIALS = re.compile(
    r"(?<![\w/])(?:OTR/?L?|COTA/?L?|OT/L|OTD|PP-?OTD|MOT|MSOT|MScOT|OTS|OTAS|FAOTA|BC[GPM][RH]?|"
    r"CHT|CLT|ATP|CAPS|SCLV|SWC|Ph\.?D|Ed\.?D|Sc\.?D|DPT|CCC-SLP|M\.?S|M\.?A|B\.?S|M\.?Ed)"
    r"(?![\w/])\.?"
)
_TAIL = re.compile(rf"(?:,\s*{CREDENTIALS.pattern})+")
CAPITALISED = re.compile(r"(?<![\w/.@])[^\W\d_a-z][^\W\d_]+(?![\w@/])")
_LONGEST_GREETING = 6  # words; beyond that the sentence goes on without a comma


def name_words(text: str) -> list[str]:
    """Return the words of a name as they are compared, with titles in one spelling."""
    return [TITLES.get(word, word) for word in folded(text).split()]


def _greeting(body: str, line: Span, brief: Brief) -> Span:
    """Find "Dear Ana", "Hi Ana" or "Ana" at the beginning of the first line."""
    known = {*name_words(brief.name), *name_words(brief.greeting)}
    opener = _OPENER.match(body, line.start, line.end)
    stop = _STOP.search(body, opener.end() if opener else line.start, line.end)
    end = stop.start() if stop else line.end
    if opener and stop and body[opener.end() : stop.end()].strip() == ",":  # "Good morning, Ana,"
        after = _STOP.search(body, stop.end(), line.end)
        name = Span(stop.end(), after.start() if after else line.end)
        words = name_words(body[name.start : name.end])
        end = name.end if words and known.issuperset(words) else end
    if opener is None:
        words = name_words(body[line.start : end])
        if not words or not known.issuperset(words):
            return Span(0, 0)
    elif len(body[line.start : end].split()) > _LONGEST_GREETING:
        end = opener.end()
        for word in re.compile(r"\S+").finditer(body, end, line.end):
            if not known.issuperset(name_words(word[0])):
                break
            end = word.end()
    tail = _TAIL.match(body, end, line.end)
    return _trimmed(body, line.start, tail.end() if tail else end)


_FIRM = re.compile(
    r"(?:with )?(?:my )?(?:kind(?:est)?|warm(?:est)?|best|sincere)?\s?(?:regards|wishes)|"
    r"(?:yours )?(?:sincerely|truly|faithfully|respectfully)(?: yours)?|all the best|yours|"
    r"(?:very )?warmly|gratefully|with (?:gratitude|appreciation|(?:many |warm )?thanks)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"best|cheers|take care|talk soon|see you (?:soon|then)|"
    r"(?:many )?thanks|(?:thanks|thank you)(?: again| so much| very much| in advance)?",
    re.IGNORECASE,
)
_LINES_AFTER = 4  # name, studies, school, and one more


def _sign_off(body: str, lines: list[Span], brief: Brief) -> int:
    """Return where the sign-off begins, or where the body ends when there is none.

    "Kind regards" on a line can be nothing else. "Thanks" or the student's name can, so they
    count near the end only.
    """
    lines = [line for line in lines if line.start < line.end]
    me = folded(brief.me).split()
    loose = len(body)
    for number, line in enumerate(lines):
        text = body[line.start : line.end]
        if _closes(_FIRM, text, me):
            return line.start
        name = folded(text).split()
        near = len(lines) - number - 1 <= _LINES_AFTER
        if near and (_closes(_LOOSE, text, me) or (me and name in (me, me[:1]))):
            loose = line.start if loose == len(body) or _closes(_LOOSE, text, me) else loose
    return loose


def _closes(pattern: re.Pattern[str], text: str, me: list[str]) -> bool:
    """Say whether a line is a closing alone, or with the student's name behind it."""
    text = " ".join(text.split())
    if pattern.fullmatch(text.rstrip(" ,.!–—-")):
        return True
    closing, comma, rest = text.partition(",")
    return bool(comma and me and pattern.fullmatch(closing) and folded(rest).split()[:1] == me[:1])


_ITEM = re.compile(r"[-*•–—][ \t]+")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”’')\]]*(?=\s)")
#: A full stop after these ends no sentence, and after one letter neither.
_SHORT = re.compile(
    r"(?<![^\W_])(?:dr|prof|mr|mrs|ms|mx|st|vs|e\.g|i\.e|[ap]\.m|approx|no|[^\W\d_])\.$",
    re.IGNORECASE,
)


def _sentences(body: str, block: Span) -> Iterator[Span]:
    start = block.start
    for end in _SENTENCE_END.finditer(body, block.start, block.end):
        # What _SHORT knows is at most six letters long.
        if not _SHORT.search(body[max(start, end.end() - 8) : end.end()]):
            yield _trimmed(body, start, end.end())
            start = end.end()
    rest = _trimmed(body, start, block.end)
    if rest.start < rest.end:
        yield rest


def _lines(body: str) -> Iterator[Span]:
    start = 0
    for line in body.splitlines(keepends=True):
        yield _trimmed(body, start, start + len(line))
        start += len(line)


def _trimmed(body: str, start: int, end: int, more: str = "") -> Span:
    """Leave out blanks at both ends, and at the start any of ``more``."""
    while start < end and (body[start].isspace() or body[start] in more):
        start += 1
    while start < end and body[end - 1].isspace():
        end -= 1
    return Span(start, end)


#: Words that carry nothing; those in the last lines are said in every note.
_EMPTY = """
    a about after again all also always am an and any are as at be because been before being both
    but by can could did do does doing done down during each even ever every few for from get got
    had has have having he her here him his how i if in into is it its just like ll m made make
    many me more most much my need no not now of off on once one only or other our out over own
    re really s said same say see she should so some such t than that the their them then there
    these they thing things this those through to told too try until up us ve very was way we
    went were what when where which while who why will with would you your yours d
    advice appreciate chat conversation day glad good grateful great happy help helped helpful
    hope insight insights interesting kind learn learned learning lot love meet meeting minutes
    ot occupational therapy therapist student studies talk talking thank thanks time today
    university week work working year fieldwork http https www com org html
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
_STEM = 6  # letters: "protect", "protecting" and "protection" are one


def key_words(text: str) -> set[str]:
    """Return the words that carry something, without accents, case and endings."""
    return {
        _stem(word) for word in folded(text).split() if word not in _EMPTY_WORDS and len(word) > 1
    }


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    return word[:_STEM]


def mentions(text: str, fact: str) -> bool:
    """Say whether a text takes up a fact, in the same words or nearly so.

    Two words that carry something are enough, or the only one there is. A fact without any is
    looked for as it stands.
    """
    words = key_words(fact)
    if not words:
        return f" {folded(fact)} " in f" {folded(text)} " and bool(folded(fact))
    return len(words & key_words(text)) >= min(2, len(words))
