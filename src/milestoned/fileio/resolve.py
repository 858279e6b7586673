"""The file that a note's path really leads to, and whether it may be written at all."""

from __future__ import annotations

import errno
import os
import stat as modes
from pathlib import Path

from milestoned.fileio.result import CONFLICT, WriteResult, explain, refused
from milestoned.light.dataclasses import dataclass

READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
WRITE = READ | os.O_RDWR
_DESCRIPTORS = "/proc/self/fd"
_CAN_HOLD_FOLDERS = hasattr(os, "O_PATH") and Path(_DESCRIPTORS).is_dir()
_FOLDER = getattr(os, "O_PATH", 0) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """The folder of a note, held open: a link that takes the place of its name later leads no write elsewhere.

    `real` is what it is called, for the journal and for people; `path` is where to work in it. They are the same
    where the system has no `/proc` (macOS, Windows): there the name is all there is.
    """

    real: Path
    descriptor: int = -1

    @property
    def path(self) -> Path:
        """Where the files of the folder are reached."""
        return self.real if self.descriptor < 0 else Path(f"{_DESCRIPTORS}/{self.descriptor}")

    def again(self) -> OpenFolder:
        """Open the same folder once more, to be closed by somebody else."""
        return self if self.descriptor < 0 else OpenFolder(self.real, os.dup(self.descriptor))

    def close(self) -> None:
        """Close it."""
        if self.descriptor >= 0:
            os.close(self.descriptor)


@dataclass(frozen=True, slots=True)
class Target:
    """A regular, writable file inside the vault, free of symlinks, its stat, and the open folder that it is in."""

    folder: OpenFolder
    name: str
    stat: os.stat_result

    @property
    def path(self) -> Path:
        """Where the file is reached."""
        return self.folder.path / self.name

    @property
    def real(self) -> Path:
        """What the file is called."""
        return self.folder.real / self.name

    @property
    def is_hard_linked(self) -> bool:
        """Whether the file has further names, which a replacement would cut off."""
        return self.stat.st_nlink > 1


def locate(note: Path, root: Path) -> Target | WriteResult:
    """Follow symlinks inside the vault; refuse what leads out of it, is not a regular file, or is read-only.

    The caller closes the folder of what is found.
    """
    try:
        real = Path(os.path.realpath(note, strict=True))
        inside = Path(os.path.realpath(root))
        if not real.is_relative_to(inside):
            return refused(
                "the symlink leads out of the vault",
                f"make the folder of {real} the vault, or move the note here",
            )
        folder = _open_folder(real.parent, inside)
    except FileNotFoundError:
        return _missing(note)
    except OSError as error:
        return explain(error)
    found = _found(folder, real.name)
    if isinstance(found, WriteResult):
        folder.close()
    return found


def _found(folder: OpenFolder, name: str) -> Target | WriteResult:
    path = folder.path / name
    try:
        stat = path.lstat()
    except OSError as error:
        return explain(error)
    if not modes.S_ISREG(stat.st_mode):
        return refused("it is not a regular file", "give it a name that does not end in .md")
    return _read_only(path, stat) or Target(folder, name, stat)


def _open_folder(real: Path, root: Path) -> OpenFolder:
    """Open a folder inside the vault, one name after the other, through no link. Raises OSError."""
    if not _CAN_HOLD_FOLDERS:
        return OpenFolder(real)
    descriptor = os.open(root, _FOLDER)
    try:
        for part in real.relative_to(root).parts:
            inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
    except OSError:
        os.close(descriptor)
        raise
    return OpenFolder(real, descriptor)


def is_at(path: Path, descriptor: int) -> bool:
    """Return True if the open file is still at this path."""
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


def text_at(note: Path) -> bytes:
    """Return the whole text of a note. Raises OSError."""
    descriptor = os.open(note, READ)
    try:
        return read_whole(descriptor)
    finally:
        os.close(descriptor)


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
    return refused("the note is read-only", "make it writable (`chmod u+w`), or take out its milestone key")
