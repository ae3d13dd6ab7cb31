"""What the bot keeps about itself."""

from sqlalchemy import Column, String, Table

from bot.tables.base import metadata

#: What the bot remembers of itself, such as the hash of the commands it last synced.
bot_facts = Table(
    "bot_facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
)
