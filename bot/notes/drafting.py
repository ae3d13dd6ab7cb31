"""Makes a note from what the student logged and a wording that came with Pitstop.

The wordings are Jinja2 texts in ``wordings/<kind>.toml``, at least four for every tone. A text knows
every field of `Brief`, ``who`` ("a second-year OT student at Westfield University") and the filters
of `phrases`. In it a blank line parts paragraphs, and a single line break is a space.
"""

import re
import tomllib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.notes import phrases
from bot.notes.model import Brief, Note
from bot.notes.names import has_title


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one note, still to be filled in; the body has neither greeting nor signature."""

    subject: str
    body: str
    closing: str


def wordings(kind: str, tone: str) -> Sequence[Wording]:
    """Return the wordings of a kind in a tone.

    Args:
        kind: one of `KINDS`.
        tone: one of `TONES`.
    """
    return _read(kind)[tone]


def count(kind: str, tone: str) -> int:
    """Return how many wordings there are."""
    return len(wordings(kind, tone))


def first_wording(kind: str, tone: str, student_id: int, contact_id: int) -> int:
    """Return the number of the wording that a student is shown first for this person.

    It stays the same for ever, and is spread over students, so that classmates who write to one
    person on one day hardly send the same note.
    """
    seed = f"{kind} {tone} {student_id} {contact_id}"
    return zlib.crc32(seed.encode()) % count(kind, tone)


def compose(kind: str, tone: str, number: int, brief: Brief) -> Note:
    """Return the draft of a note; the same input gives the same draft.

    Args:
        kind: one of `KINDS`.
        tone: one of `TONES`.
        number: which wording; past the last one it starts over.
        brief: what may be said. Nothing else gets into the note.
    """
    choices = wordings(kind, tone)
    wording = choices[number % len(choices)]
    facts = {name: _on_one_line(value) for name, value in asdict(brief).items()}
    facts["who"] = phrases.who(facts["studies"], facts["school"])
    hello = "Hi" if tone == "brief" and not has_title(facts["greeting"]) else "Dear"
    signature = (wording.closing, facts["me"], ", ".join(_given(facts["studies"], facts["school"])))
    blocks = (
        f"{hello} {facts['greeting']},",
        *_paragraphs(_filler(wording.body)(facts)),
        "\n".join(_given(*signature)),
    )
    return Note(" ".join(_filler(wording.subject)(facts).split()), "\n\n".join(blocks))


@cache
def _read(kind: str) -> dict[str, tuple[Wording, ...]]:
    text = (files("bot.notes") / "wordings" / f"{kind}.toml").read_text(encoding="utf-8")
    return {
        tone: tuple(Wording(**each) for each in tables)
        for tone, tables in tomllib.loads(text).items()
    }


@cache
def _filler(text: str) -> Callable[[dict[str, Any]], str]:
    return _jinja().from_string(text).render


@cache
def _jinja() -> Any:
    from jinja2 import StrictUndefined  # slow to import, and most days nobody needs it
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # a note is plain text; O'Brien must not become O&#39;Brien
    )
    made.filters.update(phrases.FILTERS)
    return made


_BULLET = re.compile(r"^[-–—•*]\s+")


def _on_one_line(value: Any) -> Any:
    """Return a fact without line breaks, or a mark in front, that would make it a list."""
    if isinstance(value, str):
        return _BULLET.sub("", " ".join(value.split()))
    if isinstance(value, tuple):
        return tuple(_on_one_line(each) for each in value)  # pyright: ignore[reportUnknownVariableType]
    return value


def _paragraphs(text: str) -> list[str]:
    """Return each paragraph on one line; lines that begin with "- " stay lines."""
    blocks = (re.sub(r"\n(?!- )", " ", block.strip()) for block in re.split(r"\n\s*\n", text))
    return [re.sub(r" {2,}", " ", block).replace(" \n", "\n") for block in blocks if block]


def _given(*texts: str) -> list[str]:
    return [text for text in texts if text]
