"""Weighing one edit within its session: what it changes in this note's tally, and in the others'."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milestoned.record.drafted import compare, leftovers
from milestoned.record.identity import NO_TEXT
from milestoned.record.judge import plausible
from milestoned.record.moves import Weighed, tallies, weigh
from milestoned.record.session_text import Kept, Tally

if TYPE_CHECKING:
    from array import array


@dataclass(frozen=True, slots=True)
class Weight:
    """What an edit comes to.

    `change` is to be added to the note's tally, `others` to those of notes that words were moved from
    or to. `kept` are the texts with their new tallies. `brought`: more than a person can have typed.
    """

    change: Tally
    others: list[tuple[Kept, Tally]]
    kept: list[Kept]
    brought: bool = False


class Scale:
    """Weighs notes against their starts; one that has not changed since is not weighed again."""

    def __init__(self) -> None:
        self._weighed: dict[str, tuple[tuple[int, str, int], Weighed]] = {}

    def weigh(self, kept: Kept) -> Weighed:
        """Compare a note's text with its start."""
        key = (kept.session, kept.digest, len(kept.brought))
        found = self._weighed.get(kept.note)
        if found is None or found[0] != key:
            found = self._weighed[kept.note] = (key, weigh(kept))
        return found[1]

    def among(self, pool: dict[str, Kept], note: Kept) -> dict[str, Weighed]:
        """Weigh a note and all others of the session; those of earlier sessions are forgotten."""
        self._weighed = {name: self._weighed[name] for name in pool.keys() & self._weighed.keys()}
        return {other.note: self.weigh(other) for other in {**pool, note.note: note}.values()}


def weigh_edit(
    scale: Scale, pool: dict[str, Kept], note: Kept, now: int, last: array[int] | None = None
) -> Weight:
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
    return Weight(_difference(note.tally, totals[note.note]), others, kept, brought)


def _added(last: array[int], text: array[int]) -> array[int]:
    added = NO_TEXT[:]
    for start, end in leftovers(compare(last, text).matched):
        added += text[start:end]
    return added


def _difference(before: Tally, after: Tally) -> Tally:
    return Tally(after.drafted - before.drafted, after.cut - before.cut, after.held - before.held)
