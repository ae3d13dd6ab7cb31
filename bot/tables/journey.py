"""Seats, goals and reviews."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.database import EncryptedText, UtcDateTime
from bot.tables.base import RowId, metadata, of_student

#: How many people a student wants aboard at once. Without a row nobody has said.
cars = Table(
    "cars",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("seats", SmallInteger, nullable=False),
)

#: What a student wants to learn or to become, in own words.
goals = Table(
    "goals",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("words", EncryptedText, nullable=False),
    Column("setting", String(32)),
    Column("skill", EncryptedText),
    Column("review_on", Date, nullable=False),  # the day by the student's own calendar
    Column("state", String(8), nullable=False),  # open → done | let_go → open
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("student_id", "id"),  # lets links prove that both are one student's
    sqlite_autoincrement=True,
)

#: Who helps with which goal.
goal_links = Table(
    "goal_links",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("goal_id", RowId, nullable=False),
    Column("contact_id", RowId, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "goal_id"], ["goals.student_id", "goals.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    UniqueConstraint("goal_id", "contact_id"),
    Index(None, "student_id", "contact_id"),
    sqlite_autoincrement=True,
)

#: A quarter's look at the whole network, person by person.
reviews = Table(
    "reviews",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("began_at", UtcDateTime, nullable=False),
    Column("goals_at", UtcDateTime),  # when the goals were looked at
    Column("rest_at", UtcDateTime),  # when the people left were to stay as they are
    Column("ended_at", UtcDateTime),
    UniqueConstraint("student_id", "id"),  # lets answers prove that both are one student's
    sqlite_autoincrement=True,
)

#: What a student decided about somebody in a review.
review_answers = Table(
    "review_answers",
    metadata,
    Column("id", RowId, primary_key=True),
    of_student(),
    Column("review_id", RowId, nullable=False),
    Column("contact_id", RowId, nullable=False),
    Column("before", String(16), nullable=False),  # the seat they had
    Column("after", String(16), nullable=False),  # the seat they got, or kept
    Column("change_id", BigInteger),  # takes the seat back while it can be
    Column("answered_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "review_id"], ["reviews.student_id", "reviews.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    UniqueConstraint("review_id", "contact_id"),
    Index(None, "student_id", "contact_id"),
    sqlite_autoincrement=True,
)
