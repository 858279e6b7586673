"""Which vault a path belongs to, and what is a note by its name."""

from __future__ import annotations

import os
from pathlib import Path

from milestoned.errors import UsageError
from milestoned.vault.globs import canonical

FOLDER = ".milestoned"
CONFIG_FILE = "config.yaml"
NOTE_SUFFIXES = (".md", ".markdown")


def is_note_name(name: str) -> bool:
    """Tell whether a file's name, or the path it ends, is a note's."""
    return name.lower().endswith(NOTE_SUFFIXES)


def is_vault(root: Path) -> bool:
    """Tell whether a folder has been made a vault, so that it may hold files of ours."""
    return (root / FOLDER).is_dir()


def find_root(path: Path) -> Path:
    """Return the vault of a path: the nearest folder upwards that holds `.milestoned/`, else the folder itself."""
    folder = path if path.is_dir() else path.parent
    folder = Path(os.path.realpath(folder))
    for candidate in (folder, *folder.parents):
        if is_vault(candidate):
            return candidate
    return folder


def as_on_disk(path: Path) -> Path:
    """Return a path as it is spelt on disk, where that is the same but composed in another way."""
    if path.exists() or str(path).isascii():
        return path
    folder = path.parent if path.parent == path else as_on_disk(path.parent)
    try:
        there = list(folder.iterdir())
    except OSError:
        return path
    return next(
        (found for found in there if canonical(found.name) == canonical(path.name)), folder / path.name
    )


def given_path(given: str) -> Path:
    """Take a PATH argument. Raises UsageError for one that is not there, or is neither folder nor note."""
    path = as_on_disk(Path(given))
    if not path.exists():
        raise UsageError(f"{given}: no such file or folder", "name a vault, a folder in one, or a note")
    if not path.is_dir() and not is_note_name(path.name):
        raise UsageError(f"{given}: no note", "a note's name ends in .md or .markdown")
    return path
