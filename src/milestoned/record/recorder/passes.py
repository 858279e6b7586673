"""Looks at the whole vault: what the first of them finds is the starting point, however often it is broken off."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import micros

if TYPE_CHECKING:
    from milestoned.record.record import Record
    from milestoned.record.recorder.known_notes import KnownNotes
    from milestoned.record.recorder.session_store import SessionTexts

_PASS, _NONE_YET, _BEGUN, _THROUGH = "pass", 0, 1, 2
_LOOKED = "looked"


class Passes:
    """Keeps with the session's texts how far the first look at the whole vault is, and when the last one ended."""

    def __init__(self, record: Record, texts: SessionTexts, notes: KnownNotes) -> None:
        self._record = record
        self._texts = texts
        self._notes = notes
        self._looked: int | None = None

    def begin(self) -> None:
        """Begin to look at the whole vault. The first time, all that is found is the starting point."""
        if self._texts.fact(_PASS) == _NONE_YET:
            empty = not self._notes.by_path()
            with self._texts.turn():
                self._texts.set_fact(_PASS, _BEGUN if empty or not self._wrote_before() else _THROUGH)

    def end(self) -> None:
        """Keep that the whole vault has been looked at just now."""
        with self._texts.turn():
            self._texts.set_fact(_PASS, _THROUGH)
            self._texts.set_fact(_LOOKED, micros(self._record.now()))
        self._looked = None

    @property
    def none_is_through(self) -> bool:
        """Whether the whole vault has never been looked at here."""
        if not self._texts.exist():
            return True
        state = self._texts.fact(_PASS)
        return state == _BEGUN or (state == _NONE_YET and not self._notes.by_path())

    @property
    def is_first(self) -> bool:
        """Whether what is found now belongs to the first look."""
        state = self._texts.fact(_PASS)
        return state == _BEGUN or (state == _NONE_YET and self._notes.found_nothing)

    @property
    def looked(self) -> int:
        """When the whole vault was looked at last (microseconds, 0: never), as this program knows it."""
        if self._looked is None:
            self._looked = self._texts.fact(_LOOKED)
        return self._looked

    def _wrote_before(self) -> bool:
        query = "SELECT 1 FROM event WHERE device = ? LIMIT 1"
        return self._record.index.base.execute(query, (self._record.device,)).fetchone() is not None
