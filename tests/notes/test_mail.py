"""A note as a mail draft: read back as a mail program reads it, and as links."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes.mail import MOST_URL, draft_file, file_name, gmail_link, outlook_link
from bot.notes.model import Note

ANA = "ana@example.org"
SHORT = Note("Thank you for Tuesday", "Dear Ana,\n\nThank you & see you soon.\n\nMaya")
LONG = Note("Thank you for Tuesday", "Dear Ana,\n\n" + "Thank you for your time. " * 40)

#: What people paste, and what breaks mail.
pieces = st.sampled_from(
    [
        "José", "Nguyễn", "李小龙", "🎉", "👩🏽‍⚕️", "Dr.", "R.,", "(OT)", '"Bo"', "\\", "<c@d.org>", ";", ":",
        "=?utf-8?q?hi?=", "a@b.org", "\r\n", "\r", "\n", "\x85", "\u2028", "\x00", "\t", "Bcc: x@y.org",
        "é" * 40, "x" * 90, "x" * 1100, ".", "=", "--", "From ",
    ]
)  # fmt: skip
texts = st.lists(pieces, max_size=14).map(" ".join) | st.text(max_size=200)


def read(file: bytes) -> EmailMessage:
    message = message_from_bytes(file, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def body(file: bytes) -> str:
    return read(file).get_content().replace("\r\n", "\n")


def one_line(text: str) -> str:
    """What a mail program shows of a subject: one line, and no control characters."""
    seen = "".join(" " if ord(each) < 32 or 127 <= ord(each) < 160 else each for each in text)
    return " ".join(seen.split())


def raw_header(file: bytes, name: str) -> str:
    """A header as it stands in the file, unfolded."""
    head = file.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
    return dict(line.split(": ", 1) for line in head.split("\r\n"))[name]


# The file


def test_a_note_opens_as_a_draft_that_knows_nothing_it_was_not_told() -> None:
    file = draft_file(SHORT, ANA, "Ana Rivera")
    message = read(file)
    assert set(message.keys()) == {
        "X-Unsent",
        "X-Uniform-Type-Identifier",
        "To",
        "Subject",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert message["X-Unsent"] == "1"
    assert message["X-Uniform-Type-Identifier"] == "com.apple.mail-draft"
    assert message["To"] == "Ana Rivera <ana@example.org>"
    assert message["To"].addresses[0].display_name == "Ana Rivera"
    assert message["Subject"] == "Thank you for Tuesday"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert body(file) == SHORT.body + "\n"


def test_without_an_address_there_is_nobody_in_it() -> None:
    assert "To" not in read(draft_file(SHORT, None, "Ana Rivera"))


def test_without_a_name_there_is_the_address_alone() -> None:
    assert read(draft_file(SHORT, ANA, None))["To"] == ANA


@pytest.mark.parametrize(
    "to", ["josé@example.org", "a@b.org\r\nBcc: x@y.org", "a@b.org x@y.org", "\x00@b.org"]
)
def test_an_address_that_cannot_stand_in_a_header_is_left_out(to: str) -> None:
    message = read(draft_file(SHORT, to, "Ana"))
    assert "To" not in message
    assert "Bcc" not in message


@pytest.mark.parametrize(
    "name",
    [
        "José Ñandú",
        "李小龙",
        "Ana 🎉 Rivera",
        "Rivera, Ana, PhD, OTR/L",
        'Ana "Bo" Rivera (OT)',
        "Ana \\ <bo@example.org>",
        "Nguyễn Thị Ánh Tuyết",
        "=?utf-8?q?Bcc?=",
    ],
)
def test_names_and_subjects_come_through_whole(name: str) -> None:
    message = read(draft_file(Note(f"For {name}", "x"), ANA, name))
    (address,) = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, ANA)
    assert message["Subject"] == f"For {name}"


@pytest.mark.parametrize(
    "line_break", ["\n", "\r\n", "\r", "\x85", "\u2028", "\x0b", "\n\n", "\n "]
)
def test_a_line_break_starts_no_header(line_break: str) -> None:
    text = f"Hello{line_break}Bcc: thief@example.org{line_break}{line_break}Buy this"
    file = draft_file(Note(text, "x"), ANA, text)
    message = read(file)
    assert "Bcc" not in message
    assert message["Subject"] == "Hello Bcc: thief@example.org Buy this"
    assert [each.addr_spec for each in message["To"].addresses] == [ANA]
    assert body(file) == "x\n"


@pytest.mark.parametrize(
    "text",
    [
        "Grüße aus Zürich",
        "谢谢您，李老师。\n\n再见",
        "👩🏽‍⚕️ thanks 🎉",
        "x" * 3000,
        "word " * 600,
        "ends in spaces   \n\ttabs\t\nFrom here\n.\n--\nMaya",
        "a\n\n\nb",
        "Å…\x85\u2028\x0c",
    ],
)
def test_a_body_comes_through_whole(text: str) -> None:
    assert body(draft_file(Note("Hi", text), ANA, None)) == text + "\n"


@given(subject=texts, text=texts, name=texts)
def test_whatever_is_in_it_comes_through(subject: str, text: str, name: str) -> None:
    file = draft_file(Note(subject, text), ANA, name)
    message = read(file)
    assert set(message.keys()) <= {*read(draft_file(SHORT, ANA, None)).keys()}
    # `email`'s own reader puts spaces between the encoded words of a long name; RFC 2047 does not.
    shown = str(make_header(decode_header(raw_header(file, "Subject"))))
    assert shown == one_line(subject)
    assert [each.addr_spec for each in message["To"].addresses] == [ANA]
    to = raw_header(file, "To")
    decoded = str(make_header(decode_header(to))).removesuffix(f"<{ANA}>").rstrip()
    assert one_line(name) == (decoded if to.startswith("=?") else parseaddr(to)[0])
    whole = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert body(file) == whole + "\n"
    assert file.isascii()
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(map(len, file.split(b"\r\n"))) <= 78


def test_half_a_character_becomes_a_question_mark() -> None:
    assert body(draft_file(Note("\ud83d", "\ud83d"), None, None)) == "?\n"
    link = gmail_link(Note("\ud83d", "\ud83d"), None)
    assert link is not None
    assert link.url.endswith("su=?&body=?")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana Rivera", "note-to-ana-rivera.eml"),
        ("José Ñandú", "note-to-jose-nandu.eml"),
        ("Dr. Siobhán O’Brien, OTR/L", "note-to-dr-siobhan-obrien-otr-l.eml"),
        ("李小龙", "note.eml"),
        ("", "note.eml"),
        ("../../etc/passwd", "note-to-etc-passwd.eml"),
        ("x" * 100, f"note-to-{'x' * 40}.eml"),
    ],
)
def test_a_file_is_called_by_whom_it_is_for(name: str, expected: str) -> None:
    assert file_name(name) == expected


# The links


def test_gmail_opens_with_the_note() -> None:
    link = gmail_link(SHORT, ANA)
    assert link is not None
    assert link.has_body
    assert link.url.startswith(
        "https://mail.google.com/mail/?view=cm&fs=1&to=ana@example.org&su=Thank+you"
    )
    assert parse_qs(urlsplit(link.url).query) == {
        "view": ["cm"],
        "fs": ["1"],
        "to": [ANA],
        "su": [SHORT.subject],
        "body": [SHORT.body],
    }


def test_outlook_opens_with_the_note() -> None:
    link = outlook_link(SHORT, ANA)
    assert link is not None
    assert link.has_body
    base, _, query = link.url.partition("?")
    assert base == "https://outlook.cloud.microsoft/mail/deeplink/compose"
    assert "+" not in query  # it would be shown after signing in
    assert {key: unquote(text) for key, text in (each.split("=") for each in query.split("&"))} == {
        "to": ANA,
        "subject": SHORT.subject,
        "body": SHORT.body,
    }


@pytest.mark.parametrize("made", [gmail_link, outlook_link])
def test_a_long_note_leaves_the_body_to_be_pasted(made) -> None:
    link = made(LONG, ANA)
    assert not link.has_body
    assert "to=ana@example.org&su" in link.url
    assert "body" not in link.url
    assert made(Note("x" * 600, "x"), ANA) is None


@pytest.mark.parametrize("made", [gmail_link, outlook_link])
def test_without_an_address_a_link_has_none(made) -> None:
    link = made(SHORT, None)
    assert link.has_body
    assert "to=" not in link.url


def test_a_plus_in_an_address() -> None:
    link = gmail_link(SHORT, "ana+ot@example.org")
    assert link is not None
    assert parse_qs(urlsplit(link.url).query)["to"] == ["ana+ot@example.org"]
    assert outlook_link(SHORT, "ana+ot@example.org") is None


@given(subject=texts, text=texts, to=st.none() | st.text(max_size=80))
def test_a_link_says_nothing_else(subject: str, text: str, to: str | None) -> None:
    link = gmail_link(Note(subject, text), to)
    if link is None:
        return
    assert len(link.url) <= MOST_URL
    assert link.url.isascii()
    said = {"view": "cm", "fs": "1", "to": to or "", "su": one_line(subject)}
    if link.has_body:
        said["body"] = text.replace("\r\n", "\n").replace("\r", "\n")
    found = parse_qs(urlsplit(link.url).query)
    assert found == {key: [value] for key, value in said.items() if value}
