"""Faults of every kind, and three students in ten whose DMs are closed, in one run."""

import argparse
from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.nudges.courier import AT_ONCE as UNDER_WAY
from bot.nudges.gate import REFUSALS, REFUSALS_WITHIN
from tests.chaos.due import one_each
from tests.chaos.harness import Chaos, Verdict
from tests.chaos.table import Rows

CLOSED = 0.3
CLOSED_DM, TOO_FAST = 50007, 40003


async def close_some(chaos: Chaos) -> set[int]:
    """Let three students in ten take no DMs; who they are."""
    everybody = [student_id for student_id, _ in chaos.due]
    closed = set(chaos.random.sample(everybody, round(CLOSED * len(everybody))))
    await chaos.discord.close_dms(closed)
    return closed


async def judged(chaos: Chaos, closed: Collection[int]) -> tuple[Verdict, Rows]:
    """What came of it, with what is wrong about the students whose DMs are closed."""
    verdict = await chaos.verdict(closed)
    refusals = verdict.report["refusals"]
    times = Counter(user for _, _, code, user in refusals if code == CLOSED_DM)
    got = [message["user"] for message in verdict.report["messages"] if message["user"] in closed]
    kept = await chaos.rows("SELECT student_id FROM nudges WHERE state = 'planned'")
    marked = await chaos.rows("SELECT id FROM students WHERE unreachable_since IS NOT NULL")
    most = most_within(refusals, REFUSALS_WITHIN.total_seconds())
    closes_at = chaos.refusals or REFUSALS
    gate = sum(entry["event"] == "gate.closed" for entry in chaos.log())
    complaints = {
        f"{len(got)} messages to closed DMs": got,
        f"refused more than once: {dict(times.most_common(5))}": max(times.values()) > 1,
        f"refused {len(times)} of {len(closed)} students": set(times) != set(closed),
        f"{len(kept)} nudges kept of {len(closed)}": {row[0] for row in kept} != set(closed),
        f"{len(marked)} students unreachable": {row[0] for row in marked} != set(closed),
        f"{most} refusals within ten minutes": most > closes_at + UNDER_WAY,
        "refused by the limit": verdict.report["over_the_limit"],
        "the gate has never closed": len(closed) > closes_at and not gate,
    }
    wrong = tuple(complaint for complaint, holds in complaints.items() if holds)
    count = Counter(code or f"HTTP {status}" for _, status, code, _ in refusals)
    return replace(verdict, wrong=wrong), [
        ("closed DMs", f"{len(closed):,}"),
        ("  messages to them", len(got)),
        ("  refusals (403 with 50007)", count[CLOSED_DM]),
        ("  most for one student", max(times.values())),
        ("  nudges still planned", len(kept)),
        ("  students marked unreachable", len(marked)),
        ("403 with 40003", count[TOO_FAST]),
        ("429", count["HTTP 429"]),
        ("most refusals within 10 min", most),
        ("the gate has closed", gate),
    ]


def most_within(refusals: Collection[Any], seconds: float) -> int:
    """The most refusals in any so many seconds of the clock."""
    most, recent = 0, deque[float]()
    for moment, *_ in refusals:
        recent.append(moment)
        while recent[0] <= moment - seconds:
            recent.popleft()
        most = max(most, len(recent))
    return most


async def run(
    options: argparse.Namespace, folder: Path, _say: Callable[[str], None]
) -> tuple[Chaos, Verdict, Rows]:
    """Deliver what can be delivered; the clocks skip whenever the gate is closed."""
    chaos = Chaos(
        folder,
        one_each(options.nudges or 5_000),
        seed=options.seed,
        fault_rate=options.fault_rate,
        mutant=options.mutant,
        speed=options.speed or 1,
        latency=options.latency,
    )
    async with chaos:
        closed = await close_some(chaos)
        await chaos.drain()
        verdict, rows = await judged(chaos, closed)
    return chaos, verdict, rows
