"""What is known of a vault, as the JSON that docs/format.md describes, and a count as the account of its rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from milestoned.vault.index_notes import standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from milestoned.milestone.note_progress import NoteProgress
    from milestoned.milestone.progress import Progress
    from milestoned.note.counts import TaskCounts
    from milestoned.note.problem import Problem
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry

_DIGITS = re.compile(r"([0-9]+)")


def note_json(entry: Entry, found: NoteProgress) -> dict[str, object]:
    """Return a note as `status --json` shows it."""
    return {
        "path": entry.path,
        "title": entry.title,
        "words": found.counts.words,
        "characters": found.counts.characters,
        "tasks": tasks_json(found.counts.tasks),
        "status": found.status.value,
        "progress": found.line,
        "stale": entry.stale,
        "milestones": [_milestone_json(part) for part in found.parts],
    }


def _milestone_json(part: Progress) -> dict[str, object]:
    return {
        "unit": part.unit.value,
        "size": part.size,
        "goal": part.goal,
        "count": part.count,
        "chunk": part.chunk,
        "chunks": part.chunks,
        "chunks_done": part.chunks_done,
        "left_in_chunk": part.left_in_chunk,
        "left": part.left,
        "percent": part.percent,
        "status": part.status.value,
    }


def tasks_json(tasks: TaskCounts) -> dict[str, int]:
    """Return task counts by state; `total` leaves the cancelled out."""
    return {"done": tasks.done, "open": tasks.open, "cancelled": tasks.cancelled, "total": tasks.total}


def books_json(catalog: Catalog, paths: list[str]) -> list[dict[str, object]]:
    """Return the index notes among the paths, each with the notes that it names, in reading order."""
    index_totals = catalog.index_totals()
    return [
        {"path": path, "notes": sorted(index_totals.members(path), key=_natural)}
        for path in paths
        if catalog.entries[path].is_index
    ]


def _natural(path: str) -> list[tuple[int, str]]:
    """Return what puts 2 before 10."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in _DIGITS.split(path)]


def problem_json(path: str, problem: Problem) -> dict[str, object]:
    """Return a problem as `status --json` shows it; line 0 means the whole file."""
    return {"path": path, "line": problem.line, "message": problem.message, "hint": problem.hint}


def vault_json(
    catalog: Catalog, paths: list[str], names: Callable[[str], bool] = lambda _: True
) -> dict[str, object]:
    """Return a vault, or the part of it that the paths name, as `status --json` shows it."""
    index_totals = catalog.index_totals()
    entries = [catalog.entries[path] for path in paths]
    standings = [(entry, standing(index_totals, entry)) for entry in entries]
    problems = dict(catalog.folder_problems) | {
        entry.path: entry.problem for entry in entries if entry.problem
    }
    return {
        "vault": catalog.vault.root.name,
        "notes": [note_json(entry, found) for entry, found in standings if found],
        "problems": [problem_json(path, problem) for path, problem in sorted(problems.items())],
        "warnings": [problem_json(path, warning) for path, warning in catalog.warnings(names)],
    }
