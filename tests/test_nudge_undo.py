"""What is taken back takes its plans along: snoozes, pit stops, and what was answered on a nudge."""

import pytest
from conftest import World, texts
from test_agenda import listed
from test_nudges import nudged, press
from test_what_nudges_say import card_of_ana


async def said(world: World) -> str:
    """What the list says of whom, and when."""
    return texts(await listed(world))


# By a command


@pytest.mark.parametrize("answer", [("Snooze", "1 month"), ("Pit stop",)])
async def test_an_undo_of_a_talk_brings_back_the_snooze_and_the_start_of_the_pit_stop(
    world: World, answer: tuple[str, ...]
) -> None:
    await nudged(world)
    await world.pass_time(days=2)
    await press(world, *answer)
    before, comes = await said(world), await world.deliver()
    await world.pass_time(minutes=20)
    logged = await world.maya.slash("log", contact="Ana", how="coffee")
    assert await world.deliver() != comes
    await world.restart()
    await world.maya.click(logged.response, label="Undo")
    assert await said(world) == before
    assert await world.deliver() == comes


async def test_an_undo_of_a_pit_stop_brings_back_the_snooze(world: World) -> None:
    await nudged(world)
    await press(world, "Snooze", "1 month")
    before = await said(world)
    shown = await world.maya.slash("contact view", contact="Ana")
    await world.maya.click(shown.response, label="Seat: aboard")
    await world.maya.select(shown.response, ["pit_stop"])
    assert await said(world) != before
    await world.maya.click(shown.response, label="Undo")
    assert await said(world) == before


async def test_after_an_undo_the_card_can_be_answered_again(world: World) -> None:
    await nudged(world)
    nudge = world.dms(world.maya)[-1]
    before = await said(world)
    logged = await world.maya.slash("log", contact="Ana", how="coffee")
    await world.maya.click(logged.response, label="Undo")
    assert await said(world) == before
    await world.maya.click(nudge, label="Done")
    await world.maya.click(nudge, label="Call")
    assert (await card_of_ana(world)).count("· Call") == 1


async def test_an_undo_of_an_earlier_change_leaves_what_was_planned_since(world: World) -> None:
    await nudged(world)
    await press(world, "Snooze", "1 month")
    first = await world.maya.slash("log", contact="Ana", how="email")
    await world.maya.slash("log", contact="Ana", how="message")
    comes = await world.deliver()
    await world.maya.click(first.response, label="Undo")
    assert await world.deliver() == comes
