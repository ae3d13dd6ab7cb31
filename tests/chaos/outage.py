"""The bot was off for a day; then everything comes at once, in order, and no faster than allowed."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.nudges.courier import AT_ONCE as UNDER_WAY
from tests.chaos.due import BEGAN, one_each
from tests.chaos.harness import Chaos, Verdict, nudges_in
from tests.chaos.table import Rows

OFF = timedelta(hours=24)
AT_MOST = 45.0  # seconds from the first message to the last, of 2,000


async def judged(chaos: Chaos) -> tuple[Verdict, Rows]:
    """What came of it, in which order, and how fast."""
    verdict = await chaos.verdict()
    report = verdict.report
    rows = await chaos.rows("SELECT id, person_id, student_id, due_on FROM nudges")
    # By the plan: what is sent has the moment when it comes again in its row.
    planned = {student_id: min(moments) for student_id, moments in chaos.due}
    rows = sorted(rows, key=lambda row: (planned[row.student_id], row.id))
    rank = {row.id: number for number, row in enumerate(rows)}
    person = {row.id: row.person_id for row in rows}
    earlier = {row.id for row in rows if str(row.due_on) < str(BEGAN.date())}
    messages: list[dict[str, Any]] = sorted(report["messages"], key=lambda each: int(each["id"]))
    came = [nudge_id for message in messages for nudge_id in nudges_in(message)]
    people = [person[nudge_id] for nudge_id in came]
    moved = [abs(rank[nudge_id] - place) for place, nudge_id in enumerate(came)]
    wrongly = [m for m in messages if ("Was due" in m["text"]) != bool(nudges_in(m) & earlier)]
    times = [datetime.fromisoformat(message["time"]) for message in messages]
    seconds = (times[-1] - times[0]).total_seconds()
    allowed = max(AT_MOST * chaos.nudges / 2_000, 2)
    complaints = {
        "somebody came more than once": len(people) != len(set(people)),
        "more than one nudge in a message": len(came) != len(messages),
        f"out of order by {max(moved)}": max(moved) > UNDER_WAY,
        f'{len(wrongly)} cards are wrong about "Was due"': wrongly,
        f"{seconds:.1f} seconds": seconds > allowed,
        f"{report['too_many']} times 429": report["too_many"],
    }
    wrong = tuple(complaint for complaint, holds in complaints.items() if holds)
    return replace(verdict, wrong=wrong), [
        ("contacts", f"{len(set(people)):,}"),
        ("  most messages about one", max(map(people.count, people[:1])) if people else 0),
        ("order: furthest from its place", max(moved)),
        ("  out of their place at all", sum(map(bool, moved))),
        ("due on an earlier day", f"{len(earlier):,}"),
        ('  cards that say "Was due"', f"{sum('Was due' in m['text'] for m in messages):,}"),
        ("seconds from first to last", f"{seconds:.1f}"),
        ("messages a second", f"{len(messages) / seconds:.1f}"),
        ("429", report["too_many"]),
    ]


async def run(
    options: argparse.Namespace, folder: Path, _say: Callable[[str], None]
) -> tuple[Chaos, Verdict, Rows]:
    """Deliver a day's nudges. Every student was written to before, so a nudge is one request."""
    chaos = Chaos(
        folder,
        one_each(options.nudges or 2_000, seed=options.seed, before=OFF),
        seed=options.seed,
        mutant=options.mutant,
        speed=options.speed or 1,
        latency=options.latency,
        never_written_to=options.never_written_to,
    )
    async with chaos:
        await chaos.drain()
        verdict, rows = await judged(chaos)
    return chaos, verdict, rows
