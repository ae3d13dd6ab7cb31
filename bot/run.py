"""Running on Discord: from the token to the last delivery before shutdown."""

import asyncio
import gc
import re
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

import aiohttp
import discord
import structlog

from bot.app import App, open_app
from bot.clock import system_clock
from bot.config import Settings
from bot.logs import configure_logs
from bot.problems import StartProblem

log = structlog.get_logger()

_PORTAL = "Discord's developer portal (Applications → yours → Bot → Reset Token)"


def checked_token(settings: Settings) -> str:
    """Return the token, when there is one that could be one.

    A token is three parts of letters, digits, ``-`` and ``_`` with dots between them, the first of
    which is the application's id in base64 (Discord's API reference, "Authentication").

    Raises:
        StartProblem: it is missing or malformed.
    """
    token = settings.token.get_secret_value().strip() if settings.token else ""
    if not token:
        raise StartProblem(
            f"`PITSTOP_TOKEN` is missing. Create a bot at {_PORTAL}, copy its token into `.env`, "
            "then run this again. (README, “On your server”.)"
        )
    if not re.fullmatch(r"[\w-]{18,}\.[\w-]{6,}\.[\w-]{20,}", token):
        raise StartProblem(
            "`PITSTOP_TOKEN` doesn't look like a bot token, which has three parts with dots "
            f"between them. Copy it again from {_PORTAL}; the client secret is something else."
        )
    return token


def point_elsewhere(settings: Settings) -> None:
    """Let discord.py talk to the addresses in the settings, if there are any."""
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)


async def run(settings: Settings, on_stop: Callable[[], None] = lambda: None) -> None:
    """Run the bot until SIGINT or SIGTERM, then finish what is under way.

    Args:
        settings: from the front door.
        on_stop: called as soon as the bot is told to stop.

    Raises:
        StartProblem: something that the officer can mend.
    """
    token = checked_token(settings)
    configure_logs(settings.log_level, settings.log_format)
    point_elsewhere(settings)
    async with open_app(settings, system_clock, Random()) as app:  # noqa: S311 - not for secrets
        log.info("connecting")
        with login_said_plainly(settings):
            await app.client.login(token)
            stopped = _stop_signals(on_stop)
            tasks: set[asyncio.Task[Any]] = {
                asyncio.create_task(app.client.connect()),
                asyncio.create_task(_wake_when_ready(app)),
                asyncio.create_task(stopped.wait()),
            }
            try:
                if settings.health_port is None:
                    await _until_first_ends(tasks)
                else:
                    from bot.health import watched  # nobody else needs its parts

                    async with watched(app, settings.health_port):
                        await _until_first_ends(tasks)
            finally:
                await app.stop()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
    log.info("stopped")


def _stop_signals(on_stop: Callable[[], None]) -> asyncio.Event:
    """Return what is set by Ctrl+C or SIGTERM. A second one ends the process at once."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        on_stop()
        stopped.set()
        for name in names:
            loop.remove_signal_handler(name)

    names = (signal.SIGINT, signal.SIGTERM)
    for name in names:
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl+C still works
            loop.add_signal_handler(name, stop)
    return stopped


async def _until_first_ends(tasks: set[asyncio.Task[Any]]) -> None:
    """Wait for the connection or the signal, or for any of them to fail."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


@contextmanager
def login_said_plainly(settings: Settings) -> Generator[None]:
    """Turn what can go wrong between us and Discord into the officer's sentence.

    Raises:
        StartProblem: Discord refuses the token, cannot be reached, or answers with an error.
    """
    try:
        yield
    except discord.LoginFailure as error:
        raise StartProblem(
            f"Discord refuses the token in `PITSTOP_TOKEN`. Take a new one from {_PORTAL}."
        ) from error
    except discord.HTTPException as error:
        raise StartProblem(
            f"Discord answered with an error ({error.status}). Wait a few minutes, then run this "
            "again; discordstatus.com says whether it is on their side."
        ) from error
    except (discord.ConnectionClosed, discord.GatewayNotFound) as error:
        raise StartProblem(
            "Discord has closed the connection for good. Run `make doctor`, then this again."
        ) from error
    except (aiohttp.ClientError, OSError) as error:
        what = "this machine's connection"
        if settings.discord_api_url or settings.discord_gateway_url:
            what = "`PITSTOP_DISCORD_API_URL` and `PITSTOP_DISCORD_GATEWAY_URL`"
        raise StartProblem(
            f"Discord can't be reached. Check {what}, then run this again."
        ) from error


async def _wake_when_ready(app: App) -> None:
    await app.client.wait_until_ready()
    app.start()
    # What is loaded by now stays. Looking through it for garbage again and again would stop the
    # bot for 80 ms now and then, in the middle of somebody's typing.
    gc.collect()
    gc.freeze()
    log.info("ready", servers=len(app.client.guilds))
    await asyncio.Event().wait()
