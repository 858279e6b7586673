"""What a stretch between blank lines was read as, without the Markdown parser."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass, field
from milestoned.note.inline_reader import may_be_markup, read_inline
from milestoned.note.outline import Heading, Outline, Prose, Task, hide_block_id, unseen
from milestoned.note.simple_markup import LONGEST


@dataclass(slots=True)
class Chunk:
    """What was read; its lines count from 0, the parents of its tasks from its first task.

    Kept for the next time, so it is not changed once read. `goes_on`: what follows indented may belong to it.
    """

    prose: list[Prose] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    goes_on: bool = False
    crossed_by_comment: bool = False
    too_dense: int | None = None

    def add_text(self, line: int, text: str) -> str:
        """Add the text of a block, and return what of it is seen."""
        if "^" in text:
            text = hide_block_id(text, self.hidden)
        if not may_be_markup(text) and (len(text) < LONGEST or not ("]" in text or "^" in text)):
            self.prose.append(Prose(line, text))
            return text
        read = read_inline(text) if len(text) < LONGEST else None
        if read is None:
            return self._add_parsed(line, text)
        visible, hidden = read
        self.hidden += hidden
        self.prose.append(Prose(line, visible, unseen(hidden)))
        return visible

    def _add_parsed(self, line: int, text: str) -> str:
        from milestoned.note.visible_text import visible_inline  # noqa: PLC0415 - most notes need no parser

        visible = visible_inline(text, {})
        self.hidden.extend(visible.hidden)
        self.crossed_by_comment |= visible.opens_comment
        if visible.too_dense and self.too_dense is None:
            self.too_dense = line
        self.prose.append(Prose(line, visible.text, visible.unseen))
        return visible.text

    def add_to(self, outline: Outline, start: int) -> None:
        """Add what was read to the outline of a body in which the chunk starts on a line."""
        outline.prose += [Prose(start + item.line, item.text, item.unseen) for item in self.prose]
        outline.headings += [Heading(start + item.line, item.level, item.title) for item in self.headings]
        outline.hidden += self.hidden
        if self.tasks:
            before = len(outline.tasks)
            outline.tasks += [
                Task(
                    start + task.line,
                    task.state,
                    task.parent + before if task.parent >= 0 else -1,
                    task.has_children,
                )
                for task in self.tasks
            ]
        outline.crossed_by_comment |= self.crossed_by_comment
        if self.too_dense is not None and outline.too_dense is None:
            outline.too_dense = start + self.too_dense
