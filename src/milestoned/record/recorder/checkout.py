"""Whether git put a note's text there: a branch that was checked out is nobody's writing of that day."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOVES = ("checkout:", "reset:", "rebase", "clone:", "revert:", "cherry-pick:", "am:")
"""What moves the work tree in git's own log of HEAD; a commit does not, and a pull brings what somebody wrote."""
_TAIL = 64 * 1024
_LARGEST_INDEX = 64 * 1024 * 1024
_BEFORE_PATH = 62
"""Bytes between the beginning of an index entry and its path (versions 2 and 3)."""
_WITHIN = 30
"""Seconds: git writes the files first and its log last."""


def is_checked_out(root: Path, path: str, mtime_ns: int) -> bool:
    """Return True if a note's file is as git wrote it when it moved the work tree.

    That is: the first thing that git logged since the file was saved moved it, and git's index holds the file's time.
    """
    found = _repository(root, path)
    if found is None:
        return False
    folder, inside = found
    moved = _first_since(folder / "logs" / "HEAD", mtime_ns // 1_000_000_000)
    return moved and _in_index(folder / "index", inside, mtime_ns)


def _repository(root: Path, path: str) -> tuple[Path, str] | None:
    """Return the `.git` folder above a note, and the note's path in the work tree."""
    absolute = root / path
    for folder in absolute.parents:
        git = folder / ".git"
        if git.is_dir():
            return git, absolute.relative_to(folder).as_posix()
        if git.is_file():
            return None  # a further work tree: its folder is elsewhere, and may be anywhere
    return None


def _first_since(log: Path, second: int) -> bool:
    """Return True if the first entry of git's log since a second is one that moves the work tree, and close to it.

    The log counts in seconds: of the entries of that very second any may have come first.
    """
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return False
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


def _in_index(index: Path, path: str, mtime_ns: int) -> bool:
    """Return True if git's index holds a file with this very time: saved since, it has another."""
    try:
        if index.stat().st_size > _LARGEST_INDEX:
            return False
        data = index.read_bytes()
    except OSError:
        return False
    name = path.encode("utf-8", "surrogateescape")
    at = data.find(name + b"\0")
    while at >= _BEFORE_PATH:
        for before in (_BEFORE_PATH, _BEFORE_PATH + 2):
            seconds = int.from_bytes(data[at - before + 8 : at - before + 12], "big")
            rest = int.from_bytes(data[at - before + 12 : at - before + 16], "big")
            if (seconds, rest or mtime_ns % 1_000_000_000) == divmod(mtime_ns, 1_000_000_000):
                return True
        at = data.find(name + b"\0", at + 1)
    return False
