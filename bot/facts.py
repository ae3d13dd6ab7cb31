"""What the bot remembers of itself, such as the hash of the commands it synced last."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.tables import bot_facts


class Facts:
    """The bot's own memory: names of at most 64 characters, values of at most 200."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def recall(self, name: str) -> str | None:
        """Return what was remembered by this name, or None."""
        return await self._tx.scalar(select(bot_facts.c.value).where(bot_facts.c.name == name))

    async def remember(self, name: str, value: str) -> None:
        """Remember a value by this name, instead of any before it."""
        if self._tx.dialect.name == "sqlite":
            from sqlalchemy.dialects.sqlite import insert
        else:  # the dialect that is not in use is not even imported, it is large
            from sqlalchemy.dialects.postgresql import insert
        await self._tx.execute(
            insert(bot_facts)
            .values(name=name, value=value)
            .on_conflict_do_update(index_elements=["name"], set_={"value": value})
        )
