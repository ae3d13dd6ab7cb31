"""Tables of people: what LinkedIn, Google and Outlook export, any other, and Pitstop's own."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from bot.contacts.formats import MAX_PEOPLE, Found, Reading, Skipped, UnreadableFile
from bot.contacts.formats.cells import guarded, unguarded
from bot.contacts.formats.columns import OWN, Columns, own_columns
from bot.contacts.formats.escapes import joined, parted
from bot.contacts.formats.names import looks_like_credentials, put_together, taken_apart
from bot.contacts.formats.people import Person, reading_of
from bot.contacts.formats.values import write_moment
from bot.contacts.model import CHANNELS, RELATIONSHIPS, SEATS, SETTINGS, Fields

_SEPARATORS = (",", ";", "\t")
# A header is sought this far down: LinkedIn puts a few lines of notes above its own.
_HEADER_WITHIN_ROWS = 20
_HEADER_WITHIN = 100_000


def read_table(text: str) -> Reading:
    """Return the people of a table, whatever stands between its cells.

    Raises:
        UnreadableFile: there is no header, nobody, too many, or a cell without an end.
    """
    separator, header_at, columns = _header(text)
    rows: list[tuple[int, list[str]]] = []
    for line, row in _rows(text, separator):
        if line <= header_at:
            continue
        if len(rows) == MAX_PEOPLE:
            raise UnreadableFile("too_many")
        rows.append((line, row))
    if columns.source == "pitstop_csv":
        return reading_of(columns.source, _own_people(columns.heads, rows))
    return reading_of(columns.source, (_person(line, row, columns) for line, row in rows))


def _header(text: str) -> tuple[str, int, Columns]:
    """Return the separator under which most columns have a meaning, and where its header is."""
    best: tuple[str, int, Columns] | None = None
    start = text[:_HEADER_WITHIN]
    for separator in _SEPARATORS:
        for number, (line, row) in enumerate(_rows(start, separator)):
            if number == _HEADER_WITHIN_ROWS:
                break
            columns = Columns(row)
            if columns.name_people:
                if best is None or columns.known > best[2].known:
                    best = separator, line, columns
                break
    if best is None:
        raise UnreadableFile("no_header")
    return best


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row in which something stands, and the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error:  # a cell of more than 128 kB: a quote that is never closed
        raise UnreadableFile("broken") from None


def _person(line: int, row: Sequence[str], columns: Columns) -> Found | Skipped:
    person = Person(line)
    parts = [columns.value(part, row) for part in ("first", "middle", "last")]
    suffix = columns.value("suffix", row).strip()
    credentials = columns.value("credentials", row)
    if looks_like_credentials(suffix):
        credentials, suffix = credentials or suffix, ""
    written = put_together(*parts, suffix) if any(map(str.strip, parts)) else ""
    name, behind, pronouns = taken_apart(written or columns.value("name", row))
    person.say("name", name)
    person.say("credentials", credentials or behind)
    person.say("pronouns", columns.value("pronouns", row) or pronouns)
    for field in ("role", "organisation", "setting", "relationship", "met_through", "met_at"):
        person.say(field, columns.value(field, row))
    for field in ("channel", "boundaries", "purpose"):
        person.say(field, columns.value(field, row))
    notes = (*columns.values("how_met", row), *columns.values("notes", row))
    person.say("how_met", "\n".join(note.strip() for note in notes if note.strip()))
    person.say_first("email", _emails(row, columns))
    person.say_first("phone", _several(columns.values("phone", row)))
    links = _several(columns.values("links", row))
    person.say_all("links", (link for cell in links for link in cell.split()))
    person.say_all("tags", _tags(columns.values("tags", row)))
    return person.kept()


def _several(cells: Sequence[str]) -> list[str]:
    """Return the values of some cells; Google puts several into one, with " ::: " between."""
    return [value.strip() for cell in cells for value in cell.split(":::") if value.strip()]


def _emails(row: Sequence[str], columns: Columns) -> list[str]:
    """Return the e-mail addresses of a row, those that Google marks with "*" first."""
    cells = columns.values("email", row)
    kinds = columns.values("email_kind", row)
    if len(kinds) == len(cells):
        marked = [cell for cell, kind in zip(cells, kinds, strict=True) if kind.startswith("*")]
        cells = [*marked, *cells]
    # People write "a@example.org; b@example.org", and "Ana <a@example.org>", into one cell.
    return [word for cell in cells for word in re.split(r"[\s;,<>]+|:::", cell) if word]


def _tags(cells: Sequence[str]) -> Iterator[str]:
    """Yield the tags of some cells, without Google's own groups such as "* myContacts"."""
    for cell in cells:
        for tag in cell.split(":::") if ":::" in cell else re.split("[,;\n]", cell):
            if not tag.strip().startswith("*"):
                yield tag


# Pitstop's own


def _own_people(
    heads: Sequence[str], rows: Sequence[tuple[int, list[str]]]
) -> Iterator[Found | Skipped]:
    columns = own_columns(heads)
    for line, row in rows:
        person = Person(line)
        for field, number in columns.items():
            cell = unguarded(row[number]) if number < len(row) else ""
            match field:
                case "email" | "phone":
                    person.say_first(field, [cell])
                case "links" | "pointers":
                    person.say_all(field, cell.split("\n"))
                case "tags":
                    person.say_all(field, parted(cell, ","))
                case "past_roles":
                    person.say_past_roles(map(_past_role, filter(None, cell.split("\n"))))
                case _:
                    person.say(field, cell)
        yield person.kept()


def _past_role(line: str) -> tuple[str, str, str]:
    day, role, organisation, *_ = *parted(line, "|"), "", ""
    return day, role, organisation


def table_of(people: Sequence[Fields]) -> bytes:
    """Return Pitstop's own table. Every cell is in quotes, as OWASP advises; see also `cells`."""
    written = io.StringIO(newline="")
    table = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(OWN.values())
    table.writerows([guarded(_cell(each, field)) for field in OWN] for each in people)
    return written.getvalue().encode("utf-8-sig")


_LABELS = MappingProxyType(
    {
        "setting": SETTINGS,
        "relationship": RELATIONSHIPS,
        "channel": CHANNELS,
        "seat": SEATS,
    }
)


def _cell(person: Fields, field: str) -> str:
    """Return what a field looks like to somebody who reads and edits the table."""
    match field:
        case "setting" | "relationship" | "channel" | "seat":
            return _LABELS[field].get(getattr(person, field) or "", "")
        case "met_at":
            return write_moment(person.met_at) if person.met_at else ""
        case "links" | "pointers":
            return "\n".join(getattr(person, field))
        case "tags":
            return joined(person.tags, ", ")
        case "past_roles":
            roles = (
                joined((each.until.isoformat(), each.role or "", each.organisation or ""), " | ")
                for each in person.past_roles
            )
            return "\n".join(roles)
        case "discord_id":  # as a mention, since a spreadsheet rounds numbers of 18 digits
            return f"<@{person.discord_id}>" if person.discord_id else ""
        case "archived":
            return "yes" if person.archived else ""
        case _:
            return getattr(person, field) or ""
