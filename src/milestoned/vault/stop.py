"""Opting a note out on disk: what `start` and later passes wrote into it goes, in one write."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.opt_out import stop_text
from milestoned.milestone.rewrite import RewriteRules
from milestoned.vault.note_changer import Changed, NoteChanger
from milestoned.vault.rules import filling_for

if TYPE_CHECKING:
    from milestoned.note.problem import Problem
    from milestoned.vault.config import Config
    from milestoned.vault.vault import Vault


class Stopper:
    """Opts notes of one vault out. With `dry` nothing is written."""

    def __init__(self, vault: Vault, *, dry: bool = False) -> None:
        self._config = vault.config
        self._changer = NoteChanger(vault, dry=dry)

    def stop(self, path: str) -> Changed | Problem:
        """Take a milestone out of a note. Return what is in the way, if anything is; the note is then as it was."""
        return self._changer.change(path, lambda data: opted_out(self._config, path, data))

    def close(self) -> list[str]:
        """End the work; return the messages for the writer."""
        return self._changer.close()


def opted_out(config: Config, path: str, data: bytes) -> bytes | Problem:
    """Return the bytes of a note once it takes no part, whatever the rules set; or the Problem that forbids it."""
    starts_again = filling_for(path, config).milestone is not None
    return stop_text(data, RewriteRules(config.count, config.keys), keep_out=starts_again)
