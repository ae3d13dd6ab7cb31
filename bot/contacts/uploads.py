"""Files that wait for the student's word, in the database."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.tables import uploads

#: As many files are read for one student in an hour; each takes a while, and others wait.
MOST_IMPORTS = 60
#: How long a file waits for the student to decide.
WAITS = timedelta(hours=1)


class UploadGone(Exception):
    """The file was imported or discarded already, or waited too long."""


class Uploads:
    """The files of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def keep(self, name: str, data: bytes, now: datetime) -> int:
        """Keep a file; return its id. It takes the place of any other of this student."""
        await self._tx.execute(delete(uploads).where(uploads.c.student_id == self._student_id))
        statement = insert(uploads).values(
            student_id=self._student_id, name=name[:100], data=data, created_at=now
        )
        return int((await self._tx.execute(statement.returning(uploads.c.id))).scalar_one())

    async def get(self, upload_id: int, now: datetime) -> tuple[str, bytes] | None:
        """Return a file's name and what is in it; None when it is gone, or waited too long."""
        query = select(uploads.c.name, uploads.c.data).where(
            uploads.c.student_id == self._student_id,
            uploads.c.id == upload_id,
            uploads.c.created_at > now - WAITS,
        )
        row = (await self._tx.execute(query)).one_or_none()
        return None if row is None else (row.name, row.data)

    async def drop(self, upload_id: int) -> bool:
        """Delete a file; return False when it was gone already."""
        result = await self._tx.execute(
            delete(uploads).where(
                uploads.c.student_id == self._student_id, uploads.c.id == upload_id
            )
        )
        return result.rowcount == 1


async def forget_uploads(tx: AsyncConnection, now: datetime) -> None:
    """Delete every student's files that have waited too long."""
    await tx.execute(delete(uploads).where(uploads.c.created_at <= now - WAITS))
