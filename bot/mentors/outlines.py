"""Outlines for a series of sessions, by the student's stage. No clock, no database."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """What one session is about.

    Attributes:
        key: its outline and name in ``outlines.toml``, such as ``level_1.first_days``.
        text: what the student hopes to learn, as it follows "I hope to learn".
        strength, edge: questions about what is there already, and about what is still growing.
    """

    key: str
    text: str
    strength: str
    edge: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A series to begin from.

    Attributes:
        stage: a key of `bot.students.model.STAGES`.
        title: in few words.
        every: how often the sessions come, such as "1 month".
        topics: of the sessions, in their order.
    """

    stage: str
    title: str
    every: str
    topics: Sequence[Topic]


#: For a session of the student's own.
STRENGTH = "What do you bring to this already?"
EDGE = "What about it is still growing?"


def outline(stage: str) -> Outline:
    """Return the outline for a stage."""
    return _all()[stage]


def topic(key: str | None) -> Topic:
    """Return the topic with its questions; general ones for a session of the student's own."""
    stage, _, name = (key or "").partition(".")
    known = _all().get(stage)
    found = [each for each in known.topics if each.key == f"{stage}.{name}"] if known else []
    return found[0] if found else Topic("", "", STRENGTH, EDGE)


@cache
def _all() -> MappingProxyType[str, Outline]:
    raw: dict[str, Any] = tomllib.loads(
        (files("bot.mentors") / "outlines.toml").read_text(encoding="utf-8")
    )
    return MappingProxyType(
        {
            stage: Outline(
                stage,
                each["title"],
                each["every"],
                tuple(
                    Topic(f"{stage}.{name}", one["topic"], one["strength"], one["edge"])
                    for name, one in each["sessions"].items()
                ),
            )
            for stage, each in raw.items()
        }
    )
