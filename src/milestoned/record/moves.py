"""What each note of a session gained and lost, with words that went from one note to another seen as moved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from milestoned.record.drafted import common_runs, compare, leftovers
from milestoned.record.session_text import Kept, Tally

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping

MOVED_RUN = 8
"""Words in a row that make a passage the same in two notes; shorter ones recur by chance among many notes."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one note that is new there, was brought there, or is gone from there."""

    note: str
    what: str
    words: array[int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One note compared with its own start."""

    passages: tuple[Passage, ...]

    def sizes(self) -> Counter[tuple[str, str]]:
        """Count the words of each sort."""
        sizes: Counter[tuple[str, str]] = Counter()
        for passage in self.passages:
            sizes[passage.note, passage.what] += len(passage.words)
        return sizes


def weigh(kept: Kept) -> Weighed:
    """Compare a note's text with the session's start, and with what was brought in since.

    All of a note whose file is gone may turn up in another.
    """
    if not kept.digest:
        return Weighed((Passage(kept.note, "cut", kept.last),))
    old = kept.start + kept.brought
    result = compare(old, kept.last)
    border = len(kept.start)
    new = [("drafted", start, end) for start, end in leftovers(result.matched)]
    for block in result.blocks if kept.brought else ():
        inside = max(0, border - block.old)
        if inside < block.size:
            new.append(("held", block.new + inside, block.new + block.size))
    passages = [Passage(kept.note, what, kept.last[start:end]) for what, start, end in new]
    gone = leftovers(result.kept[:border])
    passages += [Passage(kept.note, "cut", kept.start[start:end]) for start, end in gone]
    return Weighed(tuple(passages))


def tallies(weighed: Mapping[str, Weighed]) -> dict[str, Tally]:
    """Sum up a session, note by note: what left one note and stands in another is neither cut nor new."""
    sizes: Counter[tuple[str, str]] = Counter()
    for one in weighed.values():
        sizes.update(one.sizes())
    passages = [passage for note in sorted(weighed) for passage in weighed[note].passages]
    for gone, come, words in _moved(passages):
        sizes[gone.note, gone.what] -= words
        sizes[come.note, come.what] -= words
    return {note: Tally(sizes[note, "drafted"], sizes[note, "cut"], sizes[note, "held"]) for note in weighed}


def _moved(passages: Iterable[Passage]) -> list[tuple[Passage, Passage, int]]:
    long = [passage for passage in passages if len(passage.words) >= MOVED_RUN]
    gone = [passage for passage in long if passage.what == "cut"]
    come = [passage for passage in long if passage.what != "cut"]
    if not gone or not come:
        return []
    old, gone_at = _joined(gone, -1)
    new, come_at = _joined(come, -2)
    return [
        (gone_at[block.old], come_at[block.new], block.size) for block in common_runs(old, new, MOVED_RUN)
    ]


def _joined(passages: list[Passage], border: int) -> tuple[list[int], list[Passage]]:
    """Put passages into one row, parted by numbers that are no word's and agree with none of the other row."""
    row: list[int] = []
    owners: list[Passage] = []
    for passage in passages:
        row.extend(passage.words)
        row.append(border)
        owners.extend([passage] * (len(passage.words) + 1))
    return row, owners
