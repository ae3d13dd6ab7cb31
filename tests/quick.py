"""What saves the tests time and leaves what they see as it is. Each of it is for this process alone."""

import gc
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import MultiFernet
from sqlalchemy import Dialect, event
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.opening


class Statements:
    """Makes engines that compile a statement once for all of them; each alone would do so anew."""

    def __init__(self, make_engine: Callable[[str, MultiFernet], AsyncEngine]) -> None:
        self._make_engine = make_engine
        self._known: dict[tuple[Any, ...], tuple[Dialect, dict[Any, Any]]] = {}

    def __call__(self, url: str, ring: MultiFernet) -> AsyncEngine:
        made = self._make_engine(url, ring)
        engine = made.sync_engine
        # The dialect has the key ring that encrypts, so databases of other keys have another.
        keys = (key._signing_key + key._encryption_key for key in ring._fernets)
        known = (engine.dialect.name, *keys)
        dialect, _ = self._known.get(known, (None, None))
        if dialect is None or dialect.server_version_info is None:  # it has never connected
            self._known[known] = engine.dialect, {}
        engine.dialect, cache = self._known[known]
        engine.update_execution_options(compiled_cache=cache)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _without_waiting_for_the_disk)
        return made


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # no test cuts the power


def keep_statements(patch: pytest.MonkeyPatch) -> None:
    """Compile statements once for all databases that are opened."""
    patch.setattr(bot.opening, "make_engine", Statements(bot.opening.make_engine))


def keep_parsers(patch: pytest.MonkeyPatch) -> None:
    """Let the demo's page make one parser for each kind of text, not one for each text."""
    from simcord.preview import _markdown  # only for those who have the page

    make, kept = _markdown._markdown_parser, {}

    def parser(policy: Any, context: Any) -> Any:
        if id(policy) not in kept:  # they are constants
            known: dict[str, Any] = {}
            kept[id(policy)] = make(policy, known), known
        made, known = kept[id(policy)]
        known.clear()
        known.update(context)
        return made

    patch.setattr(_markdown, "_markdown_parser", parser)


def collect_less() -> None:
    """Look for garbage among what tests leave, and not each time among all that was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
