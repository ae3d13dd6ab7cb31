"""Indexes of nudges that a claim does not write to: by what is settled, not by the state."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

OPEN = "state IN ('planned', 'claimed', 'sent')"


def upgrade() -> None:
    op.execute(f"UPDATE nudges SET settled_at = NULL WHERE settled_at IS NOT NULL AND {OPEN}")  # noqa: S608
    op.execute(f"UPDATE nudges SET settled_at = due_at WHERE settled_at IS NULL AND NOT {OPEN}")  # noqa: S608
    op.drop_index("uq_nudges_open", "nudges")
    op.create_index(
        "uq_nudges_open",
        "nudges",
        ["student_id", "kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.drop_index("ix_nudges_student_id", "nudges")
    op.create_index(
        "ix_nudges_student_id_settled_at_due_at", "nudges", ["student_id", "settled_at", "due_at"]
    )
