"""Mentors, and sessions with one person in series."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.database import EncryptedJson, EncryptedText, Json, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: Members who agreed to be asked for meetings.
mentors = Table(
    "mentors",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("a_month", SmallInteger, nullable=False),  # as many requests, by their own calendar
    Column("paused", Boolean, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    # What they say of themselves, and every student may read; see `bot.mentors.model.Mentor`.
    Column("name", EncryptedText),
    Column("settings", Json),
    Column("topics", EncryptedJson),
    Column("languages", Json),  # ISO 639 codes
)

#: Sessions with one person, planned together.
series = Table(
    "series",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("outline", String(16), nullable=False),  # the stage whose topics it began with
    Column("every", String(32), nullable=False),  # "1 month"
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    UniqueConstraint("student_id", "id"),  # lets sessions prove that both are one student's
    Index(None, "student_id", "contact_id"),
    sqlite_autoincrement=True,
)

#: One session of a series, see `bot.mentors.sessions.Session`.
sessions = Table(
    "sessions",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("contact_id", RowId, nullable=False),  # that of the series
    Column("series_id", RowId, nullable=False),
    Column("key", String(64)),  # of the outline; null for one of the student's own
    Column("topic", EncryptedText, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("state", String(8), nullable=False),  # planned → done | skipped
    Column("done_at", UtcDateTime),
    Column("meeting_id", BigInteger),  # the meeting that was asked for
    Column("strength", EncryptedText),
    Column("edge", EncryptedText),
    Column("step", EncryptedText),
    Column("gained", EncryptedText),
    Column("mentor_asked", Boolean, nullable=False),  # what they gained
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["student_id", "series_id"], ["series.student_id", "series.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id"),
    Index(None, "student_id", "series_id"),
    Index(None, "meeting_id"),
    sqlite_autoincrement=True,
)

#: What a mentor gained, for their own eyes. The session is a student's, and may be gone.
gains = Table(
    "gains",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),  # the mentor
    Column("session_id", BigInteger, nullable=False),
    Column("said", EncryptedText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "session_id"),
    sqlite_autoincrement=True,
)

#: Students who were invited to be mentors themselves, which happens once.
invitations = Table(
    "invitations",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("declined_at", UtcDateTime),
)
