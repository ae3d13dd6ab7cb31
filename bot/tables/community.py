"""Chats, the posts before them, and who wants to be reminded."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.database import EncryptedText, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: Chats that officers have changed or added for their server, see `bot.community.model.Chat`.
chats = Table(
    "chats",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("shipped", SmallInteger),  # the number of the one it stands for; null: the server's own
    Column("name", EncryptedText, nullable=False),
    Column("hashtag", EncryptedText),
    Column("rule", String(100), nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("open_hours", SmallInteger, nullable=False),
    Column("how", EncryptedText),
    Column("link", EncryptedText),
    Column("warning", EncryptedText),
    Column("hidden", Boolean, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("server_id", "shipped"),
    sqlite_autoincrement=True,
)

#: Where a server wants a post before each chat.
chat_channels = Table(
    "chat_channels",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)

#: A post before a chat in a server's channel, from the moment it is claimed.
chat_posts = Table(
    "chat_posts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),  # claimed → sent | failed | dropped
    Column("lease", BigInteger, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_attempt_at", UtcDateTime),  # null: in the hands of whoever holds the lease
    Column("message_id", BigInteger),
    Column("error", String(200)),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("server_id", "chat", "begins_at"),  # never a second one
    Index(None, "state", "next_attempt_at"),
    sqlite_autoincrement=True,
)

#: Servers in which a student has looked at chats; their own chats are the student's too.
chat_visits = Table(
    "chat_visits",
    metadata,
    of_student(),
    Column("server_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("student_id", "server_id"),
)

#: A chat that a student wants to be reminded of, each time.
chat_reminders = Table(
    "chat_reminders",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("chat", BigInteger, nullable=False),
    Column("lead", SmallInteger, nullable=False),  # minutes before
    Column("begins_at", UtcDateTime),  # the start it is planned for; null: the chat is hidden
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "chat"),
    Index(None, "begins_at"),
    Index(None, "chat"),
    sqlite_autoincrement=True,
)
