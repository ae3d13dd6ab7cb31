"""A clock that is put forward in every process at once, also in one that is stopped."""

import mmap
import struct
from datetime import datetime, timedelta
from pathlib import Path

from tests.wire.control import FastClock

FILE = "clock"
SECONDS = struct.Struct("d")


class SharedClock:
    """A fast clock, and by how much it has been put forward: a number in a file, mapped to memory.

    Args:
        clock: as it would be.
        folder: for the file, which is made when it is not there.
    """

    def __init__(self, clock: FastClock, folder: Path) -> None:
        self.clock = clock
        file = folder / FILE
        if not file.exists():
            file.write_bytes(SECONDS.pack(0))
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), SECONDS.size)

    def __call__(self) -> datetime:
        return self.clock() + timedelta(seconds=self._skipped)

    @property
    def _skipped(self) -> float:
        return SECONDS.unpack_from(self._memory)[0]

    @property
    def now(self) -> FastClock:
        """A clock that shows the same for as long as this one is not put forward."""
        return self.clock.skip(self._skipped)

    def skip(self, seconds: float) -> None:
        """Put it forward by its own seconds."""
        SECONDS.pack_into(self._memory, 0, self._skipped + seconds)
