"""Who writes: a name for this device, made once and kept in the user's state folder."""

from __future__ import annotations

import contextlib
import os
import re

from milestoned.fileio.atomic import private_folder
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "device"
_FORM = lazy_pattern(r"[a-z0-9-]{1,40}")


def device_of(state: Path) -> str:
    """Return this device's name, such as `laptop-3f9a1c`; made at the first call.

    The random end keeps two machines of one name apart; the name is the journal's file name.
    """
    kept = _read(state / NAME)
    if kept:
        return kept
    private_folder(state)
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(state / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(_invent() + "\n")
    return _read(state / NAME) or _replace(state / NAME)


def keep_device(state: Path, name: str) -> None:
    """Write this device's name down again if its file is gone. Raises OSError."""
    if name and not _read(state / NAME):
        private_folder(state)
        (state / NAME).write_text(name + "\n", encoding="utf-8")


def _invent() -> str:
    import socket  # noqa: PLC0415 - needed once in a device's life

    host = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().lower()).strip("-")[:24] or "device"
    return f"{host}-{os.urandom(3).hex()}"


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if _FORM.fullmatch(text) else ""


def _replace(path: Path) -> str:
    # An empty or spoilt file (a crash, an edit): a fresh name begins a fresh journal, nothing is lost.
    name = _invent()
    path.write_text(name + "\n", encoding="utf-8")
    return name
