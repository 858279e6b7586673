"""One note compared with what it was when the session began."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.comparison import Block, leftovers
from milestoned.record.recorder.stored_text import StoredText, Tally
from milestoned.record.recorder.text_diff import compare

if TYPE_CHECKING:
    from array import array

MOVED_RUN = 8
"""Words in a row that make a passage the same in two notes; shorter ones recur by chance among many notes."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one note, one number a word. `what`: "drafted" (new), "held" (brought in) or "cut" (gone)."""

    note: str
    what: str
    words: array[int]


@dataclass(frozen=True)
class Weighed:
    """One note compared with its own start; `moved` words of it have another place in it."""

    passages: tuple[Passage, ...]
    moved: int = 0

    @cached_property
    def own(self) -> Tally:
        """The note's tally where no words moved between notes."""
        sizes: Counter[str] = Counter()
        for passage in self.passages:
            sizes[passage.what] += len(passage.words)
        return Tally(sizes["drafted"], sizes["cut"], sizes["held"], self.moved)

    @cached_property
    def has_gone(self) -> bool:
        """Whether a passage is gone that is long enough to be found again in another note."""
        return any(passage.what == "cut" for passage in self.long)

    @cached_property
    def has_come(self) -> bool:
        """Whether a passage is new that is long enough to be known from another note."""
        return any(passage.what != "cut" for passage in self.long)

    @cached_property
    def long(self) -> tuple[Passage, ...]:
        """The passages of at least `MOVED_RUN` words: they can be found again in another note."""
        return tuple(passage for passage in self.passages if len(passage.words) >= MOVED_RUN)


def weigh(kept: StoredText) -> Weighed:
    """Return how a note's text differs from the session's start, and from what was brought in since.

    All of a note whose file is gone (an empty digest) is one "cut" passage: it may turn up in another note.
    """
    if not kept.digest:
        return Weighed((Passage(kept.note, "cut", kept.last),))
    old = kept.start + kept.known + kept.brought
    result = compare(old, kept.last)
    new = [("drafted", start, end) for start, end in leftovers(result.matched)]
    border = len(kept.start) + len(kept.known)
    for block in result.blocks if kept.brought else ():
        inside = max(0, border - block.old)
        if inside < block.size:
            new.append(("held", block.new + inside, block.new + block.size))
    passages = [Passage(kept.note, what, kept.last[start:end]) for what, start, end in new]
    gone = leftovers(result.kept[: len(kept.start)])
    passages += [Passage(kept.note, "cut", kept.start[start:end]) for start, end in gone]
    return Weighed(tuple(passages), _displaced(result.blocks, len(kept.start)))


def _displaced(blocks: list[Block], border: int) -> int:
    """Count the words of the start that are in another order now, the lesser half of each exchange."""
    there = sorted((block for block in blocks if block.old < border), key=lambda block: block.new)
    return min(_out_of_order(there, 1), _out_of_order(there[::-1], -1))


def _out_of_order(blocks: list[Block], sign: int) -> int:
    words, farthest = 0, -(2**62)
    for block in blocks:
        place = sign * block.old
        if place < farthest:
            words += block.size
        farthest = max(farthest, place)
    return words
