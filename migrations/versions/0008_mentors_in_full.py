"""What mentors say of themselves, series of sessions, and what came of them."""

import sqlalchemy as sa
from alembic import op

from bot.database import EncryptedJson, EncryptedText, Json, UtcDateTime

revision = "0008"
down_revision = "0007"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("name", EncryptedText()),
        sa.Column("settings", Json()),
        sa.Column("topics", EncryptedJson()),
        sa.Column("languages", Json()),
    ):
        op.add_column("mentors", column)
    op.create_table(
        "series",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("outline", sa.String(16), nullable=False),
        sa.Column("every", sa.String(32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("series"),
        _about_a_contact("series"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("student_id", "id", name=op.f("uq_series_student_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_series_student_id_contact_id", "series", ["student_id", "contact_id"])
    op.create_table(
        "sessions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("series_id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(64)),
        sa.Column("topic", EncryptedText(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("done_at", UtcDateTime()),
        sa.Column("meeting_id", sa.BigInteger()),
        sa.Column("strength", EncryptedText()),
        sa.Column("edge", EncryptedText()),
        sa.Column("step", EncryptedText()),
        sa.Column("gained", EncryptedText()),
        sa.Column("mentor_asked", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("sessions"),
        _about_a_contact("sessions"),
        sa.ForeignKeyConstraint(
            ["student_id", "series_id"],
            ["series.student_id", "series.id"],
            name=op.f("fk_sessions_student_id_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sqlite_autoincrement=True,
    )
    for columns in (["student_id", "contact_id"], ["student_id", "series_id"], ["meeting_id"]):
        op.create_index(f"ix_sessions_{'_'.join(columns)}", "sessions", columns)
    op.create_table(
        "gains",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("said", EncryptedText(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("gains"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gains")),
        sa.UniqueConstraint(
            "student_id", "session_id", name=op.f("uq_gains_student_id_session_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invitations",
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("declined_at", UtcDateTime()),
        _students_own("invitations"),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_invitations")),
    )


def _students_own(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id"],
        ["students.id"],
        name=op.f(f"fk_{table}_student_id"),
        ondelete="CASCADE",
    )


def _about_a_contact(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id", "contact_id"],
        ["contacts.student_id", "contacts.id"],
        name=op.f(f"fk_{table}_student_id_contact_id"),
        ondelete="CASCADE",
    )
