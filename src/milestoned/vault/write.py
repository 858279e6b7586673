"""Writing a note: only if it still holds exactly what was counted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from milestoned.vault.snapshot import Snapshot


class Outcome(Enum):
    """What became of one attempt to write a note."""

    WRITTEN = "written"
    PENDING = "pending"  # somebody is writing it or has unsaved text: try again later
    CONFLICT = "conflict"  # it no longer holds what was counted: count again
    REFUSED = "refused"  # it cannot be written at all: the user must act


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The outcome, and for REFUSED and PENDING a message and a hint for the user."""

    outcome: Outcome
    message: str = ""
    hint: str = ""


class Writer:
    """Writes the notes of one vault."""

    def __init__(self, state: Path, root: Path) -> None:
        self._state = state
        self._root = root

    def write(self, snapshot: Snapshot, new: bytes) -> WriteResult:
        """Replace a note's bytes by a sibling file, its mode, owner and modification time kept."""
        path = snapshot.path.resolve()
        temporary = path.with_name(f".{path.name[:100]}.milestoned-{os.getpid()}.tmp")
        try:
            stat = path.stat()
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(descriptor, new)
                os.fchmod(descriptor, stat.st_mode & 0o7777)
                os.fchown(descriptor, stat.st_uid, stat.st_gid)
                os.utime(descriptor, ns=(stat.st_atime_ns, stat.st_mtime_ns))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if path.read_bytes() != snapshot.data:
                temporary.unlink()
                return WriteResult(Outcome.CONFLICT)
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            return WriteResult(Outcome.REFUSED, f"cannot be written: {error.strerror}", "check its permissions")
        return WriteResult(Outcome.WRITTEN)
