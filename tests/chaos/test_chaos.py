"""Kill -9 in the middle of sending: nothing is lost, nothing comes twice; and that is noticed.

``python -m tests.chaos`` is the long version.
"""

from pathlib import Path

from tests.chaos.due import in_shares
from tests.chaos.harness import AFTER, WITHIN, Chaos
from tests.chaos.kills import storm
from tests.chaos.nursery import Nursery

IN_FLIGHT = 6  # sends that are under way when the postman is killed, at least
PATIENCE = 30  # seconds for the rest


async def test_kills_while_messages_are_on_their_way(tmp_path: Path, nursery: Nursery) -> None:
    async with Chaos(tmp_path, in_shares(40), idle=0.2, nursery=nursery) as chaos:
        await chaos.kill_in_flight("before", IN_FLIGHT, WITHIN)
        await chaos.kill_in_flight("after", IN_FLIGHT, WITHIN)
        await chaos.kill_in_flight("before", IN_FLIGHT, AFTER)
        await chaos.kill_in_flight("after", IN_FLIGHT, AFTER)
        await storm(chaos, kills=1)
        await chaos.drain(PATIENCE)
        verdict = await chaos.verdict()
    assert (verdict.lost, verdict.doubled) == ([], [])
    assert verdict.states == {"sent": 40}
    assert (verdict.unsettled, verdict.integrity) == (0, "ok")
    assert verdict.report["unknown"] == []
    assert verdict.is_good


async def test_a_nonce_that_is_not_kept_doubles(tmp_path: Path, nursery: Nursery) -> None:
    async with Chaos(
        tmp_path, in_shares(20), mutant="random-nonce", idle=0.2, nursery=nursery
    ) as chaos:
        await chaos.kill_in_flight("after", IN_FLIGHT, WITHIN)
        await chaos.drain(PATIENCE)
        verdict = await chaos.verdict()
    assert len(verdict.doubled) >= IN_FLIGHT
    assert not verdict.lost
    assert not verdict.is_good


async def test_a_nudge_that_is_settled_before_it_is_sent_is_lost(
    tmp_path: Path, nursery: Nursery
) -> None:
    async with Chaos(
        tmp_path, in_shares(20), mutant="delete-first", idle=0.2, nursery=nursery
    ) as chaos:
        await chaos.kill_in_flight("before", IN_FLIGHT, WITHIN)
        await chaos.drain(PATIENCE)
        verdict = await chaos.verdict()
    assert len(verdict.lost) >= IN_FLIGHT
    assert not verdict.doubled
    assert not verdict.is_good
