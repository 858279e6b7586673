"""Which vault a path belongs to, and what is a note by its name."""

from __future__ import annotations

import os
from pathlib import Path

from milestoned.errors import UsageError
from milestoned.fileio.names import OWN_FOLDER
from milestoned.vault.globs import canonical
from milestoned.vault.places import NOTE_SUFFIXES, OBSIDIAN_FOLDER

FOLDER = OWN_FOLDER
CONFIG_FILE = "config.yaml"


def is_note_name(name: str) -> bool:
    """Return True if a file's name, or the path it ends, is a note's."""
    return name.lower().endswith(NOTE_SUFFIXES)


def is_vault(root: Path) -> bool:
    """Return True if a folder is a vault, milestoned's or Obsidian's, so that it may hold files of ours."""
    return has_own_folder(root) or (root / OBSIDIAN_FOLDER).is_dir()


def has_own_folder(root: Path) -> bool:
    """Return True if a folder has been made a vault by `init` or by a first pass."""
    own = root / FOLDER
    return own.is_dir() and not leads_out(root)


def leads_out(root: Path) -> bool:
    """Return True if a vault's own folder is a link to somewhere outside: what is written there would go astray."""
    own = root / FOLDER
    return own.is_symlink() and not Path(os.path.realpath(own)).is_relative_to(os.path.realpath(root))


def check_own_folder(root: Path) -> None:
    """Raise UsageError where a vault's own folder leads out of it: a vault may come from somebody else."""
    if leads_out(root):
        raise UsageError(
            f"{root / FOLDER}: is a link that leads out of the vault", "remove it, or make it a folder"
        )


def find_root(path: Path) -> Path:
    """Return the vault of a path.

    The nearest folder upwards that holds `.milestoned/`, else the nearest that holds `.obsidian/`, else the folder
    itself.
    """
    folder = path if path.is_dir() else path.parent
    folder = Path(os.path.realpath(folder))
    upwards = (folder, *folder.parents)
    own = next((candidate for candidate in upwards if has_own_folder(candidate)), None)
    return own or next((candidate for candidate in upwards if (candidate / OBSIDIAN_FOLDER).is_dir()), folder)


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
