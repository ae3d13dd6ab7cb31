"""A note leaves Discord: as a mail draft in a file, or as a link that opens one. No I/O, no clock."""

import re
import unicodedata
from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import quote as quoted
from urllib.parse import quote

from bot.notes.model import Note

#: Discord's limit for the address of a link button.
MOST_URL = 512
#: The most letters of a name in the name of a file.
_FILE_NAME = 40

# Neither Google nor Microsoft documents these; they are what others have used for years (the
# Gmail one: til.simonwillison.net/google/gmail-compose-url). outlook.office.com moves people on to
# outlook.cloud.microsoft, which is said to lose the draft on the way. On phones both tend to open
# the inbox, without a draft.
_GMAIL = "https://mail.google.com/mail/?view=cm&fs=1"
_OUTLOOK = "https://outlook.cloud.microsoft/mail/deeplink/compose?"
#: What may stand in a query as it is (RFC 3986, section 3.4), so that more of a note fits.
_AS_IS = "!'()*,:;@/?"

# The policies of the newer API fold long headers so that spaces between encoded words get lost
# ("R.,Dr. Phạm", Python 3.11 to 3.13 at least); `Header` keeps them.
_POLICY = compat32.clone(linesep="\r\n", max_line_length=76)
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
#: The longest header text that is written as it is.
_PLAIN = 60


@dataclass(frozen=True, slots=True)
class ComposeLink:
    """A link that opens a new mail; without ``has_body`` the student pastes the text."""

    url: str
    has_body: bool


def draft_file(note: Note, to: str | None, name: str | None) -> bytes:
    """Return a note as an ``.eml`` file that opens as a mail still to be sent.

    Outlook and Thunderbird look for ``X-Unsent``, Apple Mail for the type it writes into drafts of
    its own. From, Date and Message-ID are left for the mail program to add.

    Args:
        note: what it says. Line breaks in the subject become spaces.
        to: the address. One with letters outside ASCII cannot stand in a header (RFC 5322), so it
            is left out and the student adds it.
        name: whose address it is.
    """
    message: Message[str, str | Header] = Message(policy=_POLICY)
    message["X-Unsent"] = "1"
    message["X-Uniform-Type-Identifier"] = "com.apple.mail-draft"
    if to and to.isascii() and to.isprintable() and " " not in to:
        message["To"] = _mailbox(_line(name or ""), to)
    subject = _line(note.subject)
    message["Subject"] = Header(subject, _charset(subject), header_name="Subject")
    message.set_payload(_whole(note.body).rstrip("\n") + "\n", _UTF8)
    return message.as_bytes()


def file_name(name: str) -> str:
    """Return what the file of a note to somebody is called, such as ``note-to-ana-rivera.eml``."""
    words = in_file_name(name)
    return f"note-to-{words}.eml" if words else "note.eml"


def in_file_name(name: str) -> str:
    """Return somebody's name as part of a file's, such as ``ana-rivera``; may be empty."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_FILE_NAME].rstrip("-")


def gmail_link(note: Note, to: str | None) -> ComposeLink | None:
    """Return the link that opens a note in Gmail.

    It has no body when that would make it longer than a button's link may be, which is so from
    about 70 words on (in Outlook, where each space takes three characters, from about 50); None
    when it would be too long even so.
    """
    # Gmail reads a query as a form, in which a plus is a space.
    given = {"to": to, "su": _line(note.subject), "body": _whole(note.body)}
    fields = {key: _escaped(text).replace("%20", "+") for key, text in given.items() if text}
    return _shortest(f"{_GMAIL}&", fields)


def outlook_link(note: Note, to: str | None) -> ComposeLink | None:
    """Return the link that opens a note in Outlook on the web, for accounts of a school or work.

    Like `gmail_link`. None also for an address with a plus, which Outlook takes for a space
    (OfficeDev/office-js, issue 4127): the mail would go to nobody.
    """
    if to and "+" in to:
        return None
    given = {"to": to, "subject": _line(note.subject), "body": _whole(note.body)}
    fields = {key: _escaped(text) for key, text in given.items() if text}
    return _shortest(_OUTLOOK, fields)


def _shortest(base: str, fields: dict[str, str]) -> ComposeLink | None:
    """Return the link with the body, or else the one without, or None."""
    parts = [f"{key}={text}" for key, text in fields.items()]
    for has_body in (True, False):
        kept = parts if has_body else [each for each in parts if not each.startswith("body=")]
        url = base + "&".join(kept)
        if len(url) <= MOST_URL:
            return ComposeLink(url, has_body)
    return None


def _mailbox(name: str, address: str) -> Header:
    header = Header(header_name="To")
    if name:
        charset = _charset(name)
        header.append(name if charset == "utf-8" else f'"{quoted(name)}"', charset)
        header.append(f"<{address}>", "us-ascii")
    else:
        header.append(address, "us-ascii")
    return header


def _charset(text: str) -> str:
    """Return how a header says it: as it is if short and simple, else in encoded words."""
    simple = text.isascii() and len(text) <= _PLAIN and "=?" not in text
    return "us-ascii" if simple else "utf-8"


def _escaped(text: str) -> str:
    return quote(text, safe=_AS_IS)


def _line(text: str) -> str:
    """Return text on one line, without control characters, so that it cannot start a header."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", _whole(text)).strip()


def _whole(text: str) -> str:
    """Return text with one kind of line break, and ``?`` for each half of a character."""
    text = text.encode("utf-8", "replace").decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")
