"""Where postmen come from: a process that has imported everything once, and forks."""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from tests.wire.control import ROOT


class Nursery:
    """``with Nursery() as nursery``; it may serve one run after another.

    An order takes a millisecond; only the first waits until everything is imported.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[str]
        self._is_ready = False

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.postman", "--nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._process:  # closes its input, which ends it, and waits
            pass

    def ready(self) -> None:
        """Wait until it has imported everything."""
        if not self._is_ready:
            self._answer()
            self._is_ready = True

    def start(self, options: Sequence[str]) -> int:
        """Bring up a postman; its process."""
        return self._order("start", *options)

    def kill(self, postman: int) -> int:
        """Kill a postman; its status is minus 9 unless it had ended before."""
        return self._order("kill", str(postman))

    def stop(self, postman: int) -> None:
        """Stop a postman where it is, and come back when it has stopped.

        Raises:
            AssertionError: it has ended.
        """
        if self._order("stop", str(postman)):
            raise AssertionError("the postman has ended by itself")

    def go_on(self, postman: int) -> None:
        """Let a postman that was stopped go on."""
        self._order("continue", str(postman))

    def _order(self, *order: str) -> int:
        self.ready()
        if self._process.stdin is None:
            raise AssertionError("it was given a pipe")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        if self._process.stdout is None:
            raise AssertionError("it was given a pipe")
        return int(self._process.stdout.readline())


def serve(live: Callable[[Sequence[str]], Any]) -> None:
    """Be a nursery whose children ``live``, until the input closes; then there are none."""
    children: set[int] = set()
    _say(0)  # it is ready
    for line in iter(sys.stdin.readline, ""):
        order, *given = json.loads(line)
        if order == "start":
            child = os.fork()
            if not child:
                _live(live, given)
            children.add(child)
            _say(child)
        elif order == "kill":
            _say(_kill(int(given[0])))
            children.remove(int(given[0]))
        elif order == "stop":
            os.kill(int(given[0]), signal.SIGSTOP)
            _, status = os.waitpid(int(given[0]), os.WUNTRACED)
            _say(not os.WIFSTOPPED(status))
        else:
            os.kill(int(given[0]), signal.SIGCONT)
            _say(0)
    for child in children:
        _kill(child)


def _say(number: int) -> None:
    sys.stdout.write(f"{int(number)}\n")
    sys.stdout.flush()


def _kill(child: int) -> int:
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _live(live: Callable[[Sequence[str]], Any], given: Sequence[str]) -> None:
    try:
        live(given)
    except BaseException:  # noqa: BLE001 - nothing of this process goes back to the nursery
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)
