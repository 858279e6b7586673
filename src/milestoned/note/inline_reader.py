"""The visible text of a paragraph without the Markdown parser, where no rule of the parser could say otherwise.

Read here: emphasis, code spans, escapes, plain links and images, wikilinks, embeds, tags, math, footnote marks and
citations. Whatever else may be markup is left to the parser. That both say the same is held by
tests/properties/test_fast_outline.py.
"""

from __future__ import annotations

from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.emphasis import Mark, flanks, paired
from milestoned.note.inline_marks import CITATION, EMBED, FOOTNOTE_MARK, HTML_GAP, INLINE_MATH, TAG, WIKILINK
from milestoned.note.simple_markup import SIMPLE_PARAGRAPH, visible

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

# An entity; HTML and autolinks but for the simplest tags. Neither is read here, nor is what `_is_doubtful` names.
_ENTITY = lazy_pattern(r"&#?\w+;")
_HTML = lazy_pattern(r"<(?!/?(?:[b-z]|[A-Za-z][A-Za-z0-9]+)>)[A-Za-z/!?%]")
_SIMPLE_TAG = lazy_pattern(r"</?[A-Za-z][A-Za-z0-9]*>")
# One set of characters, without alternatives: that is several times as fast.
_SPECIAL = lazy_pattern(r"[\\`*_~\[$#<!]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_LABEL = r"\[(?P<label>[^\[\]`<\\$!&]*)\]"
_NO_LINK = lazy_pattern(rf"{_LABEL}(?!\()")
# CommonMark 0.31.2, section 6.3, with targets that are the same however they are written.
_TARGET = lazy_pattern(
    rf"{_LABEL}\([ \t\n]*(?P<target>(?:https?://)?[A-Za-z0-9./_=?,#-]+)"
    r"(?:[ \t\n]+\"(?P<title>[^\"\\&]*)\")?[ \t\n]*\)"
)
_RUN = lazy_pattern(r"`+")


# Characters that may be markup; what holds none of them, no comment mark and no data field is its own visible text.
_MARKUP = lazy_pattern(r"[\\`*_\[<&$#~{]")


class _UnclearError(Exception):
    """Only the parser knows. Never leaves this module."""


def may_be_markup(text: str) -> bool:
    """Return True if a text may not be its own visible text."""
    return _MARKUP.search(text) is not None or "%%" in text or "::" in text


def read_inline(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Return the visible text of a paragraph and what is hidden, as (rule, text); None if only the parser knows.

    No link is defined anywhere in the note that the text is from.
    """
    if SIMPLE_PARAGRAPH.fullmatch(text):
        hidden: list[tuple[str, str]] = []
        return visible(text, hidden), hidden
    if _is_doubtful(text):
        return None
    reader = _Reader(text)
    try:
        reader.read(0, len(text))
    except _UnclearError:
        return None
    return "".join(reader.parts), reader.hidden


def _is_doubtful(text: str) -> bool:
    """Return True if a text may hold comments, data fields, templates, entities, autolinks or HTML."""
    return (
        "{" in text
        or "%%" in text
        or "::" in text
        or ("&" in text and _ENTITY.search(text) is not None)
        or ("<" in text and _HTML.search(text) is not None)
    )


class _Reader:
    """Reads one text from left to right, a link's label by itself."""

    __slots__ = ("hidden", "last_backticks", "last_target", "marks", "parts", "runs", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.hidden: list[tuple[str, str]] = []
        self.marks: list[Mark] = []
        self.runs = 0
        self.last_target = text.rfind("](")
        # Where a run of so many backticks stands last.
        self.last_backticks: dict[int, int] = {}

    def read(self, start: int, end: int) -> None:
        """Read a range; the marks of emphasis in it pair up with one another only."""
        outer, self.marks = self.marks, []
        text, parts = self.text, self.parts
        while match := _SPECIAL.search(text, start, end):
            at = match.start()
            if at > start:
                parts.append(text[start:at])
            start = _READERS[match[0]](self, at, end)
        parts.append(text[start:end])
        if self.marks:
            for place in paired(self.marks):
                parts[place] = ""
        self.marks = outer

    def literal(self, at: int, _end: int) -> int:
        self.parts.append(self.text[at])
        return at + 1

    def escape(self, at: int, end: int) -> int:
        follows = self.text[at + 1 : min(at + 2, end)]
        if follows == "\n" or follows in _PUNCTUATION:
            self.parts.append(follows)
            return at + 2
        return self.literal(at, end)

    def marks_of_emphasis(self, at: int, end: int) -> int:
        """Read a run of stars or underlines, each a mark of its own, or of tildes, by twos."""
        text = self.text
        sign, stop = text[at], at + 1
        while stop < end and text[stop] == sign:
            stop += 1
        opens, closes = flanks(
            text[at - 1] if at else " ", text[stop] if stop < end else " ", inside_words=sign != "_"
        )
        self.runs += 1
        length, unit, count = stop - at, sign, stop - at
        if sign == "~":
            self.parts += [sign] * (length % 2)
            length, unit, count = 0, "~~", length // 2
        for _ in range(count):
            self.marks.append(Mark(sign, length, len(self.parts), self.runs, opens, closes))
            self.parts.append(unit)
        return stop

    def code(self, at: int, end: int) -> int:
        """Read a code span: up to a run of as many backticks."""
        text = self.text
        run = _RUN.match(text, at, end)
        stop = run.end() if run else at + 1
        length = stop - at
        if not self.last_backticks:
            self.last_backticks = {len(found[0]): found.start() for found in _RUN.finditer(text)}
        if self.last_backticks.get(length, -1) >= stop:
            for found in _RUN.finditer(text, stop):
                if found.end() > end:
                    break
                if len(found[0]) == length:
                    self.parts.append(_span(text[stop : found.start()]))
                    return found.end()
        self.parts.append(text[at:stop])
        return stop

    def math(self, at: int, end: int) -> int:
        return self._hide(INLINE_MATH, "math", at, end)

    def tag(self, at: int, end: int) -> int:
        if at and not self.text[at - 1].isspace():
            return self.literal(at, end)
        return self._hide(TAG, "tags", at, end)

    def html(self, at: int, end: int) -> int:
        match = _SIMPLE_TAG.match(self.text, at, end)
        if not match:
            return self.literal(at, end)
        self.hidden.append(("HTML tags and comments", match[0]))
        if HTML_GAP.match(match[0]):
            self.parts.append(" ")
        return match.end()

    def bracket(self, at: int, end: int) -> int:
        text = self.text
        for pattern, rule in ((FOOTNOTE_MARK, "footnote marks"), (CITATION, "citations")):
            if match := pattern.match(text, at, end):
                self.hidden.append((rule, match[0]))
                return match.end()
        if match := WIKILINK.match(text, at, end):
            self.parts.append(match[2] or match[1])
            return match.end()
        if at > self.last_target:
            return self.literal(at, end)
        if match := _TARGET.match(text, at, end):
            self.hidden.append(("link targets", f"{match['target']} {match['title'] or ''}"))
            self.read(match.start("label"), match.end("label"))
            return match.end()
        return self._no_link(at, at, end)

    def image(self, at: int, end: int) -> int:
        if self.text[at + 1 : at + 2] != "[":
            return self.literal(at, end)
        if match := EMBED.match(self.text, at, end):
            self.hidden.append(("images and embeds", match[0]))
            return match.end()
        if at > self.last_target:
            return self.literal(at, end)
        if match := _TARGET.match(self.text, at + 1, end):
            self.hidden.append(("images and embeds", match["label"]))
            return match.end()
        return self._no_link(at, at + 1, end)

    def _no_link(self, at: int, bracket: int, end: int) -> int:
        if _NO_LINK.match(self.text, bracket, end):
            return self.literal(at, end)
        raise _UnclearError

    def _hide(self, pattern: re.Pattern[str], rule: str, at: int, end: int) -> int:
        match = pattern.match(self.text, at, end)
        if not match:
            return self.literal(at, end)
        self.hidden.append((rule, match[0]))
        return match.end()


def _span(content: str) -> str:
    """Return the content of a code span, less one blank at either end where both have one."""
    content = content.replace("\n", " ")
    return content[1:-1] if content[:1] == content[-1:] == " " and content.strip(" ") else content


_READERS: dict[str, Callable[[_Reader, int, int], int]] = {
    "\\": _Reader.escape,
    "`": _Reader.code,
    "*": _Reader.marks_of_emphasis,
    "_": _Reader.marks_of_emphasis,
    "~": _Reader.marks_of_emphasis,
    "[": _Reader.bracket,
    "!": _Reader.image,
    "$": _Reader.math,
    "#": _Reader.tag,
    "<": _Reader.html,
}
