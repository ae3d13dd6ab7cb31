"""`/help`: the first week at a glance, and everything else behind one menu."""

import re

from conftest import World, texts
from discord import app_commands

from bot.ui.help import FIRST_WEEK, PARTS, help_card

#: What a line of help may be long: more is four rows on a phone.
LONGEST = 90


async def test_the_first_week_is_seen_at_once_and_the_rest_is_one_choice_away(world: World) -> None:
    shown = await world.maya.slash("help")
    said = texts(shown.response)
    assert len(FIRST_WEEK) == 5
    assert all(line in said for line in FIRST_WEEK)
    assert "What is stored" in said
    assert "/journey" not in said
    await world.restart()
    await world.maya.select(shown.response, ["fieldwork"], custom_id="help")
    [message] = world.dms(world.maya)
    assert "`/fieldwork exams`" in texts(message)
    assert "What is stored" not in texts(message)


async def test_every_command_of_students_is_in_help_and_nothing_else_is(world: World) -> None:
    tree = world.app.client.tree
    commands = {
        command.qualified_name
        for command in tree.walk_commands()
        if not isinstance(command, app_commands.Group)
    }
    known = {name for name in commands if not name.startswith("admin ")} - {"help"}
    named = set(
        re.findall(r"`/([a-z ]+)`", " ".join(" ".join(lines) for _, lines in PARTS.values()))
    )
    assert named == known


def test_every_part_fits_a_phone() -> None:
    for part, (_, lines) in PARTS.items():
        assert all(len(line) <= LONGEST for line in lines), part
        assert len(lines) <= 7, part
        assert len(help_card(part).to_components()) == 1
