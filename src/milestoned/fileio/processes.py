"""Who has a note open for writing, as far as /proc tells us: the processes of our own user."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_PROC = "/proc"


def open_writer(stat: os.stat_result) -> str | None:
    """Return the name of the program that has this file open for writing, or None. Without /proc nobody is ever found."""
    for pid in _our_processes():
        if pid != os.getpid() and _writes(pid, stat):
            return _program(pid)
    return None


def open_writer_of(path: Path) -> str | None:
    """Return what `open_writer` does, for the file at a path; None where no file is there."""
    try:
        return open_writer(path.stat())
    except OSError:
        return None


def is_locked(stat: os.stat_result) -> bool:
    """Return True if any process holds an advisory lock on this file, as nvi does while it has a note open."""
    place = f" {os.major(stat.st_dev):02x}:{os.minor(stat.st_dev):02x}:{stat.st_ino} "
    try:
        with open(f"{_PROC}/locks", encoding="ascii") as locks:  # noqa: PTH123 - no Path for each write
            return any(place in line and " LEASE " not in line for line in locks)
    except OSError:
        return False


def _our_processes() -> Iterator[int]:
    if not os.path.isdir(_PROC):  # noqa: PTH112 - this runs for every write where leases are missing
        return
    user = os.geteuid()
    with os.scandir(_PROC) as found:
        for process in found:
            with suppress(OSError):
                if process.name.isdigit() and process.stat().st_uid == user:
                    yield int(process.name)


def _writes(pid: int, stat: os.stat_result) -> bool:
    folder = f"{_PROC}/{pid}/fd"
    with suppress(OSError), os.scandir(folder) as descriptors:
        return any(_is_open_for_writing(descriptor, stat) for descriptor in descriptors)
    return False


def _is_open_for_writing(descriptor: os.DirEntry[str], stat: os.stat_result) -> bool:
    """Take the access mode from the link's own mode bits, the file from what it leads to."""
    try:
        if not descriptor.stat(follow_symlinks=False).st_mode & 0o200:
            return False
        return os.path.samestat(os.stat(descriptor.path), stat)  # noqa: PTH116 - no Path for each descriptor
    except OSError:
        return False


def _program(pid: int) -> str:
    try:
        with open(f"{_PROC}/{pid}/comm", encoding="utf-8", errors="replace") as name:  # noqa: PTH123
            return name.read().strip()
    except OSError:
        return "another program"


def is_alive(pid: int) -> bool:
    """Return True if a process of this number runs on this machine."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def mark(pid: int) -> str:
    """Name a process so that its number, used again, does not pass for it (exact where there is /proc)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return str(pid)
    # The program's name may hold blanks and brackets: the fields are counted from the last one.
    started = stat.rpartition(b")")[2].split()[19].decode()
    return f"{pid}:{started}"


def still_runs(owner: str) -> bool:
    """Return True if the process that `mark` names still runs."""
    pid = int(owner.partition(":")[0])
    return is_alive(pid) and mark(pid) == owner
