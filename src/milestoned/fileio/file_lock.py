"""A lock between processes that the system frees when its holder ends: `flock`, and `msvcrt` on Windows."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

from milestoned.light.typing import TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

_TRY_EVERY_S = 0.02


class LockTimeoutError(Exception):
    """Another process has held the lock all the time."""


class FileLock:
    """The lock on one file, which is made if it is not there, and stays. One holder at a time, not taken twice.

    As a context manager it waits `timeout` seconds at most.
    """

    def __init__(self, path: Path, timeout: float = 0.0) -> None:
        self._path = path
        self.timeout = timeout
        self._descriptor: int | None = None

    def acquire(self, timeout: float = 0.0) -> None:
        """Take the lock, waiting `timeout` seconds at most. Raises LockTimeoutError, or OSError where none can be had."""
        end = time.monotonic() + timeout
        while not self._is_taken():
            if time.monotonic() >= end:
                raise LockTimeoutError(self._path)
            time.sleep(_TRY_EVERY_S)

    def is_held(self) -> bool:
        """Return True if it is held, and its file is still the one that others would lock."""
        return self._descriptor is not None and _is_at(self._path, self._descriptor)

    def release(self) -> None:
        """Free the lock. Does nothing if it is not held."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            # Closing frees it, too, unless a process was forked meanwhile, which has it open as well.
            with suppress(OSError):
                _unlock(descriptor)
            os.close(descriptor)

    def __enter__(self) -> Self:
        self.acquire(self.timeout)
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _is_taken(self) -> bool:
        """Try once. A lock on a file that was removed meanwhile keeps nobody out: then try again."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            if not _lock(descriptor) or not _is_at(self._path, descriptor):
                os.close(descriptor)
                return False
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
