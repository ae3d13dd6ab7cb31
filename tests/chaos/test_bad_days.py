"""Closed DMs in the middle of faults, and a bot that sleeps while another delivers.

``python -m tests.chaos mix`` and ``two`` are the long versions.
"""

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.chaos.due import BEGAN, in_shares, one_each
from tests.chaos.harness import AFTER, WITHIN, Chaos
from tests.chaos.mix import close_some, judged
from tests.chaos.nursery import Nursery
from tests.chaos.two import Duel

IN_FLIGHT = 6  # sends that are under way when one is stopped, at least
PATIENCE = 30  # seconds for the rest
LATER = timedelta(minutes=5)
IDLE = 0.2  # seconds without a request, after which the clocks are put forward


async def test_closed_dms_among_faults_cost_one_refusal_each_and_keep_their_nudges(
    tmp_path: Path, nursery: Nursery
) -> None:
    async with Chaos(
        tmp_path, one_each(120), fault_rate=0.05, refusals=20, pace=150, limit=None,
        idle=IDLE, nursery=nursery,
    ) as chaos:  # fmt: skip
        closed = await close_some(chaos)
        await chaos.drain(PATIENCE)
        verdict, _ = await judged(chaos, closed)
    assert (verdict.lost, verdict.doubled, verdict.wrong) == ([], [], ())
    assert verdict.states == {"sent": 84}
    assert verdict.is_good


async def test_whoever_was_stopped_past_its_lease_sends_nothing_more(
    tmp_path: Path, nursery: Nursery
) -> None:
    async with Chaos(tmp_path, in_shares(60), limit=None, idle=IDLE, nursery=nursery) as chaos:
        duel = Duel(chaos, at_rest=True)
        await duel.start()
        await chaos.until_in_flight("after", IN_FLIGHT)
        await duel.stop_whoever_delivers(WITHIN, IN_FLIGHT)
        await chaos.until_in_flight("before", IN_FLIGHT)
        await duel.stop_whoever_delivers(AFTER, 1)
        await chaos.drain(PATIENCE)
        duel.close()
        verdict = await chaos.verdict()
    assert [stop.taken_over for stop in duel.stops] == [True, True]
    assert any(stop.said["nudges.lease_lost"] for stop in duel.stops)
    assert (verdict.lost, verdict.doubled) == ([], [])
    assert verdict.is_good


async def test_what_was_still_connecting_when_the_process_was_stopped_is_not_sent_any_more(
    tmp_path: Path, nursery: Nursery
) -> None:
    due = [(student_id, [BEGAN + LATER]) for student_id, _ in one_each(12)]
    async with Chaos(
        tmp_path, due, latency=0.02, connecting=0.3, never_written_to=0, idle=IDLE, nursery=nursery
    ) as chaos:
        duel = Duel(chaos, at_rest=True)
        await duel.start()
        await chaos.skip(LATER.total_seconds())
        while not (await chaos.discord.pulse())["last_sender"]:  # noqa: ASYNC110 - elsewhere
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.15)  # messages have been let out that wait for their connection
        await duel.stop_whoever_delivers(WITHIN, 3, late=AFTER)
        await asyncio.sleep(0.2)  # what the first was about to send has left
        await chaos.drain(PATIENCE)
        verdict = await chaos.verdict()
    assert (verdict.lost, verdict.doubled) == ([], [])
    assert verdict.is_good
