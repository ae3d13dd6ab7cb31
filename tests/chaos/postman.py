"""The real bot without a gateway, which does nothing but deliver: a process to be killed.

``python -m tests.chaos.postman --data DIR --api URL --seed N --speed K --began ISO --epoch T`` is
one. ``python -m tests.chaos.postman --nursery`` brings them up, see `tests.chaos.nursery`.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from bot.app import App, open_app
from bot.config import Settings
from bot.logs import configure_logs
from bot.nudges import gate
from bot.run import point_elsewhere
from tests.chaos import nursery
from tests.chaos.clock import SharedClock
from tests.chaos.mutants import MUTANTS
from tests.wire.control import FastClock

TOKEN = "loopback-application.pitstop.not-a-secret-but-long-enough"
UP = "postman.up"  # it has opened the database and logged in
LONGEST_WAIT = 0.2  # real seconds

log = structlog.get_logger()


async def deliver(options: argparse.Namespace) -> None:
    """Deliver what is due, and what becomes due, until this process is killed or orphaned."""
    clock = SharedClock(FastClock(options.began, options.epoch, options.speed), options.data)
    settings = Settings.model_construct(
        data_dir=options.data,
        database_url=SecretStr(options.database) if options.database else None,
        discord_api_url=options.api,
    )
    if options.mutant:
        MUTANTS[options.mutant](options.data / "pitstop.db")
    if options.refusals:
        gate.REFUSALS = options.refusals
    if options.pace:
        gate.Gate.__init__.__defaults__ = (options.pace,)
    gate.TooLate = _Noted
    if options.connecting:
        _connect_in(options.connecting)
    point_elsewhere(settings)
    parent = os.getppid()
    async with open_app(settings, clock, Random(options.seed)) as app:
        app.client.http.user_agent += f" {options.name}"
        await app.client.login(TOKEN)
        log.info(UP)
        while os.getppid() == parent:
            upcoming = await _once(app)
            wait = LONGEST_WAIT
            if upcoming is not None:
                wait = min(wait, (upcoming - clock()).total_seconds() / options.speed)
            await asyncio.sleep(max(wait, 0.005))


async def _once(app: App) -> datetime | None:
    try:
        return await app.courier.deliver()
    except DBAPIError:  # `bot.nudges.wake` goes on too
        log.exception("postman.failed")
        return None


def _connect_in(seconds: float) -> None:
    """Let every new connection take its time, as one across the world with TLS does."""
    connect: Any = aiohttp.TCPConnector._create_connection

    async def slowly(*given: Any) -> Any:
        await asyncio.sleep(seconds)
        return await connect(*given)

    aiohttp.TCPConnector._create_connection = slowly


class _Noted(gate.TooLate):
    """Says in the log that something was not sent."""

    def __init__(self) -> None:
        super().__init__()
        log.info("postman.too_late")


def log_file(folder: Path, name: str) -> Path:
    """Where a postman of this name writes its log."""
    return folder / f"postman-{name}.log"


def run(arguments: Sequence[str]) -> None:
    """Be a postman whose log is a file beside the database."""
    options = _arguments().parse_args(arguments)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    file = os.open(log_file(options.data, options.name), flags, 0o600)
    os.dup2(file, sys.stdout.fileno())
    os.dup2(file, sys.stderr.fileno())
    configure_logs("INFO", "json")
    logging.getLogger(__name__).setLevel("INFO")
    asyncio.run(deliver(options))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.chaos.postman")
    parser.add_argument("--data", type=Path, required=True, help="the folder of the database")
    parser.add_argument("--database", help="an address instead of the file in it")
    parser.add_argument("--api", required=True, help="Discord's address")
    parser.add_argument("--name", default="1", help="tells it from others")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--speed", type=float, default=1, help="of its clock")
    parser.add_argument("--began", type=datetime.fromisoformat, required=True)
    parser.add_argument("--epoch", type=float, required=True, help="when that was, by the machine")
    parser.add_argument("--connecting", type=float, help="how long that takes, in real seconds")
    parser.add_argument("--mutant", choices=sorted(MUTANTS))
    parser.add_argument("--refusals", type=int, help="as many close the gate")
    parser.add_argument("--pace", type=float, help="requests a second that the gate lets out")
    return parser


if __name__ == "__main__":
    if sys.argv[1:] == ["--nursery"]:
        nursery.serve(run)
    else:
        run(sys.argv[1:])
