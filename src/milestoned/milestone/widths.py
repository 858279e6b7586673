"""How much room each of the program's values gets where it is first written: the widest it can come to.

So a note changes its size once, when the keys are added, and then not again until the milestone changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from milestoned.milestone.keys import OwnedKey
from milestoned.milestone.note_progress import NoteProgress, owned_values
from milestoned.milestone.progress import Progress, Status, chunked, every_task
from milestoned.milestone.progress_line import JOINER, progress_line
from milestoned.milestone.spec import Unit
from milestoned.note.counts import Counts, TaskCounts

if TYPE_CHECKING:
    from collections.abc import Iterator

# What an open-ended milestone is given room for.
_CHUNKS = 100
_TASKS = 99


def widest_values(found: NoteProgress) -> dict[OwnedKey, int | str]:
    """Return for each key of a note the widest value that its milestones can come to."""
    parts = tuple(_widest_count(part) for part in found.parts)
    counts = found.counts
    tasks = max(_TASKS, counts.tasks.total)
    amounts = {part.unit: part.count for part in parts}
    widest = replace(
        found,
        counts=Counts(
            max(counts.words, amounts.get(Unit.WORDS, 0)),
            max(counts.characters, amounts.get(Unit.CHARACTERS, 0)),
            TaskCounts(done=tasks),
        ),
        parts=parts,
        line=JOINER.join(max(_lines(part), key=len) for part in found.parts),
        status=Status.NOT_STARTED,
    )
    main = next((part for part in parts if part.unit is not Unit.TASKS), parts[0])
    return {**owned_values(widest), OwnedKey.LEFT: min(main.size, main.goal or main.size)}


def _widest_count(part: Progress) -> Progress:
    """Return a milestone's progress at the end of what it is given room for, its counts as wide as they come."""
    if part.every_task:
        return _tasks_of(part, _total(part))
    return chunked(part.unit, part.size, part.goal, part.goal or _CHUNKS * part.size)


def _total(part: Progress) -> int:
    return max(_TASKS, part.goal or 0)


def _tasks_of(part: Progress, done: int) -> Progress:
    return every_task(done, _total(part))


def _lines(part: Progress) -> Iterator[str]:
    """Write the lines among which the longest is, up to the goal and past it."""
    yield progress_line([part])
    for done in _every_task_counts(part) if part.every_task else ():
        yield progress_line([_tasks_of(part, done)])
    for count in () if part.every_task else _chunk_counts(part):
        yield progress_line([chunked(part.unit, part.size, part.goal, count)])


def _every_task_counts(part: Progress) -> tuple[int, ...]:
    """Return how many tasks are done where `3 of 7 tasks, 4 to go` is longest: when both numbers are."""
    total = _total(part)
    return total // 2, 10 ** (len(str(total)) - 1), total


def _chunk_counts(part: Progress) -> tuple[int, ...]:
    """Return the counts at which chunks begin that have the longest number or the most to go, and both ends."""
    if part.goal is None:
        return 0, (_CHUNKS - 1) * part.size
    past = max(2 * part.goal, _TASKS) if part.unit is Unit.TASKS else 2 * part.goal
    last = (part.goal - 1) // part.size * part.size
    return 0, max(0, last - part.size), last, part.goal, past
