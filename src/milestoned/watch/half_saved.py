"""Notes that somebody is saving this moment: what they hold is no state of the text to count and to record.

An editor that saves in place empties a note, writes it and closes it. Where `settle` is short, a look falls in between.
"""

from __future__ import annotations

import time

from milestoned.fileio.editor_locks import is_open_for_writing
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.vault.entry import Entry
    from milestoned.vault.vault import Found, Vault

DONE_WITHIN = 0.1
"""Seconds that a save is given from the first look at it; then the note is taken as it is."""
# Nanoseconds. One that was written longer ago is not being saved, though it may be kept open.
_JUST_NOW = 50_000_000


class HalfSaved:
    """Knows which notes of one vault are given a moment, and since when. Times are seconds of the monotonic clock."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._since: dict[str, float] = {}

    def waits(self, before: Entry | None, found: Found, now: float) -> bool:
        """Return True if a note is to be looked at a moment later: a save of it is under way, and not for too long."""
        if not (_is_emptied(before, found) or self._is_being_written(found)):
            self._since.pop(found.path, None)
            return False
        since = self._since.setdefault(found.path, now)
        if now - since < DONE_WITHIN:
            return True
        del self._since[found.path]
        return False

    def _is_being_written(self, found: Found) -> bool:
        if found.stamp is None or not 0 <= time.time_ns() - found.stamp.mtime_ns < _JUST_NOW:
            return False
        return is_open_for_writing(self._vault.absolute(found.path))


def _is_emptied(before: Entry | None, found: Found) -> bool:
    had_text = before and before.stamp and before.stamp.size
    return bool(had_text and found.stamp and not found.stamp.size)
