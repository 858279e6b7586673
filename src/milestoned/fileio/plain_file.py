"""Reading files of ours that somebody else may have put there: a pipe would keep us waiting for ever."""

from __future__ import annotations

import errno
import os
import stat

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_plain(path: Path) -> bytes:
    """Return what a regular file holds. Raises OSError, also for what is not a regular file; never waits."""
    descriptor = os.open(path, _READ)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", os.fspath(path))
        return file.read()


def leads_out(path: Path, root: Path) -> bool:
    """Return True if a path below a folder is, or is reached through, a link that leads out of that folder."""
    inside, real = os.path.realpath(root), os.path.realpath(path)
    return os.path.commonpath([inside, real]) != inside
