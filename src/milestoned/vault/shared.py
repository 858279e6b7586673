"""Vaults that several devices share: how one is told, and how a sync tool's writing differs from a writer's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
_ARRIVING = re.compile(
    r"\.syncthing\.(?P<syncthing>.+)\.tmp|~syncthing~(?P<windows>.+)\.tmp|\.(?P<nextcloud>.+)\.~[0-9a-f]+"
    r"|\.(?P<rsync>.+\.(?:md|markdown))\.[A-Za-z0-9]{6}|\.unison\.(?P<unison>.+)\.[0-9a-f]+\.unison\.tmp"
    r"|(?P<rclone>.+)\.[0-9a-z]+\.partial|(?P<resilio>.+)\.!sync",
    re.IGNORECASE | re.DOTALL,
)


def is_shared(root: Path, own_journal: str = "") -> bool:
    """Tell whether other devices write in a vault: a sync tool's folder stands in it, or another device's journal."""
    if any((root / mark).exists() for mark in _MARKS):
        return True
    if any(next(root.glob(pattern), None) for pattern in _MARK_PATTERNS):
        return True
    return any(journal.stem != own_journal for journal in (root / FOLDER / "journal").glob("*.jsonl"))


def is_arriving(name: str) -> bool:
    """Tell whether a file's name is the one that a sync tool gives a note on its way."""
    return _ARRIVING.fullmatch(name) is not None
