"""Chats of servers, whom students see them with, and reminders, in the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.community.model import FIRST_OWN, Chat, chats_of
from bot.community.recurrence import When
from bot.community.shipped import shipped_chats
from bot.database import among
from bot.tables import chat_channels, chat_reminders, chat_visits, chats


@dataclass(frozen=True, slots=True)
class Reminder:
    """A chat that a student wants to be reminded of.

    Attributes:
        chat: the number of the chat.
        lead: minutes before it.
        begins_at: the start it is planned for; None while the chat is hidden.
    """

    id: int
    student_id: int
    chat: int
    lead: int
    begins_at: datetime | None


class ServerChats:
    """What officers of one server have changed and added."""

    def __init__(self, tx: AsyncConnection, server_id: int) -> None:
        self._tx = tx
        self._server_id = server_id
        self._here = chats.c.server_id == server_id

    async def all(self) -> dict[int, Chat]:
        """Return every chat of the server by number, hidden ones too, also as shipped."""
        return {**shipped_chats(), **{each.number: each for each in await self.kept()}}

    async def kept(self) -> list[Chat]:
        """Return what is kept of this server."""
        return [_chat(row) for row in await self._tx.execute(select(chats).where(self._here))]

    async def count_own(self) -> int:
        """Count the server's own."""
        query = select(func.count()).where(self._here, chats.c.shipped.is_(None))
        return cast("int", await self._tx.scalar(query))

    async def add(self, chat: Chat) -> int:
        """Keep a chat of the server's own, or one that stands for one that is shipped."""
        shipped = chat.number if 0 < chat.number < FIRST_OWN else None
        row = {"server_id": self._server_id, "shipped": shipped, **_values(chat)}
        result = await self._tx.execute(insert(chats).values(row))
        number = cast("int", cast("Any", result.inserted_primary_key)[0])
        return chat.number if shipped is not None else FIRST_OWN + number

    async def change(self, chat: Chat) -> int:
        """Keep a chat as it is now; return its number. One that is shipped is copied first."""
        which = self._which(chat.number)
        result = await self._tx.execute(
            update(chats).where(self._here, which).values(_values(chat))
        )
        return chat.number if result.rowcount else await self.add(chat)

    async def forget(self, number: int) -> None:
        """Let go of a chat: one that is shipped is as shipped again."""
        await self._tx.execute(delete(chats).where(self._here, self._which(number)))

    def _which(self, number: int) -> Any:
        if number < FIRST_OWN:
            return chats.c.shipped == number
        return chats.c.id == number - FIRST_OWN

    async def channel(self) -> int | None:
        """Return where posts go; None for nowhere."""
        query = select(chat_channels.c.channel_id).where(
            chat_channels.c.server_id == self._server_id
        )
        return await self._tx.scalar(query)

    async def set_channel(self, channel_id: int | None, now: datetime) -> None:
        """Say where posts go; None for nowhere."""
        await self._tx.execute(
            delete(chat_channels).where(chat_channels.c.server_id == self._server_id)
        )
        if channel_id is not None:
            row = {"server_id": self._server_id, "channel_id": channel_id, "set_at": now}
            await self._tx.execute(insert(chat_channels).values(row))


class Calendars:
    """Which chats students and servers see. Reads only."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def of_students(
        self, student_ids: Collection[int], here: int | None = None
    ) -> dict[int, dict[int, Chat]]:
        """Return what each student sees, by number, see `bot.community.model.chats_of`.

        Theirs are the servers in which they have looked at chats. For somebody who has looked in
        none, it is the only server that has chats of its own, if it is the only one.

        Args:
            student_ids: whose chats.
            here: a server that counts for all of them.
        """
        visits: defaultdict[int, set[int]] = defaultdict(set)
        query = select(chat_visits).where(among(chat_visits.c.student_id, student_ids))
        for row in await self._tx.execute(query):
            visits[row.student_id].add(row.server_id)
        if here is not None:
            for student_id in student_ids:
                visits[student_id].add(here)
        only: set[int] = set()
        if any(student_id not in visits for student_id in student_ids):
            some = set(await self._tx.scalars(select(chats.c.server_id).distinct().limit(2)))
            only = some if len(some) == 1 else set()
        wanted = only.union(*visits.values()) if visits else only
        kept = await self._kept(wanted)
        return {
            student_id: chats_of(
                shipped_chats(), {each: kept[each] for each in visits.get(student_id, only)}
            )
            for student_id in student_ids
        }

    async def with_posts(self) -> dict[int, tuple[int, dict[int, Chat]]]:
        """Return each server that wants posts: the channel, and the chats."""
        rows = await self._tx.execute(select(chat_channels))
        channels = {row.server_id: row.channel_id for row in rows}
        kept = await self._kept(channels)
        return {
            server_id: (channel_id, chats_of(shipped_chats(), {server_id: kept[server_id]}))
            for server_id, channel_id in channels.items()
        }

    async def _kept(self, server_ids: Collection[int]) -> Mapping[int, Sequence[Chat]]:
        kept: dict[int, list[Chat]] = {each: [] for each in server_ids}
        if kept:
            query = select(chats).where(among(chats.c.server_id, kept))
            for row in await self._tx.execute(query.order_by(chats.c.id)):
                kept[row.server_id].append(_chat(row))
        return kept


class Reminders:
    """The chats that one student wants to be reminded of."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = chat_reminders.c.student_id == student_id

    async def visit(self, server_id: int) -> None:
        """Note that the student has looked at chats in a server."""
        row = {"student_id": self._student_id, "server_id": server_id}
        known = select(chat_visits).filter_by(**row)
        if (await self._tx.execute(known)).first() is None:
            await self._tx.execute(insert(chat_visits).values(row))

    async def all(self) -> dict[int, Reminder]:
        """Return them by the number of the chat."""
        rows = await self._tx.execute(select(chat_reminders).where(self._mine))
        return {row.chat: _reminder(row) for row in rows}

    async def set(self, number: int, lead: int, begins_at: datetime | None, now: datetime) -> int:
        """Remind of a chat; return the id, which stays the same for one chat until it is dropped."""
        known = (await self.all()).get(number)
        values = {"lead": lead, "begins_at": begins_at}
        if known is not None:
            mine = update(chat_reminders).where(self._mine, chat_reminders.c.id == known.id)
            await self._tx.execute(mine.values(values))
            return known.id
        row = {"student_id": self._student_id, "chat": number, "created_at": now, **values}
        result = await self._tx.execute(insert(chat_reminders).values(row))
        return cast("int", cast("Any", result.inserted_primary_key)[0])

    async def drop(self, number: int) -> int | None:
        """Remind of it no more; return the id it had."""
        known = (await self.all()).get(number)
        if known is not None:
            mine = delete(chat_reminders).where(self._mine, chat_reminders.c.id == known.id)
            await self._tx.execute(mine)
        return None if known is None else known.id


class EveryReminder:
    """Reminders of any student."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def some(self, ids: Collection[int]) -> dict[int, Reminder]:
        """Return reminders by id."""
        query = select(chat_reminders).where(among(chat_reminders.c.id, ids))
        return {row.id: _reminder(row) for row in await self._tx.execute(query)}

    async def of_chat(self, number: int) -> list[Reminder]:
        """Return who is to be reminded of a chat."""
        query = select(chat_reminders).where(chat_reminders.c.chat == number)
        return [_reminder(row) for row in await self._tx.execute(query)]

    async def over(self, now: datetime, limit: int) -> list[Reminder]:
        """Return those whose chat has begun, and which are to be planned for the next."""
        query = (
            select(chat_reminders)
            .where(chat_reminders.c.begins_at <= now)
            .order_by(chat_reminders.c.begins_at, chat_reminders.c.id)
            .limit(limit)
        )
        return [_reminder(row) for row in await self._tx.execute(query)]

    async def next_start(self) -> datetime | None:
        """Return when the first of them begins."""
        return await self._tx.scalar(select(func.min(chat_reminders.c.begins_at)))


def _values(chat: Chat) -> dict[str, Any]:
    names = ("name", "hashtag", "zone", "minutes", "open_hours", "how", "link", "warning")
    values: dict[str, Any] = {name: getattr(chat, name) for name in names}
    moments = {"rule": chat.when.rule, "minute": chat.when.minute, "changed_at": chat.changed_at}
    return values | moments | {"hidden": chat.hidden}


def _chat(row: Row[Any]) -> Chat:
    return Chat(
        number=FIRST_OWN + row.id if row.shipped is None else row.shipped,
        name=row.name,
        hashtag=row.hashtag,
        when=When(row.rule, row.minute),
        zone=row.zone,
        minutes=row.minutes,
        open_hours=row.open_hours,
        how=row.how,
        link=row.link,
        warning=row.warning,
        hidden=row.hidden,
        changed_at=row.changed_at,
    )


def _reminder(row: Row[Any]) -> Reminder:
    return Reminder(row.id, row.student_id, row.chat, row.lead, row.begins_at)
