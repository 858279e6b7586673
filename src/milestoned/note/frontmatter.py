"""The YAML block at the head of a note: where it is, what it says, and where each value is."""

from __future__ import annotations

import re
from functools import cached_property

from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.plain_frontmatter import read_plain_pairs
from milestoned.note.problem import Problem

if TYPE_CHECKING:
    from milestoned.note.pairs import Pair
    from milestoned.note.text import SourceText

# A CRLF is one ending only: read as two as well, frontmatter that is never closed would be read in 2 to the power of its
# lines ways.
_END = r"(?:\r\n|\r(?!\n)|\n)"
_BLOCK = lazy_pattern(
    rf"---[ \t]*(?P<ending>{_END})(?P<inner>(?:[^\r\n]*{_END})*?)(?:---|\.\.\.)[ \t]*(?:{_END}|\Z)"
)
_TOML = lazy_pattern(rf"\+\+\+[ \t]*{_END}(?:[^\r\n]*{_END})*?\+\+\+[ \t]*(?:{_END}|\Z)")
_AFTER_BLANKS = lazy_pattern(r"\s+---[ \t]*[\r\n]")
_JSON = lazy_pattern(r'\{(?:\s*[\r\n]|[ \t]*"[^"\r\n]*"[ \t]*:[^\r\n]*\}[ \t]*(?:[\r\n]|\Z))')
_LOGSEQ = lazy_pattern(r"[\w-]+:: ")

# What tells a note that takes part from all others, before any YAML is read.
OPT_IN_KEY = "milestone"


@dataclass(frozen=True)
class Frontmatter:
    """The block between two fences: `inner` starts at `start`; the body of the note starts at `end`."""

    inner: str
    start: int
    end: int
    ending: str

    @property
    def inner_end(self) -> int:
        """Where the closing fence's line starts: where a last key is added."""
        return self.start + len(self.inner)

    @cached_property
    def pairs(self) -> list[Pair] | Problem:
        """The pairs of the mapping, in order, positions counted within `inner`; or what is wrong."""
        plain = read_plain_pairs(self.inner)
        if plain is not None:
            return plain
        from milestoned.note.yaml_events import read_pairs  # noqa: PLC0415 - most notes are read without YAML

        return read_pairs(self.inner, first_line=2)

    def pair(self, key: str) -> Pair | None:
        """Return a key's pair, in any case as Obsidian reads it; None without it, or in a block that has a problem."""
        return self._by_key.get(key.lower())

    @cached_property
    def _by_key(self) -> dict[str, Pair]:
        return {} if isinstance(self.pairs, Problem) else {pair.key.lower(): pair for pair in self.pairs}

    def get(self, key: str) -> object:
        """Return what a key means by YAML 1.2's core schema: None where it is missing, empty or no plain value."""
        pair = self.pair(key)
        return pair.value.content if pair else None

    @property
    def in_braces(self) -> bool:
        """Whether the mapping is written in flow style, `{key: value}`."""
        if "{" not in self.inner or isinstance(self.pairs, Problem) or not self.pairs:
            return False
        before = re.sub(r"#[^\r\n]*", "", self.inner[: self.pairs[0].key_start])
        return before.rstrip("? \t\r\n").endswith("{")

    def line_of(self, pair: Pair) -> int:
        """Return the line of the note, from 1, that a pair's key is on."""
        return 2 + len(re.findall(r"\r\n?|\n", self.inner[: pair.key_start]))


def find(source: SourceText) -> Frontmatter | None:
    """Return the block: fences of three dashes, the first on the very first line. None without one.

    One that is never closed is a scene break.
    """
    if not source.text.startswith("---") or not (match := _BLOCK.match(source.text)):
        return None
    return Frontmatter(match["inner"], match.start("inner"), match.end(), match["ending"])


def may_take_part(block: Frontmatter) -> bool:
    """Return True, at little cost, if the key that opts in can be in the block at all."""
    return OPT_IN_KEY in block.inner.lower()


def keeps_out(value: object) -> bool:
    """Return True if this value of `milestone` keeps a note out: `none` or `false`."""
    return value is False or (isinstance(value, str) and value.strip().lower() == "none")


def foreign_block(text: str) -> str | None:
    """Return the name of metadata that is not ours to write beside; None where a note starts with none."""
    if _TOML.match(text):
        return "TOML frontmatter (+++)"
    if _AFTER_BLANKS.match(text):
        return "frontmatter after a leading blank line, which Markdown editors do not read"
    if _JSON.match(text):
        return "JSON frontmatter"
    if _LOGSEQ.match(text):
        return "Logseq properties"
    return None


def body_start(source: SourceText, block: Frontmatter | None) -> int:
    """Return where the body starts, in code points, past YAML or TOML frontmatter."""
    if block:
        return block.end
    toml = _TOML.match(source.text) if source.text.startswith("+++") else None
    return toml.end() if toml else 0
