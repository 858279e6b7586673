"""What is known of a vault, as the JSON that docs/format.md describes, and a count as the account of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.milestone.report import Report, report
from milestoned.note.counts import WordRule
from milestoned.sums import Sum, Sums

if TYPE_CHECKING:
    from milestoned.milestone.progress import Progress
    from milestoned.note.counts import CountRules, TaskCounts
    from milestoned.note.note import Note
    from milestoned.note.problem import Problem
    from milestoned.survey import Survey
    from milestoned.vault.entry import Entry


def standing(sums: Sums, entry: Entry) -> Report | None:
    """Return where a note stands: an index note by the sum of its notes; None where that cannot be said."""
    if entry.commitment is None or entry.problem or entry.counts is None:
        return None
    if not entry.is_index:
        return report(entry.commitment, entry.counts)
    total = sums.of(entry.path)
    return report(entry.commitment, total.counts, total.rows) if isinstance(total, Sum) else None


def note_json(entry: Entry, found: Report) -> dict[str, object]:
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


def problem_json(path: str, problem: Problem) -> dict[str, object]:
    """Return a problem as `status --json` shows it; line 0 means the whole file."""
    return {"path": path, "line": problem.line, "message": problem.message, "hint": problem.hint}


def vault_json(survey: Survey, paths: list[str]) -> dict[str, object]:
    """Return a vault, or the part of it that the paths name, as `status --json` shows it."""
    sums = survey.sums()
    entries = [survey.entries[path] for path in paths]
    standings = [(entry, standing(sums, entry)) for entry in entries]
    problems = dict(survey.folder_problems) | {
        entry.path: entry.problem for entry in entries if entry.problem
    }
    return {
        "vault": survey.vault.root.name,
        "notes": [note_json(entry, found) for entry, found in standings if found],
        "problems": [problem_json(path, problem) for path, problem in sorted(problems.items())],
    }


def account(note: Note, rules: CountRules) -> list[tuple[str, int]]:
    """Return what each rule of counting took away: all the words there are, less those of each rule, to the result."""
    from milestoned.note.words import count_words  # noqa: PLC0415 - only --explain needs it

    counted = note.counts(rules).words
    if rules.words is WordRule.WC:
        return [("runs between blanks, the frontmatter left out", counted)]
    hidden: dict[str, int] = {}
    if note.body_start:
        hidden["frontmatter"] = count_words(note.source.text[: note.body_start])
    shown = {"code blocks", "tags", "math"} if rules.words is WordRule.ALL else set()
    for rule, text in note.outline.hidden:
        if rule not in shown:
            hidden[rule] = hidden.get(rule, 0) + count_words(text)
    taken = [(rule, -words) for rule, words in hidden.items() if words]
    return [
        ("all words in the file", counted - sum(words for _, words in taken)),
        *taken,
        ("words counted", counted),
    ]
