"""Wakes the courier. APScheduler keeps the time; what is due stands in the database alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar, cast

import structlog
from apscheduler.events import (  # pyright: ignore[reportMissingTypeStubs]
    EVENT_JOB_ERROR,
    EVENT_JOB_EXECUTED,
)
from apscheduler.schedulers.asyncio import (  # pyright: ignore[reportMissingTypeStubs]
    AsyncIOScheduler,
)

from bot.clock import Clock
from bot.nudges.courier import AFTER_TROUBLE

#: However far off the next nudge is, the courier looks at least this often.
AT_LEAST_EVERY = timedelta(minutes=5)

#: How often what has run its time is deleted.
CHORES_EVERY = timedelta(minutes=5)

#: How soon after the start they come first: what a night was missed is made up for.
CHORES_AFTER = timedelta(seconds=5)

T = TypeVar("T")

#: Something to be done now and then, whatever is due.
Chore = Callable[[], Awaitable[None]]

log = structlog.get_logger()


class Delivers(Protocol):
    """What is woken: the courier, or whatever delivers beside it."""

    def stop(self) -> None:
        """Take up nothing more."""
        ...

    async def dispatch(self) -> datetime | None:
        """Send what is due; return when to look again though nothing is, None for never."""
        ...

    async def next_wake(self) -> datetime | None:
        """Return when something is due next; None when nothing is planned."""
        ...


class Wake:
    """One APScheduler job that delivers, set after each run to the next due time.

    Times of day are never given to APScheduler, whose cron triggers skip or repeat runs when the
    clocks change; it gets moments, which `bot.nudges.rhythm.Rhythm` has worked out. The job repeats
    every five minutes of its own, so that no mistake here can end it.
    """

    def __init__(self, courier: Delivers, clock: Clock, chores: Iterable[Chore] = ()) -> None:
        self._courier = courier
        self._chores = list(chores)
        self._clock = clock
        self._scheduler: Any = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_listener(self._after, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        self._running = asyncio.Lock()
        self._at_work = set[asyncio.Task[Any]]()
        self._planned: datetime | None = None  # the earliest that was planned since a run began

    def start(self) -> None:
        """Deliver what is due, and from then on whatever becomes due. Needs a client that is ready."""
        self._scheduler.start()
        self._scheduler.add_job(
            self._unless_stopped,
            "interval",
            args=(self._run,),
            seconds=AT_LEAST_EVERY.total_seconds(),
            id="deliver",
            next_run_time=self._clock(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        for number, chore in enumerate(self._chores):
            self._scheduler.add_job(
                self._unless_stopped,
                "interval",
                args=(chore,),
                seconds=CHORES_EVERY.total_seconds(),
                id=f"chore{number}",
                next_run_time=self._clock() + CHORES_AFTER,
                coalesce=True,
                misfire_grace_time=None,
            )

    async def stop(self, patience: float) -> None:
        """Let a running delivery finish, then stop.

        Args:
            patience: for so many seconds; after them it is cut short, as chores are at once. What
                is cut short has let go of the database when this returns.
        """
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        self._courier.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience), self._running:
                pass
        self._scheduler.shutdown(wait=False)
        if self._at_work:
            await asyncio.wait(self._at_work)

    def pull_forward(self, due_at: datetime) -> None:
        """Wake at ``due_at`` if that is earlier than planned."""
        if not self._scheduler.running:
            return
        self._planned = due_at if self._planned is None else min(self._planned, due_at)
        if not self._running.locked() and due_at < self._scheduler.get_job("deliver").next_run_time:
            self._scheduler.modify_job("deliver", next_run_time=due_at)

    async def _run(self) -> datetime | None:
        async with self._running:
            self._planned = None
            return await self._courier.dispatch() or await self._courier.next_wake()

    async def _unless_stopped(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do something; cut short by the stop it is no trouble, it comes again after the start."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._at_work.add(task)
        try:
            return await work()
        except asyncio.CancelledError:
            log.info("work.cut_short", work=getattr(work, "__qualname__", repr(work)))
            return None
        finally:
            self._at_work.discard(task)

    def _after(self, event: Any) -> None:
        """Set the job to what the run found to be next, or to what was planned meanwhile."""
        if event.exception:
            log.error("job.failed", job=event.job_id, exc_info=event.exception)
        if event.job_id != "deliver":
            return
        now = self._clock()
        again = AFTER_TROUBLE if event.exception else AT_LEAST_EVERY
        moments = [event.retval, self._planned, now + again]
        self._planned = None
        if self._scheduler.running:
            soonest = min(moment for moment in moments if moment is not None)
            self._scheduler.modify_job("deliver", next_run_time=max(soonest, now))
