"""Sends interactions as Discord does, also those that no card of today would bring."""

from typing import Any

import discord
from conftest import World
from simcord.actors import MemberActor, _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.builders import ChannelHandle, UserHandle
from simcord.interactions import (
    build_options,
    nest_options,
    store_interaction_attachment,
    walk_to_subcommand,
)
from simcord.results import InteractionResult

Actor = MemberActor | UserHandle
BUTTON, STRINGS = 2, 3
V2 = 1 << 15


def place(world: World, actor: Actor) -> ChannelHandle:
    return actor.dm_channel if isinstance(actor, UserHandle) else world.channel


def _command(
    world: World, actor: Actor, name: str, options: dict[str, Any], focused: dict[str, Any] | None
) -> dict[str, Any]:
    root = world.env.backend.find_command(name.split(maxsplit=1)[0], None, type=1)
    assert root is not None
    leaf, nesting = walk_to_subcommand(root, name.split()[1:])
    channel = place(world, actor)
    built, resolved = build_options(
        actor, name, leaf, options, partial=focused is not None, channel_id=channel.id
    )
    if focused is not None:
        built.append(focused)
    data = {
        "id": root["id"],
        "name": root["name"],
        "type": 1,
        "options": nest_options(root, nesting, built),
    }
    return data | ({"resolved": resolved} if resolved else {})


async def send_command(
    world: World, actor: Actor, name: str, options: dict[str, Any]
) -> InteractionResult:
    """A slash command, by anybody: Discord hides some, and an old client shows them."""
    data = _command(world, actor, name, options, None)
    return await _dispatch_actor_interaction(actor, 2, place(world, actor), data)


async def send_typing(
    world: World, actor: Actor, name: str, option: str, text: str
) -> InteractionResult:
    """What stands in an option while it is typed."""
    focused = {"name": option, "type": 3, "value": text, "focused": True}
    data = _command(world, actor, name, {}, focused)
    return await _dispatch_actor_interaction(actor, 4, place(world, actor), data)


async def send_press(
    world: World, actor: Actor, custom_id: str, kind: int, values: list[str]
) -> InteractionResult:
    """A press on a card of the bot's that has this button or select."""
    part: dict[str, Any] = {"type": kind, "custom_id": custom_id, "id": 2}
    if kind == BUTTON:
        part |= {"style": 2, "label": "Press"}
    elif kind == STRINGS:
        options = values or ["0"]
        part["options"] = [{"label": "Pick", "value": each} for each in options]
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind, "id": 2}
    if kind != BUTTON:
        data["values"] = values if kind == STRINGS else []
    return await _from_card(world, actor, 3, data, part)


async def _from_card(
    world: World, actor: Actor, kind: int, data: dict[str, Any], part: dict[str, Any]
) -> InteractionResult:
    """Send what comes of a card of the bot's, which has this part alone."""
    backend, channel = world.env.backend, place(world, actor)
    row = {"type": 1, "id": 1, "components": [part]}
    card = backend.create_message(channel.id, backend.bot_user.id, "", components=[row], flags=V2)
    message = dict(serializers.message_payload(backend, card))
    return await _dispatch_actor_interaction(
        actor, kind, channel, data, extra={"message": message}, source_message_id=card.id
    )


async def send_form(
    world: World, actor: Actor, custom_id: str, fields: dict[str, Any]
) -> InteractionResult:
    """A form that was opened from a card, perhaps before a restart. Fields have texts, values, or a file."""
    channel, resolved = place(world, actor), dict[str, Any]()
    parts: list[dict[str, Any]] = []
    for number, (name, said) in enumerate(fields.items(), 1):
        field: dict[str, Any] = {"id": number + 50, "custom_id": name}
        match said:
            case str():
                field |= {"type": 4, "value": said}
            case list():
                field |= {"type": 3, "values": said}
            case _:
                one = store_interaction_attachment(world.env.backend, channel.id, *said, resolved)
                field |= {"type": 19, "values": [one]}
        parts.append({"type": 18, "id": number, "component": field})
    data: dict[str, Any] = {"custom_id": custom_id, "components": parts}
    data |= {"resolved": resolved} if resolved else {}
    button = {"type": BUTTON, "custom_id": "opened:it", "id": 2, "style": 2, "label": "Open"}
    return await _from_card(world, actor, 5, data, button)


def is_answered(answer: InteractionResult) -> bool:
    """Somebody who sent this sees what came of it, and nothing goes on thinking."""
    return answer.acknowledged and not answer._interaction.loading


def kind_of(press: type[Any]) -> int:
    """The type of component of a press, as Discord numbers them."""
    names = [each.__name__ for each in press.__mro__]
    if "RoleSelect" in names:
        return discord.ComponentType.role_select.value
    return discord.ComponentType.string_select.value if "Select" in names else BUTTON
