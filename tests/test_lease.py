"""Two couriers on one database: who is stopped and wakes up late changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from couriers import DAY, MAYA, MINUTE, SAM, SECOND, Post, due, until
from sqlalchemy import event

from bot.nudges.courier import LEASE
from bot.nudges.model import Letter
from bot.nudges.postman import NONCE_WINDOW

PAST_LEASE = LEASE + SECOND
#: Discord has forgotten the nonce by then.
LATE = NONCE_WINDOW + PAST_LEASE


class Pair:
    """Two processes that deliver, as far as one test can have them; one clock, one Discord.

    Attributes:
        stopped: the deliveries that the first process has stopped at.
    """

    def __init__(self, first: Post, second: Post) -> None:
        self.first, self.second = first, second
        self.stopped: list[Letter] = []
        self._goes_on = asyncio.Event()

    def stops(self, when: str) -> None:
        """The first is stopped before Discord hears of it, or before it hears of Discord."""

        async def stop(letter: Letter) -> None:
            self.stopped.append(letter)
            await asyncio.wait_for(self._goes_on.wait(), 5)

        setattr(self.first.discord, when, stop)

    async def stop_sending(self, when: str) -> None:
        """Let the first courier send what is due, and stop it with all of that under way."""
        self.stops(when)
        await self.first.courier.dispatch()
        await until(lambda: self.stopped != [])

    async def go_on(self) -> None:
        self._goes_on.set()
        await self.first.courier.finish()

    def later(self, by: Any) -> None:
        self.first.time += by
        self.second.time = self.first.time

    @property
    def held_by(self) -> int:
        [number] = self.first.row("SELECT number FROM leases")
        return number


@pytest.fixture
async def pair(folder: Path) -> AsyncIterator[Pair]:
    file = folder / "pitstop.db"
    async with Post(file).opened() as first, Post(file).opened() as second:
        await first.join(MAYA, "Ana Rivera")
        pair = Pair(first, second)
        # What one has sent the other finds; what holds one up does not hold up the other.
        second.discord.messages = first.discord.messages
        moment = await due(first)
        await first.courier.close()
        first.start_anew()
        first.time = second.time = moment
        yield pair


def settled(post: Post) -> list[Any]:
    rows = post.rows("SELECT * FROM deliveries ORDER BY id")
    return [*rows, *post.rows("SELECT * FROM nudges ORDER BY id")]


@pytest.mark.parametrize("late", [PAST_LEASE, LATE])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_who_is_stopped_past_the_lease_changes_nothing_when_it_goes_on(
    pair: Pair, when: str, late: Any
) -> None:
    await pair.stop_sending(when)
    pair.later(late)
    await pair.second.courier.deliver()
    after = settled(pair.first)
    assert pair.first.row("SELECT state, lease FROM deliveries") == ("sent", pair.held_by)
    assert pair.first.row("SELECT state, times FROM nudges") == ("sent", 1)
    await pair.go_on()
    assert settled(pair.first) == after
    assert len(pair.first.discord.messages) == 1
    assert len(pair.first.discord.asked) == (when == "after")  # a late send is refused
    assert len(pair.second.discord.asked) == (late == PAST_LEASE or when == "before")


async def test_the_nonce_is_the_same_whoever_sends(pair: Pair) -> None:
    await pair.stop_sending("after")
    pair.later(PAST_LEASE)
    await pair.second.courier.deliver()
    assert pair.second.discord.nonces == pair.first.discord.nonces == ["pitstop-1"]
    await pair.go_on()


async def test_while_one_delivers_the_other_waits_for_the_end_of_its_lease(pair: Pair) -> None:
    await pair.first.join(SAM)
    await pair.stop_sending("before")
    began = pair.first.time
    await pair.first.plan("thank_you", began + 10 * SECOND)
    for seconds in (1, 20, 59):
        pair.later(began + seconds * SECOND - pair.first.time)
        assert await pair.second.courier.deliver() == began + LEASE
        assert pair.second.discord.asked == []
    assert pair.first.row("SELECT count(*) FROM deliveries") == (1,)
    await pair.go_on()
    assert len(pair.first.discord.sent) == 1


async def test_whose_lease_was_taken_claims_nothing_until_the_others_ends(pair: Pair) -> None:
    await pair.stop_sending("before")
    pair.later(PAST_LEASE)
    await pair.second.courier.deliver()
    taken = pair.held_by
    await pair.first.plan("thank_you", pair.first.time)
    await pair.go_on()
    assert await pair.first.courier.dispatch() == pair.first.time + LEASE
    assert pair.first.row("SELECT count(*) FROM deliveries") == (1,)
    pair.later(PAST_LEASE)
    await pair.first.courier.deliver()
    assert pair.held_by == taken + 1
    assert [letter.delivery_id for letter in pair.first.discord.sent] == [1, 2]


async def test_a_courier_that_is_alone_keeps_its_lease_however_long_it_was_stopped(
    pair: Pair,
) -> None:
    await pair.stop_sending("after")
    number = pair.held_by
    pair.later(DAY)
    await pair.go_on()
    assert pair.held_by == number
    assert pair.first.row("SELECT state FROM deliveries") == ("sent",)
    assert len(pair.first.discord.sent) == 1


async def test_what_comes_again_after_both_have_had_it_comes_once(pair: Pair) -> None:
    """A refusal of the first is known late, when the second has delivered and it was answered."""
    await pair.stop_sending("before")
    pair.later(PAST_LEASE)
    await pair.second.courier.deliver()
    pair.first.discord.closed_dms.add(MAYA)
    await pair.go_on()
    assert pair.first.row("SELECT unreachable_since FROM students") == (None,)
    assert pair.first.row("SELECT state FROM deliveries") == ("sent",)


async def stopped_with_one_behind(pair: Pair) -> None:
    """The first is stopped with one DM under way and one waiting; the second delivers and ends."""
    await pair.first.plan("thank_you", pair.first.time)
    await pair.stop_sending("before")
    pair.later(LATE)
    await pair.second.courier.deliver()
    await pair.second.courier.close()
    assert len(pair.first.discord.messages) == 2


async def test_who_has_the_lease_again_sends_nothing_of_before(pair: Pair) -> None:
    """The first wakes up when the second has ended, so that the lease is free again."""
    await stopped_with_one_behind(pair)
    pair.later(LATE)
    after = settled(pair.first)
    await pair.first.courier.dispatch()  # its wake-up call is due, and it has the lease again
    await pair.go_on()
    assert settled(pair.first) == after
    assert len(pair.first.discord.messages) == 2


async def test_a_lease_that_was_not_written_is_not_held(pair: Pair) -> None:
    """The first fails to take over, the second succeeds; both count from the same number."""
    pair.second.time = pair.first.time
    third = Post(pair.first.file)
    async with third.opened():
        third.time = pair.first.time
        third.discord.messages = pair.first.discord.messages
        await third.courier.dispatch()
        await third.courier.finish()  # and is killed: its lease has to be waited out
    pair.later(PAST_LEASE)
    await pair.first.plan("thank_you", pair.first.time)
    engine = pair.first.database.engine.sync_engine

    def fail(_connection: object) -> None:
        raise OSError("disk I/O error")

    event.listen(engine, "commit", fail)
    with pytest.raises(OSError, match="disk"):
        await pair.first.courier.deliver()
    event.remove(engine, "commit", fail)
    # The second takes over and is stopped in the middle of its sending.
    goes_on = asyncio.Event()
    waits: list[Letter] = []

    async def stop(letter: Letter) -> None:
        waits.append(letter)
        await asyncio.wait_for(goes_on.wait(), 5)

    pair.second.discord.before = stop
    await pair.second.courier.dispatch()
    await until(lambda: waits != [])
    held = pair.first.row("SELECT number, until FROM leases")
    await pair.first.courier.deliver()
    assert pair.first.row("SELECT number, until FROM leases") == held
    assert pair.first.discord.asked == []
    goes_on.set()
    await pair.second.courier.finish()
    assert pair.first.rows("SELECT DISTINCT state FROM deliveries") == [("sent",)]


async def test_a_minute_is_lost_at_most_when_a_process_dies(pair: Pair) -> None:
    await pair.stop_sending("before")
    upcoming = await pair.second.courier.deliver()
    assert upcoming is not None
    assert upcoming - pair.first.time <= MINUTE
    pair.second.time = upcoming
    await pair.second.courier.deliver()
    assert len(pair.second.discord.messages) == 1
    pair.first.time = upcoming
    await pair.go_on()
