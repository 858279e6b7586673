"""A note as the program sees it: its text, its frontmatter, and on demand its outline and counts."""

from __future__ import annotations

from functools import cached_property

from milestoned.light.dataclasses import dataclass
from milestoned.light.digests import sha256
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note import frontmatter
from milestoned.note.counting import lines_without_ours, measure
from milestoned.note.counts import WordRule
from milestoned.note.long_notes import LONG_NOTES
from milestoned.note.outline import COUNTED_BY_ALL
from milestoned.note.problem import Problem
from milestoned.note.text import SourceText, decode, merge_conflict
from milestoned.note.words import list_words

if TYPE_CHECKING:
    from milestoned.note.counts import CountRules, Counts
    from milestoned.note.outline import Outline

_ENDINGS = ("\r\n", "\r")


@dataclass(frozen=True)
class Note:
    """One note. Positions count code points of `source.text`; lines of the outline count from the body's first."""

    source: SourceText
    frontmatter: frontmatter.Frontmatter | None
    body_start: int
    unreadable: Problem | None

    @cached_property
    def problem(self) -> Problem | None:
        """Why a note that takes part is not served: its frontmatter, a conflict, markup too dense; None if it is."""
        if self.unreadable or not self.opted_in or self.outline.too_dense is None:
            return self.unreadable
        line = self.body_line + self.outline.too_dense + 1
        return Problem(
            line, "this paragraph holds more markup than can be read in time", "split it into several"
        )

    @cached_property
    def opted_in(self) -> bool:
        """Whether the note takes part: it has a `milestone` key, and `wordcount: false` does not keep it out."""
        block = self.frontmatter
        if not block or not frontmatter.may_take_part(block) or self.kept_out:
            return False
        pair = block.pair(frontmatter.OPT_IN_KEY)
        return pair is not None and not frontmatter.keeps_out(pair.value.content)

    @property
    def declined(self) -> bool:
        """Whether `milestone: none` (or `false`) keeps the note from taking part."""
        block = self.frontmatter
        pair = block.pair(frontmatter.OPT_IN_KEY) if block and frontmatter.may_take_part(block) else None
        return pair is not None and frontmatter.keeps_out(pair.value.content)

    @cached_property
    def kept_out(self) -> bool:
        """Whether `wordcount: false` keeps the note out of everything."""
        block = self.frontmatter
        return bool(block and "wordcount" in block.inner.lower() and block.get("wordcount") is False)

    @cached_property
    def body(self) -> str:
        """The text below the frontmatter, with LF line endings (CommonMark 0.31.2, section 2.1)."""
        text = self.source.text[self.body_start :]
        if "\r" in text:
            for ending in _ENDINGS:
                text = text.replace(ending, "\n")
        return text

    @cached_property
    def body_line(self) -> int:
        """The line of the note, from 0, that the body's first line is."""
        return self.source.line_at(self.body_start) if self.body_start else 0

    @cached_property
    def outline(self) -> Outline:
        """Headings, tasks, prose and cookies of the body."""
        return LONG_NOTES.outline(self.body, cookies=self.opted_in)

    def share_outline(self, other: Note) -> bool:
        """Take over the outline of a note whose body is the very same text; return True if it is."""
        if self.opted_in != other.opted_in or self.body != other.body:
            return False
        self.__dict__["outline"] = other.outline
        return True

    @cached_property
    def digest(self) -> str:
        """A digest of the body without what the program itself wrote: our own writing is not news."""
        found = self.outline
        plain = not (found.cookies or found.status_blocks)
        text = self.body if plain else "\n".join(lines_without_ours(found, self.body))
        return sha256(text.encode())

    def words(self) -> list[str]:
        """Return the words of the visible prose, in order."""
        return [word for text in self.visible_text() for word in list_words(text)]

    def visible_text(self) -> list[str]:
        """Return the visible prose of each block, in order."""
        return [prose.text for prose in self.outline.prose]

    def counts(self, rules: CountRules) -> Counts:
        """Count the body."""
        return measure(self.outline, self.body, rules)

    @property
    def title(self) -> str | None:
        """The title: the frontmatter's, else the first heading's; None where there is neither."""
        named = self.frontmatter.get("title") if self.frontmatter else None
        if isinstance(named, str) and named.strip():
            return " ".join(named.split())
        return next((item.title for item in self.outline.headings if item.title), None)


def parse(data: bytes) -> Note | Problem:
    """Read a note. Never raises on content.

    Bytes that are not text are a Problem. Frontmatter that cannot be read is one of the note (`Note.problem`).
    """
    source = decode(data)
    if isinstance(source, Problem):
        return source
    block = frontmatter.find(source)
    start = frontmatter.body_start(source, block)
    return Note(source, block, start, _problem(source, block))


def _problem(source: SourceText, block: frontmatter.Frontmatter | None) -> Problem | None:
    if not block or not frontmatter.may_take_part(block):
        return None
    if conflict := merge_conflict(source):
        return conflict
    if not isinstance(block.pairs, Problem):
        return None
    from milestoned.note.near_misses import wrong_end  # noqa: PLC0415 - most notes have no problem

    return wrong_end(source) or block.pairs


def account(note: Note, rules: CountRules) -> list[tuple[str, int]]:
    """Return what each rule of counting took away: all the words there are, less those of each rule, to the result."""
    from milestoned.note.words import count_words  # noqa: PLC0415 - only --explain needs it

    counted = note.counts(rules).words
    if rules.words is WordRule.WC:
        return [("runs between blanks, the frontmatter left out", counted)]
    hidden: dict[str, int] = {}
    if note.body_start:
        hidden["frontmatter"] = count_words(note.source.text[: note.body_start])
    shown = COUNTED_BY_ALL if rules.words is WordRule.ALL else frozenset()
    for rule, text in note.outline.hidden:
        if rule not in shown:
            hidden[rule] = hidden.get(rule, 0) + count_words(text)
    taken = [(rule, -words) for rule, words in hidden.items() if words]
    return [
        ("all words in the file", counted - sum(words for _, words in taken)),
        *taken,
        ("words counted", counted),
    ]
