"""Where the program keeps its own files, outside of the vault: one folder a vault, all of it private to the user."""

from __future__ import annotations

import os
from pathlib import Path

from milestoned.vault import identity, places

_APP = "milestoned"


def user_config() -> Path:
    """Return the user's own configuration file, which may not exist."""
    return _own("config") / "config.yaml"


def vault_cache(root: Path) -> Path:
    """Return the folder for what can be made again at any time: the caches."""
    return _own("cache") / identity.known_name(root, _own("state"), places.name_by_place(str(root)))


def vault_state(root: Path) -> Path:
    """Return the folder for what must outlive a crash: locks, rollback journal, session texts."""
    return _own("state") / identity.known_name(root, _own("state"), places.name_by_place(str(root)))


def register(root: Path) -> None:
    """Register a vault, so that it is found again after its folder was renamed or moved."""
    identity.register(root, _own("state"), places.name_by_place(str(root)))


def runtime() -> Path:
    """Return the folder for what is true only while the daemon runs: the files for status bars."""
    chosen = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    return chosen / _APP if chosen.is_absolute() else _own("cache") / "run"


def _own(kind: str) -> Path:
    """Return the program's folder of a kind: the one that platformdirs names."""
    # Without platformdirs, which takes a third of the start of a command that only asks the record.
    if folder := places.own_folder(kind):
        return Path(folder)
    import platformdirs  # noqa: PLC0415 - as above

    folders = platformdirs.PlatformDirs(_APP, appauthor=False)
    return Path(getattr(folders, f"user_{kind}_dir"))
