"""What to do about frontmatter that is not valid YAML: a hint that speaks only of what is in the line."""

from __future__ import annotations

import re

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem
from milestoned.note.text import LINE_ENDING

if TYPE_CHECKING:
    import yaml

_PAIR = lazy_pattern(r"\s*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s:][^:]*?)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_ITEM = lazy_pattern(r"\s*- +(?P<value>.*)")
_NEEDS_QUOTES = "put quotes around the value"
_BACKSLASH = "put the whole value in single quotes: within double ones a backslash needs a second one"
_LINK = lazy_pattern(r"\[\[[^\[\]]*\]\](?:\s*,\s*\[\[[^\[\]]*\]\])+\s*")


def syntax_problem(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Problem:
    """Return what is wrong with frontmatter, and where. `first_line` (from 1) is the line that `text` starts on."""
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and _opened_there(error, text):
        mark = error.context_mark
    line, column = (mark.line, mark.column + 1) if mark else (0, 0)
    reason = error.problem or error.context or "it cannot be read"
    lines = [*LINE_ENDING.split(text), ""]
    if (
        "mapping values" in reason
        and line
        and _value_of(lines[line]) is not None
        and column <= _colon(lines[line])
    ):
        line, column = line - 1, 0  # the key is fine; what is above it is not a pair, and runs on into it
    hint = _BACKSLASH if "escape" in reason else _hint(lines[line], column)
    return Problem(first_line + line, f"the frontmatter is not valid YAML: {reason}", hint, column)


def _opened_there(error: yaml.MarkedYAMLError, text: str) -> bool:
    """Return True if the line to name is where something was opened that nothing closed, not where that shows."""
    if error.problem_mark and not text[error.problem_mark.index :].strip():
        return True
    context = error.context or ""
    return any(kind in context for kind in ("flow", "quoted scalar", "simple key"))


def _value_of(line: str) -> str | None:
    match = _PAIR.fullmatch(line)
    return (match["value"] or "").strip() if match else None


def _colon(line: str) -> int:
    """Return the column, from 1, of the first colon that ends a key."""
    match = re.search(r":(?=\s|\Z)", line)
    return match.end() if match else 0


def _hint(line: str, column: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return "YAML takes no tabs for indentation: put blanks there"
    match = _PAIR.fullmatch(line) or _ITEM.fullmatch(line)
    if match is None:
        return pair_hint(line)
    return _value_hint((match["value"] or "").strip(), line, column)


def pair_hint(line: str) -> str:
    """Return what to do about a line that is meant to be a pair and is none."""
    if "\u00a0" in line or "\u202f" in line:
        return "write `key: value`: the blank in that line is a no-break space, which YAML does not know"
    if "：" in line:
        return "write `key: value`, with the colon of your keyboard's Latin letters and a blank"
    return "write `key: value`" + (", with a blank behind the colon" if ":" in line else "")


def _value_hint(value: str, line: str, column: int) -> str:
    at, first = line[column - 1 : column], value[:1]
    if at and at in "@%`":
        first = at
    if _LINK.fullmatch(value):
        return 'write links in quotes, as a list: `["[[A]]", "[[B]]"]`'
    if first and first in "[{]}":
        return f"{_NEEDS_QUOTES}: it begins with a bracket"
    if first in ("'", '"'):
        kind = "single" if first == '"' else "double"
        return f"put the whole value in {kind} quotes: it begins with a quote that ends too soon or never"
    if first and first in "@%`*&!|>,":
        return f"{_NEEDS_QUOTES}: it begins with " + ("a backtick" if first == "`" else f"`{first}`")
    if ": " in value or value.endswith(":"):
        return f"{_NEEDS_QUOTES}: it holds a colon"
    if value.startswith(("- ", "? ")):
        return f"{_NEEDS_QUOTES}: it begins with `{first}`"
    if at and not at.isprintable():
        return "remove the character that cannot be seen there"
    return "correct that line, or put quotes around its value"
