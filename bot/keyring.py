"""The keys that encrypt at rest: the file they are in, and a ring that notices new ones."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

log = structlog.get_logger()


class KeyFile:
    """``pitstop.key`` in the data folder: a key a line, the first one writes.

    Beside it, ``pitstop.key.old`` has keys that no row is encrypted with any more, but backups are.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pitstop.key"
        self.old_path = folder / "pitstop.key.old"

    def read(self) -> list[str]:
        """Return the keys that rows may be encrypted with, the one that writes first."""
        return self.path.read_text("utf-8", "replace").split()

    def read_old(self) -> list[str]:
        """Return the keys that only backups may be encrypted with."""
        try:
            return self.old_path.read_text("utf-8", "replace").split()
        except FileNotFoundError:
            return []

    def read_all(self) -> list[str]:
        """Return every key, the one that writes first."""
        return list(dict.fromkeys([*self.read(), *self.read_old()]))

    def write(self, keys: Sequence[str]) -> None:
        """Write the keys that rows are encrypted with; at every moment there is a whole file."""
        _replace(self.path, keys)

    def retire(self, keys: Sequence[str]) -> None:
        """Add keys to those that only backups need."""
        _replace(self.old_path, list(dict.fromkeys([*self.read_old(), *keys])))

    def keep_private(self) -> None:
        """Let its owner alone read it, where the file system goes along: copies lose that."""
        for path in (self.path, self.old_path):
            with suppress(OSError):
                path.chmod(0o600)

    def stamp(self) -> object:
        """Return what is another whenever the file was written anew."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


class KeyRing(MultiFernet):
    """Keys, the first one writes and all of them read.

    A ring that follows a key file takes up its new keys before it encrypts anything more, so that
    a bot at work can be given a new key.

    Args:
        keys: Fernet keys.
        follow: the file that they are from; None when they are from elsewhere.

    Raises:
        ValueError: one of them is no key.
    """

    def __init__(self, keys: Sequence[str], follow: KeyFile | None = None) -> None:
        super().__init__([Fernet(key) for key in keys])
        self._keys = tuple(keys)
        self._follow = follow
        self._stamp: object = None  # so the file is read once more: it may have changed meanwhile

    @property
    def keys(self) -> Sequence[str]:
        """The keys, the one that writes first."""
        return self._keys

    @property
    def first(self) -> Fernet:
        """The key that writes."""
        return self._fernets[0]

    def encrypt(self, msg: bytes) -> bytes:
        """Encrypt with the first key."""
        self._look()
        return super().encrypt(msg)

    def decrypt(self, msg: bytes | str, ttl: int | None = None) -> bytes:
        """Decrypt with whichever key it is.

        Raises:
            InvalidToken: with none of them.
        """
        tried = self._fernets
        try:
            return super().decrypt(msg, ttl)
        except InvalidToken:
            self._look()
            if self._fernets is tried:
                raise
        return super().decrypt(msg, ttl)

    def _look(self) -> None:
        """Take up the keys in the file, if it has changed."""
        if self._follow is None:
            return
        stamp = self._follow.stamp()
        if stamp is None or stamp == self._stamp:
            return
        try:
            keys = self._follow.read_all()
            fernets = [Fernet(key) for key in keys]
        except (OSError, ValueError):
            keys, fernets = [], []
        if not set(keys) & set(self._keys):  # of another database, or none: nothing is written so
            log.error("keys.ignored", file=str(self._follow.path))
        elif tuple(keys) != self._keys:
            self._keys, self._fernets = tuple(keys), fernets
            log.info("keys.renewed", count=len(keys))
        self._stamp = stamp  # last, since worker threads decrypt too


def _replace(path: Path, keys: Sequence[str]) -> None:
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:  # mode 0600
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    try:
        Path(file.name).replace(path)
    except OSError:
        Path(file.name).unlink(missing_ok=True)
        raise
    with suppress(OSError):  # Windows opens no folders
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
