"""What officers set for their server."""

from sqlalchemy import insert, select, update

from bot.database import Database
from bot.tables import servers


class ServerService:
    """Keeps the officers' settings, by the server's Discord id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def coordinator(self, server_id: int | None) -> str | None:
        """Return who arranges fieldwork placements, in the officer's words; None when unset.

        Args:
            server_id: where the student asks. In a DM it is None, and the answer is that of the
                only server that has set one.
        """
        query = select(servers.c.coordinator).where(servers.c.coordinator.is_not(None))
        if server_id is not None:
            query = query.where(servers.c.id == server_id)
        async with self._database.reading() as tx:
            found = list(await tx.scalars(query.limit(2)))
        return found[0] if len(found) == 1 else None

    async def set_coordinator(self, server_id: int, coordinator: str | None) -> None:
        """Keep who arranges fieldwork placements; None forgets it."""
        async with self._database.transaction() as tx:
            mine = update(servers).where(servers.c.id == server_id)
            changed = await tx.execute(mine.values(coordinator=coordinator))
            if not changed.rowcount:
                row = {"id": server_id, "coordinator": coordinator}
                await tx.execute(insert(servers).values(row))
