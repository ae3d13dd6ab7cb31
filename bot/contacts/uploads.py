"""Files that wait for the student's word, in the database."""

from datetime import datetime, timedelta

from cachetools import LRUCache
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.words import require_room
from bot.tables import uploads

#: As many files are read for one student in an hour; each takes a while, and others wait.
MOST_IMPORTS, HOUR = 60, timedelta(hours=1)
#: As many students are remembered.
REMEMBERED = 5000
#: How long a file waits for the student to decide.
WAITS = timedelta(hours=1)


class UploadGone(Exception):
    """The file was imported or discarded already, or waited too long."""


class Pace:
    """How much each student had done lately of what takes a while. It begins anew with the bot.

    Args:
        what: it is, by which its sentence is found, see `bot.contacts.words.Full`.
        most: as many are done for one student in an hour.
    """

    def __init__(self, what: str, most: int) -> None:
        self._what = what
        self._most = most
        self._lately = LRUCache[int, list[datetime]](REMEMBERED)

    def take(self, student_id: int, now: datetime) -> None:
        """Note that a student wants one more.

        Raises:
            Full: they had as many in the hour that is past.
        """
        lately = [each for each in self._lately.get(student_id, ()) if each > now - HOUR]
        require_room(self._what, len(lately), self._most)
        self._lately[student_id] = [*lately, now]


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
