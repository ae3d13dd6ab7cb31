"""What is taken back takes its plans along: snoozes, pit stops, and what was answered on a nudge."""

import pytest
from conftest import World, texts
from test_agenda import listed, opened
from test_nudges import jump_to_next, newest, nudged, press, press_first
from test_what_nudges_say import card_of_ana, days_pass, labels


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


# On the nudge


@pytest.mark.parametrize(
    "answer",
    [("Done", "Call"), ("Pit stop",), ("Not this person", "No more reminders")],
)
async def test_an_answer_on_the_card_can_be_taken_back(
    world: World, answer: tuple[str, ...]
) -> None:
    await nudged(world)
    before = newest(world)
    await press(world, *answer)
    assert labels(world.dms(world.maya)[-1]) == ["Undo"]
    await world.restart()
    await press(world, "Undo")
    assert newest(world) == before
    assert labels(world.dms(world.maya)[-1])[:2] == ["Done", "Draft"]
    await press(world, *answer, "Undo")  # as often as they like
    assert "Waits for your answer" in await said(world)
    card = await card_of_ana(world)
    assert "· Call" not in card
    assert "pit stop" not in card


async def test_a_promise_that_was_kept_by_mistake_is_open_again(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="Conference")
    await world.maya.slash("log", contact="Ana", how="event", promise="Send it by Friday")
    await jump_to_next(world)
    await press(world, "Done", "E-mail")
    assert "the promise is kept" in newest(world)
    await press(world, "Undo")
    assert "### ⏰ Your promise to Ana Rivera" in newest(world)
    assert "You promised: *Send it by Friday*" in await card_of_ana(world)


async def test_thanks_sent_already_can_be_taken_back_and_the_fifth_day_still_comes(
    world: World,
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="Conference")
    await world.maya.slash("log", contact="Ana", how="coffee")
    await jump_to_next(world)
    await press(world, "Sent already", "Undo")
    assert "### ⏰ A thank-you to Ana Rivera" in newest(world)
    [card] = await days_pass(world, 5)
    assert "It isn't too late to thank Ana Rivera" in card


async def test_in_a_digest_the_others_stay_when_one_answer_is_taken_back(world: World) -> None:
    await world.start(world.maya)
    for name in ("Ana Rivera", "Bo Li"):
        await world.maya.slash("contact add", name=name, when="90 days ago")
    await jump_to_next(world)
    before = newest(world)
    await press_first(world, "Pit stop")
    assert labels(world.dms(world.maya)[-1])[0] == "Undo"
    assert "One person to write to today" in newest(world)
    await press(world, "Undo")
    assert newest(world) == before


async def test_an_answer_on_the_list_can_be_taken_back(world: World) -> None:
    await nudged(world)
    shown = await listed(world)
    before = texts(shown)
    await opened(world, shown, "Ana Rivera")
    await world.maya.click(shown, label="Pit stop")
    assert labels(shown) == ["Undo", "Back to the list"]
    await world.restart()
    await world.maya.click(shown, label="Undo")
    assert "⏰ Waits for your answer" in texts(shown)
    await world.maya.click(shown, label="Back to the list")
    assert texts(shown) == before


async def test_after_ten_minutes_it_is_too_late(world: World) -> None:
    await nudged(world)
    await press(world, "Pit stop")
    card = newest(world)
    await world.pass_time(minutes=11)
    answer = await world.maya.click(world.dms(world.maya)[-1], label="Undo")
    assert answer.response.content.startswith("Too late")
    assert card in [texts(message) for message in world.dms(world.maya)]
    assert "At a pit stop" in await card_of_ana(world)
