"""Which process watches a vault, and whether a service started it."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

import filelock

from milestoned.vault import places

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from milestoned.service.job import Job

_LOOK_EVERY = 0.05


def watcher(root: Path) -> int | None:
    """Return the process that watches a vault, or None.

    The daemon's lock decides: a process number alone may have come to belong to something else.
    """
    state = places.vault_state(root)
    pid = _read(state / "daemon.pid")
    if pid is None or not _may_live(pid) or not (state / "daemon.lock").exists():
        return None
    lock = filelock.FileLock(state / "daemon.lock")
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return pid
    except OSError:
        return None
    lock.release()
    return None


def service_watcher(job: Job) -> int | None:
    """Return the process that watches a vault if it is the service's, or None."""
    pid = watcher(job.root)
    return pid if pid is not None and pid == _read(job.pid_file) else None


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition; tell whether it came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_EVERY)
    return True


def _read(path: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(path.read_text())
    return None


def _may_live(pid: int) -> bool:
    if os.name == "nt":
        return True  # on Windows signal 0 is an event for the process, not a question
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
