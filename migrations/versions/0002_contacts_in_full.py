"""Everything about a person, advice and promises, changes that can be taken back, files to import."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.contacts.model import sought
from bot.database import EncryptedBytes, EncryptedJson, EncryptedText, Json, UtcDateTime

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# SQLite gives no number twice in such a table; the copy of one has to be told so.
NUMBERED: dict[str, Any] = {"table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    with op.batch_alter_table("contacts") as batch:
        batch.add_column(sa.Column("pronouns", sa.String(50)))
        batch.add_column(sa.Column("relationship", sa.String(32)))
        batch.add_column(sa.Column("met_through", sa.String(100)))
        batch.add_column(sa.Column("met_at", UtcDateTime()))
        batch.add_column(sa.Column("email", EncryptedText()))
        batch.add_column(sa.Column("phone", EncryptedText()))
        batch.add_column(sa.Column("links", EncryptedJson()))
        batch.add_column(sa.Column("channel", sa.String(16)))
        batch.add_column(sa.Column("boundaries", EncryptedText()))
        batch.add_column(sa.Column("tags", Json()))
        batch.add_column(sa.Column("pointers", EncryptedJson()))
        batch.add_column(sa.Column("purpose", EncryptedText()))
        batch.add_column(sa.Column("discord_id", sa.BigInteger()))
        batch.add_column(sa.Column("past_roles", Json()))
        batch.add_column(sa.Column("archived", sa.Boolean()))
        batch.add_column(sa.Column("sought", sa.String(210)))
    with op.batch_alter_table("interactions") as batch:
        batch.add_column(sa.Column("advice", EncryptedText()))
        batch.add_column(sa.Column("advice_state", sa.String(8)))
        batch.add_column(sa.Column("promise", EncryptedText()))
        batch.add_column(sa.Column("promise_due", sa.Date()))
        batch.add_column(sa.Column("promise_kept_at", UtcDateTime()))
    _fill()
    with _interactions_put_aside(), op.batch_alter_table("contacts", **NUMBERED) as batch:
        batch.alter_column("archived", nullable=False, existing_type=sa.Boolean())
        batch.alter_column("sought", nullable=False, existing_type=sa.String(210))
        batch.drop_index("ix_contacts_student_id_name")
        batch.create_index(
            "ix_contacts_student_id_archived_sought_id",
            ["student_id", "archived", "sought", "id"],
        )
    for name, columns in {
        "changes": [
            sa.Column("kind", sa.String(16), nullable=False),
            sa.Column("rows", EncryptedText(), nullable=False),
        ],
        "uploads": [
            sa.Column("name", EncryptedText(), nullable=False),
            sa.Column("data", EncryptedBytes(), nullable=False),
        ],
    }.items():
        op.create_table(
            name,
            sa.Column("id", ROW_ID, nullable=False),
            sa.Column("student_id", sa.BigInteger(), nullable=False),
            *columns,
            sa.Column("created_at", UtcDateTime(), nullable=False),
            sa.ForeignKeyConstraint(
                ["student_id"],
                ["students.id"],
                name=op.f(f"fk_{name}_student_id"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sqlite_autoincrement=True,
        )
        op.create_index(op.f(f"ix_{name}_student_id"), name, ["student_id"])
        op.create_index(op.f(f"ix_{name}_created_at"), name, ["created_at"])


@contextmanager
def _interactions_put_aside() -> Generator[None]:
    """Keep interactions while SQLite copies contacts: the old table goes, and they would with it."""
    if op.get_context().dialect.name != "sqlite":
        yield
        return
    op.execute("CREATE TEMPORARY TABLE put_aside AS SELECT * FROM interactions")
    op.execute("DELETE FROM interactions")
    yield
    op.execute("INSERT INTO interactions SELECT * FROM put_aside")
    op.execute("DROP TABLE put_aside")


def _fill() -> None:
    """Give contacts what they are found by, and when they were met, which was an interaction."""
    tx = op.get_bind()
    contacts = sa.table(
        "contacts",
        *map(sa.column, ("id", "name", "organisation", "archived", "sought", "met_at")),
        sa.column("created_at"),
    )
    talks = sa.table(
        "interactions",
        *map(sa.column, ("id", "contact_id", "kind", "note", "happened_at", "created_at")),
    )
    first = (  # the interaction that `/contact add` wrote along with the contact
        sa.select(sa.func.min(talks.c.id).label("id"))
        .join(contacts, contacts.c.id == talks.c.contact_id)
        .where(
            talks.c.kind == "met",
            talks.c.note.is_(None),
            talks.c.created_at == contacts.c.created_at,
        )
        .group_by(talks.c.contact_id)
        .subquery()
    )
    met = sa.select(talks.c.happened_at).where(
        talks.c.contact_id == contacts.c.id, talks.c.id.in_(sa.select(first.c.id))
    )
    tx.execute(sa.update(contacts).values(archived=sa.false(), met_at=met.scalar_subquery()))
    tx.execute(sa.delete(talks).where(talks.c.id.in_(sa.select(first.c.id))))
    for row in tx.execute(sa.select(contacts.c.id, contacts.c.name, contacts.c.organisation)).all():
        tx.execute(
            sa.update(contacts)
            .where(contacts.c.id == row.id)
            .values(sought=sought(row.name, row.organisation)[:210])
        )
