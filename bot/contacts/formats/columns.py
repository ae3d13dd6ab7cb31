"""What the columns of a table mean, by the words at their head."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.contacts.words import folded

#: Columns beyond this are not looked at; the widest real export, Google's, has about 100.
WIDEST = 500

#: The headers of Pitstop's own table, in the order of a card.
OWN = MappingProxyType(
    {
        "name": "Name",
        "pronouns": "Pronouns",
        "credentials": "Credentials",
        "role": "Role",
        "organisation": "Organisation",
        "setting": "Setting",
        "relationship": "Relationship",
        "how_met": "How we met",
        "met_through": "Introduced by",
        "met_at": "Met on",
        "email": "E-mail",
        "phone": "Phone",
        "links": "Links",
        "channel": "Prefers",
        "boundaries": "Boundaries",
        "tags": "Tags",
        "pointers": "Pointers",
        "purpose": "Purpose",
        "seat": "Seat",
        "cadence": "Reminder every",
        "discord_id": "Discord",
        "past_roles": "Earlier roles",
        "archived": "Archived",
    }
)

# Headers as `folded` leaves them, the better ones first. Google numbers its columns; the number is
# taken out before a header is looked up here. What comes before and after a name (title, suffix)
# and its parts are meanings of their own. The German words are those of Outlook and Google.
_WORDS = MappingProxyType(
    {
        "name": "name; full name; fullname; display name; contact name; contact; person",
        "first": "first name; given name; first; firstname; forename; vorname",
        "middle": "middle name; additional name; middle; weitere vornamen",
        "last": "last name; family name; surname; last; lastname; nachname",
        "suffix": "suffix; name suffix",
        "credentials": "credentials; credential; degrees; licenses; certifications",
        "pronouns": "pronouns; preferred pronouns",
        "role": "job title; organization title; position; role; job; occupation; title; beruf",
        "organisation": "company; organization name; organisation; organization; employer;"
        " workplace; school; company name; firma; unternehmen",
        "setting": "setting; practice setting; practice area",
        "relationship": "relationship",
        "how_met": "how met; how we met; how you met; where we met; how i know them",
        "notes": "notes; note; comments; comment; remarks; notizen; bemerkungen",
        "met_through": "introduced by; met through; referred by",
        "met_at": "connected on; met on; date met; first met; when met",
        "email": "e mail value; e mail address; email address; e mail; email; mail; primary email;"
        " e mail 2 address; e mail 3 address; e mail adresse",
        "email_kind": "e mail label; e mail type",
        "phone": "phone value; phone; phone number; telephone; mobile phone; mobile; cell;"
        " cell phone; business phone; home phone; telefon; mobiltelefon; handy",
        "links": "linkedin; linkedin url; linkedin profile; profile url; url; website value; link;"
        " links; website; web page; personal web page; webseite",
        "channel": "preferred contact; contact by; prefers",
        "boundaries": "boundaries",
        "purpose": "purpose",
        "tags": "tags; tag; labels; group membership; categories; groups; keywords; kategorien",
    }
)
_MEANINGS = MappingProxyType(
    {
        header.strip(): (meaning, rank)
        for meaning, headers in _WORDS.items()
        for rank, header in enumerate(headers.split(";"))
    }
)
_NUMBERED = re.compile(r"^(e mail|phone|organization|website) \d{1,2} (?!address)")
# Of these, the best column counts alone: Outlook's "Title" is Mr or Dr beside its "Job Title".
_ONE_COLUMN = ("name", "role")


class Columns:
    """Which columns of a table say what."""

    def __init__(self, header: Sequence[str]) -> None:
        self.heads = [folded(cell[:60]) for cell in header[:WIDEST]]
        ranked: dict[str, list[tuple[int, int]]] = {}
        for number, head in enumerate(self.heads):
            known = _MEANINGS.get(_NUMBERED.sub(r"\1 ", head))
            if known is not None:
                ranked.setdefault(known[0], []).append((known[1], number))
        self._numbers = {
            meaning: [number for _, number in sorted(numbers)]
            for meaning, numbers in ranked.items()
        }
        for meaning in _ONE_COLUMN:
            self._numbers[meaning] = self._numbers.get(meaning, [])[:1]

    @property
    def known(self) -> int:
        """How many columns have a meaning."""
        return sum(map(len, self._numbers.values()))

    @property
    def name_people(self) -> bool:
        """Whether a row of these columns can name somebody."""
        return any(self._numbers.get(part) for part in ("name", "first", "last"))

    @property
    def source(self) -> str:
        """The program that writes such columns, as in `bot.contacts.formats.Reading`."""
        heads = set(self.heads)
        if {folded(OWN[field]) for field in ("name", "how_met", "seat")} <= heads:
            return "pitstop_csv"
        if {"first name", "last name", "connected on"} <= heads:
            return "linkedin"
        if heads & {"e mail 1 value", "group membership"} or {"labels", "first name"} <= heads:
            return "google"
        if {"first name", "e mail address"} <= heads:
            return "outlook"
        return "csv"

    def values(self, meaning: str, row: Sequence[str]) -> list[str]:
        """Return what a row says, from the best column to the last; empty cells too."""
        return [row[n] if n < len(row) else "" for n in self._numbers.get(meaning, ())]

    def value(self, meaning: str, row: Sequence[str]) -> str:
        """Return the best that a row says, or nothing."""
        for number in self._numbers.get(meaning, ()):
            if number < len(row) and row[number].strip():
                return row[number]
        return ""


def own_columns(heads: Sequence[str]) -> Mapping[str, int]:
    """Return the number of each field's column in Pitstop's own table."""
    numbers = {head: number for number, head in reversed([*enumerate(heads)])}
    found = {field: numbers.get(folded(header)) for field, header in OWN.items()}
    return {field: number for field, number in found.items() if number is not None}
