"""Hours, pauses and caps; what a DM brings; one lease for whoever delivers."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from bot.database import Json, UtcDateTime
from bot.nudges.rhythm import Cadence, Rhythm

revision = "0003"
down_revision = "0002"

NUMBERED: dict[str, Any] = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("students") as batch:
        batch.add_column(sa.Column("weekly_cap", sa.SmallInteger()))
        batch.add_column(sa.Column("paused_until", sa.Date()))
        batch.add_column(sa.Column("lighter_until", sa.Date()))
    op.execute("UPDATE students SET weekly_cap = 10")
    op.create_table(
        "leases",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    with op.batch_alter_table("nudges") as batch:
        batch.add_column(sa.Column("person_id", sa.BigInteger()))
        batch.add_column(sa.Column("cadence_days", sa.SmallInteger()))
        batch.add_column(sa.Column("chosen", sa.Boolean()))
        batch.add_column(sa.Column("times", sa.SmallInteger()))
    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(sa.Column("lease", sa.BigInteger()))
        batch.add_column(sa.Column("next_attempt_at", UtcDateTime()))
        batch.add_column(sa.Column("nudge_ids", Json()))
        batch.add_column(sa.Column("also", Json()))
        batch.add_column(sa.Column("brought", sa.SmallInteger()))
        batch.add_column(sa.Column("catch_up", sa.Boolean()))
    _fill()
    with _nudges_put_aside(), op.batch_alter_table("deliveries", **NUMBERED) as batch:
        for name, kind in (("lease", sa.BigInteger()), ("brought", sa.SmallInteger())):
            batch.alter_column(name, nullable=False, existing_type=kind)
        batch.alter_column("catch_up", nullable=False, existing_type=sa.Boolean())
        batch.drop_index("ix_deliveries_state_lease_until")
        batch.drop_index("ix_deliveries_student_id")
        batch.drop_column("lease_until")
        batch.create_index("ix_deliveries_state_next_attempt_at", ["state", "next_attempt_at"])
        batch.create_index("ix_deliveries_student_id_claimed_at", ["student_id", "claimed_at"])
    with op.batch_alter_table("nudges", **NUMBERED) as batch:
        batch.alter_column("chosen", nullable=False, existing_type=sa.Boolean())
        batch.alter_column("times", nullable=False, existing_type=sa.SmallInteger())
        batch.drop_constraint("fk_nudges_delivery_id", type_="foreignkey")
        batch.drop_index("ix_nudges_delivery_id")
        batch.create_index("ix_nudges_student_id", ["student_id"])


@contextmanager
def _nudges_put_aside() -> Generator[None]:
    """Keep which delivery brought a nudge while SQLite copies deliveries: it would be forgotten."""
    if op.get_context().dialect.name != "sqlite":
        yield
        return
    op.execute("CREATE TEMPORARY TABLE put_aside AS SELECT id, delivery_id FROM nudges")
    yield
    op.execute(
        "UPDATE nudges SET delivery_id = "
        "(SELECT delivery_id FROM put_aside WHERE put_aside.id = nudges.id)"
    )
    op.execute("DROP TABLE put_aside")


def _fill() -> None:
    """Say of every nudge whom it is about and how often, and of every DM what it brought."""
    tx = op.get_bind()
    due_at = sa.column("due_at", UtcDateTime())
    nudges = sa.table(
        "nudges",
        *map(sa.column, ("id", "subject_id", "person_id", "cadence_days", "chosen", "times")),
        *map(sa.column, ("state", "delivery_id", "due_on")),
        due_at,
    )
    contacts = sa.table("contacts", sa.column("id"), sa.column("cadence"))
    cadence = sa.select(contacts.c.cadence).where(contacts.c.id == nudges.c.subject_id)
    tx.execute(sa.update(nudges).values(person_id=nudges.c.subject_id, chosen=sa.false(), times=0))
    for said in tx.scalars(sa.select(contacts.c.cadence).distinct()).all():
        if said is not None:
            tx.execute(
                sa.update(nudges)
                .where(cadence.scalar_subquery() == said)
                .values(cadence_days=Cadence.read(said).days)
            )
    sent = sa.select(nudges.c.id, due_at).where(nudges.c.state == "sent")
    for row in tx.execute(sent).all():
        again = {"times": 1, "due_at": row.due_at + timedelta(weeks=1)}
        tx.execute(sa.update(nudges).where(nudges.c.id == row.id).values(**again))
    _plan_what_talks_left(tx)
    tx.execute(
        sa.text(
            "UPDATE deliveries SET lease = 0, brought = 0, catch_up = false, "
            "next_attempt_at = CASE WHEN state = 'claimed' THEN lease_until END"
        )
    )
    brought: dict[int, list[int]] = {}
    of_delivery = sa.select(nudges.c.delivery_id, nudges.c.id).where(
        nudges.c.delivery_id.is_not(None)
    )
    for delivery_id, nudge_id in tx.execute(of_delivery.order_by(nudges.c.due_on, nudges.c.id)):
        brought.setdefault(delivery_id, []).append(nudge_id)
    for delivery_id, ids in brought.items():
        tx.execute(
            sa.text("UPDATE deliveries SET nudge_ids = :ids, brought = :many WHERE id = :id"),
            {"ids": json.dumps(ids), "many": len(ids), "id": delivery_id},
        )


def _plan_what_talks_left(tx: sa.Connection) -> None:
    """Plan what talks have left to do, of which nobody was reminded so far."""
    open_ends = sa.text(
        "SELECT i.id, i.student_id, i.contact_id, i.happened_at, i.promise_due, i.created_at,"
        " i.promise IS NOT NULL AND i.promise_kept_at IS NULL AS promised,"
        " i.advice_state IN ('open', 'tried') AS advised,"
        " s.time_zone, s.nudge_hour, s.nudge_days"
        " FROM interactions i JOIN students s ON s.id = i.student_id"
        " JOIN contacts c ON c.student_id = i.student_id AND c.id = i.contact_id"
        " WHERE NOT c.archived AND c.seat NOT IN ('pit_stop', 'dropped_off')"
    ).columns(
        happened_at=UtcDateTime(),
        created_at=UtcDateTime(),
        promise_due=sa.Date(),
        promised=sa.Boolean(),
        advised=sa.Boolean(),
    )
    for talk in tx.execute(open_ends).all():
        hours = (talk.nudge_hour, frozenset(map(int, talk.nudge_days)), 0, 0)
        rhythm = Rhythm(ZoneInfo(talk.time_zone), *hours)
        talked_on = rhythm.today(talk.happened_at)
        reasons: list[tuple[str, date, date, int | None]] = []
        if talk.promised:
            day = talk.promise_due or talked_on + timedelta(days=7)
            reasons.append(("promise", day, rhythm.last_allowed_day(day), None))
        if talk.advised:
            day = talked_on + timedelta(days=14)
            reasons.append(("advice", day, rhythm.allowed_day(day), 14))
        for kind, due_on, day, cadence_days in reasons:
            tx.execute(
                sa.insert(NUDGES).values(
                    student_id=talk.student_id,
                    kind=kind,
                    subject_id=talk.id,
                    person_id=talk.contact_id,
                    state="planned",
                    due_on=due_on,
                    due_at=rhythm.moment(day),
                    cadence_days=cadence_days,
                    chosen=False,
                    times=0,
                    created_at=talk.created_at,
                )
            )


NUDGES = sa.table(
    "nudges",
    *map(sa.column, ("student_id", "kind", "subject_id", "person_id", "state", "cadence_days")),
    *map(sa.column, ("chosen", "times")),
    sa.column("due_on", sa.Date()),
    sa.column("due_at", UtcDateTime()),
    sa.column("created_at", UtcDateTime()),
)
