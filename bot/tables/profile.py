"""Students, and when they were here."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
)

from bot.database import UtcDateTime
from bot.tables.base import metadata

#: A student, by Discord user id. Hours are 0 to 23 in the student's own time zone.
students = Table(
    "students",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("time_zone", String(64), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("nudge_hour", SmallInteger, nullable=False),
    Column("nudge_days", String(7), nullable=False),  # weekdays as digits, Monday is 0: "01234"
    Column("quiet_from", SmallInteger, nullable=False),
    Column("quiet_until", SmallInteger, nullable=False),
    Column("weekly_cap", SmallInteger),  # people in a week's digests; null: as many as are due
    Column("paused_until", Date),  # the first day on which nudges come again
    Column("lighter_until", Date),  # until then the cadence is doubled; stays for the catch-up list
    # Pauses and lighter times that begin and end by themselves: "2026-12-07/2026-12-19 …".
    Column("exam_days", Text),
    Column("fieldwork_days", Text),
    Column("pause_set_on", Date),  # when the student last set either by hand
    Column("lighter_set_on", Date),
    Column("caught_up_on", Date),  # when the last catch-up list came
    Column("dm_agreed_at", UtcDateTime),  # null: has not agreed, is never written to
    Column("dm_channel_id", BigInteger),
    Column("unreachable_since", UtcDateTime),  # set when Discord refuses a DM
    Column("started_at", UtcDateTime, nullable=False),
)

#: When a student last used a command or a button, about a day exactly, and what they were told since.
visits = Table(
    "visits",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("first_warned_at", UtcDateTime),  # that their data goes, see `bot.privacy.retention`
    Column("last_warned_at", UtcDateTime),
    Index(None, "seen_at"),
)
