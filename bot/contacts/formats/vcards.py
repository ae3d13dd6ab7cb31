"""Cards for and from an address book: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350)."""

import re
from collections.abc import Iterator, Sequence

from bot.contacts.formats import MAX_PEOPLE, Found, Reading, Skipped, UnreadableFile
from bot.contacts.formats.content_lines import (
    ContentLine,
    components,
    content_lines,
    escaped,
    folded_line,
    unescaped,
)
from bot.contacts.formats.names import looks_like_credentials, put_together, taken_apart
from bot.contacts.formats.people import Person, reading_of
from bot.contacts.model import Fields

_PRODUCT = "-//Pitstop//Contacts//EN"
_OWN = "X-PITSTOP-"
#: Fields for which vCard has no property.
_OWN_FIELDS = (
    "setting",
    "relationship",
    "met_through",
    "met_at",
    "channel",
    "boundaries",
    "purpose",
    "seat",
    "cadence",
    "discord_id",
    "archived",
)
_BEGIN = re.compile(r"^BEGIN:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)


class _Card:
    """The properties of one card, by name."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.lines: dict[str, list[ContentLine]] = {}

    def add(self, line: ContentLine) -> None:
        self.lines.setdefault(line.name, []).append(line)

    def texts(self, *names: str) -> list[str]:
        """Return the values of some properties, those marked as preferred first."""
        lines = [line for name in names for line in self.lines.get(name, ())]
        lines.sort(key=lambda line: "PREF" not in line.marks)
        return [unescaped(line.value).strip() for line in lines]

    def text(self, *names: str) -> str:
        """Return the first value that is not empty, or nothing."""
        return next(filter(None, self.texts(*names)), "")

    def components(self, name: str, separator: str = ";") -> list[str]:
        """Return the components of the first such property."""
        lines = self.lines.get(name, ())
        return [part.strip() for part in components(lines[0].value, separator)] if lines else []


def read_cards(text: str) -> Reading:
    """Return the people of a file of cards, each with the number of its card.

    Raises:
        UnreadableFile: there are none, or too many.
    """
    if len(_BEGIN.findall(text.replace("\r", "\n"))) > MAX_PEOPLE:
        raise UnreadableFile("too_many")
    return reading_of("vcard", map(_person, _cards(text)))


def _cards(text: str) -> Iterator[tuple[_Card, bool]]:
    """Yield each card, and whether it has an end."""
    card: _Card | None = None
    number = 0
    for line in content_lines(text):
        is_edge = line.value.strip().upper() == "VCARD"
        if is_edge and line.name == "BEGIN":
            if card is not None:
                yield card, False
            number += 1
            card = _Card(number)
        elif card is not None:
            if is_edge and line.name == "END":
                yield card, True
                card = None
            else:
                card.add(line)
    if card is not None:
        yield card, False


def _person(read: tuple[_Card, bool]) -> Found | Skipped:
    card, whole = read
    person = Person(card.number)
    own = card.text("PRODID") == _PRODUCT
    if own:
        _say_own(card, person)
    else:
        _say_name(card, person)
    person.say("role", card.text("TITLE") or card.text("ROLE"))
    person.say("organisation", next(filter(None, card.components("ORG")), ""))
    person.say("how_met", "\n".join(filter(None, card.texts("NOTE"))))
    person.say_first("email", card.texts("EMAIL"))
    person.say_first("phone", card.texts("TEL"))
    # Apple also writes profiles that lead nowhere, such as "x-apple:ana".
    profiles = card.texts("X-SOCIALPROFILE", "SOCIALPROFILE")
    pages = [link for link in profiles if link.startswith(("http://", "https://"))]
    person.say_all("links", [*card.texts("URL"), *pages])
    tags = card.lines.get("CATEGORIES", ())
    person.say_all("tags", (tag for line in tags for tag in components(line.value, ",")))
    if not whole:
        return person.skipped("unreadable")
    if "GROUP" in {card.text("KIND").upper(), card.text("X-ADDRESSBOOKSERVER-KIND").upper()}:
        return person.skipped("no_name")  # a list of people is nobody
    return person.kept()


def _say_name(card: _Card, person: Person) -> None:
    """Note the name as the card shows it, or else put together from its parts."""
    family, given, more, _, suffix, *_ = *card.components("N"), "", "", "", "", ""
    written = card.text("FN")
    credentials = ""
    if looks_like_credentials(suffix):
        credentials = ", ".join(part.strip() for part in suffix.split(","))
        written = written.removesuffix(suffix).rstrip(" ,")
        suffix = ""
    name, behind, pronouns = taken_apart(written or put_together(given, more, family, suffix))
    person.say("name", name)
    person.say("credentials", credentials or behind)
    person.say("pronouns", card.text("PRONOUNS") or pronouns)


def _say_own(card: _Card, person: Person) -> None:
    """Note what only Pitstop's own cards say; their name is taken as it is."""
    person.say("name", card.text("FN"))
    person.say("credentials", next(iter(card.components("N")[4:5]), ""))
    person.say("pronouns", card.text("PRONOUNS"))
    for field in _OWN_FIELDS:
        person.say(field, card.text(_property(field)))
    person.say_all("pointers", card.texts(_property("pointer")))
    roles = card.lines.get(_property("past_role"), ())
    person.say_past_roles(_past_role(line.value) for line in roles)


def _past_role(value: str) -> tuple[str, str, str]:
    day, role, organisation, *_ = *components(value, ";"), "", "", ""
    return day, role, organisation


def _property(field: str) -> str:
    return _OWN + field.replace("_", "-").upper()


def cards_of(people: Sequence[Fields]) -> bytes:
    """Return a card of version 4.0 for each person."""
    return b"".join(folded_line(line) for person in people for line in _card_lines(person))


def _card_lines(person: Fields) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"PRODID:{_PRODUCT}"
    yield f"FN:{escaped(person.name)}"
    # Which word is the family name is a guess, and only good for sorting; FN is what is shown.
    given, _, family = person.name.rpartition(" ")
    parts = (family, given) if given else ("", family)
    yield "N:" + ";".join(map(escaped, (*parts, "", "", person.credentials or "")))
    for name, text in (
        ("PRONOUNS", person.pronouns),  # RFC 9554, section 3.4
        ("TITLE", person.role),
        ("ORG", person.organisation),
        ("EMAIL", person.email),
        ("TEL", person.phone),
        ("NOTE", person.how_met),
    ):
        if text:
            yield f"{name}:{escaped(text)}"
    for link in person.links:
        yield f"URL:{link}"  # a URI, in which nothing is escaped
    if person.tags:
        yield "CATEGORIES:" + ",".join(map(escaped, person.tags))
    for field in _OWN_FIELDS:
        if text := _own_text(person, field):
            yield f"{_property(field)}:{escaped(text)}"
    for pointer in person.pointers:
        yield f"{_property('pointer')}:{escaped(pointer)}"
    for each in person.past_roles:
        role = (each.until.isoformat(), each.role or "", each.organisation or "")
        yield f"{_property('past_role')}:" + ";".join(map(escaped, role))
    yield "END:VCARD"


def _own_text(person: Fields, field: str) -> str:
    match field:
        case "met_at":
            return person.met_at.isoformat() if person.met_at else ""
        case "archived":
            return "yes" if person.archived else ""
        case _:
            return str(getattr(person, field) or "")
