"""Who delivers: one process at a time, by a lease with a number (docs/decisions/0026)."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.tables import leases


class Lease:
    """A lease, as the database has it: that for delivering, or another by its name."""

    def __init__(self, tx: AsyncConnection, name: str = "delivery") -> None:
        self._tx = tx
        self._name = name
        self._ours = leases.c.name == name

    async def renew(
        self, number: int, now: datetime, until: datetime, *, anew: bool = False
    ) -> int | None:
        """Hold the lease until a moment; return its number, None while another process holds it.

        Its row stays locked to the end of the transaction, so what follows is fenced: a process
        that has lost the lease, because it was stopped past its end, changes nothing.

        Args:
            number: the lease as it was held before; 0 for never.
            now: the moment.
            until: how long it is held unless it is renewed.
            anew: count it up all the same, to take up what is in our hands by mistake.
        """
        next_number = number + 1 if anew else number
        kept = (
            update(leases)
            .where(self._ours, leases.c.number == number)
            .values(number=next_number, until=until)
        )
        if number and (await self._tx.execute(kept)).rowcount:
            return next_number
        query = select(leases.c.number, leases.c.until).where(self._ours).with_for_update()
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            values = {"name": self._name, "number": 1, "until": until}
            try:
                async with self._tx.begin_nested():
                    await self._tx.execute(insert(leases).values(values))
            except IntegrityError:  # another process was first, this very moment
                return None
            return 1
        if row.until > now:
            return None
        values = {"number": row.number + 1, "until": until}
        await self._tx.execute(update(leases).where(self._ours).values(values))
        return row.number + 1

    async def release(self, number: int, now: datetime) -> None:
        """Let another process deliver at once."""
        await self._tx.execute(
            update(leases).where(self._ours, leases.c.number == number).values(until=now)
        )

    async def until(self) -> datetime | None:
        """Return until when somebody holds the lease."""
        return (
            await self._tx.execute(select(leases.c.until).where(self._ours))
        ).scalar_one_or_none()
