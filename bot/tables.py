"""The whole schema at a glance. A change here comes with a migration in ``migrations/versions/``."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.database import EncryptedBytes, EncryptedJson, EncryptedText, Json, UtcDateTime

#: The newest migration. A test compares it with ``migrations/versions/``.
REVISION = "0013"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows only in an INTEGER primary key.
RowId = BigInteger().with_variant(Integer, "sqlite")


def _of_student() -> Column[int]:
    """The student that a row belongs to; gone with the student."""
    return Column(
        "student_id", BigInteger, ForeignKey("students.id", ondelete="CASCADE"), nullable=False
    )


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

#: A person in one student's network. The columns are the fields of `bot.contacts.model.Fields`.
contacts = Table(
    "contacts",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("name", String(100), nullable=False),
    Column("pronouns", String(50)),
    Column("credentials", String(100)),
    Column("role", String(100)),
    Column("organisation", String(100)),
    Column("setting", String(32)),
    Column("relationship", String(32)),
    Column("how_met", EncryptedText),
    Column("met_through", String(100)),
    Column("met_at", UtcDateTime),
    Column("email", EncryptedText),
    Column("phone", EncryptedText),
    Column("links", EncryptedJson),
    Column("channel", String(16)),
    Column("boundaries", EncryptedText),
    Column("tags", Json),
    Column("pointers", EncryptedJson),
    Column("purpose", EncryptedText),
    Column("seat", String(16), nullable=False),
    Column("cadence", String(32)),  # "6 weeks"; null: no reminders
    Column("discord_id", BigInteger),
    Column("past_roles", Json),
    Column("archived", Boolean, nullable=False),
    Column("sought", String(210), nullable=False),  # name and organisation as they are compared
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "id"),  # lets interactions prove that both are one student's
    # While somebody types a name, everybody of the student is looked through, in this index alone.
    Index(None, "student_id", "archived", "sought", "id"),
    sqlite_autoincrement=True,
)

#: One time a student and a contact were in touch.
interactions = Table(
    "interactions",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("note", EncryptedText),
    Column("advice", EncryptedText),
    Column("advice_state", String(8)),  # open → tried → told; null without advice
    Column("promise", EncryptedText),
    Column("promise_due", Date),  # the day by the student's own calendar
    Column("promise_kept_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id", "happened_at"),
    sqlite_autoincrement=True,
)

#: What a student can take back for a while: the rows as they were before. Then it is gone for good.
changes = Table(
    "changes",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("kind", String(16), nullable=False),
    Column("rows", EncryptedText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

#: A file that is to be imported, until the student has said what of it.
uploads = Table(
    "uploads",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("name", EncryptedText, nullable=False),  # may be a person's
    Column("data", EncryptedBytes, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id"),
    Index(None, "created_at"),
    sqlite_autoincrement=True,
)

#: One DM, from the moment it is claimed.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("state", String(16), nullable=False),  # claimed → sent | blocked | failed
    Column("lease", BigInteger, nullable=False),  # number of the lease it was last taken under
    Column("attempts", SmallInteger, nullable=False),
    Column("next_attempt_at", UtcDateTime),  # null: in the hands of whoever holds the lease
    Column("nudge_ids", Json),  # what it brings, in the order shown
    Column("also", Json),  # more nudges, which it only names
    Column("waiting", Integer, nullable=False),  # how many more were due than the card holds
    Column("brought", SmallInteger, nullable=False),  # people that count for the week
    Column("catch_up", Boolean, nullable=False),  # the first after a lighter time
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    Column("error", String(200)),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index(None, "state", "next_attempt_at"),
    Index(None, "student_id", "claimed_at"),
    sqlite_autoincrement=True,
)

#: Who delivers: one process at a time. Whoever takes over counts the number up.
leases = Table(
    "leases",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

#: A reason to write to somebody, due at a moment.
nudges = Table(
    "nudges",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("kind", String(32), nullable=False),
    # What it is about: for keep_in_touch a contact, for advice and promises an interaction.
    Column("subject_id", BigInteger, nullable=False),
    Column("person_id", BigInteger),  # the contact it is about, if there is one
    Column("state", String(16), nullable=False),
    Column("due_on", Date, nullable=False),  # the day by the student's own calendar
    # When it is to be delivered, from due_on; once it is sent, when it comes again if ignored.
    Column("due_at", UtcDateTime, nullable=False),
    Column("cadence_days", SmallInteger),  # null: a day of its own, which nothing stretches
    Column("chosen", Boolean, nullable=False),  # the student has named the day, by a snooze
    Column("times", SmallInteger, nullable=False),  # how many DMs have brought it
    Column("delivery_id", RowId),  # the DM that brought it last; DMs keep the nudges they bring
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),  # null: it is open
    Index(None, "state", "due_at"),
    # Neither of these is written to when a nudge is claimed.
    Index(None, "student_id", "settled_at", "due_at"),
    # At most one open nudge for each reason.
    Index(
        "uq_nudges_open",
        "student_id",
        "kind",
        "subject_id",
        unique=True,
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

#: How a student signs what leaves Discord.
signatures = Table(
    "signatures",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("name", EncryptedText, nullable=False),
    Column("studies", EncryptedText, nullable=False),  # "second-year OT student"
    Column("school", EncryptedText),
)

#: A note that a student writes to somebody: made from facts, or in words of their own.
drafts = Table(
    "drafts",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("interaction_id", BigInteger),  # the talk it is about, if there is one
    Column("kind", String(24), nullable=False),
    Column("tone", String(8), nullable=False),
    Column("wording", SmallInteger, nullable=False),
    Column("template_id", BigInteger),  # the student's own, instead of a wording
    Column("facts", EncryptedJson),  # what was answered for it: pairs of name and value
    Column("subject", EncryptedText),  # null: as it is made; else as the student wrote it
    Column("body", EncryptedText),
    Column("state", String(8), nullable=False),  # open → sent → answered | dropped
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id", "created_at"),
    sqlite_autoincrement=True,
)

#: A student's own template for notes, with named placeholders.
templates = Table(
    "templates",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("name", EncryptedText, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject", EncryptedText, nullable=False),
    Column("body", EncryptedText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id", "kind"),
    sqlite_autoincrement=True,
)

#: Texts of which a student said that they are not about a client, as digests.
cleared_texts = Table(
    "cleared_texts",
    metadata,
    _of_student(),
    Column("digest", String(64), nullable=False),
    Column("cleared_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("student_id", "digest"),
)

#: When a student can meet. Without a row it is in usual hours.
availabilities = Table(
    "availabilities",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("hours", Json),  # weekday, first and last minute since midnight by the student's clock
    Column("notice_hours", SmallInteger, nullable=False),
    Column("buffer_minutes", SmallInteger, nullable=False),
    Column("booking_link", EncryptedText),
)

#: Days on which a student meets nobody, by their own calendar.
blocked_days = Table(
    "blocked_days",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Index(None, "student_id", "last_on"),
    sqlite_autoincrement=True,
)

#: When a student is busy, from their own calendar. Only the times are kept.
busy_times = Table(
    "busy_times",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("begins_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "student_id", "ends_at"),
    sqlite_autoincrement=True,
)

#: A meeting with a contact, see `bot.meetings.model.Meeting`.
meetings = Table(
    "meetings",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("purpose", EncryptedText, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("how", String(16), nullable=False),
    Column("place", EncryptedText),
    Column("their_zone", String(64)),
    Column("state", String(16), nullable=False),
    Column("offered", Json),  # moments in UTC, ISO 8601
    Column("held_until", UtcDateTime, nullable=False),
    Column("begins_at", UtcDateTime),
    Column("sequence", SmallInteger, nullable=False),
    Column("draft_id", BigInteger),
    Column("mentor_id", BigInteger),  # the member who is asked by DM
    Column("word", EncryptedText),
    Column("again_on", Date),
    Column("questions", Json),
    Column("interaction_id", BigInteger),
    Column("asked_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id"),
    Index(None, "student_id", "state"),
    Index(None, "mentor_id", "asked_at"),
    Index(None, "state", "held_until"),
    sqlite_autoincrement=True,
)

#: Placements and exam seasons, by the student's own calendar; see `bot.journey.fieldwork`.
fieldwork = Table(
    "fieldwork",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("what", String(8), nullable=False),  # level_1 | level_2 | exams
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("place", EncryptedText),
    Column("contact_id", RowId),  # the educator; whoever is gone meanwhile is nobody
    Column("lighter", Boolean, nullable=False),
    Column("done", Json),  # steps that are dealt with, such as "hello"
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "student_id", "first_on"),
    sqlite_autoincrement=True,
)

#: Small habits that a student has switched on.
habits = Table(
    "habits",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("name", String(8), nullable=False),
    Column("months", Json, nullable=False),  # numbers of the months in which it comes
    Column("since", Date, nullable=False),  # it comes from this day on
    UniqueConstraint("student_id", "name"),
    sqlite_autoincrement=True,
)

#: Words of thanks that a student may post where others read them.
shoutouts = Table(
    "shoutouts",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("interaction_id", BigInteger),  # the log entry, once it is posted
    Column("platform", String(8), nullable=False),
    Column("tone", String(8), nullable=False),
    Column("wording", SmallInteger, nullable=False),
    Column("named", Boolean),  # null: not asked yet whether the person may be named
    Column("what", EncryptedText),
    Column("posted_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id"),
    sqlite_autoincrement=True,
)

#: Members who agreed to be asked for meetings.
mentors = Table(
    "mentors",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("a_month", SmallInteger, nullable=False),  # as many requests, by their own calendar
    Column("paused", Boolean, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    # What they say of themselves, and every student may read; see `bot.mentors.model.Mentor`.
    Column("name", EncryptedText),
    Column("settings", Json),
    Column("topics", EncryptedJson),
    Column("languages", Json),  # ISO 639 codes
)

#: Sessions with one person, planned together.
series = Table(
    "series",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("contact_id", RowId, nullable=False),
    Column("outline", String(16), nullable=False),  # the stage whose topics it began with
    Column("every", String(32), nullable=False),  # "1 month"
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    UniqueConstraint("student_id", "id"),  # lets sessions prove that both are one student's
    Index(None, "student_id", "contact_id"),
    sqlite_autoincrement=True,
)

#: One session of a series, see `bot.mentors.sessions.Session`.
sessions = Table(
    "sessions",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("contact_id", RowId, nullable=False),  # that of the series
    Column("series_id", RowId, nullable=False),
    Column("key", String(64)),  # of the outline; null for one of the student's own
    Column("topic", EncryptedText, nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("state", String(8), nullable=False),  # planned → done | skipped
    Column("done_at", UtcDateTime),
    Column("meeting_id", BigInteger),  # the meeting that was asked for
    Column("strength", EncryptedText),
    Column("edge", EncryptedText),
    Column("step", EncryptedText),
    Column("gained", EncryptedText),
    Column("mentor_asked", Boolean, nullable=False),  # what they gained
    Column("created_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["student_id", "contact_id"], ["contacts.student_id", "contacts.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["student_id", "series_id"], ["series.student_id", "series.id"], ondelete="CASCADE"
    ),
    Index(None, "student_id", "contact_id"),
    Index(None, "student_id", "series_id"),
    Index(None, "meeting_id"),
    sqlite_autoincrement=True,
)

#: What a mentor gained, for their own eyes. The session is a student's, and may be gone.
gains = Table(
    "gains",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),  # the mentor
    Column("session_id", BigInteger, nullable=False),
    Column("said", EncryptedText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "session_id"),
    sqlite_autoincrement=True,
)

#: Students who were invited to be mentors themselves, which happens once.
invitations = Table(
    "invitations",
    metadata,
    Column(
        "student_id",
        BigInteger,
        ForeignKey("students.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("declined_at", UtcDateTime),
)

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
    _of_student(),
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
    _of_student(),
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
    _of_student(),
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
    _of_student(),
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

#: What officers set for their server, by its Discord id.
servers = Table(
    "servers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "coordinator", EncryptedText
    ),  # who arranges fieldwork placements, and how to reach them
    Column("retention_months", SmallInteger),  # null: as long as is usual
    Column("mentor_role_id", BigInteger),  # only who has it may offer to be asked; null: everybody
)

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
    _of_student(),
    Column("server_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("student_id", "server_id"),
)

#: A chat that a student wants to be reminded of, each time.
chat_reminders = Table(
    "chat_reminders",
    metadata,
    Column("id", RowId, primary_key=True),
    _of_student(),
    Column("chat", BigInteger, nullable=False),
    Column("lead", SmallInteger, nullable=False),  # minutes before
    Column("begins_at", UtcDateTime),  # the start it is planned for; null: the chat is hidden
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "chat"),
    Index(None, "begins_at"),
    Index(None, "chat"),
    sqlite_autoincrement=True,
)

#: What the bot remembers of itself, such as the hash of the commands it last synced.
bot_facts = Table(
    "bot_facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
)
