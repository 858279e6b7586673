"""What the fast way leaves to the Markdown parser, and the outline of both put together."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass, field
from milestoned.note.outline import Cookie, Heading, Outline, Prose, Task

# Private use: no writer's paragraph is this.
PLACEHOLDER = "\uf8ff\ue000\uf8ff"


@dataclass(slots=True)
class Unread:
    """What goes to the parser: its lines, and for each the line of the body that it stands for."""

    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    placeholders: int = 0
    at_placeholder: bool = False

    def add(self, line: int, chunk: str) -> None:
        """Add a chunk as it is, and the blank line after it."""
        for offset, text in enumerate([*chunk.split("\n"), ""]):
            self.lines.append(text)
            self.origin.append(line + offset)
        self.at_placeholder = False

    def skip(self, line: int) -> None:
        """Let one placeholder stand for a stretch that was read without the parser."""
        if not self.at_placeholder:
            self.add(line, PLACEHOLDER)
            self.placeholders += 1
            self.at_placeholder = True


def merged(plain: Outline, parsed: Outline, origin: list[int]) -> Outline:
    """Put what was read and what was parsed together, in the order and with the lines of the body.

    `origin` has for each line that was parsed its line in the body. Changes the tasks of both.
    """
    blocks = [(origin[start], origin[end - 1] + 1) for start, end in parsed.status_blocks]
    _move(parsed, origin)
    if blocks:
        _take_out(plain, blocks)
    dense = [line for line in (plain.too_dense, parsed.too_dense) if line is not None]
    return Outline(
        sorted([*parsed.prose, *plain.prose], key=lambda item: item.line),
        sorted([*parsed.headings, *plain.headings], key=lambda item: item.line),
        _merged_tasks(plain.tasks, parsed.tasks),
        parsed.cookies,
        blocks,
        plain.hidden + parsed.hidden,
        parsed.indented,
        min(dense, default=None),
    )


def _move(parsed: Outline, origin: list[int]) -> None:
    """Give what was parsed the lines of the body."""
    parsed.prose = [Prose(origin[item.line], item.text, item.unseen) for item in parsed.prose]
    parsed.indented = [Prose(origin[item.line], item.text) for item in parsed.indented]
    parsed.headings = [Heading(origin[item.line], item.level, item.title) for item in parsed.headings]
    parsed.cookies = [
        Cookie(
            origin[item.line],
            item.text,
            item.level,
            origin[item.end - 1] + 1 if item.end else 0,
            words=item.words,
        )
        for item in parsed.cookies
    ]
    for task in parsed.tasks:
        task.line = origin[task.line]
    if parsed.too_dense is not None:
        parsed.too_dense = origin[parsed.too_dense]


def _take_out(plain: Outline, blocks: list[tuple[int, int]]) -> None:
    """Take out what was read inside of status blocks. A chunk is inside as a whole, its tasks with their parents."""

    def outside(line: int) -> bool:
        return not any(start <= line < end for start, end in blocks)

    plain.prose = [item for item in plain.prose if outside(item.line)]
    plain.headings = [item for item in plain.headings if outside(item.line)]
    kept = [number for number, task in enumerate(plain.tasks) if outside(task.line)]
    places = {number: place for place, number in enumerate(kept)} | {-1: -1}
    plain.tasks = [plain.tasks[number] for number in kept]
    for task in plain.tasks:
        task.parent = places[task.parent]


def _merged_tasks(plain: list[Task], parsed: list[Task]) -> list[Task]:
    """Put tasks in the order of the body, each parent by its new place."""
    if not plain or not parsed:
        return plain or parsed
    merged_tasks = sorted([*parsed, *plain], key=lambda task: task.line)
    places = {id(task): place for place, task in enumerate(merged_tasks)}
    for tasks in (plain, parsed):
        parents = [places[id(tasks[task.parent])] if task.parent >= 0 else -1 for task in tasks]
        for task, parent in zip(tasks, parents, strict=True):
            task.parent = parent
    return merged_tasks
