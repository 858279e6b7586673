"""Blocks without the Markdown parser: what stands between two blank lines, where it can only be one thing.

Headings, paragraphs, lists, quotes of paragraphs, fenced code, tables, footnotes and rules, one below the other. Nothing
may be open above the chunk: no fence, no comment, and no list if it is indented.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from milestoned.light.patterns import lazy_pattern
from milestoned.note.chunk import Chunk
from milestoned.note.line_starts import LINE_START, PARAGRAPH
from milestoned.note.outline import CALLOUT, COOKIE, Heading, Prose
from milestoned.note.simple_blocks import read_simple_blocks

_PARAGRAPH = lazy_pattern(PARAGRAPH)
_HEADING = lazy_pattern(r"(#{1,6})[ \t]++(?!#)([^\n]*?\S)(?:[ \t]+#+)?[ \t]*(?:\n|\Z)")
_RULE = lazy_pattern(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})(?:\n|\Z)")
_QUOTE = lazy_pattern(r">[^\n]*(?:\n>[^\n]*)*\n?")
_QUOTE_MARK = lazy_pattern(r"^> ?", re.MULTILINE)
_CODE = lazy_pattern(
    r"(?:(?P<ticks>`{3,}+)[^`\n]*|(?P<tildes>~{3,}+)[^\n]*)\n(?P<code>(?:[^\n]*\n)*?) {0,3}"
    r"(?(ticks)(?P=ticks)`*|(?P=tildes)~*)[ \t]*(?:\n|\Z)"
)
# It may close a template or a remark that an earlier chunk opened.
_CLOSES = lazy_pattern(r"[}%]\}|%>|\*/\}|<<\}|--\}")


def read_chunk(text: str) -> Chunk | None:
    """Read a chunk; None if only the parser knows what it is."""
    if ("}" in text or "%>" in text) and _CLOSES.search(text):
        return None
    chunk = Chunk()
    line = position = 0
    above = ""
    while position < len(text):
        end, kind = _read_block(chunk, text, position, line, above)
        if end < 0:
            return None
        line += text.count("\n", position, end)
        position, above = end, kind
    return chunk


# A chapter is saved hundreds of times, each time with one paragraph changed.
read_and_keep = lru_cache(maxsize=8192)(read_chunk)

_UNCLEAR = -1, ""


def _read_block(chunk: Chunk, text: str, position: int, line: int, above: str) -> tuple[int, str]:
    """Read the block at a position; return where it ends (-1: only the parser knows) and its kind.

    `above` is the kind of the block right above if a text that follows would go on with it, else empty.
    """
    if not above and (match := _PARAGRAPH.match(text, position)):
        chunk.add_text(line, match[0].strip())
        return match.end(), "text"
    sign = text[position]
    if sign == "#":
        return _read_heading(chunk, text, position, line)
    if sign == ">":
        return _read_quote(chunk, text, position, line)
    if not above and (match := _RULE.match(text, position)):
        return match.end(), ""
    read = (_BELOW_TEXT if above == "text" else _ALONE if not above else {}).get(sign)
    return read(chunk, text, position, line) if read else _UNCLEAR


def _read_heading(chunk: Chunk, text: str, position: int, line: int) -> tuple[int, str]:
    match = _HEADING.match(text, position)
    if not match or ("[" in match[2] and COOKIE.search(match[2])):
        return _UNCLEAR
    title = chunk.add_text(line, match[2])
    chunk.headings.append(Heading(line, len(match[1]), " ".join(title.split())))
    return match.end(), ""


def _read_code(chunk: Chunk, text: str, position: int, line: int) -> tuple[int, str]:
    """Read a fence and what is between it."""
    match = _CODE.match(text, position)
    if not match:
        return _UNCLEAR
    chunk.hidden.append(("code blocks", match["code"]))
    chunk.prose.append(Prose(line, "", match["code"]))
    return match.end(), ""


@cache
def _footnote() -> re.Pattern[str]:
    """Compile the pattern of a footnote, which few notes have."""
    return re.compile(
        rf"\[\^[^\]\s]+\]:[ \t]*(?P<text>{LINE_START}[^\n]*(?:\n[ \t]*{LINE_START}[^\n]*)*)(?:\n|\Z)"
    )


def _read_footnotes(chunk: Chunk, text: str, position: int, line: int) -> tuple[int, str]:
    """Read footnotes, one below the other, each one paragraph."""
    pattern = _footnote()
    while match := pattern.match(text, position):
        if "`" in match["text"] and "\n" in match["text"]:
            return _UNCLEAR  # how much of the indentation is in a code span, the parser knows
        chunk.add_text(line, match["text"].strip())
        line += match[0].count("\n")
        position = match.end()
    chunk.goes_on = True
    return (position, "footnote") if position >= len(text) else _UNCLEAR


def _read_quote(chunk: Chunk, text: str, position: int, line: int) -> tuple[int, str]:
    """Read a quote of paragraphs and headings."""
    match = _QUOTE.match(text, position)
    if not match:
        return _UNCLEAR
    text, read = _QUOTE_MARK.sub("", match[0]), 0
    if not text.startswith("[!"):
        read, line = read_simple_blocks(text, 0, line, chunk, headings=False)
    inside: list[str] = []
    first = not read
    for at, found in enumerate([*text[read:].rstrip("\n").split("\n"), ""], line):
        if found.strip(" \t"):
            inside.append(found)
        elif inside:
            if not _read_quoted(chunk, "\n".join(inside), at - len(inside), first=first):
                return _UNCLEAR
            inside, first = [], False
    return match.end(), "quote"


def _read_quoted(chunk: Chunk, text: str, line: int, *, first: bool) -> bool:
    """Read a paragraph or heading of a quote, the first one perhaps with a callout's mark."""
    while match := _HEADING.match(text):
        chunk.add_text(line, match[2])
        text, line, first = text[match.end() :], line + 1, False
    if not text:
        return True
    if not _PARAGRAPH.fullmatch(text):
        return False
    text = text.strip()
    if first and text.startswith("[!") and (mark := CALLOUT.match(text)):
        chunk.hidden.append(("callout marks", mark[0]))
        text = text[mark.end() :]
    chunk.add_text(line, text)
    return True


def _read_list(
    chunk: Chunk, text: str, position: int, line: int, *, below_text: bool = False
) -> tuple[int, str]:
    from milestoned.note.list_reader import read_list  # noqa: PLC0415 - its patterns take time to compile

    end = read_list(chunk, text, position, line, below_text=below_text)
    return (end, "list") if end > position else _UNCLEAR


def _read_list_below_text(chunk: Chunk, text: str, position: int, line: int) -> tuple[int, str]:
    return _read_list(chunk, text, position, line, below_text=True)


def _read_table(chunk: Chunk, text: str, position: int, line: int) -> tuple[int, str]:
    from milestoned.note.table_reader import read_table  # noqa: PLC0415

    return read_table(chunk, text, position, line), "table"


_LIST_SIGNS = "-*+ 0123456789"
# What reads a block by its first character, below a paragraph and where nothing is open above.
_BELOW_TEXT = {"`": _read_code, "~": _read_code, **dict.fromkeys(_LIST_SIGNS, _read_list_below_text)}
_ALONE = {
    "`": _read_code,
    "~": _read_code,
    "|": _read_table,
    "[": _read_footnotes,
    **dict.fromkeys(_LIST_SIGNS, _read_list),
}
