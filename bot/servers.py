"""What officers set for their server."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from bot.database import Database
from bot.tables import servers

#: How many months the data of somebody stays who does not come back, where no officer chose: longer
#: than a year abroad or a long leave.
USUAL_MONTHS = 18


class NotAMentorHere(Exception):
    """Only who has a certain role may offer to be asked, and nobody can see that they have it."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What is set for a server.

    Attributes:
        coordinator: who arranges fieldwork placements; None for nobody named.
        retention_months: how long data stays after the last use, in months.
        mentor_role_id: who has this role may offer to be asked; None for everybody.
    """

    coordinator: str | None = None
    retention_months: int = USUAL_MONTHS
    mentor_role_id: int | None = None


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
        await self._set(server_id, coordinator=coordinator)

    async def setup(self, server_id: int) -> Setup:
        """Return what is set for a server."""
        query = select(servers.c.coordinator, servers.c.retention_months, servers.c.mentor_role_id)
        async with self._database.reading() as tx:
            row = (await tx.execute(query.where(servers.c.id == server_id))).one_or_none()
        if row is None:
            return Setup()
        return Setup(row.coordinator, row.retention_months or USUAL_MONTHS, row.mentor_role_id)

    async def set_retention(self, server_id: int, months: int) -> None:
        """Keep how long the data of somebody stays who does not come back."""
        await self._set(server_id, retention_months=months)

    async def retention_months(self) -> int:
        """Return how long data stays: the longest that any server has, as students are in several."""
        async with self._database.reading() as tx:
            months = list(await tx.scalars(select(servers.c.retention_months)))
        return max((each or USUAL_MONTHS for each in months), default=USUAL_MONTHS)

    async def set_mentor_role(self, server_id: int, role_id: int | None) -> None:
        """Keep who may offer to be asked: who has a role, or everybody."""
        await self._set(server_id, mentor_role_id=role_id)

    async def may_mentor(self, server_id: int | None, role_ids: Collection[int]) -> bool:
        """Say whether somebody may offer to be asked.

        Args:
            server_id: where they offer it. It is None where the bot can't see their roles, as in a
                DM; then it has to be open to everybody in every server.
            role_ids: their roles there.
        """
        query = select(servers.c.mentor_role_id).where(servers.c.mentor_role_id.is_not(None))
        if server_id is not None:
            query = query.where(servers.c.id == server_id)
        async with self._database.reading() as tx:
            wanted = list(await tx.scalars(query))
        return not wanted or (server_id is not None and wanted[0] in role_ids)

    async def _set(self, server_id: int, **values: Any) -> None:
        async with self._database.transaction() as tx:
            mine = update(servers).where(servers.c.id == server_id)
            changed = await tx.execute(mine.values(values))
            if not changed.rowcount:
                await tx.execute(insert(servers).values({"id": server_id, **values}))
