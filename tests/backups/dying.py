"""A process that is killed at the n-th thing it does to a file, to see what it leaves behind."""

import multiprocessing
import os
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

#: What Python tells of files, see its table of audit events; a statement of SQLite's is told by us.
FILES = {"open", "os.rename", "os.remove", "os.link", "sqlite3.connect", "os.truncate"}
KILLED, DONE = -signal.SIGKILL, 0
#: Whether it is killed at every step there is: `make kills`.
EVERY = False
#: How many that were, by what was killed.
FIGURES: dict[str, int] = {}


_FORKS = multiprocessing.get_context("fork")  # each takes a few milliseconds


def killed_here_and_there(
    act: Callable[..., None],
    prepare: Callable[[], tuple[Any, ...]],
    *,
    last: int = 0,
    others: int = 4,
) -> Iterator[int]:
    """Let a process ``act`` and be killed, again and again, each time at another step.

    Args:
        act: what it does.
        prepare: makes everything as it was, and returns what ``act`` is given.
        last: at each of so many steps before the end it is killed.
        others: at so many before those, evenly spread; at all of them with `EVERY`.

    Yields:
        The step, after each death; the last one is beyond the end, and it was done.
    """
    steps = _FORKS.Value("i", 0)
    _run(act, prepare(), 0, steps)
    end = steps.value
    early = range(1, end - last + 1, 1 if EVERY else max(1, (end - last) // others))
    for step in [*early, *range(end - last + 1, end + 1)]:
        assert _run(act, prepare(), step, steps) == KILLED, step
        yield step
    FIGURES[f"{act.__module__}, {act.__doc__}"] = end
    assert _run(act, prepare(), end + 1000, steps) == DONE
    yield end + 1


def _run(act: Callable[..., None], given: tuple[Any, ...], step: int, steps: Any) -> int | None:
    process = _FORKS.Process(target=_act_until, args=(step, steps, act, *given))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what other threads there are does not matter to it
        process.start()
    process.join(20)
    return process.exitcode


def _act_until(step: int, steps: Any, act: Callable[..., None], *given: Any) -> None:
    taken = 0

    def one_more() -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, found: tuple[Any, ...]) -> None:
        if event in FILES and _is_ours(event, found):
            one_more()

    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def heard(*given: Any, **more: Any) -> sqlite3.Connection:
        connection = connect(*given, **more)
        connection.set_trace_callback(lambda _statement: one_more())
        return connection

    sqlite3.connect = heard  # type: ignore[assignment]
    sys.addaudithook(hear)
    try:
        act(*given)
    except sqlite3.Error:
        os._exit(3)
    steps.value = taken
    os._exit(DONE)


def _is_ours(event: str, found: tuple[Any, ...]) -> bool:
    """Whether a file is written, and not one that is imported."""
    return event != "open" or found[1] not in {"r", "rb", None}
