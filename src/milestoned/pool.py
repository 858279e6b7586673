"""Reading many notes: in this process, or shared out to one a core where a fork is safe."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from milestoned.note.problem import Problem
from milestoned.process import examine
from milestoned.vault.entry import Entry
from milestoned.vault.snapshot import Stamp, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from milestoned.vault.vault import Vault

_Read = tuple[Stamp | None, Entry]
_BATCH = 64


def read_notes(vault: Vault, paths: list[str], *, parallel: bool) -> Iterable[_Read]:
    """Read and examine notes, in any order. A fork copies no lock that another thread holds: with threads, none."""
    workers = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if not parallel or workers < 2 or threading.active_count() > 1:
        return (_read(vault, path) for path in paths)
    return _read_in_parallel(vault, paths, workers)


def _read_in_parallel(vault: Vault, paths: list[str], workers: int) -> Iterator[_Read]:
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed

    batches = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
    with multiprocessing.get_context("fork").Pool(workers, _keep, (vault,)) as pool:
        for batch in pool.imap_unordered(_read_batch, batches):
            yield from batch
        # Leaving the pool ends its workers by a signal, which one that has only just begun may not obey yet.
        pool.close()
        pool.join()


# The vault that a forked worker reads from: set once, in the worker, before its first batch.
_kept: list[Vault] = []


def _keep(vault: Vault) -> None:
    # What stops the program is its first process' affair; a worker ends when it is told to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _kept[:] = [vault]


def _read_batch(paths: list[str]) -> list[_Read]:
    return [_read(_kept[0], path) for path in paths]


def _read(vault: Vault, path: str) -> _Read:
    try:
        snapshot = take(vault.absolute(path))
    except OSError as error:
        return None, Entry(
            path, problem=Problem(0, f"cannot be read: {error.strerror}", "make it readable, or remove it")
        )
    return snapshot.stamp, examine(path, snapshot.data, vault.config).entry
