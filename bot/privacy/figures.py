"""What officers see: how the club does, never who; and how the bot does.

Figures of the club are taken once a week and then stay, so that nobody can be found by asking before
and after. Each student counts for at most one step of a figure, and where a step begins is left to
chance each week: one person more or less may show or not, and nobody can tell which (see
docs/decisions/0042-privacy.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from random import Random
from typing import Any

from bot.backups.service import BackupService, Report
from bot.clock import Clock
from bot.database import Database, size_of
from bot.facts import Facts
from bot.privacy.tally import Tally

#: A figure of fewer students is not told.
FEWEST = 5
#: What is told of how much, in which steps. A student counts for no more than one step.
STEPS: Mapping[str, int] = {
    "students": 5,
    "contacts": 25,
    "nudges": 10,
    "meetings": 5,
    "thanked": 5,
}
#: What counts as lately.
LATELY = timedelta(days=30)
#: How long a DM that failed is told of.
FAILED_WITHIN = timedelta(days=7)
#: By this name the bot remembers the week's figures, as they are told.
FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Figures:
    """The club in figures, as they may be told.

    Attributes:
        taken_on: the day they are of, in UTC. They stay for the week.
        values: by the names in `STEPS`: a multiple of the step; 0 for less than one step; None for
            what comes from fewer than five students.
    """

    taken_on: date
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Status:
    """How the bot does.

    Attributes:
        version: of Pitstop.
        up_since: when it was started.
        last_sent: when the last DM arrived, to the hour; None for never.
        waiting: nudges that are due and not sent.
        failed: DMs that failed in the last seven days.
        blocked: students whose DMs are closed.
        size: of the database, in bytes.
        backups: how the backups are.
    """

    version: str
    up_since: datetime
    last_sent: datetime | None
    waiting: int
    failed: int
    blocked: int
    size: int
    backups: Report


def stepped(by_student: Mapping[int, int], step: int, chance: int) -> int | None:
    """Return a figure as it may be told, see `Figures.values`.

    Args:
        by_student: how much each student adds to it.
        step: what it is told in; nobody adds more than this.
        chance: where steps begin, 0 to ``step - 1``.
    """
    if sum(1 for each in by_student.values() if each) < FEWEST:
        return None
    total = sum(min(each, step) for each in by_student.values())
    return (total + chance) // step * step


def fives(number: int) -> int:
    """Return a count in fives, rounded down; 0 for fewer than five."""
    return number // FEWEST * FEWEST


class FigureService:
    """Counts for officers. No answer of it names anybody."""

    #: Who makes the backups; set in `bot.app`.
    backups: BackupService | None = None

    def __init__(self, database: Database, clock: Clock, random: Random) -> None:
        self._database = database
        self._clock = clock
        self._random = random
        self._up_since: datetime | None = None

    def begin(self) -> None:
        """Count from now on how long the bot is up."""
        self._up_since = self._clock()

    async def stats(self) -> Figures:
        """Return this week's figures; whoever asks first in a week has them taken."""
        now = self._clock()
        monday = (now - timedelta(days=now.weekday())).date()
        async with self._database.transaction() as tx:
            facts = Facts(tx)
            known: dict[str, Any] = json.loads(await facts.recall(FIGURES) or "{}")
            if known.get("week") != monday.isoformat():
                tally, since = Tally(tx), now - LATELY
                found = {
                    "students": await tally.students(),
                    "contacts": await tally.contacts(),
                    "nudges": await tally.sent(since),
                    "meetings": await tally.held(since),
                    "thanked": await tally.thanked(since),
                }
                values = [
                    stepped(found[name], step, self._random.randrange(step))
                    for name, step in STEPS.items()
                ]
                today = now.astimezone(UTC).date().isoformat()
                known = {"week": monday.isoformat(), "on": today, "values": values}
                await facts.remember(FIGURES, json.dumps(known))
        return Figures(
            date.fromisoformat(known["on"]), dict(zip(STEPS, known["values"], strict=True))
        )

    async def status(self) -> Status:
        """Return how the bot does now."""
        now = self._clock()
        async with self._database.reading() as tx:
            tally = Tally(tx)
            last = await tally.last_sent()
            waiting, blocked = await tally.waiting(now), await tally.blocked()
            failed, size = await tally.failed(now - FAILED_WITHIN), await size_of(tx)
        hour = None if last is None else last.replace(minute=0, second=0, microsecond=0)
        backups = Report() if self.backups is None else await self.backups.report()
        return Status(
            version("pitstop"), self._up_since or now, hour, waiting, failed, blocked, size,
            backups,
        )  # fmt: skip
