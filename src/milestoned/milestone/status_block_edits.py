"""The status block: a rendering in Markdown between the two comments that the writer placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from milestoned.milestone.edits import Edit
from milestoned.milestone.progress_line import bar, bar_fraction
from milestoned.milestone.spec import Unit

if TYPE_CHECKING:
    from milestoned.milestone.note_progress import IndexRow, NoteProgress
    from milestoned.note.note import Note

# A block line is what stands before its slot and what stands in it; the gap between may grow to keep the size.
_Slotted = tuple[str, str]


def plan_blocks(note: Note, found: NoteProgress) -> list[Edit]:
    """Plan the edits that bring each status block up to date."""
    lines = _lines(found)
    edits = (_edit(note, start + 1, end - 1, lines) for start, end in note.outline.status_blocks)
    return [edit for edit in edits if edit is not None]


def _lines(found: NoteProgress) -> list[_Slotted]:
    lines = [(bar(bar_fraction(found.parts)) + " ", found.line)]
    if found.rows:
        units = [part.unit for part in found.parts]
        header = "".join(f" {unit.value.capitalize()} |" for unit in units)
        lines += [
            ("", ""),
            (f"| Note |{header} Progress |", ""),
            ("| --- |" + " ---: |" * len(units) + " --- |", ""),
        ]
        lines += [_row(row, units) for row in found.rows]
        lines.append(("", ""))
    return lines


def _row(row: IndexRow, units: list[Unit]) -> _Slotted:
    cells = [f"[{_escaped(row.title)}]({row.link})"]
    for unit in units:
        tasks = row.counts.tasks
        cells.append(
            {
                Unit.WORDS: str(row.counts.words),
                Unit.CHARACTERS: str(row.counts.characters),
                Unit.TASKS: f"{tasks.done}/{tasks.total}",
            }[unit]
        )
    return "| " + " | ".join(cells) + " | ", f"{row.line} |" if row.line else "|"


def _escaped(title: str) -> str:
    """Keep a title from ending the link, the cell or the block that it stands in."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|&$#~^%!" else character for character in title)


def _edit(note: Note, start: int, end: int, lines: list[_Slotted]) -> Edit | None:
    """Replace the lines from `start` to before `end` (of the body), each padded to the room its old line had."""
    source = note.source
    first, last = note.body_line + start, note.body_line + end
    ending = source.ending(first - 1)
    old = [source.line(number) for number in range(first, last)]
    same_rows = len(old) == len(lines)
    new = [_padded(line, old[number] if same_rows else "") for number, line in enumerate(lines)]
    text = "".join(line + ending for line in new)
    begin, finish = source.line_starts[first], source.line_starts[last]
    return None if source.text[begin:finish] == text else Edit(begin, finish, text)


def _padded(line: _Slotted, old: str) -> str:
    before, after = line
    room = len(old.encode()) - len((before + after).encode())
    return before + " " * max(0, room if after else 0) + after
