"""Between the protocol's positions, in the units agreed on with the client, and offsets into a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Position, PositionEncodingKind, Range

if TYPE_CHECKING:
    from milestoned.note.text import SourceText

_WIDTHS = {PositionEncodingKind.Utf8: (0x80, 0x800, 0x10000), PositionEncodingKind.Utf16: (0x10000,)}


class Units:
    """Counts characters as one client does. Offsets count code points of a text, lines end as in CommonMark."""

    def __init__(self, encoding: str | None) -> None:
        kind = PositionEncodingKind(encoding) if encoding in set(PositionEncodingKind) else None
        self._limits = _WIDTHS.get(kind or PositionEncodingKind.Utf16, ())

    def length(self, text: str) -> int:
        """Return the length of a text in the units that were agreed on: UTF-8, UTF-16 or UTF-32.

        Half of a surrogate pair is as long as the encoding makes it (LSP 3.17, `PositionEncodingKind`).
        """
        if not self._limits or text.isascii():
            return len(text)
        return sum(map(self._width, text))

    def position(self, source: SourceText, offset: int) -> Position:
        """Return where an offset is."""
        line = source.line_at(offset)
        return Position(line, self.length(source.text[source.line_starts[line] : offset]))

    def range(self, source: SourceText, start: int, end: int) -> Range:
        """Return the range between two offsets."""
        return Range(self.position(source, start), self.position(source, end))

    def offset(self, source: SourceText, position: Position) -> int:
        """Return the offset of a position: the line's end for one beyond it, the text's for a line beyond that."""
        if position.line >= len(source.line_starts):
            return len(source.text)
        start = source.line_starts[position.line]
        text = source.text[start : source.line_end(position.line)]
        return start + self._characters(text, position.character)

    def _characters(self, text: str, units: int) -> int:
        """Return how many characters of a line begin before a number of units."""
        if not self._limits or text.isascii():
            return min(units, len(text))
        for number, character in enumerate(text):
            if units <= 0:
                return number
            units -= self._width(character)
        return len(text)

    def _width(self, character: str) -> int:
        code = ord(character)
        return 1 + sum(code >= limit for limit in self._limits)
