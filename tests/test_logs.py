"""Nothing that people type gets into the logs, at DEBUG level too, whatever command there will be."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import structlog
from conftest import World, parts
from discord import AppCommandOptionType, Permissions, app_commands
from simcord.backend.errors import SetupError

from bot.logs import configure_logs

#: A name that nobody has, so that each of its places is found.
PLANTED = "Zyxwarbler"
VCARD = f"BEGIN:VCARD\nVERSION:3.0\nFN:{PLANTED} Quill\nEND:VCARD\n".encode()
#: Buttons and selects that are tried on each card.
MOST_PARTS = 12


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as it is written in earnest, with every library told to say all it can."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs("DEBUG", "json")
    structlog.configure(cache_logger_on_first_use=False)
    yield written
    structlog.configure(**before)
    logging.basicConfig(level=level, handlers=handlers, force=True)
    for name in ("bot", "cogs"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def leaves(world: World) -> list[app_commands.Command[Any, Any, Any]]:
    """Every slash command there is, found in the tree."""
    walked = world.app.client.tree.walk_commands()
    return [each for each in walked if isinstance(each, app_commands.Command)]


def option(world: World, parameter: app_commands.Parameter) -> Any:
    match parameter.type:
        case _ if parameter.choices:
            return parameter.choices[0].value
        case AppCommandOptionType.string:
            most = parameter.max_value or 100
            return f"{PLANTED} {parameter.name}"[: int(most)]
        case AppCommandOptionType.attachment:
            return (f"{PLANTED}.vcf", VCARD)
        case AppCommandOptionType.user:
            return world.sam_member
        case AppCommandOptionType.channel:
            return world.channel
        case AppCommandOptionType.boolean:
            return True
        case _:
            return int(parameter.min_value or 1)


def typed_into(modal: dict[str, Any]) -> dict[str, Any]:
    """A planted text for each field that takes one, and the first of what can be chosen."""
    found: dict[str, Any] = {}
    for row in modal["components"]:
        for field in (row.get("component"), *row.get("components", ())):
            if field and field["type"] == 4:
                text = f"{PLANTED} {field['custom_id']}"
                found[field["custom_id"]] = text[: field.get("max_length", 100)]
            elif field and field["type"] == 19:  # takes a file
                found[field["custom_id"]] = [(f"{PLANTED}.vcf", VCARD)]
            elif field and field.get("options"):
                found[field["custom_id"]] = [field["options"][0]["value"]]
    return found


async def type_everywhere(world: World, answer: Any, *, deep: int = 2) -> set[str]:
    """Fill the form that was opened, or press what is on the card; return the fields that were met."""
    if answer is None or deep < 0:
        return set()
    if answer.modal:
        values = typed_into(answer.modal)
        answer = await world.maya.submit_modal(answer, values)
        return set(values) | await type_everywhere(world, answer, deep=deep - 1)
    met: set[str] = set()
    message = answer.response
    if message is None or deep == 0:
        return met
    pressed = [
        part["custom_id"]
        for part in parts(message)
        if part.get("type") == 2 and "custom_id" in part and not part.get("disabled")
    ]
    for custom_id in pressed[:MOST_PARTS]:
        with suppress(SetupError):  # the card is another by now
            opened = await world.maya.click(message, custom_id=custom_id)
            met |= await type_everywhere(world, opened, deep=deep - 1)
    return met


async def test_no_word_that_was_typed_anywhere_is_in_the_logs(
    log: io.StringIO, world: World
) -> None:
    await world.start(world.maya)
    await world.maya.slash(
        "contact add", name=f"{PLANTED} Quill", how_met=f"at {PLANTED}", every="6 weeks"
    )
    guild: Any = world.channel.guild
    role = guild.create_role("Officer", permissions=Permissions.all())
    officer = guild.add_member(world.env.create_user("lee"), roles=[role])
    commands = leaves(world)
    assert len(commands) > 20
    met: set[str] = set()
    for number, command in enumerate(commands):
        person = f"{PLANTED} {2 * chr(ord('A') + number % 26)}ock{2 * chr(97 + number // 26)}"
        again = {"organisation": f"{PLANTED} {number}", "every": "6 weeks"}
        await world.maya.slash("contact add", name=person, **again)
        everything = {p.name: option(world, p) for p in command.parameters}
        people = {name: person for name in everything if name == "contact"}
        required = {p.name: option(world, p) for p in command.parameters if p.required}
        for given in (everything | people, required | (people if "contact" in required else {})):
            name = command.qualified_name
            if command.root_parent and command.root_parent.name == "admin":
                await officer.slash(world.channel, name, **given)
                continue
            answer = await world.maya.slash(name, **given)
            met |= await type_everywhere(world, answer)
    for library in ("aiosqlite", "asyncio", "discord.http", "discord.gateway", "sqlalchemy.engine"):
        assert not logging.getLogger(library).isEnabledFor(logging.INFO)
    structlog.get_logger("bot").info("the.end")
    assert len(met) > 20, met
    said = log.getvalue() + json.dumps(world.logs, default=str)
    assert "the.end" in said
    assert PLANTED not in said
