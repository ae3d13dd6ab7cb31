"""Posts before chats, in the database. What writes is for whoever holds the lease "posts"."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.community.model import Occasion
from bot.tables import chat_channels, chat_posts


@dataclass(frozen=True, slots=True)
class Post:
    """A post before one chat.

    Attributes:
        begins_at: the start that it announces.
        attempts: this one counted in.
        occasion: what it announces, as the chat is now; None when it is hidden, has moved, or
            the server wants no posts in this channel any more.
        error: why it was not sent.
    """

    id: int
    server_id: int
    chat: int
    begins_at: datetime
    channel_id: int
    attempts: int
    claimed_at: datetime
    occasion: Occasion | None = None
    error: str | None = None

    @property
    def nonce(self) -> str:
        """The same for every attempt. Discord allows 25 characters."""
        return f"pitstop-post-{self.id}"


@dataclass(frozen=True, slots=True)
class Result:
    """What has become of a post.

    Attributes:
        end: ``sent``, ``failed``, ``dropped``, or ``later`` to try it again.
        again_at: when it is tried again.
        tried: Discord was asked.
    """

    end: str
    message_id: int | None = None
    error: str = ""
    again_at: datetime | None = None
    tried: bool = True


class Posts:
    """Every server's posts."""

    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def take_over(self, lease: int, now: datetime) -> None:
        """Put up for another try what an earlier lease has left behind; it may have been tried."""
        await self._tx.execute(
            update(chat_posts)
            .where(
                chat_posts.c.state == "claimed",
                chat_posts.c.next_attempt_at.is_(None),
                chat_posts.c.lease < lease,
            )
            .values(
                next_attempt_at=now,
                attempts=case((chat_posts.c.attempts < 2, 1), else_=chat_posts.c.attempts - 1),
            )
        )

    async def take(self, lease: int, now: datetime) -> list[Post]:
        """Take posts that are to be tried again, and count the attempt."""
        due = (chat_posts.c.state == "claimed", chat_posts.c.next_attempt_at <= now)
        rows = list(await self._tx.execute(select(chat_posts).where(*due)))
        if rows:
            taken = {"lease": lease, "next_attempt_at": None, "attempts": chat_posts.c.attempts + 1}
            await self._tx.execute(update(chat_posts).where(*due).values(taken))
        return [replace(_post(row), attempts=row.attempts + 1) for row in rows]

    async def claim(
        self, server_id: int, channel_id: int, occasion: Occasion, lease: int, now: datetime
    ) -> Post | None:
        """Write down a post, in our hands at once; None when there is one already."""
        row: dict[str, Any] = {
            "server_id": server_id,
            "chat": occasion.chat.number,
            "begins_at": occasion.begins_at,
        }
        if (await self._tx.execute(select(chat_posts.c.id).filter_by(**row))).first():
            return None
        row |= {"channel_id": channel_id, "attempts": 1, "claimed_at": now}
        result = await self._tx.execute(
            insert(chat_posts).values({**row, "state": "claimed", "lease": lease})
        )
        number = cast("int", cast("Any", result.inserted_primary_key)[0])
        return Post(number, occasion=occasion, **row)

    async def settle(self, post: Post, result: Result, now: datetime) -> None:
        """Write down what has become of a post."""
        mine = update(chat_posts).where(chat_posts.c.id == post.id)
        if result.end == "later":
            attempts = post.attempts if result.tried else post.attempts - 1
            values: dict[str, Any] = {"next_attempt_at": result.again_at, "attempts": attempts}
        else:
            values = {"state": result.end, "message_id": result.message_id, "settled_at": now}
        await self._tx.execute(mine.values(error=result.error[:200] or None, **values))

    async def wanted(self) -> bool:
        """Say whether any server wants posts, or one is under way."""
        under_way = select(chat_posts.c.id).where(chat_posts.c.state == "claimed").exists()
        query = select(or_(select(chat_channels.c.server_id).exists(), under_way))
        return bool(await self._tx.scalar(query))

    async def next_attempt(self) -> datetime | None:
        """Return when the first post is to be tried again."""
        query = select(func.min(chat_posts.c.next_attempt_at))
        return await self._tx.scalar(query.where(chat_posts.c.state == "claimed"))

    async def trouble(self, server_id: int, channel_id: int) -> Post | None:
        """Return the last post for a channel, if it could not be sent."""
        query = select(chat_posts).where(
            chat_posts.c.server_id == server_id,
            chat_posts.c.channel_id == channel_id,
            chat_posts.c.state.in_(("sent", "failed")),
        )
        row = (await self._tx.execute(query.order_by(chat_posts.c.id.desc()).limit(1))).first()
        return _post(row) if row is not None and row.state == "failed" else None


def _post(row: Row[Any]) -> Post:
    return Post(
        row.id,
        row.server_id,
        row.chat,
        row.begins_at,
        row.channel_id,
        row.attempts,
        row.claimed_at,
        error=row.error,
    )
