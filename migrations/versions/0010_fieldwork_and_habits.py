"""Placements and exams, what they do to reminders by themselves, small habits, and shout-outs."""

import sqlalchemy as sa
from alembic import op

from bot.database import EncryptedText, Json, UtcDateTime

revision = "0010"
down_revision = "0009"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    # Without a copy of the table: nothing that hangs on students has to be set aside.
    op.add_column("students", sa.Column("exam_days", sa.Text()))
    op.add_column("students", sa.Column("fieldwork_days", sa.Text()))
    op.add_column("students", sa.Column("pause_set_on", sa.Date()))
    op.add_column("students", sa.Column("lighter_set_on", sa.Date()))
    op.add_column("students", sa.Column("caught_up_on", sa.Date()))
    op.create_table(
        "fieldwork",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("place", EncryptedText()),
        sa.Column("contact_id", ROW_ID),
        sa.Column("lighter", sa.Boolean(), nullable=False),
        sa.Column("done", Json()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("fieldwork"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fieldwork")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fieldwork_student_id_first_on", "fieldwork", ["student_id", "first_on"])
    op.create_table(
        "habits",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(8), nullable=False),
        sa.Column("months", Json(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        _students_own("habits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habits")),
        sa.UniqueConstraint("student_id", "name", name=op.f("uq_habits_student_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "shoutouts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("interaction_id", sa.BigInteger()),
        sa.Column("platform", sa.String(8), nullable=False),
        sa.Column("tone", sa.String(8), nullable=False),
        sa.Column("wording", sa.SmallInteger(), nullable=False),
        sa.Column("named", sa.Boolean()),
        sa.Column("what", EncryptedText()),
        sa.Column("posted_at", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("shoutouts"),
        sa.ForeignKeyConstraint(
            ["student_id", "contact_id"],
            ["contacts.student_id", "contacts.id"],
            name=op.f("fk_shoutouts_student_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shoutouts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shoutouts_student_id_contact_id", "shoutouts", ["student_id", "contact_id"])


def _students_own(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id"],
        ["students.id"],
        name=op.f(f"fk_{table}_student_id"),
        ondelete="CASCADE",
    )
