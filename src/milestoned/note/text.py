"""Bytes to text and back: the one place that knows what a line is."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.note.problem import Problem

BOM = "\ufeff"

# CommonMark 0.31.2, section 2.1: a line ending is LF, CR or CRLF. str.splitlines() knows eight more.
LINE_ENDING = lazy_pattern(r"\r\n?|\n")

_CONFLICT_MARK = lazy_pattern(r"(?:(?<=[\r\n])|\A)(?:<{7}(?= )|={7}(?=[ \t]*(?:[\r\n]|\Z))|>{7}(?= ))")


@dataclass(frozen=True)
class SourceText:
    """The text of a note without its BOM, each line still with its own ending. Positions count code points."""

    text: str
    has_bom: bool = False

    @cached_property
    def line_starts(self) -> list[int]:
        """Where each line starts, in code points; an empty text has one line."""
        return [0, *(match.end() for match in LINE_ENDING.finditer(self.text))]

    def line_at(self, position: int) -> int:
        """Return the number, from 0, of the line that holds a position."""
        return bisect_right(self.line_starts, position) - 1

    def line(self, number: int) -> str:
        """Return a line (from 0) without its ending."""
        return self.text[self.line_starts[number] : self.line_end(number)]

    def line_end(self, number: int) -> int:
        """Return where the text of a line (from 0) ends, before its ending."""
        return self.next_line(number) - len(self.ending(number))

    def next_line(self, number: int) -> int:
        """Return where the line after this one (from 0) starts, or the end of the text."""
        starts = self.line_starts
        return starts[number + 1] if number + 1 < len(starts) else len(self.text)

    def ending(self, number: int) -> str:
        """Return how a line (from 0) ends: CRLF, CR, LF, or nothing on the last one."""
        tail = self.text[max(self.line_starts[number], self.next_line(number) - 2) : self.next_line(number)]
        if tail.endswith("\r\n"):
            return "\r\n"
        return tail[-1:] if tail[-1:] in ("\r", "\n") else ""

    def encode(self) -> bytes:
        """Return the bytes that it was decoded from, BOM and line endings included."""
        return ((BOM if self.has_bom else "") + self.text).encode()


def decode(data: bytes) -> SourceText | Problem:
    """Return the text of UTF-8 with or without a BOM; for anything else a Problem, never a guess."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(1, "the note is UTF-16, not UTF-8", "save it as UTF-8 in your editor")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return Problem(line, "the note holds a NUL byte", "it may be no text file, or be damaged: look at it")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(line, "the note is not UTF-8", "save it as UTF-8 in your editor")
    has_bom = text.startswith(BOM)
    return SourceText(text[1:] if has_bom else text, has_bom)


def merge_conflict(source: SourceText) -> Problem | None:
    """Return a Problem at the markers that git leaves: ours, a rule, theirs, in this order. None without them."""
    if "<<<<<<< " not in source.text:
        return None
    wanted = {"": "<", "<": "=", "=": ">"}
    seen, begin = "", 0
    for match in _CONFLICT_MARK.finditer(source.text):
        mark = match[0][0]
        if mark == "<":
            seen, begin = mark, match.start()
        elif mark == wanted[seen]:
            seen = mark
        if seen == ">":
            line = source.line_at(begin) + 1
            return Problem(
                line, "the note has merge-conflict markers", "settle the conflict and remove the markers"
            )
    return None
