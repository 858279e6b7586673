"""Matching what moved in pieces shorter than a run."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict

from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.recorder.comparison import Block, leftovers
from milestoned.record.recorder.text_gaps import SHORT_RUN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from milestoned.record.recorder.comparison import Comparison

SEAM = 2
"""Words at most that are matched one by one where a passage was taken out or put in."""


def match_leftovers(result: Comparison, blocks: list[Block]) -> None:
    """Match what moved in pieces shorter than a run: whole stretches, then single words at the seams of moves.

    Where the same words are left in both texts, in whatever order, all of them match. `blocks` are the kept runs, in
    the order of the new text.
    """
    _match_stretches(result)
    gone, come = leftovers(result.kept), leftovers(result.matched)
    if not gone or not come:
        return
    if Counter(_words(result.old, gone)) == Counter(_words(result.new, come)):
        _match_words(result, gone, come)
        return
    seams_old, seams_new = _seams(blocks)
    _match_words(result, _crumbs(gone, seams_old), _crumbs(come, seams_new))


def _seams(blocks: list[Block]) -> tuple[set[int], set[int]]:
    """Return where old and new text have a seam: kept runs beside each other that are not so in the other text.

    `blocks` are in the order of the new text, its head and its tail among them. A seam is named by where it begins.
    """
    in_old = sorted(range(len(blocks)), key=lambda number: blocks[number].old)
    places = {number: place for place, number in enumerate(in_old)}
    old = {blocks[one].old + blocks[one].size for one, two in itertools.pairwise(in_old) if two != one + 1}
    new = {
        blocks[one].new + blocks[one].size
        for one, two in itertools.pairwise(range(len(blocks)))
        if places[two] != places[one] + 1
    }
    return old, new


def _crumbs(stretches: list[tuple[int, int]], seams: set[int]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in stretches if end - start <= SEAM and start in seams]


def _words(text: Sequence[int], stretches: list[tuple[int, int]]) -> Iterable[int]:
    return (word for start, end in stretches for word in text[start:end])


def _match_stretches(result: Comparison) -> None:
    gone: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for start, end in leftovers(result.kept):
        gone[tuple(result.old[start:end])].append(start)
    for start, end in leftovers(result.matched):
        places = gone.get(tuple(result.new[start:end]))
        if places and end - start >= SHORT_RUN:
            result.keep(Block(places.pop(), start, end - start))


def _match_words(
    result: Comparison, stretches_old: list[tuple[int, int]], stretches_new: list[tuple[int, int]]
) -> None:
    gone: dict[int, list[int]] = defaultdict(list)
    for start, end in stretches_old:
        for at in range(start, end):
            gone[result.old[at]].append(at)
    for start, end in stretches_new:
        for at in range(start, end):
            if places := gone.get(result.new[at]):
                result.keep(Block(places.pop(), at, 1))
