"""Changing a note at a person's word: read, plan, leave unsaved text of an editor alone, write safely."""

from __future__ import annotations

from milestoned.fileio.editor_locks import hold_for_editor
from milestoned.fileio.snapshot import Snapshot, take
from milestoned.fileio.writer import Outcome
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem
from milestoned.vault.file_sink import vault_writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.vault.vault import Vault

# A note that is saved over and over while it is planned.
_TRIES = 5
_SAVED_MEANWHILE = Problem(0, "the note is being saved over and over", "try again when it is at rest")


@dataclass(frozen=True, slots=True)
class Changed:
    """A note's bytes before and after; equal where there was nothing to change."""

    path: str
    old: bytes
    new: bytes


class NoteChanger:
    """Changes notes of one vault. With `dry` nothing is written."""

    def __init__(self, vault: Vault, *, dry: bool = False) -> None:
        self.vault = vault
        self._dry = dry
        self._writer = None if dry else vault_writer(vault)

    def change(self, path: str, plan: Callable[[bytes], bytes | Problem]) -> Changed | Problem:
        """Change a note to what `plan` makes of its bytes. Return what is in the way, if anything is."""
        for _ in range(_TRIES):
            snapshot = self._read(path)
            if isinstance(snapshot, Problem):
                return snapshot
            new = plan(snapshot.data)
            if isinstance(new, Problem):
                return new
            if self._dry or new == snapshot.data:
                return Changed(path, snapshot.data, new)
            refused = self._write(snapshot, path, new)
            if refused is not _SAVED_MEANWHILE:
                return refused or Changed(path, snapshot.data, new)
        return _SAVED_MEANWHILE

    def close(self) -> list[str]:
        """Look after what was written for its grace time; return the messages for the writer."""
        return self._writer.close() if self._writer else []

    def _read(self, path: str) -> Snapshot | Problem:
        found = self.vault.look(path)
        if found is None:
            return Problem(
                0, "there is no such note", "check the path; `milestoned start --new` makes a note"
            )
        if found.problem:
            return found.problem
        try:
            snapshot = take(self.vault.absolute(path))
        except OSError as error:
            return Problem(0, f"cannot be read: {error.strerror}", "make it readable")
        if len(snapshot.data) > self.vault.config.max_size:
            return Problem(0, "the note is larger than `max_size`", "split it, or raise `max_size`")
        return snapshot

    def _write(self, snapshot: Snapshot, path: str, new: bytes) -> Problem | None:
        assert self._writer is not None  # noqa: S101 - for the type checker
        size_changes = len(new) != len(snapshot.data)
        if hold := hold_for_editor(self.vault.absolute(path), size_changes=size_changes):
            return Problem(0, hold.reason, "save it there, then try again")
        written = self._writer.write(snapshot, new, touch=self.vault.is_obsidian, blank=not snapshot.data)
        if written.outcome is Outcome.CONFLICT:
            return _SAVED_MEANWHILE
        if written.outcome is Outcome.WRITTEN:
            return None
        hint = "try again" if written.outcome is Outcome.PENDING else written.hint
        return Problem(0, written.message, hint)
