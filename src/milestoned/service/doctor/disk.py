"""Checks of what the vault's file system can do, and of its events."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from milestoned.fileio import capabilities
from milestoned.fileio.capabilities import WriteStrategy
from milestoned.light.typing import TYPE_CHECKING
from milestoned.service.doctor.finding import Finding, Level
from milestoned.watch.daemon_lock import holder
from milestoned.watch.watch_count import watch_count

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIMITS = Path("/proc/sys/fs/inotify")
_IN_MODIFY = 2


def check_writing(root: Path) -> Iterator[Finding]:
    """Find out by trying, with two temporary files, how notes are written here."""
    kind = capabilities.file_system(root) or "unknown"
    way = capabilities.probe(root)
    level = Level.OK if way is WriteStrategy.LEASE or sys.platform != "linux" else Level.NOTE
    recover = (
        ""
        if level is Level.OK
        else "it is safe; a local disk (ext4, XFS, Btrfs) has leases, which is safer still"
    )
    yield Finding("file system", level, f"{kind}: notes are written {way.value}", recover)
    if capabilities.is_shared_with_others(kind):
        message = f"{kind}: changes by other machines may go unnoticed here"
        yield Finding("file system", Level.NOTE, message, "run `milestoned watch --poll` there")


def check_watches(root: Path) -> Iterator[Finding]:
    """Try to watch a folder, and compare the folders with the watches that there are, and with those that may be."""
    if sys.platform != "linux":
        return
    folders = sum(1 for _ in os.walk(root))
    number = _try_inotify(root)
    if number:
        yield Finding(
            "watches", Level.WRONG, _REASONS.get(number, os.strerror(number)), _remedy(number, folders)
        )
        return
    limit = _limit("max_user_watches")
    if limit is not None and folders > limit:
        message = f"{folders} folders to watch, and the system allows {limit} watches"
        yield Finding("watches", Level.WRONG, message, _remedy(errno.ENOSPC, folders))
        return
    yield _daemons_watches(root, folders, limit)


def _daemons_watches(root: Path, folders: int, limit: int | None) -> Finding:
    pid = holder(root)
    watched = watch_count(pid) if pid is not None else None
    if watched is None:
        return Finding(
            "watches", Level.OK, f"{folders} folders to watch, {limit or 'any number of'} watches allowed"
        )
    if watched == 0:
        message = f"process {pid} looks every 2 seconds instead of waiting for events"
        return Finding("watches", Level.NOTE, message, "on a local disk, start it again without `--poll`")
    if watched < folders:
        message = f"process {pid} watches {watched} of {folders} folders"
        return Finding(
            "watches", Level.WRONG, message, f"{_remedy(errno.ENOSPC, folders)}; then start it again"
        )
    return Finding(
        "watches", Level.OK, f"process {pid} watches all {folders} folders, {limit} watches allowed"
    )


_REASONS = {
    errno.ENOSPC: "no watch is left on this system, for any folder",
    errno.EMFILE: "too many programs of yours watch files: no more may",
}


def _try_inotify(folder: Path) -> int:
    """Watch a folder for a moment; 0, or the error number."""
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = library.inotify_init1(os.O_CLOEXEC)
    if descriptor < 0:
        return ctypes.get_errno()
    try:
        failed = library.inotify_add_watch(descriptor, os.fsencode(folder), _IN_MODIFY) < 0
        return ctypes.get_errno() if failed else 0
    finally:
        os.close(descriptor)


def _remedy(number: int, folders: int) -> str:
    if number == errno.EMFILE:
        return "`sudo sysctl fs.inotify.max_user_instances=1024`"
    enough = max(524288, 2 * folders)
    return f"`sudo sysctl fs.inotify.max_user_watches={enough}`"


def _limit(name: str) -> int | None:
    with suppress(OSError, ValueError):
        return int((_LIMITS / name).read_text())
    return None
