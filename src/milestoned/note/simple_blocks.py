"""Paragraphs and headings of simple markup, each read with one pattern: most of a body is nothing else."""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.outline import Heading, Prose, unseen
from milestoned.note.simple_markup import LONGEST, SIGNS, SIMPLE_PARAGRAPH, TEXT_SIGNS, has_marks, visible

if TYPE_CHECKING:
    from milestoned.note.chunk import Chunk
    from milestoned.note.outline import Outline

_HEADING = lazy_pattern(rf"(#{{1,6}}+)(?:[ \t]++((?:[^\n{SIGNS}]++|{TEXT_SIGNS})*))?(?:\n(?:[ \t]*+\n)*|\Z)")


def read_simple_blocks(
    body: str,
    position: int,
    line: int,
    found: Outline | Chunk,
    *,
    brackets: bool = True,
    headings: bool = True,
) -> tuple[int, int]:
    """Read the simple blocks from a position on into `found`; return where the next other one begins, and its line.

    Nothing is above but what has ended. Without `brackets`, a bracket may be a link wherever it leads; without
    `headings` only paragraphs are read.
    """
    prose, hidden = found.prose, found.hidden
    while True:
        if match := SIMPLE_PARAGRAPH.match(body, position):
            text = match[1]
            marked = has_marks(text)
            if (not brackets and "[" in text) or (len(text) >= LONGEST and (marked or "&" in text)):
                break
            before = len(hidden)
            text = (visible(text, hidden) if marked else text).strip()
            prose.append(Prose(line, text, unseen(hidden[before:])))
        elif headings and (match := _HEADING.match(body, position)):
            text = (match[2] or "").strip()
            found.headings.append(Heading(line, len(match[1]), " ".join(text.split())))
            prose.append(Prose(line, text))
        else:
            break
        start, position = position, match.end()
        line += body.count("\n", start, position)
    return position, line
