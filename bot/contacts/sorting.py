"""What a file of people means for a network. No I/O, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.contacts.formats import Found, Reading
from bot.contacts.model import Contact, Fields, Interaction, fields_of
from bot.contacts.twins import Acquaintance, Twin, updated
from bot.nudges.rhythm import Cadence, UnreadableCadence

#: Nobody has met anybody before this; some programs write year 1 for no date.
EARLIEST = datetime(1930, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a file means for this network.

    Attributes:
        upload: names the file, to import it by.
        reading: what was found in it, and skipped.
        new: people who are not in the network.
        changed: what is known of contacts once the file is read, by id.
        like: people who may be somebody in the network, with that contact's id.
        there: how many are in the network, and nothing is new with them.
        names: how the contacts are called who are ``changed`` or in ``like``.
        held: texts that may be about a client; the people come in without them.
    """

    upload: int
    reading: Reading
    new: Sequence[Found]
    changed: Mapping[int, Found]
    like: Sequence[tuple[Found, int]]
    there: int
    names: Mapping[int, str]
    held: Sequence[str] = ()


def sound(reading: Reading, now: datetime) -> Reading:
    """Leave out what no command would have taken: times ahead, and cadences that can't be kept."""
    found = tuple(_sound_person(each, now) for each in reading.found)
    return replace(reading, found=found)


def _sound_person(found: Found, now: datetime) -> Found:
    values: dict[str, Any] = {}
    met_at = found.fields.met_at
    if met_at is not None and not EARLIEST <= met_at <= now + timedelta(days=1):
        values["met_at"] = None
    elif met_at is not None and met_at > now:  # a day without an hour, and it is today
        values["met_at"] = now
    if found.fields.cadence is not None:
        try:
            Cadence.read(found.fields.cadence)
        except UnreadableCadence:
            values["cadence"] = None
    talks = tuple(talk for talk in found.interactions if EARLIEST <= talk.happened_at <= now)
    gone = [name for name, value in values.items() if value is None]
    gone += [] if len(talks) == len(found.interactions) else ["interactions"]
    fields = replace(found.fields, **values)
    return replace(found, fields=fields, interactions=talks, left_out=(*found.left_out, *gone))


def matched(
    people: Sequence[Found], known: Acquaintance, today: date
) -> tuple[list[Found], list[Twin | None]]:
    """Return the people of a file, each once, and whom in the network each may be."""
    kept: list[Found] = []
    twins: list[Twin | None] = []
    for each in people:
        twin = known.twin(each.fields)
        if twin is not None and twin.id < 0:  # somebody further up
            place = -twin.id - 1
            if twin.certain and not _are_two(kept[place].fields, each.fields):
                kept[place] = _with_more(kept[place], each, today)
                continue
            twin = None
        if twin is None:
            fields = each.fields
            addresses = [address for address in (fields.email, *fields.links) if address]
            known.meet(-len(kept) - 1, fields.name, fields.organisation, addresses)
        kept.append(each)
        twins.append(twin)
    return kept, twins


def _are_two(one: Fields, other: Fields) -> bool:
    """Say whether two of a file are two people, although name and place are the same."""
    emails = {each.email.casefold() for each in (one, other) if each.email}
    return len(emails) > 1


def _with_more(found: Found, again: Found, today: date) -> Found:
    """Return somebody with what the file says of them further down."""
    return replace(
        found,
        fields=updated(found.fields, again.fields, today),
        interactions=(*found.interactions, *again.interactions),
    )


def sort_out(
    upload: int,
    reading: Reading,
    twins: Sequence[Twin | None],
    contacts: Mapping[int, Contact],
    talks: Mapping[int, Sequence[Interaction]],
    today: date,
) -> Sorted:
    """Return what a file says of each person, now that it is known whom in the network each may be.

    Args:
        upload: names the file.
        reading: the file, each person once.
        twins: whom in the network each of them may be.
        contacts: those contacts, by id.
        talks: what they have in the log, by id; needed only if the file has talks.
        today: on the student's calendar.
    """
    new: list[Found] = []
    changed: dict[int, Found] = {}
    like: list[tuple[Found, int]] = []
    there = 0
    for found, twin in zip(reading.found, twins, strict=True):
        if twin is None:
            new.append(found)
        elif not twin.certain:
            like.append((found, twin.id))
        elif twin.id in changed:  # the file has them twice
            changed[twin.id] = _with_more(changed[twin.id], found, today)
        elif _has_news(found, contacts[twin.id], talks, today):
            changed[twin.id] = found
        else:
            there += 1
    names = {number: contact.name for number, contact in contacts.items()}
    return Sorted(upload, reading, new, changed, like, there, names)


def _has_news(
    found: Found,
    contact: Contact,
    talks: Mapping[int, Sequence[Interaction]],
    today: date,
) -> bool:
    known: Fields = fields_of(contact)
    return updated(known, found.fields, today) != known or bool(
        missing(found, talks.get(contact.id, ()))
    )


def missing(found: Found, known: Sequence[Interaction]) -> list[Interaction]:
    """Return the interactions of a file that the contact does not have yet."""
    there = {(talk.kind, talk.happened_at, talk.note) for talk in known}
    return [t for t in found.interactions if (t.kind, t.happened_at, t.note) not in there]
