"""Marking the daemon's process as the service's, for as long as it runs."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from milestoned.vault import places
from milestoned.vault.single import holder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.service.job import Job


@contextlib.contextmanager
def serving(job: Job) -> Iterator[None]:
    """Keep this process' number where the commands look for the service, unless another watches: this one will fail."""
    if holder(job.root) is not None:
        yield
        return
    places.make_private(job.state)
    job.pid_file.write_text(f"{os.getpid()}\n", encoding="ascii")
    try:
        yield
    finally:
        job.pid_file.unlink(missing_ok=True)
