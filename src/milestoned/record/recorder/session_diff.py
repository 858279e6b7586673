"""Weighing one edit within its session: what it changes in this note's tally, and in the others'."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from milestoned.record.recorder.comparison import Block, leftovers
from milestoned.record.recorder.identity import NO_TEXT
from milestoned.record.recorder.session_store import StoredText, Tally
from milestoned.record.recorder.text_diff import common_runs, compare

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SessionChange:
    """What an edit comes to.

    `change` is to be added to the note's tally, `others` to those of notes that words were moved from
    or to. `kept` are the texts with their new tallies. `surplus`: words above what is believed.
    """

    change: Tally
    others: list[tuple[StoredText, Tally]]
    kept: list[StoredText]
    surplus: int = 0


class DiffCache:
    """Weighs notes against their starts; one that has not changed since is not weighed again."""

    def __init__(self) -> None:
        self._weighed: dict[str, tuple[StoredText, Weighed]] = {}

    def weigh(self, kept: StoredText) -> Weighed:
        """Compare a note's text with its start."""
        found = self._weighed.get(kept.note)
        if found is None or (found[0] is not kept and _key(found[0]) != _key(kept)):
            found = self._weighed[kept.note] = (kept, weigh(kept))
        elif found[0] is not kept:
            found = self._weighed[kept.note] = (kept, found[1])
        return found[1]

    def among(self, pool: dict[str, StoredText], note: StoredText) -> dict[str, Weighed]:
        """Weigh a note and all others of the session; those of earlier sessions are forgotten."""
        if gone := self._weighed.keys() - pool.keys():
            self._weighed = {name: found for name, found in self._weighed.items() if name not in gone}
        return {other.note: self.weigh(other) for other in {**pool, note.note: note}.values()}


def _key(kept: StoredText) -> tuple[int, str, int, int]:
    """Return what tells whether a note has changed since it was weighed."""
    return kept.session, kept.digest, len(kept.known), len(kept.brought)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many new words of one look are believed, and what becomes of the others: held back, or passed over."""

    words: int
    ignore: bool = False


def weigh_edit(
    scale: DiffCache,
    pool: dict[str, StoredText],
    note: StoredText,
    now: int,
    last: array[int] | None = None,
    limit: Limit | None = None,
) -> SessionChange:
    """Weigh a note among those touched in this session; `last` is its text at the look before."""
    weighed = scale.among(pool, note)
    totals = tallies(weighed)
    surplus = 0
    if last is not None and limit is not None:
        surplus = max(0, totals[note.note].drafted - note.tally.drafted - limit.words)
    if surplus and limit is not None and last is not None:
        note = _without(note, added(last, note.last), surplus, limit)
        weighed[note.note] = scale.weigh(note)
        totals = tallies(weighed)
    if not note.digest:
        totals[note.note] = note.tally
    others = [
        (other, _difference(other.tally, totals[other.note]))
        for other in pool.values()
        if other.note != note.note and other.digest and other.tally != totals[other.note]
    ]
    others.sort(key=lambda other: other[0].note)
    kept = [replace(other, tally=totals[other.note]) for other, _ in others]
    kept.append(replace(note, at=now, tally=totals[note.note]))
    return SessionChange(_difference(note.tally, totals[note.note]), others, kept, surplus)


def _without(note: StoredText, words: array[int], surplus: int, limit: Limit) -> StoredText:
    """Take the words above the limit out of what is new; where imports are ignored, all that came with them."""
    if limit.ignore:
        return replace(note, known=note.known + words)
    return replace(note, brought=note.brought + words[len(words) - surplus :])


def added(last: array[int], text: array[int]) -> array[int]:
    """Return the words of a text that the last one had not."""
    words = NO_TEXT[:]
    for start, end in leftovers(compare(last, text).matched):
        words += text[start:end]
    return words


def shared(words: array[int], source: array[int]) -> array[int]:
    """Return the passages among some words that are in another text as well."""
    found = NO_TEXT[:]
    for block in compare(source, words).blocks:
        found += words[block.new : block.new + block.size]
    return found


def _difference(before: Tally, after: Tally) -> Tally:
    return Tally(
        after.drafted - before.drafted,
        after.cut - before.cut,
        after.held - before.held,
        after.moved - before.moved,
    )


MOVED_RUN = 8
"""Words in a row that make a passage the same in two notes; shorter ones recur by chance among many notes."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one note that is new there, was brought there, or is gone from there."""

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
        """What the note comes to by itself."""
        sizes: Counter[str] = Counter()
        for passage in self.passages:
            sizes[passage.what] += len(passage.words)
        return Tally(sizes["drafted"], sizes["cut"], sizes["held"], self.moved)

    @cached_property
    def long(self) -> tuple[Passage, ...]:
        """The passages that can be found again elsewhere."""
        return tuple(passage for passage in self.passages if len(passage.words) >= MOVED_RUN)


def weigh(kept: StoredText) -> Weighed:
    """Compare a note's text with the session's start, and with what was brought in since.

    All of a note whose file is gone may turn up in another.
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


def tallies(weighed: Mapping[str, Weighed]) -> dict[str, Tally]:
    """Sum up a session, note by note: what left one note and is in another is neither cut nor new."""
    totals = {note: one.own for note, one in weighed.items()}
    found = sorted((note for note, one in weighed.items() if one.long))
    for gone, come, words in _moved([passage for note in found for passage in weighed[note].long]):
        totals[gone.note] = _less(totals[gone.note], gone.what, words)
        less = _less(totals[come.note], come.what, words)
        totals[come.note] = replace(less, moved=less.moved + words)
    return totals


def _less(tally: Tally, what: str, words: int) -> Tally:
    return replace(tally, **{what: getattr(tally, what) - words})


def _moved(long: list[Passage]) -> list[tuple[Passage, Passage, int]]:
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
