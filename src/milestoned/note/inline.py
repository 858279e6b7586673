"""The visible text of inline Markdown and of HTML, and what each rule took away."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from milestoned.note.markdown import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

# Characters that can change what a reader sees of a line; a text without them is its own visible text.
_MARKUP = re.compile(r"[\\`*_\[\]<&$#^~]|!\[|%%")

_HTML_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[|\]\]>"
    r"|</?[A-Za-z][^<>]*>|<![A-Za-z][^>]*>",
    re.DOTALL | re.IGNORECASE,
)
# Tags that a reader sees as a gap between words.
_HTML_GAP = re.compile(r"</?(?:p|div|br|hr|li|ul|ol|td|th|tr|h[1-6]|table|blockquote|section|article|dd|dt)\b", re.IGNORECASE)


@dataclass(slots=True)
class Visible:
    """Visible text, what was hidden as (rule, text), and the visible runs that end a line outside any link."""

    text: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    line_ends: list[str] = field(default_factory=list)

    def ends(self, cookie: str) -> bool:
        """Tell whether a line ends with plain text that ends so: not in a link, not in code, not escaped."""
        return any(end.rstrip().endswith(cookie) for end in self.line_ends)


def visible_inline(content: str, env: dict[str, object]) -> Visible:
    """Parse inline content and keep what a reader sees of it."""
    if not _MARKUP.search(content):
        return Visible(content, [], content.split("\n"))
    children: list[Token] = []
    markdown = parser()
    markdown.inline.parse(content, markdown, env, children)
    return _Reader().read(children)


class _Reader:
    """Collects the visible text of inline tokens."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.visible = Visible("")
        self.link_depth = 0
        self.line_end = ""

    def read(self, tokens: list[Token]) -> Visible:
        for token in tokens:
            self._take(token)
        self.visible.line_ends.append(self.line_end)
        self.visible.text = "".join(self.parts)
        return self.visible

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "text_special"):
            self.parts.append(token.content)
            self.line_end = "" if self.link_depth else token.content
            return
        if kind in ("softbreak", "hardbreak"):
            self.parts.append("\n")
            self.visible.line_ends.append(self.line_end)
        self.line_end = ""
        if kind == "code_inline":
            self.parts.append(token.content)
        elif kind == "link_open":
            self.link_depth += 1
            self._hide_target(token)
        elif kind == "link_close":
            self.link_depth -= 1
        elif kind in ("hidden", "html_inline", "image"):
            self._hide(token)

    def _hide_target(self, token: Token) -> None:
        target = f"{token.attrGet('href') or ''} {token.attrGet('title') or ''}".strip()
        if token.info != "auto":
            self.visible.hidden.append(("link targets", target))

    def _hide(self, token: Token) -> None:
        if token.type == "html_inline":
            self.visible.hidden.append(("HTML tags and comments", token.content))
            if _HTML_GAP.match(token.content):
                self.parts.append(" ")
        elif token.type == "image":
            self.visible.hidden.append(("images and embeds", token.content))
        else:
            self.visible.hidden.append((token.info, token.content))


def visible_html(content: str) -> Visible:
    """Keep the text between the tags of an HTML block."""
    hidden: list[tuple[str, str]] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(("HTML tags and comments", match[0]))
        return " " if _HTML_GAP.match(match[0]) else ""

    text = _HTML_HIDDEN.sub(hide, content)
    return Visible(html.unescape(text), hidden)
