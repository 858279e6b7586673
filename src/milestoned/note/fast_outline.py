"""The fast way to an outline: only what needs a Markdown parser is given to one.

Between blank lines, a run of lines that start with plain text can only be a paragraph, and a line of `# text` only a
heading, unless something above them is still open (a fence, a comment). So can lines of `- text` or `- [ ] text` only
be a flat list, and lines of `> text` a quote. Those are read here; the rest goes to the parser, with one placeholder
paragraph for each stretch that was read here. If the parser does not find all of the placeholders where they were put,
something was open, and the whole body is parsed instead.
That both ways agree is held by tests/properties/test_fast_outline.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from milestoned.note.dialects import PAIRED
from milestoned.note.outline import (
    TASK_STATES,
    Heading,
    Outline,
    Prose,
    Task,
    TaskState,
    hide_block_id,
    outline,
)
from milestoned.note.visible_text import visible_inline

# Private use: no writer's paragraph is this.
_PLACEHOLDER = "\uf8ff\ue000\uf8ff"

# A line that starts so can begin or continue a paragraph and nothing else (CommonMark 0.31.2, chapter 4).
_LINE_START = (
    r"(?![0-9]{1,9}[.)](?:[ \t\n]|\Z))"
    r"(?:[^\W_]|[\"'“”‘’(…–—]|[*_]{1,3}[\"“'‘(]?[^\W_]|`(?!``)|\[\[?[\"“]?[^\W_])"
)
# What else can continue one: nothing of it ends a paragraph.
_GOES_ON = rf"(?:{_LINE_START}|[.,;!?)\]]|-[^\W_]|-{{2,3}} ?[^\W_]|(?!0*1[.)])[0-9]{{1,9}}[.)](?:[ \t\n]|\Z))"
_PARAGRAPH = re.compile(rf"{_LINE_START}[^\n]*(?:\n{_GOES_ON}[^\n]*)*\n?")
# A flat list of one line an item, all with the same mark, each item plain text behind one blank, a box before it or not.
_BOX = r"\[(?P<box>[^\n\[\]^@])\][ \t]"
_ITEM_TEXT = rf"(?:\[[^\n\[\]^@]\][ \t])?{_LINE_START}[^\n]*"
_BULLETS = re.compile(rf"(?P<bullet>[-*+]) {_ITEM_TEXT}(?:\n(?P=bullet) {_ITEM_TEXT})*\n?")
_NUMBERS = re.compile(rf"[0-9]{{1,9}}(?P<stop>[.)]) {_ITEM_TEXT}(?:\n[0-9]{{1,9}}(?P=stop) {_ITEM_TEXT})*\n?")
_ITEM = re.compile(rf"(?P<mark>[-*+]|[0-9]{{1,9}}[.)]) (?:{_BOX})?(?P<text>.*)")
_QUOTE_MARK = re.compile(r"^> ?", re.MULTILINE)
_QUOTE = re.compile(r">[^\n]*(?:\n>[^\n]*)*\n?")
_HEADING = re.compile(r"(#{1,6})[ \t]+(?!#)([^\n]*?\S)(?:[ \t]+#+)?[ \t]*(?:\n|\Z)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}")
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$", re.MULTILINE)
# It may close a template or a remark that an earlier chunk opened.
_CLOSES = re.compile(r"[}%]\}|%>|\*/\}|<<\}|--\}")

# Marks of blocks that are text where nothing closes them, and what does.
_PAIRED = (("$$", "$$"), ("%%", "%%"), *((opening, closing) for opening, closing, _ in PAIRED))
# Characters that may be markup; what holds none of them is its own visible text.
_MARKUP = re.compile(r"[\\`*_\[\]<&$#^~{]|%%|::")
# Emphasis that can pair in one way only (CommonMark 0.31.2, section 6.2): opened after a gap or an opening quote
# before a letter or quote, closed after a letter, a stop or a quote before a gap or a stop, none of it inside another.
_EMPHASIS = re.compile(
    r"(?:(?<=[\s(\"'“‘—–])|\A)(?P<mark>\*{1,3}|_{1,3})(?=[^\W_]|[\"“'‘(])(?P<text>[^*_]*(?<=[\w.,!?;:…\"”'’)]))(?P=mark)"
    r"(?=[\s.,!?;:…\"'”’)—–]|\Z)"
)
# A link of plain text to a plain target, and a link to another note. The text before it must not make more of it.
_LINK = re.compile(
    r"(?<![!\]\\\[])\[(?P<text>[ \"“]?[^\W_][^\\`*_\[\]<&$#^~%@]*)\]\((?P<target>(?:https?://)?[A-Za-z0-9./_=?,#-]+)\)"
)
# Where a body defines no link, what stands in brackets is text, but for footnote marks, citations and data fields.
_BRACKETED = re.compile(r"\[[^\\`*_\[\]<&$#^~{@:]*\](?![(\[:])")
_WIKILINK = re.compile(
    r"(?<![!\]\\\[])\[\[(?P<target>[^\n\\`*_\[\]<&$#^~%@|]+)(?:\|(?P<alias>[^\n\\`*_\[\]<&$#^~%@|]+))?\]\](?![\](])"
)


# Code points. From about here on, reading a note again costs more than keeping what its paragraphs were read as.
_LONG = 50_000


@dataclass(slots=True)
class _Plain:
    """What a chunk was read as; its lines count from 0. Kept for the next time, so it is not changed once read."""

    prose: list[Prose] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[tuple[int, TaskState]] = field(default_factory=list)
    is_list: bool = False
    crossed_by_comment: bool = False
    too_dense: int | None = None

    def add_prose(self, line: int, text: str) -> Prose:
        """Add a heading's or a paragraph's text, and return what of it is seen."""
        if not _MARKUP.search(text):
            self.prose.append(Prose(line, text))
            return self.prose[-1]
        links: list[tuple[str, str]] = []
        plain = _EMPHASIS.sub(
            r"\g<text>", _without_links(text, links) if "](" in text or "[[" in text else text
        )
        if not _MARKUP.search(_BRACKETED.sub("", plain) if "[" in plain else plain):
            self.hidden += links
            self.prose.append(Prose(line, plain))
            return self.prose[-1]
        text = hide_block_id(text, self.hidden)
        visible = visible_inline(text, {})
        self.hidden.extend(visible.hidden)
        self.crossed_by_comment |= visible.opens_comment
        if visible.too_dense and self.too_dense is None:
            self.too_dense = line
        self.prose.append(Prose(line, visible.text, visible.unseen))
        return self.prose[-1]

    def add_to(self, outline: Outline, start: int) -> None:
        """Add what was read to the outline of a body in which the chunk starts on a line."""
        outline.prose += [Prose(start + item.line, item.text, item.unseen) for item in self.prose]
        outline.headings += [Heading(start + item.line, item.level, item.title) for item in self.headings]
        outline.hidden += self.hidden
        outline.tasks += [Task(start + line, state, -1) for line, state in self.tasks]
        outline.crossed_by_comment |= self.crossed_by_comment
        if self.too_dense is not None and outline.too_dense is None:
            outline.too_dense = start + self.too_dense


@dataclass(slots=True)
class _Rest:
    """What goes to the parser: its lines, and for each the line of the body that it stands for."""

    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    placeholders: int = 0
    at_placeholder: bool = False

    def add(self, line: int, chunk: str) -> None:
        """Add a chunk as it is, and the blank line after it."""
        for offset, text in enumerate([*chunk.split("\n"), ""]):
            self.lines.append(text)
            self.origin.append(line + offset)
        self.at_placeholder = False

    def skip(self, line: int) -> None:
        """Let one placeholder stand for a stretch that was read without the parser."""
        if not self.at_placeholder:
            self.add(line, _PLACEHOLDER)
            self.placeholders += 1
            self.at_placeholder = True


def scan(body: str, *, cookies: bool) -> Outline:
    """Return what `outline` returns, in less time. The body has LF line endings."""
    if _PLACEHOLDER in body:
        return outline(body, cookies=cookies)
    result, rest = _read_plain(body)
    if result.crossed_by_comment:
        return outline(body, cookies=cookies)
    if len(rest.lines) == 2 * rest.placeholders:
        return result
    left = "\n".join(rest.lines)
    if any(mark in left and left.count(closing) < body.count(closing) for mark, closing in _PAIRED):
        return outline(
            body, cookies=cookies
        )  # one that is open in the rest may be closed in what was read here
    parsed = outline(left, cookies=cookies)
    plain = [prose for prose in parsed.prose if prose.text != _PLACEHOLDER]
    if len(parsed.prose) - len(plain) != rest.placeholders or parsed.crossed_by_comment:
        return outline(body, cookies=cookies)
    if parsed.status_blocks and result.hidden:
        return outline(body, cookies=cookies)  # some of it may be in a status block, where nothing is read
    parsed.prose = plain
    return _merge(result, parsed, rest.origin)


def _read_plain(body: str) -> tuple[Outline, _Rest]:
    result, rest = Outline(), _Rest()
    # A definition elsewhere may make a link of a bracket.
    has_definitions = "]:" in body
    read = _read_and_keep if len(body) > _LONG else _read_chunk
    fence = ""
    line = 0
    parts = body.split("\n\n")
    for number, part in enumerate(parts):
        chunk = part.lstrip("\n")
        start = line + len(part) - len(chunk)
        line += part.count("\n") + 2
        if not chunk:
            continue
        may_be_plain = not fence and not (has_definitions and "[" in chunk)
        plain = read(chunk) if may_be_plain else None
        if plain and not (plain.is_list and _goes_on(parts, number)):
            plain.add_to(result, start)
            rest.skip(start)
        else:
            rest.add(start, chunk)
            fence = _open_fence(chunk, fence)
    return result, rest


def _goes_on(parts: list[str], number: int) -> bool:
    """Return True if what follows a list is indented: it may belong to its last item."""
    following = next((part for part in map(_strip_lines, parts[number + 1 :]) if part), "")
    return following.startswith((" ", "\t"))


def _strip_lines(part: str) -> str:
    return part.lstrip("\n")


def _without_links(text: str, hidden: list[tuple[str, str]]) -> str:
    """Put the text of plain links in their place, and keep what is hidden by that."""

    def shown(match: re.Match[str]) -> str:
        hidden.append(("link targets", match["target"]))
        return match["text"]

    text = _LINK.sub(shown, text) if "](" in text else text
    return _WIKILINK.sub(lambda match: match["alias"] or match["target"], text) if "[[" in text else text


def _read_chunk(chunk: str) -> _Plain | None:
    """Read a chunk without the block parser if it can only be headings and a paragraph, list or quote, or a rule."""
    if _CLOSES.search(chunk):
        return None
    plain = _Plain()
    line = 0
    while match := _HEADING.match(chunk):
        if "[" in match[2]:
            return None  # it may be a cookie
        prose = plain.add_prose(line, match[2])
        plain.headings.append(Heading(line, len(match[1]), " ".join(prose.text.split())))
        line += 1
        chunk = chunk[match.end() :]
    if not chunk or (not line and _RULE.fullmatch(chunk)):
        return plain
    if _PARAGRAPH.fullmatch(chunk):
        plain.add_prose(line, chunk.strip())
        return plain
    return _read_list_or_quote(plain, line, chunk)


def _read_list_or_quote(plain: _Plain, line: int, chunk: str) -> _Plain | None:
    if _BULLETS.fullmatch(chunk) or _NUMBERS.fullmatch(chunk):
        plain.is_list = True
        items = (_ITEM.fullmatch(text) for text in chunk.rstrip("\n").split("\n"))
        return plain if all(_add_item(plain, line + at, item) for at, item in enumerate(items)) else None
    return _read_quote(plain, line, chunk) if _QUOTE.fullmatch(chunk) else None


def _read_quote(plain: _Plain, line: int, chunk: str) -> _Plain | None:
    """Read a quote of paragraphs."""
    inside: list[str] = []
    for at, text in enumerate([*_QUOTE_MARK.sub("", chunk).rstrip("\n").split("\n"), ""], line):
        if text.strip(" \t"):
            inside.append(text)
        elif inside:
            paragraph = "\n".join(inside)
            if not _PARAGRAPH.fullmatch(paragraph):
                return None
            plain.add_prose(at - len(inside), paragraph.strip())
            inside = []
    return plain


def _add_item(plain: _Plain, line: int, item: re.Match[str] | None) -> bool:
    """Add one item of a list; False if a bracket in it may be a cookie."""
    if item is None or "[" in _without_links(item["text"], []):
        return False
    if item["mark"][0] not in "-*+":
        plain.hidden.append(("list numbers", item["mark"]))
    if item["box"]:
        plain.tasks.append((line, TASK_STATES.get(item["box"], TaskState.OPEN)))
        plain.hidden.append(("task marks", f"[{item['box']}] "))
    plain.add_prose(line, item["text"].strip())
    return True


# A chapter is saved hundreds of times, each time with one paragraph changed.
_read_and_keep = lru_cache(maxsize=8192)(_read_chunk)


def _open_fence(chunk: str, fence: str) -> str:
    """Return the fence that is still open after a chunk. A guess for speed: the placeholders tell if it was wrong."""
    for match in _FENCE.finditer(chunk):
        mark = match["fence"]
        if not fence:
            fence = mark
        elif mark.startswith(fence) and match[0].strip() == mark:
            fence = ""
    return fence


def _merge(plain: Outline, parsed: Outline, origin: list[int]) -> Outline:
    """Put what was read and what was parsed together, in the order and with the lines of the body."""
    blocks = [(origin[start], origin[end - 1] + 1) for start, end in parsed.status_blocks]

    def outside(line: int) -> bool:
        return not any(start <= line < end for start, end in blocks)

    prose = [replace(item, line=origin[item.line]) for item in parsed.prose]
    prose += [item for item in plain.prose if outside(item.line)]
    headings = [replace(item, line=origin[item.line]) for item in parsed.headings]
    headings += [item for item in plain.headings if outside(item.line)]
    cookies = [
        replace(item, line=origin[item.line], end=origin[item.end - 1] + 1 if item.end else 0)
        for item in parsed.cookies
    ]
    dense = [plain.too_dense, None if parsed.too_dense is None else origin[parsed.too_dense]]
    return Outline(
        sorted(prose, key=lambda item: item.line),
        sorted(headings, key=lambda item: item.line),
        _merge_tasks([task for task in plain.tasks if outside(task.line)], parsed.tasks, origin),
        cookies,
        blocks,
        plain.hidden + parsed.hidden,
        [replace(item, line=origin[item.line]) for item in parsed.indented],
        min((line for line in dense if line is not None), default=None),
    )


def _merge_tasks(plain: list[Task], parsed: list[Task], origin: list[int]) -> list[Task]:
    """Put tasks in the order of the body, each parent by its new place."""
    for task in parsed:
        task.line = origin[task.line]
    if not plain:
        return parsed
    merged = sorted([*parsed, *plain], key=lambda task: task.line)
    places = {id(task): place for place, task in enumerate(merged)}
    for task in parsed:
        if task.parent >= 0:
            task.parent = places[id(parsed[task.parent])]
    return merged
