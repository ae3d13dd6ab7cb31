"""Posts in servers' channels before chats: claimed, sent, settled, and taken up after a crash.

It is done as the courier does it (docs/decisions/0038): each step is written down before the next,
by the one process that holds a lease; every attempt of one post has the same nonce; and when
Discord may have forgotten that, the channel's history is read first.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import structlog

from bot.clock import Clock, earliest
from bot.community.model import POST_BEFORE
from bot.community.post_store import Post, Posts, Result
from bot.community.store import Calendars
from bot.database import Database
from bot.nudges.lease import Lease
from bot.nudges.post import Board, NotTried, TryLater, Unreachable
from bot.nudges.postman import LONGEST_WAIT, NONCE_WINDOW

#: How long another process leaves to this one what it has claimed.
LEASE = timedelta(seconds=60)
#: A history that can't be read for so long after the chat will not tell any more.
GIVE_UP = timedelta(days=1)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger()


class ChatPosts:
    """Posts what is due. One process does at a time."""

    def __init__(
        self, database: Database, clock: Clock, board: Board[Post], random: Random
    ) -> None:
        self._database = database
        self._clock = clock
        self._board = board
        self._random = random
        self._stopping = False
        self._lease = 0
        self._lease_until = _LONG_AGO

    async def dispatch(self) -> datetime | None:
        """Post what is due; return when to look again though nothing is, None for never."""
        async with self._database.reading() as tx:
            if not await Posts(tx).wanted():
                return None
        try:
            while not self._stopping:
                closed = self._board.closed_until()
                if closed is not None:
                    return closed
                taken = await self._take()
                if taken is None:
                    async with self._database.reading() as tx:
                        return await Lease(tx, "posts").until()
                if not taken:
                    break
                for post in taken:
                    await self._settle(post, await self._carry(post))
        except BaseException:
            self._lease = 0  # what is in our hands is found again under the next one
            raise
        return None

    def stop(self) -> None:
        """Take up nothing more."""
        self._stopping = True

    async def close(self) -> None:
        """Let another process go on at once."""
        self.stop()
        if self._lease:
            async with self._database.transaction() as tx:
                await Lease(tx, "posts").release(self._lease, self._clock())

    async def next_wake(self) -> datetime | None:
        """Return when the next post is due, or the next try."""
        now = self._clock()
        async with self._database.reading() as tx:
            moments = [await Posts(tx).next_attempt()]
            for _, chats in (await Calendars(tx).with_posts()).values():
                starts = (chat.next_start(now + POST_BEFORE) for chat in chats.values())
                moments += [each - POST_BEFORE for each in starts if each is not None]
        return earliest(*moments)

    async def _take(self) -> list[Post] | None:
        """Take up what is to be tried again and what is due; None without the lease."""
        now = self._clock()
        async with self._database.transaction() as tx:
            number = await Lease(tx, "posts").renew(self._lease, now, now + LEASE)
            taken: list[Post] = []
            if number is not None:
                store = Posts(tx)
                if number != self._lease:
                    await store.take_over(number, now)
                servers = await Calendars(tx).with_posts()
                for post in await store.take(number, now):
                    channel_id, chats = servers.get(post.server_id, (0, {}))
                    chat = chats.get(post.chat)
                    there = channel_id == post.channel_id
                    true = there and chat is not None and chat.starts_at(post.begins_at)
                    occasion = chat.at(post.begins_at) if true and chat is not None else None
                    taken.append(replace(post, occasion=occasion))
                for server_id, (channel_id, chats) in servers.items():
                    for chat in chats.values():
                        begins_at = chat.next_start(now)
                        if begins_at is None or begins_at - POST_BEFORE > now:
                            continue
                        occasion = chat.at(begins_at)
                        post = await store.claim(server_id, channel_id, occasion, number, now)
                        taken += [post] if post else []
        if number is None:
            self._lease = 0
            return None
        self._lease, self._lease_until = number, now + LEASE
        return taken

    async def _carry(self, post: Post) -> Result:
        """Bring a post a step further, whatever happens."""
        try:
            return await self._step(post)
        except NotTried as error:
            return self._later(post, str(error), tried=False)
        except TryLater as error:
            return self._later(post, str(error), error.wait)
        except Unreachable as error:
            return Result("failed", error=str(error))
        except Exception as error:
            log.exception("post.broken", post=post.id)
            return self._later(post, type(error).__name__)

    async def _step(self, post: Post) -> Result:
        now = self._clock()
        over = now >= post.begins_at
        certain = post.attempts == 1  # whatever was tried before may have arrived
        wanted = post.occasion is not None and not over
        if not certain and (not wanted or now - post.claimed_at > NONCE_WINDOW):
            try:
                found = await self._board.find(post, post.claimed_at)
            except TryLater:
                if now > post.begins_at + GIVE_UP:
                    return Result("failed", error="unsure")
                raise
            if found is not None:
                return Result("sent", found)
        if not wanted:
            return Result("failed" if over else "dropped", error="too late" if over else "changed")
        return Result("sent", await self._board.post(post, self._lease_until))

    def _later(
        self, post: Post, reason: str, wait: timedelta = timedelta(), *, tried: bool = True
    ) -> Result:
        now = self._clock()
        if tried:
            wait = max(wait, min(timedelta(seconds=2.0 ** min(post.attempts, 20)), LONGEST_WAIT))
            wait *= 1 + self._random.random() / 4
        again_at = max(now + wait, self._board.closed_until() or now)
        if not tried:  # the lease had run out, or the gate has just closed
            again_at = max(again_at, now + timedelta(seconds=1))
        return Result("later", error=reason, again_at=again_at, tried=tried)

    async def _settle(self, post: Post, result: Result) -> None:
        now = self._clock()
        async with self._database.transaction() as tx:
            number = await Lease(tx, "posts").renew(self._lease, now, now + LEASE)
            if number is None or number != self._lease:  # it is in other hands
                log.error("post.lease_lost", post=post.id)
                self._lease = 0
                return
            await Posts(tx).settle(post, result, now)
            self._lease_until = now + LEASE
        if result.end == "later":
            log.info("post.again", post=post.id, reason=result.error)
        elif result.end == "failed":
            log.warning("post.given_up", post=post.id, server=post.server_id, reason=result.error)
        else:
            log.info("post.settled", post=post.id, end=result.end)
