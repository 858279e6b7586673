"""Notes written to their files: what the daemon and `update` give to the updater."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.fileio.atomic import private_folder
from milestoned.fileio.editor_locks import hold_for_editor
from milestoned.fileio.writer import Writer
from milestoned.vault import user_dirs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from milestoned.fileio.editor_locks import WriteDelay
    from milestoned.fileio.result import WriteResult
    from milestoned.fileio.snapshot import NoteText
    from milestoned.vault.vault import Vault


def vault_writer(vault: Vault) -> Writer:
    """Return the writer of a vault's notes, with the vault's own state folder."""
    return Writer(private_folder(user_dirs.vault_state(vault.root)), vault.root)


class FileSink:
    """Writes notes to their files. `hold` is asked before each write; with `touch` the modification time moves."""

    def __init__(
        self, writer: Writer, hold: Callable[[str, bool], WriteDelay | None], *, touch: bool = False
    ) -> None:
        self.writer = writer
        self._hold = hold
        self._touch = touch

    @classmethod
    def by_hand(cls, vault: Vault) -> FileSink:
        """Return the sink for an author's own command: it waits for an editor's unsaved text, and for nothing else."""

        def hold(path: str, size_changes: bool) -> WriteDelay | None:  # noqa: FBT001 - a fact, not a switch
            return hold_for_editor(vault.absolute(path), size_changes=size_changes)

        return cls(vault_writer(vault), hold, touch=vault.is_obsidian)

    def hold(self, path: str, *, size_changes: bool) -> WriteDelay | None:
        """Return why and how long a note is to wait before it is written; None if it may be written now."""
        return self._hold(path, size_changes)

    def write(self, text: NoteText, new: bytes) -> WriteResult:
        """Write a note if it still holds exactly what was counted."""
        return self.writer.write(text, new, touch=self._touch)

    def write_all(self, notes: Sequence[tuple[NoteText, bytes]]) -> list[WriteResult]:
        """Write many notes, each as `write` does."""
        return self.writer.write_all(notes, touch=self._touch)

    def touch(self, text: NoteText) -> WriteResult:
        """Move the modification time of a note, and nothing else, so that Obsidian reads it again."""
        return self.writer.write(text, text.data, touch=True)
