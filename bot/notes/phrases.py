"""Makes a phrase or a sentence that a student typed read right in the middle of a note."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

_COMMON = """
a an the my your her his their our its this that these those there it we you she he they
how what why when where which who whether if because is are do does did can could should
in on at by for from with about after before during while to as into since not
learn learning hear hearing understand understanding see seeing find finding get getting
know knowing ask asking talk talking try trying read join go going take taking use using
look looking watch watching make making start starting keep keeping send sending write writing
work working being having doing call visit sign check practise practice bring think thinking
share sharing shadow shadowing volunteer apply focus follow spend give tell meet meeting
first second third fourth final last one two three some any every each both many more most
new old good great graduate undergraduate doctoral occupational entry pre student
"""
#: Words that begin what students type and are no names, so that they may lose their capital.
_STARTERS = frozenset(_COMMON.split())
_MARKS = ".!?…,;: "
_SHORTENED = re.compile(r"(?:\b(?:[A-Za-z]\.){2,}|\b(?:etc|Inc|Jr|Sr|Dr|St|No|vs|approx)\.)$")
#: How people begin when they are asked what they hope to learn.
_ASKING = re.compile(
    r"(?:I(?: would|['’]d)? (?:like|love|want|hope) to |(?:hoping |wanting )?to )?"
    r"(?:learn|hear|find out|understand|know)(?: more)?(?: about)? ",
    re.IGNORECASE,
)
#: A question as part of a sentence, "how you chose it", not "how did you choose it".
_CLAUSE = re.compile(
    r"(?:how|what|why|when|where|which|whether|who)(?! (?:do|does|did|is|are|was|were|can|could|will|would"
    r"|should|has|have|had|to)\b|['’])\b.",
    re.IGNORECASE,
)
_QUOTES = '"“”'
_PAIRS = ('""', "“”", "‘’", "''")
#: Letters whose names begin with a vowel: an OTD student, an MOT student.
_SPOKEN_AS_VOWEL = "AEFHILMNORSX"
_SAID_WITH_A = re.compile(r"uni|eu|us[ae]|one\b|once\b")


def stop(text: str) -> str:
    """End with exactly one mark: a question keeps its "?", everything else ends with "."."""
    inner, close = _parted(text)
    stem = inner.rstrip(_MARKS)
    if not stem:
        return ""
    if "?" in inner[len(stem) :]:
        return f"{stem}?{close}"
    return f"{stem}.{close}"


def bare(text: str) -> str:
    """Take off the mark at the end and the quotation marks around it all."""
    text = text.strip()
    for first, last in _PAIRS:
        inner = text[1:-1]
        if len(text) > 1 and text[0] == first and text[-1] == last and not {first, last} & {*inner}:
            text = inner.strip()
    return text if _SHORTENED.search(text) else text.rstrip(_MARKS)


def quoted(text: str) -> str:
    """Put in quotation marks; those inside become single ones."""
    inner = re.sub(f"[{_QUOTES}]", "'", bare(text))
    return f'"{inner}"'


def low(text: str) -> str:
    """Begin with a small letter when the first word is a common starter, so no name is harmed."""
    first = re.split(r"[\s'’,-]", text, maxsplit=1)[0]
    if first.casefold() in _STARTERS and not any(letter.isupper() for letter in first[1:]):
        return text[:1].lower() + text[1:]
    return text


def cap(text: str) -> str:
    """Begin with a capital, except a link or a word that has its own, such as "iPad"."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if "://" in first or first.startswith("www.") or any(letter.isupper() for letter in first):
        return text
    return text[:1].upper() + text[1:]


def topic(text: str) -> str:
    """Take "to learn about" and the like off a purpose, so that "What I hope to learn:" can lead."""
    asking = _ASKING.match(text)
    return low(text[asking.end() :] if asking else text)


def led_by(text: str, lead: str, otherwise: str = "") -> str:
    """Join a lead to what was typed: "I'd like to hear how you chose it." when it is such a clause.

    Anything else, a question or a topic, follows a colon: "I'd like to hear this: hand therapy."

    Args:
        text: what was typed, with its mark at the end.
        lead: what a clause can follow.
        otherwise: what stands before the colon in place of the lead and "this".
    """
    if _CLAUSE.match(text) and "?" not in text:
        return f"{lead} {text}"
    return f"{otherwise or f'{lead} this'}: {text}"


def with_article(text: str) -> str:
    """Put "a" or "an" before, by how the first word sounds: an OT student, a second-year one."""
    text = low(text)
    first = re.split(r"[\s-]", text, maxsplit=1)[0]
    if first in {"a", "an", "the", "in", "my", "at", "on", "studying"}:
        return text
    if first.isupper():
        vowel = first[0] in _SPOKEN_AS_VOWEL
    else:
        vowel = first[:1].lower() in {*"aeiou"} and not _SAID_WITH_A.match(first.lower())
    return f"{'an' if vowel else 'a'} {text}"


def who(studies: str, school: str) -> str:
    """Return who the student is, such as "a second-year OT student at Westfield University"."""
    if not school:
        return with_article(bare(studies))
    the = "the " if school.startswith(("University of ", "College of ")) else ""
    return f"{with_article(bare(studies))} at {the}{bare(school)}"


def listed(texts: Sequence[str]) -> str:
    """Put each on a line of its own."""
    return "\n".join(f"- {text}" for text in texts)


def _parted(text: str) -> tuple[str, str]:
    """Part what closes a quotation from what it closes; the mark goes inside, as in "so."."""
    text = re.sub(rf"([{_QUOTES}])[.!…,;: ]+$", r"\1", text.strip())
    if text.endswith(tuple(_QUOTES)):
        return text[:-1], text[-1]
    return text, ""


#: The filters that wordings know, by name.
FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "stop": stop,
        "bare": bare,
        "quoted": quoted,
        "low": low,
        "cap": cap,
        "topic": topic,
        "led_by": led_by,
        "a": with_article,
        "listed": listed,
    }
)
