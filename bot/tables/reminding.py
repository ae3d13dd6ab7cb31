"""Reminders, and the DMs that bring them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    text,
)

from bot.database import Json, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: One DM, from the moment it is claimed.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("state", String(16), nullable=False),  # claimed → sent | blocked | failed
    Column("lease", BigInteger, nullable=False),  # number of the lease it was last taken under
    Column("attempts", SmallInteger, nullable=False),
    Column("next_attempt_at", UtcDateTime),  # null: in the hands of whoever holds the lease
    Column("nudge_ids", Json),  # what it brings, in the order shown
    Column("also", Json),  # more nudges, which it only names
    Column("waiting", Integer, nullable=False),  # how many more were due than the card holds
    Column("brought", SmallInteger, nullable=False),  # people that count for the week
    Column("catch_up", Boolean, nullable=False),  # the first after a lighter time
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("error", String(200)),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index(None, "state", "next_attempt_at"),
    Index(None, "student_id", "claimed_at"),
    sqlite_autoincrement=True,
)

#: Who delivers: one process at a time. Whoever takes over counts the number up.
leases = Table(
    "leases",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

#: A reason to write to somebody, due at a moment.
nudges = Table(
    "nudges",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("kind", String(32), nullable=False),
    # What it is about: for keep_in_touch a contact, for advice and promises an interaction.
    Column("subject_id", BigInteger, nullable=False),
    Column("person_id", BigInteger),  # the contact it is about, if there is one
    Column("state", String(16), nullable=False),
    Column("due_on", Date, nullable=False),  # the day by the student's own calendar
    # When it is to be delivered, from due_on; once it is sent, when it comes again if ignored.
    Column("due_at", UtcDateTime, nullable=False),
    Column("cadence_days", SmallInteger),  # null: a day of its own, which nothing stretches
    Column("chosen", Boolean, nullable=False),  # the student has named the day, by a snooze
    Column("times", SmallInteger, nullable=False),  # how many DMs have brought it
    Column("delivery_id", RowId),  # the DM that brought it last; DMs keep the nudges they bring
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),  # null: it is open
    Index(None, "state", "due_at"),
    # Neither of these is written to when a nudge is claimed.
    Index(None, "student_id", "settled_at", "due_at"),
    # At most one open nudge for each reason.
    Index(
        "uq_nudges_open",
        "student_id",
        "kind",
        "subject_id",
        unique=True,
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
