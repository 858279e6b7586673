"""One note, one hand: which notes an editor holds that writes their status itself.

A hold is a lock on one byte of a file in the vault's state folder, at a place that the note's path gives. The kernel
gives it back when the process ends, however it ends, and nothing is left to clean up. Several editors may hold one
note. Where such locks cannot be had, nothing is held: the daemon then writes as beside any other editor.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time

from milestoned.light.digests import sha256
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform != "win32":
    import fcntl

_FILE = "editors.lock"
# Offsets in a file go up to 2^63.
_PLACES = 2**62
_TAKEN = (errno.EAGAIN, errno.EACCES)
# Seconds. The daemon asks by taking the lock for an instant.
_PATIENCE = 1.0
_AGAIN = 0.005


class EditorHolds:
    """The holds of one vault, by notes' paths from its root. A process has one of these for each vault.

    (The locks are the process's: they are lost when it closes the file, through whatever descriptor.)
    """

    def __init__(self, state: Path) -> None:
        self._path = state / _FILE
        self._descriptor: int | None = None

    def hold(self, path: str) -> bool:
        """Hold a note for this process; False where that cannot be had."""
        end = time.monotonic() + _PATIENCE
        held = self._lock(path, shared=True)
        while held is False and time.monotonic() < end:
            time.sleep(_AGAIN)
            held = self._lock(path, shared=True)
        return bool(held)

    def release(self, path: str) -> None:
        """Give a note back to the daemon."""
        if self._descriptor is not None and sys.platform != "win32":
            with contextlib.suppress(OSError):
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, _place(path))

    def is_held(self, path: str) -> bool:
        """Return True if an editor of another process holds a note."""
        free = self._lock(path, shared=False)
        if free:
            self.release(path)
        return free is False

    def close(self) -> None:
        """Give every note back to the daemon."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, path: str, *, shared: bool) -> bool | None:
        """Take a lock if it is free; None where there are none to take."""
        if sys.platform == "win32" or (descriptor := self._opened()) is None:
            return None
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.lockf(descriptor, how | fcntl.LOCK_NB, 1, _place(path))
        except OSError as error:
            return False if error.errno in _TAKEN else None
        return True

    def _opened(self) -> int | None:
        if self._descriptor is None:
            with contextlib.suppress(OSError):
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._descriptor


def _place(path: str) -> int:
    return int(sha256(os.fsencode(path))[:16], 16) % _PLACES
