"""Everything a note should say about its milestones: one value, derived from counts, that the edits are made from."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.keys import OwnedKey
from milestoned.milestone.progress import Progress, Status, overall, progress
from milestoned.milestone.progress_line import progress_line
from milestoned.milestone.spec import MilestoneSpec, Unit

if TYPE_CHECKING:
    from milestoned.milestone.keys import KeyStyle
    from milestoned.note.counts import Counts


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A line of an index note's table: the note summed up, and how far it is."""

    link: str
    title: str
    counts: Counts
    line: str


@dataclass(frozen=True, slots=True)
class NoteProgress:
    """How far a note is, and for an index note how far each of its notes is."""

    counts: Counts
    parts: tuple[Progress, ...]
    line: str
    status: Status
    rows: tuple[IndexRow, ...] = ()


def note_progress(spec: MilestoneSpec, counts: Counts, rows: tuple[IndexRow, ...] = ()) -> NoteProgress:
    """Return how far a note is, from its counts (an index note's: the sum of its notes')."""
    parts = tuple(progress(milestone, counts) for milestone in spec.milestones)
    return NoteProgress(counts, parts, progress_line(parts), overall(parts), rows)


def owned_values(found: NoteProgress) -> dict[OwnedKey, int | str]:
    """Return the value of every key that can be said of a note, in the order they are written."""
    tasks = found.counts.tasks
    main = next((part for part in found.parts if part.unit is not Unit.TASKS), found.parts[0])
    values: dict[OwnedKey, int | str | None] = {
        OwnedKey.WORDS: found.counts.words,
        OwnedKey.CHARACTERS: found.counts.characters,
        OwnedKey.TASKS: f"{tasks.done}/{tasks.total}",
        OwnedKey.PROGRESS: found.line,
        OwnedKey.STATUS: found.status.value,
        OwnedKey.PERCENT: main.percent,
        OwnedKey.CHUNKS: main.chunks_done if main.chunks is None else f"{main.chunks_done}/{main.chunks}",
        OwnedKey.LEFT: main.left_in_chunk,
    }
    return {key: value for key, value in values.items() if value is not None}


def keys_to_add(found: NoteProgress, style: KeyStyle) -> set[OwnedKey]:
    """Return the keys that are added where they are missing: those of the note's units, and those asked for."""
    units = {part.unit for part in found.parts}
    by_unit = {key for key, unit in _UNIT_OF.items() if unit in units}
    return {OwnedKey.PROGRESS, OwnedKey.STATUS} | by_unit | style.requested


_UNIT_OF = {OwnedKey.WORDS: Unit.WORDS, OwnedKey.CHARACTERS: Unit.CHARACTERS, OwnedKey.TASKS: Unit.TASKS}
