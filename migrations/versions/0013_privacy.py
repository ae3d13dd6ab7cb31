"""When a student was last seen, and what officers decide about data and mentors."""

import sqlalchemy as sa
from alembic import op

from bot.database import UtcDateTime

revision = "0013"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("first_warned_at", UtcDateTime()),
        sa.Column("last_warned_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_visits_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_seen_at", "visits", ["seen_at"])
    # New columns that may be empty need no copy of the table.
    op.add_column("servers", sa.Column("retention_months", sa.SmallInteger()))
    op.add_column("servers", sa.Column("mentor_role_id", sa.BigInteger()))
