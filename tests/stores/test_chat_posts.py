"""Posts before chats: once each, whatever crashes, and given up where nothing can be posted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.community.post_store import Post
from bot.community.posts import LEASE, ChatPosts
from bot.database import Database
from bot.nudges.post import NotTried, TryLater, Unreachable
from bot.tables import chat_posts

from .rooms import Rooms

SERVER, CHANNEL, OTHER_CHANNEL = 70, 71, 72
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Channels:
    """Takes posts, or refuses them; remembers messages, and nonces for three minutes."""

    now: Callable[[], datetime]
    messages: list[tuple[Post, datetime]] = field(default_factory=list)
    kill: str = ""  # "before" or "after" the message stands
    refusal: Exception | None = None
    loses_answers: bool = False
    unreadable: Exception | None = None
    looked: int = 0

    def closed_until(self) -> None:
        return None

    async def post(self, notice: Post, until: datetime) -> int:
        assert notice.occasion is not None
        if self.kill == "before":
            raise Killed
        if self.now() >= until:
            raise NotTried("not now")
        if self.refusal is not None:
            raise self.refusal
        known = [
            number
            for number, (post, at) in enumerate(self.messages, 1)
            if post.nonce == notice.nonce and self.now() - at < 3 * MINUTE
        ]
        if not known:
            self.messages.append((notice, self.now()))
        if self.kill == "after":
            raise Killed
        if self.loses_answers:
            raise TryLater("lost")
        return known[0] if known else len(self.messages)

    async def find(self, notice: Post, since: datetime) -> int | None:
        self.looked += 1
        if self.unreadable is not None:
            raise self.unreadable
        found = (n for n, (post, _) in enumerate(self.messages, 1) if post.id == notice.id)
        return next(found, None)


class Club:
    """A server that wants posts, on a Tuesday at 2 pm in New York: #OTalk is in an hour."""

    def __init__(self, database: Database) -> None:
        self.rooms = Rooms(database)
        self.database = database
        self.rooms.now = datetime.fromisoformat("2026-01-06T19:00:00+00:00")
        self.board = Channels(lambda: self.rooms.now)
        self.posts = self.process()

    def process(self) -> ChatPosts:
        return ChatPosts(self.database, lambda: self.rooms.now, self.board, Random(0))

    async def after(self, span: timedelta) -> datetime | None:
        self.rooms.now += span
        return await self.posts.dispatch()

    async def killed(self, when: str) -> None:
        """Begin to post, and die on the way; another process begins with nothing known."""
        self.board.kill = when
        with pytest.raises(Killed):
            await self.posts.dispatch()
        self.board.kill = ""
        self.posts = self.process()

    async def rows(self) -> list[Any]:
        async with self.database.reading() as tx:
            return list(await tx.execute(select(chat_posts).order_by(chat_posts.c.id)))

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]


@pytest.fixture
async def club(database: Database) -> Club:
    club = Club(database)
    await club.rooms.chat_officers.post_in(SERVER, CHANNEL)
    return club


async def test_a_post_comes_an_hour_before_and_once(club: Club) -> None:
    club.rooms.now -= MINUTE
    await club.posts.dispatch()
    assert club.board.messages == []
    assert await club.posts.next_wake() == club.rooms.now + MINUTE
    for _ in range(3):
        await club.after(MINUTE)
    [(post, _)] = club.board.messages
    assert (post.channel_id, post.chat) == (CHANNEL, 1)
    assert post.begins_at == datetime.fromisoformat("2026-01-06T20:00:00+00:00")
    assert len(f"pitstop-post-{10**12 - 1}") <= 25
    assert await club.states() == ["sent"]
    # The next is in a week, at the same hour of New York.
    assert await club.posts.next_wake() == datetime.fromisoformat("2026-01-13T19:00:00+00:00")


async def test_nothing_is_posted_where_nobody_wants_it_or_when_the_chat_has_begun(
    club: Club,
) -> None:
    await club.rooms.chat_officers.post_in(SERVER, None)
    await club.posts.dispatch()
    assert await club.posts.next_wake() is None
    await club.rooms.chat_officers.post_in(SERVER, CHANNEL)
    await club.rooms.chat_officers.hide(SERVER, 1, hidden=True)
    await club.posts.dispatch()
    await club.rooms.chat_officers.hide(SERVER, 1, hidden=False)
    await club.after(HOUR)
    assert club.board.messages == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("later", [LEASE, timedelta(minutes=20)])
async def test_killed_on_the_way_it_comes_once_all_the_same(
    club: Club, when: str, later: timedelta
) -> None:
    await club.killed(when)
    assert await club.posts.dispatch() is not None, "the dead process holds the lease still"
    for _ in range(3):
        await club.after(later)
    assert [post.chat for post, _ in club.board.messages] == [1]
    assert await club.states() == ["sent"]
    assert club.board.looked == (1 if later > LEASE else 0)


async def test_killed_again_and_again_it_never_doubles(club: Club) -> None:
    for when in ("before", "after", "before"):
        await club.killed(when)
        club.rooms.now += LEASE
    await club.posts.dispatch()
    assert len(club.board.messages) == 1
    assert await club.states() == ["sent"]


async def test_a_lost_answer_is_tried_again_with_the_same_nonce(club: Club) -> None:
    club.board.loses_answers = True
    await club.posts.dispatch()
    [row] = await club.rows()
    assert (row.state, row.error, row.attempts) == ("claimed", "lost", 1)
    again_at = await club.posts.next_wake()
    assert again_at is not None
    assert again_at <= club.rooms.now + timedelta(seconds=3)
    club.board.loses_answers = False
    club.rooms.now = again_at
    await club.posts.dispatch()
    assert await club.states() == ["sent"]
    assert len(club.board.messages) == 1


@pytest.mark.parametrize("code", ["10003", "50013"])
async def test_where_it_may_not_write_it_gives_up_with_a_number_and_the_officer_is_told(
    club: Club, code: str
) -> None:
    club.board.refusal = Unreachable(code)
    with capture_logs() as logs:
        await club.posts.dispatch()
        await club.after(MINUTE)
    [row] = await club.rows()
    [logged] = [each for each in logs if each["event"] == "post.given_up"]
    assert (logged["post"], logged["reason"]) == (row.id, code)
    trouble = (await club.rooms.chat_officers.see(SERVER)).trouble
    assert trouble is not None
    assert (trouble.id, trouble.error) == (row.id, code)
    # Another channel, and the next post: nothing is wrong any more.
    club.board.refusal = None
    await club.rooms.chat_officers.post_in(SERVER, OTHER_CHANNEL)
    assert (await club.rooms.chat_officers.see(SERVER)).trouble is None
    await club.after(timedelta(days=7))
    assert [post.channel_id for post, _ in club.board.messages] == [OTHER_CHANNEL]


async def test_what_may_have_arrived_and_cannot_be_looked_for_is_not_sent_again(
    club: Club,
) -> None:
    await club.killed("after")
    club.board.unreadable = Unreachable("50001")
    await club.after(20 * MINUTE)
    assert len(club.board.messages) == 1
    assert await club.states() == ["failed"]


async def test_a_history_that_stays_unreadable_is_given_up_after_a_day(club: Club) -> None:
    await club.killed("after")
    club.board.unreadable = TryLater("503")
    await club.after(20 * MINUTE)
    assert await club.states() == ["claimed"]
    await club.after(timedelta(hours=26))
    assert await club.states() == ["failed"]
    assert len(club.board.messages) == 1


async def test_a_chat_that_moves_while_its_post_waits_is_posted_for_its_new_time_alone(
    club: Club,
) -> None:
    club.board.refusal = TryLater("down")
    await club.posts.dispatch()
    await club.rooms.chat_officers.change(SERVER, 1, when="Tuesdays 4 pm")
    club.board.refusal = None
    await club.after(5 * MINUTE)
    assert club.board.messages == []
    await club.after(HOUR)
    [(post, _)] = club.board.messages
    assert post.begins_at == datetime.fromisoformat("2026-01-06T21:00:00+00:00")
    assert await club.states() == ["dropped", "sent"]


async def test_two_processes_never_both_post(club: Club) -> None:
    other = club.process()
    await club.posts.dispatch()
    assert await other.dispatch() == club.rooms.now + LEASE
    await club.posts.close()
    club.rooms.now += timedelta(days=7)
    assert await other.dispatch() is None
    assert [post.chat for post, _ in club.board.messages] == [1, 1]


async def test_a_process_that_was_stopped_for_a_while_changes_nothing_any_more(club: Club) -> None:
    """It sent, slept through its lease, and another has settled the post meanwhile."""
    other = club.process()
    slept = club.board.post

    async def sleeps(notice: Post, until: datetime) -> int:
        number = await slept(notice, until)
        club.rooms.now += LEASE
        club.board.post = slept  # type: ignore[method-assign]
        await other.dispatch()
        return number + 100

    club.board.post = sleeps  # type: ignore[method-assign]
    with capture_logs() as logs:
        await club.posts.dispatch()
    assert "post.lease_lost" in {each["event"] for each in logs}
    [row] = await club.rows()
    assert (row.state, row.message_id) == ("sent", 1)
    assert len(club.board.messages) == 1
