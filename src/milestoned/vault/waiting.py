"""Why a note that is out of date is not written just now."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault import user_dirs

if TYPE_CHECKING:
    from milestoned.vault.entry import Entry
    from milestoned.vault.vault import Vault


def waiting_reason(vault: Vault, entry: Entry) -> str | None:
    """Return who has an out-of-date note in their hands, so that it is written only when it is free; else None."""
    if not entry.stale:
        return None
    from milestoned.fileio.editor_locks import hold_for_editor  # noqa: PLC0415 - most notes are up to date
    from milestoned.vault.editor_holds import EditorHolds  # noqa: PLC0415 - as above

    holds = EditorHolds(user_dirs.vault_state(vault.root))
    try:
        if holds.is_held(entry.path):
            return "it is open in an editor that writes it itself"
    finally:
        holds.close()
    hold = hold_for_editor(vault.absolute(entry.path), size_changes=True)
    return hold.reason if hold else None
