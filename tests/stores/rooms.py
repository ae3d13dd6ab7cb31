"""Every service over one database, and what their tests ask and say again and again."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.app import put_together
from bot.database import Database
from bot.nudges.letters import Letters
from bot.nudges.model import KEEP_IN_TOUCH, OPEN, Nudge
from bot.nudges.store import Nudges
from bot.tables import nudges

from .databases import MAYA, MONDAY, as_stored
from .nudging import sent

PACIFIC = ZoneInfo("America/Los_Angeles")
T = TypeVar("T")


class Rooms:
    """The services, at a moment that is a Monday morning until a test says otherwise."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = MONDAY
        opened = put_together(database, lambda: self.now, Letters(), Random(0))
        self.students = opened.students
        self.contacts = opened.contacts
        self.interactions = opened.interactions
        self.lists = opened.lists
        self.merging = opened.merging
        self.transfer = opened.transfer
        self.nudges = opened.nudges
        self.agenda = opened.agenda
        self.notes = opened.notes
        self.templates = opened.templates
        self.screen = opened.screen
        self.servers = opened.servers
        self.availability = opened.availability
        self.meetings = opened.meetings
        self.offers = opened.offers
        self.preparation = opened.preparation
        self.debriefs = opened.debriefs
        self.requests = opened.requests
        self.mentors = opened.mentors
        self.finding = opened.finding
        self.series = opened.series
        self.gains = opened.gains
        self.fieldwork = opened.fieldwork
        self.chats = opened.chats
        self.chat_officers = opened.chat_officers
        self.habits = opened.habits
        self.shoutouts = opened.shoutouts
        self.overview = opened.overview
        self.seats = opened.seats
        self.goals = opened.goals
        self.reviews = opened.reviews
        self.hours = opened.hours
        self.privacy = opened.privacy
        self.retention = opened.retention
        self.figures = opened.figures

    async def count(self, table: Any) -> int:
        async with self.database.reading() as tx:
            return await tx.scalar(select(func.count()).select_from(table)) or 0

    async def add(self, name: str, **said: Any) -> int:
        """Let Maya add somebody; return the contact's id."""
        return (await self.contacts.add(MAYA, {"name": name, **said})).details.contact.id

    async def due(self) -> list[int]:
        """Return of whom Maya is going to be reminded."""
        return sorted(await self.due_at())

    async def due_at(self) -> dict[int, datetime]:
        """Return when Maya is going to be reminded of each."""
        async with self.database.reading() as tx:
            rhythm = await Nudges(tx, MAYA).rhythm()
            return dict(await self.nudges.due(tx, MAYA, rhythm, KEEP_IN_TOUCH))

    async def open(self) -> list[Nudge]:
        """Return whatever is open of Maya's, by kind and subject."""
        async with self.database.reading() as tx:
            found = await Nudges(tx, MAYA).open_page(999, 0)
        return sorted(found, key=lambda nudge: (nudge.kind, nudge.subject_id))

    async def reasons(self) -> list[tuple[str, int | None]]:
        """Return the kind of whatever is open, and the person."""
        return [(nudge.kind, nudge.person_id) for nudge in await self.open()]

    async def reminded(self) -> int:
        """Bring Maya the one nudge that is open; return its id."""
        [nudge] = await self.open()
        await sent(self.database, nudge, now=self.now)
        return nudge.id

    async def states(self) -> list[str]:
        """Return what has become of every nudge there ever was, the oldest first."""
        async with self.database.reading() as tx:
            return list(await tx.scalars(select(nudges.c.state).order_by(nudges.c.id)))

    async def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return people and talks as they lie in the database."""
        async with self.database.reading() as tx:
            return await as_stored(tx)

    async def one_open_for_each_reason(self) -> None:
        """Look that nothing is open twice, or about somebody who is gone."""
        async with self.database.reading() as tx:
            query = select(nudges.c.student_id, nudges.c.kind, nudges.c.subject_id)
            rows = [tuple(row) for row in await tx.execute(query.where(nudges.c.state.in_(OPEN)))]
        assert len(rows) == len(set(rows))


async def rooms_of_maya(database: Database) -> Rooms:
    """Open the rooms, with Maya in already."""
    rooms = Rooms(database)
    await rooms.students.start(MAYA, PACIFIC, "new", 9)
    return rooms


async def at_once(*taps: Awaitable[T]) -> Sequence[T | BaseException]:
    """Return what each of them got to see, in their order."""
    return await asyncio.gather(*taps, return_exceptions=True)
