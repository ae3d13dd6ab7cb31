"""`pitstop doctor`: looks at everything that `run` needs, and says what to do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from bot.backups.service import look_at_backups
from bot.clock import system_clock
from bot.config import Settings
from bot.opening import file_of, known_keys, look_at_database, look_at_folder, read_or_make_key
from bot.problems import StartProblem
from bot.run import checked_token, login_said_plainly, point_elsewhere

#: What the bot needs in a server: none, since slash commands and DMs need no permission.
PERMISSIONS = discord.Permissions.none()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table: what was looked at, whether it is fine, and what to do or to know."""

    what: str
    fine: bool
    note: str

    def __str__(self) -> str:
        # One line each, which the terminal may wrap: a link has to stay one link.
        return f"{'fine ' if self.fine else 'to do'}  {self.what:<13}{self.note}"


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that `run` needs, in the order in which it needs it."""
    checks: list[tuple[str, Callable[[Settings], Awaitable[str]]]] = [
        ("Data folder", _data_folder),
        ("Database", _database),
        ("Backups", _backups),
        ("Token", _token),
        ("Discord", _discord),
    ]
    findings: list[Finding] = []
    for what, check in checks:
        try:
            findings.append(Finding(what, fine=True, note=await check(settings)))
        except StartProblem as problem:
            findings.append(Finding(what, fine=False, note=str(problem)))
    return findings


async def _data_folder(settings: Settings) -> str:
    return look_at_folder(settings.data_dir)


async def _database(settings: Settings) -> str:
    there = ((settings.data_dir / name).exists() for name in ("pitstop.key", "pitstop.db"))
    if not settings.data_keys and any(there):
        read_or_make_key(settings.data_dir)  # or says that it is missing
    return await look_at_database(settings.database, known_keys(settings))


async def _backups(settings: Settings) -> str:
    file = file_of(settings.database)
    if file is None:
        return "are yours to make, with `pg_dump`: see “On your server” in the README"
    return look_at_backups(settings.backups, file, system_clock())


async def _token(settings: Settings) -> str:
    checked_token(settings)
    return "has the right form"


async def _discord(settings: Settings) -> str:
    try:
        token = checked_token(settings)
    except StartProblem:
        raise StartProblem("Not asked, since there is no token to ask with.") from None
    point_elsewhere(settings)
    async with discord.Client(intents=discord.Intents.none()) as client:
        with login_said_plainly(settings):
            await client.login(token)
        link = discord.utils.oauth_url(
            client.application_id or 0,
            permissions=PERMISSIONS,
            scopes=("bot", "applications.commands"),
        )
        return f"knows the bot as {client.user}. Invite it to your server: {link}"
