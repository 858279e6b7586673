"""Which vault a path belongs to, and what is a note by its name."""

from __future__ import annotations

import os
from pathlib import Path

from milestoned.errors import UsageError
from milestoned.fileio.names import OWN_FOLDER

FOLDER = OWN_FOLDER
CONFIG_FILE = "config.yaml"
NOTE_SUFFIXES = (".md", ".markdown")


def is_note_name(name: str) -> bool:
    """Return True if a file's name, or the path it ends, is a note's."""
    return name.lower().endswith(NOTE_SUFFIXES)


def is_vault(root: Path) -> bool:
    """Return True if a folder has been made a vault, so that it may hold files of ours."""
    return (root / FOLDER).is_dir()


def find_root(path: Path) -> Path:
    """Return the vault of a path: the nearest folder upwards that holds `.milestoned/`, else the folder itself."""
    folder = path if path.is_dir() else path.parent
    folder = Path(os.path.realpath(folder))
    for candidate in (folder, *folder.parents):
        if is_vault(candidate):
            return candidate
    return folder


def given_path(given: str) -> Path:
    """Take a PATH argument. Raises UsageError for one that is not there, or is neither folder nor note."""
    path = Path(given)
    if not path.exists():
        raise UsageError(f"{given}: no such file or folder", "name a vault, a folder in one, or a note")
    if not path.is_dir() and not is_note_name(path.name):
        raise UsageError(f"{given}: no note", "a note's name ends in .md or .markdown")
    return path
