"""What is kept of the words somebody typed, and how words are compared. No I/O, no clock."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

NAME_LENGTH = 100
NOTE_LENGTH = 1000
EMAIL_LENGTH = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets
PHONE_LENGTH = 40
LINK_LENGTH = 300
TAG_LENGTH = 30
LINKS = 5
TAGS = 10


class UnusableText(Exception):
    """What was typed cannot be kept.

    Attributes:
        field: the word for it.
        limit: the most characters it may have; 0 when there is nothing in it to keep.
    """

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field)
        self.field = field
        self.limit = limit


class UnusableAddress(Exception):
    """What was typed is no e-mail address, phone number or link.

    Attributes:
        field: which of them it should be: ``email``, ``phone`` or ``link``.
        text: what was typed.
    """

    def __init__(self, field: str, text: str) -> None:
        super().__init__(field)
        self.field = field
        self.text = text


class Full(Exception):
    """The student has as many of something as can be kept.

    Attributes:
        what: which, by a name that `bot.ui.sentences.limits` has a sentence for.
        limit: how many can be kept.
    """

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what)
        self.what = what
        self.limit = limit


def require_room(what: str, there: int, limit: int) -> None:
    """Make sure that there is room for one more.

    Raises:
        Full: there is none.
    """
    if there >= limit:
        raise Full(what, limit)


class TooMany(Exception):
    """More of one thing than a contact can have; ``limit`` is the most."""

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field)
        self.field = field
        self.limit = limit


def clean(text: str | None, field: str, limit: int) -> str | None:
    """Return text as it is kept: trimmed, without control characters; None when nothing is left.

    Characters that turn the direction of writing are dropped too, since they can make a card
    read as something else (Unicode TR 36); line breaks stay, and so does what joins emoji.

    Raises:
        UnusableText: it is longer than ``limit`` characters.
    """
    return None if text is None else _within(_visible(text), field, limit)


def clean_line(text: str | None, field: str, limit: int = NAME_LENGTH) -> str | None:
    """Like `clean`, on one line.

    Raises:
        UnusableText: it is longer than ``limit`` characters.
    """
    return None if text is None else _within(" ".join(_visible(text).split()), field, limit)


#: Letters and symbols that show nothing (Hangul fillers, the empty Braille cell).
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"


def _visible(text: str) -> str:
    """Return text without what cannot be seen; doing so twice changes nothing more."""
    if text.isascii() and text.isprintable():  # most text; the rest costs twenty times as much
        return text.strip()
    lines = re.sub(rf"[^\S\n]|[{_BLANK}]", " ", "\n".join(text.splitlines()))
    kept = "".join(
        each
        for each in lines
        if each in "\n\u200d" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"}
    )
    # Composed last: a letter and its accent may have had something hidden between them.
    return unicodedata.normalize("NFC", kept).strip()


def _within(kept: str, field: str, limit: int) -> str | None:
    if len(kept) > limit:
        raise UnusableText(field, limit)
    if kept[:1].isalnum() or any(unicodedata.category(each)[0] in "LNPS" for each in kept):
        return kept
    return None


def clean_name(text: str) -> str:
    """Return a name as it is kept, on one line.

    Raises:
        UnusableText: nothing is left, or it is too long.
    """
    kept = clean_line(text, "name")
    if kept is None or not any(each.isalnum() for each in kept):
        raise UnusableText("name", 0)
    return kept


_ANY_LENGTH = sys.maxsize  # judged once it is known what is left

_EMAIL = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;]+\.[^\s@<>\"(),:;.]{2,}")


def clean_email(text: str | None) -> str | None:
    """Return an e-mail address as it is kept; None when nothing is left.

    Whether it exists is not asked; its shape is what mail programs take as an address.

    Raises:
        UnusableAddress: it is no address.
    """
    kept = re.sub(r"^(?i:mailto: *)+", "", clean_line(text, "e-mail", _ANY_LENGTH) or "")
    if not kept:
        return None
    if len(kept) > EMAIL_LENGTH or not _EMAIL.fullmatch(kept):
        raise UnusableAddress("email", text or "")
    return kept


def clean_phone(text: str | None) -> str | None:
    """Return a phone number as it was written; None when nothing is left.

    Raises:
        UnusableAddress: it has fewer than three digits, or is too long.
    """
    kept = re.sub(r"^(?i:tel: *)+", "", clean_line(text, "phone", _ANY_LENGTH) or "")
    if not kept:
        return None
    if len(kept) > PHONE_LENGTH or sum(each.isdecimal() for each in kept) < 3:
        raise UnusableAddress("phone", text or "")
    return kept


_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)


def clean_link(text: str | None) -> str | None:
    """Return the address of a web page; None when nothing is left. ``https://`` may be left out.

    Raises:
        UnusableAddress: it leads to no web page.
    """
    kept = clean_line(text, "link", _ANY_LENGTH)
    if kept is None:
        return None
    link = kept if _SCHEME.match(kept) else f"https://{kept}"
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        host = ""
        parts = None
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or "." not in host.strip(".")
        or parts.username is not None
        or any(each in link for each in " <>\"'`\\")
        or len(link) > LINK_LENGTH
    ):
        raise UnusableAddress("link", text or "")
    return link


def clean_tag(text: str) -> str | None:
    """Return a tag as it is kept, in lower case and without ``#``; None when nothing is left.

    Raises:
        UnusableText: it is too long.
    """
    tag = clean_line(text, "tag", _ANY_LENGTH) or ""
    return clean_line(tag.lstrip("# ").lower(), "tag", TAG_LENGTH)


def unique(words: Iterable[str | None], field: str, limit: int) -> tuple[str, ...]:
    """Return the words that are there, each once, in the order they came.

    Raises:
        TooMany: they are more than ``limit``.
    """
    kept = tuple(dict.fromkeys(word for word in words if word))
    if len(kept) > limit:
        raise TooMany(field, limit)
    return kept


def same_link(link: str) -> str:
    """Return what two addresses of one page have in common.

    What follows ``?`` may say whose page it is; on LinkedIn it only says where a visitor is from.
    """
    parts = urlsplit(link.lower())
    host = (parts.hostname or "").removeprefix("www.")
    query = parts.query if host.split(".")[-2:] != ["linkedin", "com"] else ""
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{query}"


_MARKS_OPTIONAL = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")


def folded(text: str) -> str:
    """Return text as it is compared: without accents, case and punctuation.

    Caseless matching as Unicode defines it (section 3.13, D146). Marks may be left out in the
    scripts named here; elsewhere they are vowels, and two people may differ in nothing else.
    """
    if text.isascii():  # most text; the rest of this costs ten times as much
        return " ".join(re.sub(r"[^a-z0-9]", " ", text.lower()).split())
    caseless = unicodedata.normalize("NFKD", text).casefold()
    kept: list[str] = []
    optional = False
    for each in unicodedata.normalize("NFKD", caseless):
        if unicodedata.category(each) == "Cf":
            continue
        if not unicodedata.category(each).startswith("M"):
            optional = unicodedata.name(each, "").startswith(_MARKS_OPTIONAL)
        elif optional:
            continue
        kept.append(each if unicodedata.category(each)[0] in "LMN" else " ")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))
