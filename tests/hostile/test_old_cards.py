"""What the search found: cards that no bot of today shows get an answer too."""

from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import World, texts

from bot.ui.press import moment_of

from .forging import BUTTON, STRINGS, send_form, send_press


async def begin(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks")


@pytest.mark.parametrize("moment", ["999999999999", str(2**63 - 1)])
async def test_a_time_beyond_every_calendar_is_not_free(world: World, moment: str) -> None:
    await begin(world)
    await world.maya.slash("meet request", contact="Ana", purpose="your week")
    answer = await send_press(world, world.maya, "meet-slots:1:0", STRINGS, [moment, "1"])
    assert "isn't free" in texts(answer.response)


def test_a_moment_beyond_every_calendar_is_one_that_nobody_offers() -> None:
    assert moment_of(10**12 - 1).year == 2286
    assert moment_of(0) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("action", ["sent", "write", "later1d"])
async def test_a_placements_card_without_a_step_changes_nothing(world: World, action: str) -> None:
    await begin(world)
    await world.maya.slash("fieldwork add", level="level_2", first="1 Feb", last="30 Mar")
    answer = await send_press(world, world.maya, f"placement:{action}:1::1:1", BUTTON, [])
    assert "isn't there any more" in texts(answer.response)


async def test_a_step_that_there_is_not_is_named_for_no_educator(world: World) -> None:
    await begin(world)
    await world.maya.slash("fieldwork add", level="level_2", first="1 Feb", last="30 Mar")
    said: dict[str, Any] = {"educator": "Ana Rivera"}
    answer = await send_form(world, world.maya, "form:educator:1:99:0:0", said)
    assert "isn't there any more" in texts(answer.response)
    assert "Ana Rivera" in texts(answer.response), "what was typed comes back"


async def test_a_number_that_no_button_can_say_is_none(world: World) -> None:
    await begin(world)
    await world.maya.slash("meet request", contact="Ana", purpose="your week")
    answer = await send_form(world, world.maya, f"form:where:1:{2**63 - 1}", {"place": "Room 3"})
    assert "Ask Ana Rivera" in texts(answer.response)


async def test_months_of_a_habit_that_there_is_not_are_of_one_switched_off(world: World) -> None:
    await begin(world)
    answer = await send_form(world, world.maya, "form:months:12", {"months": ["7"]})
    assert "switched off" in texts(answer.response)


async def test_a_file_with_nobody_in_it_is_gone(world: World) -> None:
    await begin(world)
    answer = await send_press(world, world.maya, "import:ask:0:0:0:0:0", BUTTON, [])
    assert "don't have that file" in texts(answer.response)


async def test_a_setting_that_there_is_not_any_more_opens_the_form_without_it(world: World) -> None:
    await begin(world)
    answer = await send_press(world, world.maya, "step:setting", STRINGS, ["gone"])
    assert answer.modal is not None
