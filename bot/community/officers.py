"""What officers do with the chats of their server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, Unpack

from bot.clock import Clock
from bot.community.model import (
    HASHTAG_LENGTH,
    HOW_LENGTH,
    MOST_CHATS,
    MOST_MINUTES,
    MOST_OPEN_HOURS,
    WARNING_LENGTH,
    Chat,
    ChatGone,
    Occasion,
    TooManyChats,
)
from bot.community.post_store import Post, Posts
from bot.community.recurrence import read_when
from bot.community.service import ChatService
from bot.community.shipped import shipped_chats
from bot.community.store import EveryReminder, ServerChats
from bot.contacts.words import clean_line, clean_link, clean_name
from bot.database import Database
from bot.students.zones import find_zone


class UnreadableLength(Exception):
    """What somebody typed is no number of minutes or hours that a chat can have.

    Attributes:
        field: ``minutes`` or ``hours``.
        most: the largest.
    """

    def __init__(self, field: str, text: str, most: int) -> None:
        super().__init__(text)
        self.field = field
        self.text = text
        self.most = most


class Said(TypedDict, total=False):
    """What an officer typed about a chat; what is left out stays as it was."""

    name: str
    hashtag: str | None
    when: str
    time_zone: str
    minutes: str
    open_hours: str
    how_to: str | None
    link: str | None
    warning: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A chat as officers see it.

    Attributes:
        occasion: the next one; None when it never comes.
        changed: it stands for one that is shipped, and is not as shipped.
    """

    chat: Chat
    occasion: Occasion | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Notices:
    """The chats of a server, and the posts before them.

    Attributes:
        channel_id: where posts go; None for nowhere.
        trouble: the last post, if it could not be sent.
    """

    chats: Sequence[Kept]
    channel_id: int | None
    trouble: Post | None
    now: datetime

    def find(self, number: int) -> Kept:
        """Return one of the chats.

        Raises:
            ChatGone: there is none of this number.
        """
        for each in self.chats:
            if each.chat.number == number:
                return each
        raise ChatGone


class OfficerService:
    """Keeps the chats of servers. Who may do that is for whoever calls to know."""

    def __init__(self, database: Database, clock: Clock, chats: ChatService) -> None:
        self._database = database
        self._clock = clock
        self._chats = chats
        #: Told that a post may be due earlier now; the wake-up call listens here.
        self.on_changed: Callable[[datetime], None] = lambda _now: None

    async def see(self, server_id: int) -> Notices:
        """Return the chats of a server, hidden ones too, and what became of the last post."""
        now = self._clock()
        async with self._database.reading() as tx:
            here = ServerChats(tx, server_id)
            chats, channel_id = await here.all(), await here.channel()
            trouble = await Posts(tx).trouble(server_id, channel_id) if channel_id else None
        kept = [
            Kept(each, each.occasion(now), shipped_chats().get(each.number, each) != each)
            for each in chats.values()
        ]
        return Notices(kept, channel_id, trouble, now)

    async def add(self, server_id: int, **said: Unpack[Said]) -> int:
        """Add a chat; return its number. Reminders and posts follow.

        Raises:
            UnreadableWhen, UnknownZone, UnreadableLength, UnusableText, UnusableAddress: something
                can't be kept as it was typed.
            TooManyChats: there are as many as fit.
        """
        when, zone = read_when(said.get("when", "")), said.get("time_zone", "")
        blank = Chat(number=0, name="", when=when, zone=zone)
        chat = self._with(blank, said)
        async with self._database.transaction() as tx:
            here = ServerChats(tx, server_id)
            if await here.count_own() >= MOST_CHATS:
                raise TooManyChats
            number = await here.add(chat)
        self.on_changed(self._clock())
        return number

    async def change(self, server_id: int, number: int, **said: Unpack[Said]) -> None:
        """Change a chat; one that is shipped, for this server alone. Reminders and posts follow.

        Raises:
            ChatGone: there is no such chat.
            UnreadableWhen, UnknownZone, UnreadableLength, UnusableText, UnusableAddress: as `add`.
        """
        chat = self._with((await self.see(server_id)).find(number).chat, said)
        await self._keep(server_id, chat)

    async def hide(self, server_id: int, number: int, *, hidden: bool) -> None:
        """Hide a chat in this server, or show it again. Reminders of it rest meanwhile.

        Raises:
            ChatGone: there is no such chat.
        """
        chat = (await self.see(server_id)).find(number).chat
        await self._keep(server_id, replace(chat, hidden=hidden, changed_at=self._clock()))

    async def reset(self, server_id: int, number: int) -> None:
        """Let a chat that is shipped be as shipped again.

        Raises:
            ChatGone: there is no such chat, or it is the server's own.
        """
        if number not in shipped_chats():
            raise ChatGone
        await self._keep(server_id, None, number)

    async def post_in(self, server_id: int, channel_id: int | None) -> None:
        """Say in which channel a post comes before each chat; None for in none."""
        async with self._database.transaction() as tx:
            await ServerChats(tx, server_id).set_channel(channel_id, self._clock())
        self.on_changed(self._clock())

    async def _keep(self, server_id: int, chat: Chat | None, number: int = 0) -> None:
        """Keep a chat, or forget one by its number, and let reminders follow at once."""
        number = number if chat is None else chat.number
        async with self._database.reading() as tx:
            reminders = await EveryReminder(tx).of_chat(number)
        async with self._database.transaction(*{each.student_id for each in reminders}) as tx:
            here = ServerChats(tx, server_id)
            await (here.forget(number) if chat is None else here.change(chat))
            await self._chats.follow(tx, [each.id for each in reminders])
        self.on_changed(self._clock())

    def _with(self, chat: Chat, said: Said) -> Chat:
        """Return a chat with what was typed."""
        now = self._clock()
        new = chat
        if "name" in said:
            new = replace(new, name=clean_name(said["name"]))
        if "hashtag" in said:
            new = replace(new, hashtag=_hashtag(said["hashtag"]))
        if "when" in said:
            new = replace(new, when=read_when(said["when"]))
        if "time_zone" in said:
            new = replace(new, zone=find_zone(said["time_zone"], now).key)
        if "minutes" in said:
            new = replace(new, minutes=_number(said["minutes"], "minutes", 1, MOST_MINUTES))
        if "open_hours" in said:
            new = replace(new, open_hours=_number(said["open_hours"], "hours", 0, MOST_OPEN_HOURS))
        if "how_to" in said:
            new = replace(new, how=clean_line(said["how_to"], "text", HOW_LENGTH))
        if "link" in said:
            new = replace(new, link=clean_link(said["link"]))
        if "warning" in said:
            new = replace(new, warning=clean_line(said["warning"], "text", WARNING_LENGTH))
        return replace(new, changed_at=now)


def _hashtag(text: str | None) -> str | None:
    """Return a hashtag as it is kept: one word with one # before it."""
    word = "".join((clean_line(text, "hashtag", HASHTAG_LENGTH) or "").lstrip("# ").split())
    return f"#{word}" if word else None


def _number(text: str, field: str, least: int, most: int) -> int:
    said = text.strip().lower()
    for unit in ("minutes", "minute", "min", "hours", "hour", "h"):
        said = said.removesuffix(unit).strip()
    if not said:
        return {"minutes": 60, "hours": 0}[field]
    if not said.isascii() or not said.isdecimal() or not least <= int(said[:9]) <= most:
        raise UnreadableLength(field, text, most)
    return int(said)
