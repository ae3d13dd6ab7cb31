"""How a note addresses somebody, from their name as the student typed it.

The rules, in the order they are tried:

1. What follows a comma is dropped when it is a suffix, credentials or pronouns ("Ana Rivera, OTR/L");
   any other comma puts the family name first ("Rivera, Ana").
2. A title that was typed stays, with the family name and its particles: "Dr. Osei", "Ms. Park",
   "Dr. van der Berg". None is ever guessed, and credentials make none: somebody with a PhD may well
   go by "Ana".
3. A nickname is what they like to be called: one word in brackets, or whatever is in quotation marks.
4. A name in another script than Latin is kept whole ("王丽"): its order, and which part is polite,
   differ by language.
5. The family name may stand first in capitals ("WANG Li" is "Li").
6. Initials say too little: "J. K. Park" and "J. Park" are kept whole, "J. Kim Park" is "Kim".
7. Otherwise the first word is the given name. A second one is kept only when a hyphen joins it
   ("Jean-Luc"), since nobody can tell a second given name from a family name: "Ana María Rivera" is
   "Ana". A name that begins with a particle has no given name and is kept whole ("de la Cruz").

A name typed all in small or all in capital letters gets the usual ones.
"""

import re
import unicodedata

_TITLES = {"dr": "Dr.", "doctor": "Dr.", "prof": "Prof.", "professor": "Prof."}
_COURTESIES = {"mr": "Mr.", "ms": "Ms.", "mrs": "Mrs.", "mx": "Mx.", "miss": "Miss"}
_PARTICLES = frozenset(
    (
        *(
            "van",
            "der",
            "den",
            "ter",
            "ten",
            "de",
            "la",
            "las",
            "los",
            "del",
            "della",
            "di",
            "da",
            "das",
        ),
        *(
            "do",
            "dos",
            "du",
            "le",
            "von",
            "vom",
            "zu",
            "zum",
            "zur",
            "bin",
            "ibn",
            "bint",
            "al",
            "el",
        ),
        *("st", "st.", "san", "santa", "y", "e", "af", "av", "ben", "mac", "abu"),
    )
)
#: Particles that are given names too when they come first with a capital, as in "Van Nguyen".
_ALSO_GIVEN = frozenset(
    ("van", "al", "el", "ben", "mac", "del", "di", "do", "le", "la", "san", "bin", "santa", "abu")
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "esq"))
_DEGREES = frozenset(
    (
        *(
            "OT",
            "OTR",
            "OTS",
            "OTD",
            "COTA",
            "CHT",
            "FAOTA",
            "MOT",
            "MSOT",
            "BCP",
            "BCPR",
            "MS",
            "MD",
            "RN",
        ),
        *(
            "PhD",
            "EdD",
            "ScD",
            "DSc",
            "DrOT",
            "DrPH",
            "PsyD",
            "DPT",
            "MEd",
            "MSc",
            "BSc",
            "MBA",
            "MPH",
        ),
    )
)
_DOTTED_DEGREE = re.compile(r"[A-Z][a-z]{0,2}\.(?:[A-Z][a-z]{0,2}\.?)+")  # Ph.D., Ed.D., O.T.D.
_NICKNAME = re.compile(r"""["“”«»]([^"“”«»]*)["“”«»]|\(([^()]*)\)|(?<!\w)['‘]([^'‘’]+)['’](?!\w)""")
_INITIALS = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.-?)+[^\W\d_]?")
#: "AJ" and "MJ" are what people go by; "LI" and "WU" are family names.
_TWO_LETTERS = re.compile(r"[A-Z][B-DF-HJ-NP-TV-Z]")


def has_title(greeting: str) -> bool:
    """Say whether a greeting begins with an academic title, such as "Dr. Osei"."""
    first, *rest = greeting.split() or [""]
    return bool(rest) and _plain(first) in _TITLES


def greeting(name: str) -> str:
    """Return how a note addresses them: a given name, or a title that was typed and the family name.

    Args:
        name: the whole name as the student typed it, with or without credentials behind it.
    """
    name = " ".join(re.sub(r"(?i)^(dr|prof)\.(?=\S)", r"\1. ", name.strip()).split())
    words = _in_order(_NICKNAME.sub(" ", name)).split()
    title = ""
    while len(words) > 1 and (said := _title(words[0])):
        title = title or said  # "Prof. Dr. Weber" is one professor
        words = words[1:]
    while len(words) > 1 and _comes_after(words[-1]):
        words = words[:-1]
    nickname = "" if title else _nickname(name)
    if nickname or not words:
        return nickname or name
    whole = " ".join(words)
    if not _is_latin(whole):
        return f"{title} {whole}".strip()
    if whole == whole.lower():
        words = [word if word in _PARTICLES else _capitalised(word) for word in words]
    chosen = _family(words) if title else _given(words)
    called = " ".join(_capitalised(word) if _shouts(word) else word for word in chosen)
    return f"{title} {called}".strip()


def _in_order(name: str) -> str:
    """Return the name with the family name last and nothing behind a comma."""
    first, *others = (part.strip() for part in name.split(","))
    loud = all(map(_shouts, first.split()))  # then capitals say nothing: RIVERA, ANA
    kept = [
        part
        for part in others
        if not all(_comes_after(word) or (_is_capitals(word) and not loud) for word in part.split())
    ]
    given = kept[0].split() if kept else []
    titles = [word for word in given if _title(word)]
    return " ".join([*titles, *(word for word in given if not _title(word)), first])


def _comes_after(word: str) -> bool:
    """Say whether a word is a suffix, credentials or pronouns: "Jr.", "OTR/L", "PhD", "she/her"."""
    return (
        _plain(word) in _SUFFIXES
        or word in _DEGREES
        or "/" in word
        or bool(_DOTTED_DEGREE.fullmatch(word) and not _INITIALS.fullmatch(word))
    )


def _family(words: list[str]) -> list[str]:
    """Return the family name with its particles; one in capitals may stand first."""
    if len(words) > 1 and _shouts(words[0]) and not _shouts(words[-1]):
        return [word for word in words if _shouts(word)]
    start = len(words) - 1
    while start > 0 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return (
        words[1:] if start == 0 and len(words) > 1 and not _opens_family(words) else words[start:]
    )


def _given(words: list[str]) -> list[str]:
    """Return the given name, or all of it when there is none or only initials."""
    if _opens_family(words):
        return words
    if len(words) > 1 and _shouts(words[0]) and not _shouts(words[-1]):
        words = [word for word in words if not _shouts(word)]
    if len(words) < 2 or not _INITIALS.fullmatch(words[0]):
        return words[:1]
    middle = [word for word in words[1:-1] if not _INITIALS.fullmatch(word)]
    return middle[:1] if middle and middle[0].casefold() not in _PARTICLES else words


def _opens_family(words: list[str]) -> bool:
    """Say whether the name begins with a particle, such as "de la Cruz" or "Van der Berg"."""
    first = words[0]
    if first.casefold() not in _PARTICLES or len(words) < 2:
        return False
    return (
        first.casefold() not in _ALSO_GIVEN or first.islower() or words[1].casefold() in _PARTICLES
    )


def _nickname(name: str) -> str:
    for found in _NICKNAME.finditer(name):
        quoted, bracketed, single = found.groups("")
        said = (quoted or bracketed or single).strip()
        if not said or not _is_latin(said) or _comes_after(said) or not said[0].isupper():
            continue
        if not bracketed or (" " not in said and not (said.isupper() and len(said) > 2)):
            return said
    return ""


def _title(word: str) -> str:
    plain = _plain(word)
    courtesy = _COURTESIES.get(plain, "")
    return _TITLES.get(plain) or (word if courtesy and word[0].isupper() else courtesy)


def _plain(word: str) -> str:
    return word.rstrip(".").casefold()


def _capitalised(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda part: part[0][0].upper() + part[0][1:].lower(), word)


def _shouts(word: str) -> bool:
    """Say whether a word is in capitals and no initials, which "AJ" is and "LI" is not."""
    return _is_capitals(word) and not (_INITIALS.fullmatch(word) or _TWO_LETTERS.fullmatch(word))


def _is_capitals(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters)) and "." not in word


def _is_latin(name: str) -> bool:
    names = (unicodedata.name(letter, "") for letter in name if letter.isalpha())
    return all("LATIN" in each or "MODIFIER" in each for each in names)
