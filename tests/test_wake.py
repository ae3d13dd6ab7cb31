"""The APScheduler job that wakes the courier: when it runs next, and how it stops."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
from structlog.testing import capture_logs

from bot.clock import system_clock
from bot.nudges.wake import AFTER_TROUBLE, AT_LEAST_EVERY, Wake


class Courier:
    """Takes as long as it is held, then says until when it may not go on, or what is due next."""

    def __init__(self) -> None:
        self.held_until: datetime | None = None
        self.finds: datetime | None = None
        self.breaks = False
        self.begun = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()
        self.runs = 0
        self.stopped = False
        self.let_go = False

    def stop(self) -> None:
        self.stopped = True

    async def dispatch(self) -> datetime | None:
        self.runs += 1
        self.begun.set()
        try:
            await self.free.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)  # as long as a transaction takes to be rolled back
            self.let_go = True
            raise
        if self.breaks:
            raise RuntimeError("the database is gone")
        return self.held_until

    async def next_wake(self) -> datetime | None:
        return self.finds


class Alarm:
    """A wake-up call over a courier, with a view of the job behind it."""

    def __init__(self) -> None:
        self.courier = Courier()
        self.wake: Any = Wake(self.courier, system_clock)  # type: ignore[arg-type]
        self.over = asyncio.Event()  # the run is over, and the wake-up call has heard of it first
        ends = EVENT_JOB_EXECUTED | EVENT_JOB_ERROR
        self.wake._scheduler.add_listener(lambda _event: self.over.set(), ends)

    @property
    def next_run(self) -> datetime:
        return self.wake._scheduler.get_job("deliver").next_run_time

    async def run_once(self) -> None:
        """Start it, and wait until the first run is over and the next one is set."""
        self.wake.start()
        await asyncio.wait_for(self.over.wait(), 5)


@pytest.fixture
async def alarm() -> AsyncIterator[Alarm]:
    alarm = Alarm()
    yield alarm
    alarm.courier.free.set()
    await alarm.wake.stop(5)


async def test_it_delivers_at_start_and_then_when_the_next_is_due(alarm: Alarm) -> None:
    alarm.courier.finds = system_clock() + timedelta(minutes=2)
    await alarm.run_once()
    assert alarm.next_run == alarm.courier.finds


async def test_it_looks_every_five_minutes_at_least(alarm: Alarm) -> None:
    alarm.courier.finds = system_clock() + timedelta(days=3)
    await alarm.run_once()
    assert alarm.next_run <= system_clock() + AT_LEAST_EVERY


async def test_planning_something_earlier_pulls_it_forward_and_later_does_not(
    alarm: Alarm,
) -> None:
    await alarm.run_once()
    sooner = system_clock() + timedelta(minutes=1)
    alarm.wake.pull_forward(sooner)
    alarm.wake.pull_forward(sooner + timedelta(minutes=1))
    assert alarm.next_run == sooner


async def test_what_is_planned_during_a_run_is_not_forgotten(alarm: Alarm) -> None:
    alarm.courier.free.clear()
    alarm.wake.start()
    await alarm.courier.begun.wait()
    sooner = system_clock() + timedelta(minutes=1)
    alarm.wake.pull_forward(sooner)
    alarm.courier.free.set()
    await asyncio.wait_for(alarm.over.wait(), 5)
    assert alarm.next_run == sooner


async def test_what_keeps_the_courier_from_it_says_when_to_look_again(alarm: Alarm) -> None:
    alarm.courier.held_until = system_clock() + timedelta(minutes=1)
    alarm.courier.finds = system_clock()  # it is due, and may not be sent
    await alarm.run_once()
    assert alarm.next_run == alarm.courier.held_until


async def test_what_is_due_already_is_looked_at_again_at_once(alarm: Alarm) -> None:
    alarm.courier.finds = system_clock() - timedelta(hours=1)
    await alarm.run_once()
    assert alarm.next_run <= system_clock()


async def test_what_is_planned_after_a_run_is_known_to_the_next(alarm: Alarm) -> None:
    """As when Discord took so long that it is only then known that a nudge has to be sent again."""
    await alarm.run_once()
    sooner = system_clock() + timedelta(seconds=40)
    alarm.wake.pull_forward(sooner)
    assert alarm.next_run == sooner
    alarm.wake._after(Event())
    assert alarm.next_run == sooner


class Event:
    """A chore has run."""

    exception = None
    job_id = "chore0"
    retval = None


async def test_a_run_that_fails_does_not_end_it_and_is_made_up_for_soon(alarm: Alarm) -> None:
    alarm.courier.breaks = True
    before = system_clock()
    await alarm.run_once()
    assert before + AFTER_TROUBLE <= alarm.next_run <= system_clock() + AFTER_TROUBLE
    assert AFTER_TROUBLE < AT_LEAST_EVERY
    alarm.courier.breaks = False
    alarm.over.clear()
    alarm.wake.pull_forward(system_clock())
    await asyncio.wait_for(alarm.over.wait(), 5)
    assert alarm.courier.runs == 2


async def test_a_run_that_fails_forgets_nothing_that_was_planned_meanwhile(alarm: Alarm) -> None:
    alarm.courier.breaks = True
    alarm.courier.free.clear()
    alarm.wake.start()
    await alarm.courier.begun.wait()
    sooner = system_clock() + timedelta(seconds=5)
    alarm.wake.pull_forward(sooner)
    alarm.courier.free.set()
    await asyncio.wait_for(alarm.over.wait(), 5)
    assert alarm.next_run == sooner


async def test_a_chore_that_fails_leaves_the_deliveries_alone() -> None:
    alarm = Alarm()
    alarm.wake._chores.append(fail)
    try:
        await alarm.run_once()
        sooner = system_clock() + timedelta(minutes=1)
        alarm.wake.pull_forward(sooner)
        alarm.over.clear()
        alarm.wake._scheduler.modify_job("chore0", next_run_time=system_clock())
        await asyncio.wait_for(alarm.over.wait(), 5)
        assert alarm.next_run == sooner
    finally:
        await alarm.wake.stop(5)


async def fail() -> None:
    raise RuntimeError("the disk is full")


async def test_a_chore_that_the_stop_cuts_short_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            over.set()

    alarm = Alarm()
    alarm.wake._chores.append(endless)
    await alarm.run_once()
    alarm.wake._scheduler.modify_job("chore0", next_run_time=system_clock())
    await asyncio.wait_for(begun.wait(), 5)
    with capture_logs() as logs:
        await alarm.wake.stop(5)
        await asyncio.wait_for(over.wait(), 5)
        await asyncio.sleep(0)
    assert [each["event"] for each in logs] == ["work.cut_short"]
    assert "endless" in logs[0]["work"]
    assert not caplog.records


async def test_stopping_lets_a_delivery_finish(alarm: Alarm) -> None:
    alarm.courier.free.clear()
    alarm.wake.start()
    await alarm.courier.begun.wait()
    stopping = asyncio.create_task(alarm.wake.stop(5))
    await asyncio.sleep(0)
    assert not stopping.done()
    alarm.courier.free.set()
    await stopping
    assert alarm.courier.runs == 1
    assert alarm.courier.stopped


async def test_a_delivery_that_takes_too_long_at_the_stop_is_cut_short_and_no_error(
    alarm: Alarm, caplog: pytest.LogCaptureFixture
) -> None:
    alarm.courier.free.clear()
    alarm.wake.start()
    await alarm.courier.begun.wait()
    with capture_logs() as logs:
        await alarm.wake.stop(0.01)
    assert alarm.courier.let_go
    assert [each["event"] for each in logs] == ["work.cut_short"]
    assert not caplog.records


async def test_stopped_it_wakes_nobody_and_is_stopped_again_without_harm(alarm: Alarm) -> None:
    await alarm.run_once()
    await alarm.wake.stop(5)
    alarm.wake.pull_forward(system_clock())
    await alarm.wake.stop(5)
    assert alarm.courier.runs == 1


async def test_before_it_is_started_planning_is_no_mistake(alarm: Alarm) -> None:
    alarm.wake.pull_forward(system_clock())
    assert alarm.courier.runs == 0
