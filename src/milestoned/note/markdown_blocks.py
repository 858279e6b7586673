"""Block rules for markdown-it: comments and math over several lines, and footnotes."""

from __future__ import annotations

from bisect import bisect_left
from typing import cast

from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.dialects import Closers, paired_at

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

# Where in a block's content a `%%` is that the block does not close: a key of the parser's environment.
UNPAIRED = "unpaired comment mark"
# The environment's key for what is known of comments that cross blocks; absent in a body without any `%%`.
COMMENTS = "comments across blocks"

_FOOTNOTE = lazy_pattern(r"\[\^[^\]\s]+\]:[ \t]*")


def comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read `%%` that opens at a line's start and closes on a later line; never closed, it is text."""
    return _paired(state, (start, end), "%%", "comment_block", silent=silent)


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read `$$` that opens at a line's start and closes on the same or a later line."""
    return _paired(state, (start, end), "$$", "math_block", silent=silent)


def template_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read a shortcode, a template or a remark that opens at a line's start; what is in it is never Markdown."""
    first = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or state.src[first : first + 1] not in ("{", "<"):
        return False
    closers = state.env.get("block closers")
    if not isinstance(closers, Closers) or closers.text is not state.src:
        closers = state.env["block closers"] = Closers(state.src)
    found = paired_at(state.src, first, state.eMarks[end - 1], closers)
    closing = _line_of(state, start, end, found[0]) if found else None
    if (
        found is None
        or closing is None
        or (closing == start and state.src[found[0] : state.eMarks[start]].strip())
    ):
        return False
    if not silent:
        _push_hidden(state, "template_block", state.src[first : found[0]], start, closing + 1)
        state.tokens[-1].info = found[1]
        _push_tail(state, found[0], closing)
        state.line = closing + 1
    return True


def _line_of(state: StateBlock, start: int, end: int, position: int) -> int | None:
    """Return the line that something ends on which opened at `start`; None if its container ends before."""
    line = bisect_left(state.eMarks, position, start)
    return line if line < min(end, _next_outside(state, start)) else None


def _next_outside(state: StateBlock, start: int) -> int:
    """Return the first line from `start` on that is indented too little for the list item that is being read.

    It is looked for once for all the lines before it.
    """
    if not state.blkIndent:
        return state.lineMax
    key = f"first line outside of {state.blkIndent}"
    begin, found = cast("tuple[int, int]", state.env.get(key, (0, -1)))
    if not begin <= start <= found:
        inside = (
            n
            for n in range(start, len(state.eMarks))
            if state.sCount[n] < state.blkIndent and state.bMarks[n] + state.tShift[n] < state.eMarks[n]
        )
        found = int(next(inside, len(state.eMarks)))
        state.env[key] = start, found
    return int(found)


def footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read `[^1]: text`, with further blocks indented below it (pandoc manual, "Footnotes")."""
    first = state.bMarks[start] + state.tShift[start]
    match = None if state.is_code_block(start) else _FOOTNOTE.match(state.src, first, state.eMarks[start])
    if not match:
        return False
    if not silent:
        _read_footnote(state, start, end, match.end())
    return True


def _read_footnote(state: StateBlock, start: int, end: int, text_at: int) -> None:
    """Let the parser read what is behind the mark, and below it indented by four, as blocks of their own."""
    before = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    state.push("footnote_open", "", 1)
    state.bMarks[start] = text_at
    state.tShift[start] = 0
    state.blkIndent += 4
    state.sCount[start] = state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = before
    state.blkIndent -= 4
    state.push("footnote_close", "", -1)


@dataclass(slots=True)
class OpenComment:
    """A `%%` that one block opened: how many tokens were looked at, and where in the source it is closed (-1: none)."""

    looked_at: int = 0
    closed_at: int = -1
    ever_open: bool = False


def comment_rest(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Swallow what a comment hides that opened in the text of an earlier block. Its structure is never read."""
    comment = state.env.get(COMMENTS)
    if silent or not isinstance(comment, OpenComment):
        return False
    opening = "" if comment.closed_at >= 0 else _open_in_last_block(state, comment, start)
    if comment.closed_at < 0:
        return False
    closing = next((line for line in range(start, end) if state.eMarks[line] > comment.closed_at), None)
    begin = state.bMarks[start]
    comment.looked_at = len(state.tokens)
    if closing is None:
        _push_hidden(state, "comment_block", opening + state.src[begin : state.eMarks[end - 1]], start, end)
        state.line = end
        return True
    after = comment.closed_at + 2
    comment.closed_at = -1
    _push_hidden(state, "comment_block", opening + state.src[begin:after], start, closing + 1)
    _push_tail(state, after, closing)
    state.line = closing + 1
    return True


def _open_in_last_block(state: StateBlock, comment: OpenComment, start: int) -> str:
    """Cut the last text read at a `%%` that is still open and closed from `start` on; return what was cut off."""
    fresh = state.tokens[comment.looked_at :]
    comment.looked_at = len(state.tokens)
    token = next((token for token in reversed(fresh) if token.type == "inline"), None)
    if token is None or "%%" not in token.content:
        return ""
    state.env.pop(UNPAIRED, None)
    state.md.inline.parse(token.content, state.md, state.env, [])
    position = state.env.pop(UNPAIRED, None)
    if not isinstance(position, int):
        return ""
    comment.ever_open = True
    comment.closed_at = state.src.find("%%", state.bMarks[start])
    if comment.closed_at < 0:
        return ""
    cut = token.content[position:]
    token.content = token.content[:position]
    return cut + "\n"


def _paired(state: StateBlock, lines: tuple[int, int], fence: str, kind: str, *, silent: bool) -> bool:
    start, end = lines
    first = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith(fence, first, state.eMarks[start]):
        return False
    closing = _closing_line(state, start, end, fence)
    if closing is None:
        return False
    if not silent:
        search_from = (
            first + len(fence) if closing == start else state.bMarks[closing] + state.tShift[closing]
        )
        after = state.src.find(fence, search_from, state.eMarks[closing]) + len(fence)
        _push_hidden(state, kind, state.src[first:after], start, closing + 1)
        _push_tail(state, after, closing)
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


def _push_hidden(state: StateBlock, kind: str, content: str, start: int, end: int) -> None:
    token = state.push(kind, "", 0)
    token.content = content
    token.map = [start, end]


def _push_tail(state: StateBlock, after: int, line: int) -> None:
    """Push what is behind a closing mark as a paragraph of its own."""
    tail = state.src[after : state.eMarks[line]].strip()
    if tail:
        state.push("paragraph_open", "p", 1).map = [line, line + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = tail, [line, line + 1], []
        state.push("paragraph_close", "p", -1)
