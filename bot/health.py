"""How the bot is, for whoever watches it: `/healthz` and `/metrics`, on this machine alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.app import App
from bot.nudges.load import Load, load
from bot.problems import StartProblem

#: Seconds between two looks at whether the event loop is late.
LOOK_EVERY = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)  # the registry tells two apart by themselves
class _Now:
    """What is asked of the database at each scrape; there are no names or ids in it."""

    load: Load
    lag: float
    backup_age: float | None
    commands: Counter[tuple[str, str]]

    def collect(self) -> Iterable[Metric]:
        deliveries = GaugeMetricFamily(
            "pitstop_deliveries", "DMs in the database, by outcome.", labels=["outcome"]
        )
        for outcome, count in self.load.deliveries.items():
            deliveries.add_metric([outcome], count)
        commands = CounterMetricFamily(
            "pitstop_commands",
            "Commands, buttons and forms, by outcome.",
            labels=["name", "outcome"],
        )
        for (name, outcome), count in self.commands.items():
            commands.add_metric([name, outcome], count)
        yield deliveries
        yield commands
        yield GaugeMetricFamily("pitstop_nudges_waiting", "Nudges due by now.", self.load.waiting)
        yield GaugeMetricFamily("pitstop_loop_lag_seconds", "How late the loop was.", self.lag)
        yield GaugeMetricFamily("pitstop_database_bytes", "Size of the database.", self.load.bytes)
        if self.backup_age is not None:
            yield GaugeMetricFamily(
                "pitstop_backup_age_seconds", "Since the newest backup.", self.backup_age
            )


class Health:
    """Answers for one running bot."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lag = 0.0

    async def watch(self) -> None:
        """Notice how late the event loop is, for as long as it runs."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(LOOK_EVERY)
            self._lag = max(0.0, loop.time() - before - LOOK_EVERY)

    async def healthz(self, _request: web.Request) -> web.Response:
        """Answer 200 while the bot is connected and its database answers, else 503."""
        if not self._app.client.is_ready() or self._app.client.is_closed():
            return web.Response(status=503, text="not connected to Discord\n")
        try:
            async with asyncio.timeout(5):
                await self._app.courier.next_wake()
        except Exception:  # noqa: BLE001 - whatever it is, the bot is not well
            return web.Response(status=503, text="the database doesn't answer\n")
        return web.Response(text="fine\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        """Answer with Prometheus' text format."""
        report = await self._app.backups.report()
        age = report.last_at and (self._app.rooms.clock() - report.last_at).total_seconds()
        numbers = await load(self._app.database, self._app.rooms.clock())
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Now(numbers, self._lag, age, self._app.client.counted))
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )


@asynccontextmanager
async def watched(app: App, port: int | None) -> AsyncGenerator[None]:
    """Answer on a port of this machine for the length of a block; not at all without a port.

    Raises:
        StartProblem: another program has the port.
    """
    if port is None:
        yield
        return
    health = Health(app)
    site = web.Application()
    site.router.add_get("/healthz", health.healthz)
    site.router.add_get("/metrics", health.metrics)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    watching = asyncio.create_task(health.watch())
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            raise StartProblem(
                f"Port {port} is taken by another program. Choose another `PITSTOP_HEALTH_PORT`."
            ) from error
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await runner.cleanup()
