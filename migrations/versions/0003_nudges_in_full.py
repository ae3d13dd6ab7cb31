"""Hours, pauses and caps; what a DM brings; one lease for whoever delivers."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.database import Json, UtcDateTime
from bot.nudges.model import Cadence

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
