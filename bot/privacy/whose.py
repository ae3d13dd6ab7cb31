"""Whose a row is, for every table there is. A test fails when a new one can't be placed.

A table with a ``student_id`` needs nothing here: it is exported, and goes with its student by
itself. What has to be said is where a row names a student whose it is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Integer, SmallInteger, Table

from bot.database import EncryptedJson, Json
from bot.tables import metadata, students

#: Of the bot or of a server: no row is about a student.
OF_THE_CLUB = frozenset({"leases", "servers", "bot_facts", "chats", "chat_channels", "chat_posts"})


@dataclass(frozen=True, slots=True)
class Named:
    """A column that names a student in somebody else's row.

    Attributes:
        shown: what of the row is that student's as well, and is exported to them.
        emptied: what is emptied when they go; the row stays whose it is.
        why: what decided it.
    """

    shown: tuple[str, ...]
    emptied: tuple[str, ...]
    why: str


NAMED = MappingProxyType(
    {
        "meetings.mentor_id": Named(
            ("id", "state", "minutes", "how", "begins_at", "word", "asked_at"),
            ("mentor_id", "word"),
            "When they were asked, and what they said; what the student hoped for is the student's.",
        ),
        "contacts.discord_id": Named(
            (), (), "Somebody else's address book, as they typed it. It is theirs to keep."
        ),
    }
)

#: Numbers and lists that name no student: rows of the same student, messages, channels, counts.
PLAIN = frozenset(
    {
        *("students.dm_channel_id", "contacts.tags", "contacts.past_roles"),
        *("deliveries.lease", "deliveries.nudge_ids", "deliveries.also", "deliveries.waiting"),
        *("deliveries.channel_id", "deliveries.message_id"),
        *("nudges.subject_id", "nudges.person_id", "nudges.delivery_id"),
        *("drafts.interaction_id", "drafts.template_id"),
        *("availabilities.hours", "meetings.offered", "meetings.draft_id"),
        *("meetings.questions", "meetings.interaction_id"),
        # What a mentor gained is theirs; of the student's session it has the number alone.
        *("mentors.settings", "mentors.languages", "sessions.meeting_id", "gains.session_id"),
        *("fieldwork.contact_id", "fieldwork.done", "habits.months", "shoutouts.interaction_id"),
        *("review_answers.change_id", "chat_visits.server_id", "chat_reminders.chat"),
    }
)


def owned() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every table whose rows are a student's, with the column that says whose."""
    for table in metadata.sorted_tables:
        if table is students:
            yield table, table.c.id
        elif "student_id" in table.c:
            yield table, table.c.student_id


def named() -> Iterator[tuple[Column[Any], Named]]:
    """Yield every column that names a student in somebody else's row."""
    for where, how in NAMED.items():
        table, column = where.split(".")
        yield metadata.tables[table].c[column], how


def owner(column: Column[Any]) -> Table:
    """Return the table of a column."""
    return metadata.tables[str(column.table)]


def unplaced() -> list[str]:
    """Return what nobody has decided about yet: tables and columns that may name a student."""
    ours = {table.name for table, _ in owned()}
    tables = [name for name in metadata.tables if name not in ours | OF_THE_CLUB]
    columns = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        if table.name in ours
        for column in table.columns
        if _may_name(column)
    ]
    return tables + [where for where in columns if where not in NAMED and where not in PLAIN]


def _may_name(column: Column[Any]) -> bool:
    if column.name == "student_id" or (column.primary_key and column.name == "id"):
        return False
    targets = {key.column.table for key in column.foreign_keys}
    if targets:  # a row of the same student, unless it is a student
        return students in targets
    kind = column.type
    is_number = isinstance(kind, Integer) and not isinstance(kind, SmallInteger)
    return is_number or (isinstance(kind, Json) and not isinstance(kind, EncryptedJson))
