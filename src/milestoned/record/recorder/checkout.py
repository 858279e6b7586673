"""Whether git put a note's text there: a branch that was checked out is nobody's writing of that day."""

from __future__ import annotations

import os

from milestoned.fileio.plain_file import read_plain
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.git_index import holds_time

if TYPE_CHECKING:
    from pathlib import Path

_MOVES = ("checkout:", "reset:", "rebase", "clone:", "revert:", "cherry-pick:", "am:")
"""What moves the work tree in git's own log of HEAD; a commit does not, and a pull brings what somebody wrote."""
_TAIL = 64 * 1024
_LARGEST = 64 * 1024 * 1024
_LARGEST_POINTER = 4096
"""Bytes of a `.git` that is a file: a further work tree's, or a submodule's."""
_WITHIN = 30
"""Seconds: git writes the files first and its log last."""


def is_checked_out(root: Path, path: str, mtime_ns: int) -> bool:
    """Return True if a note's file is as git wrote it when it moved the work tree.

    That is: the first thing that git logged since the file was saved moved it, and git's index holds the file's time.
    `root` is the vault's folder, `mtime_ns` the file's time in nanoseconds. False without a repository, or where git's
    files cannot be read.
    """
    found = _repository(root, path)
    if found is None:
        return False
    folder, inside = found
    moved = _first_since(folder / "logs" / "HEAD", mtime_ns // 1_000_000_000)
    index = _plain(folder / "index", _LARGEST) if moved else b""
    return holds_time(index, os.fsencode(inside), mtime_ns)


def _repository(root: Path, path: str) -> tuple[Path, str] | None:
    """Return the `.git` folder above a note, and the note's path in the work tree; None outside of a repository."""
    absolute = root / path
    for folder in absolute.parents:
        git = folder / ".git"
        if git.is_dir():
            return git, absolute.relative_to(folder).as_posix()
        if git.is_file():
            elsewhere = _pointed_at(git)
            return (elsewhere, absolute.relative_to(folder).as_posix()) if elsewhere else None
    return None


def _pointed_at(git: Path) -> Path | None:
    """Return the folder that a `.git` file names: of a further work tree, or of a submodule."""
    first = _plain(git, _LARGEST_POINTER).partition(b"\n")[0]
    if not first.startswith(b"gitdir: ") or b"\0" in first:
        return None
    return git.parent / os.fsdecode(first.removeprefix(b"gitdir: ").rstrip())


def _first_since(log: Path, second: int) -> bool:
    """Return True if the first entry of git's log since a second is one that moves the work tree, and close to it.

    The log counts in seconds: of the entries of that very second any may have come first.
    """
    lines = _plain(log, _LARGEST)[-_TAIL:].decode(errors="replace").splitlines()
    for line in lines:
        head, _, message = line.partition("\t")
        moment = _moment(head)
        if moment is None or moment < second:
            continue
        if message.startswith(_MOVES):
            return moment - second <= _WITHIN
        if moment > second:
            return False
    return False


def _moment(head: str) -> int | None:
    words = head.rsplit(" ", 2)
    return int(words[1]) if len(words) == 3 and words[1].isdecimal() else None


def _plain(path: Path, most: int) -> bytes:
    """Return what a file of git's holds; nothing if it cannot be read, is no regular file or larger than expected."""
    try:
        return read_plain(path) if path.stat().st_size <= most else b""
    except (OSError, ValueError):
        return b""
