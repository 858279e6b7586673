"""Whether git put a note's text there: a branch that was checked out is nobody's writing of that day."""

from __future__ import annotations

import os
from typing import Generic, TypeVar

from milestoned.fileio.plain_file import read_plain
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.git_index import GitIndex

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MOVES = ("checkout:", "reset:", "rebase", "clone:", "revert:", "cherry-pick:", "am:")
"""What moves the work tree in git's own log of HEAD; a commit does not, and a pull brings what somebody wrote."""
_TAIL = 64 * 1024
_LARGEST = 64 * 1024 * 1024
_LARGEST_POINTER = 4096
"""Bytes of a `.git` that is a file: a further work tree's, or a submodule's."""
_WITHIN = 30
"""Seconds: git writes the files first and its log last."""

_Read = TypeVar("_Read")


class Checkouts:
    """What git did to the notes of one vault.

    Of a checkout there are thousands of notes: where the repository is, is found once for a folder, and git's log and
    index are read again only when git has written them.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._places: dict[str, tuple[Path, str] | None] = {}
        self._logs: dict[Path, _File[_Log]] = {}
        self._indexes: dict[Path, _File[GitIndex]] = {}

    def wrote(self, path: str, mtime_ns: int) -> bool:
        """Return True if a note's file is as git wrote it when it moved the work tree.

        That is: the first thing that git logged since the file was saved moved it, and git's index holds the file's
        time. `mtime_ns` is that time in nanoseconds. False without a repository, or where git's files cannot be read.
        """
        folder, _, name = path.rpartition("/")
        if folder not in self._places:
            self._places[folder] = _repository(self._root / folder)
        found = self._places[folder]
        if found is None:
            return False
        git, inside = found
        log = self._logs.setdefault(git, _File(git / "logs" / "HEAD", _Log)).get()
        if not log.moved_first_since(mtime_ns // 1_000_000_000):
            return False
        index = self._indexes.setdefault(git, _File(git / "index", GitIndex)).get()
        return index.holds_time(os.fsencode(f"{inside}{name}"), mtime_ns)

    def forget(self) -> None:
        """Keep nothing: an index may be large, and another repository may be made."""
        self._places.clear()
        self._logs.clear()
        self._indexes.clear()


class _File(Generic[_Read]):
    """A file of git's as it was understood, kept as long as its stamp is the same."""

    def __init__(self, path: Path, understand: Callable[[bytes], _Read]) -> None:
        self._path = path
        self._understand = understand
        self._stamp: tuple[int, ...] | None = None
        self._read: _Read | None = None

    def get(self) -> _Read:
        """Return what the file says; as if it were empty where it cannot be read or is larger than expected."""
        stamp = self._look()
        if self._read is None or stamp is None or stamp != self._stamp:
            self._read = self._understand(_plain(self._path, _LARGEST))
            self._stamp = stamp
        return self._read

    def _look(self) -> tuple[int, ...] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class _Log:
    """The end of git's log of HEAD: when it logged what, and whether that moved the work tree."""

    def __init__(self, data: bytes) -> None:
        self._entries = [_entry(line) for line in data[-_TAIL:].decode(errors="replace").splitlines()]
        self._known: dict[int, bool] = {}

    def moved_first_since(self, second: int) -> bool:
        """Return True if the first entry since a second is one that moves the work tree, and close to it.

        The log counts in seconds: of the entries of that very second any may have come first.
        """
        if second not in self._known:
            self._known[second] = self._moved_first_since(second)
        return self._known[second]

    def _moved_first_since(self, second: int) -> bool:
        for moment, moves in self._entries:
            if moment is None or moment < second:
                continue
            if moves:
                return moment - second <= _WITHIN
            if moment > second:
                return False
        return False


def _entry(line: str) -> tuple[int | None, bool]:
    head, _, message = line.partition("\t")
    words = head.rsplit(" ", 2)
    moment = int(words[1]) if len(words) == 3 and words[1].isdecimal() else None
    return moment, message.startswith(_MOVES)


def _repository(folder: Path) -> tuple[Path, str] | None:
    """Return the `.git` folder above a folder, and what the names of its files begin with in the work tree.

    None outside of a repository.
    """
    for above in (folder, *folder.parents):
        git = above / ".git"
        if git.is_dir() or git.is_file():
            elsewhere = git if git.is_dir() else _pointed_at(git)
            inside = folder.relative_to(above).as_posix()
            return (elsewhere, "" if above == folder else f"{inside}/") if elsewhere else None
    return None


def _pointed_at(git: Path) -> Path | None:
    """Return the folder that a `.git` file names: of a further work tree, or of a submodule."""
    first = _plain(git, _LARGEST_POINTER).partition(b"\n")[0]
    if not first.startswith(b"gitdir: ") or b"\0" in first:
        return None
    return git.parent / os.fsdecode(first.removeprefix(b"gitdir: ").rstrip())


def _plain(path: Path, most: int) -> bytes:
    """Return what a file of git's holds; nothing if it cannot be read, is no regular file or larger than expected."""
    try:
        return read_plain(path) if path.stat().st_size <= most else b""
    except (OSError, ValueError):
        return b""
