"""To whom notes of any students are, for the DMs that speak of them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import batches
from bot.tables import drafts


async def whom(tx: AsyncConnection, draft_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return the contact of each draft, by student and draft."""
    found: dict[tuple[int, int], int] = {}
    for part in batches(draft_ids):
        query = select(drafts.c.student_id, drafts.c.id, drafts.c.contact_id).where(
            drafts.c.id.in_(part)
        )
        found |= {(row.student_id, row.id): row.contact_id for row in await tx.execute(query)}
    return found
