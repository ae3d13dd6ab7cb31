"""The demo's terminal: time passes here, everything else happens on the page."""

import asyncio
import sys
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import simcord
from simcord.preview import Preview

from bot.logs import configure_logs
from bot.problems import StartProblem
from demo.people import OFFICER, STUDENT, ZONE
from demo.world import World, open_world

MENU = "Enter = next nudge · d = a day · w = a week · v NAME = be somebody else · r = restart · q = quit"


async def demo(port: int, *, browser: bool, script: str | None) -> None:
    """Open the world and its page, and carry out commands until `q` or the end of the script.

    Args:
        port: of the page; 0 for any free one.
        browser: open the page there.
        script: one command a line; None for the keyboard.

    Raises:
        StartProblem: the port is taken.
    """
    configure_logs("WARNING")
    lines = _keyboard_lines() if script is None else _script_lines(script)
    with tempfile.TemporaryDirectory(prefix="pitstop-demo-") as folder:
        async with open_world(Path(folder)) as world:
            viewer: str | None = STUDENT
            _say(
                f"This is {STUDENT}, a second-year student. Type /start on the page first, say yes to "
                "DMs,\nthen try /contact list, /log, /mentor find or whatever you like.\n"
                f"Type `v {OFFICER.split()[0]}` here to be the club's officer, who has /admin too."
            )
            while viewer is not None:
                viewer = await _show(world, viewer, port, lines, browser=browser)
                if viewer is not None:
                    _say("The page before this one has ended.")


async def _show(
    world: World, viewer: str, port: int, lines: AsyncIterator[str], *, browser: bool
) -> str | None:
    """Serve one person's page until the viewer changes; return who comes next, None for nobody."""
    page = chat_page(world, viewer, port)
    try:
        await page.__aenter__()
    except (OSError, simcord.SetupError) as error:
        raise StartProblem(
            f"Port {port} is taken. Leave `--port` out, or name another one."
        ) from error
    try:
        where = "in the club's server" if viewer == OFFICER else "in direct messages with Pitstop"
        _say(f"\n{viewer}, {where}: {page.url}")
        _say(MENU)
        if browser:
            webbrowser.open(page.url)
        async for line in lines:
            match line.split(maxsplit=1):
                case ["q"]:
                    return None
                case ["v", name]:
                    found = [p for p in world.people if p.lower().startswith(name.lower())]
                    if found:
                        return found[0]
                    _say(f"Nobody is called “{name}”. There are {', '.join(world.people)}.")
                case command:
                    _say(await _carry_out(world, command))
                    await page.refresh()
        return None
    finally:
        await page.close()


def chat_page(world: World, viewer: str, port: int) -> Preview:
    """Return the page with one person's direct messages, the officer's server; enter to serve it."""
    user, officer = world.people[viewer], viewer == OFFICER
    return world.env.preview(
        world.channel if officer else user.dm_channel,
        viewers=[world.officer if officer else user],
        layout="channel",
        timezone=ZONE,
        port=port or None,
    )


async def _carry_out(world: World, command: list[str]) -> str:
    match command:
        case []:
            came = await world.jump_to_next()
            if not came:
                return (
                    "No nudge is on its way: nobody has said yes to DMs yet, or nobody is due. "
                    "Type /start on the page."
                )
        case ["d"]:
            came = await world.advance(timedelta(days=1))
        case ["w"]:
            came = await world.advance(timedelta(weeks=1))
        case ["r"]:
            await world.restart()
            return "The bot has restarted. Every button on the page still works."
        case _:
            return MENU
    news = {0: "no new DM", 1: "a new DM"}.get(came, f"{came} new DMs")
    return f"It is {world.local_now():%A %d %B, %H:%M} for Maya: {news}."


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - this is the terminal


async def _script_lines(script: str) -> AsyncIterator[str]:
    for line in script.splitlines():
        if not line.startswith("#"):
            _say(f"> {line}")
            yield line.strip()


async def _keyboard_lines() -> AsyncIterator[str]:
    """Yield what is typed. A thread reads it, so that the page lives on in the meantime."""
    loop = asyncio.get_running_loop()
    typed: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(typed.put_nowait, line)
        loop.call_soon_threadsafe(typed.put_nowait, "q")

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield (await typed.get()).strip()
