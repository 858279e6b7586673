"""Reading a long note again after an edit: only the blocks around it, where nothing else can have changed.

Between two paragraphs a body can be cut, and what its parts hold adds up to what it holds, unless something in it works
over blank lines: a definition, a fence, an HTML comment, math, a template. So of a long body without any of those the
text is kept with what it held. The next one is compared with it, and cut two blocks before the first difference and two
behind the last one: what is between is read again, and the rest is taken over. Why it is safe to cut there is said in
docs/decisions/0009-counting-from-the-edit.md; that the whole body gives the same, in tests/properties/test_splice.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TypeVar

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.body_read import BodyRead
from milestoned.note.common_ends import common_ends
from milestoned.note.dialects import PAIRED
from milestoned.note.outline import Cookie, Heading, Outline, Prose, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Read = Callable[[str], Outline]

# What works over blank lines: definitions and footnotes, fences, HTML that only its own end closes (CommonMark 0.31.2,
# section 4.6), math, comments, templates and remarks; and the character that stands for what was read without a parser.
_NOT_LOCAL = lazy_pattern(
    "|".join(
        [
            r"\]:|```|~~~|\$\$|%%|<[!?]|<(?:script|pre|style|textarea)|\uf8ff",
            *(re.escape(mark) for opening, closing, _ in PAIRED for mark in (opening, closing)),
        ]
    ),
    re.IGNORECASE,
)
# A paragraph that is nothing else: each of its lines begins with a letter.
_PARAGRAPH = lazy_pattern(r"[^\W\d_][^\n]*(?:\n[^\W\d_][^\n]*)*")
# Blocks that are read again before and behind an edit.
_BLOCKS = 2

_Item = TypeVar("_Item", Prose, Heading, Cookie)


def local_body(read: BodyRead) -> BodyRead | None:
    """Return a body to splice the next one with; None if something in it works over blank lines."""
    if read.is_local:
        return read
    if _NOT_LOCAL.search(read.body) or read.outline.too_dense is not None:
        return None
    return replace(read, is_local=True)


def splice(before: BodyRead, body: str, read: Read) -> BodyRead | None:
    """Return a body with what it holds, read with `read` only where it is not as before; None if it must be read whole."""
    window = _Window.around_edit(before.body, body)
    if _NOT_LOCAL.search(window.new):
        return None
    gone, come = read(window.old), read(window.new)
    if come.too_dense is not None:
        return None
    outline = _Splice(before.outline, window, gone, come).outline()
    return BodyRead(body, outline, is_local=True) if outline else None


@dataclass(frozen=True, slots=True)
class _Window:
    """The text around an edit, old and new, and the line from 0 that it begins with."""

    line: int
    old: str
    new: str

    @classmethod
    def around_edit(cls, old: str, new: str) -> _Window:
        head, tail = common_ends(old, new)
        start, end = _cut_before(new, head), _cut_behind(new, len(new) - tail)
        return cls(new.count("\n", 0, start), old[start : len(old) - (len(new) - end)], new[start:end])

    @property
    def end(self) -> int:
        """The line after the last one of the old text."""
        return self.line + self.old.count("\n")

    @property
    def added_lines(self) -> int:
        return self.new.count("\n") - self.old.count("\n")


def _cut_before(body: str, position: int) -> int:
    """Return where a paragraph begins behind another one, at least two whole blocks before a position; 0 without one."""
    cut, blocks = -1, 0
    end = body.rfind("\n\n", 0, position)
    while end > 0:
        begin = max(0, body.rfind("\n\n", 0, end) + 2)
        begin = 0 if begin == 1 else begin
        is_paragraph = _PARAGRAPH.fullmatch(body, begin, end) is not None
        if cut >= 0 and is_paragraph:
            return cut
        blocks += 1
        cut = begin if is_paragraph and blocks >= _BLOCKS else -1
        end = begin - 2
    return 0


def _cut_behind(body: str, position: int) -> int:
    """Return where a paragraph begins behind another one, at least two whole blocks behind a position; the end without one."""
    blocks, was_paragraph = 0, False
    gap = body.find("\n\n", position)
    while gap >= 0:
        begin = gap + 2
        gap = body.find("\n\n", begin)
        end = gap if gap >= 0 else len(body)
        is_paragraph = _PARAGRAPH.fullmatch(body, begin, end) is not None
        if was_paragraph and is_paragraph and blocks >= _BLOCKS:
            return begin
        blocks, was_paragraph = blocks + 1, is_paragraph
    return len(body)


class _Splice:
    """Puts what was read of a window in the place of what the window held."""

    def __init__(self, before: Outline, window: _Window, gone: Outline, come: Outline) -> None:
        self._before, self._window = before, window
        self._gone, self._come = gone, come

    def outline(self) -> Outline | None:
        """Return the whole; None if the window, read alone, did not hold what the whole body held there."""
        before, gone, come = self._before, self._gone, self._come
        if not self._is_alike():
            return None
        hidden = list(before.hidden)
        for one in gone.hidden:
            hidden.remove(one)
        return Outline(
            self._put(before.prose, come.prose, _moved_prose),
            self._put(before.headings, come.headings, _moved_heading),
            self._tasks(),
            self._put(before.cookies, come.cookies, _moved_cookie),
            [],
            hidden + come.hidden,
            self._put(before.indented, come.indented, _moved_prose),
            from_edit=True,
        )

    def _is_alike(self) -> bool:
        before, gone = self._before, self._gone
        return (
            self._held(before.prose, gone.prose, _moved_prose)
            and self._held(before.headings, gone.headings, _moved_heading)
            and self._held(before.indented, gone.indented, _moved_prose)
            and len(before.cookies[self._place(before.cookies)]) == len(gone.cookies)
            and len(before.tasks[self._place(before.tasks)]) == len(gone.tasks)
            and not Counter(gone.hidden) - Counter(before.hidden)
        )

    def _held(self, whole: list[_Item], alone: list[_Item], moved: Callable[[_Item, int], _Item]) -> bool:
        return whole[self._place(whole)] == [moved(item, self._window.line) for item in alone]

    def _place(self, whole: Sequence[Prose | Heading | Task | Cookie]) -> slice:
        first = bisect_left(whole, self._window.line, key=_line)
        return slice(first, bisect_left(whole, self._window.end, lo=first, key=_line))

    def _put(self, whole: list[_Item], new: list[_Item], moved: Callable[[_Item, int], _Item]) -> list[_Item]:
        place, down = self._place(whole), self._window.added_lines
        tail = whole[place.stop :]
        if down:
            tail = [moved(item, down) for item in tail]
        return whole[: place.start] + [moved(item, self._window.line) for item in new] + tail

    def _tasks(self) -> list[Task]:
        whole, new, down = self._before.tasks, self._come.tasks, self._window.added_lines
        place = self._place(whole)
        more = len(new) - len(self._gone.tasks)
        return [
            *whole[: place.start],
            *(_moved_task(task, self._window.line, place.start) for task in new),
            *(_moved_task(task, down, more) for task in whole[place.stop :]),
        ]


def _line(item: Prose | Heading | Task | Cookie) -> int:
    return item.line


def _moved_prose(item: Prose, down: int) -> Prose:
    return Prose(item.line + down, item.text, item.unseen)


def _moved_heading(item: Heading, down: int) -> Heading:
    return Heading(item.line + down, item.level, item.title)


def _moved_cookie(item: Cookie, down: int) -> Cookie:
    return replace(item, line=item.line + down, end=item.end + down if item.end else 0)


def _moved_task(task: Task, down: int, places: int) -> Task:
    parent = task.parent + places if task.parent >= 0 else -1
    return Task(task.line + down, task.state, parent, task.has_children)
