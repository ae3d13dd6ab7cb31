"""When students can meet, their meetings, and who agreed to be asked for one."""

import sqlalchemy as sa
from alembic import op

from bot.database import EncryptedText, Json, UtcDateTime

revision = "0005"
down_revision = "0004"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "availabilities",
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hours", Json()),
        sa.Column("notice_hours", sa.SmallInteger(), nullable=False),
        sa.Column("buffer_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("booking_link", EncryptedText()),
        _students_own("availabilities"),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_availabilities")),
    )
    op.create_table(
        "blocked_days",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        _students_own("blocked_days"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_days")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_blocked_days_student_id_last_on", "blocked_days", ["student_id", "last_on"])
    op.create_table(
        "busy_times",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        _students_own("busy_times"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_times")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_busy_times_student_id_ends_at", "busy_times", ["student_id", "ends_at"])
    op.create_table(
        "meetings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("purpose", EncryptedText(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("place", EncryptedText()),
        sa.Column("their_zone", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("offered", Json()),
        sa.Column("held_until", UtcDateTime(), nullable=False),
        sa.Column("begins_at", UtcDateTime()),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("draft_id", sa.BigInteger()),
        sa.Column("mentor_id", sa.BigInteger()),
        sa.Column("word", EncryptedText()),
        sa.Column("again_on", sa.Date()),
        sa.Column("questions", Json()),
        sa.Column("interaction_id", sa.BigInteger()),
        sa.Column("asked_at", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _students_own("meetings"),
        sa.ForeignKeyConstraint(
            ["student_id", "contact_id"],
            ["contacts.student_id", "contacts.id"],
            name=op.f("fk_meetings_student_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["student_id", "contact_id"],
        ["student_id", "state"],
        ["mentor_id", "asked_at"],
        ["state", "held_until"],
    ):
        op.create_index(f"ix_meetings_{'_'.join(columns)}", "meetings", columns)
    op.create_table(
        "mentors",
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("a_month", sa.SmallInteger(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        _students_own("mentors"),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_mentors")),
    )


def _students_own(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id"],
        ["students.id"],
        name=op.f(f"fk_{table}_student_id"),
        ondelete="CASCADE",
    )
