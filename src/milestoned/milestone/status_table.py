"""Markdown as formatters leave it: a table with padded cells, and text escaped no more than it has to be.

`prettier --write` and `mdformat` both find nothing to change in it, so no formatter and milestoned undo each other.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest

from milestoned.light.patterns import lazy_pattern

# What Obsidian or a Markdown parser would read as a mark: the grapheme joiner, which has no width, keeps the two halves apart.
_JOINER = "\u034f"
_PAIRED = lazy_pattern(r"%(?=%)|~(?=~)|\$(?=\$)|&(?=#?\w+;)")
_BRACKET = lazy_pattern(r"[\[\]]")


def table(rows: list[list[str]], right_aligned: range) -> list[str]:
    """Draw a table, the first row its header; the columns of `right_aligned` are of numbers."""
    widths = [max(3, *map(display_width, column)) for column in zip_longest(*rows, fillvalue="")]
    rule = ["-" * (width - 1) + ":" if n in right_aligned else "-" * width for n, width in enumerate(widths)]
    drawn = [[_cell(text, widths[n], right=n in right_aligned) for n, text in enumerate(row)] for row in rows]
    return ["| " + " | ".join(cells) + " |" for cells in (drawn[0], rule, *drawn[1:])]


def _cell(text: str, width: int, *, right: bool) -> str:
    gap = " " * (width - display_width(text))
    return gap + text if right else text + gap


def display_width(text: str) -> int:
    """Return how many columns a text takes on a screen; what is joined to the character before it takes none."""
    width, joined = 0, False
    for character in text:
        if character == "\ufe0f":
            width += 1  # the picture of a character that also has a narrow form
        elif not joined and unicodedata.category(character) not in ("Mn", "Me", "Cf"):
            width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        joined = character == "\u200d"
    return width


def escaped(text: str) -> str:
    """Keep a text from ending the link, the cell or the block that it is in."""
    text = _PAIRED.sub(rf"\g<0>{_JOINER}", " ".join(text.split())).replace("\\", "\\\\")
    text = re.sub(r"[`|]", r"\\\g<0>", re.sub(r"<(?:[^ ]|\Z)", r"\\\g<0>", text))
    return _escape_brackets(_escape_emphasis(text))


def _escape_emphasis(text: str) -> str:
    """Escape `*` and `_` but between blanks, and `_` but within a word (CommonMark 0.31.2, section 6.2)."""
    parts = []
    for before, character, after in zip("." + text, text, text[1:] + ".", strict=False):
        between_blanks = before.isspace() and after.isspace()
        in_word = character == "_" and not _parts_words(before) and not _parts_words(after)
        is_mark = character in "*_" and not in_word and not between_blanks
        parts.append(f"\\{character}" if is_mark else character)
    return "".join(parts)


def _parts_words(character: str) -> bool:
    return character.isspace() or unicodedata.category(character).startswith(("P", "S"))


def _escape_brackets(text: str) -> str:
    """Escape each bracket that has no partner, or whose pair something follows that makes a link of it."""
    alone: list[int] = []
    opened: int | None = None
    for match in _BRACKET.finditer(text):
        at = match.start()
        if match[0] == "[":
            alone += [] if opened is None else [opened]
            opened = at
        elif opened is None:
            alone.append(at)
        else:
            alone += [opened, at] if text[at + 1 : at + 2] in (":", "(") else []
            opened = None
    alone += [] if opened is None else [opened]
    for at in sorted(alone, reverse=True):
        text = f"{text[:at]}\\{text[at:]}"
    return text
