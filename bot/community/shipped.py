"""Chats and places that come with the bot, from files that a maintainer edits."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from bot.community.model import Chat, Place
from bot.community.recurrence import read_when


def table(name: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return a file of this room."""
    return tomllib.loads((files("bot.community") / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def shipped_chats() -> Mapping[int, Chat]:
    """Return the chats that come with the bot, by number."""
    return {chat.number: chat for chat in map(_chat, table("chats")["chat"])}


def _chat(said: Mapping[str, Any]) -> Chat:
    rest = dict(said)
    return Chat(when=read_when(rest.pop("when")), **rest)


@cache
def places() -> Sequence[Place]:
    """Return where the profession meets online."""
    return [Place(**each) for each in table("places")["place"]]
