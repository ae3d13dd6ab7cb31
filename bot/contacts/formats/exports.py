"""Pitstop's own JSON: everything about the people, and each time the student was in touch."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from bot.contacts.formats import MAX_PEOPLE, Found, Reading, Skipped, UnreadableFile
from bot.contacts.formats.people import (
    LONGEST_TEXT,
    Person,
    beginning,
    reading_of,
)
from bot.contacts.formats.values import read_day, read_moment
from bot.contacts.model import ADVICE, FIELD_NAMES, INTERACTIONS, Fields, Interaction
from bot.contacts.words import NOTE_LENGTH

FORMAT = "pitstop-contacts"
VERSION = 1


def export_of(people: Sequence[tuple[Fields, Sequence[Interaction]]]) -> bytes:
    """Return people as JSON; a field with nothing in it is left out."""
    contacts = [
        {**_fields(each), "interactions": [_interaction(one) for one in interactions]}
        for each, interactions in people
    ]
    whole = {"format": FORMAT, "version": VERSION, "contacts": contacts}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def _fields(person: Fields) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(person, name) for name in FIELD_NAMES}
    said["met_at"] = person.met_at.isoformat() if person.met_at else None
    # As text: many programs read a number of 18 digits as a nearby one.
    said["discord_id"] = str(person.discord_id) if person.discord_id else None
    said["past_roles"] = [
        {"role": each.role, "organisation": each.organisation, "until": each.until.isoformat()}
        for each in person.past_roles
    ]
    return {name: value for name, value in said.items() if value not in (None, (), [], False)}


def _interaction(one: Interaction) -> dict[str, Any]:
    said = {
        "kind": one.kind,
        "happened_at": one.happened_at.isoformat(),
        "note": one.note,
        "advice": one.advice,
        "advice_state": one.advice_state,
        "promise": one.promise,
        "promise_due": one.promise_due.isoformat() if one.promise_due else None,
        "promise_kept_at": one.promise_kept_at.isoformat() if one.promise_kept_at else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def read_export(text: str) -> Reading:
    """Return the people of a Pitstop export.

    Raises:
        UnreadableFile: it is not JSON, not from Pitstop, or has nobody or too many in it.
    """
    try:
        whole: object = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableFile("broken") from None
    said = _object(whole)
    if said.get("format") != FORMAT:
        raise UnreadableFile("not_ours")
    contacts = _list(said.get("contacts"))
    if len(contacts) > MAX_PEOPLE:
        raise UnreadableFile("too_many")
    return reading_of("json", _people(contacts))


def _people(contacts: Sequence[object]) -> Iterator[Found | Skipped]:
    for number, entry in enumerate(contacts, 1):
        said = _object(entry)
        person = Person(number)
        if not said:
            yield person.skipped("unreadable")
            continue
        for field in FIELD_NAMES:
            match field:
                case "email" | "phone":
                    person.say_first(field, [_text(said.get(field))])
                case "links" | "tags" | "pointers":
                    person.say_all(field, map(_text, _list(said.get(field))))
                case "past_roles":
                    person.say_past_roles(map(_past_role, _list(said.get(field))))
                case _:
                    person.say(field, _text(said.get(field)))
        yield person.kept(_interactions(_list(said.get("interactions")), person))


def _past_role(entry: object) -> tuple[str, str, str]:
    said = _object(entry)
    return _text(said.get("until")), _text(said.get("role")), _text(said.get("organisation"))


def _interactions(entries: Sequence[object], person: Person) -> tuple[Interaction, ...]:
    kept: list[Interaction] = []
    for entry in entries:
        said = {name: _text(value) for name, value in _object(entry).items()}
        happened_at = read_moment(said.get("happened_at", ""))
        if happened_at is None:
            person.left_out["interactions"] = None
            continue
        texts: list[str | None] = []
        for field in ("note", "advice", "promise"):
            text, whole = beginning(said.get(field), NOTE_LENGTH, lines=True)
            texts.append(text)
            if not whole:
                person.left_out["interactions"] = None
        note, advice, promise = texts
        state = said.get("advice_state")
        kept.append(
            Interaction(
                id=0,
                contact_id=0,
                kind=said["kind"] if said.get("kind") in INTERACTIONS else "other",
                happened_at=happened_at,
                note=note,
                advice=advice,
                advice_state=state if advice and state in ADVICE else None,
                promise=promise,
                promise_due=read_day(said.get("promise_due", "")),
                promise_kept_at=read_moment(said.get("promise_kept_at", "")),
            )
        )
    return tuple(kept)


# JSON may hold anything anywhere; what is of another kind than expected counts as not there.


def _object(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:LONGEST_TEXT] if isinstance(value, str | int) else ""
