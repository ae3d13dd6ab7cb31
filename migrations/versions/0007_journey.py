"""Seats, goals and who helps with them, reviews and their answers."""

import sqlalchemy as sa
from alembic import op

from bot.database import EncryptedText, UtcDateTime

revision = "0007"
down_revision = "0006"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "cars",
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        _students_own("cars"),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_cars")),
    )
    op.create_table(
        "goals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("words", EncryptedText(), nullable=False),
        sa.Column("setting", sa.String(32)),
        sa.Column("skill", EncryptedText()),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        _students_own("goals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("student_id", "id", name=op.f("uq_goals_student_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reviews",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("goals_at", UtcDateTime()),
        sa.Column("rest_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        _students_own("reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("student_id", "id", name=op.f("uq_reviews_student_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "goal_links",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("goal_id", ROW_ID, nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        *_between("goal_links", "goal_id", "goals"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "review_answers",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("review_id", ROW_ID, nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("after", sa.String(16), nullable=False),
        sa.Column("change_id", sa.BigInteger()),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        *_between("review_answers", "review_id", "reviews"),
        sqlite_autoincrement=True,
    )
    for table in ("goal_links", "review_answers"):
        op.create_index(f"ix_{table}_student_id_contact_id", table, ["student_id", "contact_id"])


def _between(table: str, column: str, parent: str) -> list[sa.Constraint]:
    """What a row about a contact and something else of the same student has."""
    return [
        _students_own(table),
        sa.ForeignKeyConstraint(
            ["student_id", column],
            [f"{parent}.student_id", f"{parent}.id"],
            name=op.f(f"fk_{table}_student_id_{column}"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id", "contact_id"],
            ["contacts.student_id", "contacts.id"],
            name=op.f(f"fk_{table}_student_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(column, "contact_id", name=op.f(f"uq_{table}_{column}_contact_id")),
    ]


def _students_own(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id"],
        ["students.id"],
        name=op.f(f"fk_{table}_student_id"),
        ondelete="CASCADE",
    )
