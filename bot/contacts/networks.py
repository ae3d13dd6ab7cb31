"""Opening a student's network, and who else is told of what happens in it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.contacts.journal import Undone
from bot.contacts.model import Contact
from bot.contacts.network import GoalsOf, Network
from bot.database import Database, Tx
from bot.nudges.service import NudgeService
from bot.students.service import StudentService

OnUndone = Callable[[Network], Awaitable[None]]
OnBack = Callable[[Network, Collection[int]], Awaitable[None]]
DeskT = TypeVar("DeskT")


class Networks:
    """Opens a student's network. The services of this room share one."""

    def __init__(
        self, database: Database, clock: Clock, students: StudentService, nudges: NudgeService
    ) -> None:
        self.clock = clock
        self.database = database
        self._students = students
        self._nudges = nudges
        #: Told, in the same transaction, of contacts whose notes or meetings came back or came over
        #: from another. The rooms of both listen here, to plan anew what they remind of.
        self.on_back: list[OnBack] = []
        #: Told, in the same transaction, that something was taken back, also what is about nobody.
        self.on_undone: list[OnUndone] = []
        #: Told, in the same transaction, of contacts who are new. The room of the journey listens here.
        self.on_new: list[OnBack] = []
        #: Told of a contact who has another seat, or was archived or brought back. The rooms of notes
        #: and meetings listen here: whom a student drops off, none of them reminds of.
        self.on_seated: list[OnBack] = []
        #: Returns which goals a contact helps with. The room of the journey answers.
        self.goals_of: GoalsOf = _none

    async def tell_new(self, network: Network, contact_ids: Collection[int]) -> None:
        """Tell other rooms that these people are new; see `on_new`."""
        for told in self.on_new:
            await told(network, contact_ids)

    async def tell_seated(self, network: Network, contact_id: int) -> None:
        """Tell other rooms that somebody has another seat; see `on_seated`."""
        for told in self.on_seated:
            await told(network, [contact_id])

    async def seat(self, network: Network, contact: Contact, seat: str) -> int:
        """Give somebody another seat, and plan anew; a pit stop begins now. Return the change."""
        rows = await network.journal.rows(contacts=[contact.id])
        seated = replace(contact, seat=seat)
        await network.store.change(contact.id, seated)
        since = network.now if seat == "pit_stop" else None
        await network.plan(seated, since=since, chosen_before=network.now)
        await self.tell_seated(network, contact.id)
        return await network.keep("edit", rows)

    async def tell_back(self, network: Network, contact_ids: Collection[int]) -> None:
        """Tell other rooms that what they keep about these people came back; see `on_back`."""
        there = await network.store.some(contact_ids)
        if there:
            for told in self.on_back:
                await told(network, there.keys())

    async def tell_undone(self, network: Network, undone: Undone) -> None:
        """Tell other rooms what came back when a change was taken back."""
        await self.tell_back(network, undone.others)
        for told in self.on_undone:
            await told(network)

    @asynccontextmanager
    async def writing(self, student_id: int) -> AsyncGenerator[Network]:
        """Open it to write: all that happens within is kept, or none.

        Raises:
            NotStarted: there is no profile.
        """
        async with self.database.transaction(student_id) as tx:
            yield await self.within(tx, student_id)

    @asynccontextmanager
    async def reading(self, student_id: int) -> AsyncGenerator[Network]:
        """Open it to read.

        Raises:
            NotStarted: there is no profile.
        """
        async with self.database.reading() as tx:
            yield await self.within(tx, student_id)

    async def within(self, tx: Tx, student_id: int) -> Network:
        """Open it in a transaction that is open already.

        Raises:
            NotStarted: there is no profile.
        """
        student = await self._students.profile(tx, student_id)
        return Network(tx, student, self.clock(), self._nudges, self.goals_of)


async def _none(_network: Network, _contact_id: int) -> Sequence[str]:
    return ()


class Openings(Generic[DeskT]):
    """Opens what a room keeps in a student's network: its desk, in the network's own transaction."""

    def __init__(self, networks: Networks) -> None:
        self.networks = networks

    def on(self, network: Network) -> DeskT:
        """Open it in a network that is open already."""
        raise NotImplementedError

    @asynccontextmanager
    async def writing(self, student_id: int) -> AsyncGenerator[DeskT]:
        """Open it to write: all that happens within is kept, or none.

        Raises:
            NotStarted: there is no profile.
        """
        async with self.networks.writing(student_id) as network:
            yield self.on(network)

    @asynccontextmanager
    async def reading(self, student_id: int) -> AsyncGenerator[DeskT]:
        """Open it to read.

        Raises:
            NotStarted: there is no profile.
        """
        async with self.networks.reading(student_id) as network:
            yield self.on(network)
