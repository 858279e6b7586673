"""The status block: a rendering in Markdown between the two comments that the writer placed.

Only what the program could have written there is ever replaced. Anything else is the writer's, and stays.
"""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.edits import Edit
from milestoned.milestone.our_values import is_progress_line
from milestoned.milestone.progress_line import bar, bar_fraction
from milestoned.milestone.spec import Unit
from milestoned.milestone.status_table import escaped, table
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from milestoned.milestone.note_progress import IndexRow, NoteProgress
    from milestoned.note.note import Note

# Bytes. A block that shrinks by no more keeps its size: the rest becomes no-break spaces behind the bar, which no
# formatter takes out. One that shrinks by more has lost rows.
_MOST_PADDING = 24

_UNITS = "|".join(unit.value.capitalize() for unit in Unit)
_BAR = lazy_pattern(r"[█░]{5,60}[ \u00a0]+(?P<line>\S.*?)[ \t]*")
_HEADER = lazy_pattern(rf"\| *Note *\|(?: *(?:{_UNITS}) *\|)+ *Progress *\|")
_RULE = lazy_pattern(r"\|(?: *:?-+:? *\|)+")
_ROW = lazy_pattern(
    r"\| *\[(?:\\.|[^\\])*\]\(<?[^()<>]*>?\) *\|(?: *\d+(?:/\d+)? *\|)+ *(?P<line>[^|]*?) *\|"
)


def plan_blocks(note: Note, found: NoteProgress) -> list[Edit]:
    """Plan the edits that bring each status block up to date, those that hold text of the writer's left out."""
    edits = (
        _edit(note, start + 1, end - 1, found)
        for start, end in note.outline.status_blocks
        if _writers_line(note, start + 1, end - 1) is None
    )
    return [edit for edit in edits if edit is not None]


def clearing_edits(note: Note) -> list[Edit]:
    """Plan the edits that take out of each status block what the program wrote there."""
    edits = []
    for start, end in note.outline.status_blocks:
        begin, finish = _span(note, start + 1, end - 1)
        if begin < finish and _writers_line(note, start + 1, end - 1) is None:
            edits.append(Edit(begin, finish, ""))
    return edits


def block_warnings(note: Note) -> list[Problem]:
    """Return a Problem, as a warning, for each status block that holds text of the writer's."""
    lines = (_writers_line(note, start + 1, end - 1) for start, end in note.outline.status_blocks)
    return [
        Problem(
            line + 1,
            "there is text of yours between the comments: move it out",
            "until then nothing between `<!-- milestone -->` and `<!-- /milestone -->` is brought up to date",
        )
        for line in lines
        if line is not None
    ]


def _writers_line(note: Note, start: int, end: int) -> int | None:
    """Return the first line of the note (from 0) between two lines of the body that is none of ours."""
    in_table = False
    for number in range(note.body_line + start, note.body_line + end):
        line = note.source.line(number).rstrip(" \t")
        in_table = line.startswith("|") and (in_table or _HEADER.fullmatch(line) is not None)
        if line and not (_is_table_line(line) if in_table else _is_bar(line)):
            return number
    return None


def _is_bar(line: str) -> bool:
    match = _BAR.fullmatch(line)
    return match is not None and is_progress_line(match["line"])


def _is_table_line(line: str) -> bool:
    if _HEADER.fullmatch(line) or _RULE.fullmatch(line):
        return True
    match = _ROW.fullmatch(line)
    return match is not None and (not match["line"] or is_progress_line(match["line"]))


def _edit(note: Note, start: int, end: int, found: NoteProgress) -> Edit | None:
    """Replace the lines from `start` to before `end` (of the body), in the size that they had where that is enough."""
    source = note.source
    begin, finish = _span(note, start, end)
    old = source.text[begin:finish]
    ending = source.ending(note.body_line + start - 1)
    room = len(old.encode()) - len(_text(found, " ", ending).encode())
    text = _text(found, _gap(1 + room if 0 <= room <= _MOST_PADDING else 1), ending)
    return (
        None if old == text or _without_padding(old) == _without_padding(text) else Edit(begin, finish, text)
    )


def _span(note: Note, start: int, end: int) -> tuple[int, int]:
    starts = note.source.line_starts
    return starts[note.body_line + start], starts[note.body_line + end]


def _text(found: NoteProgress, gap: str, ending: str) -> str:
    lines = ["", bar(bar_fraction(found.parts)) + gap + found.line, ""]
    if found.rows:
        lines += [*_table(found), ""]
    return "".join(line + ending for line in lines)


def _without_padding(text: str) -> str:
    """Return a block as a formatter leaves it that knows no tables: with one blank of each run in them."""
    return re.sub(r"(?m)^\|.*", lambda row: re.sub(" +", " ", row[0]), text)


def _gap(size: int) -> str:
    """Return a gap of so many bytes in which no formatter finds two blanks in a row."""
    if size == 1:
        return " "
    return " " * (size % 2) + "\u00a0" * (size // 2)


def _table(found: NoteProgress) -> list[str]:
    units = [part.unit for part in found.parts]
    header = ["Note", *(unit.value.capitalize() for unit in units), "Progress"]
    return table([header, *(_cells(row, units) for row in found.rows)], range(1, 1 + len(units)))


def _cells(row: IndexRow, units: list[Unit]) -> list[str]:
    tasks = row.counts.tasks
    amounts = {
        Unit.WORDS: str(row.counts.words),
        Unit.CHARACTERS: str(row.counts.characters),
        Unit.TASKS: f"{tasks.done}/{tasks.total}",
    }
    return [f"[{escaped(row.title)}]({row.link})", *(amounts[unit] for unit in units), row.line]
