"""Which process watches a vault, and whether a service started it."""

from __future__ import annotations

import contextlib
import os
import time

from milestoned.fileio.atomic import private_folder
from milestoned.light.typing import TYPE_CHECKING
from milestoned.watch.daemon_lock import holder, read_pid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from milestoned.service.job import Job


_LOOK_EVERY = 0.05


def service_watcher(job: Job) -> int | None:
    """Return the process number of a vault's daemon if the service started it; None otherwise."""
    pid = holder(job.root)
    return pid if pid is not None and pid == read_pid(job.pid_file) else None


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition for so many `seconds` at most; return True if it came true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_EVERY)
    return True


@contextlib.contextmanager
def serving(job: Job) -> Iterator[None]:
    """Keep this process' number in the job's file for a while: by it the commands know the service's daemon.

    Where another daemon watches already, nothing is written: this one will be refused.
    """
    if holder(job.root) is not None:
        yield
        return
    private_folder(job.state)
    job.pid_file.write_text(f"{os.getpid()}\n", encoding="ascii")
    try:
        yield
    finally:
        job.pid_file.unlink(missing_ok=True)
