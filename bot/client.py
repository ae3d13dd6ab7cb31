"""The Discord client: what it asks of Discord, how commands are synced, how errors are answered."""

import asyncio
import hashlib
import json
from collections import Counter, deque
from importlib import import_module
from random import Random
from typing import Any, cast

import aiohttp
import discord
import structlog
from cachetools import LRUCache
from discord import app_commands
from discord.ext import commands

from bot.database import Database
from bot.facts import Facts
from bot.rooms import Rooms
from bot.ui.answers import report, say
from bot.ui.everything import import_everything
from bot.ui.form import receive
from bot.ui.officers import NotOfficer, OfficerGroup, officers_server
from bot.ui.press import Press
from bot.ui.sentences import sentence

COGS = (
    "cogs.onboarding",
    "cogs.contacts",
    "cogs.log",
    "cogs.outreach",
    "cogs.meetings",
    "cogs.availability",
    "cogs.mentors",
    "cogs.fieldwork",
    "cogs.habits",
    "cogs.journey",
    "cogs.nudges",
    "cogs.community",
    "cogs.privacy",
    "cogs.admin",
)

log = structlog.get_logger()

import_everything()

# Pitstop has no voice, so the parts that it would need are not missing.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


class Tree(app_commands.CommandTree["PitstopClient"]):
    """Slash commands that always answer, in servers, in the DM and as a user-installed app."""

    def __init__(self, client: "PitstopClient") -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let only officers use what is for officers, whatever Discord shows to whom."""
        name = str(cast("dict[str, Any]", interaction.data or {}).get("name"))
        if not isinstance(self.get_command(name), OfficerGroup):
            return True
        try:
            officers_server(interaction)
        except NotOfficer as error:
            if interaction.type is discord.InteractionType.application_command:
                await say(interaction, sentence(error) or "")
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        """Answer what a command did not: a known error by its sentence, any other by a code."""
        cause = getattr(error, "original", error)
        if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await say(interaction, "That command has just changed. Type it once more, please.")
            return
        text = sentence(cause)
        if text is None:
            await report(interaction, cause)
        else:
            await say(interaction, text)


class PitstopClient(commands.Bot):
    """The bot. Commands and buttons find the services in ``rooms``."""

    def __init__(
        self, database: Database, rooms: Rooms, random: Random, trace: aiohttp.TraceConfig
    ) -> None:
        super().__init__(
            http_trace=trace,
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            # Nothing privileged: slash commands and DMs need no more than the list of servers.
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        # discord.py looks through all its rate limits at every request once there are 256 of them,
        # and every DM has one of its own.
        limits: Any = LRUCache[str, Any](255)
        self.http._buckets = limits  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
        self.rooms = rooms
        self.random = random
        self.under_way: set[asyncio.Task[Any]] = set()
        self.answered: deque[tuple[int, str]] = deque(maxlen=1000)
        self.counted = Counter[tuple[str, str]]()
        self.held = LRUCache[int, Any](500)
        self._database = database

    async def finish(self) -> None:
        """Wait for the answers that are under way, as long as Discord would wait for them."""
        if self.under_way:
            await asyncio.wait(set(self.under_way), timeout=3)

    async def setup_hook(self) -> None:
        """Load the commands and tell Discord of them, if they have changed."""
        self.rooms.figures.begin()
        for cog in COGS:
            await import_module(cog).setup(self)  # an extension is executed anew at each start
        self.add_dynamic_items(*Press.kinds)
        await self._sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the forms; discord.py itself answers commands and buttons."""
        await receive(interaction)

    async def _sync(self) -> None:
        """Sync the commands when their hash is not the one that was synced last."""
        name = f"commands_of_{self.application_id}"
        described = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        value = hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()
        async with self._database.reading() as tx:
            if await Facts(tx).recall(name) == value:
                return
        await self.tree.sync()
        async with self._database.transaction() as tx:
            await Facts(tx).remember(name, value)
        log.info("commands.synced", count=len(described))
