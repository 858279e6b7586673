"""What a note held at one moment: its bytes, and the file they came from."""

from __future__ import annotations

import os
import time

from milestoned.light.dataclasses import dataclass
from milestoned.light.named_tuples import NamedTuple
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


# Seconds. A lease is held for microseconds (docs/reliability.md).
_LEASE_PATIENCE = 1.0


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it (sizes in bytes, times in nanoseconds).

    Our own writes keep the modification time, and may keep the size: the change time is what gives them away.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int

    @classmethod
    def of(cls, stat: os.stat_result) -> Stamp:
        """Take the stamp from a stat."""
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev)


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a note holds: in its file, or unsaved in an editor."""

    path: Path
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot(NoteText):
    """What a note's file held, and the file's stamp. `read_at_ns`: when reading began, nanoseconds since 1970."""

    stamp: Stamp
    read_at_ns: int = 0


def take(path: Path) -> Snapshot:
    """Read a note whole. Raises OSError; symlinks are followed."""
    read_at_ns = time.time_ns()
    data, stamp = read_whole(path)
    return Snapshot(path, data, stamp, read_at_ns)


def read_whole(path: Path | str) -> tuple[bytes, Stamp]:
    """Read a note's bytes, and its stamp when they were read. Raises OSError; symlinks are followed."""
    descriptor = _open(path)
    try:
        stat = os.fstat(descriptor)
        # One byte more than it should hold: a note that grew meanwhile is then seen to have grown.
        data = os.read(descriptor, stat.st_size + 1)
        # A large buffer takes longer to get than a note to read: nearly always this reads nothing.
        if more := os.read(descriptor, 1 << 12):
            data += more
            while more := os.read(descriptor, 1 << 20):
                data += more
        return data, Stamp.of(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def _open(path: Path | str) -> int:
    """Open a note without waiting on what is not a file, but for another process of ours that is writing it."""
    end = time.monotonic() + _LEASE_PATIENCE
    while True:
        try:
            return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.001)
