"""One line for a status bar: a note's progress line, or a text of the writer's with the numbers filled in.

Pure, from a note as `status --json` has it, so that whoever keeps such a note ready answers at once.
"""

from __future__ import annotations

from milestoned.errors import UsageError
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping
    from typing import Any

    Note = Mapping[str, Any]

# JSON for a status bar has braces of its own: only a name in braces is one to fill in, and `{{name}}` says `{name}`.
_FIELD = lazy_pattern(r"\{\{([\w-]+)\}\}|\{([A-Za-z_][\w-]*)\}")

_MAIN: tuple[str, ...] = (
    "unit",
    "size",
    "goal",
    "count",
    "chunk",
    "chunks",
    "chunks_done",
    "left_in_chunk",
    "left",
    "percent",
)
_OF_NOTE: tuple[str, ...] = (
    "title",
    "path",
    "progress",
    "status",
    "words",
    "characters",
    "earned",
    "due",
    "days_left",
    "per_day",
)
NAMES = (*_OF_NOTE, *_MAIN, "tasks", "tasks_done", "today")


def short_line(note: Note) -> str:
    """Return the progress line: `655 words to finish chunk 3 of 5`."""
    return str(note["progress"])


def names_in(template: str) -> set[str]:
    """Return the names that a text has in braces. Raises UsageError for one that is none."""
    names = {found[2] for found in _FIELD.finditer(template) if found[2]}
    for name in sorted(names.difference(NAMES)):
        listed = ", ".join(f"{{{one}}}" for one in NAMES)
        raise UsageError(f"--format: `{{{name}}}` is not a name to fill in", f"use {listed}")
    return names


def filled(template: str, note: Note, today: Callable[[], int] | int = 0) -> str:
    """Fill a text in: plain numbers, nothing where there is no goal or date. Raises UsageError.

    `today` is what was drafted today, or a function that finds out, called only if the text asks for it.
    """
    values = _values(note)
    if "today" in names_in(template):
        values["today"] = today if isinstance(today, int) else today()

    def value(found: re.Match[str]) -> str:
        if found[1]:
            return f"{{{found[1]}}}"
        held = values[found[2]]
        return "" if held is None else str(held)

    return _FIELD.sub(value, template)


def _values(note: Note) -> dict[str, Any]:
    parts = note["milestones"]
    main = next((part for part in parts if part["unit"] != "tasks"), parts[0])
    return {
        **{name: note[name] for name in _OF_NOTE},
        **{name: main[name] for name in _MAIN},
        "tasks": note["tasks"]["total"],
        "tasks_done": note["tasks"]["done"],
    }
