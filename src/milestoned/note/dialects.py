"""Markup of the dialects that writers use, of which a reader sees nothing: as patterns, for blocks, lines and HTML.

Every search is bounded: a mark that nothing closes is looked for once in a text, however often it is opened.
"""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = "shortcodes and templates"
REMARKS = "editors' remarks"
ATTRIBUTES = "attributes"
FIELDS = "data fields"
FENCES = "fenced-div lines"

# What opens and what closes it, the longer mark before the one it begins with.
PAIRED = (
    ("{{<", ">}}", TEMPLATES),  # Hugo
    ("{{%", "%}}", TEMPLATES),
    ("{{", "}}", TEMPLATES),  # Jinja, Liquid, Handlebars
    ("{%", "%}", TEMPLATES),
    ("<%", "%>", TEMPLATES),  # Templater
    ("{/*", "*/}", TEMPLATES),  # MDX
    ("{>>", "<<}", REMARKS),  # CriticMarkup
    ("{--", "--}", REMARKS),
)

_QUOTED = r"\"[^\"\n]*+\"|'[^'\n]*+'"
_ATTRIBUTE = rf"(?>(?:[#.][\w:.#-]++)|[\w:-]++=(?:{_QUOTED}|[^\s\"'{{}}]++)|=\w++|-)"
# pandoc manual, "Heading identifiers"; kramdown, "Attribute List Definitions".
ATTRIBUTE_LIST = lazy_pattern(rf"\{{:?[ \t]*+{_ATTRIBUTE}(?:\s++{_ATTRIBUTE})*+\s*+\}}")

_FIELD_VALUE = r"(?:[^\[\]()\n]|\[\[[^\[\]\n]*+\]\])*+"
# Dataview documentation, "Adding metadata to your pages".
BRACKET_FIELD = lazy_pattern(
    rf"\[[^\s\[\]():][^\[\]():\n]{{0,80}}+::[ \t]{_FIELD_VALUE}\]"
    rf"|\([^\s\[\]():][^\[\]():\n]{{0,80}}+::[ \t]{_FIELD_VALUE}\)"
)
LINE_FIELD = lazy_pattern(r"(?:\*\*|__)?[^\s:*`\[\](){}|<>#]++(?:\*\*|__)?::(?:[ \t][^\n]*+)?(?=\n|\Z)")
FENCE_LINE = lazy_pattern(r":{3,}[^\n]*+")

# CommonMark 0.31.2, section 6.6, with JSX's values in braces and names with dots.
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+\}"
_TAG_ATTRIBUTE = (
    rf"(?:[A-Za-z_:][\w:.-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`{{]++|'[^']*+'|\"[^\"]*+\"|{_BRACES}))?|{_BRACES})"
)
TAG = rf"<[A-Za-z][\w.:-]*+(?:\s++{_TAG_ATTRIBUTE})*+\s*+/?>"
JSX_TAG = lazy_pattern(TAG)

# The marks of the Tasks plugin for Obsidian, each with what belongs to it.
_TASK_MARK = (
    r"[📅📆🗓🛫⏳⌛✅❌➕]\ufe0f?\s*\d{4}-\d\d-\d\d|🔁\ufe0f?(?:\s*[A-Za-z0-9,]++)++|[🔺⏫🔼🔽⏬]\ufe0f?"
    r"|[🆔⛔]\ufe0f?\s*[\w,-]+|🏁\ufe0f?\s*\w+"
)
_STANDS_LAST = rf"\^[A-Za-z0-9-]+|#[^\s#\[\](){{}}`$%^]+|#+|{ATTRIBUTE_LIST.pattern}|{BRACKET_FIELD.pattern}|{_TASK_MARK}"
# What must itself be at the end of a line, so that a cookie cannot.
LINE_TAIL = lazy_pattern(rf"(?:\s+(?:{_STANDS_LAST}))*+\s*")


class Closers:
    """Where the marks that close something are next found in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[str, tuple[int, int]] = {}

    def next(self, mark: str, start: int) -> int:
        """Return where a mark is next found from a position on; -1 if it is not."""
        begin, at = self._found.get(mark, (start, -2))
        if at == -2 or not begin <= start or (at != -1 and at < start):
            at = self.text.find(mark, start)
            self._found[mark] = start, at
        return at


def paired_at(text: str, start: int, end: int, closers: Closers) -> tuple[int, str] | None:
    """Return where the paired markup that opens at a position ends, and its rule; None if there is none."""
    for opening, closing, rule in PAIRED:
        if text.startswith(opening, start):
            at = closers.next(closing, start + len(opening))
            return (at + len(closing), rule) if 0 <= at <= end - len(closing) else None
    return None


def substitution_at(text: str, start: int, end: int, closers: Closers) -> tuple[int, int] | None:
    """Return where the new text of CriticMarkup's `{~~old~>new~~}` begins and ends; None if there is none."""
    if not text.startswith("{~~", start):
        return None
    new, closing = closers.next("~>", start + 3), closers.next("~~}", start + 3)
    return (new + 2, closing) if 0 <= new < closing <= end - 3 else None


_OPENING = lazy_pattern(r"\{[{%/>-]|<%|\{~~")


def without_paired(text: str, hidden: list[tuple[str, str]]) -> str:
    """Take paired markup out of a text that is not Markdown, an HTML block, and add it to what is hidden."""
    if not _OPENING.search(text):
        return text
    closers, parts, position = Closers(text), [], 0
    for start, end, rule in _spans(text, closers):
        hidden.append((rule, text[start:end]))
        parts.append(text[position:start])
        position = end
    return "".join([*parts, text[position:]])


def _spans(text: str, closers: Closers) -> Iterator[tuple[int, int, str]]:
    position = 0
    while match := _OPENING.search(text, position):
        found = paired_at(text, match.start(), len(text), closers)
        if found:
            yield match.start(), *found
        position = found[0] if found else match.start() + 1
