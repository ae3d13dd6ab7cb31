"""Locks between processes, on a file: they end with the process, however it ends."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Another process holds the lock."""


@contextmanager
def holding(path: Path, *, alone: bool) -> Generator[None]:
    """Hold the lock on a file for the length of a block; the file is made and stays.

    On Windows nothing is locked: a file that somebody has open can't be replaced there anyway.

    Args:
        path: the file.
        alone: whether nobody else may hold it meanwhile; else whoever doesn't want it alone may.

    Raises:
        Held: another holds it, in a way that leaves no room for us.
        OSError: the file can't be made.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Held from None
        yield
    finally:
        os.close(file)
