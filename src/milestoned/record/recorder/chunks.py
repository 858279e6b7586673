"""Which chunks an edit earned or passed: each once, for reaching it first, by writing."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.store.events import Event, Kind

if TYPE_CHECKING:
    import sqlite3

    from milestoned.record.record import Record
    from milestoned.record.recorder.note_state import NoteState
    from milestoned.record.recorder.session_diff import SessionChange
    from milestoned.record.store.events import Mark, RecordedCounts


def moves(record: Record, cause: Event, weight: SessionChange) -> list[Event]:
    """Return a MOVE event for each other note of the session that words turned out to have moved from or to.

    Its numbers (words) correct what was recorded of that note; `drafted` is negative where words are taken back.
    """
    return [
        record.event(
            Kind.MOVE,
            cause.at,
            day=cause.day,
            note=kept.note,
            was=kept.digest,
            now=kept.digest,
            drafted=change.drafted,
            cut=change.cut,
            held=change.held,
            moved=change.moved,
            facts={"with": cause.note},
        )
        for kept, change in weight.others
    ]


def earned(
    record: Record, cause: Event, known: NoteState, marks: tuple[Mark, ...], drafted: int | None
) -> list[Event]:
    """Return the EARNED events of the chunks that an edit reached for the first time; `drafted` as in `steps_earned`.

    Words that are held back lie above those that were written: their chunks wait for `milestoned credit`.
    """
    reached = floors(record.asked(note=known.id), known.id)
    before = known.counts if known.digest else None
    return [
        as_event(record, cause, known.id, step)
        for mark in marks
        for step in steps_earned(_without_held(mark, cause), floor_of(mark, reached, before), drafted)
    ]


def as_event(record: Record, cause: Event, note: str, step: Step) -> Event:
    """Return the EARNED event of a chunk, with the moment, the day and the path of the event that reached it."""
    facts = {"number": step.number, "unit": step.unit, "size": step.size, "count": step.count}
    return record.event(Kind.EARNED, cause.at, day=cause.day, note=note, path=cause.path, facts=facts)


def skipped(
    record: Record, cause: Event, known: NoteState, marks: tuple[Mark, ...]
) -> dict[str, list[object]]:
    """Return the chunks that the held words of an event passed, as its facts: `{"skipped": [...]}`, or `{}`."""
    reached = floors(record.asked(note=known.id), known.id)
    before = known.counts if known.digest else None
    passed = []
    for mark in marks:
        floor = max(floor_of(mark, reached, before), _without_held(mark, cause).chunks_done)
        passed.append(chunks_skipped(mark, floor))
    return {"skipped": [one.as_json() for one in passed if one]} if any(passed) else {}


def _without_held(mark: Mark, cause: Event) -> Mark:
    if cause.held <= 0:
        return mark
    if mark.unit == "words" and mark.size:
        count = max(0, mark.count - cause.held)
        return replace(mark, count=count, chunks_done=count // mark.size)
    return replace(mark, chunks_done=0)


@dataclass(frozen=True, slots=True)
class Step:
    """A chunk: its number in its milestone, from 1, and the count with which it was reached, in `unit`."""

    unit: str
    size: int
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Chunks, from number `first` to `last`, that text which came in whole passed and did not earn."""

    unit: str
    size: int
    first: int
    last: int
    count: int

    def as_json(self) -> list[object]:
        """Return it as the journal keeps it: `[unit, size, first, last, count]`."""
        return [self.unit, self.size, self.first, self.last, self.count]


def floors(base: sqlite3.Connection, note: str) -> dict[tuple[str, int], int]:
    """Return how many chunks a note ever had of each milestone, by (unit, size): those are never earned again."""
    rows = base.execute("SELECT unit, size, done FROM floor WHERE note=?", (note,))
    return {(unit, size): done for unit, size, done in rows}


def floor_of(mark: Mark, known: dict[tuple[str, int], int], before: RecordedCounts | None) -> int:
    """Return how many chunks of a milestone the author has completed already.

    `known` is what `floors` returned. A milestone that is new to a note starts from what the note held `before`; a
    new note (None) from nothing.
    """
    if (mark.unit, mark.size) in known:
        return known[mark.unit, mark.size]
    if before is None:
        return 0
    held = {"words": before.words, "characters": before.characters, "tasks": before.done}.get(mark.unit, 0)
    return held // mark.size if mark.size else mark.chunks_done


def steps_earned(mark: Mark, floor: int, drafted: int | None) -> list[Step]:
    """Return the chunks above `floor` that an edit reached. Those that other text brought are passed in silence.

    `drafted`: the new words of this edit; None where they say nothing about the count.
    """
    if mark.unit == "words" and mark.size and drafted is not None:
        floor = max(floor, (mark.count - max(0, drafted)) // mark.size)
    return [Step(mark.unit, mark.size, n, mark.count) for n in range(floor + 1, mark.chunks_done + 1)]


def steps_of_sum(mark: Mark, floor: int, written: Written) -> list[Step]:
    """Return the chunks of an index note that writing in its notes reached; all others are passed in silence."""
    amount = {"words": written.words, "characters": written.characters, "tasks": written.tasks}[mark.unit]
    if amount <= 0:
        return []
    if mark.size:
        floor = max(floor, (mark.count - amount) // mark.size)
    return [Step(mark.unit, mark.size, n, mark.count) for n in range(floor + 1, mark.chunks_done + 1)]


def earned_by_sum(
    record: Record, cause: Event, known: NoteState, marks: tuple[Mark, ...], written: Written
) -> list[Event]:
    """Return the EARNED events of the chunks of an index note that were reached by what was written in its notes."""
    reached = floors(record.asked(note=known.id), known.id)
    return [
        as_event(record, cause, known.id, step)
        for mark in marks
        for step in steps_of_sum(mark, floor_of(mark, reached, known.counts), written)
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written in an index note's notes since its last observation: new words and characters, tasks done."""

    words: int = 0
    characters: int = 0
    tasks: int = 0


def chunks_skipped(mark: Mark, floor: int) -> Skipped | None:
    """Return the chunks above `floor` that an import passed: its credit earns them. None if it passed none."""
    if mark.chunks_done <= floor:
        return None
    return Skipped(mark.unit, mark.size, floor + 1, mark.chunks_done, mark.count)
