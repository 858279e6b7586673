"""Which vault a path belongs to, and what is a note by its name."""

from __future__ import annotations

import os
from pathlib import Path

from milestoned.errors import UsageError
from milestoned.fileio.names import OWN_FOLDER
from milestoned.vault.globs import canonical

FOLDER = OWN_FOLDER
OBSIDIAN_FOLDER = ".obsidian"
CONFIG_FILE = "config.yaml"
NOTE_SUFFIXES = (".md", ".markdown")


def is_note_name(name: str) -> bool:
    """Return True if a file's name, or the path it ends, is a note's."""
    return name.lower().endswith(NOTE_SUFFIXES)


def is_vault(root: Path) -> bool:
    """Return True if a folder is a vault, milestoned's or Obsidian's, so that it may hold files of ours."""
    return has_own_folder(root) or (root / OBSIDIAN_FOLDER).is_dir()


def has_own_folder(root: Path) -> bool:
    """Return True if a folder has been made a vault by `init` or by a first pass."""
    return (root / FOLDER).is_dir()


def find_root(path: Path) -> Path:
    """Return the vault of a path.

    The nearest folder upwards that holds `.milestoned/`, else the nearest that holds `.obsidian/`, else the folder
    itself.
    """
    folder = path if path.is_dir() else path.parent
    folder = Path(os.path.realpath(folder))
    upwards = (folder, *folder.parents)
    for name in (FOLDER, OBSIDIAN_FOLDER):
        for candidate in upwards:
            if (candidate / name).is_dir():
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
    """Return the path that an argument names. Raises UsageError for one that is missing, or no folder and no note."""
    path = as_on_disk(Path(given))
    if not path.exists():
        raise UsageError(f"{given}: no such file or folder", "name a vault, a folder in one, or a note")
    if not path.is_dir() and not is_note_name(path.name):
        raise UsageError(f"{given}: not a note", "a note's name ends in .md or .markdown")
    return path
