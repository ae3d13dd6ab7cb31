"""Ten thousand nudges and a hundred kills, and other bad days; and the count at the end.

``kills``: the bot is killed again and again. ``mix``: faults of every kind, and three in ten have
closed their DMs. ``two``: two bots on one database, of which one is stopped past its lease.
``outage``: a day's nudges at once.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos import kills, mix, outage, two
from tests.chaos.mutants import MUTANTS
from tests.chaos.table import table

SCENARIOS = {"kills": kills.run, "mix": mix.run, "two": two.run, "outage": outage.run}


async def run(options: argparse.Namespace, folder: Path) -> bool:
    """Deliver through whatever there is, print what came of it, and say whether it was right."""
    began = time.monotonic()
    chaos, verdict, own = await SCENARIOS[options.scenario](options, folder, say)
    for name, value in table(chaos, verdict, own, time.monotonic() - began):
        print(f"{name:<34}{value}")  # noqa: T201 - the table is the point
    return verdict.is_good


def say(progress: str) -> None:
    """Show how far it is, beside the table."""
    sys.stderr.write(progress + "\n")


def main() -> None:
    """Read the options, run, and end with 1 when something went wrong."""
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("scenario", nargs="?", choices=SCENARIOS, default="kills")
    parser.add_argument("--nudges", type=int, help="10,000; 5,000; 3,000; 2,000")
    parser.add_argument("--kills", "--stops", type=int, help="100 kills, 30 stops")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault-rate", type=float, default=0.05, help="share of the requests")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="put a bug in, to see it found")
    parser.add_argument(
        "--expect-failure", action="store_true", help="end with 0 only if the bug is found"
    )
    parser.add_argument("--speed", type=float, help="of the bot's clock; 3, 1, 3, 1")
    parser.add_argument("--latency", type=float, default=0.08, help="of Discord, in seconds")
    parser.add_argument("--postgresql", action="store_true", help="for two: not on a file")
    parser.add_argument(
        "--never-written-to", type=int, default=0, metavar="N",
        help="for outage: one student in N costs a request more",
    )  # fmt: skip
    parser.add_argument("--keep", type=Path, help="an empty or new folder for database and log")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        folder = options.keep or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        good = asyncio.run(run(options, folder))
    if good == options.expect_failure:
        sys.exit(1)


if __name__ == "__main__":
    main()
