"""Fieldwork, small habits, and thanks in public."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.database import EncryptedText, Json, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: Placements and exam seasons, by the student's own calendar; see `bot.journey.fieldwork`.
fieldwork = Table(
    "fieldwork",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("what", String(8), nullable=False),  # level_1 | level_2 | exams
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("place", EncryptedText),
    Column("contact_id", RowId),  # the educator; whoever is gone meanwhile is nobody
    Column("lighter", Boolean, nullable=False),
    Column("done", Json),  # steps that are dealt with, such as "hello"
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id", "first_on"),
    sqlite_autoincrement=True,
)

#: Small habits that a student has switched on.
habits = Table(
    "habits",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("name", String(8), nullable=False),
    Column("months", Json, nullable=False),  # numbers of the months in which it comes
    Column("since", Date, nullable=False),  # it comes from this day on
    UniqueConstraint("student_id", "name"),
    sqlite_autoincrement=True,
)

#: Words of thanks that a student may post where others read them.
shoutouts = Table(
    "shoutouts",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("interaction_id", BigInteger),  # the log entry, once it is posted
    Column("platform", String(8), nullable=False),
    Column("tone", String(8), nullable=False),
    Column("wording", SmallInteger, nullable=False),
    Column("named", Boolean),  # null: not asked yet whether the person may be named
    Column("what", EncryptedText),
    Column("posted_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id"),
    sqlite_autoincrement=True,
)
