"""A student's own templates: text with named placeholders, and nothing that is executed.

``{organisation}`` stands for what `Brief` knows; ``{{`` and ``}}`` are braces. No I/O, no clock.
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import accumulate

from bot.notes.model import Brief

_TOKEN = re.compile(r"\{\{|\}\}|\{[^{}]*\}|[{}]")
#: A name is taken for a slip of another from here on; 100 is the same (rapidfuzz).
_ALIKE = 50
#: The most characters of a template that are shown to say where it is broken.
_SNIPPET = 30
_SHORTEST = 3  # characters; a shorter fact may be part of anything


class BrokenTemplate(Exception):
    """A template that cannot be filled.

    Attributes:
        position: of the first character that is wrong, from 1, in the whole text.
        line, column: the same as a line and a character in it, from 1.
        snippet: the text from there.
        reason: one or two sentences, what is wrong and what to type instead.
    """

    def __init__(self, text: str, start: int, end: int, reason: str) -> None:
        super().__init__(reason)
        self.position = start + 1
        self.line = text.count("\n", 0, start) + 1
        self.column = start - text.rfind("\n", 0, start)
        self.snippet = text[start:end].partition("\n")[0][:_SNIPPET]
        self.reason = reason


def placeholders() -> tuple[str, ...]:
    """Return every name that may stand in braces: the texts of a brief, and its times as a list."""
    return tuple(each.name for each in fields(Brief) if each.type is str or each.name == "times")


def check(text: str) -> None:
    """Look whether a template can be filled.

    Raises:
        BrokenTemplate: there is an unknown name, a brace too many or too few, or nothing in it.
    """
    needed(text)


def needed(text: str) -> tuple[str, ...]:
    """Return the facts that a template uses, each once, in order.

    Raises:
        BrokenTemplate: see `check`.
    """
    return tuple(dict.fromkeys(name for _, name in _parts(text) if name))


def fill(text: str, brief: Brief) -> str:
    """Return a template with the facts in their places, which are not looked through again.

    What the brief does not know keeps its placeholder, so that nobody sends a sentence with a hole
    in it unseen.

    Raises:
        BrokenTemplate: see `check`.
    """
    return "".join((name and _fact(name, brief)) or literal for literal, name in _parts(text))


def templated(note_text: str, brief: Brief) -> str:
    """Return an edited draft as a template; filled with the same brief it is the same text.

    The facts that are in it word for word become placeholders, the longest first. One word alone is
    too easily the student's own, so it counts only as the greeting in the first line, the student's
    name on a line by itself, and a place in the middle of a sentence.
    """
    first, line_break, rest = note_text.partition("\n")
    known = {name: _fact(name, brief) for name in placeholders()}
    spots = [(fact, name, _spot(name, fact)) for name, fact in known.items()]
    hello = brief.greeting
    end = rf"(?<!\w){re.escape(hello)}(?=\s*(?:[,:!–—]|$))" if hello.strip() else ""
    return _marked(first, [(hello, "greeting", end), *spots]) + line_break + _marked(rest, spots)


def _marked(text: str, spots: list[tuple[str, str, str]]) -> str:
    """Return text with placeholders at the spots, given as fact, name and pattern."""
    spots = sorted((each for each in spots if each[2]), key=lambda each: -len(each[0]))
    names = {fact: name for fact, name, _ in reversed(spots)}  # of two alike the first one counts
    pattern = "|".join([*(f"(?:{each[2]})" for each in spots), "[{}]"])

    def marked(match: re.Match[str]) -> str:
        return f"{{{names[match[0]]}}}" if match[0] in names else match[0] * 2

    return re.sub(pattern, marked, text, flags=re.MULTILINE)


def _spot(name: str, fact: str) -> str:
    """Return the pattern of where a fact stands for itself; empty for nowhere."""
    exact, is_place = re.escape(fact), name in {"organisation", "school"}
    if name == "greeting" or len(fact.strip()) < _SHORTEST:
        return ""
    if len(fact.split()) > 1:
        return rf"(?<!\w){exact}(?!\w)"
    if name == "me":
        return rf"^{exact}$"
    return rf"(?<=[\w,;] ){exact}(?!\w)" if is_place and fact[0].isupper() else ""


def _fact(name: str, brief: Brief) -> str:
    fact = getattr(brief, name)
    return fact if isinstance(fact, str) else "\n".join(f"- {each}" for each in fact)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a template is made of: literal text and, for a placeholder, its name."""
    end = 0
    for match in _TOKEN.finditer(text):
        yield text[end : match.start()], ""
        end, held = match.end(), match.group()
        yield (held[0], "") if held in {"{{", "}}"} else (held, _name(text, match))
    yield text[end:], ""


def _name(text: str, match: re.Match[str]) -> str:
    """Return the name in a placeholder."""
    (start, end), held = match.span(), match.group()
    name = "_".join(held[1:-1].casefold().split())
    if held == "}":
        reason = "This brace closes nothing. For one in your text, type }}."
    elif held == "{" and 0 in accumulate((e == "{") - (e == "}") for e in text[start:]):
        reason = "A placeholder cannot hold another one."
    elif held == "{":
        reason = "This brace is not closed. For one in your text, type {{."
    elif not name:
        reason = "Type a name between the braces, such as {name}."
    elif name in placeholders():
        return name
    else:
        from rapidfuzz import fuzz, process

        near = process.extractOne(name, placeholders(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        hint = f"Did you mean {{{near[0]}}}?" if near else "Choose one from the list."
        reason = f"There is no such placeholder. {hint}"
    raise BrokenTemplate(text, start, len(text) if len(held) == 1 else end, reason)
