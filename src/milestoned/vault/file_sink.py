"""Notes written to their files: what the daemon and `update` give to the updater."""

from __future__ import annotations

import contextlib
import time

from milestoned.fileio.atomic import private_folder
from milestoned.fileio.editor_locks import WriteDelay, hold_for_editor
from milestoned.fileio.writer import Writer, WriteStrategy
from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from milestoned.fileio.result import WriteResult
    from milestoned.fileio.snapshot import NoteText
    from milestoned.vault.vault import Vault

FRESH_S = 2.0
"""Where there are no leases a note is written only when it has not changed for so long (seconds)."""


def vault_writer(vault: Vault) -> Writer:
    """Return the writer of a vault's notes, with the vault's own state folder."""
    state = user_dirs.vault_state(vault.root)
    # On a full disk the folder is made later: a write that needs it says what is wrong.
    with contextlib.suppress(OSError):
        private_folder(state)
    return Writer(state, vault.root)


class FileSink:
    """Writes notes to their files. `hold` is asked before each write; with `touch` the modification time moves."""

    def __init__(
        self,
        vault: Vault,
        hold: Callable[[str, bool], WriteDelay | None],
        *,
        touch: bool = False,
        patient: bool = False,
    ) -> None:
        self._vault = vault
        self.writer = vault_writer(vault)
        self._hold = hold
        self._touch = touch
        self._patient = patient

    @classmethod
    def by_hand(cls, vault: Vault) -> FileSink:
        """Return the sink for an author's own command: it waits for an editor's unsaved text, and for nothing else."""

        def hold(path: str, size_changes: bool) -> WriteDelay | None:  # noqa: FBT001 - a fact, not a switch
            return hold_for_editor(vault.absolute(path), size_changes=size_changes)

        return cls(vault, hold, touch=vault.is_obsidian, patient=True)

    def hold(self, path: str, *, size_changes: bool) -> WriteDelay | None:
        """Return why and how long a note is to wait before it is written; None if it may be written now."""
        delay = self._hold(path, size_changes)
        if delay or self.writer.way is WriteStrategy.LEASE:
            return delay
        left = self._fresh_for(path)
        if left and self._patient:
            time.sleep(left)
            return None
        return (
            WriteDelay("it has been saved just now, and this file system has no leases", left)
            if left
            else None
        )

    def _fresh_for(self, path: str) -> float:
        """Return how many seconds it still takes until a note has not changed for long enough.

        Without leases a save by renaming in the instant of our own would be lost: savers come in bursts.
        """
        try:
            stat = self._vault.absolute(path).stat()
        except OSError:
            return 0.0
        # The clock of another machine may be ahead: then it is as if the note had been saved now, but not for ever.
        age = max(0.0, time.time() - max(stat.st_ctime, stat.st_mtime))
        return max(0.0, FRESH_S - age) if not self._is_ahead(stat) else 0.0

    @staticmethod
    def _is_ahead(stat: os.stat_result) -> bool:
        return max(stat.st_ctime, stat.st_mtime) > time.time() + FRESH_S

    def write(self, text: NoteText, new: bytes) -> WriteResult:
        """Write a note if it still holds exactly what was counted."""
        return self.writer.write(text, new, touch=self._touch)

    def write_all(self, notes: Sequence[tuple[NoteText, bytes]]) -> list[WriteResult]:
        """Write many notes, each as `write` does."""
        return self.writer.write_all(notes, touch=self._touch)

    def touch(self, text: NoteText) -> WriteResult:
        """Move the modification time of a note, and nothing else, so that Obsidian reads it again."""
        return self.writer.write(text, text.data, touch=True)
