"""What the record has yet to hear of: a writer waits for the note, nobody for the record."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from milestoned.recording import How, Origin, Scribe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.manners import Manners
    from milestoned.note.note import Note

# Seconds that are given to it at a time.
_RECORD_FOR = 0.02
# So many waiting notes are kept as they were read. More at once are a checkout, and would fill the memory.
_KEEP_AT_MOST = 50


class _Waiting(NamedTuple):
    how: How
    note: Note | None


class Backlog:
    """The notes of one vault that were looked at and are not recorded yet. What a stop leaves, the next start finds."""

    def __init__(self, scribe: Scribe, manners: Manners, out_of_time: Callable[[], bool]) -> None:
        self._scribe = scribe
        self._manners = manners
        self._out_of_time = out_of_time
        self._waiting: dict[str, _Waiting] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, path: str, note: Note | None) -> None:
        """Have a note recorded that changed while we watch, as it was read: its writer may save again meanwhile."""
        before = self._waiting.get(path)
        how = before.how if before else How.LIVE
        self._waiting[path] = _Waiting(how, note if len(self._waiting) < _KEEP_AT_MOST else None)

    def catch_up(self, paths: Iterable[str]) -> None:
        """Have notes recorded as they were found: what was saved before the daemon came was not typed before its eyes."""
        self._waiting |= dict.fromkeys(paths, _Waiting(How.CATCH_UP, None))

    def record(self) -> None:
        """Record for a moment."""
        end = time.monotonic() + _RECORD_FOR
        while self._waiting and time.monotonic() < end and not self._out_of_time():
            path = next(iter(self._waiting))
            origin = Origin.LOCAL if self._manners.is_local(path) else Origin.REMOTE
            how, note = self._waiting.pop(path)
            self._scribe.note(path, how, origin, note)
