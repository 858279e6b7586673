"""From an outline to numbers: words, characters and tasks of a note, of a section, of a list item."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache, partial
from itertools import accumulate

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.counts import CountRules, Counts, TaskCounts, TaskRule, WordRule
from milestoned.note.outline import TaskState
from milestoned.note.words import Counted, count

if TYPE_CHECKING:
    from milestoned.note.counts import CountRules
    from milestoned.note.outline import Cookie, Heading, Outline, Task


# What the blocks of notes that are read from their edits were counted as, by each rule: with the text as its only
# argument such a cache is asked in half the time.
_count_and_keep = {
    every_run: lru_cache(maxsize=8192)(partial(count, every_run=every_run)) for every_run in (False, True)
}


def measure(outline: Outline, body: str, rules: CountRules) -> Counts:
    """Count a whole body."""
    counted = _count_prose(outline, every_run=rules.words is WordRule.OFFICE)
    tasks = count_tasks(outline.tasks, range(len(outline.tasks)), rules.tasks)
    words = counted.words
    if rules.words is WordRule.WC:
        words = sum(len(line.split()) for line in lines_without_ours(outline, body))
    elif rules.words is WordRule.ALL:
        words += count("\n".join([prose.unseen for prose in outline.prose])).words
    return Counts(words, counted.characters, tasks)


def _count_prose(outline: Outline, *, every_run: bool) -> Counted:
    """Count the blocks of visible text: at once, or one by one where most were counted before."""
    texts = [prose.text for prose in outline.prose]
    if outline.from_edit:
        counts = [*map(_count_and_keep[every_run], texts)]
        return Counted(sum(item.words for item in counts), sum(item.characters for item in counts))
    counted = count("\n".join(texts), every_run=every_run)
    gaps = sum(1 for text in texts if text and not text.isspace()) - 1
    return Counted(counted.words, counted.characters - max(0, gaps))


def lines_without_ours(outline: Outline, body: str) -> list[str]:
    """Return the lines of a body without what the program itself wrote, or its own words would be counted."""
    lines = body.split("\n")
    for start, end in outline.status_blocks:
        lines[start:end] = [""] * (end - start)
    for cookie in outline.cookies:
        before, _, after = lines[cookie.line].rpartition(cookie.text)
        lines[cookie.line] = f"{before} {after}"
    return lines


def given_up(tasks: list[Task]) -> set[int]:
    """Return the tasks that are cancelled or below a cancelled one, by their index."""
    found: set[int] = set()
    for number, task in enumerate(tasks):
        if task.state is TaskState.CANCELLED or task.parent in found:
            found.add(number)
    return found


def count_tasks(
    tasks: list[Task], chosen: range, rule: TaskRule, dropped: set[int] | None = None
) -> TaskCounts:
    """Count a run of tasks by a rule. Open tasks below a cancelled one are cancelled with it.

    `dropped` is `given_up(tasks)`, for who counts many runs of the same tasks.
    """
    if not chosen:
        return TaskCounts()
    dropped = given_up(tasks) if dropped is None else dropped
    totals = dict.fromkeys(TaskState, 0)
    for number in chosen:
        task = tasks[number]
        if _counts(task, chosen, rule):
            cancelled = number in dropped and task.state is not TaskState.DONE
            totals[TaskState.CANCELLED if cancelled else task.state] += 1
    return TaskCounts(totals[TaskState.DONE], totals[TaskState.OPEN], totals[TaskState.CANCELLED])


def _counts(task: Task, inside: range, rule: TaskRule) -> bool:
    if rule is TaskRule.LEAF:
        return not task.has_children
    if rule is TaskRule.TOP:
        return task.parent not in inside
    return True


_TO_THE_END = 1 << 60


class Sections:
    """The sections of a body, measured once for all of its cookies."""

    def __init__(self, outline: Outline, body: str, rules: CountRules) -> None:
        self._outline = outline
        self._rules = rules
        self._task_lines = [task.line for task in outline.tasks]
        self._given_up = given_up(outline.tasks)
        self._heading_lines = [heading.line for heading in outline.headings]
        self._ends = _section_ends(outline.headings)
        self._lines, words = (
            self._words_by_line(body) if any(cookie.words for cookie in outline.cookies) else ([], [])
        )
        self._words_before = list(accumulate(words, initial=0))

    def _words_by_line(self, body: str) -> tuple[list[int], list[int]]:
        if self._rules.words is WordRule.WC:
            lines = lines_without_ours(self._outline, body)
            return list(range(len(lines))), [len(line.split()) for line in lines]
        every_run = self._rules.words is WordRule.OFFICE
        counted = [count(prose.text, every_run=every_run).words for prose in self._outline.prose]
        if self._rules.words is WordRule.ALL:
            counted = [
                own + count(prose.unseen).words
                for own, prose in zip(counted, self._outline.prose, strict=True)
            ]
        return [prose.line for prose in self._outline.prose], counted

    def words(self, cookie: Cookie) -> int:
        """Count the words of the section that a heading's cookie is in, its heading included."""
        heading = self._heading(cookie)
        first = bisect_left(self._lines, self._heading_lines[heading])
        last = bisect_left(self._lines, self._ends[heading])
        return self._words_before[last] - self._words_before[first]

    def tasks(self, cookie: Cookie) -> TaskCounts:
        """Count the tasks below a cookie, the item it is in not among them."""
        end = self._ends[self._heading(cookie)] if cookie.level else cookie.end
        inside = range(bisect_right(self._task_lines, cookie.line), bisect_left(self._task_lines, end))
        return count_tasks(self._outline.tasks, inside, self._rules.tasks, self._given_up)

    def _heading(self, cookie: Cookie) -> int:
        """Return which heading a cookie is in; one of several lines (setext) starts above its cookie."""
        return bisect_right(self._heading_lines, cookie.line) - 1


def _section_ends(headings: list[Heading]) -> list[int]:
    """Return for each heading the line of the next one of the same or a higher level."""
    ends = [_TO_THE_END] * len(headings)
    still_open: list[int] = []
    for number, heading in enumerate(headings):
        while still_open and headings[still_open[-1]].level >= heading.level:
            ends[still_open.pop()] = heading.line
        still_open.append(number)
    return ends
