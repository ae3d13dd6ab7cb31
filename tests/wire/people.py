"""Discord's objects, and what it sends when a person does something.

These checks are the ones Discord's own app makes before anything is sent, so a test that
asks for what no person could do (an unknown option, a disabled button) fails at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Payload = dict[str, Any]

UPLOAD_LIMIT = 10 << 20  # bytes
CHAT_INPUT = 1
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
USER_OPTION, ATTACHMENT_OPTION = 6, 11
ACTION_ROW, TEXT_INPUT, LABEL, RADIO_GROUP, CHECKBOX = 1, 4, 18, 21, 23

# Option type → how Discord writes its value: string, integer, boolean, snowflakes, number.
OPTION_VALUES: dict[int, Callable[[Any], Any]] = {
    3: str, 4: int, 5: bool, 6: str, 7: str, 8: str, 9: str, 10: float, 11: str,
}  # fmt: skip


def user(user_id: int | str) -> Payload:
    """A person's user object."""
    return {
        "id": str(user_id),
        "username": f"person{user_id}",
        "global_name": f"Person {user_id}",
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "bot": False,
    }


def member(user_id: int, permissions: int) -> Payload:
    """The same person inside a server."""
    return {
        "user": user(user_id),
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "permissions": str(permissions),
    }


def dm_channel(channel_id: str, user_id: int) -> Payload:
    """A DM between the bot and one person."""
    recipients = [user(user_id)]
    return {"id": channel_id, "type": 1, "recipients": recipients, "last_message_id": None}


def guild_channel(channel_id: str, guild_id: int) -> Payload:
    """A server's one text channel."""
    return {
        "id": channel_id,
        "type": 0,
        "guild_id": str(guild_id),
        "name": "general",
        "topic": None,
        "position": 0,
        "nsfw": False,
        "parent_id": None,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "permission_overwrites": [],
        "permissions": "0",
        "flags": 0,
    }


def application(application_id: str) -> Payload:
    """The bot's application."""
    return {
        "id": application_id,
        "name": "Pitstop",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(1),
        "team": None,
        "verify_key": "0" * 64,
        "flags": 0,
    }


def message(
    message_id: str, channel_id: str, author: Payload, timestamp: str, flags: int
) -> Payload:
    """A message nothing has been written in yet."""
    return {
        "id": message_id,
        "channel_id": channel_id,
        "type": 0,
        "author": author,
        "content": "",
        "timestamp": timestamp,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": flags,
    }


def interaction(
    channel: Payload, user_id: int, application_id: str, permissions: int, **more: Any
) -> Payload:
    """What a person's doing in a channel brings the bot; ``more`` says what it was."""
    event: Payload = {
        "application_id": application_id,
        "version": 1,
        "channel_id": channel["id"],
        "channel": channel,
        "locale": "en-US",
        "app_permissions": "0",
        "attachment_size_limit": UPLOAD_LIMIT,
        "entitlements": [],
        "entitlement_sku_ids": [],
        **more,
    }
    guild_id = channel.get("guild_id")
    if guild_id is None:
        owners = {"1": str(user_id)}
        person = {"context": 1, "user": user(user_id)}
        return event | person | {"authorizing_integration_owners": owners}
    return event | {
        "context": 0,
        "guild_id": guild_id,
        "guild": {"id": guild_id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member(user_id, permissions),
        "authorizing_integration_owners": {"0": guild_id},
    }


def find_command(commands: Iterable[Payload], name: str, *, guild: bool) -> Payload:
    """The slash command of that name that Discord would offer in this place."""
    for command in commands:
        if command["name"] == name and command["type"] == CHAT_INPUT:
            contexts = command.get("contexts")
            if contexts is not None and (0 if guild else 1) not in contexts:
                raise LookupError(f"/{name} is not offered here (contexts {contexts})")
            return command
    raise LookupError(f"/{name} was never synced")


def command_data(
    command: Payload,
    words: Sequence[str],
    values: Mapping[str, Any],
    *,
    focused: str | None = None,
) -> Payload:
    """The ``data`` of a slash command or (with ``focused``) of its autocomplete."""
    nested: list[Payload] = []
    level = command
    for word in words:
        level = _option(level, word, (SUB_COMMAND, SUB_COMMAND_GROUP))
        nested.append({"name": word, "type": level["type"], "options": []})
    if any(option["type"] <= SUB_COMMAND_GROUP for option in level.get("options") or []):
        raise LookupError(f"{level['name']!r} is a group: name one of its subcommands")
    options = _filled_options(level, values, focused)
    for wrapper in reversed(nested):
        wrapper["options"] = options
        options = [wrapper]
    return {
        "id": command["id"],
        "name": command["name"],
        "type": CHAT_INPUT,
        "options": options,
        "resolved": {},
        **({"guild_id": command["guild_id"]} if command.get("guild_id") else {}),
    }


def options_of(data: Payload) -> list[Payload]:
    """The filled options of a command's data, below its subcommands."""
    options = data["options"]
    while options and options[0]["type"] <= SUB_COMMAND_GROUP:
        options = options[0]["options"]
    return options


def _option(level: Payload, name: str, types: Iterable[int]) -> Payload:
    for option in level.get("options") or []:
        if option["name"] == name and option["type"] in types:
            return option
    raise LookupError(f"{level['name']!r} has no {name!r}")


def _filled_options(
    level: Payload, values: Mapping[str, Any], focused: str | None
) -> list[Payload]:
    missing = [
        option["name"]
        for option in level.get("options") or []
        if option.get("required") and option["name"] not in values
    ]
    if missing and focused is None:
        raise ValueError(f"{level['name']!r} needs {', '.join(missing)}")
    filled: list[Payload] = []
    for name, value in values.items():
        option = _option(level, name, OPTION_VALUES)
        kind = option["type"]
        if name == focused:
            if not option.get("autocomplete"):
                raise LookupError(f"{name!r} has no autocomplete")
            # Half-typed text arrives as a string whatever the option's type.
            filled.append({"name": name, "type": kind, "value": str(value), "focused": True})
        else:
            raw = value if kind == ATTACHMENT_OPTION else OPTION_VALUES[kind](value)
            filled.append({"name": name, "type": kind, "value": raw})
    return filled


def components_in(components: Iterable[Payload]) -> Iterator[Payload]:
    """Every component, outer before inner: rows, containers, sections, labels."""
    for component in components:
        yield component
        yield from components_in(component.get("components") or [])
        for key in ("accessory", "component"):
            if inner := component.get(key):
                yield from components_in([inner])


def number_components(components: Iterable[Payload]) -> None:
    """Give each component the ``id`` Discord gives it where the bot gave none."""
    found = list(components_in(components))
    taken = {component.get("id") for component in found}
    numbers = (number for number in range(1, 1000) if number not in taken)
    for component in found:
        if not component.get("id"):
            component["id"] = next(numbers)


def component_data(shown: Payload, custom_id: str, values: Sequence[str] | None) -> Payload:
    """The ``data`` of a click on a button, or of a choice (``values``) in a select."""
    for component in components_in(shown["components"]):
        if component.get("custom_id") == custom_id:
            if component.get("disabled"):
                raise LookupError(f"{custom_id!r} is disabled")
            data = {"custom_id": custom_id, "component_type": component["type"]}
            data["id"] = component["id"]
            return data if values is None else {**data, "values": list(values), "resolved": {}}
    raise LookupError(f"the message has no component {custom_id!r}")


def modal_data(modal: Payload, values: Mapping[str, Any]) -> Payload:
    """The ``data`` of a submitted modal; ``values`` by custom_id or by label."""
    left = dict(values)
    components = [_submitted(component, left) for component in modal["components"]]
    if left:
        raise LookupError(f"the modal has no field {', '.join(map(repr, left))}")
    return {"custom_id": modal["custom_id"], "components": components, "resolved": {}}


def _submitted(component: Payload, left: dict[str, Any]) -> Payload:
    match component:
        case {"type": 1, "components": inner}:
            submitted = [_field(field, field.get("label"), left) for field in inner]
            return {"type": ACTION_ROW, "id": component["id"], "components": submitted}
        case {"type": 18, "component": inner}:
            field = _field(inner, component["label"], left)
            return {"type": LABEL, "id": component["id"], "component": field}
        case _:
            return {"type": component["type"], "id": component["id"]}


def _field(field: Payload, label: str | None, left: dict[str, Any]) -> Payload:
    kind, custom_id = field["type"], field["custom_id"]
    given = left.pop(custom_id, None)
    if given is None and label is not None:
        given = left.pop(label, None)
    submitted = {"type": kind, "id": field["id"], "custom_id": custom_id}
    if kind == CHECKBOX:
        return {**submitted, "value": bool(field.get("default") if given is None else given)}
    if given is None:
        given = _untouched(field)
    if field.get("required", True) and not given:
        raise ValueError(f"the modal needs {label or custom_id!r}")
    return {**submitted, "value" if kind in (TEXT_INPUT, RADIO_GROUP) else "values": given}


def _untouched(field: Payload) -> str | list[str] | None:
    """What a field holds when the person leaves it alone."""
    if field["type"] == TEXT_INPUT:
        return field.get("value") or ""
    chosen = [option["value"] for option in field.get("options") or [] if option.get("default")]
    if field["type"] == RADIO_GROUP:
        return chosen[0] if chosen else None
    return chosen
