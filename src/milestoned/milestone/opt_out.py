"""Opting a note out: every key of a milestone goes, cookies are bare again, and nothing else changes.

What `start` and later passes added is taken away. A comment behind a key is the writer's and stays.
"""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone import keys
from milestoned.milestone.edits import Edit, apply, outside_unchanged
from milestoned.milestone.opt_in import Choice, plan_start
from milestoned.milestone.our_values import could_be_ours
from milestoned.milestone.rewrite import OUR_BUG
from milestoned.milestone.status_block_edits import clearing_edits
from milestoned.note.counting import Sections
from milestoned.note.note import Note, parse
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText

if TYPE_CHECKING:
    from milestoned.milestone.keys import KeyStyle
    from milestoned.milestone.rewrite import RewriteRules
    from milestoned.note.frontmatter import Frontmatter
    from milestoned.note.outline import Cookie
    from milestoned.note.pairs import Pair

_NONE = "none"
_REST_OF_LINE = lazy_pattern(r"[ \t]*:?[ \t]*(?P<comment>#[^\r\n]*)?(?P<ending>\r\n|\r|\n)")


def stop_text(data: bytes, rules: RewriteRules, *, keep_out: bool) -> bytes | Problem:
    """Return the bytes of the note once it is opted out, proved; those it has where there is nothing to take away.

    A Problem is returned where it cannot be.
    With `keep_out` a line `milestone: none` stays, because a rule of the configuration would opt the note in again.
    """
    note = parse(data)
    if isinstance(note, Problem):
        return note
    keep_out = keep_out and not note.kept_out
    edits = _plan(note, rules, keep_out=keep_out)
    if isinstance(edits, Problem) or not edits:
        return edits if isinstance(edits, Problem) else data
    text = apply(note.source.text, edits)
    new = SourceText(text, note.source.has_bom).encode()
    return new if _is_proved(note, text, new, edits, rules, keep_out=keep_out) else OUR_BUG


def _plan(note: Note, rules: RewriteRules, *, keep_out: bool) -> list[Edit] | Problem:
    if note.problem:
        return note.problem
    head = _head(note, rules.keys, keep_out=keep_out)
    if isinstance(head, Problem) or not note.opted_in:
        return head
    return head + _bare_cookies(note, rules) + clearing_edits(note)


def _head(note: Note, style: KeyStyle, *, keep_out: bool) -> list[Edit] | Problem:
    """Plan the edits of the frontmatter, which goes with its fences where nothing is left in it."""
    block = note.frontmatter
    pairs = _ours(block, style) if block else []
    if keep_out and not any(_opts_in(pair) for pair in pairs):
        added = plan_start(note, Choice(_NONE))
        return added if isinstance(added, Problem) else [added]
    if block is None or not pairs:
        return []
    if block.in_braces:
        return _out_of_braces(block, pairs, keep_out=keep_out)
    edits: list[Edit] = []
    for pair in pairs:
        edit = _line(block, pair, keep_out=keep_out and _opts_in(pair))
        if isinstance(edit, Problem):
            return edit
        edits += edit
    removed = sum(edit.end - edit.start for edit in edits)
    return edits if removed < len(block.inner) or keep_out else [Edit(0, block.end, "")]


def _ours(block: Frontmatter, style: KeyStyle) -> list[Pair]:
    """Return the pairs of a milestone: the writer's, and the program's under any name it goes by."""
    names = {*keys.WRITER_KEYS, *(key.value for key in keys.OwnedKey)}
    renamed = {name: key for key, name in style.names.items()}
    pairs = block.pairs if isinstance(block.pairs, list) else []
    return [
        pair
        for pair in pairs
        if pair.key.lower() in names
        or (pair.key in renamed and could_be_ours(renamed[pair.key], pair.value.content))
    ]


def _opts_in(pair: Pair) -> bool:
    return pair.key.lower() == keys.MILESTONE


def _line(block: Frontmatter, pair: Pair, *, keep_out: bool) -> list[Edit] | Problem:
    """Plan to take out the lines of a pair up to a comment behind it, or to make them `milestone: none`."""
    inner = block.inner
    start = max(inner.rfind("\n", 0, pair.key_start), inner.rfind("\r", 0, pair.key_start)) + 1
    end = max(pair.key_end, start + len(inner[start : max(pair.end, pair.key_end)].rstrip(" \t\r\n")))
    rest = _REST_OF_LINE.match(inner, end)
    if rest is None or inner[start : pair.key_start].strip(" '\"?"):
        return Problem(
            block.line_of(pair), f"`{pair.key}` cannot be taken out safely", "take it out in your editor"
        )
    at = block.start
    if keep_out:
        if _says_none(pair):
            return []
        indent = inner[start : pair.key_start].partition("?")[0].rstrip("'\"")
        return [Edit(at + start, at + end, f"{indent}{keys.MILESTONE}: {_NONE}")]
    return [Edit(at + start, at + (rest.start("comment") if rest["comment"] else rest.end()), "")]


def _out_of_braces(block: Frontmatter, ours: list[Pair], *, keep_out: bool) -> list[Edit]:
    """Plan to take pairs out of a mapping in braces, each with the comma that parts it from the next or the last."""
    pairs = block.pairs if isinstance(block.pairs, list) else []
    if len(ours) == len(pairs) and not keep_out:
        return [Edit(0, block.end, "")]
    at, edits = block.start, []
    kept = [number for number, pair in enumerate(pairs) if pair not in ours or (keep_out and _opts_in(pair))]
    for number, pair in enumerate(pairs):
        if number in kept:
            if _opts_in(pair) and not _says_none(pair):
                edits.append(Edit(at + pair.key_start, at + pair.end, f"{keys.MILESTONE}: {_NONE}"))
        elif number < kept[-1]:
            edits.append(Edit(at + pair.key_start, at + pairs[number + 1].key_start, ""))
        else:
            edits.append(Edit(at + _finish(pairs[number - 1]), at + _finish(pair), ""))
    return edits


def _says_none(pair: Pair) -> bool:
    return pair.value.content in (_NONE, False)


def _finish(pair: Pair) -> int:
    return max(pair.end, pair.key_end)


def _bare_cookies(note: Note, rules: RewriteRules) -> list[Edit]:
    """Plan to make cookies bare. A bracket whose scope holds no task was never ours, and stays."""
    if not note.outline.cookies:
        return []
    sections = Sections(note.outline, note.body, rules.count)
    edits = []
    for cookie in note.outline.cookies:
        bare = _bare(cookie)
        if bare != cookie.text and (cookie.words or sections.tasks(cookie).total):
            line = note.body_line + cookie.line
            start = note.source.line_starts[line] + note.source.line(line).rindex(cookie.text)
            edits.append(Edit(start, start + len(cookie.text), bare))
    return edits


def _bare(cookie: Cookie) -> str:
    if cookie.words:
        return "[" + cookie.text[cookie.text.index("/") :]
    return "[%]" if cookie.text.endswith("%]") else "[/]"


def _is_proved(
    note: Note, text: str, new: bytes, edits: list[Edit], rules: RewriteRules, *, keep_out: bool
) -> bool:
    """Prove that nothing but our own went: the rest of the frontmatter means the same, the body is where it was."""
    after = parse(new)
    if isinstance(after, Problem) or after.problem or not outside_unchanged(note.source.text, text, edits):
        return False
    moved = sum(len(edit.new) - (edit.end - edit.start) for edit in edits if edit.end <= note.body_start)
    return (
        after.body_start == note.body_start + moved
        and _meaning(note, rules.keys) == _meaning(after, rules.keys)
        and (keep_out or not after.opted_in)
        and _plan(after, rules, keep_out=keep_out) == []
    )


def _meaning(note: Note, style: KeyStyle) -> list[object]:
    block = note.frontmatter
    pairs = block.pairs if block and isinstance(block.pairs, list) else []
    ours = _ours(block, style) if block else []
    return [pair.meaning for pair in pairs if pair not in ours]
