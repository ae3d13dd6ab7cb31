"""The lines that vCards are made of: unfolded, decoded, taken apart, and written.

RFC 6350, section 3; and for the older versions, RFC 2426 and the vCard 2.1 of 1996, whose lines may
be quoted-printable. Each step takes time in proportion to the text, whatever the text is.
"""

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.contacts.formats.escapes import separated

# More of a value than this is not decoded: it is a picture, or longer than what is kept.
_LONGEST = 20_000
_LONGEST_HEAD = 1000  # of a property's name with its parameters
_FOLDED_AT = 75  # octets, RFC 6350, section 3.2

_HEAD = re.compile(r'(?:[^:"]|"[^"]*")*+:')
_PARAMETER = re.compile(r'(?:[^;"]|"[^"]*"|")++')
_ESCAPED = re.compile(r"\\([\\,;:nN])")
# Python knows more encodings, and not all of them are harmless.
_CHARSET = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|shift_jis|euc-(?:jp|kr)|gb2312|gbk|big5|koi8-r",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property of a card.

    Attributes:
        name: in capitals and without its group.
        marks: the words of its types and other marks, in capitals, such as ``CELL`` and ``PREF``.
        value: decoded, but with its backslashes.
    """

    name: str
    marks: frozenset[str]
    value: str


def content_lines(text: str) -> Iterator[ContentLine]:
    """Yield the properties of a file; a line that is none is left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return filter(None, map(_taken_apart, _unfolded(lines)))


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    parts: list[str] = []
    soft = old = False  # a soft line break is pending; the card is of version 2.1
    for line in lines:
        if soft:
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif line[:1] in {" ", "\t"} and parts:
            # In version 2.1 a line is folded at a blank, which stays.
            parts.append(line if old else line[1:])
        else:
            if parts:
                yield "".join(parts)
            parts = [line]
            if line[:8].upper() == "VERSION:":
                old = line[8:].strip() == "2.1"
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in parts[0][:200].upper()
    if parts:
        yield "".join(parts)


def _taken_apart(line: str) -> ContentLine | None:
    head = _HEAD.match(line)
    # A colon between quotes is part of a parameter, unless the quotes never close.
    end = head.end() - 1 if head else line.find(":")
    if not 0 < end <= _LONGEST_HEAD:
        return None
    name, *parameters = _PARAMETER.findall(line[:end]) or [""]
    marks: set[str] = set()
    charset = ""
    for parameter in parameters:
        key, _, words = parameter.rpartition("=")
        if key.strip().upper() == "CHARSET":
            charset = words.strip('" ')
        elif key.strip().upper() == "PREF":
            marks.add("PREF")
        else:
            marks.update(word.strip('" ').upper() for word in words.split(","))
    value = line[end + 1 : end + 1 + _LONGEST]
    if "QUOTED-PRINTABLE" in marks:
        value = _quoted_printable(value, charset)
    name = name.rpartition(".")[2].strip().upper()
    return ContentLine(name, frozenset(marks), value)


def _quoted_printable(value: str, charset: str) -> str:
    """Decode RFC 2045, section 6.7; in UTF-8 or else Windows-1252 if nothing better is said."""
    charset = charset if _CHARSET.fullmatch(charset) else "utf-8"
    try:
        codecs.lookup(charset)
    except LookupError:  # ISO 8859 has no part 12
        charset = "utf-8"
    octets = quopri.decodestring(value.encode(charset, "replace"))
    try:
        return octets.decode(charset)
    except UnicodeDecodeError:
        return octets.decode("windows-1252", "replace")


def escaped(text: str) -> str:
    """Return text as a value, or as one component of a value (RFC 6350, section 3.4)."""
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def unescaped(value: str) -> str:
    """Return the text that `escaped` was given."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def components(value: str, separator: str) -> list[str]:
    """Return the parts of a value between separators that are not escaped, each unescaped."""
    return [unescaped(part) for part in separated(value, separator)]


def folded_line(line: str) -> bytes:
    """Return a line for a file: at most 75 octets each, and no character cut in two."""
    octets = line.encode()
    pieces: list[bytes] = []
    room = _FOLDED_AT
    while len(octets) > room:
        end = room
        while octets[end] & 0xC0 == 0x80:  # within a character, RFC 3629
            end -= 1
        pieces.append(octets[:end])
        octets, room = octets[end:], _FOLDED_AT - 1
    return b"\r\n ".join([*pieces, octets]) + b"\r\n"
