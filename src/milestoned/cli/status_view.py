"""What `status` shows of a vault, put in order: made from what `status --json` prints."""

from __future__ import annotations

from enum import StrEnum

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.nearness import nearness
from milestoned.vault.reading_order import in_order, natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any

    Note = Mapping[str, Any]


class Sort(StrEnum):
    """How the notes are ordered."""

    READING = "reading"
    NEAREST = "nearest"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Row:
    """A note as `status --json` has it, and how deep it is below the books that name it."""

    note: Note
    depth: int = 0
    is_book: bool = False
    is_nearest: bool = False
    earned: str = ""


@dataclass(frozen=True, slots=True)
class Vault:
    """What `status` knows: the notes, each book's notes in its own order, and what is not in the JSON.

    `changed` is when each note was changed last; `highest` is the highest chunk earned by (path, unit, size).
    """

    notes: Sequence[Note]
    today: date
    books: Mapping[str, Sequence[str]] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    highest: Mapping[tuple[str, str, int], int] = field(default_factory=dict)


def rows(vault: Vault, sort: Sort = Sort.READING) -> list[Row]:
    """Return the notes in the order asked for."""
    nearest = nearest_path(vault)
    by_path = {str(note["path"]): note for note in vault.notes}
    return [
        Row(by_path[path], depth, path in vault.books, path == nearest, _earned(vault, by_path[path]))
        for path, depth in _ordered(vault, by_path, sort)
    ]


def _ordered(vault: Vault, by_path: Mapping[str, Note], sort: Sort) -> Iterable[tuple[str, int]]:
    if sort is Sort.READING:
        return in_order(by_path.keys(), vault.books)
    if sort is Sort.PATH:
        return [(path, 0) for path in sorted(by_path)]
    return [(path, 0) for path in sorted(by_path, key=lambda path: _nearness(vault, by_path[path]))]


def nearest_path(vault: Vault) -> str | None:
    """Return the path of the note, index notes aside, with the nearest milestone; None without an open one.

    Of equals it is the one changed last.
    """
    return min(
        (note for note in vault.notes if note["path"] not in vault.books and _open_parts(note)),
        key=lambda note: _nearness(vault, note),
        default={"path": None},
    )["path"]


def current_path(vault: Vault) -> str | None:
    """Return the path of the note, index notes aside, that was changed last; None without notes.

    Of several at once it is the nearest.
    """
    return min(
        (note for note in vault.notes if note["path"] not in vault.books),
        key=lambda note: (-vault.changed.get(note["path"], 0), _nearness(vault, note)),
        default={"path": None},
    )["path"]


def _nearness(vault: Vault, note: Note) -> tuple[bool, tuple[bool, float], int, list[tuple[int, str]]]:
    parts = _open_parts(note)
    near = min(
        (nearness(part["left_in_chunk"], chunk_size(part), part["count"]) for part in parts),
        default=(True, 1.0),
    )
    return not parts, near, -vault.changed.get(note["path"], 0), natural(note["path"])


def _open_parts(note: Note) -> list[Note]:
    return [part for part in note["milestones"] if part["left_in_chunk"]]


def nearest_part(note: Note) -> Note:
    """Return the milestone of a note that is the nearest. It has one that is open."""
    return min(
        _open_parts(note),
        key=lambda part: nearness(part["left_in_chunk"], chunk_size(part), part["count"]),
    )


def chunk_size(part: Note) -> int:
    """Return the size, in its unit, of the chunk being written: the last one is as long as the goal leaves it."""
    size = int(part["size"])
    return min(size, part["goal"] - (part["chunk"] - 1) * size) if part["goal"] else size


def fraction(note: Note) -> float:
    """Return how full the bar is, 0 to 1: of the goal, or of the chunk without one; several milestones evenly."""
    shares = [_fraction(part) for part in note["milestones"]]
    return sum(shares) / len(shares)


def _fraction(part: Note) -> float:
    if part["goal"] is not None:
        return min(1.0, part["count"] / part["goal"]) if part["goal"] else 0.0
    return float(1 - part["left_in_chunk"] / part["size"])


def _earned(vault: Vault, note: Note) -> str:
    """Return how far a milestone once came whose text was cut since: what is reached stays reached."""
    said = []
    for part in note["milestones"]:
        best = vault.highest.get((note["path"], part["unit"], part["size"]), 0)
        if best > part["chunks_done"] and (part["unit"] != "tasks" or part["size"] != part["goal"]):
            said.append(f"reached {best:,} · now {part['count']:,} {part['unit']}")
    return " · ".join(said)
