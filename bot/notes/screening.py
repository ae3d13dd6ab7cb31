"""Asks before anything is stored that may be about a client, and remembers what is not."""

import asyncio
from collections.abc import Collection, Mapping

from bot.clock import Clock
from bot.database import Database
from bot.notes.model import Finding
from bot.notes.screen import screen
from bot.notes.store import Cleared, digest
from bot.students.service import NotStarted, StudentService


class ScreenService:
    """Looks at texts for client information, see `bot.notes.screen`."""

    def __init__(self, database: Database, clock: Clock, students: StudentService) -> None:
        self._database = database
        self._clock = clock
        self._students = students

    async def findings(self, student_id: int, texts: Mapping[str, str]) -> list[Finding]:
        """Return what in these texts may be about a client, by the names of their fields.

        Left out are texts of which the student has said that they are not. Somebody without a
        profile can store nothing, so there is nothing to ask them.
        """
        found = {name: screen(text, where=name) for name, text in texts.items()}
        stopped = {name: each for name, each in found.items() if each}
        if not stopped:
            return []
        async with self._database.reading() as tx:
            try:
                await self._students.profile(tx, student_id)
            except NotStarted:
                return []
            digests = {name: digest(student_id, texts[name]) for name in stopped}
            cleared = await Cleared(tx, student_id).among(digests.values())
        return [
            each for name, some in stopped.items() if digests[name] not in cleared for each in some
        ]

    async def stopped(self, student_id: int, texts: Collection[str]) -> list[str]:
        """Return which of many texts may be about a client, as `findings` does for a few."""
        found = await asyncio.to_thread(lambda: [text for text in texts if screen(text)])
        named = {str(number): text for number, text in enumerate(found)}
        return [named[each] for each in {f.where for f in await self.findings(student_id, named)}]

    async def clear(self, student_id: int, texts: Collection[str]) -> None:
        """Remember that these very texts are not about a client.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._database.transaction(student_id) as tx:
            await self._students.profile(tx, student_id)
            digests = {digest(student_id, text) for text in texts}
            await Cleared(tx, student_id).add(digests, self._clock())
