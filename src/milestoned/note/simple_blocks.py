"""Paragraphs and headings of simple markup, each read with one pattern: most of a body is nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from milestoned.note.inline_reader import LONGEST
from milestoned.note.outline import Heading, Prose
from milestoned.note.simple_markup import SIGNS, TEXT_SIGNS, simple_markup, without_marks

if TYPE_CHECKING:
    from milestoned.note.chunk import Chunk
    from milestoned.note.outline import Outline

# How a line begins that can begin or continue a paragraph and do nothing else: the frequent ones of `LINE_START`.
_START = r"(?=[^\W\d_]|[\"'(.,;!?\[]|[^\x00-\x7f\s]|[*_]++[^*_\s]|[0-9]++(?![.)](?:[ \t\n]|\Z)))"
_LINE_END = rf"\n[ \t]*+{_START}"
_PARAGRAPH = re.compile(rf"{_START}({simple_markup(_LINE_END)})(?:\n(?:[ \t]*+\n)+|\n?\Z)")
_HEADING = re.compile(rf"(#{{1,6}}+)[ \t]++((?:[^\n{SIGNS}]++|{TEXT_SIGNS})+)(?:\n(?:[ \t]*+\n)*|\Z)")


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
    prose = found.prose
    while True:
        if match := _PARAGRAPH.match(body, position):
            text = match[1]
            if "*" in text or "_" in text or "[" in text:
                if len(text) >= LONGEST or (not brackets and "[" in text):
                    break
                text = without_marks(text, found.hidden)
        elif headings and (match := _HEADING.match(body, position)):
            text = match[2]
            found.headings.append(Heading(line, len(match[1]), " ".join(text.split())))
        else:
            break
        prose.append(Prose(line, text.strip()))
        start, position = position, match.end()
        line += body.count("\n", start, position)
    return position, line
