"""What is wrong with a note, as data: nothing in the core raises on what a writer wrote."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the line (from 1) and column (from 1, 0 when the whole line is meant), and how to fix it."""

    line: int
    message: str
    hint: str = ""
    column: int = 0
