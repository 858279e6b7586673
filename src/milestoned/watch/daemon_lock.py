"""One daemon a vault: a lock in the vault's state folder, and beside it who holds it: process number, version."""

from __future__ import annotations

import contextlib
import os

from milestoned import __version__
from milestoned.errors import MilestonedError
from milestoned.fileio import processes
from milestoned.fileio.atomic import private_folder
from milestoned.fileio.file_lock import FileLock, LockTimeoutError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs

if TYPE_CHECKING:
    from pathlib import Path

_LOCK = "daemon.lock"
_PID = "daemon.pid"
_VERSION = "daemon.version"


class WatchedAlreadyError(MilestonedError):
    """Another daemon has the vault; `pid` is its process, None where nobody knows it."""

    def __init__(self, root: Path, pid: int | None) -> None:
        hint = f"stop that one first: `kill {pid}`" if pid else "stop that one first"
        super().__init__(f"{root}: is being watched already, by process {pid or 'unknown'}", hint)
        self.root = root
        self.pid = pid


class DaemonLock:
    """The right to be the daemon of one vault: a lock that ends with the process, whatever ends that."""

    def __init__(self, root: Path) -> None:
        self._root = root
        state = user_dirs.vault_state(root)
        self._lock = FileLock(state / _LOCK)
        self._pid_file = state / _PID

    def take(self) -> None:
        """Take the vault. Raises MilestonedError, with the other's process number, if another daemon has it.

        Raises OSError where no lock can be had at this moment.
        """
        private_folder(self._pid_file.parent)
        try:
            self._lock.acquire()
        except LockTimeoutError:
            raise WatchedAlreadyError(self._root, read_pid(self._pid_file)) from None
        self._write_pid()

    def is_held(self) -> bool:
        """Return True if the lock is still the one that others would ask for."""
        return self._lock.is_held()

    def take_again(self) -> None:
        """Take the vault again if its lock file was removed, and write who has it if that is missing.

        Raises as `take` does.
        """
        if not self._lock.is_held():
            self._lock.release()
            self.take()
        elif read_pid(self._pid_file) != os.getpid():
            self._write_pid()

    def _write_pid(self) -> None:
        # On a full disk there is no number for others to see: the lock holds all the same.
        with contextlib.suppress(OSError):
            self._pid_file.write_text(f"{os.getpid()}\n")
            self._pid_file.with_name(_VERSION).write_text(f"{__version__}\n")

    def give_back(self) -> None:
        """Give the vault back. Safe where it was never taken."""
        with contextlib.suppress(OSError):
            self._pid_file.unlink(missing_ok=True)
            self._pid_file.with_name(_VERSION).unlink(missing_ok=True)
        self._lock.release()


def holder(root: Path) -> int | None:
    """Return the process number of a vault's daemon; None if there is none.

    The lock decides: a process number that was left behind may have come to belong to something else.
    """
    state = user_dirs.vault_state(root)
    pid = read_pid(state / _PID)
    # On Windows signal 0, by which a process is asked for, is an event that it receives.
    if pid is None or (os.name != "nt" and not processes.is_alive(pid)) or not (state / _LOCK).exists():
        return None
    lock = FileLock(state / _LOCK)
    try:
        lock.acquire()
    except LockTimeoutError:
        return pid
    except OSError:
        return None
    lock.release()
    return None


def running_version(root: Path) -> str | None:
    """Return the version of the program that is a vault's daemon; None where there is none, or it did not say."""
    if holder(root) is None:
        return None
    with contextlib.suppress(OSError):
        return (user_dirs.vault_state(root) / _VERSION).read_text(encoding="utf-8").strip() or None
    return None


def read_pid(path: Path) -> int | None:
    """Return the process number that a file holds; None if there is none in it."""
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text())
    return None
