"""A person's name, and what people put around it: credentials and pronouns."""

import re

_PRONOUNS = re.compile(
    r" ?[(\[] ?"
    r"((?:he|she|they|him|her|them|xe|ze|zie|ey|fae|it|any|el|él|ella|elle|er|sie)"
    r"(?: ?/ ?\w{1,8}){1,4})"
    r" ?[)\]]",
    re.IGNORECASE,
)
# OTR/L, CHT, M.S., CLT-LANA and PhD, but neither Rivera nor III.
_CREDENTIAL = re.compile(r"[A-Z][A-Za-z0-9./&®-]{1,11}")
_GENERATION = re.compile(r"(?:[IVX]+|JR|SR)\.?", re.IGNORECASE)
_LONGEST = 400  # of a name with everything around it; more is no name


def looks_like_credentials(text: str) -> bool:
    """Tell whether each word is an abbreviation, such as "OTR/L" or "PhD"; few names are."""
    words = text.replace(",", " ").split()
    return bool(words) and all(
        _CREDENTIAL.fullmatch(word) and not _GENERATION.fullmatch(word) and _mostly_capitals(word)
        for word in words
    )


def _mostly_capitals(word: str) -> bool:
    capitals = sum(each.isupper() for each in word)
    return capitals >= 2 and capitals >= sum(each.islower() for each in word)


def taken_apart(written: str) -> tuple[str, str, str]:
    """Return the name, credentials and pronouns of a name as an address book writes it.

    "Ana Rivera (she/her), OTR/L, CHT" has all three; what is not there comes back empty.
    Credentials are only taken from behind a comma, and only from behind a name of two words:
    "RIVERA, ANA" is a name written backwards.
    """
    written = " ".join(written.split())
    pronouns = ""
    if len(written) > _LONGEST:
        return written, "", pronouns
    if match := _PRONOUNS.search(written):
        pronouns = match[1]
        written = written[: match.start()] + written[match.end() :]
    parts = [part.strip() for part in written.split(",")]
    end = len(parts)
    while end > 1 and (not parts[end - 1] or looks_like_credentials(parts[end - 1])):
        end -= 1
    name = ", ".join(parts[:end])
    if len(name.split()) < 2:
        return written, "", pronouns
    return name, ", ".join(part for part in parts[end:] if part), pronouns


def put_together(*parts: str) -> str:
    """Return a name from its parts, in the order given; a part may be empty."""
    return " ".join(part.strip() for part in parts if part.strip())
