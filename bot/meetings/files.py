"""A meeting as other calendars take it: invitations, holds, all of them in one file."""

import asyncio
from collections.abc import Iterable

from bot.meetings import invitations
from bot.meetings.desk import Arranged
from bot.meetings.invitations import Event, Party
from bot.meetings.model import HOW, State

_STATUS = {State.CANCELLED: "CANCELLED", State.MOVED: "CANCELLED"}


def event_of(arranged: Arranged) -> Event | None:
    """Return a meeting that has a time as calendars take it, or None."""
    meeting, contact = arranged.meeting, arranged.contact
    if meeting.begins_at is None or meeting.ends_at is None:
        return None
    me = Party(arranged.me or "Me")
    link = meeting.place if meeting.place.startswith(("https://", "http://")) else ""
    return Event(
        uid=meeting.uid,
        sequence=meeting.sequence,
        summary=f"{contact.name} and {arranged.me}" if arranged.me else f"Meet {contact.name}",
        description=meeting.purpose,
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        place=meeting.place or HOW[meeting.how],
        link=link,
        organiser=me,
        guest=Party(contact.name, contact.email),
        status=_STATUS.get(meeting.state, "CONFIRMED"),
        changed_at=meeting.changed_at,
        created_at=meeting.created_at,
    )


async def invitation(arranged: Arranged) -> tuple[str, bytes] | None:
    """Return the name and content of the file to send, or None without a time.

    It invites, or takes the invitation back when the meeting was called off.
    """
    event = event_of(arranged)
    if event is None:
        return None
    called_off = event.status == "CANCELLED"
    make = invitations.cancellation if called_off else invitations.invitation
    data = await asyncio.to_thread(make, event)  # what it needs is slow to import
    day = event.begins_at.astimezone(arranged.zone).date()
    return invitations.file_name(arranged.contact.name, day), data


async def holds(arranged: Arranged) -> tuple[str, bytes] | None:
    """Return the name and content of a file that keeps the offered times free, or None."""
    meeting, contact = arranged.meeting, arranged.contact
    if not meeting.offered:
        return None
    me = Party(arranged.me or "Me")
    events = [
        Event(
            uid=f"hold-{moment:%Y%m%d%H%M}-{meeting.uid}",
            sequence=0,
            summary=f"Held: {contact.name}",
            description=meeting.purpose,
            begins_at=moment,
            ends_at=moment + meeting.length,
            organiser=me,
            guest=Party(contact.name, contact.email),
            status="TENTATIVE",
            changed_at=meeting.changed_at,
            created_at=meeting.created_at,
        )
        for moment in meeting.offered
    ]
    day = meeting.offered[0].astimezone(arranged.zone).date()
    data = await asyncio.to_thread(invitations.holds, events)
    return invitations.file_name(f"holds {contact.name}", day), data


async def all_meetings(found: Iterable[Arranged]) -> bytes | None:
    """Return every meeting that has or had a time, in one file that can be read in again.

    None when there is none.
    """
    events = [event for each in found if (event := event_of(each)) is not None]
    return await asyncio.to_thread(invitations.calendar, events, "Pitstop") if events else None
