"""The composition root: opens everything once, in order, and closes it in reverse."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from bot.client import PitstopClient
from bot.clock import Clock
from bot.config import Settings
from bot.contacts.service import ContactService, KeepInTouch
from bot.nudges.courier import Courier
from bot.nudges.model import KEEP_IN_TOUCH
from bot.nudges.sender import DiscordSender
from bot.nudges.service import NudgeService
from bot.nudges.wake import Wake
from bot.opening import make_folder, open_database, read_or_make_key
from bot.rooms import Rooms
from bot.students.service import StudentService
from bot.ui.nudges import nudge_card


def data_keys(settings: Settings) -> list[str]:
    """Return the keys for notes, the first one writes; make the data folder if it is needed.

    Raises:
        StartProblem: the data folder can't be written.
    """
    keys = [key.get_secret_value() for key in settings.data_keys]
    if keys:
        if settings.database_url is None:
            make_folder(settings.data_dir)
        return keys
    return [read_or_make_key(settings.data_dir)]


@dataclass(frozen=True, slots=True)
class App:
    """A bot that is put together and not yet connected.

    Attributes:
        client: give it a token, or let SimCord run it.
        courier: delivers what is due, when asked.
        wake: asks the courier, once started.
    """

    client: PitstopClient
    rooms: Rooms
    courier: Courier
    wake: Wake

    async def stop(self) -> None:
        """Finish the deliveries and answers that are under way, then leave Discord."""
        await self.wake.stop()
        await self.client.finish()
        await self.client.close()


@asynccontextmanager
async def open_app(settings: Settings, clock: Clock, random: Random) -> AsyncGenerator[App]:
    """Put a bot together over an opened database.

    Args:
        settings: from the front door.
        clock: tells the time.
        random: picks incident codes and spreads retries.

    Raises:
        StartProblem: the data folder or the database can't be used.
    """
    async with open_database(settings.database, data_keys(settings)) as database:
        nudges = NudgeService(database, clock)
        students = StudentService(database, clock, nudges)
        contacts = ContactService(database, clock, students, nudges)
        nudges.register(KEEP_IN_TOUCH, KeepInTouch(contacts, clock))
        rooms = Rooms(clock, students, contacts, nudges)
        client = PitstopClient(database, rooms, random)
        courier = Courier(database, clock, nudges, DiscordSender(client, nudge_card), random)
        wake = Wake(courier, clock)
        nudges.on_planned = wake.pull_forward
        app = App(client, rooms, courier, wake)
        try:
            yield app
        finally:
            await app.stop()
