"""What stands below a cookie: the words of its section, the tasks in its scope."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from milestoned.note.counts import CountRules, TaskCounts, WordRule
from milestoned.note.measure import count_tasks, given_up, lines_without_ours
from milestoned.note.words import count

if TYPE_CHECKING:
    from milestoned.note.outline import Cookie, Heading, Outline

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
        """Count the words of the section that a heading's cookie stands in, its heading included."""
        heading = self._heading(cookie)
        first = bisect_left(self._lines, self._heading_lines[heading])
        last = bisect_left(self._lines, self._ends[heading])
        return self._words_before[last] - self._words_before[first]

    def tasks(self, cookie: Cookie) -> TaskCounts:
        """Count the tasks below a cookie, the item it stands in not among them."""
        end = self._ends[self._heading(cookie)] if cookie.level else cookie.end
        inside = range(bisect_right(self._task_lines, cookie.line), bisect_left(self._task_lines, end))
        return count_tasks(self._outline.tasks, inside, self._rules.tasks, self._given_up)

    def _heading(self, cookie: Cookie) -> int:
        """Return which heading a cookie stands in; one of several lines (setext) starts above its cookie."""
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
