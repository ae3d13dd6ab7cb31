"""Files of people: what other programs export, and what Pitstop itself hands out.

Bytes go in and people come out, or the other way round; nothing here reads a file, a clock or the
database. What goes out comes back the same: ``read(write_csv([f])).found[0].fields == f`` for all
fields that have been through `cleaned`, and likewise for vCards and JSON. The formats themselves
are imported on first use.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.contacts.model import Fields, Interaction

MAX_BYTES = 10 * 1024 * 1024
MAX_PEOPLE = 10_000
# A table or an address book with more lines than this is made to keep somebody waiting.
_MOST_LINES = 50 * MAX_PEOPLE


class UnreadableFile(Exception):
    """A file of which nothing can be used.

    Attributes:
        reason: one of ``empty``, ``too_large`` (over `MAX_BYTES`), ``too_many`` (over
            `MAX_PEOPLE`), ``binary`` (a picture or a workbook, say), ``no_header`` (a table in
            which no column names a person), ``no_people``, ``broken`` (it claims to be a vCard,
            JSON or a table, and cannot be read as one) and ``not_ours`` (JSON of another program).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Found:
    """One person of a file.

    Attributes:
        where: the line (CSV), card (vCard) or entry (JSON), counted from 1.
        fields: what is kept of them, already through `cleaned`.
        interactions: from Pitstop's own JSON only; ``id`` and ``contact_id`` are 0.
        left_out: names of the fields of which something could not be kept, such as a broken
            e-mail address or the end of a note that is too long. The rest was kept.
    """

    where: int
    fields: Fields
    interactions: tuple[Interaction, ...] = ()
    left_out: tuple[str, ...] = ()


def written(found: Found) -> list[str]:
    """Return the texts about a person that somebody wrote freely."""
    fields = found.fields
    texts = [fields.how_met, fields.purpose, fields.boundaries, *fields.pointers]
    for talk in found.interactions:
        texts += [talk.note, talk.advice, talk.promise]
    return [text for text in texts if text]


def without(found: Found, texts: Collection[str]) -> Found:
    """Return a person without these texts."""

    def kept(text: str | None) -> str | None:
        return None if text in texts else text

    fields = replace(
        found.fields,
        how_met=kept(found.fields.how_met),
        purpose=kept(found.fields.purpose),
        boundaries=kept(found.fields.boundaries),
        pointers=tuple(each for each in found.fields.pointers if each not in texts),
    )
    talks = tuple(
        replace(
            talk,
            note=kept(talk.note),
            advice=kept(talk.advice),
            advice_state=None if talk.advice in texts else talk.advice_state,
            promise=kept(talk.promise),
            promise_due=None if talk.promise in texts else talk.promise_due,
            promise_kept_at=None if talk.promise in texts else talk.promise_kept_at,
        )
        for talk in found.interactions
    )
    return replace(found, fields=fields, interactions=talks)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry of a file that became nobody.

    Attributes:
        where: the line, card or entry, as in `Found`.
        who: what tells which one it was, at most 60 characters; may be empty.
        reason: ``no_name``, ``too_long`` (the name), ``unreadable``, or ``twice`` (the same person
            came earlier in the file, with the same in every field).
    """

    where: int
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds.

    ``source`` is ``linkedin``, ``google``, ``outlook``, ``vcard``, ``pitstop_csv``, ``csv`` or
    ``json``.
    """

    source: str
    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]


def read(data: bytes, name: str) -> Reading:
    """Read a file of people, whichever program wrote it.

    The content decides how it is read; ``name``, the name of the file, only tells which format a
    file claims to be when the content does not.

    Raises:
        UnreadableFile: there is nobody in it to take over.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile("too_large")

    from bot.contacts.formats.decoding import text_of

    text = text_of(data)
    start = text.lstrip()[:11].upper()
    if not start:
        raise UnreadableFile("empty")
    if start[0] in "{[":
        from bot.contacts.formats.exports import read_export

        return read_export(text)
    if max(text.count("\n"), text.count("\r")) > _MOST_LINES:
        raise UnreadableFile("too_many")
    if start == "BEGIN:VCARD":
        from bot.contacts.formats.vcards import read_cards

        return read_cards(text)
    if name.lower().endswith((".vcf", ".vcard", ".json")):
        raise UnreadableFile("broken")

    from bot.contacts.formats.tables import read_table

    return read_table(text)


def write_csv(people: Sequence[Fields]) -> bytes:
    """Return a table that a spreadsheet opens, and that runs nothing there.

    UTF-8 with a byte order mark, without which Excel takes it for Windows-1252.
    """
    from bot.contacts.formats.tables import table_of

    return table_of(people)


def write_vcard(people: Sequence[Fields]) -> bytes:
    """Return vCards of version 4.0 (RFC 6350) for an address book, in UTF-8."""
    from bot.contacts.formats.vcards import cards_of

    return cards_of(people)


def write_json(people: Sequence[tuple[Fields, Sequence[Interaction]]]) -> bytes:
    """Return everything about the people, for another Pitstop or for a program."""
    from bot.contacts.formats.exports import export_of

    return export_of(people)
