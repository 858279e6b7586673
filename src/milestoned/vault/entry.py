"""What the program knows of one note once it has read it: enough to show it and to sum it up without reading it."""

from __future__ import annotations

import datetime
import json
import os
import posixpath
from functools import lru_cache

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.spec import Milestone, MilestoneSpec, Unit
from milestoned.note.counts import Counts, TaskCounts
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from milestoned.fileio.snapshot import Stamp

_Row = list[object]


def file_title(path: str) -> str:
    """Return a title for a note that names none: its file's name, as one line of text that UTF-8 can hold."""
    name = posixpath.splitext(posixpath.basename(path))[0]
    return " ".join(os.fsencode(name).decode(errors="replace").split()) or name


@dataclass(frozen=True, slots=True)
class Entry:
    """One note. `counts` is None until somebody needs the counts of a note that takes no part.

    For an index note, `counts` are of its own text, and `stale` holds for the sums that `fingerprint` names.
    `digest` is of the body without what the program wrote into it; `stamp` is of the file that was read.
    `warnings` keep nothing from being served.
    """

    path: str
    title: str = ""
    kept_out: bool = False
    counts: Counts | None = None
    spec: MilestoneSpec | None = None
    problem: Problem | None = None
    stale: bool = False
    fingerprint: str = ""
    digest: str = ""
    stamp: Stamp | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def opted_in(self) -> bool:
        """Whether the note takes part and can be served."""
        return self.spec is not None and self.problem is None

    @property
    def is_index(self) -> bool:
        """Whether the note sums up others."""
        return self.spec is not None and bool(self.spec.notes)

    def to_row(self) -> _Row:
        """Flatten to what JSON can hold."""
        counts = self.counts
        numbers = counts and (counts.words, counts.characters)
        tasks = counts and (counts.tasks.done, counts.tasks.open, counts.tasks.cancelled)
        trouble = self.problem and _flat_problem(self.problem)
        return [
            self.title,
            self.kept_out,
            numbers,
            tasks if tasks != _NO_TASKS else None,
            _flat(self.spec),
            trouble,
            self.stale,
            self.fingerprint,
            self.digest,
            [_flat_problem(warning) for warning in self.warnings],
        ]

    @classmethod
    def from_row(cls, path: str, row: _Row, stamp: Stamp | None = None) -> Entry:
        """Make an entry from what `to_row` gave. Raises ValueError, TypeError or KeyError on anything else."""
        title, kept_out, numbers, tasks, spec, trouble, stale, fingerprint, digest, warned = row
        counts = Counts(*numbers, TaskCounts(*tasks) if tasks else _NONE) if numbers else None  # type: ignore[misc, call-arg]
        problem = Problem(*trouble) if trouble else None  # type: ignore[misc]
        warnings = tuple(Problem(*warning) for warning in warned)  # type: ignore[attr-defined]
        return cls(
            path,
            title,  # type: ignore[arg-type]
            kept_out,  # type: ignore[arg-type]
            counts,
            _deep(spec),
            problem,
            stale,  # type: ignore[arg-type]
            fingerprint,  # type: ignore[arg-type]
            digest,  # type: ignore[arg-type]
            stamp,
            warnings,
        )


_NO_TASKS = (0, 0, 0)
# One for all notes without tasks: a large vault is kept in memory.
_NONE = TaskCounts()


def _flat_problem(problem: Problem) -> _Row:
    return [problem.line, problem.message, problem.hint, problem.column]


def _flat(spec: MilestoneSpec | None) -> str | None:
    """Write what a writer chose as text: most notes of a vault say the same, and are then read back once."""
    if spec is None:
        return None
    milestones = [[item.unit.value, item.size, item.goal] for item in spec.milestones]
    due = spec.due.isoformat() if spec.due else None
    return json.dumps([milestones, due, spec.why, list(spec.notes)])


@lru_cache(maxsize=4096)
def _deep(text: str | None) -> MilestoneSpec | None:
    if text is None:
        return None
    milestones, due, why, notes = json.loads(text)
    return MilestoneSpec(
        tuple(Milestone(_UNITS[unit], size, goal) for unit, size, goal in milestones),
        datetime.date.fromisoformat(due) if due else None,
        why,
        tuple(notes),
    )


_UNITS = {unit.value: unit for unit in Unit}
