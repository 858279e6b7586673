"""What a decision about a note is made with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Sequence

    from milestoned.record.record import Record
    from milestoned.record.recorder.diff_cache import DiffCache
    from milestoned.record.recorder.note_state import NoteState
    from milestoned.record.recorder.observation import NoteObservation
    from milestoned.record.recorder.session_store import SessionTexts
    from milestoned.record.recorder.stored_text import StoredText


@dataclass(frozen=True, slots=True)
class ClassifyContext:
    """What a decision is made with. `looked`: when the whole vault was looked at last (microseconds, 0: never)."""

    record: Record
    texts: SessionTexts
    missing: Callable[[], list[NoteState]]
    notes: dict[str, NoteState]
    first_pass: bool
    looked: int
    scale: DiffCache
    prints: Callable[[Sequence[str]], array[int]]
    by_id: Callable[[str], NoteState | None]
    is_as_read: Callable[[str, StoredText], bool]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A note as seen, its words as numbers, and what was known of its path."""

    seen: NoteObservation
    text: array[int]
    known: NoteState | None
