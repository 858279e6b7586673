"""Tables without the Markdown parser: each line begins with a bar, and none of them is behind a backslash."""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.note.chunk import Chunk

_UNDERLINE = lazy_pattern(r"\|(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*(?::?-+:?)?[ \t]*")
# The parser stops a table at 65,536 cells that are not there.
_MOST_CELLS = 60_000


def read_table(chunk: Chunk, text: str, position: int, line: int) -> int:
    """Read the table that begins at a position; return where it ends, -1 where only the parser knows."""
    lines = text[position:].rstrip("\n").split("\n")
    if len(lines) < 2 or "\\" in text or not all(row.startswith("|") for row in lines):
        return -1
    columns = len(_cells(lines[0]))
    if columns * len(lines) > _MOST_CELLS:
        return -1
    if not _UNDERLINE.fullmatch(lines[1]) or columns != len(_cells(lines[1])) or not columns:
        return -1
    _add_row(chunk, line, _cells(lines[0]))
    for number, row in enumerate(lines[2:], line + 2):
        _add_row(chunk, number, _cells(row)[:columns])
    return len(text)


def _add_row(chunk: Chunk, line: int, cells: list[str]) -> None:
    for cell in cells:
        content = cell.strip()
        if content:
            chunk.add_text(line, content)


def _cells(row: str) -> list[str]:
    """Cut a row that begins with a bar; one at its end closes the last cell."""
    cells = row.strip().split("|")[1:]
    return cells[:-1] if cells and not cells[-1] else cells
