"""markdown-it, taught what Obsidian, pandoc and Zettlr add to CommonMark and what a reader never sees of it.

The block parser runs whole; inline content is parsed one block at a time, by whoever needs it.
"""

from __future__ import annotations

from functools import cache

from milestoned.light.typing import TYPE_CHECKING
from milestoned.note import dialects
from milestoned.note.dialects import Closers
from milestoned.note.inline_marks import (
    CITATION,
    EMBED,
    FOOTNOTE_MARK,
    INLINE_COMMENT,
    INLINE_MATH,
    TAG,
    WIKILINK,
)
from milestoned.note.markdown_blocks import (
    UNPAIRED,
    comment_block,
    comment_rest,
    footnote,
    math_block,
    template_block,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_inline import StateInline

# The preset nests 20 deep and drops what lies deeper without a word: ten levels of a list.
_MAX_NESTING = 200


@cache
def parser() -> MarkdownIt:
    """Return the parser: CommonMark with GFM's tables and strikethrough, footnotes, math and comments."""
    # Most notes are read without it, and it is slow to load.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from markdown_it.rules_block import table  # noqa: PLC0415

    markdown = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING, "html": True})
    markdown.enable("strikethrough")
    markdown.core.ruler.enableOnly(["normalize", "block"])
    inline, block = markdown.inline.ruler, markdown.block.ruler
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    block.before("table", "comment_rest", comment_rest)
    block.before("fence", "comment_block", comment_block, interrupts)
    block.before("fence", "math_block", math_block, interrupts)
    block.before("fence", "template_block", template_block)
    # GFM, section 4.10: the head of a table is a line of a paragraph, never a heading, an item or a quote.
    block.after("heading", "paragraph_table", table, {"alt": ["paragraph", "reference"]})
    block.before("reference", "footnote", footnote, {"alt": ["paragraph", "reference"]})
    markdown.inline.add_terminator_char("(")
    inline.before("text", "line_start", _line_start)
    inline.before("escape", "paired", _paired)
    inline.before("escape", "attributes", _hidden("{", dialects.ATTRIBUTE_LIST, dialects.ATTRIBUTES))
    inline.before("escape", "substitution", _substitution)
    inline.before("link", "field", _hidden("[", dialects.BRACKET_FIELD, dialects.FIELDS))
    inline.before("link", "round_field", _hidden("(", dialects.BRACKET_FIELD, dialects.FIELDS))
    inline.after("html_inline", "jsx", _hidden("<", dialects.JSX_TAG, "HTML tags and comments"))
    inline.before("escape", "comment", _comment)
    inline.before("escape", "math", _hidden("$", INLINE_MATH, "math"))
    inline.before("escape", "tag", _tag)
    inline.before("link", "footnote_mark", _hidden("[", FOOTNOTE_MARK, "footnote marks"))
    inline.before("link", "citation", _hidden("[", CITATION, "citations"))
    inline.before("link", "wikilink", _wikilink)
    inline.before("image", "embed", _hidden("!", EMBED, "images and embeds"))
    return markdown


def _hidden(opener: str, pattern: re.Pattern[str], rule: str) -> Callable[[StateInline, bool], bool]:
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


def _line_start(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Hide a line that is a data field or the fence of a div."""
    if not _begins_line(state.src, state.pos):
        return False
    match = dialects.FENCE_LINE.match(state.src, state.pos) or dialects.LINE_FIELD.match(state.src, state.pos)
    if not match or match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("hidden", "", 0)
        token.content = match[0]
        token.info = dialects.FENCES if match[0].startswith(":::") else dialects.FIELDS
    state.pos = match.end()
    return True


def _begins_line(text: str, position: int) -> bool:
    while position and text[position - 1] in " \t":
        position -= 1
    return position == 0 or text[position - 1] == "\n"


def _paired(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Hide shortcodes, templates and editors' remarks."""
    if state.src[state.pos] not in "{<":
        return False
    found = dialects.paired_at(state.src, state.pos, state.posMax, _closers(state))
    if not found:
        return False
    if not silent:
        token = state.push("hidden", "", 0)
        token.content = state.src[state.pos : found[0]]
        token.info = found[1]
    state.pos = found[0]
    return True


def _substitution(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Show the new text of `{~~old~>new~~}`."""
    if state.src[state.pos] != "{":
        return False
    found = dialects.substitution_at(state.src, state.pos, state.posMax, _closers(state))
    if not found:
        return False
    begin, end = found
    if not silent:
        token = state.push("hidden", "", 0)
        token.content, token.info = state.src[state.pos + 3 : begin - 2], dialects.REMARKS
        state.push("text", "", 0).content = state.src[begin:end]
    state.pos = end + 3
    return True


def _closers(state: StateInline) -> Closers:
    """Return what is known of this text's closing marks, kept for as long as it is read."""
    closers = state.env.get("closers")
    if not isinstance(closers, Closers) or closers.text is not state.src:
        closers = state.env["closers"] = Closers(state.src)
    return closers


def _comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Hide `%%…%%`, and remember the first mark that nothing in its block closes: a later block may."""
    if not state.src.startswith("%%", state.pos):
        return False
    if _COMMENT_RULE(state, silent):
        return True
    state.env.setdefault(UNPAIRED, state.pos)
    return False


_COMMENT_RULE = _hidden("%", INLINE_COMMENT, "comments")


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Hide `#tag` where Obsidian reads one: after a blank or at the start, with something that is not a digit in it."""
    if state.src[state.pos] != "#" or (state.pos and not state.src[state.pos - 1].isspace()):
        return False
    return _TAG_RULE(state, silent)


_TAG_RULE = _hidden("#", TAG, "tags")


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Show the alias of `[[target|alias]]`, else the target."""
    if not state.src.startswith("[[", state.pos):
        return False
    match = WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("text", "", 0).content = match[2] or match[1]
    state.pos = match.end()
    return True
