"""Everything that is kept of a student, as files that can be read without Pitstop. No clock."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

#: What Discord takes as one file, with room for its own wrapping.
MOST_BYTES = 10 * 1024 * 1024 - 64 * 1024
#: A JSON file ends when it is about as long; so none gets too large for a zip, however it is packed.
PIECE = 8_000_000
#: Programs that read numbers as floating point lose digits of larger ones, such as Discord's ids.
_EXACT = 2**53

#: What is in a table, in a student's words. One that is not here is told by its name.
TITLES = MappingProxyType(
    {
        "students": "your profile and your settings",
        "visits": "the day you last used Pitstop, and whether you were told that your data goes",
        "contacts": "the people in your network",
        "interactions": "every time you were in touch",
        "changes": "what you can still take back; gone after ten minutes",
        "uploads": "files that wait for you to say what to import",
        "deliveries": "the DMs that were sent to you; gone after 400 days",
        "nudges": "your reminders, past and to come; the past ones are gone after 400 days",
        "signatures": "how you sign your notes",
        "drafts": "your notes",
        "templates": "your own templates",
        "cleared_texts": "marks of texts of which you said that they are not about a client",
        "availabilities": "when you can meet",
        "blocked_days": "days on which you meet nobody",
        "busy_times": "when you are busy, from your own calendar",
        "meetings": "your meetings",
        "mentors": "how you may be asked as a mentor",
        "series": "the sessions that you planned with somebody",
        "sessions": "each of these sessions, and what you thought before and after it",
        "gains": "what you gained as a mentor",
        "invitations": "that you were invited to be a mentor",
        "cars": "how many seats your car has",
        "goals": "your goals",
        "goal_links": "who helps with which goal",
        "reviews": "your reviews",
        "review_answers": "what you decided about whom in a review",
        "fieldwork": "your placements and exams",
        "habits": "the small habits that are switched on",
        "shoutouts": "your public thank-yous",
        "chat_visits": "the servers in which you opened the list of chats",
        "chat_reminders": "the chats that you are reminded of",
        "meetings.mentor_id": "meetings for which others asked you as a mentor",
    }
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of an export: its name and what is in it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """An export: one zip, or several when Discord takes no file so large.

    Attributes:
        zips: to be handed over in this order.
        left_out: names of files that are too large for Discord by themselves.
        counts: how many rows of each table.
    """

    zips: Sequence[File]
    left_out: Sequence[str]
    counts: Mapping[str, int]


def plain(
    table: str, row: Mapping[str, Any], zone: ZoneInfo, names: Mapping[int, str], files: list[File]
) -> dict[str, Any]:
    """Return a row as JSON has it: times in a zone, and contacts by their names too.

    What is no text becomes a file of its own, which is put to ``files``.
    """
    said: dict[str, Any] = {}
    for column, value in row.items():
        if isinstance(value, bytes):
            end = re.search(r"\.\w{1,5}$", str(row.get("name", "")))
            path = f"files/{table}-{row['id']}{end[0] if end else ''}"
            files.append(File(path, zlib.decompress(value) if table == "uploads" else value))
            said[column] = path
            continue
        said[column] = _value(value, zone)
        if column in {"contact_id", "person_id"} and value in names:
            said[column.removesuffix("_id")] = names[value]
    return said


def _value(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and abs(value) >= _EXACT:
        return str(value)
    return value


def json_files(about: Mapping[str, Any], rows: Iterable[tuple[str, str]]) -> Iterator[File]:
    """Yield the JSON files: every table by its name, in as many files as are needed.

    Args:
        about: stands at the top of each.
        rows: names of tables, each with a row as JSON, or "" to name a table without rows.
    """
    tables: dict[str, list[str]] = {}
    size, number = 0, 0
    for name, row in rows:
        if size and size + len(row) > PIECE:
            yield _json_file(about, tables, number := number + 1)
            tables, size = {}, 0
        tables.setdefault(name, [])
        if row:
            tables[name].append(row)
            size += len(row)
    yield _json_file(about, tables, number + 1 if number else 0)


def _json_file(about: Mapping[str, Any], tables: Mapping[str, list[str]], number: int) -> File:
    lists = ",\n".join(
        f"{json.dumps(name)}: [{''.join(chr(10) + row + ',' for row in rows).rstrip(',')}]"
        for name, rows in tables.items()
    )
    top = json.dumps(about, ensure_ascii=False, indent=1).rstrip("}\n ")
    text = f'{top},\n"tables": {{\n{lists}\n}}\n}}\n'
    return File(f"everything{f'-{number}' if number else ''}.json", text.encode())


def read_me(about: Mapping[str, Any], counts: Mapping[str, int], files: Sequence[File]) -> File:
    """Return the file that says what is what."""
    others = {
        ".csv": "your people as a table, for a spreadsheet or another program",
        ".vcf": "your people as vCards, for the address book of a phone",
        ".ics": "your meetings, for any calendar",
        ".json": "everything there is, table by table, for other programs or to look something up",
    }
    listed = "\n".join(
        f"- {each.name}: {others.get('.' + each.name.rpartition('.')[2], 'a file of yours')}"
        for each in files
    )
    tables = "\n".join(
        f"- {name}: {TITLES.get(name, name.replace('_', ' '))} ({count:,})"
        for name, count in counts.items()
    )
    text = f"""\
What Pitstop keeps of you
=========================

Made {about["exported_at"]}. Times in JSON carry their zone; yours is {about["time_zone"]}.
Nothing in here is encrypted any more: keep it as safe as a diary.

The files
{listed}

What is in the JSON, and how many of each
{tables}

What is not in here: what other students noted about you in their own network, which is theirs; and
the messages in your DM with the bot, which are at Discord.
"""
    return File("README.txt", text.encode())


def packed(files: Iterable[File], moment: datetime, most: int = MOST_BYTES) -> Bundle:
    """Return files as zips, none larger than ``most`` bytes. ``counts`` are left to the caller."""
    zips: list[list[tuple[File, int]]] = [[]]
    left_out: list[str] = []
    for each in files:
        size = len(_zipped([each], moment))
        if size > most:
            left_out.append(each.name)
            continue
        if zips[-1] and sum(known for _, known in zips[-1]) + size > most:
            zips.append([])
        zips[-1].append((each, size))
    made = [_zipped([each for each, _ in part], moment) for part in zips]
    names = (
        ["pitstop.zip"] if len(made) == 1 else [f"pitstop-{n + 1}.zip" for n in range(len(made))]
    )
    return Bundle([File(*each) for each in zip(names, made, strict=True)], left_out, {})


def _zipped(files: Iterable[File], moment: datetime) -> bytes:
    out = BytesIO()
    stamp = moment.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.writestr(zipfile.ZipInfo(each.name, stamp), each.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
