"""Looking into a note for what helps to go on: its last sentence and its open tasks."""

from __future__ import annotations

from milestoned.fileio.snapshot import take
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.note import Note, parse
from milestoned.note.outline import TaskState
from milestoned.record.queries.unstick import NoteLook, last_sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BOX = lazy_pattern(r"\[.\]\s*(.*)")


def look_into(root: Path) -> Callable[[str], NoteLook]:
    """Return what looks into a vault's notes by their paths; a note that cannot be read shows nothing."""
    return lambda path: _look(root / path)


def _look(path: Path) -> NoteLook:
    try:
        note = parse(take(path).data)
    except OSError:
        return NoteLook()
    return NoteLook(_last_sentence(note), _open_tasks(note)) if isinstance(note, Note) else NoteLook()


def _last_sentence(note: Note) -> str:
    """Take it from the running text: a heading or a task is not a sentence to go on from."""
    outline = note.outline
    aside = {item.line for item in outline.headings} | {task.line for task in outline.tasks}
    texts = (" ".join(prose.text.split()) for prose in reversed(outline.prose) if prose.line not in aside)
    return last_sentence(next(filter(None, texts), ""))


def _open_tasks(note: Note) -> tuple[str, ...]:
    lines = note.body.split("\n")
    found = (_BOX.search(lines[task.line]) for task in note.outline.tasks if task.state is TaskState.OPEN)
    return tuple(match[1].strip() for match in found if match)
