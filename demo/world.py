"""The real bot inside SimCord, with a real SQLite file, an invented server and its people."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

import discord
import simcord
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.app import App, open_app
from bot.config import Settings
from bot.contacts.network import token
from demo.people import CLASSMATES, GOAL, HELPS, MENTORS, NETWORK, OFFICER, SERVER, STUDENT, ZONE

#: A Monday morning before nine in Maya's time zone, a few weeks into the term.
BEGINS = datetime(2026, 10, 12, 15, 30, tzinfo=UTC)


class World:
    """A bot at work on its own clock, and the people who can use it."""

    def __init__(self, folder: Path) -> None:
        # A key of its own: nobody is to be told to keep the key of a demo safe.
        key = SecretStr(Fernet.generate_key().decode())
        self._settings = Settings.model_construct(data_dir=folder, data_keys=[key])
        self._stack = AsyncExitStack()  # the bot that runs now
        self.app: App
        self.env: simcord.Env
        self.people: dict[str, simcord.UserHandle] = {}
        self.officer: simcord.MemberActor
        self.channel: simcord.ChannelHandle  # of the server

    async def open_bot(self) -> AsyncExitStack:
        """Put a bot together over the same file; return what the one before it still holds."""
        before, self._stack = self._stack, AsyncExitStack()
        self.app = await self._stack.enter_async_context(
            open_app(self._settings, self.now, Random(0))  # noqa: S311 - not for secrets
        )
        return before

    async def restart(self) -> None:
        """End the bot as it is, and start another on the same file and the same chat."""
        before = await self.open_bot()
        await self.env.restart_bot(self.app.client)
        await before.aclose()

    async def close(self) -> None:
        """End the bot."""
        await self._stack.aclose()

    def now(self) -> datetime:
        """Return the world's time in UTC."""
        return self.env.now()

    def local_now(self) -> datetime:
        """Return the time on Maya's clock."""
        return self.now().astimezone(ZoneInfo(ZONE))

    async def deliver(self) -> datetime | None:
        """Send what is due; return when something is next."""
        upcoming = await self.app.deliver()
        await self.env.settle()
        return upcoming

    async def advance(self, span: timedelta) -> int:
        """Let time pass, delivering whatever falls due on the way; return how many DMs came."""
        before = self.messages()
        until = self.now() + span
        upcoming = await self.deliver()
        while upcoming is not None and upcoming <= until:
            await self.env.advance_time((upcoming - self.now()).total_seconds())
            upcoming = await self.deliver()
        await self.env.advance_time((until - self.now()).total_seconds())
        return self.messages() - before

    async def jump_to_next(self) -> int:
        """Jump to the next nudge; return how many DMs came, none when nothing is planned."""
        before = self.messages()
        upcoming = await self.deliver()
        while upcoming is not None and self.messages() == before and upcoming < self.now() + FAR:
            await self.env.advance_time(max(0.0, (upcoming - self.now()).total_seconds()))
            upcoming = await self.deliver()
        return self.messages() - before

    def messages(self) -> int:
        """Count the messages that the bot has sent of its own accord."""
        sent = (r for r in self.env.http_requests if r.method == "POST")
        return sum(1 for request in sent if request.path.endswith("/messages"))


#: What is planned later than this waits for the student, as in a pause without an end.
FAR = timedelta(days=3 * 365)


@asynccontextmanager
async def open_world(folder: Path) -> AsyncGenerator[World]:
    """Open the bot in ``folder``, begin the term, and give Maya the network she has by then."""
    world = World(folder)
    await world.open_bot()
    world.env = simcord.Env(world.app.client, settle_timeout=30)  # a picture takes seconds
    await world.env.start()
    try:
        await world.env.advance_time((BEGINS - world.now()).total_seconds())
        await cast("discord.ClientUser", world.app.client.user).edit(username="Pitstop")
        server = world.env.create_guild(SERVER)
        world.channel = server.create_text_channel("general")
        officers = server.create_role("Officer", permissions=discord.Permissions(manage_guild=True))
        for name in (STUDENT, *CLASSMATES, *MENTORS, OFFICER):
            user = world.env.create_user(name.split()[0].lower(), global_name=name)
            member = server.add_member(user, roles=[officers] if name == OFFICER else [])
            if name == OFFICER:
                world.officer = member
            world.people[name] = user
        await _fill_network(world.app, world.people[STUDENT].id)
        for name in MENTORS:
            await _offer(world.app, name, world.people[name])
        yield world
    finally:
        await world.env.shutdown()
        await world.close()


async def _fill_network(app: App, student_id: int) -> None:
    rooms = app.rooms
    await rooms.students.start(student_id, ZoneInfo(ZONE), "programme", 9)
    for person, talks in NETWORK:
        added = await rooms.contacts.add(student_id, person)
        for talk in talks:
            await rooms.interactions.log(student_id, token(added.details.contact.id), talk)
    goal = await rooms.goals.add(student_id, GOAL)
    await rooms.goals.link(student_id, goal.goal.id, HELPS)


async def _offer(app: App, name: str, user: simcord.UserHandle) -> None:
    stage, offer = MENTORS[name]
    await app.rooms.students.start(user.id, ZoneInfo(ZONE), stage, 9)
    await app.rooms.students.agree_to_dms(user.id, user.dm_channel.id)
    await app.rooms.mentors.say(user.id, offer, name)
