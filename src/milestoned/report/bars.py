"""Bars: how far a milestone is, cut into its chunks."""

from __future__ import annotations

from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.report.source import Json

_MOST_GAPS = 60
"""More chunks than that would leave nothing of the bar but gaps."""


class Bar(NamedTuple):
    """A bar of 100 units: how much of it is full, and where its chunks end."""

    full: float
    gaps: tuple[float, ...] = ()


def share(done: int, of: int) -> float:
    """Return how much of something is done, in percent from 0 to 100; full only when all of it is."""
    if of <= 0:
        return 0.0
    return (
        min(100.0, round(100 * max(0, done) / of, 1))
        if done >= of
        else min(99.5, round(100 * max(0, done) / of, 1))
    )


def milestone_bar(part: Json) -> Bar:
    """Return the bar of a milestone on its way to the goal; without a goal, of its present chunk."""
    size, goal = part["size"], part["goal"]
    if not goal:
        return Bar(share(size - part["left_in_chunk"], size))
    steps = range(1, (part["chunks"] or 1)) if size else ()
    gaps = tuple(round(100 * step * size / goal, 2) for step in steps) if len(steps) < _MOST_GAPS else ()
    return Bar(share(part["count"], goal), gaps)
