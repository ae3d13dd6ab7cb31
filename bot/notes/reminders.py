"""What notes say and do on nudges: one that is not sent yet, one that nobody answered."""

from collections.abc import Collection, Mapping
from contextlib import suppress

from bot.contacts.network import ContactNotFound, Network
from bot.contacts.reminders import KeepInTouch
from bot.database import Tx
from bot.notes.desk import AlreadySent, Desks, DraftNotFound
from bot.notes.store import Notes
from bot.notes.subjects import whom
from bot.nudges.letters import Whose
from bot.nudges.model import Nudge, Person


class _AboutNote(KeepInTouch):
    """Speaks for what is about a note; the subject is a draft."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return to whom the notes are, as they come up for keeping in touch."""
        contacts = await whom(tx, [number for _, number in subjects])
        found = await super().people(
            tx, {(student_id, contact_id) for (student_id, _), contact_id in contacts.items()}
        )
        return {
            whose: found[whose[0], contact_id]
            for whose, contact_id in contacts.items()
            if whose in subjects and (whose[0], contact_id) in found
        }

    async def _contact_id(self, network: Network, subject_id: int) -> int:
        kept = await Notes(network.tx, network.student_id).find(subject_id)
        if kept is None:
            raise ContactNotFound("", [])
        return kept.contact_id


class SendDraft(_AboutNote):
    """Speaks for nudges of the kind ``draft``."""

    def __init__(self, desks: Desks) -> None:
        super().__init__(desks.networks)
        self._desks = desks

    async def done(self, tx: Tx, nudge: Nudge, how: str) -> int | None:
        """Note that it was sent, in whatever way."""
        network = await self._networks.within(tx, nudge.student_id)
        network.answered(nudge)
        desk = self._desks.on(network)
        with suppress(DraftNotFound, AlreadySent):
            return (await desk.send(await desk.kept(nudge.subject_id))).change
        return None


class FollowUp(_AboutNote):
    """Speaks for nudges of the kind ``no_reply``."""
