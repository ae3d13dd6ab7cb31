"""A meeting as a calendar file, read back as a calendar program reads it, and as links."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.invitations import (
    Event,
    Party,
    calendar,
    cancellation,
    file_name,
    google_link,
    holds,
    invitation,
    outlook_link,
)
from bot.notes.mail import MOST_URL

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
MEETING = Event(
    uid="12-3f2a@pitstop",
    sequence=2,
    summary="Coffee with Ana Rivera, OTR/L",
    description="Ask about splinting; bring the poster.\nMaya",
    begins_at=datetime(2026, 3, 3, 9, 30, tzinfo=LOS_ANGELES),
    ends_at=datetime(2026, 3, 3, 10, 0, tzinfo=LOS_ANGELES),
    place="Lakeside Hand Clinic, room 2",
    link="https://zoom.us/j/123?pwd=a,b;c",
    organiser=Party("Maya Chen", "maya@westfield.edu"),
    guest=Party("Ana Rivera", "ana@example.org"),
    changed_at=datetime(2026, 2, 20, 8, tzinfo=UTC),
    created_at=datetime(2026, 2, 19, 8, tzinfo=UTC),
)

#: RFC 5546, section 3.2: of each method, what an event must have once, and what it must not have.
MUST = {
    "REQUEST": {"DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID", "ATTENDEE"},
    "CANCEL": {"DTSTAMP", "ORGANIZER", "SEQUENCE", "UID", "STATUS", "ATTENDEE"},
    "PUBLISH": {"DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID"},
}
MUST_NOT = {
    "REQUEST": {"REQUEST-STATUS", "DURATION"},
    "CANCEL": {"REQUEST-STATUS", "DURATION", "VALARM"},
    "PUBLISH": {"REQUEST-STATUS", "DURATION", "ATTENDEE"},
}
STATUSES = {
    "REQUEST": {"TENTATIVE", "CONFIRMED"},
    "CANCEL": {"CANCELLED"},
    "PUBLISH": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
}

#: What people paste, and what breaks files.
pieces = st.sampled_from(
    [
        "José", "Nguyễn", "李小龙", "🎉", "👩🏽‍⚕️", "مريم", "שלום", "Dr.", '"Bo"', "\\", "\\n", "\\N",
        "C:\\Notes", ";", ":", ",", "^n", "^", "'", "\r\n", "\r", "\n", "\x0b", "\x85", "\u2028",
        "\x00", "\x1b", "\t", "\ud83c", "END:VEVENT", "\nEND:VEVENT\n", "é" * 40, "x" * 90,
        "李" * 200, " ", "ATTENDEE:mailto:x@y.org",
    ]
)  # fmt: skip
texts = st.lists(pieces, max_size=12).map(" ".join) | st.text(max_size=250)
moments = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, LOS_ANGELES, ZoneInfo("Pacific/Chatham")]),
)


def read(file: bytes) -> Any:
    """Return the calendar, after the rules for every file: lines, and one event within another."""
    text = file.decode()
    assert text.endswith("\r\n")
    lines = file.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|(?<!\r)\n|\r(?!\n)", text)
    found: Any = icalendar.Calendar.from_ical(file)
    assert not found.errors
    assert all(not event.errors for event in found.walk())
    assert found["VERSION"] == "2.0"
    assert found["PRODID"]
    return found


def meetings(file: bytes) -> list[Any]:
    """Return the events of a file, after the rules of its method."""
    found = read(file)
    method = str(found["METHOD"])
    events = found.walk("VEVENT")
    for event in events:
        parts = {name.upper() for name in event} | {each.name for each in event.subcomponents}
        assert parts >= MUST[method]
        assert not parts & MUST_NOT[method]
        assert all(not isinstance(event[name], list) for name in event)
        assert event["STATUS"] in STATUSES[method]
        assert event["SEQUENCE"] >= 0
        for alarm in event.walk("VALARM"):  # RFC 5545, section 3.6.6
            assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= set(alarm)
    return events


def only(file: bytes) -> Any:
    (event,) = meetings(file)
    return event


def unescaped(file: bytes, name: str) -> str:
    """Return the text of a property, by the letter of RFC 5545."""
    text = file.replace(b"\r\n ", b"").decode()
    found = re.search(rf"^{name}:(.*)\r$", text, re.MULTILINE)
    return re.sub(
        r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], found[1] if found else ""
    )


def said(text: str) -> str:
    """Return a text as it should arrive: without what cannot be printed."""
    text = text.encode("utf-8", "replace").decode()
    text = re.sub(r"\r\n|[\x0b\x0c\r\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", "", text)


def arrives(text: str) -> str:
    r"""Return a text as the library writes it: it takes \N, as in C:\Notes, for a new line."""
    return text.replace("\\N", "\n")


def on_one_line(text: str) -> str:
    return " ".join(said(text).split())


def test_an_invitation_says_who_what_when_and_where():
    event = only(invitation(MEETING))
    assert event["UID"] == "12-3f2a@pitstop"
    assert event["SEQUENCE"] == 2
    assert event["SUMMARY"] == "Coffee with Ana Rivera, OTR/L"
    assert event["DESCRIPTION"] == "Ask about splinting; bring the poster.\nMaya"
    assert event["LOCATION"] == "Lakeside Hand Clinic, room 2"
    assert event["URL"] == "https://zoom.us/j/123?pwd=a,b;c"
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "OPAQUE"
    assert "CLASS" not in event
    assert event["DTSTART"].dt == MEETING.begins_at
    assert event["DTEND"].dt == MEETING.ends_at
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == MEETING.changed_at
    assert event["CREATED"].dt == MEETING.created_at
    assert b"DTSTART:20260303T173000Z\r\n" in invitation(MEETING)


def test_an_invitation_asks_the_guest_for_an_answer():
    event = only(invitation(MEETING))
    assert event["ORGANIZER"] == "mailto:maya@westfield.edu"
    assert event["ORGANIZER"].params["CN"] == "Maya Chen"
    assert event["ATTENDEE"] == "mailto:ana@example.org"
    params = event["ATTENDEE"].params
    assert (params["CN"], params["RSVP"]) == ("Ana Rivera", "TRUE")
    assert (params["ROLE"], params["PARTSTAT"]) == ("REQ-PARTICIPANT", "NEEDS-ACTION")


@pytest.mark.parametrize(
    "email",
    [None, "", "ana", "ana@example", "jürgen@example.org", "a b@example.org", "a@b.org\nX:Y"],
)
def test_whoever_has_no_usable_address_is_named_without_one(email: str | None):
    event = only(invitation(replace(MEETING, guest=Party("Ana Rivera", email))))
    assert event["ATTENDEE"] == "invalid:nomail"
    assert event["ATTENDEE"].params["CN"] == "Ana Rivera"


def test_no_answer_is_asked_for_when_it_has_nowhere_to_go():
    event = only(invitation(replace(MEETING, organiser=Party("Maya Chen"))))
    assert event["ORGANIZER"] == "invalid:nomail"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_an_address_with_signs_can_be_written_to():
    event = only(invitation(replace(MEETING, guest=Party("Ana", "ana+ot%1@example.org"))))
    assert event["ATTENDEE"] == "mailto:ana+ot%251@example.org"


def test_an_alarm_goes_off_a_quarter_of_an_hour_before():
    (alarm,) = only(invitation(MEETING)).walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].dt == timedelta(minutes=-15)
    assert alarm["DESCRIPTION"] == MEETING.summary


def test_a_cancellation_is_of_the_same_meeting_and_blocks_nothing():
    file = cancellation(replace(MEETING, sequence=3))
    event = only(file)
    assert read(file)["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"]) == (MEETING.uid, 3)
    assert event["ATTENDEE"] == "mailto:ana@example.org"
    assert event["TRANSP"] == "TRANSPARENT"


def test_nobody_is_invited_to_a_cancelled_meeting():
    with pytest.raises(ValueError, match="cancelled"):
        invitation(replace(MEETING, status="CANCELLED"))


def test_holds_are_tentative_silent_and_without_the_guest():
    times = [replace(MEETING, uid=f"hold-{each}@pitstop") for each in range(3)]
    found = meetings(holds(times))
    assert [str(event["UID"]) for event in found] == [event.uid for event in times]
    assert {str(event["STATUS"]) for event in found} == {"TENTATIVE"}
    assert {str(event["TRANSP"]) for event in found} == {"OPAQUE"}
    assert {str(event["CLASS"]) for event in found} == {"PRIVATE"}
    assert not any(event.walk("VALARM") for event in found)


def test_a_calendar_has_a_name_and_comes_again():
    found = read(calendar([MEETING], "Maya’s meetings, all"))
    assert found["METHOD"] == "PUBLISH"
    file = calendar([MEETING], "Maya’s meetings, all")
    assert unescaped(file, "NAME") == unescaped(file, "X-WR-CALNAME") == "Maya’s meetings, all"
    assert found["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert found["REFRESH-INTERVAL"].to_ical() == b"P1D"
    assert found["X-PUBLISHED-TTL"] == "P1D"


def test_only_confirmed_meetings_of_a_calendar_ring():
    off = replace(MEETING, uid="off", status="CANCELLED")
    maybe = replace(MEETING, uid="maybe", status="TENTATIVE")
    coming, gone, open_ = meetings(calendar([MEETING, off, maybe], "Meetings"))
    assert coming.walk("VALARM")
    assert not gone.walk("VALARM")
    assert not open_.walk("VALARM")


def test_the_students_own_files_are_private_and_the_guests_are_not():
    assert only(calendar([MEETING], "Meetings"))["CLASS"] == "PRIVATE"
    assert "CLASS" not in only(cancellation(MEETING))


def test_there_is_no_file_without_anything_in_it():
    with pytest.raises(ValueError, match="nothing"):
        calendar([], "Meetings")
    with pytest.raises(ValueError, match="nothing"):
        holds([])


def test_a_cancelled_meeting_stays_in_a_calendar_so_that_it_is_taken_out():
    event = only(calendar([replace(MEETING, status="CANCELLED")], "Meetings"))
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


@given(texts, texts, texts, texts)
def test_no_text_breaks_a_file(summary: str, description: str, place: str, name: str):
    event = replace(MEETING, summary=summary, description=description, place=place)
    event = replace(event, organiser=Party(name), guest=Party(name, "ana@example.org"))
    for file in (
        invitation(event),
        cancellation(event),
        holds([event, event]),
        calendar([event], name),
    ):
        for found in meetings(file):
            assert {each.name for each in found.subcomponents} <= {"VALARM"}
        assert unescaped(file, "SUMMARY") == arrives(on_one_line(summary))
        of_alarm = on_one_line(summary) if b"VALARM" in file else ""
        assert unescaped(file, "DESCRIPTION") == arrives(said(description).strip() or of_alarm)
        assert unescaped(file, "LOCATION") == arrives(on_one_line(place))
    attendee: Any = only(invitation(event))["ATTENDEE"]
    cn = str(attendee.params.get("CN", ""))
    assert str(attendee) == "mailto:ana@example.org"
    if not set(name) & {"\\", "^"}:  # the library reads those of a parameter as escapes
        assert cn == on_one_line(name).replace('"', "'")


@given(moments)
def test_every_time_is_the_same_moment_in_utc(moment: datetime):
    moment = moment.replace(microsecond=0)
    event = only(
        invitation(replace(MEETING, begins_at=moment, ends_at=moment + timedelta(hours=1)))
    )
    assert event["DTSTART"].dt == moment.astimezone(UTC)
    assert event["DTSTART"].to_ical().endswith(b"Z")


@pytest.mark.parametrize(("fold", "hour"), [(0, 8), (1, 9)])
def test_the_hour_that_comes_twice_is_told_apart(fold: int, hour: int):
    begins = datetime(2026, 11, 1, 1, 30, tzinfo=LOS_ANGELES, fold=fold)
    event = only(invitation(replace(MEETING, begins_at=begins, ends_at=begins)))
    assert event["DTSTART"].dt == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "https://a.org/\nX:Y",
        "https://[",
        "https://ä.org",
    ],
)
def test_a_link_that_is_none_is_left_out(link: str):
    assert "URL" not in only(invitation(replace(MEETING, link=link)))


def test_a_link_without_encryption_can_be_opened_too():
    assert only(invitation(replace(MEETING, link="http://a.org")))["URL"] == "http://a.org"


def query(url: str) -> dict[str, str]:
    assert len(url) <= MOST_URL
    return {
        key: values[0] for key, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()
    }


def test_a_link_fills_in_google_calendar():
    url = google_link(replace(MEETING, link="")) or ""
    assert url.startswith("https://calendar.google.com/calendar/render?")
    assert query(url) == {
        "action": "TEMPLATE",
        "dates": "20260303T173000Z/20260303T180000Z",
        "text": "Coffee with Ana Rivera, OTR/L",
        "location": "Lakeside Hand Clinic, room 2",
        "details": "Ask about splinting; bring the poster.\nMaya",
    }


def test_a_link_fills_in_outlook():
    url = outlook_link(replace(MEETING, link="")) or ""
    assert url.startswith("https://outlook.office.com/calendar/deeplink/compose?")
    assert "+" not in url
    assert query(url) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": "2026-03-03T17:30:00Z",
        "enddt": "2026-03-03T18:00:00Z",
        "subject": "Coffee with Ana Rivera, OTR/L",
        "location": "Lakeside Hand Clinic, room 2",
        "body": "Ask about splinting; bring the poster.\nMaya",
    }


@pytest.mark.parametrize("place", ["https://zoom.us/j/1", "Library"])
def test_the_address_of_a_call_is_said_once(place: str):
    event = replace(MEETING, link="https://zoom.us/j/1", place=place)
    for url in (google_link(event), outlook_link(event)):
        assert unquote(url or "").count("zoom.us") == 1


@pytest.mark.parametrize("make", [google_link, outlook_link])
def test_a_long_description_is_cut_between_words(make: Any):
    event = replace(MEETING, description="Bring the poster. " * 60, link="https://zoom.us/j/1")
    found = query(make(event))
    details = found.get("details") or found["body"]
    assert details.startswith("https://zoom.us/j/1\nBring the poster.")
    assert details.removesuffix("…").split()[-1] in {"Bring", "the", "poster."}
    assert details.endswith("…")


@pytest.mark.parametrize("make", [google_link, outlook_link])
def test_an_address_is_never_cut(make: Any):
    event = replace(MEETING, description="", link="https://zoom.us/" + "x" * 400)
    assert "zoom" not in make(event)


@pytest.mark.parametrize("make", [google_link, outlook_link])
def test_there_is_no_link_when_even_the_name_is_too_long(make: Any):
    assert make(replace(MEETING, summary="李" * 200)) is None


@given(texts, texts, texts)
def test_any_text_fits_a_link_or_there_is_none(summary: str, description: str, place: str):
    event = replace(MEETING, summary=summary, description=description, place=place)
    for url in (google_link(event), outlook_link(event)):
        if url is None:
            continue
        assert url.isascii()
        found = query(url)
        assert found.get("text", found.get("subject", "")) == on_one_line(summary)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana Rivera", "meeting-ana-rivera-2026-03-03.ics"),
        ("José Nuñez, OTR/L", "meeting-jose-nunez-otr-l-2026-03-03.ics"),
        ("李小龙", "meeting-2026-03-03.ics"),
        ("../../etc/passwd\x00", "meeting-etc-passwd-2026-03-03.ics"),
        ("x" * 200, "meeting-" + "x" * 40 + "-2026-03-03.ics"),
    ],
)
def test_a_file_has_a_plain_name(name: str, expected: str):
    assert file_name(name, date(2026, 3, 3)) == expected
