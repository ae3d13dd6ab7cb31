"""The network as a whole: as a map, and in numbers."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.pace import Pace
from bot.journey.map import MOST_PEOPLE, Person, nearest, warmth
from bot.journey.picture import PATIENCE, Order, draw_aside
from bot.journey.records import Records
from bot.journey.statistics import Found, Stats, first_day, numbers, share
from bot.students.service import StudentService

#: As many pictures are drawn at a time; a drawing takes a processor for a second or two.
_AT_ONCE = 2
#: As many are drawn for one student in an hour.
MOST_MAPS = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on a map.

    Attributes:
        shown: how many people.
        total: of how many in the network.
        settings: how many of those shown are in each practice setting, by key, "" for none.
        seats: the same by seat.
        warmth: the same by warmth, see `bot.journey.map.warmth`.
        names: a key of `bot.journey.map.NAMES`.
    """

    shown: int
    total: int
    settings: Mapping[str, int]
    seats: Mapping[str, int]
    warmth: Mapping[str, int]
    names: str


class OverviewService:
    """Looks at a student's network as a whole."""

    def __init__(self, networks: Networks, students: StudentService) -> None:
        self._networks = networks
        self._students = students
        self._pace = Pace("maps", MOST_MAPS)
        self._drawing = asyncio.Semaphore(_AT_ONCE)
        #: Seconds that a drawing may take.
        self.patience = PATIENCE

    async def map(self, student_id: int, names: str) -> tuple[Seen, list[Person]]:
        """Return who is to be on the map; nobody if the network is empty.

        Raises:
            NotStarted: there is no profile.
            Full: they had as many as are drawn in an hour.
        """
        async with self._networks.reading(student_id) as network:
            self._pace.take(student_id, network.now)
            today = network.today
            spoke = await network.store.last_spoke()
            people = [
                Person(
                    each.name,
                    each.setting or "",
                    each.seat,
                    share(each.cadence, each.seat, _day(network, spoke.get(each.id)), today),
                )
                for each in await Records(network.tx, student_id).members()
            ]
        shown = nearest(people)
        seen = Seen(
            len(shown),
            len(people),
            Counter(each.setting for each in shown),
            Counter(each.seat for each in shown),
            Counter(warmth(each.share) for each in shown),
            names,
        )
        return seen, shown

    async def draw(self, people: list[Person], names: str, caption: str) -> bytes:
        """Return a map as a PNG.

        Args:
            people: at most `MOST_PEOPLE`.
            names: a key of `bot.journey.map.NAMES`.
            caption: small letters at the top.

        Raises:
            NotDrawn: it took too long, or failed.
        """
        async with self._drawing:
            order = Order(people[:MOST_PEOPLE], names, caption)
            return await draw_aside(order, self.patience)

    async def stats(self, student_id: int) -> Stats:
        """Return the numbers of a network, see `bot.journey.statistics`.

        Who is in the archive counts for the weeks alone; who was dropped off, for settings too.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            records = Records(network.tx, student_id)
            today = network.today
            monday = first_day(today)
            since = replace(network.rhythm, hour=0).moment(monday)
            student = await self._students.profile(network.tx, student_id)
            found = Found(
                began=network.rhythm.today(student.started_at),
                members=await records.members(),
                touches=await records.touches(since),
                sent=await records.sent(since),
                asked=await records.asked(since),
                came_due=await records.came_due(monday),
                due_at=await network.due(),
            )
        return await asyncio.to_thread(numbers, found, network.now, network.zone)


def _day(network: Network, moment: datetime | None) -> date | None:
    return None if moment is None else network.rhythm.today(moment)
