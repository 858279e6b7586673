"""Where the program keeps its own files, outside of the vault: one folder a vault, all of it private to the user."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from milestoned.vault import identity

_APP = "milestoned"
# As the XDG Base Directory Specification has it.
_XDG = {"cache": "~/.cache", "config": "~/.config", "state": "~/.local/state"}


def user_config() -> Path:
    """Return the user's own configuration file, which may not exist."""
    return _own("config") / "config.yaml"


def vault_cache(root: Path) -> Path:
    """Return the folder for what can be made again at any time: the caches."""
    return _own("cache") / identity.known_name(root, _own("state"), _name(root))


def vault_state(root: Path) -> Path:
    """Return the folder for what must outlive a crash: locks, rollback journal, session texts."""
    return _own("state") / identity.known_name(root, _own("state"), _name(root))


def register(root: Path) -> None:
    """Register a vault, so that it is found again after its folder was renamed or moved."""
    identity.register(root, _own("state"), _name(root))


def runtime() -> Path:
    """Return the folder for what is true only while the daemon runs: the files for status bars."""
    chosen = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    return chosen / _APP if chosen.is_absolute() else _own("cache") / "run"


def _own(kind: str) -> Path:
    """Return the program's folder of a kind: the one that platformdirs names."""
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        # The same without platformdirs, which takes a third of the start of a command that only asks the record.
        chosen = Path(os.environ.get(f"XDG_{kind.upper()}_HOME", ""))
        folder = chosen if chosen.is_absolute() else Path(_XDG[kind]).expanduser()
        return folder / _APP
    import platformdirs  # noqa: PLC0415 - as above

    folders = platformdirs.PlatformDirs(_APP, appauthor=False)
    return Path(getattr(folders, f"user_{kind}_dir"))


def _name(root: Path) -> str:
    """Return a name for a vault by where it is; the readable half is for whoever looks into the folder."""
    real = os.fsencode(os.path.realpath(root))
    readable = "".join(c if c.isalnum() or c in "-_" else "-" for c in root.name)[:40]
    return f"{readable}-{hashlib.sha256(real).hexdigest()[:16]}"
