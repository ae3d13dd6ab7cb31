"""The people of a student's network, every talk with them, and what can be taken back."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from bot.database import EncryptedBytes, EncryptedJson, EncryptedText, Json, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: A person in one student's network. The columns are the fields of `bot.contacts.model.Fields`.
contacts = Table(
    "contacts",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("name", String(100), nullable=False),
    Column("pronouns", String(50)),
    Column("credentials", String(100)),
    Column("role", String(100)),
    Column("organisation", String(100)),
    Column("setting", String(32)),
    Column("relationship", String(32)),
    Column("how_met", EncryptedText),
    Column("met_through", String(100)),
    Column("met_at", UtcDateTime),
    Column("email", EncryptedText),
    Column("phone", EncryptedText),
    Column("links", EncryptedJson),
    Column("channel", String(16)),
    Column("boundaries", EncryptedText),
    Column("tags", Json),
    Column("pointers", EncryptedJson),
    Column("purpose", EncryptedText),
    Column("seat", String(16), nullable=False),
    Column("cadence", String(32)),  # "6 weeks"; null: no reminders
    Column("discord_id", BigInteger),
    Column("past_roles", Json),
    Column("archived", Boolean, nullable=False),
    Column("sought", String(210), nullable=False),  # name and organisation as they are compared
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "id"),  # lets interactions prove that both are one student's
    # While somebody types a name, everybody of the student is looked through, in this index alone.
    Index(None, "student_id", "archived", "sought", "id"),
    sqlite_autoincrement=True,
)

#: One time a student and a contact were in touch.
interactions = Table(
    "interactions",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("note", EncryptedText),
    Column("advice", EncryptedText),
    Column("advice_state", String(8)),  # open → tried → told; null without advice
    Column("promise", EncryptedText),
    Column("promise_due", Date),  # the day by the student's own calendar
    Column("promise_kept_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id", "happened_at"),
    sqlite_autoincrement=True,
)

#: What a student can take back for a while: the rows as they were before. Then it is gone for good.
changes = Table(
    "changes",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("kind", String(16), nullable=False),
    Column("rows", EncryptedText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

#: A file that is to be imported, until the student has said what of it.
uploads = Table(
    "uploads",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("name", EncryptedText, nullable=False),  # may be a person's
    Column("data", EncryptedBytes, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)
