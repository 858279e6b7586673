"""Reading many notes: in this process, or shared out to one a core where a fork is safe."""

from __future__ import annotations

import os
import signal
import sys
import threading

from milestoned.fileio.snapshot import read_whole
from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.entry import Entry
from milestoned.vault.examine import cannot_be_read, examine
from milestoned.vault.packed import pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection

    from milestoned.vault.vault import Vault

_BATCH = 64
_STOPPING = (signal.SIGINT, signal.SIGTERM)


def read_notes(vault: Vault, paths: list[str], *, parallel: bool) -> Iterable[tuple[str, bytes]]:
    """Read and examine notes, in any order: each one's path and packed entry. A fork copies no lock that another thread holds: with threads, none."""
    workers = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if not parallel or workers < 2 or threading.active_count() > 1:
        return ((path, _read(vault, path)) for path in paths)
    return _read_in_parallel(vault, paths, workers)


def _read_in_parallel(vault: Vault, paths: list[str], workers: int) -> Iterator[tuple[str, bytes]]:
    """Share the notes out evenly. No queue and no lock: a reader that has to stop can just end its workers."""
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed
    from multiprocessing.connection import wait  # noqa: PLC0415

    context = multiprocessing.get_context("fork")
    processes, results, left = [], [], set(paths)
    # Told to stop between a fork and the note of it, a worker would be forgotten, and go on.
    old_mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        for number in range(workers):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(vault, paths[number::workers], sender), daemon=True)
            process.start()
            sender.close()
            processes.append(process)
            results.append(receiver)
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)
        while results:
            ready = wait(results)
            for receiver in [receiver for receiver in results if receiver in ready]:
                try:
                    read = receiver.recv()
                except EOFError:
                    results.remove(receiver)
                    continue
                left.difference_update(path for path, _ in read)
                yield from read
    finally:
        for process in processes:
            process.kill()
            process.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)
    # What a worker left that came to an early end.
    yield from ((path, _read(vault, path)) for path in left)


def _work(vault: Vault, paths: list[str], sender: Connection) -> None:
    # What stops the program is its first process' affair: it kills its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    for start in range(0, len(paths), _BATCH):
        sender.send([(path, _read(vault, path)) for path in paths[start : start + _BATCH]])
    sender.close()


def _read(vault: Vault, path: str) -> bytes:
    try:
        data, stamp = read_whole(f"{vault.root}/{path}")
    except OSError as error:
        return pack(Entry(path, problem=cannot_be_read(error)))
    return pack(replace(examine(path, data, vault.config, prove=False).entry, stamp=stamp))
