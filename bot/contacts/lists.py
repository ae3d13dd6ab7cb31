"""Looking through a network: lists with filters, and searches."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.contacts.model import Entry, Line, Page, which_page
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.search import Hit, find
from bot.nudges.rhythm import Cadence

PAGE_SIZE = 8
MOST_FOUND = 40

#: Orders of a list, and how they are called.
SORTS = {
    "due": "Whoever is due first",
    "name": "By name",
    "last": "Whoever you spoke to longest ago first",
    "met": "Whoever you met first",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which people a list shows, and in which order. None lets everybody through.

    Attributes:
        setting, seat: keys of `bot.contacts.model.SETTINGS` and `SEATS`.
        tag: as it is kept.
        overdue: only who is due now.
        silent: only who was not spoken to for so long, as a `Cadence`.
        sort: a key of `SORTS`.
        archived: the archive in place of the network.
    """

    setting: str | None = None
    seat: str | None = None
    tag: str | None = None
    overdue: bool = False
    silent: Cadence | None = None
    sort: str = "due"
    archived: bool = False

    @property
    def narrow(self) -> bool:
        """Whether anybody may be left out."""
        return bool(self.setting or self.seat or self.tag or self.overdue or self.silent)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what a search found, the best first; ``hits`` and ``page.lines`` go together."""

    page: Page
    hits: Sequence[Hit]


class ListService:
    """Looks through a student's network."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def page(self, student_id: int, filters: Filters, number: int = 0) -> Page:
        """Return a page of the network; a number past the end is the last.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            everybody = await network.store.entries()
            due = await network.due()
            spoke = await network.store.last_spoke()
            lines = [Line(each, spoke.get(each.id), due.get(each.id)) for each in everybody]
            kept = [each for each in lines if _fits(each, filters, network.now, network.zone)]
            return _page(sorted(kept, key=lambda line: _order(line, filters.sort)), number)

    async def find(self, student_id: int, typed: str, number: int = 0) -> Found:
        """Return a page of the people found by name, organisation, tags or notes.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            entries = {entry.id: entry for entry in await network.store.entries()}
            hits = await self._look(network, typed, list(entries.values()))
            due = await network.due()
            spoke = await network.store.last_spoke([hit.id for hit in hits])
        lines = [Line(entries[hit.id], spoke.get(hit.id), due.get(hit.id)) for hit in hits]
        page = _page(lines, number)
        first = page.number * PAGE_SIZE
        return Found(page, hits[first : first + PAGE_SIZE])

    async def tags(self, student_id: int) -> list[str]:
        """Return the student's tags, the most used first."""
        async with self._networks.reading(student_id) as network:
            used = Counter(tag for entry in await network.store.entries() for tag in entry.tags)
        return sorted(used, key=lambda tag: (-used[tag], tag))

    async def _look(self, network: Network, typed: str, entries: Sequence[Entry]) -> list[Hit]:
        written = await network.store.written()
        return await asyncio.to_thread(find, typed, entries, written, MOST_FOUND)


def _fits(line: Line, filters: Filters, now: datetime, zone: ZoneInfo) -> bool:
    entry = line.entry
    today = now.astimezone(zone).date()
    return (
        entry.archived == filters.archived
        and filters.setting in {None, entry.setting}
        and filters.seat in {None, entry.seat}
        and (filters.tag is None or filters.tag in entry.tags)
        and (not filters.overdue or (line.due_at is not None and line.due_at <= now))
        and (
            filters.silent is None
            or line.last_spoke is None
            or filters.silent.after(line.last_spoke.astimezone(zone).date()) <= today
        )
    )


def _order(line: Line, sort: str) -> tuple[bool, float]:
    """Return what to sort by; what is not known comes last. Lines of one order stay by name."""
    moment = {
        "due": line.due_at,
        "last": line.last_spoke,
        "met": line.entry.met_at,
    }.get(sort)
    if sort == "name":
        return False, 0
    return moment is None, 0 if moment is None else moment.timestamp()


def _page(lines: Sequence[Line], number: int) -> Page:
    number, pages = which_page(number, len(lines), PAGE_SIZE)
    shown = lines[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    return Page(shown, number, pages, len(lines))
