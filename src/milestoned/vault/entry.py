"""What the program knows of one note once it has read it: enough to show it and to sum it up without reading it."""

from __future__ import annotations

import os
import posixpath

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.fileio.snapshot import Stamp
    from milestoned.milestone.spec import MilestoneSpec
    from milestoned.note.counts import Counts
    from milestoned.note.problem import Problem


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

    @property
    def globs(self) -> tuple[str, ...]:
        """What an index note sums up; nothing for another note."""
        return self.spec.notes if self.spec else ()
