"""From what a file says about a person to what is kept of them."""

import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from bot.contacts.formats import Found, Reading, Skipped, UnreadableFile
from bot.contacts.formats.values import READ, read_day
from bot.contacts.model import (
    BOUNDARIES_LENGTH,
    PAST_ROLES,
    POINTER_LENGTH,
    POINTERS,
    PRONOUNS_LENGTH,
    PURPOSE_LENGTH,
    Fields,
    Interaction,
    PastRole,
    cleaned,
)
from bot.contacts.words import (
    LINKS,
    NAME_LENGTH,
    NOTE_LENGTH,
    TAGS,
    TooMany,
    UnusableAddress,
    UnusableText,
    clean,
    clean_email,
    clean_line,
    clean_link,
    clean_name,
    clean_phone,
    clean_tag,
)

WHO_LENGTH = 60
#: Nothing that is kept is as long as this, nor a list as long as that; more is not even looked at.
LONGEST_TEXT = 20_000
LONGEST_LIST = 100

_UNUSABLE = (UnusableText, UnusableAddress, TooMany)
_LINES = MappingProxyType(
    {
        "pronouns": PRONOUNS_LENGTH,
        "credentials": NAME_LENGTH,
        "role": NAME_LENGTH,
        "organisation": NAME_LENGTH,
        "met_through": NAME_LENGTH,
    }
)
_TEXTS = MappingProxyType(
    {"how_met": NOTE_LENGTH, "boundaries": BOUNDARIES_LENGTH, "purpose": PURPOSE_LENGTH}
)


class Person:
    """What a file says about one person, gathered word by word.

    Nothing that is said here raises: what cannot be used is noted in ``left_out`` instead.
    """

    def __init__(self, where: int) -> None:
        self.where = where
        self.left_out: dict[str, None] = {}
        self._said: dict[str, Any] = {"name": ""}

    def say(self, field: str, text: str) -> None:
        """Note what the file says of a field with one value; nothing when the text is empty."""
        text = text[:LONGEST_TEXT].strip()
        if not text:
            return
        value = READ[field](text) if field in READ else text
        if value is None:
            self.left_out[field] = None
        else:
            self._said[field] = value

    def say_first(self, field: str, candidates: Iterable[str]) -> None:
        """Note the first e-mail address or phone number that is one."""
        clean_one = clean_email if field == "email" else clean_phone
        for text in islice(candidates, LONGEST_LIST):
            try:
                kept = clean_one(text[:LONGEST_TEXT])
            except _UNUSABLE:
                self.left_out[field] = None
                continue
            if kept is not None:
                self._said[field] = kept
                self.left_out.pop(field, None)
                return

    def say_all(self, field: str, texts: Iterable[str]) -> None:
        """Note links, tags or pointers, as many as a contact can have."""
        clean_one, limit = _SEVERAL[field]
        kept: dict[str, None] = {}
        for number, text in enumerate(islice(texts, LONGEST_LIST + 1)):
            try:
                one = clean_one(text[:LONGEST_TEXT])
            except _UNUSABLE:
                self.left_out[field] = None
                continue
            if one is not None and one not in kept:
                if len(kept) == limit or number == LONGEST_LIST:
                    self.left_out[field] = None
                    break
                kept[one] = None
        if kept:
            self._said[field] = tuple(kept)

    def say_past_roles(self, roles: Iterable[tuple[str, str, str]]) -> None:
        """Note what they did before: the day as in ISO 8601, the role, and where."""
        kept: list[PastRole] = []
        for day, role, organisation in islice(roles, LONGEST_LIST):
            until = read_day(day)
            if until is None or not (role or organisation) or len(kept) == PAST_ROLES:
                self.left_out["past_roles"] = None
                continue
            kept.append(PastRole(role or None, organisation or None, until))
        self._said["past_roles"] = tuple(kept)

    def kept(self, interactions: tuple[Interaction, ...] = ()) -> Found | Skipped:
        """Return what is kept of the person, or why nobody is."""
        try:
            clean_name(self._said["name"])
        except UnusableText as refusal:
            return self.skipped("too_long" if refusal.limit else "no_name")
        try:
            fields = cleaned(Fields(**self._said))
        except _UNUSABLE:
            self._cut()
            fields = cleaned(Fields(**self._said))
        return Found(self.where, fields, interactions, tuple(self.left_out))

    def skipped(self, reason: str) -> Skipped:
        """Return that nobody is kept, and by what the student will know whom this was about."""
        said = [self._said.get(field) for field in ("name", "email", "organisation", "phone")]
        for text in (*said, *self._said.get("links", ())):
            who = clean_line(text, "", sys.maxsize)
            if who is not None:
                return Skipped(self.where, who[:WHO_LENGTH].strip(), reason)
        return Skipped(self.where, "", reason)

    def _cut(self) -> None:
        """Keep the beginning of what is too long."""
        for field, limit in (*_LINES.items(), *_TEXTS.items()):
            cut, whole = beginning(self._said.get(field), limit, lines=field in _TEXTS)
            self._said[field] = cut
            if not whole:
                self.left_out[field] = None
        past_roles: list[PastRole] = []
        for each in self._said.get("past_roles", ()):
            role, role_whole = beginning(each.role, NAME_LENGTH)
            organisation, organisation_whole = beginning(each.organisation, NAME_LENGTH)
            past_roles.append(PastRole(role, organisation, each.until))
            if not (role_whole and organisation_whole):
                self.left_out["past_roles"] = None
        self._said["past_roles"] = tuple(past_roles)


def beginning(text: str | None, limit: int, *, lines: bool = False) -> tuple[str | None, bool]:
    """Return as much of a text as can be kept, and whether that is all of it.

    A text that is too long ends in "…". With ``lines`` it may have several lines.
    """
    kept = (clean if lines else clean_line)(text, "", sys.maxsize)
    if kept is None or len(kept) <= limit:
        return kept, True
    return kept[: limit - 1].rstrip() + "…", False


def _clean_pointer(text: str) -> str | None:
    return clean_line(text, "pointer", POINTER_LENGTH)


_SEVERAL: Mapping[str, tuple[Callable[[str], str | None], int]] = MappingProxyType(
    {
        "links": (clean_link, LINKS),
        "tags": (clean_tag, TAGS),
        "pointers": (_clean_pointer, POINTERS),
    }
)


def reading_of(source: str, people: Iterable[Found | Skipped]) -> Reading:
    """Return a whole file's people, each once.

    Raises:
        UnreadableFile: there are none.
    """
    found: dict[tuple[Fields, tuple[Interaction, ...]], Found] = {}
    skipped: list[Skipped] = []
    for person in people:
        if isinstance(person, Skipped):
            skipped.append(person)
        elif (person.fields, person.interactions) in found:
            skipped.append(Skipped(person.where, person.fields.name[:WHO_LENGTH].strip(), "twice"))
        else:
            found[person.fields, person.interactions] = person
    if not found and not skipped:
        raise UnreadableFile("no_people")
    return Reading(source, tuple(found.values()), tuple(skipped))
