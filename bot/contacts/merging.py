"""Making one contact of two."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.contacts.model import Contact
from bot.contacts.networks import Networks
from bot.contacts.service import Changed
from bot.contacts.twins import differences, merged
from bot.contacts.words import TooMany


class SameContact(Exception):
    """A contact can't be merged with itself."""


class TooMuchTogether(TooMany):
    """Two contacts have more of one thing than one contact can have."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contacts side by side. ``differences`` are the fields in which they disagree."""

    kept: Contact
    other: Contact
    differences: tuple[str, ...]


class MergeService:
    """Makes one contact of two, when the student says that they are one person."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def compare(self, student_id: int, kept: str, other: str) -> Pair:
        """Return two contacts side by side; each as picked from the suggestions or typed.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: a contact is not clear.
            SameContact: both are one.
        """
        async with self._networks.reading(student_id) as network:
            one, two = await network.pick(kept), await network.pick(other)
            if one.id == two.id:
                raise SameContact
            return Pair(one, two, differences(one, two))

    async def merge(
        self, student_id: int, kept_id: int, other_id: int, from_other: Collection[str]
    ) -> Changed:
        """Make one contact of two; for ten minutes it can be taken back.

        Args:
            student_id: whose network.
            kept_id: stays, with everything that was logged of both.
            other_id: is gone afterwards.
            from_other: fields in which the other is right.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound: one is not theirs, or gone.
            SameContact: both are one.
            TooMuchTogether: they have more of something than a contact can have.
        """
        if kept_id == other_id:
            raise SameContact
        async with self._networks.writing(student_id) as network:
            kept, other = await network.contact(kept_id), await network.contact(other_id)
            theirs = await network.store.belongings(other_id)
            rows = await network.journal.rows(contacts=[kept_id, other_id], **theirs)
            try:
                one = merged(kept, other, from_other)
            except TooMany as error:
                raise TooMuchTogether(error.field, error.limit) from error
            spoke = await network.spoke(kept)
            await network.store.hand_over(other_id, kept_id)
            await network.store.change(kept_id, one)
            await network.store.delete([other_id])
            await network.replan([other_id])
            after = await network.contact(kept_id)
            same = (spoke, kept.cadence, kept.seat, kept.archived)
            now = (await network.spoke(after), one.cadence, one.seat, one.archived)
            await network.plan(after, chosen_before=None if now == same else network.now)
            if any(ids for name, ids in theirs.items() if name != "interactions"):
                await self._networks.tell_back(network, [kept_id])
            change = await network.keep("merge", rows)
            return Changed(await network.details(after), change)
