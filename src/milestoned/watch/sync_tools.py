"""Vaults that several devices share: how to know one, and how a sync tool's writing differs from an author's."""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.root import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

# What sync tools keep in the folder they sync.
_MARKS = (
    ".stfolder",
    ".stversions",
    ".dropbox",
    ".sync",
    ".owncloudsync.log",
    ".nextcloudsync.log",
    ".unison",
)
_MARK_PATTERNS = ("._sync_*.db", ".sync_*.db", ".csync_journal.db*")

# The names sync tools give a note while it arrives; renamed onto the note when it is whole.
_ARRIVING = lazy_pattern(
    r"\.syncthing\.(?P<syncthing>.+)\.tmp|~syncthing~(?P<windows>.+)\.tmp|\.(?P<nextcloud>.+)\.~[0-9a-f]+"
    r"|\.(?P<rsync>.+\.(?:md|markdown))\.[A-Za-z0-9]{6}|\.unison\.(?P<unison>.+)\.[0-9a-f]+\.unison\.tmp"
    r"|(?P<rclone>.+)\.[0-9a-z]+\.partial|(?P<resilio>.+)\.!sync",
    re.IGNORECASE | re.DOTALL,
)


# A writer's save moves both of a note's times at once; file systems round them differently, by 2 s at most (FAT).
_PUT_BACK_NS = 2_500_000_000


def is_shared(root: Path, own_journal: str = "") -> bool:
    """Return True if other devices write in a vault: a sync tool's files are in it, or another device's journal.

    `own_journal`: this device's name; "": any journal is another's.
    """
    if any((root / mark).exists() for mark in _MARKS):
        return True
    if any(next(root.glob(pattern), None) for pattern in _MARK_PATTERNS):
        return True
    return any(journal.stem != own_journal for journal in (root / FOLDER / "journal").glob("*.jsonl"))


def is_arriving(name: str, note_name: str) -> bool:
    """Return True if a file's name is the one that a sync tool gives to this very note on its way.

    Editors name their temporary files in much the same way, but not by the note's name and nothing else before it.
    """
    found = _ARRIVING.fullmatch(name)
    return found is not None and note_name in found.groupdict().values()


def keeps_an_older_time(path: Path) -> bool:
    """Return True if a file's modification time was set back when it was changed last, as sync tools do.

    That is: more than 2.5 seconds before its change time. False for a file that is gone.
    """
    try:
        stat = path.stat()
    except OSError:
        return False
    return stat.st_ctime_ns - stat.st_mtime_ns > _PUT_BACK_NS
