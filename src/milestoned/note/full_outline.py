"""The full parse of a Markdown body, the reference for what it holds. `fast_outline.scan` is the fast way to the same."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.dialects import LINE_TAIL
from milestoned.note.markdown import parser
from milestoned.note.markdown_blocks import COMMENTS, OpenComment
from milestoned.note.outline import (
    CALLOUT,
    COOKIE,
    COUNTED_BY_ALL,
    STATUS_BLOCK_END,
    STATUS_BLOCK_START,
    TASK,
    TASK_STATES,
    Cookie,
    Heading,
    Outline,
    Prose,
    Task,
    TaskState,
    hide_block_id,
)
from milestoned.note.visible_text import Visible, visible_html, visible_inline

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from markdown_it.token import Token

    InlineReader = Callable[[str, dict[str, object]], Visible]


def outline(body: str, *, cookies: bool, inline: InlineReader = visible_inline) -> Outline:
    """Parse a body (LF line endings) in full. Without `cookies`, cookies and status blocks are text like any other.

    `inline` reads the text of a block: by the parser if nothing else is said.
    """
    env: dict[str, object] = {COMMENTS: OpenComment()} if "%%" in body else {}
    walk = _Walk(parser().parse(body, env), env, inline, owned=cookies)
    result = walk.walk()
    comment = env.get(COMMENTS)
    result.crossed_by_comment |= isinstance(comment, OpenComment) and comment.ever_open
    if result.status_blocks:
        lines = body.split("\n")
        texts = ("\n".join(lines[start:end]) for start, end in result.status_blocks)
        result.hidden.extend(("status blocks", text) for text in texts)
    return result


class _Walk:
    """One pass over the block tokens of a body."""

    def __init__(
        self, tokens: list[Token], env: dict[str, object], inline: InlineReader, *, owned: bool
    ) -> None:
        self.tokens = tokens
        self.env = env
        self.read_inline = inline
        self.owned = owned
        self.result = Outline()
        # The nearest task at each open list item; -1 where there is none.
        self.task_above: list[int] = [-1]

    def walk(self) -> Outline:
        if self.owned:
            self.result.status_blocks = _status_blocks(self.tokens)
        inside = {line for start, end in self.result.status_blocks for line in range(start, end)}
        skipping = False
        for position, token in enumerate(self.tokens):
            if inside and token.level == 0 and token.map:
                skipping = token.map[0] in inside
            handle = None if skipping else _HANDLERS.get(token.type)
            if handle:
                handle(self, position, token)
        self._hide_definitions()
        return self.result

    def open_item(self, position: int, token: Token) -> None:
        """Enter a list item, which is a task when the paragraph it begins with begins with a box."""
        above = self.task_above[-1]
        line, end = _lines(token)
        if token.info:
            self.result.hidden.append(("list numbers", token.info + token.markup))
        inline = self._first_line_at(position + 1, line)
        match = TASK.match(inline.content) if inline else None
        if match and inline:
            self._add_task(line, match[1], above)
            self.result.hidden.append(("task marks", match[0]))
            inline.content = inline.content[match.end() :].lstrip(" \t")
            above = len(self.result.tasks) - 1
        self.task_above.append(above)
        if inline and self.owned:
            self._cut_cookie(inline, 0, end)

    def _paragraph_at(self, position: int) -> Token | None:
        """Return the text of the paragraph that opens at a token."""
        following = self.tokens[position : position + 2]
        return following[1] if len(following) == 2 and following[0].type == "paragraph_open" else None

    def _first_line_at(self, position: int, line: int) -> Token | None:
        """Return the text that a list item begins with on its first line.

        A heading that the line below makes of a task stays one: that line is half typed (`- [ ] b`, then `  -`).
        """
        following = self.tokens[position : position + 2]
        if len(following) < 2 or _lines(following[0])[0] != line:
            return None
        opened, inline = following
        is_task = opened.type == "heading_open" and opened.markup in ("-", "=") and TASK.match(inline.content)
        return inline if opened.type == "paragraph_open" or is_task else None

    def _add_task(self, line: int, mark: str, parent: int) -> None:
        state = TASK_STATES.get(mark, TaskState.OPEN)
        if parent >= 0:
            self.result.tasks[parent].has_children = True
        self.result.tasks.append(Task(line, state, parent))

    def close_item(self, _position: int, _token: Token) -> None:
        self.task_above.pop()

    def open_heading(self, position: int, token: Token) -> None:
        if token.level:
            return
        inline = self.tokens[position + 1]
        level = int(token.tag[1])
        if self.owned:
            self._cut_cookie(inline, level, 0)
        title = " ".join(visible_inline(hide_block_id(inline.content, []), self.env).text.split())
        self.result.headings.append(Heading(_lines(token)[0], level, title))

    def open_quote(self, position: int, _token: Token) -> None:
        inline = self._paragraph_at(position + 1)
        if inline and (match := CALLOUT.match(inline.content)):
            self.result.hidden.append(("callout marks", match[0]))
            inline.content = inline.content[match.end() :]

    def _cut_cookie(self, inline: Token, level: int, end: int) -> None:
        """Take a cookie off the end of a heading, or of the first line of a list item."""
        text, newline, rest = inline.content.partition("\n") if level == 0 else (inline.content, "", "")
        match = _last_cookie(text)
        if not match or (match["size"] and not level):
            return
        tail = text[match.end() :]
        ends = visible_inline(text[: match.end()], self.env).line_ends
        if not ends[-1].endswith(match[0]):
            return  # it is in code, in a link, behind a backslash
        line = _lines(inline)[0] + text.rstrip().count("\n")
        self.result.cookies.append(Cookie(line, match[0], level, end, words=match["size"] is not None))
        self.result.hidden.append(("cookies", match[0]))
        inline.content = text[: match.start()] + tail + newline + rest

    def inline(self, _position: int, token: Token) -> None:
        content = hide_block_id(token.content, self.result.hidden) if "^" in token.content else token.content
        self._add(_lines(token)[0], self.read_inline(content, self.env))

    def html(self, _position: int, token: Token) -> None:
        self._add(_lines(token)[0], visible_html(token.content))

    def hide_block(self, _position: int, token: Token) -> None:
        rule = token.info if token.type == "template_block" else _HIDDEN_BLOCKS[token.type]
        self.result.hidden.append((rule, token.content))
        line = _lines(token)[0]
        if rule in COUNTED_BY_ALL:
            self.result.prose.append(Prose(line, "", token.content))
        if token.type == "code_block":
            self.result.indented.append(Prose(line, token.content))

    def _add(self, line: int, visible: Visible) -> None:
        self.result.prose.append(Prose(line, visible.text, visible.unseen))
        self.result.hidden.extend(visible.hidden)
        if visible.too_dense and self.result.too_dense is None:
            self.result.too_dense = line

    def _hide_definitions(self) -> None:
        references = self.env.get("references")
        for label, found in references.items() if isinstance(references, dict) else ():
            text = f"[{label}]: {found['href']} {found['title']}"
            self.result.hidden.append(("link targets", text))


def _last_cookie(text: str) -> re.Match[str] | None:
    """Return the cookie at the end of a text, where only what must itself be last may follow it."""
    found: re.Match[str] | None = None
    for match in COOKIE.finditer(text):
        found = match
    return found if found and LINE_TAIL.fullmatch(text, found.end()) else None


def _lines(token: Token) -> tuple[int, int]:
    """Return the lines of a block token, which has some. A token of no block has none."""
    return (token.map[0], token.map[1]) if token.map else (0, 0)


_HIDDEN_BLOCKS = {
    "fence": "code blocks",
    "code_block": "indented code",
    "math_block": "math",
    "comment_block": "comments",
    "template_block": "",
}
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
    """Find the lines from each opening comment to the line after its closing one.

    At the top level only, and not inside other HTML, where Markdown would not be rendered.
    """
    blocks: list[tuple[int, int]] = []
    opened: int | None = None
    for token in tokens:
        if token.type != "html_block" or token.level:
            continue
        text, (line, _) = token.content.strip(), _lines(token)
        if text == STATUS_BLOCK_START:
            opened = line
        elif text == STATUS_BLOCK_END and opened is not None:
            blocks.append((opened, line + 1))
            opened = None
    return blocks
