"""Where the program keeps its own files, outside of the vault: one folder a vault, all of it private to the user."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs

_APP = "milestoned"


def user_config() -> Path:
    """Return the user's own configuration file, which may not exist."""
    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "config.yaml"


def vault_cache(root: Path) -> Path:
    """Return the folder for what can be made anew at any time: the index."""
    return Path(platformdirs.user_cache_dir(_APP, appauthor=False)) / _name(root)


def vault_state(root: Path) -> Path:
    """Return the folder for what must outlive a crash: locks, rollback journal, session texts."""
    return Path(platformdirs.user_state_dir(_APP, appauthor=False)) / _name(root)


def make_private(folder: Path) -> Path:
    """Create a folder, and the program's own above it, that only their owner can read."""
    # A mode is given to the last folder of a path only.
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _name(root: Path) -> str:
    """Name a vault by where it is; the readable half is for whoever looks into the folder."""
    real = os.fsencode(os.path.realpath(root))
    readable = "".join(c if c.isalnum() or c in "-_" else "-" for c in root.name)[:40]
    return f"{readable}-{hashlib.sha256(real).hexdigest()[:16]}"
