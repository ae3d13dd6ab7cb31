"""`pitstop doctor`: looks at everything that `run` needs, and says what to do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import discord

from bot.backups.model import LONGEST
from bot.backups.service import look_at_backups, oldest
from bot.clock import system_clock
from bot.config import Settings
from bot.keyring import KeyFile
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
    checks: list[tuple[str, Callable[[Settings], Awaitable[str | None]]]] = [
        ("Data folder", _data_folder),
        ("Database", _database),
        ("Keys", _keys),
        ("Backups", _backups),
        ("Token", _token),
        ("Discord", _discord),
    ]
    findings: list[Finding] = []
    for what, check in checks:
        try:
            note = await check(settings)
            if note is not None:
                findings.append(Finding(what, fine=True, note=note))
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


async def _keys(settings: Settings) -> str | None:
    """Say what a change of keys has left; None when there is one key, as on most days."""
    if settings.data_keys:
        if len(settings.data_keys) > 1:
            raise StartProblem(
                "`PITSTOP_DATA_KEYS` has more than one key. Run `pitstop keys rotate`: it says when "
                "the others can be taken out."
            )
        return None
    file = KeyFile(settings.data_dir)
    if not known_keys(settings):  # or it says that they can't be read
        return None
    if len(file.read()) > 1:
        raise StartProblem(
            "A change of keys is not finished. Run `pitstop keys rotate`: it goes on where it was."
        )
    if not file.old_path.exists():
        return None
    changed_at = datetime.fromtimestamp(file.old_path.stat().st_mtime, UTC)
    last, first = changed_at + LONGEST, oldest(settings.backups)
    if system_clock() < last:
        return (
            f"{file.old_path.name} opens backups from before the new key: delete it after "
            f"{last.day} {last:%B}"
        )
    if first is not None and first < changed_at:
        return f"{file.old_path.name} still opens the backup of {first.day} {first:%B}: keep it"
    raise StartProblem(f"No backup needs {file.old_path} any more. Delete it.")


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
