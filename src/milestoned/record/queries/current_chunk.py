"""Which chunk the author has in work, and how much of it is left."""

from __future__ import annotations

import json

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.nearness import nearness

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from typing import Any


@dataclass(frozen=True, slots=True)
class CurrentChunk:
    """The next chunk of one note."""

    note: str
    path: str
    unit: str
    size: int
    number: int
    left: int
    count: int = 0

    @property
    def percent(self) -> int:
        """How much of it is done, rounded down."""
        return (self.size - self.left) * 100 // self.size if self.size else 0


def in_work(base: sqlite3.Connection) -> CurrentChunk | None:
    """Find the chunk of the note that was worked on last and is not done; None where nothing is open."""
    return next(_open_chunks(base), None)


def nearest(base: sqlite3.Connection) -> CurrentChunk | None:
    """Find the chunk that is the nearest, as `status` marks it; of equals that of the note worked on last."""
    return min(
        _open_chunks(base),
        key=lambda one: nearness(one.left, one.size, one.count),
        default=None,
    )


def _open_chunks(base: sqlite3.Connection) -> Iterator[CurrentChunk]:
    rows = base.execute(
        "SELECT id, path, words, characters, done, total, marks FROM note JOIN terms ON terms.note = id WHERE counted AND living ORDER BY at DESC, path"
    )
    for row in rows:
        for values in json.loads(row[6]):
            if chunk := _chunk(row, *values):
                yield chunk


def _chunk(
    row: tuple[Any, ...], unit: str, size: int, _count: int, _done: int, goal: int | None
) -> CurrentChunk | None:
    note, path, words, characters, done, total, _ = row
    # A mark is written down when a chunk is reached; the note's own counts are always of now.
    count = {"words": words, "characters": characters, "tasks": done}.get(unit, 0)
    size = size or total
    goal = goal or (total if unit == "tasks" else None)
    if not size or (goal is not None and count >= goal):
        return None
    begun = count // size * size
    end = begun + size if goal is None else min(begun + size, goal)
    return CurrentChunk(note, path, unit, end - begun, count // size + 1, end - count, count)


def usual_size(base: sqlite3.Connection, default: int = 1000) -> int:
    """Return the words in a chunk of the note that was worked on last and has words for its milestone."""
    rows = base.execute(
        "SELECT marks FROM note JOIN terms ON terms.note = id WHERE counted AND living ORDER BY at DESC"
    )
    for (text,) in rows:
        for unit, size, *_ in json.loads(text):
            if unit == "words" and size:
                return int(size)
    return default
