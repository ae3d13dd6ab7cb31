"""Asks before anything is stored that may be about a client, and remembers what is not."""

import asyncio
from collections.abc import Collection, Mapping

from bot.contacts.networks import Networks
from bot.notes.desk import acquainted
from bot.notes.model import Finding
from bot.notes.screen import screen
from bot.notes.store import Cleared, digest
from bot.students.service import NotStarted


class ScreenService:
    """Looks at texts for client information, see `bot.notes.screen`."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def findings(
        self, student_id: int, texts: Mapping[str, str], names: Collection[str] = ()
    ) -> list[Finding]:
        """Return what in these texts may be about a client, by the names of their fields.

        Left out are texts of which the student has said that they are not. Names of people whom the
        student knows are no client's. Somebody without a profile can store nothing, so there is
        nothing to ask them.

        Args:
            student_id: who typed them.
            texts: what was typed, by field.
            names: of those whom the texts are about, if they are no contacts yet.
        """
        stopped = {name: text for name, text in texts.items() if screen(text)}
        if not stopped:
            return []
        try:
            async with self._networks.reading(student_id) as network:
                known = {*names, *await acquainted(network)}
                digests = {name: digest(student_id, text) for name, text in stopped.items()}
                cleared = await Cleared(network.tx, student_id).among(digests.values())
        except NotStarted:
            return []
        asked = {name: text for name, text in stopped.items() if digests[name] not in cleared}
        return [
            each for name, text in asked.items() for each in screen(text, where=name, known=known)
        ]

    async def stopped(
        self, student_id: int, texts: Collection[str], names: Collection[str] = ()
    ) -> list[str]:
        """Return which of many texts may be about a client, as `findings` does for a few."""
        found = await asyncio.to_thread(lambda: [text for text in texts if screen(text)])
        named = {str(number): text for number, text in enumerate(found)}
        findings = await self.findings(student_id, named, names)
        return [named[each] for each in {f.where for f in findings}]

    async def clear(self, student_id: int, texts: Collection[str]) -> None:
        """Remember that these very texts are not about a client.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.writing(student_id) as network:
            digests = {digest(student_id, text) for text in texts}
            await Cleared(network.tx, student_id).add(digests, network.now)
