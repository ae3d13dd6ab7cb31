"""Notes, and how a student signs them."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
)

from bot.database import EncryptedJson, EncryptedText, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: How a student signs what leaves Discord.
signatures = Table(
    "signatures",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("name", EncryptedText, nullable=False),
    Column("studies", EncryptedText, nullable=False),  # "second-year OT student"
    Column("school", EncryptedText),
)

#: A note that a student writes to somebody: made from facts, or in words of their own.
drafts = Table(
    "drafts",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("interaction_id", BigInteger),  # the talk it is about, if there is one
    Column("kind", String(24), nullable=False),
    Column("tone", String(8), nullable=False),
    Column("wording", SmallInteger, nullable=False),
    Column("template_id", BigInteger),  # the student's own, instead of a wording
    Column("facts", EncryptedJson),  # what was answered for it: pairs of name and value
    Column("subject", EncryptedText),  # null: as it is made; else as the student wrote it
    Column("body", EncryptedText),
    Column("state", String(8), nullable=False),  # open → sent → answered | dropped
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id", "created_at"),
    sqlite_autoincrement=True,
)

#: A student's own template for notes, with named placeholders.
templates = Table(
    "templates",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("name", EncryptedText, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject", EncryptedText, nullable=False),
    Column("body", EncryptedText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id", "kind"),
    sqlite_autoincrement=True,
)

#: Texts of which a student said that they are not about a client, as digests.
cleared_texts = Table(
    "cleared_texts",
    metadata,
    of_student(),
    Column("digest", String(64), nullable=False),
    Column("cleared_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("student_id", "digest"),
)
