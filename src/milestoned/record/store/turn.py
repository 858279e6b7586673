"""What is recorded in one turn, until it is appended to the journal in one piece."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store.events import to_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from milestoned.record.store.events import Event


@dataclass(slots=True)
class Turn:
    """The events of one turn. `highest`: the highest number of an event that is known; None: not looked up yet.

    The index takes them in at the end. A decision that asks it about a note or a text of this turn has them taken in
    before, so that it is made as if each note had a turn of its own.
    """

    events: list[Event] = field(default_factory=list)
    highest: int | None = None
    is_urgent: bool = False
    _notes: set[str] = field(default_factory=set)
    _texts: set[str] = field(default_factory=set)
    _lines_taken: int = 0

    def add(self, events: Sequence[Event], waiting: Sequence[Event], *, is_urgent: bool) -> None:
        """Add events; `waiting` are those that have changed what waits to be written later."""
        self.events += events
        self.is_urgent |= is_urgent
        for event in (*events, *waiting):
            self._notes.add(event.note)
            self._texts.add(event.now)
            if self.highest is not None:
                self.highest = max(self.highest, event.seq)

    def concerns(self, note: str, text: str) -> bool:
        """Return True if something that the index has not taken in is about a note or a text, or anything if neither is named."""
        if not note and not text:
            return bool(self._notes)
        return (note != "" and note in self._notes) or (text != "" and text in self._texts)

    def take_lines(self) -> list[bytes]:
        """Return the lines of the events that the index has not taken in: it is about to."""
        lines = [to_line(event) for event in self.events[self._lines_taken :]]
        self._lines_taken = len(self.events)
        self._notes.clear()
        self._texts.clear()
        return lines
