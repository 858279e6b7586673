"""Which milestone is the nearest: the one rule that `status`, `today` and the short line share."""

from __future__ import annotations


def nearness(left: int, size: int, count: int) -> tuple[bool, float]:
    """Return what sorts the nearest first: what is begun before what is not, then the share of the chunk to go.

    All are in the milestone's unit; `left` is what the chunk still takes, more than 0.
    """
    return count <= 0, left / size if size else 1.0
