"""One process delivers: who holds the lease, on both databases."""

import asyncio

import pytest

from bot.database import Database
from bot.nudges.lease import Lease

from .databases import MAYA, MONDAY, enrol, waits_for_a_lock
from .nudging import DAY, MINUTE, choice, claim, plan, take


async def renew(database: Database, number: int, minutes: float = 0) -> int | None:
    """Hold the lease for a minute from then on."""
    now = MONDAY + minutes * MINUTE
    async with database.transaction() as tx:
        return await Lease(tx).renew(number, now, now + MINUTE)


async def release(database: Database, number: int, minutes: float) -> None:
    async with database.transaction() as tx:
        await Lease(tx).release(number, MONDAY + minutes * MINUTE)


async def lease_until(database: Database) -> float | None:
    async with database.reading() as tx:
        until = await Lease(tx).until()
    return None if until is None else (until - MONDAY) / MINUTE


async def test_the_first_gets_the_lease_and_keeps_it(database: Database) -> None:
    assert await lease_until(database) is None
    assert await renew(database, 0) == 1
    assert await lease_until(database) == 1
    for minutes in (0.5, 1.2, 2.2, 900):  # late, and nobody has come
        assert await renew(database, 1, minutes) == 1
        assert await lease_until(database) == minutes + 1


async def test_another_waits_until_its_end_and_then_has_a_higher_number(
    database: Database,
) -> None:
    assert await renew(database, 0) == 1
    assert await renew(database, 0, 0.5) is None
    assert await renew(database, 0, 0.99) is None
    assert await lease_until(database) == 1
    assert await renew(database, 0, 1) == 2
    assert await renew(database, 1, 1.5) is None, "who was stopped past its end is refused"
    assert await renew(database, 2, 1.5) == 2
    assert await renew(database, 1, 2.5) == 3, "and comes back like anybody else"
    assert await renew(database, 2, 2.6) is None


async def test_who_is_unsure_of_what_is_in_hand_counts_the_lease_up(database: Database) -> None:
    assert await renew(database, 0) == 1
    async with database.transaction() as tx:
        assert await Lease(tx).renew(1, MONDAY, MONDAY + MINUTE, anew=True) == 2
    assert await renew(database, 1, 0.5) is None
    assert await renew(database, 2, 0.5) == 2


async def test_who_lets_go_is_followed_at_once(database: Database) -> None:
    assert await renew(database, 0) == 1
    await release(database, 1, 0.25)
    assert await lease_until(database) == 0.25
    assert await renew(database, 0, 0.25) == 2


async def test_nobody_lets_go_of_what_another_holds(database: Database) -> None:
    assert await renew(database, 0) == 1
    assert await renew(database, 0, 2) == 2
    await release(database, 1, 2.1)
    await release(database, 0, 2.1)
    assert await lease_until(database) == 3


async def test_of_two_that_start_at_once_one_gets_the_lease(database: Database) -> None:
    found = await asyncio.gather(*(renew(database, 0) for _ in range(4)), return_exceptions=True)
    assert found.count(1) == 1
    if database.engine.dialect.name == "sqlite":
        assert found.count(None) == 3


async def test_of_many_that_want_to_take_over_at_once_one_does(database: Database) -> None:
    assert await renew(database, 0) == 1
    found = await asyncio.gather(*(renew(database, 0, 5) for _ in range(6)))
    assert sorted(str(each) for each in found) == ["2"] + ["None"] * 5


async def test_who_has_lost_the_lease_writes_nothing_even_a_moment_later(
    database: Database,
) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("a SQLite file has one writer at a time")
    assert await renew(database, 0) == 1
    async with database.transaction() as tx:
        assert await Lease(tx).renew(1, MONDAY, MONDAY + MINUTE) == 1
        # The row stays locked, so that whoever takes over waits for what is being written.
        taking_over = asyncio.create_task(renew(database, 0, 2))
        await waits_for_a_lock(database)
        assert not taking_over.done()
    assert await taking_over == 2


async def test_what_was_in_the_hands_of_the_former_one_is_taken_up(database: Database) -> None:
    await enrol(database, MAYA)
    nudge = await plan(database, MAYA, 1)
    [delivery] = await claim(database, MAYA, choice(nudge), lease=1)
    assert await take(database, MONDAY + DAY, lease=1) == [], "it is in our own hands"
    [again] = await take(database, MONDAY + MINUTE, lease=2)
    assert (again.id, again.attempts, again.lease) == (delivery.id, 2, 2)
    assert again.nudge_ids == delivery.nudge_ids
    assert await take(database, MONDAY + DAY, lease=2) == []
