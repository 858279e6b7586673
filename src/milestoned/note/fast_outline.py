"""The fast way to an outline: only what needs a Markdown parser is given to one.

Between blank lines, a run of lines that start with plain text can only be a paragraph, `# text` only a heading, and so
on, unless something above them is still open (a fence, a comment). Those are read here (`chunk_reader`); the rest goes
to the parser, with one placeholder paragraph for each stretch that was read here. If the parser does not find all of
the placeholders where they were put, something was open, and the whole body is parsed instead.
That both ways agree is held by tests/properties/test_fast_outline.py.
"""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern
from milestoned.note.chunk_reader import read_and_keep, read_chunk
from milestoned.note.outline import Outline
from milestoned.note.simple_blocks import read_simple_blocks
from milestoned.note.unread import PLACEHOLDER, Unread, merged

_GAP = lazy_pattern(r"\n(?:[ \t]*\n)+")
_LEADING = lazy_pattern(r"(?:[ \t]*\n)+")
_FENCE = lazy_pattern(r"^ {0,3}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$", re.MULTILINE)
# What may define a link (CommonMark 0.31.2, section 4.7): only what begins a block; the mark of a footnote does not.
_DEFINITION = lazy_pattern(
    r"^(?:[ \t>0-9.)*+-]|\[\^[^\]\s]+\]:)*\[(?!\^[^\]\s]+\]:)(?:[^\[\]\\]|\\.)*\]:", re.MULTILINE | re.DOTALL
)

# Code points. From about here on, reading a note again costs more than keeping what its paragraphs were read as.
_LONG = 50_000


def scan(body: str, *, cookies: bool) -> Outline:
    """Return what `outline` returns, in less time. The body has LF line endings."""
    if PLACEHOLDER in body:
        return _parse(body, cookies=cookies)
    result, rest = _read_plain(body)
    if result.crossed_by_comment:
        return _parse(body, cookies=cookies)
    if len(rest.lines) == 2 * rest.placeholders:
        return result
    left = "\n".join(rest.lines)
    if _opens_in_rest(left, body):
        return _parse(body, cookies=cookies)
    parsed = _parse(left, cookies=cookies)
    plain = [prose for prose in parsed.prose if prose.text != PLACEHOLDER]
    if len(parsed.prose) - len(plain) != rest.placeholders or parsed.crossed_by_comment:
        return _parse(body, cookies=cookies)
    if parsed.status_blocks and result.hidden:
        return _parse(body, cookies=cookies)  # some of it may be in a status block, where nothing is read
    parsed.prose = plain
    return merged(result, parsed, rest.origin)


def _parse(body: str, *, cookies: bool) -> Outline:
    from milestoned.note.full_outline import outline  # noqa: PLC0415 - most notes need no parser
    from milestoned.note.visible_text import visible_quickly  # noqa: PLC0415

    return outline(body, cookies=cookies, inline=visible_quickly)


def _opens_in_rest(left: str, body: str) -> bool:
    """Return True if a mark that is open in the rest may be closed in what was read here."""
    from milestoned.note.dialects import PAIRED  # noqa: PLC0415 - most notes need no parser

    pairs = [("$$", "$$"), ("%%", "%%"), *((opening, closing) for opening, closing, _ in PAIRED)]
    return any(mark in left and left.count(closing) < body.count(closing) for mark, closing in pairs)


def _read_plain(body: str) -> tuple[Outline, Unread]:
    result, rest = Outline(), Unread()
    # A definition elsewhere may make a link of a bracket.
    brackets = not ("]" in body and "]:" in body and _DEFINITION.search(body))
    read = read_and_keep if len(body) > _LONG else read_chunk
    # One character is found many times as fast as several.
    may_be_fenced = ("`" in body and "```" in body) or ("~" in body and "~~~" in body)
    begin = _LEADING.match(body)
    position = begin.end() if begin else 0
    line = body.count("\n", 0, position)
    # Nothing above is open, not even for what is indented.
    closed = True
    while position < len(body):
        start, first = position, line
        position, line = read_simple_blocks(body, start, first, result, brackets=brackets)
        if position > start:
            rest.skip(first)
            closed = True
            continue
        end, position = _chunk_end(body, start, may_be_fenced=may_be_fenced)
        text = body[start:end]
        line += body.count("\n", start, position)
        may_be_plain = (closed or text[0] not in " \t") and (brackets or "[" not in text)
        chunk = read(text) if may_be_plain else None
        if chunk and chunk.goes_on and body[position : position + 1] in (" ", "\t"):
            chunk = None  # what is indented may belong to the last item of the list
        closed = chunk is not None
        if chunk:
            chunk.add_to(result, first)
            rest.skip(first)
        else:
            rest.add(first, text)
    return result, rest


def _chunk_end(body: str, start: int, *, may_be_fenced: bool) -> tuple[int, int]:
    """Return where what stands between blank lines ends, a fence with all that it holds, and what follows it begins."""
    fence, position = "", start
    for gap in _GAP.finditer(body, start):
        fence = _open_fence(body[position : gap.start()], fence) if may_be_fenced else ""
        if not fence:
            return gap.span()
        position = gap.end()
    return len(body), len(body)


def _open_fence(chunk: str, fence: str) -> str:
    """Return the fence that is still open after a chunk. A guess for speed: the placeholders tell if it was wrong."""
    for match in _FENCE.finditer(chunk):
        mark = match["fence"]
        if not fence:
            fence = mark
        elif mark.startswith(fence) and match[0].strip() == mark:
            fence = ""
    return fence
