"""What a Markdown body holds: visible prose block by block, headings, tasks, cookies and status blocks.

This is the reference: one full parse. `scan` is the fast way to the same answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from milestoned.note.inline import Visible, visible_html, visible_inline
from milestoned.note.markdown import parser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

STATUS_BLOCK_START = "<!-- milestone -->"
STATUS_BLOCK_END = "<!-- /milestone -->"

_TASK = re.compile(r"\[(.)\](?=[ \t\n]|\Z)[ \t]?")
_CALLOUT = re.compile(r"\[![^\[\]\n]+\][-+]?[ \t]*")
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^[A-Za-z0-9-]+\s*\Z")
# docs/format.md, "Cookies": [/] [3/7] [%] [42%] [/1000 words] [345/1000 words], padded on the left or not.
_COOKIE = re.compile(
    r"(?<!\\)\[ *\d*(?:/ *\d*|%|/ *(?P<size>\d[\d,_ ]*?) words?)\]\Z"
)


class TaskState(Enum):
    """What the mark of a task says."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Task:
    """A list item with a box. `parent` is the index of the nearest task above it, -1 without one."""

    line: int
    state: TaskState
    parent: int
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the document itself (not one inside a quote or a list). Lines count from 0."""

    line: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Cookie:
    """A progress cookie as it stands: its line and text; the heading's level (0: a list item), a words cookie's size.

    `end` is the line after the last one of a list item; a heading's section ends by its level.
    """

    line: int
    text: str
    level: int
    end: int
    words: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """The visible text of one block, and the line it starts on."""

    line: int
    text: str


@dataclass(slots=True)
class Outline:
    """All that a body holds that anything is counted from. Lines count from 0 in the body."""

    prose: list[Prose] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    cookies: list[Cookie] = field(default_factory=list)
    status_blocks: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)


def hide_block_id(content: str, hidden: list[tuple[str, str]]) -> str:
    """Take `^block-id` off the end of a block's content, and note it as hidden."""
    match = _BLOCK_ID.search(content)
    if not match:
        return content
    hidden.append(("block ids", match[0]))
    return content[: match.start()]


def outline(body: str, *, cookies: bool) -> Outline:
    """Parse a body (LF line endings) in full. Without `cookies`, cookies and status blocks are text like any other."""
    env: dict[str, object] = {}
    tokens = parser().parse(body, env)
    return _Walk(tokens, env, owned=cookies).walk()


class _Walk:
    """One pass over the block tokens of a body."""

    def __init__(self, tokens: list[Token], env: dict[str, object], *, owned: bool) -> None:
        self.tokens = tokens
        self.env = env
        self.owned = owned
        self.result = Outline()
        # The nearest task at each open list item; -1 where there is none.
        self.task_above: list[int] = [-1]
        self.item_ends: list[int] = []

    def walk(self) -> Outline:
        if self.owned:
            self.result.status_blocks = _status_blocks(self.tokens)
        for position, token in enumerate(self.tokens):
            if token.type in _HANDLERS and not self._in_status_block(token):
                _HANDLERS[token.type](self, position, token)
        return self.result

    def _in_status_block(self, token: Token) -> bool:
        if not self.result.status_blocks or not token.map:
            return False
        return any(start <= token.map[0] < end for start, end in self.result.status_blocks)

    def open_item(self, position: int, token: Token) -> None:
        """Enter a list item, which is a task when the paragraph it begins with begins with a box."""
        above = self.task_above[-1]
        following = self.tokens[position + 1 : position + 3]
        starts_with_text = len(following) == 2 and following[0].type == "paragraph_open" and following[0].map[0] == token.map[0]
        match = _TASK.match(following[1].content) if starts_with_text else None
        if match:
            self._add_task(token.map[0], match[1], above)
            following[1].content = following[1].content[match.end() :].lstrip(" \t")
            above = len(self.result.tasks) - 1
        self.task_above.append(above)
        self.item_ends.append(token.map[1])
        if starts_with_text and self.owned:
            self._cut_cookie(following[1], 0, token.map[1])

    def _add_task(self, line: int, mark: str, parent: int) -> None:
        state = {"x": TaskState.DONE, "X": TaskState.DONE, "-": TaskState.CANCELLED}.get(mark, TaskState.OPEN)
        if parent >= 0:
            self.result.tasks[parent].has_children = True
        self.result.tasks.append(Task(line, state, parent))

    def close_item(self, _position: int, _token: Token) -> None:
        self.task_above.pop()
        self.item_ends.pop()

    def open_heading(self, position: int, token: Token) -> None:
        inline = self.tokens[position + 1]
        level = int(token.tag[1])
        if token.level == 0 and self.owned:
            self._cut_cookie(inline, level, 0)
        if token.level == 0:
            title = " ".join(visible_inline(inline.content, self.env).text.split())
            self.result.headings.append(Heading(token.map[0], level, title))

    def open_quote(self, position: int, _token: Token) -> None:
        following = self.tokens[position + 1 : position + 3]
        if len(following) == 2 and following[0].type == "paragraph_open":
            self._hide_callout_mark(following[1])

    def _hide_callout_mark(self, inline: Token) -> None:
        if match := _CALLOUT.match(inline.content):
            self.result.hidden.append(("callout marks", match[0]))
            inline.content = inline.content[match.end() :]

    def _cut_cookie(self, inline: Token, level: int, end: int) -> None:
        """Take a cookie off the end of a heading, or of the first line of a list item."""
        text, newline, rest = inline.content.partition("\n") if level == 0 else (inline.content, "", "")
        match = _COOKIE.search(text.rstrip())
        if not match or (match["size"] and not level) or not visible_inline(inline.content, self.env).ends(match[0]):
            return
        line = inline.map[0] + text.count("\n")
        words = match["size"] is not None
        self.result.cookies.append(Cookie(line, match[0], level, end, words))
        self.result.hidden.append(("cookies", match[0]))
        inline.content = text[: match.start()] + newline + rest

    def inline(self, _position: int, token: Token) -> None:
        content = hide_block_id(token.content, self.result.hidden) if "^" in token.content else token.content
        self._add(token.map[0], visible_inline(content, self.env))

    def html(self, _position: int, token: Token) -> None:
        self._add(token.map[0], visible_html(token.content))

    def hide_block(self, _position: int, token: Token) -> None:
        rule = _HIDDEN_BLOCKS[token.type]
        self.result.hidden.append((rule, token.content))

    def _add(self, line: int, visible: Visible) -> None:
        self.result.prose.append(Prose(line, visible.text))
        self.result.hidden.extend(visible.hidden)


_HIDDEN_BLOCKS = {"fence": "code blocks", "code_block": "code blocks", "math_block": "math", "comment_block": "comments"}
_HANDLERS = {
    "inline": _Walk.inline,
    "heading_open": _Walk.open_heading,
    "list_item_open": _Walk.open_item,
    "list_item_close": _Walk.close_item,
    "blockquote_open": _Walk.open_quote,
    "html_block": _Walk.html,
    **dict.fromkeys(_HIDDEN_BLOCKS, _Walk.hide_block),
}


def _status_blocks(tokens: Iterable[Token]) -> list[tuple[int, int]]:
    """Find the lines from each opening comment to the line after its closing one, at the top level only."""
    blocks: list[tuple[int, int]] = []
    opened: int | None = None
    for token in tokens:
        if token.type != "html_block" or token.level or not token.map:
            continue
        for offset, text in enumerate(token.content.split("\n")):
            line = token.map[0] + offset
            if text.strip() == STATUS_BLOCK_START:
                opened = line
            elif text.strip() == STATUS_BLOCK_END and opened is not None:
                blocks.append((opened, line + 1))
                opened = None
    return blocks
