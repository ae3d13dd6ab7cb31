"""What officers set for their server."""

from sqlalchemy import BigInteger, Column, SmallInteger, Table

from bot.database import EncryptedText
from bot.tables.base import metadata

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
