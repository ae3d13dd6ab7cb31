"""Meetings, and when a student can meet."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Table,
)

from bot.database import EncryptedText, Json, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: When a student can meet. Without a row it is in usual hours.
availabilities = Table(
    "availabilities",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("hours", Json),  # weekday, first and last minute since midnight by the student's clock
    Column("notice_hours", SmallInteger, nullable=False),
    Column("buffer_minutes", SmallInteger, nullable=False),
    Column("booking_link", EncryptedText),
)

#: Days on which a student meets nobody, by their own calendar.
blocked_days = Table(
    "blocked_days",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Index(None, "student_id", "last_on"),
    sqlite_autoincrement=True,
)

#: When a student is busy, from their own calendar. Only the times are kept.
busy_times = Table(
    "busy_times",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "student_id", "ends_at"),
    sqlite_autoincrement=True,
)

#: A meeting with a contact, see `bot.meetings.model.Meeting`.
meetings = Table(
    "meetings",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("purpose", EncryptedText, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("how", String(16), nullable=False),
    Column("place", EncryptedText),
    Column("their_zone", String(64)),
    Column("state", String(16), nullable=False),
    Column("offered", Json),  # moments in UTC, ISO 8601
    Column("held_until", UtcDateTime, nullable=False),
    Column("begins_at", UtcDateTime),
    Column("sequence", SmallInteger, nullable=False),
    Column("draft_id", BigInteger),
    Column("mentor_id", BigInteger),  # the member who is asked by DM
    Column("word", EncryptedText),
    Column("again_on", Date),
    Column("questions", Json),
    Column("interaction_id", BigInteger),
    Column("asked_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id"),
    Index(None, "student_id", "state"),
    Index(None, "mentor_id", "asked_at"),
    Index(None, "state", "held_until"),
    sqlite_autoincrement=True,
)
