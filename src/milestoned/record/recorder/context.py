"""What `classify` is given: what the record knows, and the note as seen."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

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
    """What the record knows when it decides about a note.

    `missing` lists the known notes whose files are not where they were, `notes` all notes by path. `first_pass`: the
    whole vault has not been looked at before. `looked`: when that was last (microseconds since 1970, 0: never).
    `prints` turns words into numbers; `is_as_read(path, text)`: the file was not saved since that text was kept.
    """

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
    """A note as seen, its words as numbers, and the note known at its path, deleted ones included; None: no note."""

    seen: NoteObservation
    text: array[int]
    known: NoteState | None
