"""The file that a note's path really leads to, and whether it may be written at all."""

from __future__ import annotations

import errno
import os
import stat as modes
from dataclasses import dataclass
from pathlib import Path

from milestoned.fileio.result import CONFLICT, WriteResult, explain, refused

READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
WRITE = READ | os.O_RDWR


@dataclass(frozen=True, slots=True)
class Target:
    """A regular, writable file inside the vault, free of symlinks, and its stat."""

    path: Path
    stat: os.stat_result

    @property
    def is_hard_linked(self) -> bool:
        """Whether the file has further names, which a replacement would cut off."""
        return self.stat.st_nlink > 1


def locate(note: Path, root: Path) -> Target | WriteResult:
    """Follow symlinks inside the vault; refuse what leads out of it, is no regular file, or is read-only."""
    try:
        real = Path(os.path.realpath(note, strict=True))
        stat = real.lstat()
    except FileNotFoundError:
        return _missing(note)
    except OSError as error:
        return explain(error)
    if not real.is_relative_to(os.path.realpath(root)):
        return refused(
            "the symlink leads out of the vault",
            f"make the folder of {real} the vault, or move the note here",
        )
    if not modes.S_ISREG(stat.st_mode):
        return refused("it is not a regular file", "give it a name that does not end in .md")
    return _read_only(real, stat) or Target(real, stat)


def is_at(path: Path, descriptor: int) -> bool:
    """Whether the open file still stands under this path."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


def read_whole(descriptor: int) -> bytes:
    """Read an open file from its beginning to its end, one byte beyond its size to see it grow."""
    size = os.fstat(descriptor).st_size
    data = os.pread(descriptor, size + 1, 0)
    while more := os.pread(descriptor, 1 << 20, len(data)):
        data += more
    return data


def _missing(note: Path) -> WriteResult:
    if note.is_symlink():
        return refused("the symlink leads nowhere", "remove the link, or bring back what it points at")
    return CONFLICT


def _read_only(real: Path, stat: os.stat_result) -> WriteResult | None:
    # The superuser may write anything: the writer who made a note read-only still meant it.
    if stat.st_mode & 0o222 and os.access(
        real, os.W_OK, effective_ids=os.access in os.supports_effective_ids
    ):
        return None
    if os.statvfs(real).f_flag & os.ST_RDONLY:
        return explain(OSError(errno.EROFS, os.strerror(errno.EROFS)))
    return refused("the note is read-only", "make it writable (chmod u+w), or take out its milestone key")
