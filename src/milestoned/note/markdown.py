"""markdown-it, taught what Obsidian, pandoc and Zettlr add to CommonMark and what a reader never sees of it.

The block parser runs whole; inline content is parsed one block at a time, by whoever needs it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

# The preset nests 20 deep and drops what lies deeper without a word: ten levels of a list.
_MAX_NESTING = 200

_WIKILINK = re.compile(r"\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_EMBED = re.compile(r"!\[\[[^\[\]\n]*\]\]")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_CITATION = re.compile(r"\[(?:[^\[\]\n@]*[\s;(-])?-?@[\w{][^\[\]\n]*\](?![\[(:])")
_TAG = re.compile(r"#(?=[\w/-]*[^\W\d])[\w/-]+")
_INLINE_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
# pandoc manual, extension tex_math_dollars: no blank inside the dollars, no digit after the closing one.
_INLINE_MATH = re.compile(r"\$\$(?=\S)(?:[^$\\]|\\.)+?\$\$|\$(?![\s$])(?:[^$\\]|\\.)*?(?<![\s\\])\$(?!\d)", re.DOTALL)


@cache
def parser() -> MarkdownIt:
    """Return the parser: CommonMark with GFM's tables and strikethrough, footnotes, math and comments."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - most notes are read without it, and it is slow to load
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    markdown = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING, "html": True})
    markdown.enable(["table", "strikethrough"])
    markdown.use(footnote_plugin, inline=False, move_to_end=False)
    markdown.core.ruler.enableOnly(["normalize", "block"])
    markdown.inline.ruler.disable("footnote_ref")
    inline, block = markdown.inline.ruler, markdown.block.ruler
    interrupts = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    block.before("fence", "comment_block", _comment_block, interrupts)
    block.before("fence", "math_block", _math_block, interrupts)
    inline.before("escape", "comment", _hidden("%", _INLINE_COMMENT, "comments"))
    inline.before("escape", "math", _hidden("$", _INLINE_MATH, "math"))
    inline.before("escape", "tag", _tag)
    inline.before("link", "footnote_mark", _hidden("[", _FOOTNOTE_MARK, "footnote marks"))
    inline.before("link", "citation", _hidden("[", _CITATION, "citations"))
    inline.before("link", "wikilink", _wikilink)
    inline.before("image", "embed", _hidden("!", _EMBED, "images and embeds"))
    return markdown


def _hidden(opener: str, pattern: re.Pattern[str], rule: str):  # noqa: ANN202 - markdown-it's own rule type
    """Make an inline rule for markup that a reader never sees."""

    def hide(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        if state.src[state.pos] != opener:
            return False
        match = pattern.match(state.src, state.pos, state.posMax)
        if not match:
            return False
        if not silent:
            token = state.push("hidden", "", 0)
            token.content = match[0]
            token.info = rule
        state.pos = match.end()
        return True

    return hide


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Hide `#tag` where Obsidian reads one: after a blank or at the start, with something that is no digit in it."""
    if state.src[state.pos] != "#" or (state.pos and not state.src[state.pos - 1].isspace()):
        return False
    return _TAG_RULE(state, silent)


_TAG_RULE = _hidden("#", _TAG, "tags")


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Show the alias of `[[target|alias]]`, else the target."""
    if not state.src.startswith("[[", state.pos):
        return False
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("text", "", 0).content = match[2] or match[1]
    state.pos = match.end()
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read `%%` that opens at a line's start and closes on a later line; never closed, it is text."""
    return _paired_block(state, start, end, silent, "%%", "comment_block")


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read `$$` that opens at a line's start and closes on the same or a later line."""
    return _paired_block(state, start, end, silent, "$$", "math_block")


def _paired_block(state: StateBlock, start: int, end: int, silent: bool, fence: str, kind: str) -> bool:  # noqa: FBT001, PLR0913
    first = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith(fence, first, state.eMarks[start]):
        return False
    closing = _closing_line(state, start, end, fence)
    if closing is None:
        return False
    if silent:
        return True
    _push_pair(state, start, closing, fence, kind)
    state.line = closing + 1
    return True


def _closing_line(state: StateBlock, start: int, end: int, fence: str) -> int | None:
    opening = state.src[state.bMarks[start] + state.tShift[start] + len(fence) : state.eMarks[start]]
    if fence in opening:
        # Closed where it opened: a block only if nothing follows, else the inline rule's.
        return start if opening.rstrip().endswith(fence) and opening.count(fence) == 1 else None
    for line in range(start + 1, end):
        begin = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] < state.blkIndent and begin < state.eMarks[line]:
            return None
        if fence in state.src[begin : state.eMarks[line]]:
            return line
    return None


def _push_pair(state: StateBlock, start: int, closing: int, fence: str, kind: str) -> None:
    """Push the hidden block, and what stands behind its closing fence as a paragraph of its own."""
    begin = state.bMarks[start] + state.tShift[start]
    close_at = state.src.rfind(fence, state.bMarks[closing], state.eMarks[closing])
    if closing != start:
        close_at = state.src.find(fence, state.bMarks[closing] + state.tShift[closing], state.eMarks[closing])
    token = state.push(kind, "", 0)
    token.content = state.src[begin : close_at + len(fence)]
    token.map = [start, closing + 1]
    tail = state.src[close_at + len(fence) : state.eMarks[closing]].strip()
    if tail:
        opened = state.push("paragraph_open", "p", 1)
        opened.map = [closing, closing + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = tail, [closing, closing + 1], []
        state.push("paragraph_close", "p", -1)
