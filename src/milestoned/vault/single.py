"""One daemon a vault: a lock in the vault's state folder, and beside it the process that holds it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import filelock

from milestoned.errors import MilestonedError
from milestoned.vault import places

if TYPE_CHECKING:
    from pathlib import Path


class Single:
    """The right to be the daemon of one vault."""

    def __init__(self, root: Path) -> None:
        self._root = root
        state = places.make_private(places.vault_state(root))
        self._lock = filelock.FileLock(state / "daemon.lock")
        self._pid_file = state / "daemon.pid"

    def take(self) -> None:
        """Take it. Raises MilestonedError, with the other's process number, if another daemon has it."""
        try:
            self._lock.acquire(blocking=False)
        except filelock.Timeout:
            pid = self._pid_file.read_text().strip() if self._pid_file.exists() else "unknown"
            message = f"{self._root} is being watched already, by process {pid}"
            raise MilestonedError(message, f"stop that one first: kill {pid}") from None
        self._pid_file.write_text(f"{os.getpid()}\n")

    def give_back(self) -> None:
        """Give it back."""
        self._pid_file.unlink(missing_ok=True)
        self._lock.release()
