"""Weighing one edit within its session: what it changes in this note's tally, and in the others'."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milestoned.record.recorder.identity import NO_TEXT
from milestoned.record.recorder.limits import plausible
from milestoned.record.recorder.session_store import StoredText, Tally
from milestoned.record.recorder.text_diff import common_runs, compare, leftovers

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class SessionChange:
    """What an edit comes to.

    `change` is to be added to the note's tally, `others` to those of notes that words were moved from
    or to. `kept` are the texts with their new tallies. `brought`: more than a person can have typed.
    """

    change: Tally
    others: list[tuple[StoredText, Tally]]
    kept: list[StoredText]
    brought: bool = False


class DiffCache:
    """Weighs notes against their starts; one that has not changed since is not weighed again."""

    def __init__(self) -> None:
        self._weighed: dict[str, tuple[tuple[int, str, int], Weighed]] = {}

    def weigh(self, kept: StoredText) -> Weighed:
        """Compare a note's text with its start."""
        key = (kept.session, kept.digest, len(kept.brought))
        found = self._weighed.get(kept.note)
        if found is None or found[0] != key:
            found = self._weighed[kept.note] = (key, weigh(kept))
        return found[1]

    def among(self, pool: dict[str, StoredText], note: StoredText) -> dict[str, Weighed]:
        """Weigh a note and all others of the session; those of earlier sessions are forgotten."""
        self._weighed = {name: self._weighed[name] for name in pool.keys() & self._weighed.keys()}
        return {other.note: self.weigh(other) for other in {**pool, note.note: note}.values()}


def weigh_edit(
    scale: DiffCache, pool: dict[str, StoredText], note: StoredText, now: int, last: array[int] | None = None
) -> SessionChange:
    """Weigh a note among those touched in this session; `last` is its text at the look before."""
    weighed = scale.among(pool, note)
    totals = tallies(weighed)
    brought = False
    if last is not None and totals[note.note].drafted - note.tally.drafted > plausible(now - note.at):
        note = replace(note, brought=note.brought + _added(last, note.last))
        weighed[note.note] = scale.weigh(note)
        totals = tallies(weighed)
        brought = True
    if not note.digest:
        totals[note.note] = note.tally
    others = [
        (other, _difference(other.tally, totals[other.note]))
        for other in pool.values()
        if other.note != note.note and other.digest and other.tally != totals[other.note]
    ]
    kept = [replace(other, tally=totals[other.note]) for other, _ in others]
    kept.append(replace(note, at=now, tally=totals[note.note]))
    return SessionChange(_difference(note.tally, totals[note.note]), others, kept, brought)


def _added(last: array[int], text: array[int]) -> array[int]:
    added = NO_TEXT[:]
    for start, end in leftovers(compare(last, text).matched):
        added += text[start:end]
    return added


def _difference(before: Tally, after: Tally) -> Tally:
    return Tally(after.drafted - before.drafted, after.cut - before.cut, after.held - before.held)


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


def weigh(kept: StoredText) -> Weighed:
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
