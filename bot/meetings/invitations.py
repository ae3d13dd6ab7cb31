"""A meeting as other calendars take it (RFC 5545), and what is asked of them (RFC 5546)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from bot.notes.mail import MOST_URL, in_file_name

ALARM_BEFORE = timedelta(minutes=15)
#: The URI that Outlook writes for somebody without an address; ORGANIZER and ATTENDEE need one.
NO_MAIL = "invalid:nomail"

# Google documents neither, Microsoft describes the second for Outlook on the web; both have been
# used for years (github.com/InteractionDesignFoundation/add-event-to-calendar-docs).
_GOOGLE = "https://calendar.google.com/calendar/render"
_OUTLOOK = "https://outlook.office.com/calendar/deeplink/compose"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part; without ``email`` calendars know them by name only."""

    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A meeting, see `bot.meetings.model.Meeting`.

    Attributes:
        place: an address, a number or a link; may be empty.
        link: where a video call is; may be empty.
        status: ``CONFIRMED``, ``TENTATIVE`` or ``CANCELLED``.
    """

    uid: str
    sequence: int
    summary: str
    description: str
    begins_at: datetime
    ends_at: datetime
    organiser: Party
    guest: Party
    changed_at: datetime
    created_at: datetime
    place: str = ""
    link: str = ""
    status: str = "CONFIRMED"


def invitation(event: Event) -> bytes:
    """Return the file that invites the guest, or changes the invitation they have.

    Raises:
        ValueError: the meeting is cancelled.
    """
    if event.status == "CANCELLED":
        msg = "Nobody is invited to a cancelled meeting."
        raise ValueError(msg)
    return _file("REQUEST", [_component(event, invites=True, rings=True)])


def cancellation(event: Event) -> bytes:
    """Return the file that takes an invitation back. Its SEQUENCE is higher than that one's."""
    event = replace(event, status="CANCELLED")
    return _file("CANCEL", [_component(event, invites=True, rings=False)])


def holds(events: Iterable[Event]) -> bytes:
    """Return the file that keeps times free in the student's own calendar.

    Raises:
        ValueError: there are none.
    """
    held = (replace(each, status="TENTATIVE") for each in events)
    return _file("PUBLISH", [_component(each, invites=False, rings=False) for each in held])


def calendar(events: Iterable[Event], name: str) -> bytes:
    """Return all meetings in one file. Read in again, it brings what has changed.

    Raises:
        ValueError: there are none, and a calendar has at least one component (RFC 5545, 3.6).
    """
    parts = [_component(each, invites=False, rings=each.status == "CONFIRMED") for each in events]
    return _file("PUBLISH", parts, _line(name))


def google_link(event: Event) -> str | None:
    """Return the link that adds a meeting to Google Calendar; None when it is too long."""
    dates = "/".join(
        moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        for moment in (event.begins_at, event.ends_at)
    )
    fields = {"action": "TEMPLATE", "text": _line(event.summary), "dates": dates}
    return _link(_GOOGLE, fields, event, "location", "details")


def outlook_link(event: Event) -> str | None:
    """Return the link that adds a meeting to Outlook on the web; None when it is too long."""
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": _line(event.summary),
        "startdt": event.begins_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "enddt": event.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return _link(_OUTLOOK, fields, event, "location", "body")


def file_name(name: str, day: date) -> str:
    """Return what a meeting's file is called, such as ``meeting-ana-rivera-2026-03-03.ics``."""
    parts = ("meeting", in_file_name(name), day.isoformat())
    return "-".join(part for part in parts if part) + ".ics"


def _link(base: str, fields: dict[str, str], event: Event, place: str, words: str) -> str | None:
    """Return the link with as much as fits: the place matters more than the words."""
    where = {place: _line(event.place)}
    call = _web(event.link)
    call = "" if call in where[place] else f"{call}\n"
    texts = [f"{call}{text}".strip() for text in _cuts(_sound(event.description))]
    for more in (*({**where, words: text} for text in texts), where, {}):
        known = {name: text for name, text in {**fields, **more}.items() if text}
        # Outlook shows a plus as one, so spaces are %20.
        url = f"{base}?{urlencode(known, quote_via=quote)}"
        if len(url) <= MOST_URL:
            return url
    return None


def _cuts(text: str) -> Iterator[str]:
    """Yield the text, then shorter and shorter, ending with a word."""
    yield text
    for space in reversed([*re.finditer(r"\s+", text[:MOST_URL])]):
        yield f"{text[: space.start()]}…"
    yield ""


def _file(method: str, parts: list[Any], name: str = "") -> bytes:
    if not parts:
        msg = "There is nothing to put into a file."
        raise ValueError(msg)
    from icalendar import Calendar  # slow to import, and seldom needed

    file: Any = Calendar()
    file.add("PRODID", "-//Pitstop//Meetings//EN")
    file.add("VERSION", "2.0")
    file.add("CALSCALE", "GREGORIAN")
    file.add("METHOD", method)
    if name:
        file.add("NAME", name)
        file.add("X-WR-CALNAME", name)
        file.add("REFRESH-INTERVAL;VALUE=DURATION", "P1D")
        file.add("X-PUBLISHED-TTL", "P1D")
    for part in parts:
        file.add_component(part)
    return file.to_ical()


def _component(event: Event, *, invites: bool, rings: bool) -> Any:
    from icalendar import Alarm
    from icalendar import Event as Component

    part: Any = Component()
    part.add("UID", event.uid)
    part.add("DTSTAMP", event.changed_at.astimezone(UTC))
    part.add("CREATED", event.created_at.astimezone(UTC))
    part.add("LAST-MODIFIED", event.changed_at.astimezone(UTC))
    part.add("SEQUENCE", event.sequence)
    part.add("STATUS", event.status)
    part.add("SUMMARY", _line(event.summary))
    part.add("DTSTART", event.begins_at.astimezone(UTC))
    part.add("DTEND", event.ends_at.astimezone(UTC))
    part.add("TRANSP", "TRANSPARENT" if event.status == "CANCELLED" else "OPAQUE")
    for name, text in (
        ("DESCRIPTION", _sound(event.description)),
        ("LOCATION", _line(event.place)),
    ):
        if text:
            part.add(name, text)
    if link := _web(event.link):
        part.add("URL", link)
    if not invites:  # only in the student's own files; a guest's calendar decides for itself
        part.add("CLASS", "PRIVATE")
    part.add("ORGANIZER", _address(event.organiser), encode=False)
    if invites:
        guest = _address(event.guest)
        guest.params["ROLE"] = "REQ-PARTICIPANT"
        guest.params["PARTSTAT"] = "NEEDS-ACTION"
        # Without an address to answer to, no answer can be asked for.
        guest.params["RSVP"] = "FALSE" if _mail(event.organiser) == NO_MAIL else "TRUE"
        part.add("ATTENDEE", guest, encode=False)
    if rings:
        alarm: Any = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", _line(event.summary))
        alarm.add("TRIGGER", -ALARM_BEFORE)
        part.add_component(alarm)
    return part


def _address(party: Party) -> Any:
    from icalendar import vCalAddress

    address: Any = vCalAddress(_mail(party))
    # A parameter cannot have quotation marks (RFC 5545, section 3.1).
    address.params["CN"] = _line(party.name).replace('"', "'")
    return address


def _mail(party: Party) -> str:
    mail = party.email or ""
    known = (
        mail.isascii() and mail.isprintable() and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail)
    )
    return f"mailto:{quote(mail, safe='@+')}" if known else NO_MAIL


def _web(link: str) -> str:
    """Return a link that programs can open, or nothing."""
    return link if re.fullmatch(r"https?://[\w.-]+(:\d+)?([/?#][!-~]*)?", link, re.ASCII) else ""


def _line(text: str) -> str:
    return " ".join(_sound(text).split())


def _sound(text: str) -> str:
    """Return text without control characters and halves of characters, on plain lines."""
    text = text.encode("utf-8", "replace").decode()
    text = re.sub(r"\r\n|[\x0b\x0c\r\x85\u2028\u2029]", "\n", text)
    kept = (each for each in text if each in "\n\t" or unicodedata.category(each) != "Cc")
    return "".join(kept).strip()
