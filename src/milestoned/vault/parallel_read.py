"""Reading many notes: in this process, or together with helpers, one for each further core, where a fork is safe."""

from __future__ import annotations

import marshal
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

    from milestoned.vault.vault import Vault

# Notes that a helper reads before it sends what it found, and this process before it looks what has come.
_BATCH = 64
# Bytes: how long a batch is, before it.
_LENGTH = 8
_AT_ONCE = 1 << 20
_STOPPING = (signal.SIGINT, signal.SIGTERM)

# A path, and the packed entry of the note there.
_Row = tuple[str, bytes]


def read_notes(vault: Vault, paths: list[str], *, parallel: bool) -> Iterable[_Row]:
    """Read, examine and pack notes, in any order. A fork copies no lock that another thread holds: with threads, none."""
    readers = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if not parallel or readers < 2 or threading.active_count() > 1:
        return (_read(vault, path) for path in paths)
    return _read_in_parallel(vault, [paths[number::readers] for number in range(readers)])


def _read_in_parallel(vault: Vault, shares: list[list[str]]) -> Iterator[_Row]:
    """Read the first share here, each other one in a helper. No queue and no lock: a helper can just be ended."""
    helpers: list[_Helper] = []
    # Told to stop between a fork and the note of it, a helper would be forgotten, and go on.
    old_mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        helpers.extend(_Helper(vault, share) for share in shares[1:])
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)
        for batch in _batches(shares[0]):
            yield from [_read(vault, path) for path in batch]
            for helper in helpers:
                yield from helper.receive()
        for helper in helpers:
            yield from helper.receive(wait=True)
    finally:
        for helper in helpers:
            helper.end()
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)
    # What a helper left that came to an early end.
    yield from (_read(vault, path) for helper in helpers for path in helper.left)


class _Helper:
    """A process that reads notes and sends what it found."""

    def __init__(self, vault: Vault, paths: list[str]) -> None:
        self.left = dict.fromkeys(paths)
        self._received = b""
        self._receiver, sender = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _help(vault, paths, sender)
        os.close(sender)
        os.set_blocking(self._receiver, False)

    def receive(self, *, wait: bool = False) -> Iterator[_Row]:
        """Return what has come; with `wait` all that is still to come."""
        if wait:
            os.set_blocking(self._receiver, True)
        try:
            while data := os.read(self._receiver, _AT_ONCE):
                self._received += data
        except BlockingIOError:
            pass
        while len(self._received) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._received[:_LENGTH], "little")
            if len(self._received) < end:
                return
            rows: list[_Row] = marshal.loads(self._received[_LENGTH:end])  # noqa: S302 - from a process of ours
            self._received = self._received[end:]
            for path, _ in rows:
                del self.left[path]
            yield from rows

    def end(self) -> None:
        """End the process, whatever it is doing."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._receiver)


def _help(vault: Vault, paths: list[str], sender: int) -> None:
    """Be a helper, to the process' end."""
    try:
        # What stops the program is its first process' affair: it ends its helpers.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        with open(sender, "wb") as file:
            for batch in _batches(paths):
                data = marshal.dumps([_read(vault, path) for path in batch])
                file.write(len(data).to_bytes(_LENGTH, "little") + data)
                file.flush()
    finally:
        os._exit(0)


def _batches(paths: list[str]) -> Iterator[list[str]]:
    return (paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH))


def _read(vault: Vault, path: str) -> _Row:
    try:
        data, stamp = read_whole(f"{vault.root}/{path}")
    except OSError as error:
        return path, pack(Entry(path, problem=cannot_be_read(error)))
    return path, pack(replace(examine(path, data, vault.config, prove=False).entry, stamp=stamp))
