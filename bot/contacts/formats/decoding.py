"""From the bytes of a file to its text."""

import codecs
import re

from bot.contacts.formats import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# PDF, and the pictures and archives whose first bytes could pass for text.
_NO_TEXT = (b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LOOKED_AT = 4096


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252, without its byte order mark.

    Windows-1252 stands for Latin-1 too, as the WHATWG's Encoding Standard has it.

    Raises:
        UnreadableFile: it is no text.
    """
    if data.startswith(_NO_TEXT):
        raise UnreadableFile("binary")
    text = _decoded(data)
    start = text[:_LOOKED_AT]
    # A stray control character happens in text; one in fifty does not, and a NUL never.
    if "\x00" in text or len(_CONTROLS.findall(start)) * 50 > len(start):
        raise UnreadableFile("binary")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (unmarked := _utf_16(data[:_LOOKED_AT])) is not None:
        return data.decode(unmarked, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError:  # five bytes mean nothing there
        return data.decode("latin-1")


def _utf_16(start: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in: every other byte of its header is 0."""
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd * 3 > half and even * 20 < half:
        return "utf-16-le"
    if even * 3 > half and odd * 20 < half:
        return "utf-16-be"
    return None
