"""Lists without the Markdown parser: flat or nested, their items plain text, with a box or not."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.line_starts import LINE_START
from milestoned.note.outline import COOKIE, TASK, TASK_STATES, Task, TaskState

if TYPE_CHECKING:
    import re

    from milestoned.note.chunk import Chunk

_ITEM = lazy_pattern(
    rf"(?P<indent> *)(?P<mark>[-*+]|[0-9]{{1,9}}[.)])(?P<gap> {{1,4}})(?P<text>{LINE_START}[^\n]*)"
)
_MORE = lazy_pattern(rf"[ \t]*{LINE_START}[^\n]*")
# Marks of a task that make more of its brackets, or that are none at all.
_UNCLEAR_MARKS = "[]^@"
# Blanks. From so many on a line is code, or goes on with the paragraph above.
_CODE = 4


@dataclass(slots=True)
class _Item:
    """An item that is open: where its content begins, and the nearest task at or above it (-1: none)."""

    content: int
    task: int


def read_list(chunk: Chunk, text: str, position: int, line: int, *, below_text: bool) -> int:
    """Read the list that begins at a position; return where it ends, -1 where only the parser knows.

    `below_text`: a paragraph is right above it, which only a number 1 can end.
    """
    return _Lists(chunk, below_text=below_text).read(text, position, line)


class _Lists:
    """The lists that are being read, the innermost last."""

    def __init__(self, chunk: Chunk, *, below_text: bool) -> None:
        self.chunk = chunk
        self.below_text = below_text
        self.open: list[_Item] = []
        self.line = 0
        self.lines: list[str] = []

    def read(self, text: str, position: int, line: int) -> int:
        while position < len(text):
            match = _ITEM.match(text, position)
            if match:
                self._finish()
                if not self._begin(match, line):
                    return -1
            elif self.open and (match := _MORE.match(text, position)):
                if match[0][0] in " \t" and "`" in text:
                    return -1  # how much of the indentation is in a code span, the parser knows
                self.lines.append(match[0])
            else:
                break
            position = match.end() + 1
            line += 1
        self._finish()
        self.chunk.goes_on = position >= len(text)
        return min(position, len(text))

    def _finish(self) -> None:
        """Add the text of the item that is being read."""
        if self.lines:
            text = self.lines[0] if len(self.lines) == 1 else "\n".join(self.lines)
            self.chunk.add_text(self.line, text.strip())
            self.lines = []

    def _begin(self, item: re.Match[str], line: int) -> bool:
        """Begin an item; False where only the parser knows."""
        blanks, mark, gap, text = item.groups()
        indent = len(blanks)
        sibling = False
        while self.open and indent < self.open[-1].content:
            self.open.pop()
            sibling = True
        if indent - (self.open[-1].content if self.open else 0) >= _CODE:
            return False
        numbered = mark[0] not in "-*+"
        if numbered and not sibling and (self.open or self.below_text) and int(mark[:-1]) != 1:
            return False
        if numbered:
            self.chunk.hidden.append(("list numbers", mark))
        self.line = line
        task = self.open[-1].task if self.open else -1
        if text[0] == "[":
            box = TASK.match(text)
            if COOKIE.search(text) or (box and box[1] in _UNCLEAR_MARKS):
                return False
            if not box and TASK.match(text.rstrip()):
                return False  # of what is blank besides space and tab, the parser takes only a paragraph's end away
            if box:
                task = self._add_task(box, task)
                text = text[box.end() :]
        elif "[" in text and COOKIE.search(text):
            return False
        self.open.append(_Item(indent + len(mark) + len(gap), task))
        self.lines = [text]
        return True

    def _add_task(self, box: re.Match[str], parent: int) -> int:
        """Add a task, and return its place."""
        tasks = self.chunk.tasks
        self.chunk.hidden.append(("task marks", box[0]))
        if parent >= 0:
            tasks[parent].has_children = True
        tasks.append(Task(self.line, TASK_STATES.get(box[1], TaskState.OPEN), parent))
        return len(tasks) - 1
