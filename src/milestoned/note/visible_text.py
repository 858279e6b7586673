"""The visible text of inline Markdown and of HTML, and what each rule took away."""

from __future__ import annotations

import html
import re

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.dialects import TAG, without_paired
from milestoned.note.inline_marks import HTML_GAP
from milestoned.note.inline_reader import may_be_markup, read_inline
from milestoned.note.markdown import parser
from milestoned.note.markdown_blocks import UNPAIRED
from milestoned.note.outline import unseen
from milestoned.note.simple_markup import LONGEST

if TYPE_CHECKING:
    from markdown_it.token import Token

# Characters that can change what a reader sees of a line; a text without them is its own visible text.
_MARKUP = lazy_pattern(r"[\\`*_\[\]<&$#^~{]|!\[|%%|::")

# One block of more than that is not a paragraph that a person wrote: measured, each comes to about a second.
_MAX_STEPS = 100_000_000
_MAX_MARKS = 100_000
_BRACKET = lazy_pattern(r"[\[\]]")

_HTML_HIDDEN = lazy_pattern(
    r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rf"|{TAG}"
    r"|</?[A-Za-z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|</?[A-Za-z][^<>]*>|<![A-Za-z][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(slots=True)
class Visible:
    """Visible text, what was hidden as (rule, text), and the visible runs that end a line outside any link."""

    text: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    line_ends: list[str] = field(default_factory=list)
    opens_comment: bool = False
    too_dense: bool = False

    @property
    def unseen(self) -> str:
        """What was hidden that the rule `all` counts."""
        return unseen(self.hidden)


def visible_inline(content: str, env: dict[str, object]) -> Visible:
    """Parse inline content and keep what a reader sees of it."""
    if not _MARKUP.search(content):
        return Visible(content, [], content.split("\n"))
    if _too_dense(content):
        return Visible(content, [], content.split("\n"), too_dense=True)
    children: list[Token] = []
    markdown = parser()
    markdown.inline.parse(content, markdown, env, children)
    visible = _Reader().read(children)
    visible.opens_comment = env.pop(UNPAIRED, None) is not None
    return visible


def visible_quickly(content: str, env: dict[str, object]) -> Visible:
    """Return what `visible_inline` returns but for its line ends, by a reader of our own where that can."""
    read = None
    if len(content) < LONGEST and may_be_markup(content) and not ("[" in content and env.get("references")):
        read = read_inline(content)
    return Visible(*read) if read else visible_inline(content, env)


def _too_dense(content: str) -> bool:
    """Return True if reading the markup of one block would take more than about a second.

    The parser reads on from each `[` and `<!` that nothing closes to the block's end, so it is their number times the
    block's length that has to be bounded; all other markup costs the same wherever it is.
    """
    if len(content) < LONGEST:
        return False
    unclosed = (
        max(0, content.count("[") - content.count("]"), _deepest(content))
        + content.count("<!")
        + content.count("<?")
    )
    return unclosed * len(content) > _MAX_STEPS or len(_MARKUP.findall(content)) > _MAX_MARKS


def _deepest(content: str) -> int:
    """Return how many brackets are open at once where most are."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(content):
        depth = depth + 1 if bracket == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


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
            if HTML_GAP.match(token.content):
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
        return " " if HTML_GAP.match(match[0]) else ""

    text = without_paired(_HTML_HIDDEN.sub(hide, content), hidden)
    return Visible(html.unescape(text), hidden)
