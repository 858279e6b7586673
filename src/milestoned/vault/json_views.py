"""What is known of a vault, as the JSON that docs/cli.md describes, and a count as the account of its rules."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.deadline import NO_HISTORY, deadline
from milestoned.vault.index_notes import standing
from milestoned.vault.waiting import waiting_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from milestoned.milestone.deadline import NoteHistory, WritingDay
    from milestoned.milestone.note_progress import NoteProgress
    from milestoned.milestone.progress import Progress
    from milestoned.note.counts import TaskCounts
    from milestoned.note.problem import Problem
    from milestoned.vault.catalog import Catalog
    from milestoned.vault.entry import Entry


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
        {"path": path, "notes": index_totals.in_own_order(path)}
        for path in paths
        if catalog.entries.is_index(path)
    ]


def problem_json(path: str, problem: Problem) -> dict[str, object]:
    """Return a problem as `status --json` shows it; line 0 means the whole file."""
    return {"path": path, "line": problem.line, "message": problem.message, "hint": problem.hint}


def vault_json(
    catalog: Catalog,
    paths: list[str],
    names: Callable[[str], bool] = lambda _: True,
    *,
    on: WritingDay | None = None,
    histories: Mapping[str, NoteHistory] | None = None,
) -> dict[str, object]:
    """Return a vault, or the part of it that the paths name, as `status --json` shows it.

    `histories` is what the record knows of the notes; without a day `on` nothing is said of the days to a due date.
    """
    return {
        "vault": catalog.vault.root.name,
        "notes": list(notes_json(catalog, paths, on=on, histories=histories)),
        **trouble_json(catalog, paths, names),
    }


def notes_json(
    catalog: Catalog,
    paths: list[str],
    *,
    on: WritingDay | None = None,
    histories: Mapping[str, NoteHistory] | None = None,
) -> Iterator[dict[str, object]]:
    """Return the notes of a vault one by one: all of a large one at once take much memory."""
    index_totals, known = catalog.index_totals(), histories or {}
    for path in paths:
        entry = catalog.entries[path]
        if found := standing(index_totals, entry):
            yield _standing_json(catalog, entry, found, on, known.get(path, NO_HISTORY))


def trouble_json(
    catalog: Catalog, paths: list[str], names: Callable[[str], bool]
) -> dict[str, list[dict[str, object]]]:
    """Return the problems and the warnings of a vault, or of the part of it that the paths name."""
    problems = sorted(catalog.problems(paths).items())
    return {
        "problems": [problem_json(path, problem) for path, problem in problems],
        "warnings": [problem_json(path, warning) for path, warning in catalog.warnings(names)],
    }


def _standing_json(
    catalog: Catalog, entry: Entry, found: NoteProgress, on: WritingDay | None, history: NoteHistory
) -> dict[str, object]:
    """Return a note with what its text alone does not say."""
    said = note_json(entry, found)
    milestones = said.pop("milestones")
    return {
        **said,
        "pending": waiting_reason(catalog.vault, entry),
        "earned": history.earned,
        **_due_json(entry, found, on, history),
        "milestones": milestones,
    }


def _due_json(
    entry: Entry, found: NoteProgress, on: WritingDay | None, history: NoteHistory
) -> dict[str, object]:
    due = entry.spec.due if entry.spec else None
    to_it = deadline(found.parts, due, on, history) if due and on else None
    return {
        "due": due.isoformat() if due else None,
        "days_left": to_it.days_left if to_it else None,
        "per_day": to_it.per_day if to_it else None,
        "on_track": to_it.on_track if to_it else None,
    }
