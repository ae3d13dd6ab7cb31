"""Signatures, drafts, templates; texts that are not about a client; what officers set."""

import sqlalchemy as sa
from alembic import op

from bot.database import EncryptedJson, EncryptedText, UtcDateTime

revision = "0004"
down_revision = "0003"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("student_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", EncryptedText(), nullable=False),
        sa.Column("studies", EncryptedText(), nullable=False),
        sa.Column("school", EncryptedText()),
        _students_own("signatures"),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_signatures")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", ROW_ID, nullable=False),
        sa.Column("interaction_id", sa.BigInteger()),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("tone", sa.String(8), nullable=False),
        sa.Column("wording", sa.SmallInteger(), nullable=False),
        sa.Column("template_id", sa.BigInteger()),
        sa.Column("facts", EncryptedJson()),
        sa.Column("subject", EncryptedText()),
        sa.Column("body", EncryptedText()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        _students_own("drafts"),
        sa.ForeignKeyConstraint(
            ["student_id", "contact_id"],
            ["contacts.student_id", "contacts.id"],
            name=op.f("fk_drafts_student_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_drafts_student_id_contact_id_created_at",
        "drafts",
        ["student_id", "contact_id", "created_at"],
    )
    op.create_table(
        "templates",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("name", EncryptedText(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject", EncryptedText(), nullable=False),
        sa.Column("body", EncryptedText(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("templates"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_templates_student_id_kind", "templates", ["student_id", "kind"])
    op.create_table(
        "cleared_texts",
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=False),
        _students_own("cleared_texts"),
        sa.PrimaryKeyConstraint("student_id", "digest", name=op.f("pk_cleared_texts")),
    )
    op.create_table(
        "servers",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("coordinator", EncryptedText()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servers")),
    )


def _students_own(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id"],
        ["students.id"],
        name=op.f(f"fk_{table}_student_id"),
        ondelete="CASCADE",
    )
