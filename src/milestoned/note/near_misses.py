"""Notes that plainly meant to have frontmatter: where it went wrong, and how to correct it."""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.frontmatter import OPT_IN_KEY, foreign_block
from milestoned.note.problem import Problem
from milestoned.note.text import LINE_ENDING

if TYPE_CHECKING:
    from milestoned.note.text import SourceText

# Code points. A header that is meant to be frontmatter lies within these.
_HEAD = 8_000
# Lines from the top where frontmatter that has text above it may begin.
_TEXT_ABOVE = 10
_DASHES = "-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_UNSEEN = "\ufeff\u200b-\u200f\u2060"
_FENCE = lazy_pattern(rf"(?P<before>[\s{_UNSEEN}]*)(?P<marks>[{_DASHES}]+)(?P<behind>[\s{_UNSEEN}]*)")
_OUR_KEY = lazy_pattern(rf"[\s{_UNSEEN}]*[\"']?{OPT_IN_KEY}[\w -]*[\"']?\s*[:：]", re.IGNORECASE)
_OTHER_LINE = lazy_pattern(r"\s|#|- |[^:]+[:：]|[\]}]|\Z")
_WRITE_FENCES = "put a line `---` above the keys, on the note's first line, and a line `---` below them"


def missed_frontmatter(source: SourceText) -> Problem | None:
    """Return a Problem for a head that names a milestone and is not frontmatter; None for any other."""
    head = source.text[:_HEAD]
    if OPT_IN_KEY not in head.lower():
        return None
    lines = LINE_ENDING.split(head)
    first = next((n for n, line in enumerate(lines) if line.strip("\ufeff\u200b \t")), 0)
    if _OUR_KEY.match(lines[first]) and "::" not in lines[first]:
        return Problem(first + 1, "the keys are above the text, but not in frontmatter", _WRITE_FENCES)
    opening = _fence(lines[first])
    if opening is None:
        return _foreign(source.text, lines) or _text_at_fence(lines, first)
    if not _names_milestone(lines[first + 1 :]):
        return None
    if first:
        return Problem(1, "a blank line is above the frontmatter", "remove what is above the first `---`")
    never_closed = Problem(1, "the frontmatter is never closed", "put a line `---` below its last key")
    return _wrong_fence(opening, 1) or wrong_end(source) or never_closed


def wrong_end(source: SourceText) -> Problem | None:
    """Return what is wrong with the line that is meant to close the frontmatter; None if nothing is.

    The frontmatter begins on line 1.
    """
    lines = LINE_ENDING.split(source.text[:_HEAD])
    for number, line in enumerate(lines[1:], 2):
        if fence := _fence(line):
            return _wrong_fence(fence, number)
        if not _OTHER_LINE.match(line):
            break
    return None


def _fence(line: str) -> re.Match[str] | None:
    """Return a line of dashes; one hyphen alone is an item of a list."""
    match = _FENCE.fullmatch(line)
    return match if match and match["marks"] != "-" else None


def _text_at_fence(lines: list[str], first: int) -> Problem | None:
    """Return the problem that text is behind the opening fence, or above it."""
    if re.match(r"---[ \t]+\S", lines[first]) and _names_milestone(lines[first + 1 :]):
        return Problem(
            first + 1, "text is behind the fence `---`", "write `---` and nothing else on that line"
        )
    for number, line in enumerate(lines[:_TEXT_ABOVE]):
        if line.lstrip().startswith(("```", "~~~")):
            return None
        if line.rstrip() == "---" and _names_milestone(below := lines[number + 1 :]) and _is_closed(below):
            hint = "move what is above it below its closing `---`"
            return Problem(number + 1, "the frontmatter does not begin on the first line", hint)
    return None


def _is_closed(lines: list[str]) -> bool:
    """Return True if keys, and nothing else, come before the next fence."""
    end = next((number for number, line in enumerate(lines) if line.rstrip() in ("---", "...")), None)
    return end is not None and all(line.strip() and _OTHER_LINE.match(line) for line in lines[:end])


def _names_milestone(lines: list[str]) -> bool:
    """Return True if one of the keys that begin here is ours."""
    for line in lines:
        if _OUR_KEY.match(line):
            return True
        if _fence(line) or not _OTHER_LINE.match(line):
            return False
    return False


def _wrong_fence(fence: re.Match[str], number: int) -> Problem | None:
    """Return what is wrong with a line that is meant to be a fence."""
    marks, behind = fence["marks"], fence["behind"]
    if marks.strip("-"):
        message = f"the frontmatter's fence is written with `{marks}`, not with three hyphens"
        return Problem(number, message, "write `---`: smart punctuation made a dash of it")
    if marks != "---":
        return Problem(number, f"the frontmatter's fence is `{marks}`", "write `---`, three hyphens")
    if fence["before"]:
        return Problem(number, "something is before the fence `---`", "begin the line with `---`")
    if behind.strip(" \t"):
        what = "a no-break space" if "\u00a0" in behind else "a character that cannot be seen"
        return Problem(number, f"{what} is behind `---`", "write `---` and nothing else on that line")
    return None


def _foreign(text: str, lines: list[str]) -> Problem | None:
    """Return the problem that a milestone is in metadata of another kind."""
    kind = foreign_block(text)
    mark = re.compile(rf"[\s{{,]*[\"']?{OPT_IN_KEY}[\w-]*[\"']?\s*(?:=|::?)", re.IGNORECASE)
    if kind is None or not any(mark.match(line) for line in lines):
        return None
    return Problem(
        1, f"the note has {kind}", "milestoned reads its keys from YAML frontmatter, from line 1 on"
    )
