"""Questions to take along to a meeting, by practice setting and stage. No clock, no database."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: As many as a menu holds.
MOST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        id: its table and key in ``questions.toml``, such as ``hand_therapy.first_look``; what was
            asked is remembered by it.
        text: as it is said.
    """

    id: str
    text: str


def bank(setting: str | None, stage: str) -> Sequence[Question]:
    """Return questions for somebody in a practice setting, from a student at a stage.

    Those of the setting come first; together they fit a menu.
    """
    of_setting = _table("settings", setting or "other")
    of_stage = _table("stages", stage)
    return [*of_setting, *of_stage][:MOST_SHOWN]


def find(question_id: str) -> Question | None:
    """Return a question, or None when it is not in the bank any more."""
    table, _, _key = question_id.partition(".")
    known = [*_table("settings", table), *_table("stages", table)]
    return next((each for each in known if each.id == question_id), None)


def _table(part: str, name: str) -> Sequence[Question]:
    found = _all()[part].get(name, {})
    return [Question(f"{name}.{key}", text) for key, text in found.items()]


@cache
def _all() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("bot.meetings") / "questions.toml").read_text(encoding="utf-8"))
