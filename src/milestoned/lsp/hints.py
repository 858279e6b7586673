"""The progress line in the editor's own margin of the text: it is shown, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import InlayHint, Position, Range

if TYPE_CHECKING:
    from milestoned.lsp.convert import Units
    from milestoned.lsp.vaults import Counted


def hint_line(counted: Counted) -> int:
    """Return the line (from 0) that shows the progress: the first heading's, else the frontmatter's first."""
    note = counted.note
    if note is None or not note.outline.headings:
        return 0
    return note.body_line + note.outline.headings[0].line


def hints(counted: Counted, units: Units, within: Range | None = None) -> list[InlayHint]:
    """Return the hint of a note that takes part, if it falls into a range."""
    if not counted.takes_part or not counted.line:
        return []
    source = counted.document.source
    place = units.position(source, source.line_end(hint_line(counted)))
    if within is not None and not _holds(within, place):
        return []
    return [InlayHint(position=place, label=counted.line, padding_left=True)]


def _holds(within: Range, place: Position) -> bool:
    start, end = within.start, within.end
    return (start.line, start.character) <= (place.line, place.character) <= (end.line, end.character)
