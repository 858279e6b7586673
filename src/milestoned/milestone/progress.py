"""How far a milestone is: arithmetic on counts, and nothing else."""

from __future__ import annotations

from enum import Enum

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.spec import Milestone, Unit

if TYPE_CHECKING:
    from milestoned.note.counts import Counts


class Status(Enum):
    """How far a milestone, or a whole note, is."""

    # Members are alone of their kind: many times as fast as by name.
    __hash__ = object.__hash__

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    DONE = "done"


@dataclass(slots=True)
class Progress:
    """A milestone's progress, all numbers in its unit.

    `size` and `goal` are what they come to for this note (every task: their total). `chunk` is the one being written,
    from 1; `chunks`, `left` and `percent` (floor) are None without a goal; `over` is what was written past the goal.
    """

    unit: Unit
    size: int
    goal: int | None
    count: int
    chunk: int
    chunks: int | None
    chunks_done: int
    left_in_chunk: int
    left: int | None
    percent: int | None
    status: Status
    every_task: bool = False

    @property
    def over(self) -> int:
        """How many more than the goal there are, in the milestone's unit; 0 without a goal."""
        return max(0, self.count - self.goal) if self.goal is not None else 0


def progress(milestone: Milestone, counts: Counts) -> Progress:
    """Return how far a milestone is. Exactly at a border a chunk is complete and the next one has begun."""
    count = _count(milestone.unit, counts)
    if milestone.size is None:
        return every_task(count, milestone.goal or counts.tasks.total)
    return chunked(milestone.unit, milestone.size, milestone.goal, count)


def _count(unit: Unit, counts: Counts) -> int:
    if unit is Unit.WORDS:
        return counts.words
    return counts.characters if unit is Unit.CHARACTERS else counts.tasks.done


def chunked(unit: Unit, size: int, goal: int | None, count: int) -> Progress:
    """Work out the progress of chunks of a size, up to a goal or (None) for ever."""
    if goal is None:
        done = count // size
        status = Status.IN_PROGRESS if count else Status.NOT_STARTED
        left = (done + 1) * size - count
        return Progress(unit, size, None, count, done + 1, None, done, left, None, None, status)
    chunks = -(-goal // size)
    percent = 100 * count // goal
    if count >= goal:
        return Progress(unit, size, goal, count, chunks, chunks, chunks, 0, 0, percent, Status.DONE)
    done = count // size
    end = min((done + 1) * size, goal)  # the last chunk is as long as the goal leaves it
    status = Status.IN_PROGRESS if count else Status.NOT_STARTED
    return Progress(
        unit, size, goal, count, done + 1, chunks, done, end - count, goal - count, percent, status
    )


def every_task(done: int, total: int) -> Progress:
    """Work out the progress of one chunk of every task. No tasks yet is nothing started, not everything done."""
    left = max(0, total - done)
    status = Status.DONE if total and not left else Status.IN_PROGRESS if done else Status.NOT_STARTED
    finished = 1 if status is Status.DONE else 0
    percent = 100 * done // total if total else 0
    return Progress(
        Unit.TASKS, total, total, done, 1, 1, finished, left, left, percent, status, every_task=True
    )


def overall(parts: tuple[Progress, ...]) -> Status:
    """Return a note's status: done only when all of its milestones are."""
    statuses = {part.status for part in parts}
    return statuses.pop() if len(statuses) == 1 else Status.IN_PROGRESS
