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
from milestoned.note.chunk_reader import is_plain, read_and_keep, read_chunk
from milestoned.note.outline import Outline, Prose
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
    has_definitions = "]:" in body and _DEFINITION.search(body) is not None
    read = read_and_keep if len(body) > _LONG else read_chunk
    chunks = _chunks(body)
    # Nothing above is open, not even for what is indented.
    closed = True
    for number, (line, text) in enumerate(chunks):
        if is_plain(text):
            result.prose.append(Prose(line, text.strip()))
            closed = True
            if not rest.at_placeholder:
                rest.skip(line)
            continue
        may_be_plain = (closed or text[0] not in " \t") and not (has_definitions and "[" in text)
        chunk = read(text) if may_be_plain else None
        if chunk and chunk.goes_on and _is_indented(chunks, number + 1):
            chunk = None
        closed = chunk is not None
        if chunk:
            chunk.add_to(result, line)
            rest.skip(line)
        else:
            rest.add(line, text)
    return result, rest


def _is_indented(chunks: list[tuple[int, str]], number: int) -> bool:
    """Return True if a chunk is indented: it may belong to the last item of the list above it."""
    return number < len(chunks) and chunks[number][1][0] in " \t"


def _chunks(body: str) -> list[tuple[int, str]]:
    """Cut a body at its blank lines; a fence and what it holds are one chunk. Each with its first line, from 0."""
    found: list[tuple[int, str]] = []
    begin = _LEADING.match(body)
    position = begin.end() if begin else 0
    line = body.count("\n", 0, position)
    fence = ""
    may_be_fenced = "```" in body or "~~~" in body
    start = position
    for match in _GAP.finditer(body, position):
        text = body[position : match.start()]
        fence = _open_fence(text, fence) if may_be_fenced else ""
        position = match.end()
        if fence:
            continue
        text = body[start : match.start()]
        found.append((line, text))
        line += body.count("\n", start, position)
        start = position
    if start < len(body):
        found.append((line, body[start:]))
    return found


def _open_fence(chunk: str, fence: str) -> str:
    """Return the fence that is still open after a chunk. A guess for speed: the placeholders tell if it was wrong."""
    for match in _FENCE.finditer(chunk):
        mark = match["fence"]
        if not fence:
            fence = mark
        elif mark.startswith(fence) and match[0].strip() == mark:
            fence = ""
    return fence
