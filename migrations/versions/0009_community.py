"""Chats of servers, posts before them, and whom to remind of which."""

import sqlalchemy as sa
from alembic import op

from bot.database import EncryptedText, UtcDateTime

revision = "0009"
down_revision = "0008"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("server_id", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.SmallInteger()),
        sa.Column("name", EncryptedText(), nullable=False),
        sa.Column("hashtag", EncryptedText()),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("open_hours", sa.SmallInteger(), nullable=False),
        sa.Column("how", EncryptedText()),
        sa.Column("link", EncryptedText()),
        sa.Column("warning", EncryptedText()),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
        sa.UniqueConstraint("server_id", "shipped", name=op.f("uq_chats_server_id_shipped")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat_channels",
        sa.Column("server_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("server_id", name=op.f("pk_chat_channels")),
    )
    op.create_table(
        "chat_posts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("server_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("error", sa.String(200)),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_posts")),
        sa.UniqueConstraint(
            "server_id", "chat", "begins_at", name=op.f("uq_chat_posts_server_id_chat_begins_at")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_chat_posts_state_next_attempt_at", "chat_posts", ["state", "next_attempt_at"]
    )
    op.create_table(
        "chat_visits",
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("server_id", sa.BigInteger(), nullable=False),
        _students_own("chat_visits"),
        sa.PrimaryKeyConstraint("student_id", "server_id", name=op.f("pk_chat_visits")),
    )
    op.create_table(
        "chat_reminders",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("student_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("lead", sa.SmallInteger(), nullable=False),
        sa.Column("begins_at", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _students_own("chat_reminders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_reminders")),
        sa.UniqueConstraint("student_id", "chat", name=op.f("uq_chat_reminders_student_id_chat")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chat_reminders_begins_at", "chat_reminders", ["begins_at"])
    op.create_index("ix_chat_reminders_chat", "chat_reminders", ["chat"])


def _students_own(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["student_id"],
        ["students.id"],
        name=op.f(f"fk_{table}_student_id"),
        ondelete="CASCADE",
    )
