"""From an outline to numbers: words, characters and tasks of a note, of a section, of a list item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from milestoned.note.outline import TaskState
from milestoned.note.words import WordRule, count_characters, count_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.note.outline import Cookie, Outline, Task


class TaskRule(Enum):
    """Which boxes count."""

    ALL = "all"
    LEAF = "leaf"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class CountRules:
    """How words and tasks are counted in this vault."""

    words: WordRule = WordRule.PROSE
    tasks: TaskRule = TaskRule.ALL


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Tasks by their state; `total` is what there is to do and was done, without the cancelled."""

    done: int = 0
    open: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """Done and open tasks."""
        return self.done + self.open

    def __add__(self, other: TaskCounts) -> TaskCounts:
        return TaskCounts(self.done + other.done, self.open + other.open, self.cancelled + other.cancelled)


@dataclass(frozen=True, slots=True)
class Counts:
    """Words, characters and tasks of a note."""

    words: int = 0
    characters: int = 0
    tasks: TaskCounts = TaskCounts()

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.words + other.words, self.characters + other.characters, self.tasks + other.tasks)


# What `all` counts on top of the visible prose.
_COUNTED_BY_ALL = ("code blocks", "tags", "math")


def measure(outline: Outline, body: str, rules: CountRules) -> Counts:
    """Count a whole body."""
    characters = sum(count_characters(prose.text) for prose in outline.prose)
    tasks = count_tasks(outline.tasks, range(len(outline.tasks)), rules.tasks)
    return Counts(_words(outline, body, rules.words), characters, tasks)


def _words(outline: Outline, body: str, rule: WordRule) -> int:
    if rule is WordRule.WC:
        return len(_without_status_blocks(outline, body).split())
    every_run = rule is WordRule.OFFICE
    words = sum(count_words(prose.text, every_run=every_run) for prose in outline.prose)
    if rule is WordRule.ALL:
        words += sum(count_words(text) for kind, text in outline.hidden if kind in _COUNTED_BY_ALL)
    return words


def _without_status_blocks(outline: Outline, body: str) -> str:
    """Leave out what the program itself wrote, or its own words would be counted."""
    lines = body.split("\n")
    for start, end in reversed(outline.status_blocks):
        del lines[start:end]
    text = "\n".join(lines)
    for cookie in outline.cookies:
        text = text.replace(cookie.text, "", 1)
    return text


def section_end(outline: Outline, cookie: Cookie) -> int | None:
    """Return the line after a cookie's scope: to the next heading of the same or a higher level, or the item's end."""
    if not cookie.level:
        return cookie.end
    following = (item.line for item in outline.headings if item.line > cookie.line and item.level <= cookie.level)
    return next(following, None)


def section_words(outline: Outline, cookie: Cookie, rule: WordRule) -> int:
    """Count the words of the section that a heading's cookie stands in, its heading included."""
    end = section_end(outline, cookie)
    first = _heading_line(outline, cookie)
    every_run = rule is WordRule.OFFICE
    inside = (item.text for item in outline.prose if item.line >= first and (end is None or item.line < end))
    return sum(count_words(text, every_run=every_run) for text in inside)


def _heading_line(outline: Outline, cookie: Cookie) -> int:
    """A heading of several lines (setext) starts above the line its cookie ends."""
    return max((item.line for item in outline.headings if item.line <= cookie.line), default=cookie.line)


def scope_tasks(outline: Outline, cookie: Cookie, rule: TaskRule) -> TaskCounts:
    """Count the tasks below a cookie, the item it stands in not among them."""
    end = section_end(outline, cookie)
    inside = [
        number
        for number, task in enumerate(outline.tasks)
        if task.line > cookie.line and (end is None or task.line < end)
    ]
    return count_tasks(outline.tasks, inside, rule)


def count_tasks(tasks: list[Task], chosen: Iterable[int], rule: TaskRule) -> TaskCounts:
    """Count chosen tasks by a rule. Open tasks below a cancelled one are cancelled with it."""
    inside = set(chosen)
    given_up: set[int] = set()
    totals = {state: 0 for state in TaskState}
    for number, task in enumerate(tasks):
        cancelled = task.state is TaskState.CANCELLED or (task.parent in given_up and task.state is TaskState.OPEN)
        if task.state is TaskState.CANCELLED or task.parent in given_up:
            given_up.add(number)
        if number in inside and _counts(task, inside, rule):
            totals[TaskState.CANCELLED if cancelled else task.state] += 1
    return TaskCounts(totals[TaskState.DONE], totals[TaskState.OPEN], totals[TaskState.CANCELLED])


def _counts(task: Task, inside: set[int], rule: TaskRule) -> bool:
    if rule is TaskRule.LEAF:
        return not task.has_children
    if rule is TaskRule.TOP:
        return task.parent not in inside
    return True
