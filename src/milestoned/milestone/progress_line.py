"""The words of the progress line, the bar and the status block (docs/format.md, "The progress line")."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.progress import Progress, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.milestone.spec import Unit

JOINER = " · "
_FULL, _EMPTY = "█", "░"


def progress_line(parts: Iterable[Progress]) -> str:
    """Return how far a note is in one line; several milestones are joined with a middle dot."""
    return JOINER.join(_tasks_line(part) if part.every_task else _chunk_line(part) for part in parts)


def _chunk_line(part: Progress) -> str:
    if part.status is Status.DONE:
        over = f", {amount(part.over, part.unit)} over" if part.over else ""
        return f"done, {part.chunks} of {part.chunks} chunks{over}"
    of = f" of {part.chunks}" if part.chunks is not None else ""
    return f"{amount(part.left_in_chunk, part.unit)} to finish chunk {part.chunk}{of}"


def _tasks_line(part: Progress) -> str:
    if not part.goal:
        return "no tasks yet"
    if part.status is Status.DONE:
        over = f", {amount(part.over, part.unit)} over" if part.over else ""
        return f"done, {part.goal} of {part.goal} tasks{over}"
    return f"{part.count} of {part.goal} tasks, {part.left} to go"


def amount(number: int, unit: Unit) -> str:
    """Name a number of words, characters or tasks: `1 word`, `655 words`."""
    return f"{number} {unit.value[:-1] if number == 1 else unit.value}"


def bar_fraction(parts: tuple[Progress, ...]) -> float:
    """Return how full the bar is, 0 to 1: of the goal, or without one of the chunk; several milestones evenly."""
    return sum(map(_fraction, parts)) / len(parts)


def _fraction(part: Progress) -> float:
    if part.goal is not None:
        return min(1.0, part.count / part.goal) if part.goal else 0.0
    return 1 - part.left_in_chunk / part.size


def bar(fraction: float, width: int = 20) -> str:
    """Return a bar of `width` characters. It is full only at a `fraction` of 1, and shows the first step."""
    filled = int(fraction * width)
    if not filled and fraction > 0:
        filled = 1
    return _FULL * filled + _EMPTY * (width - filled)
