"""How much room each of the program's values gets where it is first written: the widest it can come to.

So a note changes its size once, when the keys are added, and then not again until the milestone changes.
"""

from __future__ import annotations

from functools import lru_cache

from milestoned.milestone.keys import OwnedKey
from milestoned.milestone.note_progress import NoteProgress, owned_values
from milestoned.milestone.progress import Progress, Status, chunked, every_task
from milestoned.milestone.progress_line import JOINER, progress_line
from milestoned.milestone.spec import Unit
from milestoned.note.counts import Counts, TaskCounts

# What an open-ended milestone is given room for.
_CHUNKS = 100
_TASKS = 99


def widest_values(found: NoteProgress) -> dict[OwnedKey, int | str]:
    """Return for each key of a note the widest value that its milestones can come to."""
    parts = tuple(_widest_count(part.unit, part.size, part.goal, part.every_task) for part in found.parts)
    counts = found.counts
    tasks = max(_TASKS, counts.tasks.total)
    amounts = {part.unit: part.count for part in parts}
    widest = NoteProgress(
        Counts(
            max(counts.words, amounts.get(Unit.WORDS, 0)),
            max(counts.characters, amounts.get(Unit.CHARACTERS, 0)),
            TaskCounts(done=tasks),
        ),
        parts,
        JOINER.join(_longest_line(part) for part in found.parts),
        Status.NOT_STARTED,
    )
    main = next((part for part in parts if part.unit is not Unit.TASKS), parts[0])
    return {**owned_values(widest), OwnedKey.LEFT: min(main.size, main.goal or main.size)}


# Most notes of a vault have one of a few milestones.
@lru_cache(maxsize=256)
def _widest_count(unit: Unit, size: int, goal: int | None, of_every_task: bool) -> Progress:  # noqa: FBT001 - for the cache
    """Return a milestone's progress at the end of what it is given room for, its counts as wide as they come."""
    if of_every_task:
        total = max(_TASKS, goal or 0)
        return every_task(total, total)
    return chunked(unit, size, goal, goal or _CHUNKS * size)


def _longest_line(part: Progress) -> str:
    """Return the longest line up to the goal and past it."""
    longest = _longest_tasks_line if part.every_task else _longest_chunk_line
    return max(progress_line([part]), longest(part.unit, part.size, part.goal), key=len)


@lru_cache(maxsize=256)
def _longest_tasks_line(_unit: Unit, _size: int, goal: int | None) -> str:
    total = max(_TASKS, goal or 0)
    return max((progress_line([every_task(done, total)]) for done in _every_task_counts(total)), key=len)


@lru_cache(maxsize=256)
def _longest_chunk_line(unit: Unit, size: int, goal: int | None) -> str:
    counts = _chunk_counts(unit, size, goal)
    return max((progress_line([chunked(unit, size, goal, count)]) for count in counts), key=len)


def _every_task_counts(total: int) -> tuple[int, ...]:
    """Return how many tasks are done where `3 of 7 tasks, 4 to go` is longest: when both numbers are."""
    return total // 2, 10 ** (len(str(total)) - 1), total


def _chunk_counts(unit: Unit, size: int, goal: int | None) -> tuple[int, ...]:
    """Return the counts at which chunks begin that have the longest number or the most to go, and both ends."""
    if goal is None:
        return 0, (_CHUNKS - 1) * size
    past = max(2 * goal, _TASKS) if unit is Unit.TASKS else 2 * goal
    last = (goal - 1) // size * size
    return 0, max(0, last - size), last, goal, past
