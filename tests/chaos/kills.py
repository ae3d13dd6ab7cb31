"""Postmen are killed at random moments while they deliver."""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path

from tests.chaos.due import in_shares
from tests.chaos.harness import AFTER, AT_ONCE, WITHIN, Chaos, Verdict
from tests.chaos.table import Rows

HOW_OFTEN = {AT_ONCE: 0.1, WITHIN: 0.5, AFTER: 0.4}
PACE = 48  # messages a second, at most
STARTING = 0.15  # real seconds from a postman's start to its first message, if Discord took none
LOGIN = 3  # requests before that
HOLD = 0.15  # real seconds in which messages pile up before a kill


async def storm(chaos: Chaos, kills: int, say: Callable[[str], None] = lambda _: None) -> None:
    """Start and kill a postman so often, each long enough for some new nudges after the old."""
    share = len(chaos.due) / PACE / kills
    starting = STARTING + LOGIN * chaos.latency
    for number in range(1, kills + 1):
        await chaos.start()
        await asyncio.sleep(starting + chaos.random.uniform(0, 5 * share))
        held = chaos.random.choice((None, "before", "after"))
        if held is not None:
            await chaos.discord.hold(held)
            await asyncio.sleep(HOLD)
        [skip] = chaos.random.choices([*HOW_OFTEN], [*HOW_OFTEN.values()])
        chaos.kills[skip] += 1
        await chaos.kill(skip)
        if held is not None:
            await chaos.discord.release()
        if number % 10 == 0:
            say(f"{number} of {kills} kills, {await chaos.waiting()} of {chaos.nudges} nudges wait")


async def run(
    options: argparse.Namespace, folder: Path, say: Callable[[str], None]
) -> tuple[Chaos, Verdict, Rows]:
    """Deliver through kills and faults."""
    kills = 100 if options.kills is None else options.kills
    lasts = kills * sum(skip * share for skip, share in HOW_OFTEN.items())
    due = in_shares(options.nudges or 10_000, seed=options.seed, spread=lasts)
    chaos = Chaos(
        folder,
        due,
        seed=options.seed,
        fault_rate=options.fault_rate,
        mutant=options.mutant,
        speed=options.speed or 3,
        latency=options.latency,
    )
    async with chaos:
        await storm(chaos, kills, say)
        await chaos.drain()
        verdict = await chaos.verdict()
    return (
        chaos,
        verdict,
        [
            ("kills", chaos.kills.total()),
            ("  started again at once", chaos.kills[AT_ONCE]),
            ("  within the nonce window", chaos.kills[WITHIN]),
            ("  after the nonce window", chaos.kills[AFTER]),
        ],
    )
